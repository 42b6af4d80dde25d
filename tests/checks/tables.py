"""Little Vietnamese tables become values read: each row is a case, its last column the verdict.

Columns of a table of answers; those left out have a harmless value:

| column              | holds                                                                                    |
| ------------------- | ---------------------------------------------------------------------------------------- |
| mã                  | code of the criterion                                                                    |
| thang               | `một mức: 1,5; 0,5; 0`, `cộng dồn: 0,5; 1`, `tỷ lệ` (from 95%), else the score is typed   |
| tối đa              | maximum, where it is not the top of the scale                                            |
| điểm                | what is typed: read as the reader reads text; `#REF!`, `=A1` (never computed), `TRUE`     |
| mức                 | letters of the lines ticked, `0` for "nothing reached", `KPS`; `?a` unreadable, `✓a` other, `TRUEa` a box |
| quy tắc             | what the set says where nothing arose: `đủ điểm`, `không tính`                           |
| tử số, mẫu số       | the two figures                                                                          |
| tài liệu, giải trình | texts                                                                                    |
| phát hiện           | the codes that this row must give, and no others                                         |
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from msgspec.structs import replace

from par_excel.model import (
    LOWER,
    UPPER,
    Amount,
    Answer,
    Basis,
    Catalogue,
    Cell,
    Criterion,
    Cumulative,
    Finding,
    Formula,
    Levels,
    Method,
    Remark,
    Scale,
    ScaleLine,
    Submission,
    Tick,
    WhenNotArisen,
    counted_score,
    derive_score,
    what_follows,
)
from par_excel.vietnamese import NumberNote, NumberRefusal, parse_date, parse_number
from tests import invented

VERDICT = "phát hiện"

Row = dict[str, str]
Judge = Callable[[str], None]

_NOTES = {
    NumberNote.POINT: Remark.POINT,
    NumberNote.GROUPS: Remark.GROUPS,
    NumberNote.UNIT: Remark.UNIT,
    NumberNote.FULL_WIDTH: Remark.FULL_WIDTH,
}
_REFUSALS = {
    NumberRefusal.AMBIGUOUS: Remark.AMBIGUOUS_NUMBER,
    NumberRefusal.FRACTION: Remark.FRACTION,
    NumberRefusal.PERCENT: Remark.PERCENT,
    NumberRefusal.NOT_FINITE: Remark.NOT_A_NUMBER,
    NumberRefusal.NOT_A_NUMBER: Remark.NOT_A_NUMBER,
}


def rows_of(table: str) -> list[Row]:
    """Return the rows of a table by column."""
    head, *body = (
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in table.strip().splitlines()
        if line.strip().startswith("|")
    )
    assert head[-1] == VERDICT
    return [dict(zip(head, cells, strict=True)) for cells in body]


def verdict(row: Row) -> list[str]:
    """Return the codes that a row must give, sorted."""
    return sorted(row[VERDICT].replace(",", " ").split())


def compare(table: str, judged: Callable[[Row], Iterable[Finding]]) -> None:
    """Judge every row by itself and compare the codes with its verdict."""
    rows = rows_of(table)
    found = [sorted(finding.code for finding in judged(row)) for row in rows]
    wanted = [verdict(row) for row in rows]
    assert found == wanted, f"{found} instead of {wanted}"


PICTURE = "hình ảnh"
_MARKED = {"~": Remark.SHOWN_ROUNDED, ":": Remark.FORMULA}
"""What stands before a number that its cell shows rounded, or that a formula of the sender's gave."""


def number_cell(text: str, cell: str = "E5") -> Cell[Decimal]:
    """Return a number cell as the reader would give it for what was typed."""
    if text[:1] in _MARKED:
        return replace(number_cell(text[1:], cell), remarks=frozenset({_MARKED[text[0]]}))
    place = invented.place(cell)
    if not text:
        return Cell(None, "", place, frozenset({Remark.BLANK}))
    special = _special(text)
    if special is not None:
        return Cell(None, text, place, frozenset({special}))
    read = parse_number(text)
    if isinstance(read, NumberRefusal):
        return Cell(None, text, place, frozenset({_REFUSALS[read]}))
    return Cell(read.value, text, place, frozenset(_NOTES[note] for note in read.notes))


def text_cell(text: str, cell: str = "G5") -> Cell[str]:
    """Return a text cell as the reader would give it."""
    special = _special(text)
    if text == PICTURE:
        return Cell(None, text, invented.place(cell), frozenset({Remark.PICTURE}))
    if special in {Remark.ERROR_VALUE, Remark.NEVER_COMPUTED}:
        return Cell(None, text, invented.place(cell), frozenset({special}))
    return invented.text(text, cell)


def _special(text: str) -> Remark | None:
    if text.startswith("#"):
        return Remark.ERROR_VALUE
    if text.startswith("="):
        return Remark.NEVER_COMPUTED
    if text in {"TRUE", "FALSE"}:
        return Remark.TRUTH_VALUE
    return Remark.DATE if parse_date(text) else None


def scale_of(code: str, text: str, maximum: str) -> Scale:
    """Return the scale that the words of a table mean."""
    kind, _, points = text.partition(":")
    values = [value.strip().replace(",", ".") for value in points.split(";")]
    if kind == "một mức":
        return Levels(invented.lines(code, *values))
    if kind == "cộng dồn":
        return Cumulative(
            invented.lines(code, *values), ScaleLine(f"{code}-0", "Không đạt nội dung nào", Decimal(0))
        )
    cap = Decimal(maximum.replace(",", ".") or "1")
    known = kind == "tỷ lệ"
    return invented.rate(
        threshold=Decimal(95) if known else None,
        factor=cap if known else None,
        cap=cap,
        numerator=f"Số đúng hạn {code}" if known else "",
        denominator="Tổng số" if known else "",
        note="theo tỷ lệ",
    )


def criterion_of(row: Row) -> Criterion:
    """Return the criterion that a row of a table of answers speaks of."""
    code, maximum = row["mã"], row.get("tối đa", "")
    scale = scale_of(code, row.get("thang", ""), maximum)
    plain = invented.criterion(code, maximum.replace(",", ".") or str(scale.top), scale=scale, lead="1")
    return replace(plain, when_not_arisen=WhenNotArisen(row.get("quy tắc", "")))


def answer_of(row: Row, number: int, places: int) -> Answer:
    """Return the answer that a row describes, as the reader would give it from row `number` of a file."""
    criterion = criterion_of(row)
    assert criterion.scale is not None
    ticks = _ticks(criterion.scale, row, number)
    figures = _figures(criterion.scale, row, number)
    typed = number_cell(row.get("điểm", ""), f"E{number}")
    derived = derive_score(
        criterion.scale,
        [tick.line for tick in ticks if tick.mark.value],
        amounts=[cell.value for cell in figures],
        places=places,
    )
    not_arisen = _not_arisen(row, number)
    score, origin = counted_score(
        typed,
        what_follows(criterion, derived, is_not_arisen=bool(not_arisen.value)),
        is_own_formula=False,
    )
    plain = invented.answer(row["mã"], evidence=row.get("tài liệu", ""))
    return replace(
        plain,
        place=invented.place(f"A{number}"),
        score=score,
        origin=origin,
        derived=derived.value,
        ticks=ticks,
        not_arisen=not_arisen,
        amounts=tuple(Amount(*each) for each in zip((UPPER, LOWER), figures, strict=False)),
        figures=invented.text("", f"F{number}"),
        evidence=text_cell(row.get("tài liệu", f"Báo cáo số {number}/BC-SA ngày 10/12/2020"), f"G{number}"),
        explanation=text_cell(row.get("giải trình", ""), f"H{number}"),
    )


def _ticks(scale: Scale, row: Row, number: int) -> tuple[Tick, ...]:
    if not isinstance(scale, Levels | Cumulative):
        return ()
    lines = (*scale.lines, scale.nothing) if isinstance(scale, Cumulative) else scale.lines
    marks = {mark[-1]: mark[:-1] for mark in row.get("mức", "").split() if mark.strip("?") != "KPS"}
    return tuple(
        Tick(line.id, _mark(marks.get(line.id[-1]), f"D{number + index}"))
        for index, line in enumerate(lines, start=1)
    )


def _mark(prefix: str | None, cell: str) -> Cell[bool]:
    place = invented.place(cell)
    if prefix is None:
        return Cell(None, "", place, frozenset({Remark.BLANK}))
    if prefix == "?":
        return Cell(None, "đạt", place, frozenset({Remark.NOT_A_TICK}))
    if prefix == "TRUE":
        return Cell(True, "TRUE", place, frozenset({Remark.CHECK_BOX}))
    remarks = frozenset({Remark.TICK_NORMALISED}) if prefix else frozenset[Remark]()
    return Cell(True, prefix or "x", place, remarks)


def _not_arisen(row: Row, number: int) -> Cell[bool]:
    place, marks = invented.place(f"D{number}"), row.get("mức", "").split()
    if "?KPS" in marks:
        return Cell(None, "không", place, frozenset({Remark.NOT_A_TICK}))
    return Cell(True, "KPS", place) if "KPS" in marks else Cell(None, "", place, frozenset({Remark.BLANK}))


def _figures(scale: Scale, row: Row, number: int) -> tuple[Cell[Decimal], ...]:
    if not isinstance(scale, Formula) or not scale.has_figures:
        return ()
    return (
        number_cell(row.get("tử số", ""), f"F{number + 1}"),
        number_cell(row.get("mẫu số", ""), f"F{number + 2}"),
    )


def basis_of(rows: Sequence[Row]) -> Basis:
    """Return the invented period with just the criteria of a table, all led by appendix 1."""
    leaves = [criterion_of(row) for row in rows]
    parents = dict.fromkeys(leaf.parent for leaf in leaves if leaf.parent)
    headings = [invented.criterion(code, "10", method=Method.MIXED) for code in parents]
    catalogue = Catalogue(2020, "Quyết định số 1149/QĐ-BNV", (*headings, *leaves))
    return Basis(invented.period(), catalogue, ())


def submission_of(rows: Sequence[Row], basis: Basis) -> Submission:
    """Return the submission that a table of answers describes."""
    places = basis.period.places
    return invented.submission(
        answers=[answer_of(row, 10 * index, places) for index, row in enumerate(rows, start=1)]
    )
