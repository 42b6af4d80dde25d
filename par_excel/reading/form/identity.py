"""Whose form a workbook is: its four stamps vote, and where all are lost the codes in it may still tell.

A workbook that is not recognised is refused with one sentence; nothing is taken for a form on a guess.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from par_excel.form import FORM_VERSION, NAME_PREFIX, Column, RowKind, Sheet, parse_stamp
from par_excel.form.forms import form_of
from par_excel.form.office_sheets import EXPLAIN_HIDDEN, EXPLAIN_MARK, EXPLAIN_SHEET, parse_explain_stamp
from par_excel.model import Basis, Recognition, RefusalReason, Stamp, StampPlace, StampVote
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import LOST_REFERENCE
from par_excel.reading.form.headers import LAST_HEADER_ROW, find_header
from par_excel.reading.workbook.workbook import RawSheet, Workbook
from par_excel.vietnamese import fold

_BOUND_KINDS = frozenset({RowKind.LEAF, RowKind.CONTRIBUTION})
_YEAR_OF_ID = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_YEAR = re.compile(r"năm (\d{4})")


class Identity(Struct, frozen=True, kw_only=True):
    """Whose form it is, and how that was seen."""

    unit: str
    appendix: str
    stamp: Stamp | None
    votes: tuple[StampVote, ...]
    by: Recognition
    is_current: bool
    """Whether the form was made from the basis as it is now."""


def recognise(workbook: Workbook, scores: RawSheet | None, basis: Basis) -> Identity:
    """Return whose form a workbook is.

    Raises:
        Breach: it is no form, or one of another period or of a unit that the period does not have.
    """
    # First: a table of explanations is no form, and would else be refused as a foreign workbook.
    _ensure_no_explanation(workbook, basis)
    votes = stamp_votes(workbook, scores)
    stamp = elected(votes)
    if stamp is None:
        return _recognise_codes(scores, basis, votes)
    _ensure_ours(stamp.period, stamp.unit, basis)
    return Identity(
        unit=stamp.unit,
        appendix=stamp.appendix,
        stamp=stamp,
        votes=votes,
        by=Recognition.STAMP,
        is_current=stamp.fingerprint == basis.fingerprint and stamp.form_version == FORM_VERSION,
    )


def _ensure_no_explanation(workbook: Workbook, basis: Basis) -> None:
    """Tell a table for the additional explanation from a form; its unit is the breach's detail."""
    explained = explanation_stamp(workbook.sheets)
    if explained is not None:
        period, unit = explained
        _ensure_ours(period, unit, basis)
        raise Breach(RefusalReason.EXPLANATION, unit)


def _ensure_ours(period: str, unit: str, basis: Basis) -> None:
    """Stop where a stamp names another period, or a unit that this one does not have; no unit is the office itself."""
    if period != basis.period.id:
        raise Breach(RefusalReason.OTHER_PERIOD, _other_period(period, basis.period.id))
    if unit and unit not in basis.units:
        raise Breach(RefusalReason.UNKNOWN_UNIT, f"mã cơ quan “{unit}”")


def explanation_stamp(sheets: Iterable[RawSheet]) -> tuple[str, str] | None:
    """Return period and unit of a table for the additional explanation, by its hidden sheet or its visible mark.

    None where it is no such table.
    """
    wanted = {fold(EXPLAIN_HIDDEN), fold(EXPLAIN_SHEET)}
    texts = (
        text
        for sheet in sheets
        if fold(sheet.name) in wanted
        for text in _texts(sheet)
        if EXPLAIN_MARK in text
    )
    return next((stamp for text in texts if (stamp := parse_explain_stamp(text)) is not None), None)


def _other_period(found: str, ours: str) -> str:
    """Say in which way a form is of another period; the id of a period names the place and the year."""
    place, our_place = _YEAR_OF_ID.sub("", found), _YEAR_OF_ID.sub("", ours)
    years = _YEAR_OF_ID.findall(found)
    if place != our_place:
        return f"biểu mẫu của địa phương khác hoặc kỳ khác: “{found}”"
    return f"biểu mẫu của năm khác: {', '.join(years)}" if years else f"biểu mẫu của kỳ “{found}”"


def elected(votes: Sequence[StampVote]) -> Stamp | None:
    """Return the stamp that most places carry; of equals, that of the earlier place; None where all are lost."""
    counts = Counter(vote.stamp for vote in votes if vote.stamp is not None)
    return max(counts, key=lambda stamp: counts[stamp], default=None)


def stamp_votes(workbook: Workbook, scores: RawSheet | None) -> tuple[StampVote, ...]:
    """Return what each of the four places says, in the order in which they are trusted."""
    hidden = next((sheet for sheet in workbook.sheets if fold(sheet.name) == fold(Sheet.HIDDEN.value)), None)
    # A defined name outlives the cell that it names, as #REF!; it is heard after those that still name one.
    names = sorted(workbook.names.items(), key=lambda item: LOST_REFERENCE in item[1])
    said: Mapping[StampPlace, Iterable[str]] = {
        StampPlace.HIDDEN_SHEET: _texts(hidden),
        StampPlace.VISIBLE_CELL: _texts(scores),
        StampPlace.DEFINED_NAME: [name for name, _ in names],
        StampPlace.PROPERTY: workbook.custom.values(),
    }
    return tuple(StampVote(place, _first_stamp(said[place])) for place in StampPlace)


def _texts(sheet: RawSheet | None) -> Iterable[str]:
    if sheet is None:
        return ()
    rows = sorted(row for row in sheet.rows if row <= LAST_HEADER_ROW)
    return (raw.text for row in rows for raw in sheet.rows[row].values() if raw.text)


def _first_stamp(texts: Iterable[str]) -> Stamp | None:
    stamps = (parse_stamp(text) for text in texts if NAME_PREFIX in text)
    return next((stamp for stamp in stamps if stamp is not None), None)


def _recognise_codes(scores: RawSheet | None, basis: Basis, votes: tuple[StampVote, ...]) -> Identity:
    # Codes name a unit, but no period: a set is used for several years. So what the head says of the year may not contradict.
    found = _codes(scores)
    if scores is None or not found:
        raise Breach(RefusalReason.FOREIGN, "")
    years = _years(scores, basis)
    if years:
        raise Breach(RefusalReason.OTHER_PERIOD, f"biểu mẫu ghi năm {', '.join(sorted(years))}")
    unit = _unit_of(found, basis)
    if unit is None:
        raise Breach(RefusalReason.FOREIGN, "các mã tiêu chí không khớp với đúng một cơ quan")
    return Identity(
        unit=unit,
        appendix=basis.units[unit].appendix,
        stamp=None,
        votes=votes,
        by=Recognition.CODES,
        is_current=True,
    )


def _codes(scores: RawSheet | None) -> frozenset[str]:
    """Return what stands in the code column below the header."""
    header = None if scores is None else find_header(scores, Column)
    if scores is None or header is None or Column.CODE not in header.columns:
        return frozenset()
    column = header.columns[Column.CODE]
    below = (cells[column].text for row, cells in scores.rows.items() if row > header.row and column in cells)
    return frozenset(fold(text) for text in below if text)


def _years(scores: RawSheet, basis: Basis) -> frozenset[str]:
    """Return the years that the head of the sheet names, none of them where the period's is among them."""
    period = basis.period
    own = {str(period.year), *_YEAR.findall(fold(" ".join((period.title, *period.legal_bases))))}
    header = find_header(scores, Column)
    last = LAST_HEADER_ROW if header is None else header.row
    above = (
        raw.text for row, cells in scores.rows.items() if row < last for raw in cells.values() if raw.text
    )
    named = {year for text in above for year in _YEAR.findall(fold(text))}
    return frozenset() if named & own else frozenset(named)


def _unit_of(found: frozenset[str], basis: Basis) -> str | None:
    """Return the one unit whose form holds most of these codes, and of whose rows at least half are here."""
    keys = {unit: _keys(basis, unit) for unit in basis.units}
    known = found & frozenset().union(*keys.values())
    shared = {unit: len(known & keys[unit]) for unit in keys}
    best = max(shared, key=lambda unit: shared[unit], default=None)
    if best is None or list(shared.values()).count(shared[best]) > 1:
        return None
    # at least half of that form's rows are here, and at least half of what is here is of that form
    is_sound = 2 * shared[best] >= max(len(keys[best]), len(known), 1)
    return best if is_sound else None


def _keys(basis: Basis, unit: str) -> frozenset[str]:
    form = form_of(basis, unit, basis.units[unit].appendix)
    return frozenset(fold(row.key) for row in form.rows if row.kind in _BOUND_KINDS)
