"""The catalogue and the assignments as Excel workbooks, which the office corrects and puts back into the working folder.

Each is one clean table with formats, drop-downs and tints, and nothing else. The room's door does not name this module:
openpyxl takes a third of a second to import, and few commands export.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from msgspec import Struct, field
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from par_excel.config.basis import load_basis
from par_excel.config.sources import ASSIGNMENTS, CATALOGUE
from par_excel.config.words import (
    BONUS_SHOWN,
    CODE_COLUMNS,
    EXAMPLE_SHOWN,
    VERIFIED_SHOWN,
    AssignmentColumn,
    CatalogueColumn,
    LineKind,
    listed,
)
from par_excel.model import (
    EXAMPLE,
    VERIFIED,
    Assignment,
    AssignmentKind,
    Catalogue,
    Criterion,
    Cumulative,
    Formula,
    Level,
    Levels,
    Method,
    Provenance,
    Scale,
    ScaleKind,
    ScaleLine,
    Survey,
    TranscriptLine,
    WhenNotArisen,
)

Value = str | int | Decimal


class ExportRow(Struct, frozen=True):
    """A row of the table."""

    values: Mapping[str, Value]
    is_heading: bool = False
    is_unverified: bool = False
    is_doubtful: bool = False
    """Whether a person has to look at it before the others."""


class ExportSheet(Struct, frozen=True):
    """A table with the words that its columns offer."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[ExportRow, ...]
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Words of a column; nothing else may be typed."""
    proposals: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Words that a column offers; others may be typed."""
    widths: Mapping[str, float] = field(default_factory=dict)
    """Of columns that only this table has."""


_SPARE_ROWS = 200
"""Rows below the table in which formats and drop-downs work too, for new entries."""
_WIDTHS: Mapping[str, float] = {
    CatalogueColumn.CODE: 9,
    CatalogueColumn.LEVEL: 20,
    CatalogueColumn.TEXT: 60,
    CatalogueColumn.METHOD: 22,
    CatalogueColumn.SCALE: 16,
    CatalogueColumn.NUMERATOR: 30,
    CatalogueColumn.DENOMINATOR: 30,
    CatalogueColumn.FIGURES: 30,
    CatalogueColumn.RULE: 30,
    CatalogueColumn.EVIDENCE: 40,
    CatalogueColumn.SOURCE: 40,
    CatalogueColumn.CONFIDENCE: 20,
    CatalogueColumn.CONFIRMED_BY: 20,
    CatalogueColumn.CONFIRMED_ON: 14,
    AssignmentColumn.ID: 12,
    AssignmentColumn.CRITERION: 12,
    AssignmentColumn.KIND: 14,
    AssignmentColumn.CONTENT: 60,
}
_WIDTH = 10
_FONT = "Times New Roman"
_TEXT = "@"
_A4 = 9
"""Number of the paper (ECMA-376, `paperSize`)."""
_LIMIT_MESSAGE = 255
"""Characters that Excel takes for a message."""
_HEADER_COLOUR = "1F4E79"
_UNVERIFIED_COLOUR = "FFF2CC"
_DOUBTFUL_COLOUR = "F8CBAD"
_HEADING_COLOUR = "DDEBF7"


def workbook_bytes(*sheets: ExportSheet) -> bytes:
    """Return the workbook."""
    book = Workbook()
    for at, sheet in enumerate(sheets):
        page = book.create_sheet(sheet.title, at)
        _write_sheet(page, sheet)
    del book[book.sheetnames[-1]]  # the blank one that every new workbook begins with
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def _write_sheet(page: Worksheet, sheet: ExportSheet) -> None:
    _write_header(page, sheet)
    for number, line in enumerate(sheet.lines, start=2):
        _write_line(page, number, sheet.columns, line)
    _format_spare_rows(page, sheet)
    for column, words in sheet.choices.items():
        _offer(page, sheet, column, words, is_closed=True)
    for column, words in sheet.proposals.items():
        _offer(page, sheet, column, words, is_closed=False)
    _lay_out(page)


def _write_header(page: Worksheet, sheet: ExportSheet) -> None:
    for index, column in enumerate(sheet.columns, start=1):
        cell = page.cell(1, index, str(column))
        cell.font = Font(name=_FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_HEADER_COLOUR)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(index)].width = sheet.widths.get(
            column, _WIDTHS.get(column, _WIDTH)
        )
    last = page.cell(len(sheet.lines) + 1, len(sheet.columns))
    page.auto_filter.ref = f"A1:{last.coordinate}"


def _write_line(page: Worksheet, number: int, columns: Sequence[str], line: ExportRow) -> None:
    colour = _colour(line)
    for index, column in enumerate(columns, start=1):
        cell = page.cell(number, index)
        value = line.values.get(column, "")
        if value != "":
            cell.value = str(value) if isinstance(value, str) else value
            if isinstance(value, str):
                # openpyxl takes a text that begins with = for a formula.
                cell.data_type = "s"
        if column in CODE_COLUMNS:
            cell.number_format = _TEXT
        cell.font = Font(name=_FONT, bold=line.is_heading)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if colour is not None:
            cell.fill = PatternFill("solid", fgColor=colour)


def _colour(line: ExportRow) -> str | None:
    if line.is_doubtful:
        return _DOUBTFUL_COLOUR
    return _UNVERIFIED_COLOUR if line.is_unverified else _HEADING_COLOUR if line.is_heading else None


def _format_spare_rows(page: Worksheet, sheet: ExportSheet) -> None:
    """Give new rows text format in the code columns, so that Excel leaves 1.10 as it is typed."""
    start = len(sheet.lines) + 2
    for index in (index for index, column in enumerate(sheet.columns, start=1) if column in CODE_COLUMNS):
        for number in range(start, start + _SPARE_ROWS):
            page.cell(number, index).number_format = _TEXT


def _offer(
    page: Worksheet, sheet: ExportSheet, column: str, words: Sequence[str], *, is_closed: bool
) -> None:
    # A literal list is sound here: words only, no commas in them, and no decimal numbers to misread.
    choice = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    choice.showErrorMessage = is_closed
    if is_closed:
        choice.errorTitle = "Từ không có trong danh sách"
        choice.error = _shorten(f"Chọn một trong: {listed(words)}.")
    letter = get_column_letter(sheet.columns.index(column) + 1)
    choice.add(f"{letter}2:{letter}{len(sheet.lines) + 1 + _SPARE_ROWS}")
    page.add_data_validation(choice)


def _shorten(text: str) -> str:
    """Return a text within the 255 characters that Excel takes for a message."""
    return text if len(text) <= _LIMIT_MESSAGE else text[: _LIMIT_MESSAGE - 1] + "…"


def _lay_out(page: Worksheet) -> None:
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = _A4
    # 0: as many pages high as it takes.
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def export_catalogue(folder: Path) -> Mapping[str, bytes]:
    """Return both tables of a working folder as workbooks, by file name."""
    basis = load_basis(folder)
    return {
        f"{CATALOGUE}.xlsx": workbook_bytes(_catalogue_sheet(basis.catalogue)),
        f"{ASSIGNMENTS}.xlsx": workbook_bytes(assignment_sheet(basis.assignments)),
    }


CATALOGUE_TITLE = "Tiêu chí"
CATALOGUE_CHOICES: Mapping[str, Sequence[str]] = {
    CatalogueColumn.LEVEL: [*(level.value for level in Level), *LineKind],
    CatalogueColumn.METHOD: [method.value for method in Method],
    CatalogueColumn.SCALE: list(ScaleKind),
    CatalogueColumn.BONUS: [BONUS_SHOWN],
    CatalogueColumn.NOT_ARISEN: [rule.value for rule in WhenNotArisen if rule.value],
}
CATALOGUE_PROPOSALS: Mapping[str, Sequence[str]] = {CatalogueColumn.CONFIDENCE: [VERIFIED_SHOWN]}


def catalogue_workbook(catalogue: Catalogue) -> bytes:
    """Return a catalogue as the workbook in which it is corrected."""
    return workbook_bytes(_catalogue_sheet(catalogue))


def _catalogue_sheet(catalogue: Catalogue) -> ExportSheet:
    return ExportSheet(
        CATALOGUE_TITLE,
        tuple(CatalogueColumn),
        tuple(
            line for criterion in catalogue.criteria for line in _criterion_lines(catalogue.year, criterion)
        ),
        CATALOGUE_CHOICES,
        CATALOGUE_PROPOSALS,
    )


def _criterion_lines(year: int, criterion: Criterion) -> Iterator[ExportRow]:
    own: dict[str, Value] = {
        CatalogueColumn.YEAR: year,
        CatalogueColumn.CODE: criterion.code,
        CatalogueColumn.LEVEL: criterion.level.value,
        CatalogueColumn.TEXT: criterion.name,
        CatalogueColumn.POINTS: criterion.maximum,
        CatalogueColumn.METHOD: criterion.method.value,
        CatalogueColumn.EVIDENCE: "; ".join(criterion.evidence),
        CatalogueColumn.APPENDIX: criterion.lead or "",
        CatalogueColumn.SOURCE: criterion.provenance.source,
        CatalogueColumn.CONFIDENCE: _confidence(criterion.provenance),
        CatalogueColumn.BONUS: BONUS_SHOWN if criterion.is_bonus else "",
        CatalogueColumn.NOT_ARISEN: criterion.when_not_arisen,
    }
    own |= _confirmation(criterion.provenance)
    is_unverified = not criterion.provenance.is_verified
    yield ExportRow(own | _scale_values(criterion.scale), not criterion.is_leaf, is_unverified)
    for below in _scale_rows(criterion.scale):
        shared: dict[str, Value] = {CatalogueColumn.YEAR: year, CatalogueColumn.CODE: criterion.code}
        yield ExportRow(shared | below, is_unverified=is_unverified)


def _scale_values(scale: Scale | None) -> dict[str, Value]:
    """Return what the criterion's own row says of its scale."""
    match scale:
        case Levels():
            return {CatalogueColumn.SCALE: ScaleKind.LEVELS}
        case Cumulative():
            return {CatalogueColumn.SCALE: ScaleKind.CUMULATIVE}
        case Survey():
            return {CatalogueColumn.SCALE: ScaleKind.SURVEY}
        case Formula():
            return {
                CatalogueColumn.SCALE: ScaleKind.RATE,
                CatalogueColumn.CAP: scale.cap,
                **_rule_values(scale),
            }
        case None:
            return {}


def _rule_values(scale: Formula) -> dict[str, Value]:
    share = scale.share
    if share is None:
        return {
            CatalogueColumn.FIGURES: "; ".join(f"{figure.id}: {figure.name}" for figure in scale.figures),
            CatalogueColumn.RULE: scale.text,
            CatalogueColumn.FLOOR: scale.floor or "",
        }
    return {
        CatalogueColumn.THRESHOLD: "" if share.threshold is None else share.threshold,
        CatalogueColumn.FACTOR: "" if share.factor is None else share.factor,
        CatalogueColumn.NUMERATOR: share.numerator,
        CatalogueColumn.DENOMINATOR: share.denominator,
    }


def _scale_rows(scale: Scale | None) -> tuple[dict[str, Value], ...]:
    """Return what the rows below the criterion say of its scale."""
    match scale:
        case Levels() | Cumulative():
            return tuple(line_values(line) for line in scale.lines)
        case Formula(note=note) | Survey(text=note) if note:
            return (note_values(note),)
        case _:
            return ()


def note_values(note: str) -> dict[str, Value]:
    """Return what the row of a remark says below its criterion."""
    return {CatalogueColumn.LEVEL: LineKind.NOTE, CatalogueColumn.TEXT: note}


def line_values(line: ScaleLine | TranscriptLine) -> dict[str, Value]:
    """Return what the row of a line of a scale says below its criterion."""
    return {
        CatalogueColumn.LEVEL: LineKind.LINE,
        CatalogueColumn.TEXT: line.text,
        CatalogueColumn.POINTS: line.points,
    }


def assignment_sheet(assignments: Iterable[Assignment]) -> ExportSheet:
    """Return assignments as a table."""
    return ExportSheet(
        "Phân công",
        tuple(AssignmentColumn),
        tuple(
            ExportRow(
                {
                    AssignmentColumn.ID: row.id,
                    AssignmentColumn.APPENDIX: row.appendix,
                    AssignmentColumn.CRITERION: row.criterion,
                    AssignmentColumn.KIND: row.kind.value,
                    AssignmentColumn.CONTENT: row.content,
                    AssignmentColumn.SOURCE: row.provenance.source,
                    AssignmentColumn.CONFIDENCE: _confidence(row.provenance),
                    **_confirmation(row.provenance),
                },
                is_unverified=not row.provenance.is_verified,
            )
            for row in assignments
        ),
        {AssignmentColumn.KIND: [kind.value for kind in AssignmentKind]},
        {AssignmentColumn.CONFIDENCE: [VERIFIED_SHOWN]},
    )


def _confirmation(provenance: Provenance) -> dict[str, Value]:
    given = provenance.confirmation
    if given is None:
        return {}
    return {CatalogueColumn.CONFIRMED_BY: given.by, CatalogueColumn.CONFIRMED_ON: given.on}


_SHOWN = {VERIFIED: VERIFIED_SHOWN, EXAMPLE: EXAMPLE_SHOWN}
"""Words of the last column that an official reads in Vietnamese."""


def _confidence(provenance: Provenance) -> str:
    return ";".join(_SHOWN.get(part, part) for part in provenance.confidence)
