"""Sheets that no program writes, or one program writes badly: addresses, values, rows, parts that are not there."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from xml.sax.saxutils import quoteattr

from openpyxl.utils import get_column_letter

from par_excel.form import Column
from par_excel.model import RefusalReason as Reason
from tests.hostile.cases import (
    BOOK_RELS_PART,
    EVIDENCE,
    EVIDENCE_AT,
    ROW,
    SCORES_PART,
    STRINGS_PART,
    STYLES_PART,
    TICK_AT,
    TYPED,
    TYPED_AT,
    Case,
    Expected,
    accepted,
    cell_replaced,
    cell_xml,
    inline,
    refused,
    row_xml,
    same_or,
    text_of,
    truth,
    with_cell,
    with_parts,
    with_replaced,
)

_DAMAGE = refused(Reason.DAMAGED)
_SAFE = same_or(Reason.DAMAGED, Reason.UNSAFE, Reason.TOO_LARGE, Reason.TOO_MANY_CELLS)
_TOO_MANY = refused(Reason.TOO_MANY_CELLS)
_AMBIGUOUS = refused(Reason.DAMAGED, Reason.UNSAFE)
"""Two values for one cell: programs disagree which counts, so none may be taken in silence."""


def cases() -> Iterator[Case]:
    """Return all of them."""
    yield from _addresses()
    yield from _orders()
    yield from _twice()
    yield from _misplaced()
    yield from _masses()
    yield from _strings()
    yield from _styles()
    yield from _merged()


def _case(name: str, expected: Expected, make: Callable[[], bytes]) -> Case:
    return Case(name=f"sheet-{name}", make=make, expected=expected)


def _sheet(change: Callable[[str], str]) -> Callable[[], bytes]:
    def make() -> bytes:
        changed = change(text_of(SCORES_PART))
        assert changed != text_of(SCORES_PART)
        return with_parts({SCORES_PART: changed})

    return make


def _behind(rows: str) -> Callable[[], bytes]:
    """Return the good return with rows behind its last."""
    return _sheet(lambda sheet: sheet.replace("</sheetData>", f"{rows}</sheetData>", 1))


def _addresses() -> Iterator[Case]:
    wrong = {
        "far-column": "ZZZZ2000000",
        "column-beyond": "XFE48",
        "row-beyond": "E1048577",
        "row-0": "E0",
        "no-column": "48",
        "empty": "",
        "long": f"{'A' * 6}1",
        "negative": "E-48",
        "spaces": " E48 ",
        "range": "E48:E49",
        "r1c1": "R48C5",
        "full-width": "Ｅ４８",
        "arabic-digits": "E٤٨",
        "with-sheet": "Sheet1!E48",
        "row-huge": f"E{'9' * 400}",
        "nonsense": "ô E48",
    }
    for name, place in wrong.items():
        cell = f'<c r="{place}"><v>0.41</v></c>'
        yield _case(f"address-{name}", _DAMAGE, partial(with_cell, TYPED_AT, cell))
    yield _case(
        "address-no-row",
        same_or(Reason.DAMAGED),
        lambda: with_cell(TYPED_AT, '<c r="E"><v>0.41</v></c>'),
    )
    lower = cell_xml(TYPED_AT).replace(TYPED_AT, TYPED_AT.lower())
    yield _case("address-lower-case", same_or(Reason.DAMAGED), lambda: with_cell(TYPED_AT, lower))
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>xa</t></is></c></row>'
    yield _case("far-cell", accepted({}, "ID29"), _behind(far))
    for name, row in {"0": "0", "beyond": "1048577", "text": "bảy", "negative": "-3", "half": "4.5"}.items():
        empty = f'<row r="{row}"><c><v>1</v></c></row>'
        yield _case(f"row-{name}", _DAMAGE, _behind(empty))
    yield _case("row-huge", _DAMAGE, _behind(f'<row r="{"9" * 5000}"/>'))
    for name, size in {"small": "A1:F3", "huge": "A1:XFD1048576", "wrong": "nonsense", "empty": ""}.items():
        yield _case(
            f"dimension-{name}",
            accepted(),
            partial(with_replaced, SCORES_PART, 'ref="A1:I56"', f'ref="{size}"'),
        )
    yield _case("dimension-lost", accepted(), _sheet(lambda x: x.replace('<dimension ref="A1:I56"/>', "", 1)))


def _orders() -> Iterator[Case]:
    """Yield rows and cells in other orders, and without addresses."""
    first, last = row_xml(9), row_xml(56)

    def turned(sheet: str) -> str:
        return (
            sheet.replace(first, "def _styles() ->", 1)
            .replace(last, first, 1)
            .replace("def _styles() ->", last, 1)
        )

    yield _case("rows-out-of-order", accepted(), _sheet(turned))
    typed, evidence = cell_xml(TYPED_AT), cell_xml(EVIDENCE_AT)

    def crossed(sheet: str) -> str:
        return (
            sheet.replace(typed, "def _styles() ->", 1)
            .replace(evidence, typed, 1)
            .replace("def _styles() ->", evidence, 1)
        )

    yield _case("cells-out-of-order", accepted(), _sheet(crossed))
    yield _case("no-addresses", accepted(), _sheet(_without_addresses))
    strange = '<row r="57"><c r="E3"><v>7</v></c></row>'
    yield _case("cell-in-other-row", same_or(Reason.DAMAGED), _behind(strange))
    swapped = f'<row r="57">{typed}</row>'
    yield _case(
        "cell-moved-to-other-row",
        accepted(),
        _sheet(lambda x: x.replace(typed, "", 1).replace("</sheetData>", f"{swapped}</sheetData>", 1)),
    )
    yield _case(
        "row-outside-data",
        same_or(Reason.DAMAGED),
        _sheet(
            lambda x: x.replace("</sheetData>", '</sheetData><row r="57"><c r="A57"><v>1</v></c></row>', 1)
        ),
    )


def _without_addresses(sheet: str) -> str:
    return re.sub(r'<c r="[A-Z]+[0-9]+"', "<c", re.sub(r'<row r="[0-9]+"', "<row", sheet))


def _twice() -> Iterator[Case]:
    """Yield two values for one cell."""
    typed = cell_xml(TYPED_AT)
    other = typed.replace("0.41", "0.5")
    inner = {
        "value-twice": typed.replace("<v>0.41</v>", "<v>0.41</v><v>0.5</v>"),
        "value-and-text": typed.replace("<v>0.41</v>", "<v>0.41</v><is><t>0,5</t></is>"),
        "cell-twice": typed + other,
        "cell-in-cell": typed.replace("</c>", f"{other}</c>"),
        "value-in-value": typed.replace("0.41", "0.41<v>0.5</v>"),
    }
    for name, cell in inner.items():
        yield _case(f"twice-{name}", _AMBIGUOUS, partial(with_cell, TYPED_AT, cell))
    yield _case("twice-cell-elsewhere", _AMBIGUOUS, _behind(f'<row r="57">{other}</row>'))
    row = row_xml(ROW).replace("0.41", "0.5")
    yield _case("twice-row", _AMBIGUOUS, _behind(row))
    yield _case(
        "twice-data",
        _AMBIGUOUS,
        _sheet(lambda x: x.replace("</sheetData>", f"</sheetData><sheetData>{row}</sheetData>", 1)),
    )
    blank = f'<row r="57"><c r="{TICK_AT}"/></row>'
    yield _case("twice-cell-and-blank", same_or(Reason.DAMAGED, Reason.UNSAFE), _behind(blank))


def _misplaced() -> Iterator[Case]:
    """Yield elements at places where the standard has none: to programs that know it they are not there."""
    typed = cell_xml(TYPED_AT)
    other = typed.replace("0.41", "0.5")
    blank = f'<c r="{TYPED_AT}"/>'

    def misplaced(before: str, after: str) -> Callable[[], bytes]:
        return _sheet(lambda sheet: sheet.replace(typed, blank, 1).replace(before, after, 1))

    places = {
        "cell-before-data": ("<sheetData>", f"{other}<sheetData>"),
        "cell-behind-data": ("</sheetData>", f"</sheetData>{other}"),
        "cell-in-data": ("</sheetData>", f"{other}</sheetData>"),
        "cell-in-view": ("</sheetViews>", f"{other}</sheetViews>"),
        "cell-in-unknown": ("</sheetData>", f'<x:y xmlns:x="urn:x">{other}</x:y></sheetData>'),
        "row-in-row": ("</row></sheetData>", f'<row r="{ROW}">{other}</row></row></sheetData>'),
    }
    for name, (before, after) in places.items():
        yield _case(f"misplaced-{name}", _AMBIGUOUS, misplaced(before, after))
    deep = typed.replace("<v>0.41</v>", "<x><v>0.5</v></x>")
    yield _case("misplaced-value-in-unknown", _AMBIGUOUS, lambda: with_cell(TYPED_AT, deep))
    behind = f"{typed}<v>0.5</v>"
    yield _case("misplaced-value-behind-cell", same_or(Reason.DAMAGED), lambda: with_cell(TYPED_AT, behind))
    strings = text_of(STRINGS_PART).replace("</si>", "<si><t>chen</t></si></si>", 1)
    yield _case("misplaced-string-in-string", _AMBIGUOUS, lambda: with_parts({STRINGS_PART: strings}))
    strings_text = text_of(STRINGS_PART).replace("</t></si>", "<t>chen</t></t></si>", 1)
    yield _case(
        "misplaced-text-in-text", same_or(Reason.DAMAGED), lambda: with_parts({STRINGS_PART: strings_text})
    )


def _masses() -> Iterator[Case]:
    """Yield sheets of sizes that real files reach by accident, and beyond."""

    def rows(count: int, cells: str = "") -> Callable[[], bytes]:
        lines = "".join(
            f'<row r="{row}" s="1" customFormat="1">{cells.replace("#", str(row))}</row>'
            for row in range(57, 57 + count)
        )
        return _behind(lines)

    nine = "".join(f'<c r="{letter}#" s="1"/>' for letter in "ABCDEFGHI")
    yield _case("blank-rows-20,000", accepted(), rows(20_000, nine))
    yield _case("blank-rows-300,000", _SAFE, rows(300_000))
    yield _case("blank-cells-270,000", accepted(), rows(30_000, nine))
    yield _case(
        "blank-cells-2,070,000", same_or(Reason.TOO_MANY_CELLS, Reason.TOO_LARGE), rows(230_000, nine)
    )
    yield _case(
        "numbers-250,000",
        _TOO_MANY,
        rows(50_000, "".join(f'<c r="{letter}#"><v>1</v></c>' for letter in "KLMNO")),
    )
    wide = "".join(f'<c r="{letter}2" s="1"/>' for letter in _letters(16_384))
    yield _case(
        "blank-columns-16,384", accepted(), lambda: with_replaced(SCORES_PART, row_xml(2), _widened(wide))
    )
    rules = "".join(
        f'<conditionalFormatting sqref="A{n * 7919 % 9973}"><cfRule type="expression" priority="{n}">'
        f"<formula>B{n * 104_729 % 99_991}</formula></cfRule></conditionalFormatting>"
        for n in range(50_000)
    )
    yield _case(
        "rules-50,000", accepted(), _sheet(lambda x: x.replace("<printOptions", f"{rules}<printOptions", 1))
    )
    links = "".join(f'<hyperlink ref="A{row}" r:id="rId9"/>' for row in range(1, 60_000))
    yield _case(
        "links-60,000",
        accepted(),
        _sheet(lambda x: x.replace("<printOptions", f"<hyperlinks>{links}</hyperlinks><printOptions", 1)),
    )


def _letters(count: int) -> Iterator[str]:
    return (get_column_letter(number) for number in range(10, count + 1))


def _widened(cells: str) -> str:
    return row_xml(2).replace("</row>", f"{cells}</row>")


def _strings() -> Iterator[Case]:
    """Yield shared strings that are not there, and texts written otherwise."""
    index = cell_xml(EVIDENCE_AT).partition("<v>")[2].partition("</v>")[0]
    shared = cell_xml(EVIDENCE_AT)
    for name, number in {
        "beyond": "99999",
        "negative": "-1",
        "text": "một",
        "half": f"{index}.5",
        "huge": "9" * 5000,
        "underscore": f"{index[0]}_{index[1:]}" if len(index) > 1 else "1_0",
        "full-width": "１２",
        "plus": f"+{index}",
        "exponent": "1e1",
    }.items():
        cell = shared.replace(f"<v>{index}</v>", f"<v>{number}</v>")
        expected = same_or(Reason.DAMAGED) if name == "plus" else _DAMAGE
        yield _case(f"string-{name}", expected, partial(with_cell, EVIDENCE_AT, cell))
    yield _case("strings-lost", _DAMAGE, lambda: with_parts({STRINGS_PART: None}))
    rels = text_of(BOOK_RELS_PART)
    unlinked = rels.replace("/sharedStrings", "/comments").replace("sharedStrings.xml", "comments1.xml")
    yield _case("strings-not-linked", _DAMAGE, lambda: with_parts({BOOK_RELS_PART: unlinked}))
    emptied = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="9" uniqueCount="9"/>'
    )
    yield _case("strings-empty", _DAMAGE, lambda: with_parts({STRINGS_PART: emptied}))
    counted = text_of(STRINGS_PART).replace('count="', 'count="9').replace('uniqueCount="', 'uniqueCount="-')
    yield _case("strings-counted-wrong", accepted(), lambda: with_parts({STRINGS_PART: counted}))
    text = str(truth()[EVIDENCE])
    half = len(text) // 2
    runs = f'<r><rPr><b/></rPr><t xml:space="preserve">{text[:half]}</t></r><r><t xml:space="preserve">{text[half:]}</t></r>'
    reading = '<rPh sb="0" eb="1"><t>フリガナ</t></rPh><phoneticPr fontId="1"/>'
    head = f'<c r="{EVIDENCE_AT}" t="inlineStr"><is>'
    for name, inner in {
        "inline": f"<t>{text}</t>",
        "rich": runs,
        "phonetic": f"<t>{text}</t>{reading}",
        "rich-phonetic": runs + reading,
    }.items():
        cell = f"{head}{inner}</is></c>"
        yield _case(f"text-{name}", accepted(), partial(with_cell, EVIDENCE_AT, cell))
    computed = {
        "computed": (f'<f>"x"</f><v>{text}</v>', accepted({EVIDENCE: None}, "EV05")),
        "computed-alone": (f"<v>{text}</v>", accepted()),
    }
    for name, (inner, expected) in computed.items():
        cell = f'<c r="{EVIDENCE_AT}" t="str">{inner}</c>'
        yield _case(f"text-{name}", expected, partial(with_cell, EVIDENCE_AT, cell))
    yield _case("text-in-lost-cell", accepted({EVIDENCE: None}, "EV02"), lambda: with_cell(EVIDENCE_AT, ""))
    yield _case(
        "inline-empty",
        accepted({EVIDENCE: None}, "EV02"),
        lambda: with_cell(EVIDENCE_AT, inline(EVIDENCE_AT, "")),
    )


def _styles() -> Iterator[Case]:
    formats = text_of(STYLES_PART)
    for count, expected in ((50_000, accepted()), (70_000, refused(Reason.TOO_MANY_PARTS))):
        more = "".join(
            f'<xf numFmtId="0" fontId="{n * 7919 % 97}" fillId="{n * 104_729 % 89}" borderId="{n % 13}"/>'
            for n in range(count)
        )
        many = formats.replace("</cellXfs>", f"{more}</cellXfs>", 1)
        yield _case(f"styles-{count:,}", expected, partial(with_parts, {STYLES_PART: many}))
    yield _case("styles-lost", same_or(Reason.DAMAGED), lambda: with_parts({STYLES_PART: None}))
    typed = cell_xml(TYPED_AT)
    number = typed.partition(' s="')[2].partition('"')[0]
    for name, style in {"beyond": "65000", "negative": "-1", "text": "đậm", "huge": "9" * 5000}.items():
        cell = typed.replace(f' s="{number}"', f' s="{style}"', 1)
        yield _case(f"style-{name}", same_or(Reason.DAMAGED), partial(with_cell, TYPED_AT, cell))
    for name, code in {
        "day": "dd/mm/yyyy",
        "percent": "0.00%",
        "time": "[h]:mm",
        "day-in-word": "[$-42A]d mmmm yyyy",
        "long": "y" * 200_000,
    }.items():
        yield _case(f"format-{name}", accepted({TYPED: None}, "SC03"), partial(_formatted, code))
    for name, code in {
        "text": "@",
        "words": '0.00" điểm/ngày"',
        "colour": "[Red]0.00",
        "thousands": "#,##0.00",
        "quotes": '"' * 5001,
    }.items():
        yield _case(f"format-{name}", accepted(), partial(_formatted, code))


def _formatted(code: str) -> bytes:
    """Return the good return whose typed score is shown in this number format."""
    formats = text_of(STYLES_PART)
    index = formats.partition("<cellXfs")[2].partition("</cellXfs>")[0].count("<xf ")
    known = f'<numFmt numFmtId="987" formatCode={quoteattr(code)}/></numFmts>'
    mine = '<xf numFmtId="987" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    cell = f'<c r="{TYPED_AT}" s="{index}"><v>0.41</v></c>'
    return with_parts(
        {
            STYLES_PART: formats.replace("</numFmts>", known, 1).replace("</cellXfs>", mine, 1),
            SCORES_PART: cell_replaced(text_of(SCORES_PART), TYPED_AT, cell),
        }
    )


def _merged() -> Iterator[Case]:
    def with_merged(*ranges: str) -> Callable[[], bytes]:
        inner = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
        return _sheet(
            lambda x: x.replace("<printOptions", f"<mergeCells>{inner}</mergeCells><printOptions", 1)
        )

    other = ("8.4", Column.SCORE.value)
    yield _case("merged-scores", accepted({other: truth()[TYPED]}, "ID16"), with_merged("E48:E50"))
    yield _case("merged-far", accepted(), with_merged("K1:XFD1048576"))
    yield _case("merged-beyond", _DAMAGE, with_merged("A1:XFE2"))
    yield _case("merged-wrong", _DAMAGE, with_merged("nonsense"))
    yield _case("merged-turned", accepted(), with_merged("Z90:K80"))
    yield _case("merged-10,001", _TOO_MANY, with_merged(*(f"K{row}:L{row}" for row in range(1, 10_002))))
    yield _case("merged-overlapping", accepted(), with_merged("K1:M9", "L2:N8", "K1:M9"))
