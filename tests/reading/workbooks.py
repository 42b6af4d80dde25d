"""Workbooks of a form made with openpyxl, and the same with a part of their zip changed."""

import hashlib
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.defined_name import DefinedName

from par_excel.checks import live_texts
from par_excel.form import (
    BLANK,
    CLOSING_FIRST_ROW,
    CODE_CELL,
    CODE_LABEL,
    HEADER_ROW,
    INITIATIVE_HEADER_ROW,
    PROPOSED_HEADER,
    ClosingField,
    Column,
    Form,
    FormRow,
    InitiativeColumn,
    LiveForm,
    RowKind,
    Sheet,
    form_for,
    stamp_name,
    stamp_text,
)
from par_excel.form.fixed_texts import COPIES_ROW, fixed_texts
from par_excel.model import Answer, Basis, DifferenceKind, Parcel, Submission
from par_excel.reading.form.submissions import read_submission
from par_excel.writing.template.guide import guide_lines, guide_texts
from tests.invented import basis as invented_basis

BASIS = invented_basis()
Values = Mapping[tuple[str, Column], Any]
Change = Callable[[Workbook], None]
SCORES = Sheet.SCORES.value


def form(unit: str = "so-a", basis: Basis = BASIS) -> Form:
    """Return the form of an invented unit."""
    return form_for(basis, basis.units[unit])


def workbook(
    form: Form,
    values: Values | None = None,
    *,
    initiatives: Sequence[Mapping[InitiativeColumn, Any]] = (),
    closing: Mapping[ClosingField, Any] | None = None,
    change: Change | None = None,
) -> bytes:
    """Return the workbook of a form with these values, changed at last as a person might."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in Sheet:
        book.create_sheet(sheet.value).protection.sheet = True
    _write_scores(book, form, values or {})
    _write_initiatives(book, initiatives)
    _write_closing(book, closing or {})
    _write_identity(book, form)
    _write_fixed(book, form)
    if change is not None:
        change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_fixed(book: Workbook, form: Form) -> None:
    texts = (*guide_texts(form, guide_lines(form, {})), *fixed_texts(form))
    for row, fixed in enumerate(texts, start=COPIES_ROW):
        book[fixed.at.sheet.value][fixed.at.address] = fixed.text
        for column, text in enumerate((fixed.at.sheet.value, fixed.at.address, fixed.label, fixed.text), 1):
            book[Sheet.HIDDEN.value].cell(row, column, text)


def _write_scores(book: Workbook, form: Form, values: Values) -> None:
    sheet = book[SCORES]
    code = coordinate_to_tuple(CODE_CELL)
    sheet.cell(code[0], code[1] - 1, CODE_LABEL)
    sheet.cell(*code, stamp_text(form.stamp))
    headers = [HEADER_ROW] if form.block_row is None else [HEADER_ROW, form.block_row + 1]
    for header in headers:
        for index, column in enumerate(Column, start=1):
            sheet.cell(header, index, column.value)
    if form.block_row is not None:
        sheet[f"{Column.SCORE.letter}{form.block_row + 1}"] = PROPOSED_HEADER
    live = LiveForm(form, BLANK, live_texts())
    for row in form.rows:
        sheet[row.cell(Column.CODE)] = row.key
        sheet[row.cell(Column.NAME)] = row.text
        sheet[row.cell(Column.MAXIMUM)] = row.points
        for column, formula in _formulas(live, row).items():
            sheet[row.cell(column)] = formula
    for (key, column), value in values.items():
        sheet[form.by_key[key].cell(column)] = value


def _formulas(live: LiveForm, row: FormRow) -> dict[Column, str]:
    if row.kind in {RowKind.FIELD, RowKind.HEADING, RowKind.TOTAL}:
        return {Column.SCORE: live.sum(row).formula}
    if row.kind is RowKind.RULE:
        rate = live.rate(row)
        return {} if rate is None else {Column.FIGURES: rate.formula}
    if row.kind not in {RowKind.LEAF, RowKind.CONTRIBUTION}:
        return {}
    score = live.score(row) if row.kind is RowKind.LEAF else None
    return {Column.CHECK: live.check(row).formula} | ({} if score is None else {Column.SCORE: score.formula})


def _write_initiatives(book: Workbook, initiatives: Sequence[Mapping[InitiativeColumn, Any]]) -> None:
    sheet = book[Sheet.INITIATIVES.value]
    for index, column in enumerate(InitiativeColumn, start=1):
        sheet.cell(INITIATIVE_HEADER_ROW, index, column.value + (" (*)" if column.is_input else ""))
    for number, given in enumerate(initiatives, start=1):
        sheet.cell(INITIATIVE_HEADER_ROW + number, 1, number)
        for column, value in given.items():
            sheet[f"{column.letter}{INITIATIVE_HEADER_ROW + number}"] = value


def _write_closing(book: Workbook, closing: Mapping[ClosingField, Any]) -> None:
    sheet = book[Sheet.CLOSING.value]
    for row, field in enumerate(ClosingField, start=CLOSING_FIRST_ROW):
        sheet.cell(row, 1, field.value)
        sheet.cell(row, 2, closing.get(field))


def _write_identity(book: Workbook, form: Form) -> None:
    hidden = book[Sheet.HIDDEN.value]
    hidden.sheet_state = book[Sheet.NUMBERS.value].sheet_state = "veryHidden"
    hidden["A1"], hidden["B1"] = "Dấu nhận dạng", stamp_text(form.stamp)
    reference = f"'{SCORES}'!$A$1:$I${form.last_row}"
    book.defined_names.add(DefinedName(stamp_name(form.stamp), attr_text=reference))
    properties: Any = book
    properties.custom_doc_props.append(StringProperty(name="par_excel", value=stamp_text(form.stamp)))


def parcel(data: bytes, name: str = "phuluc_1.xlsx") -> Parcel:
    """Return bytes as they arrive."""
    return Parcel(
        name=name,
        data=data,
        sha256=hashlib.sha256(data).hexdigest(),
        modified=datetime(2021, 2, 1, tzinfo=UTC),
    )


def read(data: bytes, basis: Basis = BASIS) -> Submission:
    """Return the submission in these bytes; a refusal fails the test.

    openpyxl saves no results of formulas: that is found in every workbook made here, and is not repeated.
    """
    found = read_submission(parcel(data), basis)
    assert isinstance(found, Submission), found
    kept = (each for each in found.differences if each.kind is not DifferenceKind.NOT_COMPUTED)
    return replace(found, differences=tuple(kept))


def filled(
    values: Values | None = None, *, unit: str = "so-a", change: Change | None = None, **more: Any
) -> Submission:
    """Return the submission of an invented unit with these values."""
    return read(workbook(form(unit), values, change=change, **more))


def answer(submission: Submission, code: str) -> Answer:
    """Return the answer to a criterion."""
    return next(answer for answer in submission.answers if answer.criterion == code)


def with_parts(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a workbook of which each part was changed by its name, or left out."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            part = change(info.filename, old.read(info))
            if part is not None:
                new.writestr(info.filename, part)
    return stream.getvalue()


def with_replaced(data: bytes, part: str, old: str, new: str) -> bytes:
    """Return a workbook in one part of which a text was replaced; that it stands there is asserted."""

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        assert old.encode() in content, (old, content[:2000])
        return content.replace(old.encode(), new.encode())

    return with_parts(data, change)


def part_of(data: bytes, sheet: str) -> str:
    """Return the name of a sheet's part as openpyxl writes it."""
    names = load_workbook(BytesIO(data), read_only=True).sheetnames
    return f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"


def with_cell(data: bytes, address: str, xml: str, sheet: str = SCORES) -> bytes:
    """Return a workbook in which one cell is this XML; openpyxl writes no formula with its result."""
    part = part_of(data, sheet)
    cell = re.compile(rf'<c r="{address}"[^>]*?(/>|>.*?</c>)', re.DOTALL)

    def change(name: str, content: bytes) -> bytes:
        if name != part:
            return content
        new, count = cell.subn(lambda _: xml, content.decode())
        assert count == 1, (address, count)
        return new.encode()

    return with_parts(data, change)
