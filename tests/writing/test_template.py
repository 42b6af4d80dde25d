"""The templates: what is issued, and that it is the same whoever makes it."""

import os
import re
import subprocess
import sys
import zipfile
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest
from msgspec.structs import replace

from par_excel.checks import live_texts
from par_excel.config import load_basis
from par_excel.form import (
    CODE_CELL,
    CODE_LABEL,
    HEADER_ROW,
    INITIATIVE_HEADER_ROW,
    INITIATIVE_OBLIGATORY,
    PROGRESS_CELL,
    PROPOSED_HEADER,
    ClosingField,
    Column,
    Entries,
    Form,
    InitiativeColumn,
    LiveForm,
    RowKind,
    Sheet,
    parse_stamp,
    stamp_text,
)
from par_excel.model import Assignment, Basis
from par_excel.workflow.folder.catalogue import template_contents
from par_excel.workflow.folder.folder import Folder
from tests.invented import basis
from tests.writing.template_parts import (
    FILLED,
    MAIN,
    PARTS,
    RELATIONS,
    ROOT,
    VISIBLE,
    all_forms,
    footers,
    invented_form,
    made,
    opened,
    parts_of,
    sheet_tree,
    texts_of,
    tree,
)

each_form = pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.unit.id)
FORBIDDEN_FUNCTIONS = re.compile(
    r"\b(NOW|TODAY|RAND|RANDBETWEEN|OFFSET|INDIRECT|INFO|CELL|NUMBERVALUE|DATEVALUE|HYPERLINK|WEBSERVICE)\("
)


def described(data: bytes) -> list[tuple[object, ...]]:
    """Return all that a zip holds but for how it is packed, which is zlib's."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [
            (info.filename, info.date_time, info.CRC, info.file_size, info.external_attr, info.compress_type)
            for info in archive.infolist()
        ]


def test_committed_templates_are_fresh() -> None:
    contents = template_contents(Folder(ROOT), load_basis(ROOT))
    assert sorted((ROOT / "templates").rglob("*.xlsx")) == sorted(contents)
    stale = [
        f"{path.name}: {name}"
        for path, data in contents.items()
        for name, part in parts_of(data).items()
        if parts_of(path.read_bytes()).get(name) != part
    ]
    assert not stale, "run: make templates"
    assert all(described(path.read_bytes()) == described(data) for path, data in contents.items())


def test_the_same_form_gives_the_same_bytes() -> None:
    assert all(made(form) == made(form) for form in all_forms())
    assert made(invented_form(), FILLED) == made(invented_form(), FILLED)


def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "par.toml").write_bytes((ROOT / "par.toml").read_bytes())
    environment = os.environ | {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    command = [sys.executable, "-m", "par_excel", "-C", str(tmp_path), "templates"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)
    contents = template_contents(Folder(tmp_path), load_basis(tmp_path))
    assert {path: path.read_bytes() for path in (tmp_path / "templates").iterdir()} == contents


@each_form
def test_sheets_stand_in_order_and_the_last_two_are_very_hidden(form: Form) -> None:
    book = opened(made(form))
    assert book.sheetnames == [sheet.value for sheet in Sheet]
    assert [book[sheet.value].sheet_state for sheet in Sheet] == ["visible"] * 4 + ["veryHidden"] * 2


@each_form
def test_stamp_stands_in_four_places_and_in_the_footers(form: Form) -> None:
    book = opened(made(form))
    text = stamp_text(form.stamp)
    assert book[Sheet.HIDDEN.value]["B1"].value == text
    assert book[Sheet.SCORES.value][CODE_CELL].value == text
    assert book[Sheet.SCORES.value]["A4"].value == CODE_LABEL
    assert [parse_stamp(name) for name in book.defined_names] == [form.stamp]
    area = next(iter(book.defined_names.values()))
    assert area.attr_text == f"'Chấm điểm'!$A$1:$I${form.last_row}"
    properties = book.custom_doc_props.props  # type: ignore[attr-defined]
    assert {each.name: each.value for each in properties} == {"par_excel": text}
    assert all(text in footers(book[sheet.value]) for sheet in VISIBLE)


def test_hidden_sheet_holds_the_stamp_in_parts() -> None:
    stamp = replace(invented_form().stamp, revision=2)
    sheet = opened(made(replace(invented_form(), stamp=stamp)))[Sheet.HIDDEN.value]
    assert [sheet.cell(row, 2).value for row in range(2, 8)] == [
        "thu-2020",
        "1",
        "so-a",
        stamp.fingerprint,
        "1",
        "2",
    ]


@each_form
def test_header_texts_are_exact(form: Form) -> None:
    book = opened(made(form))
    scores = book[Sheet.SCORES.value]
    names = [column.value for column in Column]
    assert [cell.value for cell in scores[HEADER_ROW]] == names
    if form.block_row is not None:
        proposed = [PROPOSED_HEADER if name == Column.SCORE.value else name for name in names]
        assert [cell.value for cell in scores[form.block_row + 1]] == proposed
    initiatives = book[Sheet.INITIATIVES.value][INITIATIVE_HEADER_ROW]
    assert [cell.value for cell in initiatives] == [
        column.value + (" (*)" if column in INITIATIVE_OBLIGATORY else "") for column in InitiativeColumn
    ]
    closing = book[Sheet.CLOSING.value]
    assert [closing.cell(row, 1).value for row in range(4, 13)] == [field.value for field in ClosingField]


@each_form
def test_rows_stand_where_the_form_says(form: Form) -> None:
    sheet = opened(made(form))[Sheet.SCORES.value]
    for row in form.rows:
        shown = [sheet[row.cell(column)].value for column in (Column.CODE, Column.NAME, Column.MAXIMUM)]
        assert shown == [row.key, row.text, None if row.points is None else pytest.approx(float(row.points))]
        assert sheet[row.cell(Column.CODE)].data_type == "s"


@each_form
def test_formulas_carry_their_exact_value(form: Form) -> None:
    live = LiveForm(form, FILLED, live_texts())
    data = made(form, FILLED)
    cells = {cell.get("r"): cell for cell in sheet_tree(data, Sheet.SCORES).iter(f"{MAIN}c")}
    for row in form.rows:
        if row.kind in {RowKind.LEAF, RowKind.CONTRIBUTION}:
            assert held(cells[row.cell(Column.CHECK)]) == (live.check(row).value, "str")
        if row.kind is RowKind.LEAF and (row.key, Column.SCORE) not in FILLED.scores:
            score = live.score(row)
            expected = ("", None) if score is None else (str(score.value), kind_of(score.value))
            assert held(cells[row.cell(Column.SCORE)]) == expected
        if row.kind in {RowKind.FIELD, RowKind.HEADING, RowKind.TOTAL}:
            assert Decimal(held(cells[row.cell(Column.SCORE)])[0]) == live.sum(row).value
    assert held(cells[PROGRESS_CELL])[0] == live.progress().value


def held(cell: object) -> tuple[str, str | None]:
    """Return value and type of a cell."""
    value = cell.find(f"{MAIN}v")  # type: ignore[attr-defined]
    return ("" if value is None else value.text or ""), cell.get("t")  # type: ignore[attr-defined]


def kind_of(value: str | Decimal) -> str | None:
    return "str" if isinstance(value, str) else None


@each_form
def test_an_empty_result_is_a_text_that_was_computed(form: Form) -> None:
    """Without t="str" it would read as never computed, with 0 as a score."""
    data = made(form)
    formulas = [
        cell for sheet in Sheet for cell in sheet_tree(data, sheet).iter(f"{MAIN}c") if len(cell) == 2
    ]
    assert formulas
    for cell in formulas:
        formula, value = cell
        assert (formula.tag, value.tag) == (f"{MAIN}f", f"{MAIN}v")
        assert cell.get("t") == "str" or Decimal(value.text or "") == 0
    assert [cell for cell in formulas if cell[1].text is None]


def test_numbers_are_written_with_their_own_digits() -> None:
    data = made(invented_form(), FILLED)
    cells = {cell.get("r"): held(cell) for cell in sheet_tree(data, Sheet.SCORES).iter(f"{MAIN}c")}
    form = invented_form()
    assert cells[form.by_key["2.3"].cell(Column.SCORE)] == ("0.28", None)
    assert cells[form.by_key["1.1"].cell(Column.SCORE)] == ("0.5", None)
    assert cells[form.by_key["1"].cell(Column.SCORE)] == ("0.6", None)
    assert cells[form.by_key["TỔNG"].cell(Column.SCORE)] == ("0.88", None)


def test_entries_stay_text_whatever_they_begin_with() -> None:
    form = invented_form()
    book = opened(made(form, FILLED))
    scores = book[Sheet.SCORES.value]
    for (key, column), value in FILLED.scores.items():
        cell = scores[form.by_key[key].cell(column)]
        if isinstance(value, str):
            assert (cell.value, cell.data_type, cell.hyperlink) == (value, "s", None)
        if column not in {Column.LEVEL, Column.SCORE}:
            assert cell.number_format == "@"
    initiatives, closing = book[Sheet.INITIATIVES.value], book[Sheet.CLOSING.value]
    assert (initiatives["B5"].value, initiatives["B5"].data_type) == ("=HYPERLINK(1)", "s")
    assert (initiatives["E5"].value, initiatives["E5"].data_type) == ("-0,5", "s")
    assert (closing["B4"].value, closing["B9"].value) == ("@ khó", "0233 385")


def test_entries_stand_nowhere_but_in_inputs() -> None:
    form = invented_form()
    stray = Entries({("1", Column.SCORE): Decimal(9), ("1.1-a", Column.EVIDENCE): "không có chỗ"})
    assert made(form, stray) == made(form)


@each_form
def test_nothing_runs_and_nothing_points_outside(form: Form) -> None:
    data = made(form, FILLED)
    parts = parts_of(data)
    assert not [
        name
        for name in parts
        if re.search("vba|macro|external|activex|embeddings|connections", name, re.IGNORECASE)
    ]
    relations = [name for name in parts if name.endswith(".rels")]
    targets = chain.from_iterable(tree(data, name).iter(f"{RELATIONS}Relationship") for name in relations)
    assert not [each.get("Target") for each in targets if each.get("TargetMode") == "External"]
    formulas = [
        formula.text or ""
        for sheet in Sheet
        for tag in ("f", "formula", "formula1", "formula2")
        for formula in sheet_tree(data, sheet).iter(f"{MAIN}{tag}")
    ]
    assert formulas
    numbers = {formula.text for formula in sheet_tree(data, Sheet.NUMBERS).iter(f"{MAIN}f")}
    assert all(each in numbers for each in formulas if re.search(r"\b(TEXT|VALUE)\(", each))
    assert not [
        each for each in formulas if FORBIDDEN_FUNCTIONS.search(each) or "[" in each or "_xlfn" in each
    ]


def test_more_initiatives_than_ready_rows_find_room() -> None:
    given = tuple({InitiativeColumn.TITLE: f"Sáng kiến {number}"} for number in range(1, 24))
    sheet = opened(made(invented_form(), Entries(initiatives=given)))[Sheet.INITIATIVES.value]
    assert [sheet.cell(4 + number, 2).value for number in range(1, 24)] == [
        each[InitiativeColumn.TITLE] for each in given
    ]
    assert not sheet["B27"].protection.locked
    assert sheet.print_area == "'Sáng kiến'!$A$1:$I$27"


def test_appendix_without_rows_is_a_workbook_too() -> None:
    given: Assignment = basis().assignments[-1]
    only: Basis = replace(basis(), assignments=(given,))
    form = invented_form("so-c", only)
    book = opened(made(form))
    assert form.rows == ()
    assert "đề xuất ít nhất 01 sáng kiến" in "\n".join(texts_of(book[Sheet.GUIDE.value]))
    assert (
        book[Sheet.SCORES.value][PROGRESS_CELL].value == '=COUNTIF(I7:I6,"Đạt*")&"/0 nội dung đã hoàn thành"'
    )


def test_rows_are_as_high_as_what_is_written_in_them() -> None:
    form = invented_form()
    long = Entries({("1.1", Column.EVIDENCE): "\n".join(["Báo cáo số 12/BC-SNV"] * 10)})
    heights = [
        opened(made(form, entries))[Sheet.SCORES.value].row_dimensions[form.by_key["1.1"].number].height
        for entries in (Entries(), long)
    ]
    assert heights[0] < 60
    assert 140 <= heights[1] <= 170


def test_properties_name_the_form_and_no_clock() -> None:
    properties = opened(made(invented_form())).properties
    assert properties.title == "PHỤ LỤC 1 – TỰ ĐÁNH GIÁ CHỈ SỐ CCHC NĂM 2020"
    assert (properties.creator, properties.subject) == ("Sở Nội vụ", "Sở A")
    assert properties.created == datetime(2021, 1, 1)  # noqa: DTZ001 - openpyxl gives it without a zone


def test_parts_are_those_expected() -> None:
    assert {*PARTS.values(), "docProps/custom.xml"} <= set(parts_of(made(invented_form())))
