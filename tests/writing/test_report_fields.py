"""What is declared of the template is what fills it, and what its explanation says."""

from io import BytesIO

import pytest
from docx import Document

from par_excel.model import Result
from par_excel.writing.report.context import Value, report_context
from par_excel.writing.report.fields import CHARTS, FIELDS, GROUPS, TABLES, Field, FieldKind
from par_excel.writing.report.tables import rows_by_table
from par_excel.writing.report.template_guide import explained_template
from tests import invented
from tests.programs import needs_validator, validate_office_file
from tests.writing import sample_result

BASIS = invented.basis()
RESULTS = (sample_result.draft(BASIS), sample_result.complete(BASIS), sample_result.empty(BASIS))


def matches(field: Field, value: Value) -> bool:
    if field.kind is FieldKind.TEXT:
        return isinstance(value, str)
    if field.kind is FieldKind.CONDITION:
        return isinstance(value, bool)
    if isinstance(value, str | bool):
        return False
    if field.kind is FieldKind.LINES:
        return all(isinstance(line, str) for line in value)
    return all(
        isinstance(item, dict)
        and set(item) == {each.name for each in field.fields}
        and all(matches(each, item[each.name]) for each in field.fields)
        for item in value
    )


@pytest.mark.parametrize("result", RESULTS)
def test_every_declared_field_is_filled_as_its_kind_says_and_no_other(result: Result) -> None:
    context = report_context(BASIS, result)
    assert set(context) == {field.name for field in FIELDS}
    assert [field.name for field in FIELDS if not matches(field, context[field.name])] == []


def test_fields_have_one_meaning_each() -> None:
    names = [field.name for field in FIELDS]
    assert len(names) == len(set(names))
    assert [field for fields in GROUPS.values() for field in fields] == list(FIELDS)


def test_every_table_has_the_declared_columns() -> None:
    tables = rows_by_table(BASIS, RESULTS[0])
    declared = {table.name: table for table in TABLES}
    assert {name.partition(":")[0] for name in tables} == set(declared)
    for name, rows in tables.items():
        for row in rows:
            assert set(row.values) == set(declared[name.partition(":")[0]].columns)


def test_the_explanation_names_every_field_column_and_chart() -> None:
    word = Document(BytesIO(explained_template()))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    shown = {text.strip("{} ") for text in cells}
    live = [field for field in FIELDS if not field.is_retired]
    assert {field.name for field in live} <= shown
    assert {f"muc.{each.name}" for field in live for each in field.fields if not each.is_retired} <= shown
    assert not {field.name for field in FIELDS if field.is_retired} & shown
    tables = [table for table in TABLES if not table.is_retired]
    assert {f"[{column}]" for table in tables for column in table.columns} <= cells
    assert set(CHARTS) <= cells
    headings = " ".join(paragraph.text for paragraph in word.paragraphs)
    assert [table.name for table in tables if table.name not in headings] == []


def test_the_explanation_carries_nothing_of_the_report_itself() -> None:
    word = Document(BytesIO(explained_template()))
    header = word.sections[0].header
    assert [paragraph.text for paragraph in header.paragraphs] == ["2"]
    parts = {str(part.partname) for part in word.part.package.iter_parts()}
    assert [name for name in parts if "chart" in name or "embeddings" in name] == []


def test_the_explanation_is_always_the_same() -> None:
    assert explained_template() == explained_template()


@needs_validator
def test_word_finds_no_fault_in_the_explanation(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("explained") / "giai_thich.docx"
    path.write_bytes(explained_template())
    assert validate_office_file(path) == []
