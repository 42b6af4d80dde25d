"""The period: one index year of one province, with its units, deadlines and texts.

Working days to a deadline are counted here; which days are off is handed in.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from functools import cached_property

from msgspec import Struct, field

from par_excel.model.catalogue import Catalogue, Criterion, Formula, Provenance, Scale, Survey, fingerprint
from par_excel.model.finding import Severity
from par_excel.model.outside import DEFAULT_ENTRY_RULES, EntryRules, Postbox, PostOffice, SharedLedger
from par_excel.model.parcel import DEFAULT_LIMITS, Limits

_SATURDAY = 5
"""As `date.weekday` numbers it; Sunday is 6."""
_DAY = timedelta(days=1)


class CalendarChanges(Struct, frozen=True):
    """What the office sets right in the calendar, in order of days."""

    off: tuple[date, ...] = ()
    """Days off that were added."""
    worked: tuple[date, ...] = ()
    """Days on which offices work in exchange."""


NO_CHANGES = CalendarChanges()


class Margin(Struct, frozen=True):
    """How far a deadline is from a day: above zero before it, zero on its day, below zero after it."""

    days: int
    working_days: int

    @property
    def is_late(self) -> bool:
        """Say whether the deadline's day, which counts to its end, is over."""
        return self.days < 0


class WorkingDays(Struct, frozen=True):
    """A calendar of working days: Monday to Friday, but for these."""

    off: frozenset[date] = frozenset()
    """Days off, whatever day of the week they are."""
    worked: frozenset[date] = frozenset()
    """Days that are worked, whatever day of the week they are."""

    def is_worked(self, day: date) -> bool:
        """Say whether offices work on a day."""
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off)

    def count(self, after: date, until: date) -> int:
        """Return how many working days there are after one day, up to and with another."""
        return sum(self.is_worked(after + _DAY * step) for step in range(1, (until - after).days + 1))

    def margin(self, deadline: date, day: date) -> Margin:
        """Return how far a deadline is from a day."""
        days = (deadline - day).days
        if days < 0:
            return Margin(days, -self.count(deadline, day))
        return Margin(days, self.count(day, deadline))


DEFAULT_ADDRESS = "quý cơ quan"
"""How an agency is spoken to where the settings do not say otherwise."""


class Unit(Struct, frozen=True, kw_only=True):
    """An agency that fills an appendix."""

    id: str
    """Lower-case ASCII letters, digits and hyphens: part of file names and of the stamp."""
    name: str
    appendix: str
    email: str
    contact: str
    group: str = ""
    """Units of a group are ranked among themselves too; empty where there are no groups."""
    also: tuple[str, ...] = ()
    """Further appendices that fall to the agency; they stand in the one form that it fills."""
    address: str = ""
    """How letters and forms speak to it where not in the usual way."""

    @property
    def form_of_address(self) -> str:
        """How letters and forms speak to it."""
        return self.address or DEFAULT_ADDRESS

    @property
    def appendices(self) -> tuple[str, ...]:
        """Every appendix that the agency fills, in one form."""
        return (self.appendix, *self.also)

    @property
    def appendix_label(self) -> str:
        """The appendices as people read them: `4` or `4, 7`."""
        return ", ".join(self.appendices)

    def is_same_agency(self, other: "Unit") -> bool:
        """Say whether both are one agency, which fills several forms: under one name, or from one address."""
        if self.id == other.id or (self.email and self.email.casefold() == other.email.casefold()):
            return True
        has_one_name = self.name.casefold().split() == other.name.casefold().split()
        # of those that fill the same form some share names
        return has_one_name and self.appendix != other.appendix


class Deadline(Struct, frozen=True):
    """A day of the period's calendar, until its end."""

    id: str
    day: date
    title: str


class DeadlineId:
    """The deadlines that the program itself speaks of; par.toml may add others."""

    SUBMIT = "nop"
    REPORT = "trinh"
    ENTRY = "nhap"


class Sender(Struct, frozen=True, kw_only=True):
    """The office that collects: what agencies see as the address for questions and returns."""

    name: str
    email: str
    phone: str
    contact: str


class ReportHead(Struct, frozen=True, kw_only=True):
    """Head and signature of the report (Decree 30/2020/NĐ-CP)."""

    superior: str
    """The body above the issuing one, first line of the left head."""
    issuer: str
    symbol: str
    """The symbol behind the number, `BC-UBND`."""
    place: str
    signed_for: str
    """`TM. ỦY BAN NHÂN DÂN`."""
    signer_title: str
    signer: str
    recipients: tuple[str, ...]
    addressee: str = "Bộ Nội vụ"
    """To whom the report is addressed."""


class SeverityChange(Struct, frozen=True):
    """What the office decided about one check."""

    severity: Severity | None
    """None switches the check off."""
    line: int | None
    """Of the settings, for messages."""


class Period(Struct, frozen=True, kw_only=True):
    """One index year of one province, as par.toml gives it."""

    id: str
    year: int
    province: str
    """With its kind: `tỉnh Quảng Trị`."""
    title: str
    catalogue_name: str
    legal_bases: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    sender: Sender
    report: ReportHead
    units: tuple[Unit, ...]
    places: int
    """Decimal places of a score that follows from a rate."""
    minimum_initiatives: int
    sources: Mapping[str, str]
    """Where each setting file was read from, for messages."""
    limits: Limits = DEFAULT_LIMITS
    """What one parcel may cost."""
    minimum_explanation: int = 20
    """Letters and digits that an explanation of lost points has at least."""
    severity_changes: Mapping[str, SeverityChange] = field(default_factory=dict)
    """How much a finding weighs in this period, by the code of its check, where it is not as declared."""
    former: str = ""
    """The ledger or master workbook of the year before, from the working folder; empty where there is none."""
    calendar: CalendarChanges = NO_CHANGES
    """What is set right in the calendar of working days."""
    entry: EntryRules = DEFAULT_ENTRY_RULES
    """What the ministry's software takes."""

    post_office: PostOffice | None = None
    """What letters are handed to; None where they are only written."""
    postbox: Postbox | None = None
    """Where replies wait; None where they are saved by hand."""
    shared_ledger: SharedLedger | None = None
    """The server that holds the ledger; None where it is a file in the working folder."""

    @property
    def main_appendices(self) -> Mapping[str, str]:
        """By appendix, the one under which its agency fills all that falls to it."""
        return {appendix: unit.appendix for unit in self.units for appendix in unit.appendices}

    def address_of(self, unit: Unit) -> str:
        """Return how letters speak to a unit: the office does not call its own department an agency of others."""
        is_own = unit.name.casefold() == self.sender.name.casefold()
        if is_own and unit.form_of_address == DEFAULT_ADDRESS:
            return f"bộ phận phụ trách Phụ lục {unit.appendix_label}"
        return unit.form_of_address

    def deadline(self, deadline_id: str) -> Deadline | None:
        """Return the deadline of this id, or None where the period has none."""
        return next((deadline for deadline in self.deadlines if deadline.id == deadline_id), None)


TO_CONFIRM = " (số, ký hiệu cần đối chiếu)"
"""Ends a legal basis of which nobody has seen the document itself; a report that is approved leaves it out."""


class AssignmentKind(Enum):
    """How an appendix contributes to a criterion that it does not score."""

    CONTRIBUTION = "phối hợp"
    INITIATIVE = "sáng kiến"


class Assignment(Struct, frozen=True, kw_only=True):
    """A row of phan_cong: what one appendix gives to a criterion scored elsewhere."""

    id: str
    """Unique in the period (`4.3/NS`); binds the row of the form."""
    appendix: str
    criterion: str
    kind: AssignmentKind
    content: str
    """What is contributed, with its domain."""
    provenance: Provenance


class Appendix(Struct, frozen=True):
    """What one appendix holds: criteria to score, and contributions to others'."""

    id: str
    leaves: tuple[Criterion, ...]
    contributions: tuple[Assignment, ...]
    has_initiatives: bool
    label: str = ""
    """As people read it, with what falls to the same agency besides."""


class Basis(Struct, frozen=True, dict=True):
    """What everything is judged against: the period, its catalogue, and who contributes what."""

    period: Period
    catalogue: Catalogue
    assignments: tuple[Assignment, ...]

    @cached_property
    def appendices(self) -> Mapping[str, Appendix]:
        """The appendices of the period by id, in the order of the units."""
        ids = dict.fromkeys(unit.appendix for unit in self.period.units)
        return {appendix: self._appendix(appendix) for appendix in ids}

    def _appendix(self, appendix: str) -> Appendix:
        mine = [row for row in self.assignments if row.appendix == appendix]
        return Appendix(
            appendix,
            tuple(leaf for leaf in self.catalogue.leaves if leaf.lead == appendix),
            tuple(row for row in mine if row.kind is AssignmentKind.CONTRIBUTION),
            has_initiatives=any(row.kind is AssignmentKind.INITIATIVE for row in mine),
            label=self._label(appendix),
        )

    def _label(self, appendix: str) -> str:
        unit = self.unit_of(appendix)
        return appendix if unit is None else unit.appendix_label

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """The units by id."""
        return {unit.id: unit for unit in self.period.units}

    @cached_property
    def units_by_address(self) -> Mapping[str, tuple[Unit, ...]]:
        """The units by their e-mail address, in small letters."""
        found: dict[str, tuple[Unit, ...]] = {}
        for unit in self.period.units:
            address = unit.email.casefold()
            found[address] = (*found.get(address, ()), unit)
        return found

    def another_sender(self, address: str, unit: str) -> Unit | None:
        """Return the agency whose address this is, where a unit's form should not come from there; else None.

        The office forwards what it is sent, and an agency that fills several forms may send them from any of its
        addresses; an address of no agency is as good as any other.
        """
        found = self.units_by_address.get(address.casefold(), ()) if address else ()
        own = self.units.get(unit)
        if not found or own is None or address.casefold() == self.period.sender.email.casefold():
            return None
        return None if any(each.is_same_agency(own) for each in found) else found[0]

    def knows_address(self, address: str) -> bool:
        """Say whether an address is the office's or an agency's."""
        return (
            address.casefold() in self.units_by_address
            or address.casefold() == self.period.sender.email.casefold()
        )

    @cached_property
    def shared_appendices(self) -> frozenset[str]:
        """Appendices that several units fill, each for itself: their scores are ranked, never added."""
        counts = Counter(unit.appendix for unit in self.period.units)
        return frozenset(appendix for appendix, count in counts.items() if count > 1)

    def unit_of(self, appendix: str) -> Unit | None:
        """Return the first unit that fills this appendix."""
        return next((unit for unit in self.period.units if unit.appendix == appendix), None)

    @cached_property
    def fingerprint(self) -> str:
        """What the forms depend on, in 12 hexadecimal digits: not the provenance, which may change freely."""
        rows = [
            f"{row.code}|{row.level.value}|{row.name}|{row.maximum.normalize():f}|{row.method.value}|{row.lead}|"
            + _scale_text(row.scale)
            + (f"|{row.rules}" if row.rules else "")
            for row in self.catalogue.criteria
        ]
        given = [
            f"{row.id}|{row.appendix}|{row.criterion}|{row.kind.value}|{row.content}"
            for row in self.assignments
        ]
        return fingerprint([str(self.catalogue.year), str(self.period.places), *rows, *given])


def _scale_text(scale: Scale | None) -> str:
    if scale is None or isinstance(scale, Survey):
        return ""
    if isinstance(scale, Formula) and scale.share is not None:
        share = scale.share  # in the words of the first forms, so that those that were issued stay valid
        return (
            f"Rate(threshold={share.threshold!r}, factor={share.factor!r}, cap={scale.cap!r}, "
            f"numerator={share.numerator!r}, denominator={share.denominator!r}, note={scale.note!r})"
        )
    return repr(scale)
