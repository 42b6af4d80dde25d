"""What may be changed in a template and what not, down to the cells that nobody has written."""

import pytest
from lxml import etree

from par_excel.form import Form, Sheet
from tests.writing.template_parts import (
    FILLED,
    MAIN,
    all_forms,
    input_cells,
    invented_form,
    made,
    opened,
    sheet_tree,
    tree,
)

each_form = pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.unit.id)
FREE = {"formatCells": "0", "formatColumns": "0", "formatRows": "0", "sort": "0", "autoFilter": "0"}
LAST_COLUMN = 16_384


def styles_of(data: bytes) -> tuple[list[etree._Element], list[etree._Element]]:
    """Return the formats of named styles, and those of cells."""
    styles = tree(data, "xl/styles.xml")
    named, of_cells = styles.find(f"{MAIN}cellStyleXfs"), styles.find(f"{MAIN}cellXfs")
    assert named is not None
    assert of_cells is not None
    return list(named), list(of_cells)


def attributes(element: etree._Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def says_locked(style: etree._Element) -> str | None:
    protection = style.find(f"{MAIN}protection")
    return None if protection is None else protection.get("locked")


@each_form
def test_inputs_are_open_and_everything_else_is_locked(form: Form) -> None:
    book = opened(made(form))
    inputs = set(input_cells(form))
    wrong = [
        (sheet.value, cell.coordinate)
        for sheet in Sheet
        for row in book[sheet.value].iter_rows()
        for cell in row
        if cell.has_style and cell.protection.locked is ((sheet, cell.coordinate) in inputs)
    ]
    assert wrong == []
    assert all(book[sheet.value][cell].has_style for sheet, cell in inputs)


@each_form
def test_cells_that_nobody_has_written_are_locked(form: Form) -> None:
    data = made(form)
    _, cells = styles_of(data)
    for sheet in Sheet:
        root = sheet_tree(data, sheet)
        columns = [] if sheet is Sheet.HIDDEN else list(root.iter(f"{MAIN}col"))
        ends = [(int(column.get("min", 0)), int(column.get("max", 0))) for column in columns]
        if columns:
            assert [first for first, _ in ends] == [1, *(last + 1 for _, last in ends[:-1])]
            assert ends[-1][1] == LAST_COLUMN
            assert {says_locked(cells[int(column.get("style", 0))]) for column in columns} == {"1"}
        assert not [row.get("r") for row in root.iter(f"{MAIN}row") if row.get("s")]


@each_form
def test_normal_is_open_and_locked_cells_say_so(form: Form) -> None:
    """A pasted cell takes over Normal: it must stay editable."""
    data = made(form)
    named, cells = styles_of(data)
    assert says_locked(named[0]) == "0"
    assert says_locked(cells[0]) == "0"
    assert {says_locked(style) for style in cells[1:]} == {"0", "1"}
    assert all(style.get("applyProtection") == "1" for style in cells[1:])
    used = {int(cell.get("s", 0)) for sheet in Sheet for cell in sheet_tree(data, sheet).iter(f"{MAIN}c")}
    assert 0 not in used


@each_form
@pytest.mark.parametrize("sheet", Sheet)
def test_sheets_are_protected_without_a_password(form: Form, sheet: Sheet) -> None:
    protection = sheet_tree(made(form), sheet).find(f"{MAIN}sheetProtection")
    assert protection is not None
    always = {"sheet": "1", "objects": "1", "scenarios": "1"}
    more: dict[str, str] = {
        Sheet.HIDDEN: {},
        Sheet.NUMBERS: {},
        Sheet.INITIATIVES: FREE | {"insertRows": "0"},
    }.get(sheet, FREE)
    assert attributes(protection) == always | more


def test_structure_is_locked() -> None:
    workbook = tree(made(invented_form()), "xl/workbook.xml")
    protection = workbook.find(f"{MAIN}workbookProtection")
    assert protection is not None
    assert attributes(protection) == {"lockStructure": "1"}
    names = [child.tag.removeprefix(MAIN) for child in workbook]
    assert names.index("workbookProtection") == names.index("bookViews") - 1


def test_a_filled_form_is_as_open_as_a_blank_one() -> None:
    form = invented_form()
    blank, filled = opened(made(form)), opened(made(form, FILLED))
    for sheet in Sheet:
        for row in blank[sheet.value].iter_rows():
            for cell in row:
                other = filled[sheet.value][cell.coordinate]
                assert other.protection.locked == cell.protection.locked
                assert other.number_format == cell.number_format


@each_form
def test_rows_to_be_filled_in_grow(form: Form) -> None:
    data = made(form)
    rows = {
        (sheet, row.get("r")): row for sheet in Sheet for row in sheet_tree(data, sheet).iter(f"{MAIN}row")
    }
    for sheet, cell in input_cells(form):
        row = rows[sheet, cell.lstrip("ABCDEFGHI")]
        assert row.get("customHeight") is None
        assert float(row.get("ht", "0")) > 0


@each_form
def test_inputs_are_not_merged(form: Form) -> None:
    book = opened(made(form))
    merged = [
        (sheet, cell)
        for sheet, cell in input_cells(form)
        if any(cell in area for area in book[sheet.value].merged_cells.ranges)
    ]
    assert merged == []
