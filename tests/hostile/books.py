"""Workbooks whose list of sheets, or whose links between parts, lead astray."""

from collections.abc import Callable, Iterator
from functools import partial

from par_excel.model import RefusalReason as Reason
from tests.hostile.cases import (
    BOOK_PART,
    BOOK_RELS_PART,
    SCORES_PART,
    Case,
    Expected,
    accepted,
    refused,
    same_or,
    text_of,
    with_parts,
)

_DAMAGE = refused(Reason.DAMAGED)
_SAFE = same_or(Reason.DAMAGED, Reason.UNSAFE, Reason.TOO_LARGE, Reason.TOO_MANY_PARTS)
_TOO_MANY = refused(Reason.TOO_MANY_PARTS)


def cases() -> Iterator[Case]:
    """Return all of them."""
    yield from _books()
    yield from _relations()


def _case(name: str, expected: Expected, make: Callable[[], bytes]) -> Case:
    return Case(name=f"book-{name}", make=make, expected=expected)


def _books() -> Iterator[Case]:
    book, rels = text_of(BOOK_PART), text_of(BOOK_RELS_PART)

    def with_book(change: Callable[[str], str]) -> Callable[[], bytes]:
        assert change(book) != book
        return lambda: with_parts({BOOK_PART: change(book)})

    lost = with_book(lambda x: x.partition("<sheets>")[0] + "<sheets/>" + x.partition("</sheets>")[2])
    yield _case("no-sheets", _DAMAGE, lost)
    many = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId2"/>' for n in range(10, 12_000))
    yield _case("sheets-12,000", _TOO_MANY, with_book(lambda x: x.replace("</sheets>", f"{many}</sheets>")))
    some = "".join(f'<sheet name="Bảng {n}" sheetId="{n}" r:id="rId2"/>' for n in range(10, 210))
    yield _case(
        "sheets-200-more",
        accepted({}, "ID29"),
        with_book(lambda x: x.replace("</sheets>", f"{some}</sheets>")),
    )
    names = "".join(f'<definedName name="N{n}">#REF!</definedName>' for n in range(12_000))
    yield _case(
        "names-dead-12,000",
        accepted({}, "ID53"),
        with_book(lambda x: x.replace("</definedNames>", f"{names}</definedNames>")),
    )
    live = names.replace("#REF!", "'Chấm điểm'!$A$1")
    yield _case(
        "names-12,000",
        _TOO_MANY,
        with_book(lambda x: x.replace("</definedNames>", f"{live}</definedNames>")),
    )
    other = text_of(SCORES_PART).replace("<v>0.41</v>", "<v>0.5</v>", 1)
    link = rels.replace("</Relationships>", _link("rId99", "worksheet", "worksheets/sheet9.xml"))
    noted = Expected(
        accepted=True, codes=frozenset({"ID29"}), refused=frozenset({Reason.DAMAGED, Reason.UNSAFE})
    )
    for name, title in {"alike": "Chấm điểm", "by-case": "CHẤM ĐIỂM", "by-space": "Chấm  điểm "}.items():
        twice = book.replace("</sheets>", f'<sheet name="{title}" sheetId="99" r:id="rId99"/></sheets>')
        parts = {BOOK_PART: twice, BOOK_RELS_PART: link, "xl/worksheets/sheet9.xml": other}
        yield _case(f"twice-sheet-{name}", noted, partial(with_parts, parts))
    yield _case(
        "sheets-in-one-part",
        same_or(Reason.DAMAGED, Reason.UNSAFE),
        with_book(lambda x: x.replace('r:id="rId2"', 'r:id="rId3"')),
    )
    yield _case("sheet-unlinked", _DAMAGE, with_book(lambda x: x.replace('r:id="rId3"', 'r:id="rId77"')))
    yield _case("sheet-without-link", _DAMAGE, with_book(lambda x: x.replace(' r:id="rId3"', "")))
    very_long = with_book(lambda x: x.replace('name="Hướng dẫn"', f'name="{"H" * 100_000}"'))
    yield _case("sheet-name-100,000", _SAFE, very_long)
    beta = "http://schemas.microsoft.com/office/excel/2006/2"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    yield _case("of-the-beta-of-2007", _DAMAGE, with_book(lambda x: x.replace(main, beta)))
    hidden = with_book(lambda x: x.replace('state="visible"', 'state="veryHidden"'))
    yield _case("sheets-hidden", accepted(), hidden)
    yield _case(
        "days-from-1904", accepted(), with_book(lambda x: x.replace('date1904="false"', 'date1904="true"'))
    )


def _link(identity: str, kind: str, target: str, mode: str = "") -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return f'<Relationship Id="{identity}" Type="{base}/{kind}" Target="{target}"{mode}/></Relationships>'


def _relations() -> Iterator[Case]:
    rels = text_of(BOOK_RELS_PART)
    target = 'Target="worksheets/sheet2.xml"'

    def with_rels(old: str, new: str) -> Callable[[], bytes]:
        assert old in rels
        return lambda: with_parts({BOOK_RELS_PART: rels.replace(old, new, 1)})

    targets = {
        "outside": "../../../../../etc/passwd",
        "absolute-file": "file:///etc/passwd",
        "share": "\\\\127.0.0.1\\c$\\x.xml",
        "itself": "workbook.xml",
        "its-list": "_rels/workbook.xml.rels",
        "strings": "sharedStrings.xml",
        "empty": "",
        "lost": "worksheets/sheet77.xml",
        "long": "a/" * 50_000,
        "nul": "worksheets/sheet2.xml%00",
    }
    for name, other in targets.items():
        yield _case(f"target-{name}", _DAMAGE, with_rels(target, f'Target="{other}"'))
    for name, other in {
        "from-root": "/xl/worksheets/sheet2.xml",
        "with-dots": "../xl/./worksheets/../worksheets/sheet2.xml",
        "other-case": "Worksheets/Sheet2.xml",
        "outside-and-back": "../../../xl/worksheets/sheet2.xml",
    }.items():
        yield _case(f"target-{name}", same_or(Reason.DAMAGED), with_rels(target, f'Target="{other}"'))
    outside = 'Target="http://127.0.0.1:9/sheet.xml" TargetMode="External"'
    yield _case("target-on-web", _DAMAGE, with_rels(target, outside))
    yield _case("relation-id-twice", _SAFE, with_rels('Id="rId2"', 'Id="rId3"'))
    many = "".join(f'<Relationship Id="x{n}" Type="x" Target="x"/>' for n in range(12_000))
    yield _case("relations-12,000", _TOO_MANY, with_rels("</Relationships>", f"{many}</Relationships>"))
    yield _case("relations-lost", _DAMAGE, lambda: with_parts({BOOK_RELS_PART: None}))
    yield _case("package-relations-lost", same_or(*Reason), lambda: with_parts({"_rels/.rels": None}))
    yield _case("content-types-lost", same_or(*Reason), lambda: with_parts({"[Content_Types].xml": None}))
    yield _case(
        "book-lost", refused(Reason.DAMAGED, Reason.NOT_A_WORKBOOK), lambda: with_parts({BOOK_PART: None})
    )
    yield _case("sheet-lost", _DAMAGE, lambda: with_parts({SCORES_PART: None}))
    package = text_of("_rels/.rels")
    for name, other in {"itself": "_rels/.rels", "outside": "../../etc/passwd", "sheet": SCORES_PART}.items():
        turned = package.replace('Target="xl/workbook.xml"', f'Target="{other}"')
        reasons = refused(Reason.DAMAGED, Reason.NOT_A_WORKBOOK)
        yield _case(f"package-leads-to-{name}", reasons, partial(with_parts, {"_rels/.rels": turned}))
