"""Whatever was done to a real return beside its values: every value is still read, and each thing tolerated is a note.

Requirements: sheets renamed, moved, added, hidden; rows and columns inserted, moved, hidden, doubled, deleted; merged
cells; headers in other case, spacing and composition; codes that became numbers or dates; invisible and full-width
characters; filters; thousands of formatted blank rows; the strict form of the standard; a form copied by hand.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from par_excel.checks import judge
from par_excel.form import CODE_CELL, HEADER_ROW, TICK, Column, RowKind, Sheet
from par_excel.model import DifferenceKind, Recognition, Remark, Severity, Submission
from tests.reading.returned import Change, basis, changed, form_of, original, read, values
from tests.reading.workbooks import with_parts
from tests.roundtrip.reading_back import all_cells

K = DifferenceKind
SCORES, CLOSING, INITIATIVES = Sheet.SCORES.value, Sheet.CLOSING.value, Sheet.INITIATIVES.value
APPENDICES = (2, 4)
"""One with ticks and sums, one with figures and a contribution."""
SOURCE = frozenset({K.NOT_COMPUTED})
"""openpyxl saves no results of formulas."""


def kinds(submission: Submission) -> Mapping[DifferenceKind, int]:
    return Counter(each.kind for each in submission.differences if each.kind not in SOURCE)


def errors(submission: Submission) -> list[tuple[str, str]]:
    found = judge(submission, basis())
    return [(finding.code, finding.criterion) for finding in found if finding.severity is Severity.ERROR]


def texts(sheet: Worksheet) -> Iterator[SheetCell]:
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, SheetCell) and isinstance(cell.value, str) and not cell.value.startswith("="):
                yield cell


def column(letter: str) -> int:
    return "ABCDEFGHI".index(letter) + 1


# --- what changes no value ---------------------------------------------------------------------------------------


def rename_sheets(book: Workbook) -> None:
    book[SCORES].title = "Bảng điểm"
    book[CLOSING].title = "Sheet4"


def move_sheets(book: Workbook) -> None:
    book.move_sheet(SCORES, -1)
    book.move_sheet(CLOSING, -2)


def add_sheets(book: Workbook) -> None:
    book.create_sheet("Nháp", 0)["A1"] = "ghi chú của phòng"
    book.create_sheet("Sheet2")


def insert_rows(book: Workbook) -> None:
    for at in (14, 9, HEADER_ROW, 1):
        book[SCORES].insert_rows(at, 2)
    book[CLOSING].insert_rows(2, 3)


def insert_columns(book: Workbook) -> None:
    book[SCORES].insert_cols(4, 2)
    book[SCORES].insert_cols(1)


def move_columns(book: Workbook) -> None:
    """Put evidence and the codes at the end, as cutting and inserting does."""
    sheet = book[SCORES]
    for block in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(block))
    for row in range(1, sheet.max_row + 1):
        for old, new in (("G", "L"), ("A", "M")):
            sheet[f"{new}{row}"] = sheet[f"{old}{row}"].value
            sheet[f"{old}{row}"] = None


def move_rows(book: Workbook) -> None:
    """Put two rows of lines behind the last row."""
    sheet = book[SCORES]
    for row in (10, 12):
        for at in range(1, 10):
            target = sheet.cell(sheet.max_row if at > 1 else sheet.max_row + 1, at)
            target.value = sheet.cell(row, at).value
        for at in range(1, 10):
            sheet.cell(row, at).value = None


def shout(book: Workbook) -> None:
    for cell in book[SCORES][HEADER_ROW]:
        cell.value = f" {str(cell.value).upper().replace(' ', '  ')} \n"
    for cell in texts(book[CLOSING]):
        if cell.column == 1:
            cell.value = f"{str(cell.value).upper()} :"


def decompose(book: Workbook) -> None:
    for sheet in book.worksheets:
        for cell in texts(sheet):
            cell.value = unicodedata.normalize("NFD", str(cell.value))
        sheet.title = unicodedata.normalize("NFD", sheet.title)


def hide_in_text(book: Workbook) -> None:
    """Put characters nobody sees into every text: before, behind, and for a space."""
    for sheet in book.worksheets:
        for cell in texts(sheet):
            cell.value = f"\ufeff\u200b{str(cell.value).replace(' ', chr(0xA0))}\u200b \u00a0"


def widen(book: Workbook) -> None:
    """Write codes, ticks and headers in full-width characters."""
    for row in book[SCORES].iter_rows(min_row=HEADER_ROW, max_col=4):
        for cell in row:
            if isinstance(cell, SheetCell) and isinstance(cell.value, str) and cell.value.isascii():
                cell.value = "".join(chr(ord(letter) + 0xFEE0) for letter in cell.value)


def filter_rows(book: Workbook) -> None:
    sheet = book[SCORES]
    sheet.auto_filter.ref = f"A{HEADER_ROW}:I{sheet.max_row}"
    sheet.auto_filter.add_filter_column(3, ["x"])


def unprotect(book: Workbook) -> None:
    for sheet in book.worksheets:
        sheet.protection.sheet = False


def hide_column(book: Workbook) -> None:
    book[SCORES].column_dimensions["H"].hidden = True


def hide_rows(book: Workbook) -> None:
    for row in (8, 9, 10, 13):
        book[SCORES].row_dimensions[row].hidden = True


def hide_sheet(book: Workbook) -> None:
    book[SCORES].sheet_state = "hidden"


def show_sheet(book: Workbook) -> None:
    book[Sheet.HIDDEN.value].sheet_state = "visible"


@pytest.mark.parametrize("appendix", APPENDICES)
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda _: None, {}),
        (rename_sheets, {K.TEXT: 2}),
        (move_sheets, {}),
        (add_sheets, {K.STRAY: 2}),
        (insert_rows, {}),
        (insert_columns, {}),
        (move_columns, {}),
        (move_rows, {}),
        (shout, {}),
        (decompose, {}),
        (hide_in_text, {}),
        (widen, {}),
        (filter_rows, {}),
        (unprotect, {K.UNPROTECTED: 1}),
        (hide_column, {K.HIDDEN: 1}),
        (hide_rows, {K.HIDDEN: 2}),
        (hide_sheet, {K.HIDDEN: 1}),
        (show_sheet, {K.SHOWN: 1}),
    ],
)
def test_no_value_is_lost_and_each_change_is_said(
    change: Change, expected: Mapping[DifferenceKind, int], appendix: int
) -> None:
    plain, found = read(original(appendix)), read(changed(appendix, change))
    assert values(found) == values(plain)
    assert kinds(found) == expected
    assert errors(found) == errors(plain)


def test_what_is_hidden_is_named_row_by_row_and_column_by_column() -> None:
    def hide(book: Workbook) -> None:
        hide_rows(book)
        hide_column(book)

    found = [each for each in read(changed(2, hide)).differences if each.kind is K.HIDDEN]
    assert [(each.label, each.place.cell) for each in found] == [
        ("dòng 8–10", "A8"),
        ("dòng 13", "A13"),
        ("cột Giải trình", ""),
    ]


def test_hidden_rows_outside_the_form_are_nobodys_concern() -> None:
    def hide(book: Workbook) -> None:
        for row in (1, 2, 200, 300):
            book[SCORES].row_dimensions[row].hidden = True
        book[SCORES].column_dimensions["Z"].hidden = True

    assert kinds(read(changed(2, hide))) == {}


# --- rows ---------------------------------------------------------------------------------------------------------


def test_a_doubled_row_is_named_and_the_first_is_read() -> None:
    form = form_of(2)
    leaf = form.leaves[0]

    def double(book: Workbook) -> None:
        sheet = book[SCORES]
        for at in range(1, 10):
            sheet.cell(form.last_row + 3, at).value = sheet.cell(leaf.number, at).value
        sheet[f"G{form.last_row + 3}"] = "BC khác"

    found = read(changed(2, double))
    assert values(found) == values(read(original(2)))
    assert kinds(found) == {K.ROW_DOUBLED: 1}
    assert set(errors(found)) - set(errors(read(original(2)))) == {("ID25", leaf.criterion)}


def test_each_deleted_row_is_named_and_no_other_value_moves() -> None:
    form, plain = form_of(2), values(read(original(2)))
    for row in form.rows:

        def delete(book: Workbook, at: int = row.number) -> None:
            book[SCORES].delete_rows(at)

        found = read(changed(2, delete))
        assert [each.label for each in found.differences if each.kind is K.ROW_MISSING] == [row.key]
        assert {each.kind for each in found.differences} <= {K.ROW_MISSING} | SOURCE
        kept = values(found)
        own = {key for key in plain if isinstance(key, tuple) and key[0] == row.key}
        score = {(row.criterion, Column.SCORE)} if row.kind in {RowKind.LINE, RowKind.NOTHING} else set()
        assert {key for key in plain if kept[key] != plain[key]} <= own | score


# --- merged cells -------------------------------------------------------------------------------------------------


def test_evidence_merged_over_criteria_is_read_for_each_with_a_note() -> None:
    form = form_of(2)
    first, second = form.leaves[0], form.leaves[1]

    def merge(book: Workbook) -> None:
        book[SCORES].merge_cells(f"G{first.number}:G{second.number}")

    found = {answer.criterion: answer.evidence for answer in read(changed(2, merge)).answers}
    assert found[second.criterion].value == found[first.criterion].value
    assert found[first.criterion].value is not None
    assert Remark.MERGED in found[second.criterion].remarks
    findings = judge(read(changed(2, merge)), basis())
    assert {finding.criterion for finding in findings if finding.code == "ID16"} >= {second.criterion}


# --- codes --------------------------------------------------------------------------------------------------------


def as_float(text: str) -> tuple[Any, str]:
    return float(text), "General"


def as_day(text: str) -> tuple[Any, str]:
    day, month = text.split(".")
    return date(2026, int(month), int(day)), "d-mmm"


def as_american_day(text: str) -> tuple[Any, str]:
    month, day = text.split(".")
    return date(2026, int(month), int(day)), "m/d/yy"


def as_day_of_year(text: str) -> tuple[Any, str]:
    day, month, year = map(int, text.split("."))
    return date(2000 + year, month, day), "dd/mm/yyyy"


@pytest.mark.parametrize("appendix", [1, 2, 4])
@pytest.mark.parametrize(
    ("parts", "turn"), [(2, as_float), (2, as_day), (2, as_american_day), (3, as_day_of_year)]
)
def test_codes_that_became_numbers_or_days_are_made_out_and_said(
    appendix: int, parts: int, turn: Callable[[str], tuple[Any, str]]
) -> None:
    """The same number or day may be two codes (1.1 and 1.10): the text of the row tells."""
    form = form_of(appendix)
    rows = [
        row for row in form.rows if row.key.replace(".", "").isdigit() and row.key.count(".") == parts - 1
    ]

    def spoil(book: Workbook) -> None:
        for row in rows:
            cell = book[SCORES][f"A{row.number}"]
            cell.value, cell.number_format = turn(row.key)

    found = read(changed(appendix, spoil))
    assert values(found) == values(read(original(appendix)))
    said = [each.expected for each in found.differences if each.kind is K.TEXT]
    numbers = [each.label for each in found.differences if each.kind is K.CODES_AS_NUMBERS]
    if turn is as_float:
        assert (said, numbers) == ([], [f"{len(rows)} mã"])
        assert kinds(found) == {K.CODES_AS_NUMBERS: 1}
    else:
        assert (said, numbers) == ([row.key for row in rows], [])
        assert kinds(found) == ({K.TEXT: len(rows)} if rows else {})


# --- scores and ticks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "remarks"),
    [
        ("Ｘ", {Remark.TICK_NORMALISED}),
        ("x\u200b", {Remark.TICK_NORMALISED}),
        ("\u00a0x ", {Remark.TICK_NORMALISED}),
        ("✓", {Remark.TICK_NORMALISED}),
        ("ⅹ", {Remark.TICK_NORMALISED}),
    ],
)
def test_marks_that_look_like_an_x_are_ticks(mark: str, remarks: set[Remark]) -> None:
    def write(book: Workbook) -> None:
        for row in book[SCORES].iter_rows(min_col=column("D"), max_col=column("D")):
            if row[0].value == TICK:
                row[0].value = mark

    found = read(changed(2, write))
    assert values(found) == values(read(original(2)))
    ticks = [tick.mark for answer in found.answers for tick in answer.ticks if tick.mark.value]
    assert ticks
    assert all(set(tick.remarks) == remarks for tick in ticks)


@pytest.mark.parametrize("spelled", ["{} ", "\u200b{}\ufeff", "\u00a0{}\u00a0", "{} điểm", "wide"])
def test_figures_typed_as_text_are_the_same_numbers(spelled: str) -> None:
    form = form_of(4)
    rows = [row for row in form.rows if row.kind is RowKind.FIGURE]

    def write(book: Workbook) -> None:
        for row in rows:
            cell = book[SCORES][row.cell(Column.FIGURES)]
            if cell.value is not None:
                plain = str(cell.value).replace(".", ",")
                wide = "".join(chr(ord(letter) + 0xFEE0) for letter in plain)
                cell.value = wide if spelled == "wide" else spelled.format(plain)

    found = read(changed(4, write))
    assert values(found) == values(read(original(4)))
    typed = [
        amount.cell for answer in found.answers for amount in answer.amounts if amount.cell.value is not None
    ]
    assert typed
    assert all(Remark.TEXT_NUMBER in cell.remarks for cell in typed)


# --- the file -----------------------------------------------------------------------------------------------------


def test_twenty_thousand_formatted_blank_rows_cost_no_value() -> None:
    def add(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet2.xml":
            return content
        rows = (
            f'<row r="{row}">' + "".join(f'<c r="{letter}{row}" s="3"/>' for letter in "ABCDEFGHI") + "</row>"
            for row in range(1000, 21_000)
        )
        before, end, after = content.rpartition(b"</sheetData>")
        assert end
        return before + "".join(rows).encode() + end + after

    data = original(2)
    found = read(with_parts(data, add))
    assert values(found) == values(read(data))
    assert found.differences == ()


STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/extendedProperties"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/customProperties"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": (
        b"http://purl.oclc.org/ooxml/officeDocument/extendedProperties"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": (
        b"http://purl.oclc.org/ooxml/officeDocument/customProperties"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes": (
        b"http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"
    ),
}


@pytest.mark.parametrize("appendix", APPENDICES)
def test_the_strict_form_of_the_standard_is_read_alike(appendix: int) -> None:
    def convert(_: str, content: bytes) -> bytes:
        for old, new in STRICT.items():
            content = content.replace(old, new)
        return content

    data = original(appendix)
    strict = with_parts(data, convert)
    assert b"schemas.openxmlformats.org/spreadsheetml" not in _unpacked(strict)
    found, plain = read(strict), read(data)
    assert values(found) == values(plain)
    assert found.votes == plain.votes
    assert (found.program, found.saved_at, found.differences) == (
        plain.program,
        plain.saved_at,
        plain.differences,
    )


def _unpacked(data: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(BytesIO(data)) as file:
        return b"".join(map(file.read, file.namelist()))


@pytest.mark.parametrize("appendix", APPENDICES)
@pytest.mark.parametrize("shift", [0, 5])
def test_a_form_copied_into_a_new_workbook_is_known_by_its_codes(appendix: int, shift: int) -> None:
    """Values and formulas are pasted somewhere on Sheet1; the stamp and the other sheets stay behind."""
    source = load_workbook(BytesIO(original(appendix)))[SCORES]
    book = Workbook()
    target = book.active
    assert isinstance(target, Worksheet)
    for row in source.iter_rows():
        for cell in row:
            if isinstance(cell, SheetCell) and cell.coordinate != CODE_CELL:
                copied = target.cell(cell.row + shift, cell.column + shift, cell.value)
                copied.number_format = cell.number_format
    stream = BytesIO()
    book.save(stream)
    found, plain = read(stream.getvalue()), read(original(appendix))
    assert found.recognised_by is Recognition.CODES
    assert found.unit == plain.unit
    scores = {key: value for key, value in values(plain).items() if isinstance(key, tuple)}
    kept = {key: value for key, value in values(found).items() if isinstance(key, tuple)}
    assert {key: kept[key] for key in kept if isinstance(key[0], str)} == {
        key: scores[key] for key in scores if isinstance(key[0], str)
    }
    assert {each.label for each in found.differences if each.kind is K.SHEET_MISSING} == {
        CLOSING,
        INITIATIVES,
    }


def test_every_cell_keeps_its_place_in_the_returned_file() -> None:
    data = changed(4, insert_rows)
    book = load_workbook(BytesIO(data))
    for cell in all_cells(read(data)):
        if cell.value is not None and Remark.FORMULA not in cell.remarks and isinstance(cell.value, str):
            assert str(book[cell.place.sheet][cell.place.cell].value).split() == cell.value.split()
