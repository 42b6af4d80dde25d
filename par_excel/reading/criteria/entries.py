"""Rows of a table → entries: each criterion's own row, with all that stands below it until the next one."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from par_excel.model import RowMark, SourcePlace, TranscriptDoubt, Unplaced
from par_excel.reading.criteria.codes import RawCode, read_code, split_code
from par_excel.reading.criteria.heads import Head, Role, plain
from par_excel.reading.criteria.points import all_alone, alone, at_end, has_list_mark, without_list_mark
from par_excel.reading.tables.grid import Grid, GridCell, GridRow, has_open_bracket, joined
from par_excel.reading.tables.word import NOTE_SIGN

_TOTAL = re.compile(r"(tong cong|tong diem|tong so diem|tong so|tong|cong)( .*)?")
_ASIDE = re.compile(r"\s*(ghi chú\s*:|chú thích|\(\*+\)|\*+\s?\w|※|nguồn\s*:|lưu ý\s*:)", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(trang\s*)?[-–—]?\s*\d{1,3}\s*[-–—]?(\s*/\s*\d{1,3})?", re.IGNORECASE)
_SURVEY = re.compile(r"\b(dtxhh|dieu tra xa hoi hoc|dieu tra xhh)\b")
_BARE_MARK = re.compile(r"[-–—+•*]+")


class Said(Struct, frozen=True):
    """A line below a criterion's name, with points where it gives any."""

    text: str
    points: Decimal | None
    is_listed: bool = False
    """Whether it begins with the mark of a list."""


class CriterionEntry(Struct):
    """A criterion while the rows below it are still being read."""

    raw: RawCode
    place: SourcePlace
    name: str
    maximum: Decimal | None
    said: list[Said] = field(default_factory=list)
    texts: dict[Role, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    marks: list[RowMark] = field(default_factory=list)
    is_survey: bool = False
    has_own_points: bool = False
    """Whether lines have points in a column of their own."""

    def doubt(self, doubt: TranscriptDoubt, detail: str = "") -> None:
        """Mark the entry, once for each thing met."""
        mark = RowMark(doubt, detail)
        if mark not in self.marks:
            self.marks.append(mark)

    def text(self, *roles: Role) -> str:
        """Return what stands in other columns, line by line."""
        return "\n".join(line for role in roles for line in self.texts.get(role, ()))


class CriterionEntries(Struct, frozen=True):
    """What the rows of a table came to."""

    entries: tuple[CriterionEntry, ...]
    unplaced: tuple[Unplaced, ...]
    totals: tuple[Decimal, ...]
    """Points of rows that give the sum of everything."""


class PlacedRow(Struct, frozen=True):
    """A row, and where it stands in the document."""

    row: GridRow
    place: SourcePlace
    head: Head


def placed_rows(grid: Grid, table: int, head: Head, first: int) -> tuple[PlacedRow, ...]:
    """Return the rows of a table from one on, with where each stands in the document."""
    return tuple(PlacedRow(row, SourcePlace(table, row.number, row.page), head) for row in grid.rows[first:])


def gather(rows: Sequence[PlacedRow]) -> CriterionEntries:
    """Return the criteria of a table, in their order; heads that are repeated are left out."""
    reader = _EntryReader()
    for row in rows:
        reader.read(row)
    return CriterionEntries(tuple(reader.entries), tuple(reader.unplaced), tuple(reader.totals))


class _EntryReader(Struct):
    entries: list[CriterionEntry] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    totals: list[Decimal] = field(default_factory=list)
    page: int | None = None

    def read(self, placed: PlacedRow) -> None:
        row = placed.row
        if placed.head.is_repeated_by(row) or not any(cell.text or cell.flaw for cell in row.cells.values()):
            return
        is_new_page = self.page is not None and row.page != self.page
        self.page = row.page
        cells = _by_role(placed)
        words = _words(row)
        alone_text = _only_text(row)
        code = _code(cells)
        if code is None and _is_total(cells, alone_text):
            self._total(cells, row)
        elif code is None and alone_text and (_PAGE_NUMBER.fullmatch(alone_text) or _ASIDE.match(alone_text)):
            self._aside(placed, words)
        elif code is not None:
            self._begin(placed, cells, words, *code)
        elif not self.entries:
            self.unplaced.append(Unplaced(placed.place, words))
        else:
            self._add(cells, words, is_new_page=is_new_page)

    def _total(self, cells: Mapping[Role, list[GridCell]], row: GridRow) -> None:
        points = alone(_text(cells, Role.MAXIMUM))
        amounts = [points] if points is not None else [alone(cell.text) for cell in row.cells.values()]
        self.totals += [amount for amount in amounts if amount is not None][:1]

    def _aside(self, placed: PlacedRow, words: str) -> None:
        self.unplaced.append(Unplaced(placed.place, words))
        if self.entries and not _PAGE_NUMBER.fullmatch(words):
            self.entries[-1].doubt(TranscriptDoubt.FOOTNOTE_INSIDE, words[:80])

    def _begin(
        self, placed: PlacedRow, cells: Mapping[Role, list[GridCell]], words: str, code: RawCode, name: str
    ) -> None:
        first, *rest = name.split("\n")
        entry = CriterionEntry(code, placed.place, first, None, words=[words])
        self.entries.append(entry)
        _take_points(entry, cells, _continue_name(entry, rest))
        _take_rest(entry, cells)
        if NOTE_SIGN in entry.name:
            entry.name = entry.name.replace(NOTE_SIGN, "").strip()
            entry.doubt(TranscriptDoubt.NOTE_MARK)

    def _add(self, cells: Mapping[Role, list[GridCell]], words: str, *, is_new_page: bool) -> None:
        entry = self.entries[-1]
        entry.words.append(words)
        name, points = _text(cells, Role.NAME), _text(cells, Role.MAXIMUM, Role.LINE_POINTS)
        lines = name.split("\n") if name else []
        # What a page begins with may be the rest of what the page before ended with; within a page it never is.
        if lines and is_new_page and not points and not has_list_mark(lines[0]) and at_end(lines[0]) is None:
            _join_to_last(entry, lines.pop(0))
        elif lines and is_new_page and _goes_on(_last_text(self.entries[-1]), lines[0]):
            # the rest of a line that the end of the page cut, its points with it
            _join_with_points(entry, lines.pop(0), points)
            points = ""
        how = _text(cells, Role.HOW)
        if not lines and how:
            lines, cells = how.split("\n"), {**cells, Role.HOW: []}
        _say(entry, lines, points)
        _take_rest(entry, cells)


def _by_role(placed: PlacedRow) -> dict[Role, list[GridCell]]:
    """Return the cells of a row by what their columns hold; a cell over several columns counts for the first known."""
    found: dict[Role, list[GridCell]] = {}
    for column, cell in placed.row.cells.items():
        roles = [
            role
            for at in range(column, column + cell.span)
            if (role := placed.head.columns.get(at)) is not None and role is not Role.IGNORED
        ]
        if roles:
            found.setdefault(Role.NAME if Role.NAME in roles else roles[0], []).append(cell)
    return found


def _words(row: GridRow) -> str:
    return " | ".join(cell.text for cell in row.cells.values() if cell.text and not cell.is_continued)


def _only_text(row: GridRow) -> str:
    """Return the text of a row where only one of its cells has any; empty else."""
    texts = [cell.text for cell in row.cells.values() if cell.text and not cell.is_continued]
    return texts[0] if len(texts) == 1 else ""


def _text(cells: Mapping[Role, Sequence[GridCell]], *roles: Role) -> str:
    own = (cell.text for role in roles for cell in cells.get(role, ()) if not cell.is_continued)
    return "\n".join(text for text in own if text)


def _code(cells: Mapping[Role, Sequence[GridCell]]) -> tuple[RawCode, str] | None:
    """Return the code of a row and its name; None where the row has none of its own."""
    said, name = _text(cells, Role.CODE), _text(cells, Role.NAME)
    if said and not _BARE_MARK.fullmatch(said):
        # a workbook that stores 1.2 as a number shows it with a comma
        number = said.replace(",", ".") if cells[Role.CODE][0].is_number else said
        code = read_code(number.split("\n")[0] if name else number)
        if code is not None:
            return code, _without_own_code(name, code)
        both = split_code(said)
        if both is not None:
            return both[0], "\n".join(part for part in (both[1], name) if part)
    if said or not name:
        return None
    found = split_code(name)
    if found is None or (at_end(name.split("\n")[0]) and not _text(cells, Role.MAXIMUM)):
        return None
    return found


def _without_own_code(name: str, code: RawCode) -> str:
    """Return a name without the code that stands before it once more."""
    again = split_code(name)
    return again[1] if again is not None and again[0] == code else name


def _is_total(cells: Mapping[Role, Sequence[GridCell]], alone_text: str) -> bool:
    name = _text(cells, Role.NAME) or _text(cells, Role.CODE) or alone_text
    has_points = bool(_text(cells, Role.MAXIMUM)) or bool(alone_text)
    return has_points and _TOTAL.fullmatch(plain(name.split("\n")[0])) is not None


def _continue_name(entry: CriterionEntry, rest: list[str]) -> list[str]:
    """Take the lines that go on with the name; return the others."""
    while rest and at_end(rest[0]) is None and not has_list_mark(rest[0]) and _goes_on(entry.name, rest[0]):
        entry.name = joined(entry.name, rest.pop(0))
    return rest


def _goes_on(name: str, line: str) -> bool:
    return not name or line[:1].islower() or has_open_bracket(name) or (name.isupper() and line.isupper())


def _take_points(entry: CriterionEntry, cells: Mapping[Role, Sequence[GridCell]], lines: list[str]) -> None:
    """Take a criterion's maximum, and the points of lines in its own cell."""
    said = _text(cells, Role.MAXIMUM)
    entry.is_survey = _tells_of_survey(said) or bool(_text(cells, Role.SURVEY))
    amounts = all_alone(said) or tuple(
        amount for line in said.split("\n") if (amount := alone(_SURVEY_SIGN.sub("", line))) is not None
    )
    own = _text(cells, Role.LINE_POINTS)
    if amounts:
        entry.maximum = amounts[0]
    _take_own_line(entry, cells, own)
    if len(amounts) > 1 and len(lines) == len(amounts) - 1:
        for line, amount in zip(lines, amounts[1:], strict=True):
            entry.said.append(Said(without_list_mark(line), amount, is_listed=True))
        return
    if len(amounts) > 1 or (said and not amounts and not entry.is_survey):
        entry.doubt(TranscriptDoubt.MAXIMUM_MISSING, said.replace("\n", "; "))
    elif not said and (found := at_end(entry.name)) is not None:
        entry.name, entry.maximum = found
        entry.doubt(TranscriptDoubt.MAXIMUM_IN_NAME)
    _say(entry, lines, "")


_SURVEY_SIGN = re.compile(r"[(\[]?\s*(ĐTXHH|điều tra xã hội học|điều tra XHH)\s*[)\]]?", re.IGNORECASE)


def _take_own_line(entry: CriterionEntry, cells: Mapping[Role, Sequence[GridCell]], own: str) -> None:
    """Take the first line of a scale that stands beside the name, its points in a column of their own."""
    amounts, how = all_alone(own), _text(cells, Role.HOW).split("\n")
    if amounts and len(amounts) == len([line for line in how if line]):
        entry.has_own_points = True
        entry.said += [
            Said(without_list_mark(line), amount) for line, amount in zip(how, amounts, strict=True)
        ]


def _say(entry: CriterionEntry, lines: Sequence[str], points: str) -> None:
    """Add lines to an entry, with the points in the cell beside them."""
    amounts = all_alone(points)
    if len(amounts) == 1 and len(lines) > 1 and not any(at_end(line) for line in lines):
        lines = [" ".join(lines)]
    if amounts and len(amounts) == len(lines):
        entry.said += [
            Said(without_list_mark(line), amount, is_listed=has_list_mark(line))
            for line, amount in zip(lines, amounts, strict=True)
        ]
        return
    if points and not amounts:
        entry.is_survey = entry.is_survey or _tells_of_survey(points)
    entry.said += map(read_line, lines)


def read_line(line: str) -> Said:
    """Return a line with the points at its end."""
    text = without_list_mark(line)
    found = at_end(text)
    listed = has_list_mark(line)
    return Said(text, None, listed) if found is None else Said(found[0], found[1], listed)


def _last_text(entry: CriterionEntry) -> str:
    return entry.said[-1].text if entry.said else entry.name


def _join_to_last(entry: CriterionEntry, line: str) -> None:
    """Add what a page end cut off to what stands before it; a line that begins as a sentence may be one of its own."""
    if not _goes_on(_last_text(entry), line):
        entry.doubt(TranscriptDoubt.NAME_JOINED, line[:60])
        entry.said.append(Said(line, None))
    elif not entry.said:
        entry.name = joined(entry.name, line)
    else:
        last = entry.said[-1]
        entry.said[-1] = Said(joined(last.text, line), last.points, last.is_listed)


def _join_with_points(entry: CriterionEntry, line: str, points: str) -> None:
    last = entry.said.pop() if entry.said and entry.said[-1].points is None else None
    if last is None:
        entry.doubt(TranscriptDoubt.NAME_JOINED, line[:60])
    text = line if last is None else joined(last.text, line)
    _say(entry, [text], points)


def _take_rest(entry: CriterionEntry, cells: Mapping[Role, Sequence[GridCell]]) -> None:
    """Take what stands in other columns, and mark what is flawed in any."""
    for role in (Role.NOTE, Role.EVIDENCE, Role.LEAD, Role.SUPPORT, Role.APPENDIX, Role.HOW):
        if role is Role.HOW and entry.has_own_points:
            continue
        lines = [line for cell in cells.get(role, ()) for line in cell.text.split("\n") if line]
        if lines:
            entry.texts[role] = list(dict.fromkeys((*entry.texts.get(role, ()), *lines)))
    for role, held in cells.items():
        for cell in held:
            if cell.flaw:
                entry.doubt(TranscriptDoubt.TEXT_FLAWED, f"cột {role.value}: {cell.flaw}")


def _tells_of_survey(text: str) -> bool:
    return bool(text) and _SURVEY.search(plain(text)) is not None


def is_survey_sign(text: str) -> bool:
    """Say whether a line says that the ministry surveys, and nothing else."""
    return _SURVEY_SIGN.fullmatch(text.strip(" .;")) is not None


def tells_of_survey(entry: CriterionEntry) -> bool:
    """Say whether a criterion is one that the ministry surveys, by any of its words."""
    said = [entry.name, *(line.text for line in entry.said), entry.text(Role.HOW, Role.NOTE, Role.EVIDENCE)]
    return entry.is_survey or any(map(_tells_of_survey, said))
