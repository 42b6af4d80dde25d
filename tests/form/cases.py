"""Ways in which a criterion is filled in, and a period in which each of them has a criterion of its own."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from par_excel.checks import live_texts
from par_excel.form import (
    BLANK,
    NOT_ARISEN,
    TICK,
    Column,
    Entries,
    Form,
    InitiativeColumn,
    LiveForm,
    RowKind,
    figure_key,
    form_for,
)
from par_excel.model import (
    LOWER,
    UPPER,
    Basis,
    Catalogue,
    Cumulative,
    Levels,
    Method,
    Scale,
    ScaleLine,
    WhenNotArisen,
)
from tests import invented

Value = str | Decimal

LEVELS = Levels(invented.lines("?", "1.5", "0.75", "0.5", "0"))
SAME_POINTS = Levels(invented.lines("?", "1.5", "0.5", "0.5"))
"""Two lines of the same points: one tick says which, a typed score does not."""
CUMULATIVE = Cumulative(invented.lines("?", "0.1", "0.2", "1.2"), ScaleLine("?-0", "Không đạt", Decimal(0)))
"""0.1 + 0.2 is no binary 0.3."""
RATE = invented.rate(
    threshold=Decimal(95),
    factor=Decimal("1.5"),
    cap=Decimal("1.5"),
    numerator="Số đúng hạn",
    denominator="Tổng số",
    note="tỷ lệ × 1,5 / 100",
)
CAPPED = invented.with_share(RATE, threshold=Decimal(0), factor=Decimal(2))
PLAIN = invented.with_share(RATE, threshold=Decimal(0), factor=Decimal(1))
HALF = invented.with_share(RATE, threshold=Decimal("12.5"), factor=Decimal("0.5"))
UNKNOWN = invented.with_share(RATE, threshold=None, factor=None)
"""The figures are asked for, but no score follows from them."""
TYPED = invented.with_share(UNKNOWN, numerator="", denominator="")
CONTRIBUTION = "đóng góp"
"""Stands where no scale does."""
MAXIMUM = Decimal("1.5")


class Case(Struct, frozen=True, kw_only=True):
    """How one criterion is filled in."""

    scale: Scale | str
    marks: tuple[int, ...] = ()
    """Indexes of the marked lines; -1 is the line that says that nothing was reached."""
    level: str = ""
    score: Value | None = None
    numerator: Value | None = None
    denominator: Value | None = None
    figures: str = ""
    evidence: str = ""
    explanation: str = ""
    rule: WhenNotArisen = WhenNotArisen.TYPED


PROOFS: tuple[Mapping[str, Any], ...] = (
    {},
    {"evidence": "- Báo cáo số 12"},
    {"explanation": "=Giải trình"},
    {"evidence": "   "},
)
SCORES: tuple[Value | None, ...] = (
    None,
    *map(Decimal, ("0", "0.3", "0.5", "0.75", "1.5", "1.51", "-0.25")),
    Decimal("0.5000001"),
    Decimal("0.50001"),
    "0.5",
    " 0,75 ",
    "1.234",
    " ",
    "",
    "=1+1",
)


def level_cases() -> Iterator[Case]:
    """Return scales of which one line holds."""
    for marks, level, score, proof in product(
        ((), (0,), (2,), (0, 2)), ("", NOT_ARISEN, "kps", "khác"), SCORES, PROOFS[:3]
    ):
        yield Case(scale=LEVELS, marks=marks, level=level, score=score, **proof)
    for marks, score in product(((), (1,), (1, 2)), SCORES):
        yield Case(scale=SAME_POINTS, marks=marks, score=score, evidence="Báo cáo")


def cumulative_cases() -> Iterator[Case]:
    """Return scales whose lines add up."""
    marks_of = ((), (0, 1), (0, 1, 2), (-1,), (-1, 0))
    for marks, level, score, proof in product(marks_of, ("", NOT_ARISEN), SCORES, PROOFS):
        yield Case(scale=CUMULATIVE, marks=marks, level=level, score=score, **proof)


def rate_cases() -> Iterator[Case]:
    """Return rates with every kind of figure."""
    figures: tuple[Value | None, ...] = (
        None,
        "",
        "12",
        "28,50",
        *map(Decimal, ("0", "-1", "3", "40", "0.285", "28.5")),
    )
    lower: tuple[Value | None, ...] = (None, "", "x", *map(Decimal, ("0", "-2", "40", "0.3", "30")))
    for scale, above, below, level in product((RATE, UNKNOWN), figures, lower, ("", NOT_ARISEN)):
        yield Case(scale=scale, numerator=above, denominator=below, level=level, evidence="Báo cáo")
    for scale, score, proof in product((RATE, CAPPED, UNKNOWN, TYPED), SCORES, PROOFS):
        above, below = (None, None) if scale is TYPED else (Decimal(38), Decimal(40))
        yield Case(scale=scale, score=score, numerator=above, denominator=below, **proof)


def edge_cases() -> tuple[Case, ...]:
    """Return rates on the edge of being rounded up, of reaching the threshold, or of the cap."""
    return tuple(
        Case(scale=scale, numerator=above, denominator=below, evidence="Báo cáo")
        for scale, (above, below) in product((RATE, CAPPED, PLAIN, HALF), edges())
    )


def edges() -> Iterator[tuple[Decimal, Decimal]]:
    """Return pairs of figures whose rate has a 5 in the third place, or nearly; and thirds, and great figures."""
    for below in (8, 40, 200, 1000):
        for above in range(1, below, max(1, below // 29)):
            yield Decimal(above), Decimal(below)
    for above in range(100_005, 1_000_000, 47_310):
        yield Decimal(above), Decimal(1_000_000)
    for above, below in ((1, 3), (2, 3), (19, 20), (1899, 2000), (1900, 2000), (123456789, 129999999)):
        yield Decimal(above), Decimal(below)
    yield Decimal("0.335"), Decimal(1)
    yield Decimal("0.095"), Decimal("0.1")


def rule_cases() -> Iterator[Case]:
    """Return criteria of which the set says what counts where nothing arose."""
    rules = (WhenNotArisen.FULL, WhenNotArisen.LEFT_OUT)
    scales = ((LEVELS, (1,)), (CUMULATIVE, (0,)), (RATE, ()), (UNKNOWN, ()), (TYPED, ()))
    for (scale, marks), rule, level, score, proof in product(
        scales, rules, ("", NOT_ARISEN), (None, MAXIMUM, Decimal("0.5"), "x"), PROOFS[::2]
    ):
        yield Case(scale=scale, rule=rule, level=level, score=score, **proof)
        yield Case(scale=scale, rule=rule, level=level, score=score, marks=marks, **proof)


def contribution_cases() -> Iterator[Case]:
    """Return rows that another appendix scores."""
    for score, figures, proof in product(SCORES, ("", "36/43", "\n"), PROOFS):
        yield Case(scale=CONTRIBUTION, score=score, figures=figures, **proof)


def all_cases() -> tuple[Case, ...]:
    """Return every case but those of the edges."""
    return (*level_cases(), *cumulative_cases(), *rate_cases(), *rule_cases(), *contribution_cases())


def form_of(cases: Sequence[Case]) -> Form:
    """Return a form in which each case has its row, under headings of 50."""
    scored = [case for case in cases if case.scale != CONTRIBUTION]
    contributed = [case for case in cases if case.scale == CONTRIBUTION]
    leaves = [(_code(index), case) for index, case in enumerate(scored)]
    headings = dict.fromkeys(code.rpartition(".")[0] for code, _ in leaves)
    rows = [invented.criterion("1", "0", method=Method.MIXED)]
    for heading in headings:
        rows.append(invented.criterion(heading, "0", method=Method.MIXED))
        rows += [
            replace(
                invented.criterion(code, str(MAXIMUM), scale=_own(case.scale, code), lead="1"),
                when_not_arisen=case.rule,
            )
            for code, case in leaves
            if code.rpartition(".")[0] == heading and not isinstance(case.scale, str)
        ]
    elsewhere = invented.criterion("2", str(MAXIMUM), scale=TYPED, lead="2")
    catalogue = Catalogue(2020, "Quyết định thử", (*rows, elsewhere))
    given = tuple(invented.assignment(f"2/{index}", "1", "2") for index in range(len(contributed)))
    basis = Basis(invented.period(), catalogue, given)
    return form_for(basis, basis.units["so-a"])


def _code(index: int) -> str:
    return f"1.{index // 50 + 1}.{index % 50 + 1}"


def _own(scale: Scale, code: str) -> Scale:
    if isinstance(scale, Levels):
        return Levels(_lines(scale.lines, code))
    if isinstance(scale, Cumulative):
        return Cumulative(_lines(scale.lines, code), *_lines((scale.nothing,), code))
    return scale


def _lines(lines: Sequence[ScaleLine], code: str) -> tuple[ScaleLine, ...]:
    return tuple(replace(line, id=line.id.replace("?", code)) for line in lines)


def entries_of(form: Form, cases: Sequence[Case]) -> Entries:
    """Return what the cases fill into their rows."""
    scored = (case for case in cases if case.scale != CONTRIBUTION)
    contributed = (case for case in cases if case.scale == CONTRIBUTION)
    values: dict[tuple[str, Column], Value] = {}
    rows = (*zip(form.leaves, scored, strict=True), *zip(form.contributions, contributed, strict=True))
    for row, case in rows:
        lines = form.lines(row, RowKind.LINE)
        marked = [lines[mark] if mark >= 0 else form.lines(row, RowKind.NOTHING)[0] for mark in case.marks]
        given: Mapping[tuple[str, Column], Value | None] = {
            **{(line.key, Column.LEVEL): TICK for line in marked},
            (row.key, Column.LEVEL): case.level or None,
            (row.key, Column.SCORE): case.score,
            (figure_key(row.key, UPPER), Column.FIGURES): case.numerator,
            (figure_key(row.key, LOWER), Column.FIGURES): case.denominator,
            (row.key, Column.FIGURES): case.figures or None,
            (row.key, Column.EVIDENCE): case.evidence or None,
            (row.key, Column.EXPLANATION): case.explanation or None,
        }
        values |= {place: value for place, value in given.items() if value is not None}
    return Entries(values, initiatives=tuple(initiatives()))


def initiatives() -> Iterator[Mapping[InitiativeColumn, str]]:
    """Return a complete initiative, then one that lacks each column in turn, then nearly empty ones."""
    inputs = [column for column in InitiativeColumn if column.is_input]
    whole = {column: f"- {column.value}" for column in inputs}
    yield whole
    for column in inputs:
        yield {other: text for other, text in whole.items() if other is not column}
        yield whole | {column: "  "}
        yield {column: "chỉ có ô này"}
    yield {}
    yield {InitiativeColumn.TITLE: " "}


def live(form: Form, entries: Entries = BLANK) -> LiveForm:
    """Return the live formulas of a form."""
    return LiveForm(form, entries, live_texts())
