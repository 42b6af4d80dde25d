"""Texts that some program would obey: formulas, links, markup, fields, escape sequences, in every input cell."""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, partial
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from par_excel.form import Column
from tests.hostile.cases import (
    CLOSING,
    INITIATIVES,
    SCORES_PART,
    Case,
    Key,
    accepted,
    cell_replaced,
    cells,
    good,
    inline,
    text_of,
    truth,
    value_of,
    with_parts,
)

MARK = "QZX"
"""Stands in every text, so that it is found again in whatever is made of it."""
_INITIATIVES_PART, _CLOSING_PART = "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"
_TEXT_COLUMNS = {column.value for column in (Column.FIGURES, Column.EVIDENCE, Column.EXPLANATION)}

TEXTS: Mapping[str, str] = {
    "equals": f"=1+1+{MARK}",
    "equals-call": f"=cmd|' /C calc'!'{MARK}'",
    "equals-link": f'=HYPERLINK("http://127.0.0.1:9/?x="&A1,"{MARK}")',
    "equals-web": f'=WEBSERVICE("http://127.0.0.1:9/{MARK}")',
    "equals-import": f'=IMPORTXML(CONCAT("http://127.0.0.1:9/",A1),"//{MARK}")',
    "plus": f"+1+{MARK}",
    "minus": f"-2+3+cmd|' /C calc'!{MARK}",
    "minus-plain": f"- đã ban hành Kế hoạch {MARK}",
    "at": f"@SUM(1+1)*{MARK}",
    "bar": f"|calc {MARK}",
    "percent": f"%0A=1+{MARK}",
    "array": f"{{=SUM(1)}} {MARK}",
    "apostrophe": f"'=1+{MARK}",
    "quote": f'"=1+{MARK}"',
    "separator": f";=1+{MARK}",
    "full-width-equals": f"＝1+1+{MARK}",
    "full-width-plus": f"＋1+{MARK}",
    "full-width-minus": f"－1+{MARK}",
    "full-width-at": f"＠SUM(1){MARK}",
    "structured": f"=[@Điểm]+{MARK}",
    "spill": f"=_xlfn.SEQUENCE(1048576)&{MARK}",
    "web": f"http://127.0.0.1:9/{MARK}",
    "mail": f"mailto:a@example.vn?subject={MARK}",
    "internal": f"internal:'Chấm điểm'!A1 {MARK}",
    "external": f"external:c:\\windows\\{MARK}.exe",
    "share": f"\\\\127.0.0.1\\c$\\{MARK}",
    "html": f"<script>alert('{MARK}')</script><img src=x onerror=alert(1)>",
    "html-close": f"</t></is></c><c><f>1+1</f></c> {MARK}",
    "entity": f"&lt;b&gt;{MARK}&amp;amp; &#60;",
    "jinja": f"{{{{ 7*7 }}}} {{% raw %}} {{{{r {MARK} }}}} {{%p if 1 %}}",
    "jinja-escape": f"{{{{ ''.__class__.__mro__ }}}} {MARK}",
    "format": f"%s %n {{0}} {{sender}} ${{HOME}} $(id) `id` {MARK}",
    "word-field": f'{{ INCLUDETEXT "http://127.0.0.1:9/{MARK}" }}',
    "word-dde": f'{{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "{MARK}" }}',
    "word-markup": f'<w:fldSimple w:instr="DDEAUTO calc"/><w:r><w:instrText>{MARK}</w:instrText></w:r>',
    "word-break": f"</w:t></w:r><w:p/><w:r><w:t>{MARK}",
    "cdata": f"<![CDATA[{MARK}]]>",
    "sql": f"'); DROP TABLE blobs;-- {MARK}",
    "path": f"../../../../etc/passwd {MARK}",
    "header": f'&L&"Arial"&P/&N &G {MARK}',
}
"""What is read is what stands there."""
_CHANGED: Mapping[str, tuple[str, str]] = {
    "terminal": (f"\\x1b[2J _x001B_[31m{MARK}_x0007_", f"\\x1b[2J ‹U+001B›[31m{MARK}‹U+0007›"),
    "terminal-8-bit": (f"_x009B_2J{MARK}", f"\u009b2J{MARK}"),
    "escape": (f"_x003D_1+{MARK}", f"=1+{MARK}"),
    "tab": (f"_x0009_=1+{MARK}", f"=1+{MARK}"),
    "line": (f"_x000A_=1+{MARK}", f"=1+{MARK}"),
    "return": (f"_x000D_=1+{MARK}", f"=1+{MARK}"),
    "nul": (f"_x0000_=1+{MARK}", f"‹U+0000›=1+{MARK}"),
    "right-to-left": (f"\u202eslx.{MARK}\u202c", f"slx.{MARK}"),
    "zero-width": (f"\u200b=1+{MARK}\ufeff", f"=1+{MARK}"),
    "no-break-space": (f"\u00a0=1+{MARK}\u00a0", f"=1+{MARK}"),
    "soft-hyphen": (f"\u00ad=1+{MARK}", f"=1+{MARK}"),
    "no-character": (f"_xFFFF_{MARK}_xFFFE_", f"‹U+FFFF›{MARK}‹U+FFFE›"),
    "decomposed": (unicodedata.normalize("NFD", f"Đề án số 1 {MARK}"), f"Đề án số 1 {MARK}"),
}
"""What stands there, and what is read: nothing that a terminal or XML cannot bear."""


def cases() -> Iterator[Case]:
    """Return all of them, and one that holds every text once."""
    pairs = {**{name: (text, text) for name, text in TEXTS.items()}, **_CHANGED}
    for name, (stored, read) in pairs.items():
        yield Case(
            name=f"text-{name}",
            make=partial(filled, dict.fromkeys(text_places(), stored)),
            expected=accepted({key: value_of(read) for key in text_places()}),
        )
    keys = list(text_places())
    mixed = {key: list(pairs.values())[index % len(pairs)] for index, key in enumerate(keys)}
    yield Case(
        name="text-everything",
        make=lambda: filled({key: stored for key, (stored, _) in mixed.items()}),
        expected=accepted({key: value_of(read) for key, (_, read) in mixed.items()}),
    )


def filled(texts: Mapping[Key, str]) -> bytes:
    """Return the good return with these texts in its input cells."""
    parts: dict[str, str] = {}
    for key, text in texts.items():
        part, place = text_places()[key]
        parts[part] = cell_replaced(parts.get(part, text_of(part)), place, inline(place, text))
    return with_parts(parts)


@cache
def text_places() -> Mapping[Key, tuple[str, str]]:
    """Return part and cell of every input that holds a text in the good return."""
    book = load_workbook(BytesIO(good()))
    header = next(row for row in range(1, 20) if book[INITIATIVES].cell(row, 1).value == "STT")
    labels = {str(book[CLOSING].cell(row, 1).value): row for row in range(1, book[CLOSING].max_row + 1)}
    found: dict[Key, tuple[str, str]] = {}
    for (row, column), value in truth().items():
        if row == "closing":
            found[row, column] = _CLOSING_PART, f"B{labels[column]}"
        elif row.startswith("initiative "):
            place = f"{get_column_letter(int(column))}{header + int(row.split()[1])}"
            found[row, column] = _INITIATIVES_PART, place
        elif column in _TEXT_COLUMNS and isinstance(value, str):
            found[row, column] = SCORES_PART, cells()[row, column]
    return found
