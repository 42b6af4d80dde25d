"""Hostile XML inside a sound zip: document types in every encoding, bombs of entities, depth and attributes."""

import random
from collections.abc import Callable, Iterator
from functools import partial

from par_excel.model import RefusalReason as Reason
from tests.hostile.cases import (
    BOOK_PART,
    BOOK_RELS_PART,
    EVIDENCE_AT,
    SCORES_PART,
    STRINGS_PART,
    STYLES_PART,
    TYPED_AT,
    Case,
    Expected,
    accepted,
    cell_replaced,
    good_parts,
    refused,
    same_or,
    text_of,
    with_parts,
    with_replaced,
)

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_UNSAFE = refused(Reason.UNSAFE)
_DAMAGE = refused(Reason.DAMAGED)
_SAFE = same_or(Reason.DAMAGED, Reason.UNSAFE, Reason.TOO_LARGE)
_READ_PARTS = (
    SCORES_PART,
    BOOK_PART,
    BOOK_RELS_PART,
    STRINGS_PART,
    STYLES_PART,
    "_rels/.rels",
    "docProps/app.xml",
    "docProps/core.xml",
    "docProps/custom.xml",
)
_LAUGHS = "".join(
    f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' if level else '<!ENTITY l0 "ha">' for level in range(10)
)


def cases(canary: str = "http://127.0.0.1:9/") -> Iterator[Case]:
    """Return all of them; the canary is an address that nobody may ask for."""
    yield from _document_types(canary)
    yield from _encodings()
    yield from _structure()
    yield from _sizes()
    yield from _alike()


def _case(name: str, expected: Expected, make: Callable[[], bytes]) -> Case:
    return Case(name=f"xml-{name}", make=make, expected=expected)


def _part(part: str, before_root: str, *, encoding: str = "UTF-8", codec: str = "utf-8") -> bytes:
    """Return the good return of which a part has something between its declaration and its root."""
    body = text_of(part).partition("?>")[2]
    text = f'<?xml version="1.0" encoding="{encoding}"?>{before_root}{body}'
    return with_parts({part: text.encode(codec, "xmlcharrefreplace")})


def _document_types(canary: str) -> Iterator[Case]:
    kinds = {
        "bare": "<!DOCTYPE worksheet>",
        "internal": '<!DOCTYPE x [<!ENTITY a "b">]>',
        "laughs": f"<!DOCTYPE x [{_LAUGHS}]>",
        "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>',
        "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        "external": f'<!DOCTYPE x SYSTEM "{canary}x.dtd">',
        "external-entity": f'<!DOCTYPE x [<!ENTITY a SYSTEM "{canary}a">]>',
        "parameter-entity": f'<!DOCTYPE x [<!ENTITY % a SYSTEM "{canary}p"> %a;]>',
        "public": f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{canary}xhtml">',
        "attribute-default": f'<!DOCTYPE x [<!ATTLIST c t CDATA "s"><!ENTITY a "{canary}">]>',
    }
    for name, doctype in kinds.items():
        yield _case(f"dtd-{name}", _UNSAFE, partial(_part, SCORES_PART, doctype))
    for part in _READ_PARTS:
        slug = part.replace("/", "-").replace(".", "-")
        yield _case(f"dtd-in-{slug}", _UNSAFE, partial(_part, part, kinds["internal"]))
    for part in ("xl/worksheets/sheet1.xml", "xl/drawings/drawing1.xml", "[Content_Types].xml"):
        slug = part.rpartition("/")[2].replace(".", "-").strip("[]")
        yield _case(f"dtd-unread-{slug}", _SAFE, partial(_part, part, kinds["laughs"]))
    yield from _hidden_document_types(kinds["internal"])
    used = text_of(SCORES_PART).partition("?>")[2].replace("<v>0.41</v>", "<v>&l9;</v>", 1)
    laughing = f"{_DECLARATION}<!DOCTYPE x [{_LAUGHS}]>{used}"
    yield _case("dtd-laughs-used", _UNSAFE, lambda: with_parts({SCORES_PART: laughing}))
    late = text_of(SCORES_PART).replace("<sheetData>", f"{kinds['internal']}<sheetData>", 1)
    yield _case("dtd-inside-root", _DAMAGE, lambda: with_parts({SCORES_PART: late}))
    far = f"<!--{'x' * 300_000}-->{kinds['internal']}"
    yield _case("dtd-behind-long-comment", _UNSAFE, lambda: _part(SCORES_PART, far))


def _hidden_document_types(doctype: str) -> Iterator[Case]:
    hidden = refused(Reason.UNSAFE, Reason.DAMAGED)
    for codec, expected in {
        "utf-8-sig": _UNSAFE,
        "utf-16": _UNSAFE,
        "utf-16-le": hidden,
        "utf-16-be": hidden,
        "utf-32": hidden,
        "utf-32-le": hidden,
        "utf-32-be": hidden,
        "utf-7": hidden,
        "cp037": hidden,
        "cp1140": hidden,
    }.items():
        encoding = {"utf-8-sig": "UTF-8"}.get(codec, codec.removesuffix("-le").removesuffix("-be"))
        for part in (SCORES_PART, STRINGS_PART):
            where = part.rpartition("/")[2].removesuffix(".xml")
            yield _case(
                f"dtd-{codec}-{where}",
                expected,
                partial(_part, part, doctype, encoding=encoding, codec=codec),
            )


def _encodings() -> Iterator[Case]:
    """Yield parts that are sound but in another encoding, and parts that lie about theirs."""
    for codec in ("utf-8-sig", "utf-16"):
        for part in (SCORES_PART, STRINGS_PART, BOOK_PART):
            where = part.rpartition("/")[2].removesuffix(".xml").lower()
            encoding = "UTF-16" if codec == "utf-16" else "UTF-8"
            yield _case(
                f"in-{codec}-{where}",
                accepted(),
                partial(_part, part, "", encoding=encoding, codec=codec),
            )
    yield _case("in-ascii", accepted(), lambda: _part(STRINGS_PART, "", encoding="us-ascii", codec="ascii"))
    for name, text in {
        "no-declaration": "",
        "declared-with-quotes": "<?xml version='1.0' encoding='utf-8'?>",
        "line-ends": '<?xml version="1.0"\r\n encoding="UTF-8"?>\r\n',
    }.items():
        body = text_of(SCORES_PART).partition("?>")[2].lstrip()
        yield _case(name, accepted(), partial(with_parts, {SCORES_PART: text + body}))
    lies = {"utf-16": _DAMAGE, "x-unknown": _DAMAGE, "us-ascii": _SAFE, "utf-32": _DAMAGE, "": _DAMAGE}
    for name, expected in lies.items():
        yield _case(
            f"declared-{name or 'nothing'}",
            expected,
            partial(_part, STRINGS_PART, "", encoding=name),
        )
    broken = good_parts()[STRINGS_PART].replace("Tài".encode(), b"T\xe0i")
    yield _case("bytes-no-utf-8", _DAMAGE, lambda: with_parts({STRINGS_PART: broken}))
    overlong = good_parts()[SCORES_PART].replace(b"<v>0.41</v>", b"<v>0.4\xc0\xb1</v>")
    yield _case("bytes-overlong", _DAMAGE, lambda: with_parts({SCORES_PART: overlong}))
    surrogate = good_parts()[STRINGS_PART].replace("Tài".encode(), b"T\xed\xa0\x80i")
    yield _case("bytes-surrogate", _DAMAGE, lambda: with_parts({STRINGS_PART: surrogate}))


def _structure() -> Iterator[Case]:
    """Yield parts that are no XML, or other XML."""
    sheet = text_of(SCORES_PART)
    broken = {
        "empty": "",
        "spaces": "   \n",
        "text": "không phải XML",
        "html": "<html><body><table><tr><td>0,5</td></tr></table></body></html>",
        "no-close": sheet.replace("</worksheet>", ""),
        "no-close-of-data": sheet.replace("</sheetData>", "", 1),
        "crossed": sheet.replace("</v></c></row>", "</v></row></c>", 1),
        "two-roots": f"{sheet}<worksheet/>",
        "text-behind": f"{sheet}abc",
        "attribute-twice": sheet.replace(f'r="{TYPED_AT}"', f'r="{TYPED_AT}" r="E49"', 1),
        "attribute-unquoted": sheet.replace(f'r="{TYPED_AT}"', f"r={TYPED_AT}", 1),
        "entity-unknown": sheet.replace("<v>0.41</v>", "<v>&diem;</v>", 1),
        "ampersand": sheet.replace("<v>0.41</v>", "<v>0.41 & 1</v>", 1),
        "nul": sheet.replace("<v>0.41</v>", "<v>0.41\x00</v>", 1),
        "control": sheet.replace("<v>0.41</v>", "<v>0.4\x0b1</v>", 1),
        "character-0": sheet.replace("<v>0.41</v>", "<v>0.4&#0;1</v>", 1),
        "character-beyond": sheet.replace("<v>0.41</v>", "<v>0.4&#x110000;1</v>", 1),
        "character-surrogate": sheet.replace("<v>0.41</v>", "<v>0.4&#xD800;1</v>", 1),
        "version-1.1": sheet.replace('version="1.0"', 'version="1.1"', 1).replace("0.41", "0.41&#x1;", 1),
        "version-9": sheet.replace('version="1.0"', 'version="9.0"', 1).replace("0.41", "0.41&#x1;", 1),
        "space-before-declaration": f" {sheet}",
        "other-namespace": sheet.replace(_MAIN, "urn:khac", 1),
        "no-namespace": sheet.replace(f'xmlns="{_MAIN}" ', "", 1),
        "other-root": sheet.replace("<worksheet ", "<chartsheet ").replace("</worksheet>", "</chartsheet>"),
        "prefix-unbound": sheet.replace("<sheetData>", "<q:sheetData>").replace(
            "</sheetData>", "</q:sheetData>"
        ),
    }
    for name, text in broken.items():
        yield _case(f"broken-{name}", _DAMAGE, partial(with_parts, {SCORES_PART: text}))
    for part in (BOOK_PART, BOOK_RELS_PART, STRINGS_PART, STYLES_PART, "_rels/.rels"):
        slug = part.replace("/", "-").replace(".", "-")
        reasons = refused(Reason.DAMAGED, Reason.NOT_A_WORKBOOK)
        yield _case(f"broken-{slug}", reasons, partial(with_parts, {part: "<a><b></a>"}))
        empty = _SAFE if part == STYLES_PART else refused(*Reason)
        yield _case(f"empty-{slug}", empty, partial(with_parts, {part: ""}))
    for part in ("docProps/app.xml", "docProps/core.xml", "docProps/custom.xml"):
        slug = part.rpartition("/")[2].removesuffix(".xml")
        yield _case(f"broken-{slug}", _SAFE, partial(with_parts, {part: "<a><b></a>"}))


def _sizes() -> Iterator[Case]:
    """Yield parts that are sound and monstrous."""
    deep = 100_000
    nested = f"<extLst>{'<a>' * deep}{'</a>' * deep}</extLst></worksheet>"
    yield _case("deep-100,000", _SAFE, lambda: with_replaced(SCORES_PART, "</worksheet>", nested))
    opened = f"<extLst>{'<a>' * deep}"
    yield _case("deep-and-open", _DAMAGE, lambda: with_replaced(SCORES_PART, "</worksheet>", opened))
    yield _case("attribute-5-mb", _SAFE, lambda: _in_row(f' x="{_noise(5_000_000)}"'))
    yield _case("attribute-of-place-5-mb", _DAMAGE, lambda: _with_place(_noise(5_000_000)))
    yield _case("name-5-mb", _SAFE, lambda: _in_row(f' x{_noise(5_000_000)}="1"'))
    yield _case("attributes-300,000", _SAFE, lambda: _in_row(_many_attributes(300_000)))
    yield _case("namespaces-100,000", _SAFE, lambda: _in_row(_many_namespaces(100_000)))
    yield _case("comment-5-mb", _SAFE, lambda: _part(SCORES_PART, f"<!--{_noise(5_000_000)}-->"))
    yield _case("instruction-5-mb", _SAFE, lambda: _part(SCORES_PART, f"<?x {_noise(5_000_000)}?>"))
    yield _case(
        "elements-1,000,000",
        _SAFE,
        lambda: with_replaced(
            SCORES_PART, "</worksheet>", f"<extLst>{'<a/>' * 1_000_000}</extLst></worksheet>"
        ),
    )
    yield _case(
        "text-5-mb",
        refused(Reason.TOO_MANY_CELLS, Reason.UNSAFE, Reason.DAMAGED),
        lambda: with_parts({SCORES_PART: cell_replaced(text_of(SCORES_PART), EVIDENCE_AT, _long(5_000_000))}),
    )
    yield _case(
        "strings-300,000",
        refused(Reason.TOO_MANY_PARTS),
        lambda: with_replaced(STRINGS_PART, "</sst>", f"{_many_strings(300_000)}</sst>"),
    )
    yield _case(
        "character-references-1,000,000",
        refused(Reason.TOO_MANY_CELLS, Reason.UNSAFE, Reason.DAMAGED),
        lambda: with_replaced(SCORES_PART, "<v>0.41</v>", f"<v>{'&#48;' * 1_000_000}</v>"),
    )


def _noise(size: int) -> str:
    """Return letters that hardly pack, always the same."""
    return random.Random(4).randbytes(size // 2).hex()  # noqa: S311 - no secret


def _in_row(attributes: str) -> bytes:
    return with_replaced(SCORES_PART, '<row r="48"', f'<row r="48"{attributes}')


def _with_place(place: str) -> bytes:
    return with_replaced(SCORES_PART, f'<c r="{TYPED_AT}"', f'<c r="{place}"')


def _many_attributes(count: int) -> str:
    return "".join(f' a{number}="{number * 7919 % 99_991}"' for number in range(count))


def _many_namespaces(count: int) -> str:
    return "".join(f' xmlns:a{number}="urn:{number * 7919 % 99_991}"' for number in range(count))


def _long(size: int) -> str:
    return f'<c r="{EVIDENCE_AT}" t="inlineStr"><is><t>{_noise(size)}</t></is></c>'


def _many_strings(count: int) -> str:
    return "".join(f"<si><t>{number * 7919 % 99_991}</t></si>" for number in range(count))


def _alike() -> Iterator[Case]:
    """Yield parts that say the same in other words."""
    sheet = text_of(SCORES_PART)
    alike = {
        "comment-in-value": sheet.replace("<v>0.41</v>", "<v>0.<!-- x -->41</v>", 1),
        "instruction-in-value": sheet.replace("<v>0.41</v>", "<v>0.4<?x y?>1</v>", 1),
        "cdata": sheet.replace("<v>0.41</v>", "<v><![CDATA[0.41]]></v>", 1),
        "character-references": sheet.replace("<v>0.41</v>", "<v>&#48;&#x2E;41</v>", 1),
        "known-entities": sheet.replace("<v>0.41</v>", "<v>0.41</v><!-- &lt; -->", 1),
        "spaces": sheet.replace("<v>0.41</v>", "<v>\n 0.41\t</v>", 1),
        "indented": sheet.replace("<row ", "\n  <row ").replace("<c ", "\n    <c "),
        "unknown-elements": sheet.replace(
            "<sheetData>", '<x:y xmlns:x="urn:x"><x:c r="E48"/></x:y><sheetData>', 1
        ),
        "foreign-cell": sheet.replace(
            "</sheetData>", '</sheetData><x:c xmlns:x="urn:x" r="E48"><x:v>9</x:v></x:c>', 1
        ),
        "prefixed": _prefixed(sheet),
        "attributes-turned": sheet.replace(
            f'<c r="{TYPED_AT}" ', f'<c xml:space="preserve" r="{TYPED_AT}" ', 1
        ),
    }
    for name, text in alike.items():
        yield _case(f"alike-{name}", accepted(), partial(with_parts, {SCORES_PART: text}))
    yield _case("alike-strict", accepted(), _strict)
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    )
    text = sheet.replace("<v>0.41</v>", f"<v>{include}0.41</v>", 1)
    yield _case("alike-xinclude", same_or(Reason.DAMAGED), lambda: with_parts({SCORES_PART: text}))
    fallback = sheet.replace("<v>0.41</v>", _ALTERNATE, 1)
    yield _case(
        "alike-alternate-content", same_or(Reason.DAMAGED), lambda: with_parts({SCORES_PART: fallback})
    )


_ALTERNATE = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Fallback/></mc:AlternateContent><v>0.41</v>"
)


def _prefixed(sheet: str) -> str:
    declaration, _, body = sheet.partition("?>")
    return f"{declaration}?>" + body.replace("</", "</q:").replace("<", "<q:").replace(
        "<q:/q:", "</q:"
    ).replace(f'xmlns="{_MAIN}"', f'xmlns:q="{_MAIN}"', 1)


def _strict() -> bytes:
    def turn(text: str) -> str:
        return text.replace(_MAIN, _STRICT).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/",
            "http://purl.oclc.org/ooxml/officeDocument/",
        )

    return with_parts(
        {name: turn(text_of(name)) for name in good_parts() if name.endswith((".xml", ".rels"))}
    )
