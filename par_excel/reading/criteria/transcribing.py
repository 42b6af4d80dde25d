"""The door: tables of a document → what it says of criteria, or why nothing can be copied out of it."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from par_excel.model import (
    Level,
    Method,
    NoTranscript,
    RowMark,
    ScaleKind,
    Transcript,
    TranscriptDoubt,
    TranscriptRow,
    Unit,
    WhenNotArisen,
)
from par_excel.reading.criteria.agencies import appendices_of, appendix_in, appendix_of, split_agencies
from par_excel.reading.criteria.codes import MOST_PARTS, Placed, place_codes
from par_excel.reading.criteria.entries import (
    CriterionEntry,
    PlacedRow,
    Said,
    gather,
    is_survey_sign,
    placed_rows,
    read_line,
    tells_of_survey,
)
from par_excel.reading.criteria.heads import OF_CRITERIA, Head, Role, find_head, plain
from par_excel.reading.criteria.scales import ReadScale, read_scale, unclear_lines
from par_excel.reading.criteria.sums import ancestors, checked, parent_of
from par_excel.reading.tables.grid import Grid

_LEVELS = (Level.FIELD, Level.CRITERION, Level.COMPONENT)
_WITHOUT_POINTS = frozenset({Role.CODE, Role.NAME})
_LEAST_ROWS = 3
"""How many criteria a table of criteria has, at least: fewer are a head alone, or an example."""
_SURVEY_END = re.compile(
    r"\s*[-–:(\[]*\s*(ĐTXHH|điều tra xã hội học|điều tra XHH)\s*[)\]]*\s*$", re.IGNORECASE
)
_METHOD_WORDS = frozenset({"tu danh gia", "tu cham diem", "tu cham", "tham dinh", "bo noi vu tham dinh", "x"})
"""Say that an agency scores itself, and nothing of how."""
_STATISTICS = re.compile(r"so lieu thong ke|nien giam|cuc thong ke")
_BONUS = re.compile(r"\bdiem (thuong|cong)\b")
_FULL = re.compile(r"(diem toi da|du diem|tron diem|toan bo (so )?diem)")
_LEFT_OUT = re.compile(r"(khong tinh|khong cham|khong danh gia|loai (ra|tru)|tru (ra )?khoi)")
_INITIATIVE = re.compile(r"\bsang kien\b")
_EVIDENCE_APART = re.compile(r"\s*;\s*|\n")
_LIST_START = re.compile(r"^\s*[-–—+•*]\s*")


class _CriteriaTable(Struct, frozen=True):
    """A table of criteria, or one that goes on over several tables of the document."""

    number: int
    rows: tuple[PlacedRow, ...]
    head: Head
    above: tuple[str, ...]


def transcribe(
    grids: Sequence[Grid], units: Sequence[Unit] = (), *, table: int | None = None
) -> Transcript | NoTranscript:
    """Return what a document says of criteria.

    Args:
        grids: its tables.
        units: of the period, whose appendices agencies stand for.
        table: the number of the table to take, where there are several.
    """
    found = _with_criteria(_tables(grids))
    if not found:
        unheaded = _with_criteria(_tables(grids, needed=_WITHOUT_POINTS))
        found = [each for each in unheaded if _tells_points(each)]
    if table is not None:
        found = [each for each in found if each.number == table]
    if not found:
        return _nothing(len(grids), table)
    if len(found) > 1:
        return _several(found)
    return _transcript(found[0], units)


def _with_criteria(tables: Sequence[_CriteriaTable]) -> list[_CriteriaTable]:
    return [each for each in tables if len(gather(each.rows).entries) >= _LEAST_ROWS]


def _tells_points(table: _CriteriaTable) -> bool:
    """Say whether most rows of a table without a column of points end in theirs: `Ban hành kế hoạch (1 điểm)`."""
    entries = gather(table.rows).entries
    return 2 * sum(entry.maximum is not None for entry in entries) > len(entries)


def _tables(grids: Sequence[Grid], *, needed: frozenset[Role] = OF_CRITERIA) -> list[_CriteriaTable]:
    """Return the tables with a head of criteria; what goes on from the one before is put behind it."""
    found: list[_CriteriaTable] = []
    for number, grid in enumerate(grids, start=1):
        head = find_head(grid, needed=needed)
        is_more = bool(found) and _is_continued(found[-1], grid, head)
        if head is None and not is_more:
            continue
        first = 0 if head is None else head.last + 1
        head = found[-1].head if head is None else head
        rows = placed_rows(grid, number, head, first)
        if is_more:
            found[-1] = replace(found[-1], rows=(*found[-1].rows, *rows))
        else:
            found.append(_CriteriaTable(number, rows, head, grid.above))
    return found


def _is_continued(table: _CriteriaTable, grid: Grid, head: Head | None) -> bool:
    """Say whether a grid goes on with the table before: its codes do, and its head is the same or missing."""
    if head is None:
        return _width(grid) == max(table.head.texts) + 1 and bool(_codes(placed_rows(grid, 0, table.head, 0)))
    if set(head.columns.values()) != set(table.head.columns.values()):
        return False
    codes = _codes(placed_rows(grid, 0, head, head.last + 1))
    known = {each.parts for each in _codes(table.rows)}
    return (
        bool(codes)
        and codes[0].parts not in known
        and codes[0].parts[0] >= max(each[0] for each in known or {(0,)})
    )


def _codes(rows: Sequence[PlacedRow]) -> tuple[Placed, ...]:
    return place_codes([entry.raw for entry in gather(rows).entries])


def _width(grid: Grid) -> int:
    return max((column + cell.span for row in grid.rows for column, cell in row.cells.items()), default=0)


def _nothing(tables: int, wanted: int | None) -> NoTranscript:
    if wanted is not None:
        return NoTranscript(
            f"Bảng {wanted} của văn bản không phải bảng tiêu chí.",
            "bỏ tùy chọn --table, hoặc chọn bảng khác.",
        )
    what = f"có {tables} bảng nhưng không bảng nào" if tables else "không có bảng nào"
    return NoTranscript(
        f"Văn bản {what} mang tiêu đề cột như “Tiêu chí” và “Điểm tối đa”, với ít nhất {_LEAST_ROWS} tiêu chí bên dưới.",
        "chọn đúng tệp có phụ lục bảng tiêu chí; nếu tiêu đề cột khác thường, sửa lại trong Word hoặc Excel rồi nhập lại.",
    )


def _several(found: Sequence[_CriteriaTable]) -> NoTranscript:
    shown = "; ".join(
        f"bảng {table.number} ({len(gather(table.rows).entries)} tiêu chí"
        + (f", sau đoạn “{table.above[-1][:60]}”" if table.above else "")
        + ")"
        for table in found
    )
    return NoTranscript(
        f"Văn bản có {len(found)} bảng tiêu chí: {shown}.",
        f"chọn một bảng bằng tùy chọn --table, ví dụ --table {found[0].number}.",
    )


def _transcript(table: _CriteriaTable, units: Sequence[Unit]) -> Transcript:
    entries = gather(table.rows)
    placed = place_codes([entry.raw for entry in entries.entries])
    headings = {parent_of(code.text) for code in placed}
    rows = [
        _row(entry, code, units, has_below=code.text in headings)
        for entry, code in zip(entries.entries, placed, strict=True)
    ]
    rows = _inherit(rows, units)
    marked, remarks = checked(rows, entries.totals)
    return Transcript(
        rows=marked,
        unplaced=entries.unplaced,
        heads=tuple(_heads(table.head)),
        remarks=remarks,
    )


def _heads(head: Head) -> Iterator[str]:
    for column, text in sorted(head.texts.items()):
        role = head.columns.get(column)
        shown = text.replace("\n", " / ")
        yield f"“{shown}” → {role.value if role is not None else 'không nhận ra, không dùng'}"


def _row(entry: CriterionEntry, code: Placed, units: Sequence[Unit], *, has_below: bool) -> TranscriptRow:
    if code.is_made:
        entry.doubt(TranscriptDoubt.CODE_MADE, code.text)
    if len(code.parts) > MOST_PARTS:
        entry.doubt(TranscriptDoubt.CODE_UNKNOWN, code.text)
    if not entry.name:
        entry.doubt(TranscriptDoubt.NAME_MISSING)
    if entry.maximum is None:
        entry.doubt(TranscriptDoubt.MAXIMUM_MISSING)
    is_survey = (
        tells_of_survey(entry) if not has_below else entry.is_survey or bool(_SURVEY_END.search(entry.name))
    )
    said = _said(entry)
    scale = _heading_scale(entry, said) if has_below else read_scale(said, entry.maximum, is_survey=is_survey)
    agencies, helping = split_agencies(entry.text(Role.LEAD)), split_agencies(entry.text(Role.SUPPORT))
    is_bonus = _BONUS.search(plain(entry.name)) is not None
    when_not_arisen = WhenNotArisen.TYPED if is_survey or has_below or is_bonus else _when_not_arisen(said)
    if is_bonus:
        entry.doubt(TranscriptDoubt.BONUS_PROPOSED)
    if when_not_arisen is not WhenNotArisen.TYPED:
        entry.doubt(TranscriptDoubt.NOT_ARISEN_PROPOSED, when_not_arisen.value)
    return TranscriptRow(
        code=code.text,
        level=_LEVELS[min(len(code.parts), MOST_PARTS) - 1],
        name=_SURVEY_END.sub("", entry.name) or entry.name,
        maximum=entry.maximum,
        method=_method(entry, is_survey=is_survey),
        scale=scale.kind,
        lines=scale.lines,
        note=scale.note,
        figures=scale.figures,
        rule=scale.rule,
        is_bonus=is_bonus,
        when_not_arisen=when_not_arisen,
        evidence=_evidence(entry),
        agencies=(*agencies, *helping),
        appendix=appendix_in(f"phụ lục {entry.text(Role.APPENDIX)}") if entry.text(Role.APPENDIX) else "",
        supports=tuple(dict.fromkeys(appendices_of((*agencies[1:], *helping), units))),
        place=entry.place,
        words="\n".join(entry.words),
        marks=(*entry.marks, *scale.marks),
    )


def _when_not_arisen(said: Sequence[Said]) -> WhenNotArisen:
    """Return what the lines say of a year in which nothing arose; a level of its own says it by its points."""
    for line in said:
        words = plain(line.text)
        if line.points is None and "khong phat sinh" in words:
            if _LEFT_OUT.search(words):
                return WhenNotArisen.LEFT_OUT
            if _FULL.search(words):
                return WhenNotArisen.FULL
    return WhenNotArisen.TYPED


def _said(entry: CriterionEntry) -> list[Said]:
    """Return the lines of the scale: below the name, else in the column that tells how to score, else in the remarks."""
    how = [
        read_line(line)
        for line in entry.text(Role.HOW).split("\n")
        if line and plain(line) not in _METHOD_WORDS
    ]
    if entry.said and any(line.points is not None for line in entry.said):
        return [*entry.said, *(line for line in how if line.points is None and not entry.has_own_points)]
    said = [*entry.said, *how]
    notes = [read_line(line) for line in entry.text(Role.NOTE).split("\n") if line]
    has_lines = sum(line.points is not None for line in notes) > 1
    return [*said, *notes] if has_lines and all(line.points is None for line in said) else said


def _heading_scale(entry: CriterionEntry, said: Sequence[Said]) -> ReadScale:
    lines = [line for line in said if line.points is not None]
    if lines:
        entry.doubt(TranscriptDoubt.SCALE_ON_HEADING, lines[0].text[:80])
    return ReadScale(None, marks=unclear_lines([line for line in said if not is_survey_sign(line.text)]))


def _method(entry: CriterionEntry, *, is_survey: bool) -> Method:
    if is_survey:
        return Method.SURVEY
    told = plain(entry.text(Role.HOW, Role.NOTE))
    return Method.FIGURES if _STATISTICS.search(told) else Method.SELF


def _evidence(entry: CriterionEntry) -> tuple[str, ...]:
    parts = (
        _LIST_START.sub("", part).strip(" .") for part in _EVIDENCE_APART.split(entry.text(Role.EVIDENCE))
    )
    return tuple(dict.fromkeys(part for part in parts if part))


def _inherit(rows: Sequence[TranscriptRow], units: Sequence[Unit]) -> list[TranscriptRow]:
    """Return the rows with what headings pass on, and headings without what only scored rows have."""
    by_code = {row.code: row for row in rows}
    headings = {parent_of(row.code) for row in rows}
    leaves = {row.code: _leaf(row, by_code, units) for row in rows if row.code not in headings}
    return [leaves.get(row.code) or _heading(row, list(leaves.values())) for row in rows]


def _leaf(row: TranscriptRow, by_code: dict[str, TranscriptRow], units: Sequence[Unit]) -> TranscriptRow:
    # “ĐTXHH” may stand at a heading alone, and holds for all rows below it; so do agencies.
    above = [by_code[code] for code in ancestors(row.code) if code in by_code]
    if any(each.method is Method.SURVEY for each in above) and row.method is not Method.SURVEY:
        doubt = () if not row.lines else (RowMark(TranscriptDoubt.METHOD_UNCLEAR),)
        row = replace(
            row,
            method=Method.SURVEY,
            scale=ScaleKind.SURVEY,
            lines=(),
            marks=(*(mark for mark in row.marks if mark.doubt is not TranscriptDoubt.SCALE_MISSING), *doubt),
        )
    if row.method is Method.SURVEY:
        return replace(row, appendix="", supports=(), agencies=())
    agencies = row.agencies or next((each.agencies for each in above if each.agencies), ())
    appendix = row.appendix or (appendix_of(agencies[0], units) if agencies else "")
    initiative = (RowMark(TranscriptDoubt.INITIATIVE),) if _INITIATIVE.search(plain(row.name)) else ()
    unknown = tuple(
        RowMark(TranscriptDoubt.AGENCY_UNKNOWN, agency)
        for agency in agencies
        if units and not appendix_of(agency, units)
    )
    supports = tuple(each for each in row.supports if each != appendix)
    return replace(
        row,
        agencies=agencies,
        appendix=appendix,
        supports=supports,
        marks=(*row.marks, *initiative, *unknown),
    )


def _heading(row: TranscriptRow, leaves: Sequence[TranscriptRow]) -> TranscriptRow:
    methods = {leaf.method for leaf in leaves if leaf.code.startswith(f"{row.code}.")}
    method = methods.pop() if len(methods) == 1 else Method.MIXED
    return replace(row, method=method, appendix="", supports=(), agencies=(), scale=None, lines=(), note="")
