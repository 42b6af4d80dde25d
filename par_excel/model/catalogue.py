"""The catalogue of one index year: fields, criteria, components, and how each leaf is scored."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import Enum, StrEnum
from fractions import Fraction
from functools import cached_property
from string import ascii_lowercase

from msgspec import Struct

from par_excel.model.expression import Choice, Expression, Name, Number, Operation, certain_divisors, evaluate

VERIFIED = "verified"
"""What `confidence` says of a row that was held against the official table."""
EXAMPLE = "example"
"""What `confidence` says of a row that was invented to show how the program works."""
EXAMPLE_REMARK = "Ví dụ minh họa – không phải văn bản chính thức"
"""Stands wherever an official sees something made from an invented catalogue."""


class Level(Enum):
    """Where a row stands in the tree."""

    FIELD = "lĩnh vực"
    CRITERION = "tiêu chí"
    COMPONENT = "tiêu chí thành phần"


class Method(Enum):
    """Who gives the score of a row, and from what."""

    SELF = "tự đánh giá"
    FIGURES = "số liệu"
    SURVEY = "điều tra xã hội học"
    OFFICE = "cơ quan tổng hợp chấm"
    MIXED = "hỗn hợp"
    """Only on headings."""

    @property
    def is_self_assessed(self) -> bool:
        """Say whether an agency gives the score in its form."""
        return self is Method.SELF or self is Method.FIGURES


class WhenNotArisen(StrEnum):
    """What the set says of a row whose content did not arise in the year; the agency always explains."""

    TYPED = ""
    """Nothing: the agency gives a score and explains how it came to it."""
    FULL = "đủ điểm"
    LEFT_OUT = "không tính"
    """The row has no score, and its maximum is in no sum and no percentage."""


class ScaleKind(StrEnum):
    """How the score follows from the scale."""

    LEVELS = "chọn một mức"
    CUMULATIVE = "cộng dồn"
    RATE = "công thức"
    SURVEY = "điều tra"


class ScaleLine(Struct, frozen=True):
    """One line of a scale; its id (`3.2.4-a`) stands in the form and binds the row when it is read."""

    id: str
    text: str
    points: Decimal


class Levels(Struct, frozen=True):
    """One line of several holds: the score is its points."""

    lines: tuple[ScaleLine, ...]

    @property
    def top(self) -> Decimal:
        """The highest score that can be reached."""
        return max(line.points for line in self.lines)


class Cumulative(Struct, frozen=True):
    """The score is the sum of the lines reached; `nothing` is the line that says none was."""

    lines: tuple[ScaleLine, ...]
    nothing: ScaleLine

    @property
    def top(self) -> Decimal:
        """The highest score that can be reached."""
        return sum((line.points for line in self.lines), Decimal(0))


class Figure(Struct, frozen=True):
    """A number that a formula needs; its id stands in the rule and in the row of the form (`3.2.4-TS`)."""

    id: str
    name: str
    """What it counts."""
    label: str = ""
    """How the form calls it where not by its id: `Tử số`."""

    @property
    def shown(self) -> str:
        """What stands in front of the cell: `Tử số: số hồ sơ đúng hạn`, `a: số vấn đề phát hiện`."""
        return f"{self.label or self.id}: {self.name}"


UPPER, LOWER = "TS", "MS"
"""Ids of the two figures of a share."""


class Share(Struct, frozen=True, kw_only=True):
    """The commonest formula, as the catalogue writes it: a share of two figures, 0 points below a threshold."""

    threshold: Decimal | None
    """In per cent; 0 where the scale has none, None where the catalogue does not know it."""
    factor: Decimal | None
    """Points at 100 per cent; None where the catalogue does not know it."""
    numerator: str
    """What the upper figure counts; empty where the catalogue does not know it."""
    denominator: str


class Formula(Struct, frozen=True, kw_only=True):
    """The score follows from figures by a rule, rounded, not below `floor` and at most `cap`."""

    figures: tuple[Figure, ...]
    """Empty where the catalogue does not know them; then the form asks for none."""
    rule: Expression | None
    """None where the catalogue does not know it; then the score is typed."""
    cap: Decimal
    floor: Decimal = Decimal(0)
    note: str
    text: str = ""
    """The rule as the catalogue writes it; empty where it is a share."""
    share: Share | None = None
    """How a share is written in the catalogue's own columns; None for any other rule."""

    @property
    def top(self) -> Decimal:
        """The highest score that can be reached."""
        return self.cap

    @property
    def has_figures(self) -> bool:
        """Say whether the form asks for figures."""
        return bool(self.figures)

    @property
    def is_computable(self) -> bool:
        """Say whether a score follows from the figures."""
        return self.has_figures and self.rule is not None

    @property
    def divisors(self) -> frozenset[str]:
        """The figures by which is divided whatever the others are: they must be above zero."""
        if self.rule is not None:
            return certain_divisors(self.rule)
        return frozenset({LOWER}) if self.share is not None and self.has_figures else frozenset()

    def score(self, amounts: Sequence[Decimal | None], *, places: int) -> Decimal | None:
        """Return the score for these figures, rounded half up to so many places, or None where none follows."""
        given = [amount for amount in amounts if amount is not None and amount >= 0]
        if self.rule is None or not self.figures or len(given) != len(self.figures):
            return None
        value = evaluate(
            self.rule, {each.id: amount for each, amount in zip(self.figures, given, strict=True)}
        )
        return None if value is None else min(self.cap, max(self.floor, round_half_up(value, places=places)))


def share_formula(share: Share, *, cap: Decimal, note: str) -> Formula:
    """Return the formula of a share; unknown as far as the catalogue does not know its figures, threshold or factor."""
    is_named = bool(share.numerator and share.denominator)
    figures = (Figure(UPPER, share.numerator, "Tử số"), Figure(LOWER, share.denominator, "Mẫu số"))
    is_known = is_named and share.threshold is not None and share.factor is not None
    return Formula(
        figures=figures if is_named else (),
        rule=_share_rule(share.threshold or Decimal(0), share.factor or Decimal(0)) if is_known else None,
        cap=cap,
        note=note,
        share=share,
    )


def _share_rule(threshold: Decimal, factor: Decimal) -> Expression:
    upper, lower = Name(UPPER), Name(LOWER)
    points = Operation("/", Operation("*", upper, Number(Fraction(factor))), lower)
    if not threshold:
        return points
    limit = Number(Fraction(threshold) / 100)
    return Choice("<", Operation("/", upper, lower), limit, Number(Fraction(0)), points)


class Survey(Struct, frozen=True):
    """The ministry scores by a survey; nobody self-assesses."""

    text: str
    top: Decimal


Scale = Levels | Cumulative | Formula | Survey


def round_half_up(value: Fraction, *, places: int) -> Decimal:
    """Return the value rounded half up, exactly: no binary fraction comes near it."""
    shifted = value * 10**places
    whole, rest = divmod(shifted.numerator, shifted.denominator)
    up = 2 * rest >= shifted.denominator
    # A context of its own: the usual 28 digits could round once more.
    return Decimal(whole + up).scaleb(-places, Context(prec=50, rounding=ROUND_HALF_UP))


def line_id(code: str, index: int) -> str:
    """Return the id of the scale line at this index: `-a`, `-b` … `-z`, `-aa` and so on."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, len(ascii_lowercase))
        letters = ascii_lowercase[rest] + letters
    return f"{code}-{letters}"


class SourceDocument(Struct, frozen=True):
    """An official document that the office keeps with its period, known again by its bytes."""

    name: str
    """Within the folder of such documents."""
    sha256: str
    """Its first hexadecimal digits."""


class Confirmation(Struct, frozen=True):
    """Who held a row against the official table, and when."""

    by: str
    on: str
    """`30/11/2026`, as the office writes it."""


DOCUMENTS = "van_ban"
"""The folder in which a period keeps its official documents."""
_DOCUMENT = re.compile(rf"{DOCUMENTS}/(.+?) \(\S+ ([0-9a-f]{{16,64}})\)")


def document_words(document: SourceDocument) -> str:
    """Return how a row names the document that it comes from; `Provenance.document` reads it back."""
    return f"{DOCUMENTS}/{document.name} (mã {document.sha256})"


class Provenance(Struct, frozen=True):
    """Where the values of a row come from, and how far they can be trusted."""

    source: str
    confidence: tuple[str, ...]
    confirmation: Confirmation | None = None
    """None where nobody has held the row against the official table, or it is not known who."""

    @property
    def document(self) -> SourceDocument | None:
        """The document that the row was copied out of; None where it comes from elsewhere."""
        found = _DOCUMENT.match(self.source)
        return None if found is None else SourceDocument(found[1], found[2])

    @property
    def is_verified(self) -> bool:
        """Say whether the row was held against the official table."""
        return self.confidence == (VERIFIED,)

    @property
    def is_example(self) -> bool:
        """Say whether the row was invented; whatever else is said of it, it is never verified."""
        return EXAMPLE in self.confidence


class Criterion(Struct, frozen=True, kw_only=True):
    """A row of the catalogue: a field, a criterion, or a component; a leaf has a scale."""

    code: str
    parent: str | None
    level: Level
    name: str
    maximum: Decimal
    method: Method
    scale: Scale | None
    lead: str | None
    """The appendix whose score counts; None on headings, survey rows and rows that the office scores."""
    evidence: tuple[str, ...]
    """The documents that usually prove the score."""
    provenance: Provenance
    is_bonus: bool = False
    """Whether its points lie outside the total, as those of all rows below it do: shown beside it, in no percentage."""
    when_not_arisen: WhenNotArisen = WhenNotArisen.TYPED

    @property
    def rules(self) -> str:
        """What its name does not say of how it counts, in words; empty where it counts as others do."""
        return "; ".join(
            words
            for words, holds in (
                ("điểm thưởng, ngoài tổng điểm", self.is_bonus),
                ("không phát sinh: đủ điểm", self.when_not_arisen is WhenNotArisen.FULL),
                ("không phát sinh: không tính điểm", self.when_not_arisen is WhenNotArisen.LEFT_OUT),
            )
            if holds
        )

    @property
    def full_name(self) -> str:
        """The name with how it counts, where it does not as others do."""
        return f"{self.name} ({self.rules})" if self.rules else self.name

    @property
    def is_leaf(self) -> bool:
        """Say whether the row is scored."""
        return self.scale is not None

    @property
    def tick_lines(self) -> tuple[ScaleLine, ...]:
        """The lines of the scale that can be ticked; none where the score does not follow from ticks."""
        if isinstance(self.scale, Cumulative):
            return (*self.scale.lines, self.scale.nothing)
        return self.scale.lines if isinstance(self.scale, Levels) else ()


class Catalogue(Struct, frozen=True, dict=True):
    """All criteria of one index year, in the official order, by code."""

    year: int
    legal_basis: str
    criteria: tuple[Criterion, ...]

    def __getitem__(self, code: str) -> Criterion:
        return self._by_code[code]

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_code)

    def __len__(self) -> int:
        return len(self.criteria)

    def get(self, code: str) -> Criterion | None:
        """Return the row of a code; None for one that is not there."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> Mapping[str, Criterion]:
        return {criterion.code: criterion for criterion in self.criteria}

    @cached_property
    def fields(self) -> tuple[Criterion, ...]:
        """The rows of the highest level."""
        return tuple(row for row in self.criteria if row.level is Level.FIELD)

    @cached_property
    def counted_fields(self) -> tuple[Criterion, ...]:
        """Those that add up to the total: without one of bonus points alone."""
        return tuple(row for row in self.fields if not row.is_bonus)

    @cached_property
    def leaves(self) -> tuple[Criterion, ...]:
        """The rows that are scored."""
        return tuple(row for row in self.criteria if row.is_leaf)

    @cached_property
    def unverified(self) -> tuple[Criterion, ...]:
        """The rows that nobody has held against the official table yet."""
        return tuple(row for row in self.criteria if not row.provenance.is_verified)

    @cached_property
    def documents(self) -> tuple[SourceDocument, ...]:
        """The official documents that its rows were copied out of."""
        found = (row.provenance.document for row in self.criteria)
        return tuple(dict.fromkeys(document for document in found if document is not None))

    @cached_property
    def confirmations(self) -> tuple[Confirmation, ...]:
        """Who has held its rows against the official table, and when, each once."""
        found = (row.provenance.confirmation for row in self.criteria)
        return tuple(dict.fromkeys(each for each in found if each is not None))

    @cached_property
    def is_example(self) -> bool:
        """Say whether rows of it were invented, so that nothing made from it is official."""
        return any(row.provenance.is_example for row in self.criteria)

    def position(self, code: str) -> int:
        """Return where a row stands, from 0; -1 for a code that is not there."""
        return self._positions.get(code, -1)

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {criterion.code: index for index, criterion in enumerate(self.criteria)}

    def ancestors(self, code: str) -> tuple[Criterion, ...]:
        """Return the headings above a row, highest first."""
        parent = self[code].parent
        return () if parent is None else (*self.ancestors(parent), self[parent])

    def field_of(self, code: str) -> Criterion:
        """Return the field that a row belongs to."""
        return (*self.ancestors(code), self[code])[0]

    def is_summand(self, code: str) -> bool:
        """Say whether a row is part of the sum above it: bonus points are, where all of that sum are."""
        row = self[code]
        return not row.is_bonus or (row.parent is not None and self[row.parent].is_bonus)

    def leaves_under(self, code: str) -> tuple[Criterion, ...]:
        """Return the scored rows of a heading, or the row itself."""
        return tuple(self._under[code])

    @cached_property
    def _under(self) -> Mapping[str, list[Criterion]]:
        found: dict[str, list[Criterion]] = {row.code: [] for row in self.criteria}
        for leaf in self.leaves:
            for row in (*self.ancestors(leaf.code), leaf):
                found[row.code].append(leaf)
        return found


def fingerprint(parts: Sequence[str]) -> str:
    """Return 12 hexadecimal digits that change with any of the parts."""
    # With a control character between, so that no two lists of parts are one text.
    return hashlib.sha256("\x1f".join(parts).encode("utf-8")).hexdigest()[:12]
