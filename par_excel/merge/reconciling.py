"""What came out of the ministry's software, held against what was to be typed into it: every difference, none passed over."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from par_excel.model import (
    ABSENT,
    Basis,
    EntryItem,
    EntryList,
    Exported,
    ExportedColumn,
    ExportedRow,
    Mismatch,
    Reconciled,
    ScaleLine,
)
from par_excel.vietnamese import ReadNumber, fold, format_number, parse_number, split_documents, tidy

_CODE = re.compile(r"\s*(?:tiêu chí\s+)?(\d+(?:\.\d+)*(?:-[a-z]+)?)\.?(?=$|[\s:)])", re.IGNORECASE)
_MARKS = frozenset({"x", "✓", "✔", "v", "√", "☑", "1", "true", "có", "đạt", "on"})
_NO_MARKS = frozenset({"", "0", "false", "không", "-", "off"})
_COMPARED = (
    ExportedColumn.SCORE,
    ExportedColumn.TICKED,
    ExportedColumn.EVIDENCE,
    ExportedColumn.EXPLANATION,
)
_SPACES = re.compile(r"\s+")
_NOT_ARISEN = frozenset({"kps", "không phát sinh", "kps (không phát sinh)"})
_BULLETS = " -–+•☒☑✓"


def reconcile(basis: Basis, entry: EntryList, exported: Exported) -> Reconciled:
    """Return every difference between both sides, in the order of the catalogue."""
    found = _MatchedRows(basis, exported.rows)
    mismatches: list[Mismatch] = []
    compared = 0
    for item in entry.items:
        rows = found.rows.get(item.criterion.code, [])
        if not rows:
            if item.may_be_entered:
                mismatches.append(_mismatch(ABSENT, item, _points(item.score), "", ""))
            continue
        compared += 1
        mismatches += [
            _mismatch("ghi nhiều lần", item, "", doubled[ExportedColumn.SCORE], doubled.place)
            for doubled in rows[1:]
        ]
        mismatches += _compared(item, rows[0], found.lines.get(item.criterion.code, []), exported.columns)
    mismatches += found.strange
    return Reconciled(
        mismatches=tuple(mismatches),
        compared=compared,
        columns=tuple(column for column in _COMPARED if column in exported.columns),
    )


def rows_by_criterion(basis: Basis, rows: Iterable[ExportedRow]) -> Mapping[str, Sequence[ExportedRow]]:
    """Return the rows of a file by the code of their criterion."""
    return _MatchedRows(basis, rows).rows


class _MatchedRows:
    """The rows of the file by what they are about."""

    def __init__(self, basis: Basis, rows: Iterable[ExportedRow]) -> None:
        self.rows: dict[str, list[ExportedRow]] = {}
        self.lines: dict[str, list[tuple[ScaleLine, ExportedRow]]] = {}
        self.strange: list[Mismatch] = []
        self._catalogue = basis.catalogue
        self._lines = {
            line.id: (leaf.code, line) for leaf in basis.catalogue.leaves for line in leaf.tick_lines
        }
        code = ""
        for row in rows:
            code = self._take(row, code)

    def _take(self, row: ExportedRow, above: str) -> str:
        """Put a row where it belongs; return the criterion that rows without a code below it belong to."""
        code = self._code(row)
        if code in self._lines:
            leaf, line = self._lines[code]
            self.lines.setdefault(leaf, []).append((line, row))
            return leaf
        if code in self._catalogue:
            self.rows.setdefault(code, []).append(row)
            return code
        line_below = self._line_below(row, above)
        if line_below is not None:
            self.lines.setdefault(above, []).append((line_below, row))
        elif code or any(row[column] for column in _COMPARED):
            name = tidy(row[ExportedColumn.NAME])
            said = row[ExportedColumn.CODE] or name
            self.strange.append(
                Mismatch(
                    "không có trong bộ tiêu chí", code or said, name, "", row[ExportedColumn.SCORE], row.place
                )
            )
        return above

    def _code(self, row: ExportedRow) -> str:
        """Return what a row is about: by its code column, else by the code that its text begins with.

        A column of running numbers may pass for codes, and a text may begin with a number: leaves come first.
        """
        by_code = _CODE.match(row[ExportedColumn.CODE].replace(",", "."))
        by_name = _CODE.match(row[ExportedColumn.NAME])
        codes = [by_code.group(1)] if by_code else []
        if by_name and "." in by_name.group(1):
            codes.append(by_name.group(1))
        known = [code for code in codes if code in self._lines or self._is_leaf(code)]
        return next(iter([*known, *codes]), "")

    def _is_leaf(self, code: str) -> bool:
        return code in self._catalogue and self._catalogue[code].is_leaf

    def _line_below(self, row: ExportedRow, above: str) -> ScaleLine | None:
        if above not in self._catalogue:
            return None
        text = row[ExportedColumn.NAME] or row[ExportedColumn.CODE]
        return _line(text, self._catalogue[above].tick_lines)


def _compared(
    item: EntryItem,
    row: ExportedRow,
    lines: Sequence[tuple[ScaleLine, ExportedRow]],
    columns: frozenset[ExportedColumn],
) -> Iterator[Mismatch]:
    if ExportedColumn.SCORE in columns and not _same_score(item.score, row[ExportedColumn.SCORE]):
        yield _mismatch("điểm", item, _points(item.score), row[ExportedColumn.SCORE], row.place)
    if ExportedColumn.TICKED in columns:
        yield from _ticks_compared(item, row, lines)
    theirs = row[ExportedColumn.EVIDENCE]
    if ExportedColumn.EVIDENCE in columns and not _same_documents(item, theirs):
        yield _mismatch("tài liệu kiểm chứng", item, "\n".join(item.documents), theirs, row.place)
    theirs = row[ExportedColumn.EXPLANATION]
    if ExportedColumn.EXPLANATION in columns and _plain(item.explanation) != _plain(theirs):
        yield _mismatch("giải trình", item, item.explanation, theirs, row.place)


def _same_score(ours: Decimal | None, theirs: str) -> bool:
    return ours == read_score(theirs) if theirs.strip() else ours is None


def read_score(text: str) -> Decimal | None:
    """Return a score as software or people write it; a point before three digits is a decimal point here."""
    read = parse_number(text)
    if isinstance(read, ReadNumber):
        return read.value
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _ticks_compared(
    item: EntryItem, row: ExportedRow, lines: Sequence[tuple[ScaleLine, ExportedRow]]
) -> Iterator[Mismatch]:
    ours = {line.id for line in item.ticked}
    said = row[ExportedColumn.TICKED]
    if lines:
        theirs = {line.id for line, below in lines if fold(below[ExportedColumn.TICKED]) in _MARKS}
        unread = [
            below[ExportedColumn.TICKED]
            for _, below in lines
            if fold(below[ExportedColumn.TICKED]) not in _MARKS | _NO_MARKS
        ]
        shown = [*_texts(line for line, _ in lines if line.id in theirs), *unread]
        if theirs != ours or unread:
            place = f"{row.place} và các dòng dưới"
            yield _mismatch("mức đạt", item, "\n".join(_texts(item.ticked)), "\n".join(shown), place)
        return
    if fold(said) in _NOT_ARISEN and item.is_not_arisen:
        return
    named = _named(said, item.criterion.tick_lines)
    if named is None or named != ours:
        yield _mismatch("mức đạt", item, "\n".join(_texts(item.ticked)), said, row.place)


def _named(said: str, lines: Sequence[ScaleLine]) -> set[str] | None:
    """Return the lines that a cell names; None where it says something that is none of them."""
    whole = _line(said, lines)
    if whole is not None:
        return {whole.id}
    for between in ("\n", ";"):
        parts = [part for part in said.split(between) if part.strip()]
        found = [_line(part, lines) for part in parts]
        if all(found):
            return {line.id for line in found if line is not None}
    return None


def _line(text: str, lines: Sequence[ScaleLine]) -> ScaleLine | None:
    """Return the one line that is meant by its id, its letter or its text, with its points or without."""
    said = fold(text).strip(_BULLETS)
    if not said:
        return None
    found = [line for line in lines if said in set(_names(line))]
    return found[0] if len(found) == 1 else None


def _names(line: ScaleLine) -> Iterator[str]:
    text, points = fold(line.text).strip(f"{_BULLETS}:"), format_number(line.points)
    letter = line.id.rpartition("-")[2]
    yield from (fold(line.id), letter, f"{letter})", text)
    for number in {points, points.replace(",", ".")}:
        yield f"{text}: {number}"
        yield f"{text}: {number} điểm"


def _texts(lines: Iterable[ScaleLine]) -> list[str]:
    return [line.text for line in lines]


def _same_documents(item: EntryItem, theirs: str) -> bool:
    """Say whether the same documents are named, or the files that prove them; their order does not count."""
    said = sorted(map(_plain, split_documents(theirs)))
    files = sorted(_plain(file.name) for file in item.files)
    return said in (sorted(map(_plain, item.documents)), *([files] if files else []))


def _plain(text: str) -> str:
    return _SPACES.sub(" ", tidy(text)).strip()


def _points(score: Decimal | None) -> str:
    return "" if score is None else format_number(score)


def _mismatch(what: str, item: EntryItem, ours: str, theirs: str, place: str) -> Mismatch:
    return Mismatch(what, item.criterion.code, item.criterion.name, ours, theirs, place)
