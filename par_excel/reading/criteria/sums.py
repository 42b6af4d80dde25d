"""Sums and sequences of a tree that was read: what does not add up is marked where it shows and where it may come from."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from par_excel.model import Level, RowMark, ScaleKind, TranscriptDoubt, TranscriptRow
from par_excel.vietnamese import format_number

_WHOLE = Decimal(100)
"""Points of a whole set, where its table has no row of a total."""


def parent_of(code: str) -> str:
    """Return the code of the row above; empty for a field."""
    return code.rpartition(".")[0]


def ancestors(code: str) -> Iterator[str]:
    """Yield the codes of the rows above, the nearest first."""
    while code := parent_of(code):
        yield code


def checked(
    rows: Sequence[TranscriptRow], totals: Sequence[Decimal]
) -> tuple[tuple[TranscriptRow, ...], tuple[str, ...]]:
    """Return the rows with marks for sums and sequences, and what is to be said of the whole."""
    marks = defaultdict[int, list[RowMark]](list)
    _mark_codes(rows, marks)
    remarks = _mark_sums(rows, marks)
    whole = _whole(rows, totals)
    marked = tuple(
        replace(row, marks=tuple(dict.fromkeys((*row.marks, *marks[index]))))
        for index, row in enumerate(rows)
    )
    return marked, (*whole, *remarks)


def _mark_codes(rows: Sequence[TranscriptRow], marks: Mapping[int, list[RowMark]]) -> None:
    counts = Counter(row.code for row in rows)
    latest: dict[str, tuple[int, int]] = {}
    for index, row in enumerate(rows):
        if counts[row.code] > 1:
            marks[index].append(RowMark(TranscriptDoubt.CODE_TWICE, row.code))
        parent, number = parent_of(row.code), int(row.code.rpartition(".")[2])
        if parent and parent not in counts:
            marks[index].append(RowMark(TranscriptDoubt.PARENT_MISSING, parent))
        before, at = latest.get(parent, (0, index - 1))
        if number != before + 1:
            shown = (
                f"{row.code} đứng sau {f'{parent}.{before}'.strip('.')}"
                if before
                else f"bắt đầu bằng {row.code}"
            )
            marks[index].append(RowMark(TranscriptDoubt.CODE_SKIPPED, shown))
            _mark_between(marks, at, index, row.code)
        latest[parent] = (number, index)


def _mark_between(marks: Mapping[int, list[RowMark]], first: int, last: int, code: str) -> None:
    """Mark the rows in which what is missing may have been swallowed: a row without its code looks like a level."""
    for index in range(max(first, 0), last):
        marks[index].append(RowMark(TranscriptDoubt.CODE_SKIPPED, f"trước mã {code}"))


def _mark_sums(rows: Sequence[TranscriptRow], marks: Mapping[int, list[RowMark]]) -> list[str]:
    below: dict[str, list[int]] = defaultdict(list)
    # Bonus rows stand beside the sum of their heading, and below a bonus heading make one of their own (decision 33).
    bonus = {row.code for row in rows if row.is_bonus}
    for index, row in enumerate(rows):
        if not row.is_bonus or parent_of(row.code) in bonus:
            below[parent_of(row.code)].append(index)
    wrong = {
        index
        for index, row in enumerate(rows)
        if row.maximum is not None
        and row.code in below
        and _sum(rows, below[row.code]) not in {None, row.maximum}
    }
    said = []
    for index in sorted(wrong):
        row = rows[index]
        total = _sum(rows, below[row.code])
        if total is None or row.maximum is None:
            continue
        detail = f"{format_number(total)}, không phải {format_number(row.maximum)}"
        marks[index].append(RowMark(TranscriptDoubt.SUM_DIFFERS, detail))
        said.append(f"{row.code} {row.name}: các dòng dưới cộng lại là {detail} ({row.place}).")
        for child in below[row.code]:
            if not _is_proven(rows[child], below, wrong):
                marks[child].append(RowMark(TranscriptDoubt.SUM_OF_PARENT, row.code))
    return said


def _is_proven(row: TranscriptRow, below: Mapping[str, Sequence[int]], wrong: set[int]) -> bool:
    """Say whether a maximum is borne out by the row's own scale, or by the rows below it."""
    if row.code in below:
        return not wrong.intersection(below.get(parent_of(row.code), ())) and row.maximum is not None
    return row.scale in {ScaleKind.LEVELS, ScaleKind.CUMULATIVE}


def _sum(rows: Sequence[TranscriptRow], indexes: Sequence[int]) -> Decimal | None:
    maxima = [rows[index].maximum for index in indexes]
    known = [maximum for maximum in maxima if maximum is not None]
    return sum(known, Decimal(0)) if len(known) == len(maxima) else None


def _whole(rows: Sequence[TranscriptRow], totals: Sequence[Decimal]) -> list[str]:
    fields = [index for index, row in enumerate(rows) if row.level is Level.FIELD and not row.is_bonus]
    total = _sum(rows, fields)
    if total is None:
        return ["Có lĩnh vực chưa đọc được điểm tối đa, nên chưa cộng được cả bộ."]
    wanted = totals[-1] if totals else _WHOLE
    if total == wanted:
        return []
    source = "dòng tổng cộng trong bảng ghi" if totals else "cả bộ phải là"
    return [f"Điểm tối đa các lĩnh vực cộng lại là {format_number(total)}; {source} {format_number(wanted)}."]
