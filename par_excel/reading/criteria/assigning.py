"""Which appendix leads which criterion, as the province's own decision says: a column of agencies, or a table for each appendix."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from par_excel.model import RowMark, SourcePlace, Transcript, TranscriptDoubt, TranscriptRow, Unit
from par_excel.reading.criteria.agencies import appendices_of, appendix_in, split_agencies
from par_excel.reading.criteria.codes import place_codes
from par_excel.reading.criteria.entries import gather, placed_rows
from par_excel.reading.criteria.heads import Role, find_head, plain
from par_excel.reading.criteria.sums import ancestors, parent_of
from par_excel.reading.tables.grid import Grid

_NEARBY = 6
"""Among how many paragraphs above a table its appendix is looked for."""


class _GivenLead(Struct, frozen=True):
    """A row of the province's decision: a criterion, and whose it is."""

    code: str
    name: str
    lead: str
    supports: tuple[str, ...]
    place: SourcePlace


def assign(transcript: Transcript, grids: Sequence[Grid], units: Sequence[Unit]) -> Transcript:
    """Return the criteria with the appendices that another document gives them; what is given twice is marked.

    A criterion that stands in the appendices of several agencies has one lead, which the document does not tell.
    """
    given = [row for number, grid in enumerate(grids, start=1) for row in _given(grid, number, units)]
    below = _leaves_by_heading(transcript)
    leads, supports = defaultdict[str, list[_GivenLead]](list), defaultdict[str, list[str]](list)
    remarks = list(transcript.remarks)
    codes = {row.code: row for row in transcript.rows}
    names = _unique_names(transcript)
    for row in given:
        code = _code_of(row, codes, names)
        if code is None:
            remarks.append(
                f"Bảng phân công có “{row.code} {row.name}” không thấy trong bộ tiêu chí ({row.place})."
            )
            continue
        for leaf in below.get(code, (code,)):
            leads[leaf].append(row)
            supports[leaf] += row.supports
    if not given:
        remarks.append("Văn bản phân công không có bảng nào nêu cơ quan hoặc phụ lục của từng tiêu chí.")
    rows = tuple(
        _assigned(row, leads.get(row.code, ()), supports.get(row.code, ())) for row in transcript.rows
    )
    return replace(transcript, rows=rows, remarks=tuple(dict.fromkeys(remarks)))


def _given(grid: Grid, number: int, units: Sequence[Unit]) -> Iterator[_GivenLead]:
    head = find_head(grid, needed=frozenset({Role.NAME}))
    if head is None:
        return
    own = _appendix_above(grid, units)
    has_column = not {Role.LEAD, Role.APPENDIX}.isdisjoint(head.columns.values())
    if not own and not has_column:
        return
    entries = gather(placed_rows(grid, number, head, head.last + 1)).entries
    for entry, code in zip(entries, place_codes([entry.raw for entry in entries]), strict=True):
        agencies = split_agencies(entry.text(Role.LEAD))
        found = appendices_of(agencies, units)
        told = entry.text(Role.APPENDIX)
        lead = appendix_in(f"phụ lục {told}") if told else (found[0] if found else own)
        supports = (*found[1:], *appendices_of(split_agencies(entry.text(Role.SUPPORT)), units))
        if lead:
            yield _GivenLead(code.text, entry.name, lead, supports, entry.place)


def _appendix_above(grid: Grid, units: Sequence[Unit]) -> str:
    """Return the appendix that the paragraphs above a table name, by its number or its agency; empty for none."""
    near = grid.above[-_NEARBY:]
    for text in reversed(near):
        number = appendix_in(text)
        if any(unit.appendix == number for unit in units):
            return number
    words = plain(" ".join(near))
    named = {unit.appendix for unit in units if plain(unit.name) in words}
    return named.pop() if len(named) == 1 else ""


def _leaves_by_heading(transcript: Transcript) -> Mapping[str, Sequence[str]]:
    headings = {parent_of(row.code) for row in transcript.rows}
    found: dict[str, list[str]] = defaultdict(list)
    for row in transcript.rows:
        if row.code not in headings:
            for code in ancestors(row.code):
                found[code].append(row.code)
    return found


def _unique_names(transcript: Transcript) -> Mapping[str, str]:
    """Return codes by name, where only one row bears it."""
    names = [plain(row.name) for row in transcript.rows]
    return {
        name: row.code for name, row in zip(names, transcript.rows, strict=True) if names.count(name) == 1
    }


def _code_of(row: _GivenLead, codes: Mapping[str, TranscriptRow], names: Mapping[str, str]) -> str | None:
    """Return the criterion that a row means: by its name, else by its code."""
    same = codes.get(row.code)
    if same is not None and plain(same.name) == plain(row.name):
        return row.code
    return names.get(plain(row.name), row.code if same is not None and not row.name else None)


def _assigned(row: TranscriptRow, given: Sequence[_GivenLead], supports: Sequence[str]) -> TranscriptRow:
    if not given or not row.method.is_self_assessed:
        return row
    leads = tuple(dict.fromkeys(each.lead for each in given))
    if len(leads) > 1:  # a criterion has one lead: which of them it is, a person says
        detail = ", ".join(f"phụ lục {lead}" for lead in leads)
        return replace(
            row, supports=leads, appendix="", marks=(*row.marks, RowMark(TranscriptDoubt.LEAD_TWICE, detail))
        )
    also = tuple(dict.fromkeys(each for each in (*row.supports, *supports) if each != leads[0]))
    marks = tuple(mark for mark in row.marks if mark.doubt is not TranscriptDoubt.AGENCY_UNKNOWN)
    return replace(row, appendix=leads[0], supports=also, marks=marks)
