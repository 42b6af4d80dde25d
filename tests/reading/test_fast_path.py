"""Sheets and strings that are read at once say what expat says; what is not written in the usual way is left to expat.

A part that comes in two pieces is always read by expat: so each part is read twice, in one piece and in two.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeVar
from xml.parsers import expat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from par_excel.model import DEFAULT_LIMITS
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.guard import open_archive
from par_excel.reading.bounds.limits import Budget
from par_excel.reading.workbook.workbook import NumberFormat
from par_excel.reading.xlsx.fast_path import fast_sheet, fast_strings
from par_excel.reading.xlsx.sheet import SheetReader
from par_excel.reading.xlsx.strings import SharedTexts, read_strings
from tests.hostile import cases as hostile
from tests.hostile.damage import cases
from tests.hostile.mutations import RETURNS, Step, mutated

ROOT = Path(__file__).parents[2]
BOOKS = (
    *sorted((ROOT / "templates").glob("*.xlsx")),
    *sorted((ROOT / "par_excel/workflow/demo/returns").glob("*.xlsx")),
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FORMATS = (NumberFormat.PLAIN, NumberFormat.PLAIN, NumberFormat.PERCENT, NumberFormat.DATE)
REFUSED = "refused"
T = TypeVar("T")


def sheet(*pieces: bytes) -> object:
    def read() -> object:
        reader = SheetReader(
            SharedTexts([f"chuỗi {number}" for number in range(600)]),
            FORMATS,
            Budget(replace(DEFAULT_LIMITS, cells=20_000)),
            DEFAULT_LIMITS,
        )
        reader.read(pieces)
        return (
            reader.rows,
            reader.merged,
            reader.is_protected,
            reader.hidden_rows,
            reader.hidden_columns,
            reader.has_legacy_fonts,
        )

    return outcome(read)


def strings(*pieces: bytes) -> object:
    def read() -> object:
        found = read_strings(pieces, DEFAULT_LIMITS)
        return list(found.texts), found.has_legacy_fonts

    return outcome(read)


def outcome(read: Callable[[], T]) -> T | str:
    try:
        return read()
    except (Breach, expat.ExpatError, ValueError, LookupError):
        return REFUSED


def parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        archive = open_archive(data, DEFAULT_LIMITS)
        names = [info.filename for info in zipfile.ZipFile(BytesIO(data)).infolist()]
    except (Breach, zipfile.BadZipFile, ValueError, NotImplementedError):
        return
    for name in names:
        if name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
            try:
                yield name, b"".join(archive.chunks(name))
            except (Breach, ArithmeticError, OSError, EOFError, ValueError, zlib.error, struct.error):
                continue


def disagreements(data: bytes) -> list[str]:
    found = []
    for name, part in parts(data):
        if 1 < len(part) < 1 << 18:
            read = strings if name.endswith("Strings.xml") else sheet
            if read(part) != read(part[:1], part[1:]):
                found.append(name)
    return found


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: f"{book.parent.name}/{book.stem}")
def test_workbooks_of_programs_are_read_at_once_and_alike(book: Path) -> None:
    data = book.read_bytes()
    for name, part in parts(data):
        assert (fast_strings if name.endswith("Strings.xml") else fast_sheet)(part) is not None
    assert disagreements(data) == []


def test_hostile_workbooks_are_read_alike() -> None:
    workbooks = [case for case in cases() if case.suffix == ".xlsx"]
    made = [(case.name, case.make()) for case in workbooks[::3]]  # kinds of damage stand side by side
    assert [name for name, data in made if len(data) < 1 << 20 and disagreements(data)] == []


@given(
    number=st.sampled_from(RETURNS),
    steps=st.lists(
        st.builds(Step, st.integers(0, 999), st.integers(0, 200_000), st.integers(0, 99_999)),
        min_size=1,
        max_size=4,
    ),
)
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
def test_spoilt_workbooks_are_read_alike(number: int, steps: list[Step]) -> None:
    assert disagreements(mutated(number, steps)) == []


CELLS = (
    '<c r="A1"><v>1</v></c>',
    '<c r="A1" s="2" t="n"><v> 0.5 </v></c>',
    '<c r="A1" s="99"><v>1</v></c>',
    '<c r="A1" t="s"><v>7</v></c>',
    '<c r="A1" t="s"><v>999</v></c>',
    '<c r="A1" t="s"><v>-1</v></c>',
    '<c r="A1" t="s"/>',
    '<c r="A1" t="str"><f>1&amp;2</f><v>12 &lt; &#10;_x000D_</v></c>',
    '<c r="A1" t="str"><f>""</f><v></v></c>',
    '<c r="A1" t="str"><f>""</f><v/></c>',
    '<c r="A1"><f/></c>',
    '<c r="A1"><f aca="false">SUM(B1)</f></c>',
    '<c r="A1"><f t="shared" si="0" ref="A1:A2">1</f><v>1</v></c>',
    '<c r="A1"><v>1</v><v>2</v></c>',
    '<c r="A1"><v>1</v><f>1</f></c>',
    '<c r="A1"><v>1<!-- 2 --></v></c>',
    '<c r="A1"><v><![CDATA[1]]></v></c>',
    '<c r="A1"><v>&#49;</v></c>',
    '<c r="A1"><v>]]></v></c>',
    '<c r="A1"><v>&nbsp;</v></c>',
    '<c r="A1"><v>\x01</v></c>',
    '<c r="A1"><v>\ufffe</v></c>',
    '<c r="A1"> <v>1</v></c>',
    '<c s="1" r="A1"><v>1</v></c>',
    '<c r="A1" r="A1"><v>1</v></c>',
    '<c r="A1" s="1" s="1"><v>1</v></c>',
    '<c r="A1" s="1"t="n"><v>1</v></c>',
    '<c r="A1" s=1><v>1</v></c>',
    '<c r="A1" t="n" s="2"><v>1</v></c>',
    '<c r="A1" s="1" t="n"/>',
    '<c r="A1" s="1" s="1"/>',
    '<c r="A1" vm="1"/>',
    '<c r="A0"><v></v></c>',
    '<c r="A1" t="s"></c>',
    f'<c r="A1" t="{"s" * 100}"><v>1</v></c>',
    '<c r="A1" t="inlineStr"><is><t>một &amp; hai</t></is></c>',
    '<c r="A1" t="inlineStr"><is><t/></is></c>',
    '<c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    '<c r="A1" t="inlineStr"><f>1</f><is><t>a</t></is></c>',
    '<c r="A1" t="b"><v>1</v></c>',
    '<c r="A1" t="e"><v>#N/A</v></c>',
    '<c r="A1" t="d"><v>2020-12-15</v></c>',
    '<c r="A1" t="z"><v>1</v></c>',
    '<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
    '<c r="A1"><v>1</v></c><c r="A1"/>',
    '<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c>',
    '<c r="A2"><v>1</v></c>',
    '<c r="ZZ1"><v>1</v></c>',
    '<c r="AAA1"><v>1</v></c>',
    '<c r="XFE1"><v>1</v></c>',
    '<c r="A01"><v>1</v></c>',
    '<c r="A9999999"><v>1</v></c>',
    '<c r="a1"><v>1</v></c>',
    "<c><v>1</v></c>",
    '<x:c xmlns:x="urn:x" r="A1"><v>1</v></x:c>',
    f'<x:c xmlns:x="{MAIN}" r="A1"><x:v>1</x:v></x:c>',
    '<c r="A1" xmlns="urn:x"><v>1</v></c>',
    f'<c r="A1"><v>{"x" * 33_000}</v></c>',
    f'<c r="A1" t="str"><v>{"ư" * 32_767}</v></c>',
    "</row></sheetData><sheetData><row>",
    '</row><row r="1">',
    '</row><row r="3" hidden="1"><c r="A3"><v>3</v></c></row><row r="4" hidden="true">',
    '</row><row r="3" ht="1" ht="2">',
    '</row><row r="3" r="3">',
    '</row><row r="3" 9="1">',
    '</row><row r="3" 1hidden="1">',
    f'</row><row r="3" a="{"a" * 300}">',
    '</row><row r="3"  ht="1">',
    '</row><row r="3" ht="1"spans="1:2">',
    '</row><row r="3" ht="=">',
    '</row><row r="3" x:ht="1">',
    '</row><row r="3" xmlns="urn">',
    "</row></row><row>",
    "</row></row>",
    '<row r="2">',
    '</row><c r="A1"><v>1</v></c><row r="2">',
    '<c r="A1"/></row><row r="2"><c r="A2"/><c r="B2"><v>2</v></c><c r="C2"/>',
    '</row><row r="2"></row><row r="3"/><row r="4"><c r="A4"/></row><row r="5"><c r="A5"/>',
    '</row>x<row r="2">',
    '</row><row r="3" y:ht="1">',
    '</row><row r="3" x14ac:dyDescent="0.25">',
    '</row><row r="0"><c r="A0"><v>1</v></c>',
    '</row><row r="1048577">',
    '</row><row r="9"/><row r="10">',
    '</row><row><c r="A2"><v>2</v></c>',
    "<v>1</v>",
)


@pytest.mark.parametrize("cell", CELLS)
def test_cells_however_written_are_read_alike(cell: str) -> None:
    part = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}"><sheetData><row r="1">{cell}</row>'
        '</sheetData><sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'
    ).encode("utf-8", "surrogatepass")
    assert sheet(part) == sheet(part[:1], part[1:])


PIECES = (
    '<row r="1">', '<row r="2" ht="15.5" customHeight="1">', '<row r="3"/>', '<row r="4" hidden="1">', "</row>",
    '<c r="A1"/>', '<c r="B2" s="3"/>', '<c r="C3" s="1"><v>1</v></c>', '<c r="D4" t="s"><v>2</v></c>',
    '<c r="E5" t="str"><f>A1&amp;B2</f><v>x</v></c>', '<c r="F6"><v>', "</c>", " ", "x", "<c ", "</v>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=9))
@settings(max_examples=400, deadline=None, derandomize=True, database=None)
def test_rows_and_cells_in_any_order_are_read_alike(pieces: list[str]) -> None:
    part = f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(pieces)}</sheetData></worksheet>'.encode()
    assert sheet(part) == sheet(part[:1], part[1:])


FRAMES = (
    '<worksheet xmlns="MAIN"><sheetData>ROWS</sheetData></worksheet>',
    '<worksheet xmlns="MAIN" xmlns:x14ac="urn:a"><sheetData>ROWS</sheetData></worksheet>',
    '<worksheet xmlns="urn:x"><sheetData>ROWS</sheetData></worksheet>',
    '<x:worksheet xmlns:x="MAIN"><sheetData>ROWS</sheetData></x:worksheet>',
    '<x:worksheet xmlns:x="MAIN" xmlns="urn:x"><sheetData>ROWS</sheetData></x:worksheet>',
    '<worksheet xmlns="MAIN"><ext><sheetData>ROWS</sheetData></ext></worksheet>',
    '<worksheet xmlns="MAIN"><!-- <sheetData>ROWS</sheetData> --></worksheet>',
    '<worksheet xmlns="MAIN"><!-- <sheetData> --><sheetData>ROWS</sheetData></worksheet>',
    '<worksheet xmlns="MAIN"><?x <sheetData>ROWS</sheetData> ?></worksheet>',
    '<worksheet xmlns="MAIN"><sheetData>ROWS</sheetData><sheetData>ROWS</sheetData></worksheet>',
    '<worksheet xmlns="MAIN"><sheetData>ROWS</sheetData><row r="5"><c r="A5"><v>1</v></c></row></worksheet>',
    '<worksheet xmlns="MAIN"><c r="A5"><v>1</v></c><sheetData>ROWS</sheetData></worksheet>',
    '<worksheet xmlns="MAIN"><cols><col min="2" max="3" hidden="1"/></cols><sheetData>ROWS</sheetData></worksheet>',
    '<!DOCTYPE worksheet><worksheet xmlns="MAIN"><sheetData>ROWS</sheetData></worksheet>',
    '<!DOCTYPE x [<!ENTITY e "1">]><worksheet xmlns="MAIN"><sheetData>ROWS</sheetData></worksheet>',
    '<?xml version="1.0" encoding="ISO-8859-1"?><worksheet xmlns="MAIN"><sheetData>ROWS</sheetData></worksheet>',
    "<?xml version='1.0' encoding='utf-8'?><worksheet xmlns=\"MAIN\"><sheetData>ROWS</sheetData></worksheet>",
    '<?xml version="1.1"?><worksheet xmlns="MAIN"><sheetData>ROWS</sheetData></worksheet>',
    '\ufeff<worksheet xmlns="MAIN"><sheetData>ROWS</sheetData></worksheet>',
    ' <?xml version="1.0"?><worksheet xmlns="MAIN"><sheetData>ROWS</sheetData></worksheet>',
    '<worksheet xmlns="MAIN"><sheetData>ROWS</sheetData></worksheet><more/>',
    '<worksheet xmlns="MAIN"><sheetData>ROWS</sheetData>',
    '<chartsheet xmlns="MAIN"><sheetData>ROWS</sheetData></chartsheet>',
    '<worksheet xmlns="MAIN"><foo xmlns="o"><sheetData>ROWS</sheetData></foo><sheetData/></worksheet>',
    '<m:worksheet xmlns:m="MAIN"><sheetData>ROWS</sheetData><m:sheetData/></m:worksheet>',
    '<m:worksheet xmlns:m="MAIN"><sheetData>ROWS</sheetData><m:sheetData><m:row r="1" hidden="1"/></m:sheetData></m:worksheet>',
    '<worksheet xmlns="MAIN"><sheetData>ROWS</sheetData><foo><row r="9" hidden="1"/></foo></worksheet>',
    """<worksheet xmlns="MAIN" a=' xmlns:x14ac="'><sheetData>ROWS</sheetData></worksheet>""",
    '<worksheet xmlns="MAIN" a=" xmlns:x14ac=" b="x"><sheetData>ROWS</sheetData></worksheet>',
    '<worksheet xmlns="MAIN"><sheetData>ROWS</sheetData><x xmlns:x14ac="urn:a"/></worksheet>',
    '<x xmlns:x14ac="urn:a"><worksheet xmlns="MAIN"><sheetData>ROWS</sheetData></worksheet></x>',
)


@pytest.mark.parametrize("frame", FRAMES)
def test_whatever_stands_around_the_rows_is_read_alike(frame: str) -> None:
    rows = '<row r="1" x14ac:dyDescent="1"><c r="A1"><v>1</v></c><c r="B1" t="str"><v>ô số 2</v></c></row>'
    for given_rows in (rows, rows.replace(' x14ac:dyDescent="1"', "")):
        part = frame.replace("MAIN", MAIN).replace("ROWS", given_rows).encode()
        assert sheet(part) == sheet(part[:1], part[1:])


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1" spans="SAID"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="SAID"><v>1</v></c></row>',
    ],
)
def test_what_is_said_at_length_is_not_remembered(rows: str) -> None:
    part = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    assert fast_sheet(part.replace("SAID", "n").encode()) is not None
    assert fast_sheet(part.replace("SAID", "n" * 1000).encode()) is None


SHARED = (
    '<sst xmlns="MAIN"><si><t>a</t></si><si><t xml:space="preserve"> b&amp;&#10;_x000A_</t></si><si><t/></si></sst>',
    '<sst xmlns="MAIN"><si><t/></si><si><t>a</t></si></sst>',
    '<sst xmlns="MAIN"><si><t>&amp;#10;&amp;lt;&lt;&apos;&quot;&gt;</t></si></sst>',
    '<sst xmlns="MAIN" count="1"/>',
    '<sst xmlns="MAIN"></sst>',
    '<sst xmlns="urn:x"><si><t>a</t></si></sst>',
    '<foo xmlns="MAIN"><si><t>a</t></si></foo>',
    '<x:sst xmlns:x="MAIN"><x:si><x:t>a</x:t></x:si></x:sst>',
    '<x:sst xmlns:x="MAIN"><si><t>a</t></si></x:sst>',
    '<sst xmlns="MAIN"><si><t>a</t></si><si><r><t>b</t></r><r><rPr><rFont val=".VnTime"/></rPr><t>c</t></r></si></sst>',
    '<sst xmlns="MAIN"><si><t>a</t><rPh sb="0" eb="1"><t>b</t></rPh></si></sst>',
    '<sst xmlns="MAIN"><si><si><t>a</t></si></si></sst>',
    '<sst xmlns="MAIN"><x><si><t>a</t></si></x></sst>',
    '<sst xmlns="MAIN"><!-- <si><t>a</t></si> --></sst>',
    '<sst xmlns="MAIN"><si><t>a</t></si> <si><t>b</t></si></sst>',
    f'<sst xmlns="MAIN"><si><t>{"x" * 33_000}</t></si></sst>',
    '<!DOCTYPE sst><sst xmlns="MAIN"><si><t>a</t></si></sst>',
    '<sst xmlns="MAIN"><si><t>a</t></si></sst><sst/>',
    '<sst xmlns="MAIN"><si><t>a</si></t></sst>',
)


@pytest.mark.parametrize("part", SHARED)
def test_shared_strings_however_written_are_read_alike(part: str) -> None:
    data = part.replace("MAIN", MAIN).encode()
    assert strings(data) == strings(data[:1], data[1:])


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.lists(st.tuples(TEXTS, st.booleans()), max_size=6))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_alike(texts: list[tuple[str, bool]]) -> None:
    items = "".join(_item(text, is_kept=kept) for text, kept in texts)
    data = f'<sst xmlns="{MAIN}">{items}</sst>'.encode("utf-8", "surrogatepass")
    assert strings(data) == strings(data[:1], data[1:])


def _item(text: str, *, is_kept: bool) -> str:
    kept = ' xml:space="preserve"' if is_kept else ""
    return f"<si><t{kept}>{text}</t></si>"


def test_hostile_returns_are_the_ones_meant() -> None:
    """The good return behind the hostile cases is itself read at once."""
    assert all(
        (fast_strings if name.endswith("Strings.xml") else fast_sheet)(part)
        for name, part in parts(hostile.good())
    )
