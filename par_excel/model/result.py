"""The merged period: what counts, what is missing, and the sums. All sums are exact decimals."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from par_excel.model.approval import ApprovalMark
from par_excel.model.catalogue import Criterion, Method
from par_excel.model.cell import Cell
from par_excel.model.comparison import Comparison
from par_excel.model.decision import Decision, InitiativeReview, Review, SynthesisEntry
from par_excel.model.finding import Finding
from par_excel.model.period import Assignment, Unit
from par_excel.model.received import Held, Judged, Received
from par_excel.model.submission import Answer, Contribution, Initiative, Submission
from par_excel.vietnamese import Reference


class UnitState(Enum):
    """Where a unit stands; there are no other states."""

    MISSING = "chưa nộp"
    FAULTY = "có lỗi"
    VALID = "hợp lệ"
    FROZEN = "đã chốt"


class LeafState(Enum):
    """What is known of a leaf."""

    COUNTED = "đã tính"
    FAULTY = "có lỗi, chưa tính"
    UNANSWERED = "chưa chấm"
    NO_RETURN = "chưa có bản nộp"
    BY_UNIT = "chấm theo từng đơn vị"
    """Several units fill the form, each for itself: they are ranked, and nothing is added here."""
    SURVEY = "điều tra xã hội học"
    OFFICE = "cơ quan tổng hợp chấm"
    REVIEWED = "cơ quan tổng hợp đã chấm"
    """By the office alone: no score of an agency counts here."""
    LEFT_OUT = "không phát sinh, không tính điểm"
    """By the set's own rule for such rows: neither score nor maximum counts anywhere."""


class LeafResult(Struct, frozen=True, kw_only=True):
    """A scored row of the catalogue with what counts for it."""

    criterion: Criterion
    unit: Unit | None
    """The lead; None for survey rows and rows that the office scores."""
    state: LeafState
    score: Decimal | None
    """What counts in the end: the office's score where it gave one, else the agency's; None where none counts."""
    submission: Submission | None
    """Of the lead; None where none is there, or none is asked for."""
    received: datetime | None
    findings: tuple[Finding, ...]
    review: Review | None = None
    """What the office decided over the agency's score; None where nothing."""

    @property
    def answer(self) -> Answer | None:
        """What the lead gave for it; None where it gave nothing."""
        return None if self.submission is None else self.submission.answer(self.criterion.code)

    @property
    def own(self) -> Decimal | None:
        """The agency's own score, before the office's review; None where it does not count."""
        return self.score if self.review is None else self.review.opinion.over

    @property
    def is_changed(self) -> bool:
        """Say whether the office's score counts in place of the agency's."""
        return self.review is not None and self.review.is_changed

    @property
    def is_assessed(self) -> bool:
        """Say whether a score is asked for: of an agency, or of the office where it has given its own."""
        if self.state in {LeafState.BY_UNIT, LeafState.LEFT_OUT}:
            return False
        method = self.criterion.method
        return method.is_self_assessed or (method is Method.OFFICE and self.score is not None)

    @property
    def self_maximum(self) -> Decimal | None:
        """What can be reached here by assessment, of the total that bonus points are no part of."""
        return self.criterion.maximum if self.is_assessed and not self.criterion.is_bonus else None

    @property
    def ticked(self) -> tuple[str, ...]:
        """Ids of the scale lines that the score stands on; none where the office gave a bare number."""
        if self.review is not None and self.review.is_changed:
            return self.review.opinion.ticks
        return () if self.answer is None else tuple(self.answer.ticked)

    @property
    def lost(self) -> Decimal | None:
        """Points lost, None where no score counts; a bonus that was not reached is no loss."""
        return None if self.score is None or self.criterion.is_bonus else self.criterion.maximum - self.score


class Total(Struct, frozen=True, kw_only=True):
    """Sums over some leaves: maxima apart by who scores, and what is reached."""

    key: str
    name: str
    maximum: Decimal
    survey_maximum: Decimal
    office_maximum: Decimal
    """What the office has still to score."""
    self_maximum: Decimal
    """What agencies can reach, and the office where it has scored; `maximum` = this + survey + office + units + left out."""
    score: Decimal
    """What counts in the end, without bonus points."""
    leaves: int
    """How many leaves are scored by agencies, or were by the office; those with bonus points besides."""
    counted: int
    """How many of them count."""
    unit_maximum: Decimal = Decimal(0)
    """What several units reach each for itself."""
    left_out_maximum: Decimal = Decimal(0)
    """What did not arise and is left out by the set's rule."""
    bonus_maximum: Decimal = Decimal(0)
    """What lies outside `maximum`."""
    bonus: Decimal = Decimal(0)
    """What was reached of it: no part of `score`."""
    own: Decimal | None = None
    """The sum of the agencies' own scores; None where nothing of the period was reviewed."""
    own_bonus: Decimal = Decimal(0)
    """Of bonus points."""
    bonus_counted: int = 0
    """How many leaves with bonus points count."""

    def of_bonus(self) -> "Total":
        """Return the same sums over bonus points alone, in which nothing counts for a percentage."""
        own = None if self.own is None else self.own_bonus
        return replace(
            self, maximum=self.bonus_maximum, score=self.bonus, own=own, counted=self.bonus_counted
        )

    @property
    def ratio(self) -> Decimal | None:
        """Score ÷ self-assessed maximum; None where nothing can be self-assessed."""
        return self.score / self.self_maximum if self.self_maximum else None


class UnitResult(Struct, frozen=True, kw_only=True):
    """A unit with its state and sums."""

    unit: Unit
    state: UnitState
    total: Total
    judged: Judged | None
    has_earlier_valid: bool
    errors: int
    warnings: int
    notes: int
    leaves: tuple[LeafResult, ...] = ()
    """What the unit scores, in official order."""
    fields: tuple[Total, ...] = ()
    """Its sums by field; only of a unit that is ranked."""

    @property
    def sender(self) -> str:
        """Address that its return came from; empty where there is none or it came by no letter."""
        return "" if self.judged is None or self.judged.mail is None else self.judged.mail.sender


class SharedCriterion(Struct, frozen=True, kw_only=True):
    """A criterion that several appendices give something to, side by side for the office to decide."""

    criterion: Criterion
    lead: LeafResult | None
    """None where the criterion is a heading."""
    score: Decimal | None
    """What the lead itself gave: the leaf's score, or the sum of the heading's leaves where all count."""
    contributions: tuple[tuple[Assignment, Unit, Contribution | None], ...]

    @property
    def differs(self) -> bool:
        """Say whether a proposal differs from the lead's score."""
        return any(
            given is not None and given.proposed.value is not None and given.proposed.value != self.score
            for _, _, given in self.contributions
        )


class EvidenceEntry(Struct, frozen=True, kw_only=True):
    """One document that a return names, in the order of the form."""

    unit: Unit
    submission: Submission
    row: Answer | Contribution
    """Whose evidence it is."""
    text: str
    """The document as the return names it."""
    reference: Reference | None
    """The first document that the text cites; None where it cites none."""
    file: str = ""
    """The file that came with the return and is named after the document; empty where none is."""

    @property
    def criterion(self) -> str:
        """The code of the criterion that it proves."""
        return self.row.criterion

    @property
    def cell(self) -> Cell[str]:
        """The cell that names it."""
        return self.row.evidence

    @property
    def place(self) -> str:
        """File, sheet and cell, as far as they are known."""
        place = self.cell.place
        return ", ".join(filter(None, (place.file or self.submission.file, place.sheet, place.cell)))


class Ranked(Struct, frozen=True, kw_only=True):
    """A unit among those that fill the same form; equal points share the better place (1, 2, 2, 4)."""

    unit: UnitResult
    place: int | None
    """None where there is no return."""
    in_group: int | None
    """Among the units of its group; None without a return."""
    by_field: tuple[int | None, ...]
    by_leaf: tuple[int | None, ...]
    """None also where no score of this leaf counts."""


class Ranking(Struct, frozen=True, kw_only=True):
    """The units that fill one appendix, each for itself, the best first; without a return last."""

    appendix: str
    fields: tuple[Criterion, ...]
    """Of the catalogue, in which the appendix scores anything."""
    leaves: tuple[Criterion, ...]
    rows: tuple[Ranked, ...]
    groups: tuple[str, ...]
    """In the order of the units; empty where there are none."""

    @property
    def returned(self) -> tuple[Ranked, ...]:
        """The units with a return."""
        return tuple(row for row in self.rows if row.place is not None)


class Result(Struct, frozen=True, kw_only=True):
    """The merged period."""

    leaves: tuple[LeafResult, ...]
    fields: tuple[Total, ...]
    """Of those that add up to the total; a field of bonus points stands among the headings alone."""
    headings: Mapping[str, Total]
    """Totals of every heading of the catalogue by code, fields among them; of bonus points, where these stand below."""
    total: Total
    units: tuple[UnitResult, ...]
    shared: tuple[SharedCriterion, ...]
    initiatives: tuple[tuple[Unit, Initiative], ...]
    initiative_reviews: tuple[InitiativeReview | None, ...] = ()
    """What the office said of each initiative, in the same order; empty where it said nothing of any."""
    synthesis: tuple[SynthesisEntry, ...] = ()
    """What the office makes of difficulties and proposals for the report; empty where it made nothing."""
    documents: tuple[tuple[EvidenceEntry, ...], ...] = ()
    """Every document that the returns name, with its mentions, however each was spelt."""
    findings: tuple[Finding, ...]
    received: tuple[Received, ...]
    held: tuple[Held, ...] = ()
    """Returns that wait for a decision."""
    decisions: tuple[Decision, ...] = ()
    """Of the office, in order."""
    in_force: frozenset[int] = frozenset()
    """The numbers of those that hold: about the same thing the newest does."""
    rankings: tuple[Ranking, ...] = ()
    """One for each appendix that several units fill."""
    comparison: Comparison | None = None
    """With the year before, where its result is known."""
    draft_reasons: tuple[str, ...]
    """Why this is not final yet, in Vietnamese; empty where nothing is missing."""
    approval: ApprovalMark | None = None
    """The approved version that this is, or that it differs from; None before the first approval."""

    @property
    def is_approved(self) -> bool:
        """Say whether this is an approved version."""
        return self.approval is not None and self.approval.holds

    @property
    def agencies(self) -> tuple[UnitResult, ...]:
        """The units whose scores add up to the province's: each the only one with its form."""
        ranked = {row.unit.unit.id for ranking in self.rankings for row in ranking.rows}
        return tuple(unit for unit in self.units if unit.unit.id not in ranked)

    @property
    def register(self) -> tuple[tuple[EvidenceEntry, ...], ...]:
        """The documents that the report lists: those of the agencies, not of the many units that are ranked."""
        names = {unit.unit.id for unit in self.agencies}
        return tuple(each for each in self.documents if any(entry.unit.id in names for entry in each))

    @property
    def evidence(self) -> Iterator[EvidenceEntry]:
        """Every mention of a document, document by document."""
        return (entry for entries in self.documents for entry in entries)

    @property
    def is_ranking_alone(self) -> bool:
        """Say whether every form is filled by several units, so that nothing adds up to the province's score."""
        return bool(self.rankings) and not self.agencies

    @property
    def is_reviewed(self) -> bool:
        """Say whether the office reviewed a score."""
        return any(leaf.review is not None for leaf in self.leaves)

    @property
    def is_draft(self) -> bool:
        """Say whether something is still missing."""
        return bool(self.draft_reasons)
