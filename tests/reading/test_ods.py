"""OpenDocument spreadsheets: what stands in a cell, what is left aside, and that giant or hostile files end in a Breach.

* A form reads the same as from .xlsx.
* Repeats cost nothing where they are blank, and count as cells where they are not.
* No document type is read, in any encoding; a password, another document, a damaged part: each its own reason.
"""

import io
import time
import tracemalloc
import zipfile
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.form import ClosingField, Column, InitiativeColumn
from par_excel.model import (
    DEFAULT_LIMITS,
    FileFormat,
    Limits,
    Refusal,
    RefusalReason,
    Remark,
    Risk,
    Submission,
)
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.form.submissions import read_submission
from par_excel.reading.form.values import content as content_of
from par_excel.reading.formats import open_workbook
from par_excel.reading.workbook.addresses import Range
from par_excel.reading.workbook.workbook import (
    CellType,
    NumberFormat,
    RawCell,
    RawSheet,
    SheetState,
    Workbook,
)
from tests.reading.open_documents import MANIFEST, NAMESPACES, as_ods, cell, content, packed, row, table
from tests.reading.workbooks import BASIS, form, parcel, read, workbook

PLAIN = NumberFormat.PLAIN
VALUES = {
    ("1.1-b", Column.LEVEL): "x",
    ("1.1", Column.EVIDENCE): "Báo cáo số 12/BC-SA\nQuyết định số 5  (bản sao)",
    ("1.2", Column.SCORE): 1.25,
    ("1.2", Column.EXPLANATION): "  thụt vào",
    ("2.3", Column.SCORE): "0,5",
    ("2.1/X", Column.SCORE): True,
}
FORM = workbook(
    form(),
    VALUES,
    initiatives=[{InitiativeColumn.TITLE: "Sáng kiến một", InitiativeColumn.COST: 0}],
    closing={ClosingField.AUTHOR: "Nguyễn Thị Ánh", ClosingField.SIGNED_ON: "15/02/2021"},
)
ODS = as_ods(FORM)
with zipfile.ZipFile(io.BytesIO(ODS)) as _file:
    CONTENT = _file.read("content.xml")


def _opened(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    return open_workbook(data, limits, is_wanted=lambda _: True)


def _sheet(rows: str, *, attributes: str = "", limits: Limits = DEFAULT_LIMITS) -> RawSheet:
    return _opened(packed(content(table(rows, attributes=attributes))), limits).sheets[0]


def _cell(xml: str) -> RawCell | None:
    return _sheet(row(xml)).rows.get(1, {}).get(1)


def _breach(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Breach:
    with pytest.raises(Breach) as caught:
        _opened(data, limits)
    return caught.value


def _refused(data: bytes) -> RefusalReason:
    found = read_submission(parcel(data), BASIS)
    assert isinstance(found, Refusal), found
    return found.reason


def test_form_reads_the_same_as_from_xlsx() -> None:
    expected, found = read(FORM), read(ODS)
    assert found.format is FileFormat.ODS
    assert [vote.stamp for vote in found.votes] == [found.stamp] * 4
    unlike = {"sha256": "", "program": "", "saved_by": "", "saved_at": None, "format": FileFormat.XLSX}
    assert replace(found, **unlike) == replace(expected, **unlike)
    assert {answer.criterion: answer.score.value for answer in found.answers if answer.score.value} == {
        answer.criterion: answer.score.value for answer in expected.answers if answer.score.value
    }


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (
            cell(attributes='office:value-type="float" office:value="0.1"'),
            (CellType.NUMBER, "0.1", None, PLAIN),
        ),
        (
            cell("<text:p>85%</text:p>", 'office:value-type="percentage" office:value="0.85"'),
            (CellType.NUMBER, "0.85", None, NumberFormat.PERCENT),
        ),
        (
            cell("<text:p>5 ₫</text:p>", 'office:value-type="currency" office:value="5"'),
            (CellType.NUMBER, "5", None, PLAIN),
        ),
        (
            cell(attributes='office:value-type="date" office:date-value="2021-02-05T00:00:00"'),
            (CellType.ISO_DATE, "2021-02-05T00:00:00", None, PLAIN),
        ),
        (
            cell(attributes='office:value-type="time" office:time-value="PT08H30M00S"'),
            (CellType.ISO_DATE, "08:30", None, PLAIN),
        ),
        (
            cell(attributes='office:value-type="time" office:time-value="PT23H59M59.7S"'),
            (CellType.ISO_DATE, "24:00", None, PLAIN),
        ),
        (
            cell(attributes='office:value-type="boolean" office:boolean-value="true"'),
            (CellType.TRUTH, "true", None, PLAIN),
        ),
        (cell("<text:p>x</text:p>", 'office:value-type="string"'), (CellType.TEXT, "x", None, PLAIN)),
        (cell("<text:p>x</text:p>"), (CellType.TEXT, "x", None, PLAIN)),
        (
            cell(attributes='office:value-type="string" office:string-value="x"'),
            (CellType.TEXT, "x", None, PLAIN),
        ),
        (
            cell(
                "<text:p>0,97</text:p>",
                'table:formula="of:=[.A1]/2" office:value-type="float" office:value=".97"',
            ),
            (CellType.NUMBER, ".97", "[.A1]/2", PLAIN),
        ),
        (
            cell(
                "<text:p/>",
                'table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""',
            ),
            (CellType.TEXT, "", '""', PLAIN),
        ),
        (
            cell(attributes='table:formula="of:=SUM([.A1:.A3])"'),
            (CellType.TEXT, None, "SUM([.A1:.A3])", PLAIN),
        ),
        (
            cell(attributes='table:formula="oooc:=1+1" office:value-type="float"'),
            (CellType.NUMBER, None, "1+1", PLAIN),
        ),
        (
            cell(
                "<text:p>#REF!</text:p>",
                'table:formula="of:=[.#REF!]" office:value-type="string" office:string-value="" '
                'calcext:value-type="error"',
            ),
            (CellType.ERROR, "#REF!", "[.#REF!]", PLAIN),
        ),
        (
            cell(
                "<text:p>Err:502</text:p>",
                'table:formula="of:=X()" office:value-type="float" office:value="0"',
            ),
            (CellType.ERROR, "Err:502", "X()", PLAIN),
        ),
        (
            cell(
                "<text:p>#N/A</text:p>",
                'table:formula="of:=&quot;#N/A&quot;" office:value-type="string" calcext:value-type="string"',
            ),
            (CellType.TEXT, "#N/A", '"#N/A"', PLAIN),
        ),
        (cell("<text:p>#REF!</text:p>", 'office:value-type="string"'), (CellType.TEXT, "#REF!", None, PLAIN)),
    ],
)
def test_a_cell_is_its_stored_value(
    xml: str, expected: tuple[CellType, str | None, str | None, NumberFormat]
) -> None:
    assert _cell(xml) == RawCell(*expected)


def test_blank_cells_are_none() -> None:
    for xml in (
        cell(),
        cell("<text:p/>", 'office:value-type="string"'),
        cell(attributes='table:style-name="ce1"'),
        cell(attributes='office:value-type="float"'),
        '<table:covered-table-cell table:number-columns-repeated="3"/>',
    ):
        assert _cell(xml) is None, xml


def test_four_things_are_told_apart() -> None:
    cells = [
        cell('<text:p><text:s text:c="3"/></text:p>', 'office:value-type="string"'),
        cell(attributes='table:formula="of:=1"'),
        cell("<text:p>#DIV/0!</text:p>", 'table:formula="of:=1/0" calcext:value-type="error"'),
    ]
    found = _sheet(row(*cells)).rows[1]
    assert [content_of(found[column], is_1904=False).remarks for column in (1, 2, 3)] == [
        {Remark.WHITESPACE},
        {Remark.FORMULA, Remark.NEVER_COMPUTED},
        {Remark.FORMULA, Remark.ERROR_VALUE},
    ]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<text:p>một</text:p><text:p/><text:p>hai</text:p>", "một\n\nhai"),
        ('<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d</text:p>', "a   b\tc\nd"),
        ("<text:p><text:s/>a</text:p>", " a"),
        ("<text:p>\n   a\n   b </text:p>", "a b "),
        ("<text:p>một <text:span>hai</text:span><text:a>ba</text:a> bốn</text:p>", "một haiba bốn"),
        ("<office:annotation><dc:creator>N</dc:creator><text:p>lời ghi</text:p></office:annotation>", None),
        ("<office:annotation><text:p>lời ghi</text:p></office:annotation><text:p>x</text:p>", "x"),
        ("<draw:frame><draw:text-box><text:p>chữ trong hình</text:p></draw:text-box></draw:frame>", None),
        (
            "<text:p><text:ruby><text:ruby-base>a</text:ruby-base><text:ruby-text>b</text:ruby-text></text:ruby></text:p>",
            "a",
        ),
        ("<text:p>a</text:p>" + table(row(cell("<text:p>ô trong ô</text:p>"))), "a"),
    ],
)
def test_text_is_that_of_the_paragraphs(inner: str, text: str | None) -> None:
    found = _cell(cell(inner, 'office:value-type="string"'))
    assert (None if found is None else found.text) == text


def test_what_is_no_content_is_left_aside() -> None:
    body = (
        "<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell>"
        "<text:p>cũ</text:p></table:change-track-table-cell></table:previous></table:cell-content-change>"
        "</table:tracked-changes>"
        "<table:content-validations><table:content-validation><table:help-message><text:p>giúp</text:p>"
        "</table:help-message></table:content-validation></table:content-validations>"
        + table("<table:shapes><draw:custom-shape><text:p>hình</text:p></draw:custom-shape></table:shapes>")
        + table(row(cell("<text:p>bản sao</text:p>")), "'file:///x.ods'#$Trang")
        + f"<table:dde-links>{table(row(cell('<text:p>nối</text:p>')), 'DDE')}</table:dde-links>"
    )
    found = _opened(packed(content(body)))
    assert [(sheet.name, sheet.rows) for sheet in found.sheets] == [("Trang", {})]


def test_repeats_are_laid_out_where_something_stands() -> None:
    found = _sheet(
        row(attributes='table:number-rows-repeated="1000"')
        + row(
            cell(attributes='table:number-columns-repeated="16000"'),
            cell("<text:p>a</text:p>", 'table:number-columns-repeated="2"'),
            attributes='table:number-rows-repeated="3"',
        )
        + row(cell("<text:p>b</text:p>"))
    )
    assert {
        number: {column: each.text for column, each in cells.items()} for number, cells in found.rows.items()
    } == {
        **{key: {16001: "a", 16002: "a"} for key in (1001, 1002, 1003)},
        1004: {1: "b"},
    }


def test_rows_stand_in_groups_and_headers() -> None:
    inner = row(cell("<text:p>đầu</text:p>"))
    found = _sheet(
        f"<table:table-header-rows>{inner}</table:table-header-rows><table:table-row-group>{inner}"
        f"<table:table-row-group>{inner}</table:table-row-group></table:table-row-group>"
    )
    assert sorted(found.rows) == [1, 2, 3]


def test_giant_blank_repeats_cost_nothing() -> None:
    blank = cell(attributes='table:number-columns-repeated="16384"')
    giant = row(blank, attributes='table:number-rows-repeated="1048576"')
    huge = row(blank, attributes=f'table:number-rows-repeated="{10**18}"')
    tracemalloc.start()
    begin = time.process_time()
    assert _sheet(giant * 200 + huge).rows == {}
    assert time.process_time() - begin < 1
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (
            row(cell("<text:p>a</text:p>"), attributes='table:number-rows-repeated="1048576"'),
            RefusalReason.TOO_MANY_CELLS,
        ),
        (
            row(
                cell("<text:p>a</text:p>", 'table:number-columns-repeated="16384"'),
                attributes='table:number-rows-repeated="20"',
            ),
            RefusalReason.TOO_MANY_CELLS,
        ),
        (
            row(cell("<text:p>a</text:p>", f'table:number-columns-repeated="{10**30}"')),
            RefusalReason.TOO_MANY_CELLS,
        ),
        (
            row(cell(attributes='table:number-columns-repeated="16384"'), cell("<text:p>a</text:p>")),
            RefusalReason.DAMAGED,
        ),
        (
            row(attributes='table:number-rows-repeated="1048576"') + row(cell("<text:p>a</text:p>")),
            RefusalReason.DAMAGED,
        ),
        (row(cell("<text:p>a</text:p>", 'table:number-columns-repeated="0"')), RefusalReason.DAMAGED),
        (
            row(cell("<text:p>a</text:p>"), attributes='table:number-rows-repeated="-5"'),
            RefusalReason.DAMAGED,
        ),
        (row(cell(f'<text:p><text:s text:c="{10**12}"/></text:p>')), RefusalReason.UNSAFE),
        (row(cell('<text:p><text:s text:c="-1"/></text:p>')), RefusalReason.UNSAFE),
        (
            row(cell('<text:p><text:s text:c="60000000"/><text:s text:c="60000000"/></text:p>')),
            RefusalReason.UNSAFE,
        ),
        (row(cell()) * 120_000, RefusalReason.TOO_MANY_CELLS),
        ("<table:table-row/>" * 300_000, RefusalReason.TOO_MANY_CELLS),
    ],
)
def test_repeats_beyond_the_limits_are_refused(rows: str, reason: RefusalReason) -> None:
    begin = time.process_time()
    limits = replace(DEFAULT_LIMITS, ratio=10**6, cells_with_blank=200_000)
    assert _breach(packed(content(table(rows))), limits).reason is reason
    assert time.process_time() - begin < 5


def test_ten_million_empty_rows_are_refused_by_their_size() -> None:
    text = content(table("<table:table-row/>" * 10_000_000)).encode()
    data = packed(text)
    del text
    begin = time.process_time()
    assert _breach(data).reason in {RefusalReason.TOO_LARGE, RefusalReason.UNSAFE}
    assert time.process_time() - begin < 5


def test_state_protection_merged_and_hidden_spans() -> None:
    styles = (
        '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
        '<style:style style:name="ta2" style:family="table-cell"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    rows = (
        '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        + row(cell("<text:p>a</text:p>", 'table:number-rows-spanned="2" table:number-columns-spanned="3"'))
        + row(attributes='table:visibility="collapse"')
        + row(attributes='table:visibility="filter" table:number-rows-repeated="4"')
    )
    body = table(rows, "Một", 'table:style-name="ta1" table:protected="true"') + table(
        "", "Hai", 'table:style-name="ta2"'
    )
    one, two = _opened(packed(content(body, styles=styles))).sheets
    assert (one.state, one.is_protected, one.merged) == (SheetState.HIDDEN, True, (Range(1, 1, 2, 3),))
    assert (one.hidden_rows, one.hidden_columns) == (((2, 6),), ((2, 3),))
    assert (two.state, two.is_protected, two.is_read) == (SheetState.VISIBLE, False, True)


def test_sheets_that_are_not_wanted_have_no_content() -> None:
    body = table(row(cell("<text:p>a</text:p>")), "Một") + table(row(cell("<text:p>b</text:p>")), "Hai")
    found = open_workbook(packed(content(body)), DEFAULT_LIMITS, is_wanted=lambda name: name == "Hai")
    assert [(sheet.is_read, len(sheet.rows)) for sheet in found.sheets] == [(False, 0), (True, 1)]


def test_too_many_merged_ranges_are_refused() -> None:
    merged = row(cell("<text:p>a</text:p>", 'table:number-columns-spanned="2"'))
    limits = replace(DEFAULT_LIMITS, merged_ranges=3)
    assert len(_sheet(merged * 3, limits=limits).merged) == 3
    assert _breach(packed(content(table(merged * 4))), limits).reason is RefusalReason.TOO_MANY_CELLS


def test_names_and_what_the_file_says_of_itself() -> None:
    names = (
        "<table:named-expressions>"
        '<table:named-range table:name="vùng" table:cell-range-address="$Trang.$A$1:.$B$2"/>'
        '<table:named-expression table:name="mất" table:expression="of:=#REF!"/></table:named-expressions>'
    )
    meta = (
        "<meta:generator>LibreOffice/24.2</meta:generator><dc:creator> Nguyễn Văn A </dc:creator>"
        "<dc:date>2021-02-05T08:30:00.123456789</dc:date>"
        '<meta:user-defined meta:name="par_excel">dấu</meta:user-defined>'
        '<meta:user-defined meta:name="khác" meta:value-type="float">1</meta:user-defined>'
    )
    found = _opened(packed(content(table("") + names), meta=meta))
    assert found.names == {"vùng": "$Trang.$A$1:.$B$2", "mất": "of:=#REF!"}
    assert found.custom == {"par_excel": "dấu", "khác": "1"}
    assert (found.program, found.saved_by) == ("LibreOffice/24.2", "Nguyễn Văn A")
    vietnam = timezone(timedelta(hours=7))
    assert found.saved_at == datetime(2021, 2, 5, 8, 30, 0, 123456, tzinfo=vietnam)


def test_time_saved_may_name_its_zone_or_be_nonsense() -> None:
    said = {"2021-02-05T08:30:00Z": datetime(2021, 2, 5, 8, 30, tzinfo=UTC), "hôm qua": None, "": None}
    for text, expected in said.items():
        assert _opened(packed(content(table("")), meta=f"<dc:date>{text}</dc:date>")).saved_at == expected


def test_flat_file_is_read_too() -> None:
    text = (
        f'<?xml version="1.0"?><office:document {NAMESPACES} office:mimetype='
        '"application/vnd.oasis.opendocument.spreadsheet"><office:meta><meta:generator>Calc</meta:generator>'
        f"</office:meta><office:body><office:spreadsheet>{table(row(cell('<text:p>Mã</text:p>')))}"
        "</office:spreadsheet></office:body></office:document>"
    )
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        found = _opened(text.encode(encoding))
        assert (found.program, found.format) == ("Calc", FileFormat.ODS)
        assert found.sheets[0].rows[1][1].text == "Mã"


def test_what_was_packed_again_without_its_kind_is_still_read() -> None:
    text = content(table(row(cell("<text:p>a</text:p>"))))
    for manifest in (MANIFEST, None):
        assert _opened(packed(text, mimetype=None, manifest=manifest)).sheets[0].rows[1][1].text == "a"


def test_damaged_part_about_the_file_loses_nothing_else() -> None:
    data = packed(content(table(row(cell("<text:p>a</text:p>")))), more={"meta.xml": b"<a></b>"})
    assert _opened(data).sheets[0].rows[1][1].text == "a"


@pytest.mark.parametrize(
    ("data", "reason", "word"),
    [
        (packed(None), RefusalReason.DAMAGED, "content.xml"),
        (packed(content("", kind="text")), RefusalReason.DOCUMENT, "OpenDocument"),
        (packed(content(""), mimetype="application/vnd.oasis.opendocument.text"), RefusalReason.DOCUMENT, ""),
        (packed(content(""), mimetype="application/vnd.sun.xml.calc"), RefusalReason.OLD_FORMAT, ".sxc"),
        (packed(content("")), RefusalReason.DAMAGED, "không có trang tính"),
        (packed("<a/>"), RefusalReason.DAMAGED, "không có nội dung"),
        (
            packed(
                b"\x00\x01\x02",
                manifest=MANIFEST.replace("</manifest:m", "<manifest:encryption-data/></manifest:m"),
            ),
            RefusalReason.PASSWORD,
            "mật khẩu",
        ),
    ],
)
def test_other_files_have_their_own_reason(data: bytes, reason: RefusalReason, word: str) -> None:
    found = _breach(data)
    assert found.reason is reason
    assert word in found.detail


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)).replace("&a0;", "&a;")
    + "]>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"])
@pytest.mark.parametrize("doctype", ["<!DOCTYPE office:document-content>", BOMB])
def test_no_document_type_is_read_in_any_encoding(encoding: str, doctype: str) -> None:
    name = encoding.removesuffix("-sig").removesuffix("-be").removesuffix("-le")
    head = f'<?xml version="1.0" encoding="{name}"?>{doctype}'
    text = head + content(table(row(cell("<text:p>&a8;</text:p>" if "ENTITY" in doctype else ""))))
    bom = {"utf-16-be": b"\xfe\xff", "utf-16-le": b"\xff\xfe"}.get(encoding, b"")
    assert _breach(packed(bom + text.encode(encoding))).reason is RefusalReason.UNSAFE
    meta = bom + (head + "<a/>").encode(encoding)
    assert _breach(packed(content(table("")), more={"meta.xml": meta})).reason is RefusalReason.UNSAFE
    manifest = bom + (head + "<a/>").encode(encoding)
    refused = _breach(packed(content(table("")), manifest=None, more={"META-INF/manifest.xml": manifest}))
    assert refused.reason is RefusalReason.UNSAFE


def test_risks_are_named_and_not_followed() -> None:
    cells = row(
        cell(
            "<text:p>0</text:p>",
            'table:formula="of:=DDE(&quot;cmd&quot;;&quot;/c calc&quot;;&quot;A1&quot;)"',
        )
    )
    manifest = MANIFEST.replace(
        "</manifest:manifest>",
        '<manifest:file-entry manifest:full-path="Basic/Standard/M.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>",
    )
    assert _opened(packed(content(table(cells)), manifest=manifest)).risks == (Risk.MACRO, Risk.DDE)
    assert _opened(packed(content(table("")))).risks == ()


def test_every_cut_is_refused() -> None:
    for length in range(0, len(ODS) - 1, max(1, len(ODS) // 60)):
        assert _refused(ODS[:length]) is not RefusalReason.FOREIGN, length


def test_lying_and_nested_zips_are_refused() -> None:
    nested = packed(None, more={"content.xml": b"", "Object 1/content.xml": CONTENT, "Object 2.ods": ODS})
    assert _refused(nested) is RefusalReason.DAMAGED
    text = content(table(row(cell("<text:p>a</text:p>")))).encode()
    data = bytearray(packed(text))
    place = data.rindex(len(text).to_bytes(4, "little"))
    data[place : place + 4] = (len(text) - 5).to_bytes(4, "little")
    assert _refused(bytes(data)) is RefusalReason.DAMAGED


changes = st.lists(
    st.tuples(st.integers(0, len(CONTENT) - 1), st.binary(min_size=0, max_size=12), st.integers(0, 12)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=120, deadline=5_000)
@given(changes)
def test_changed_content_is_read_or_refused(changed: list[tuple[int, bytes, int]]) -> None:
    data = bytearray(CONTENT)
    for place, new, length in changed:
        data[place : place + length] = new
    found = read_submission(parcel(packed(bytes(data))), BASIS)
    assert isinstance(found, Submission | Refusal)


@settings(max_examples=120, deadline=5_000)
@given(st.lists(st.tuples(st.integers(0, len(ODS) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_changed_bytes_are_read_or_refused(changed: list[tuple[int, int]]) -> None:
    data = bytearray(ODS)
    for place, value in changed:
        data[place] = value
    found = read_submission(parcel(bytes(data)), BASIS)
    assert isinstance(found, Submission | Refusal)


@pytest.mark.parametrize(("program", "between"), [("ONLYOFFICE/10.0", "\n"), ("LibreOffice/7.4", " ")])
def test_onlyoffice_breaks_lines_within_a_paragraph(program: str, between: str) -> None:
    data = packed(
        content(table(row(cell("<text:p>một\nhai</text:p>", 'office:value-type="string"')))),
        meta=f"<meta:generator>{program}</meta:generator>",
    )
    assert _opened(data).sheets[0].rows[1][1].text == f"một{between}hai"
