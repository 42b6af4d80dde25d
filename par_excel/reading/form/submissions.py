"""A parcel becomes a submission, or a refusal that says why not; nothing that lies in a file raises beyond here."""

from collections.abc import Iterator

from par_excel.form import InitiativeColumn, Sheet
from par_excel.form.forms import form_of
from par_excel.model import (
    DEFAULT_LIMITS,
    SHEET_NAME,
    Answer,
    Basis,
    Contribution,
    Difference,
    DifferenceKind,
    Initiative,
    Limits,
    Parcel,
    Place,
    Refusal,
    Submission,
)
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.form.answers import read_answers, read_contributions
from par_excel.reading.form.differences import LIMIT_NAMED, differences
from par_excel.reading.form.headers import find_header
from par_excel.reading.form.identity import Identity, recognise
from par_excel.reading.form.legacy_texts import legacy_texts, text_cells
from par_excel.reading.form.located_cells import LocatedSheet
from par_excel.reading.form.other_sheets import closing_labels, read_closing, read_initiatives
from par_excel.reading.form.score_table import ScoreTable, bind
from par_excel.reading.form.sheets import Located, locate
from par_excel.reading.form.surroundings import surrounding_differences
from par_excel.reading.workbook.formulas import Formulas
from par_excel.reading.workbook.workbook import RawSheet, SheetState
from par_excel.vietnamese import documents_in, fold, visible

_MAY_HIDE = frozenset(
    {
        DifferenceKind.STRAY,
        DifferenceKind.ROW_MISSING,
        DifferenceKind.ROW_DOUBLED,
        DifferenceKind.ROW_UNKNOWN,
        DifferenceKind.COLUMN_MISSING,
        DifferenceKind.SHEET_MISSING,
    }
)
"""Where a form differs so, something may be filled in that was not found."""
_HIDDEN_NAMES = frozenset({fold(Sheet.HIDDEN.value), fold(Sheet.NUMBERS.value)})


def read_submission(parcel: Parcel, basis: Basis, limits: Limits = DEFAULT_LIMITS) -> Submission | Refusal:
    """Return a workbook as read, or why it is no submission."""
    try:
        located = locate(parcel.data, limits)
        recognised = recognise(located.workbook, located.sheets.get(Sheet.SCORES), basis)
    except Breach as breach:
        return Refusal(
            sha256=parcel.sha256, file=parcel.name, reason=breach.reason, detail=visible(breach.detail)
        )
    return _submission(parcel, basis, located, recognised)


def _submission(parcel: Parcel, basis: Basis, located: Located, recognised: Identity) -> Submission:
    workbook = located.workbook
    formulas = Formulas(workbook.sheets)
    present = {**located.sheets, **located.fixed}

    def found(sheet: Sheet) -> LocatedSheet:
        lost = RawSheet(name=sheet.value, state=SheetState.VISIBLE)
        return LocatedSheet(present.get(sheet, lost), workbook.is_1904, formulas, workbook.media)

    form = form_of(basis, recognised.unit, recognised.appendix)
    table = bind(found(Sheet.SCORES), form)
    initiatives, lost_columns = _initiatives(found(Sheet.INITIATIVES), located)
    closing = found(Sheet.CLOSING)
    answers, contributions = tuple(read_answers(table)), tuple(read_contributions(table))
    rows: tuple[Answer | Contribution, ...] = (*answers, *contributions)
    labels = closing_labels(closing)
    signed = read_closing(closing, labels)
    is_nothing = not initiatives and signed.is_empty and all(each.is_empty for each in rows)
    scores = Sheet.SCORES in located.sheets
    differing = (
        *_sheet_differences(located, table),
        *(differences(table, is_current_form=recognised.is_current) if scores else ()),
        *lost_columns,
        *surrounding_differences({sheet: found(sheet) for sheet in present}, table, recognised, labels),
    )
    return Submission(
        sha256=parcel.sha256,
        file=parcel.name,
        unit=recognised.unit,
        appendix=recognised.appendix,
        stamp=recognised.stamp,
        votes=recognised.votes,
        recognised_by=recognised.by,
        is_current_form=recognised.is_current,
        program=visible(workbook.program),
        saved_by=visible(workbook.saved_by),
        saved_at=workbook.saved_at,
        answers=answers,
        contributions=contributions,
        initiatives=initiatives,
        closing=signed,
        differences=differing,
        # A form that looks blank is our own come back, and no return (decision 26). It is not called so where something
        # may stand in it that was not found.
        is_blank=is_nothing and not any(each.kind in _MAY_HIDE for each in differing),
        format=workbook.format,
        risks=workbook.risks,
        legacy_texts=tuple(
            legacy_texts(text_cells(rows, initiatives, signed), tuple(located.sheets.values()))
        ),
        documents={text: documents_in(text) for row in rows if (text := row.evidence.value)},
    )


def _initiatives(
    sheet: LocatedSheet, located: Located
) -> tuple[tuple[Initiative, ...], tuple[Difference, ...]]:
    """Return the initiatives, and which columns of their sheet are lost."""
    if Sheet.INITIATIVES not in located.sheets:
        return (), ()
    header = find_header(sheet.raw, InitiativeColumn)
    known = {} if header is None else header.columns
    lost = [column for column in InitiativeColumn if column.is_input and column not in known]
    return (
        () if header is None else tuple(read_initiatives(sheet, header)),
        tuple(
            Difference(
                kind=DifferenceKind.COLUMN_MISSING,
                place=sheet.whole,
                label=column.value,
                expected=column.value,
            )
            for column in lost
        ),
    )


def _sheet_differences(located: Located, table: ScoreTable) -> Iterator[Difference]:
    """Yield which sheets are lost, renamed, hidden, shown or added.

    Sheets on which this unit has nothing to fill in may be lost.
    """
    needed = [Sheet.SCORES, Sheet.CLOSING]
    if table.form.appendix.has_initiatives:
        needed.insert(1, Sheet.INITIATIVES)
    for sheet in needed:
        if sheet not in located.sheets:
            yield Difference(
                kind=DifferenceKind.SHEET_MISSING, place=Place(""), label=sheet.value, expected=sheet.value
            )
    for sheet, found in located.sheets.items():
        if fold(found.name) != fold(sheet.value):
            yield Difference(
                kind=DifferenceKind.TEXT,
                place=Place("", found.name),
                label=SHEET_NAME,
                expected=sheet.value,
                found=visible(found.name),
            )
        if found.state is not SheetState.VISIBLE:
            label = f"sheet {visible(found.name)}"
            yield Difference(kind=DifferenceKind.HIDDEN, place=Place("", found.name), label=label)
    yield from _around_the_form(located)


def _around_the_form(located: Located) -> Iterator[Difference]:
    """Yield what the workbook shows, adds or drags along besides the sheets of the form."""
    for other in located.workbook.sheets:
        if fold(other.name) in _HIDDEN_NAMES and other.state is SheetState.VISIBLE:
            yield Difference(
                kind=DifferenceKind.SHOWN, place=Place("", other.name), label=f"sheet {other.name}"
            )
    if located.workbook.dropped_names:
        label = f"{located.workbook.dropped_names} tên vùng"
        yield Difference(kind=DifferenceKind.DEAD_NAMES, place=Place(""), label=label)
    for added in located.added[:LIMIT_NAMED]:
        name = visible(added.name)
        yield Difference(
            kind=DifferenceKind.STRAY, place=Place("", name), label=f"sheet {name}", found=f"sheet {name}"
        )
