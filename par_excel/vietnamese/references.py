"""References to documents as officials cite them: “Quyết định số 320/QĐ-UBND ngày 05/02/2021 của UBND tỉnh”.

Kinds and their abbreviations are those of Decree 30/2020/NĐ-CP, Appendix III; laws, decrees and circulars, which other
law orders, and the conclusions of the Party are cited alike. What is not clear is left out, never guessed.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from par_excel.vietnamese.text import fold, is_empty_phrase, new_tones, plain_letters, seen, slug, tidy

KINDS: Mapping[str, str] = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ",
    "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
    "NĐ": "Nghị định",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "KL": "Kết luận",
    "CV": "Công văn",
}
"""Kinds of documents by abbreviation; letters (`Công văn`) have none in their symbol."""

_BY_ABBREVIATION = {short.casefold(): kind for short, kind in KINDS.items()}
_BY_NAME = {fold(kind): kind for kind in KINDS.values()}
_LETTER = "Công văn"
_LIMIT_ISSUER = 80
"""Characters of what is taken for the name of an issuer."""
_RUNS = re.compile(r"[a-z]+|\d+")
"""Of `BC12_SNV`: what stands together in a file's name need not belong together."""
_BETWEEN = re.compile(r"[\n;]")
_BULLET = re.compile(
    r"^(?:[-‐‑–—−•●○▪■◦·∙*+\uf0b7]+\s*"  # U+F0B7 is the bullet that comes with a list copied from Word
    r"|\(?\d{1,2}[.)](?!\d)\s*"
    r"|\(?[a-zđ][.)]\s+)+",
    re.IGNORECASE,
)
_SPELLINGS = {*KINDS.values(), *map(new_tones, KINDS.values())}
_NAMES = "|".join(sorted(map(re.escape, _SPELLINGS), key=lambda name: (-len(name), name)))
_INITIALS = "".join(sorted({name[0] for name in _SPELLINGS}))
"""Looked for first: Python tries every name in turn at every letter, for their case does not matter."""
_SHORT = "|".join(sorted(map(re.escape, KINDS), key=len, reverse=True))
_PART = r"[^\W\d_][\w&]*"
_SYMBOL = (
    rf"{_PART}(?:(?:[-–/]|\.(?=[A-ZĐ]{{2,}}\b)|\s[-–]\s?(?=[A-ZĐ]{{2,}}\b)|[-–]\s(?=[A-ZĐ]{{2,}}\b)){_PART})*"
)
_ANCHOR = re.compile(
    rf"(?<![\w/–-])(?:(?P<name>(?i:(?=[{_INITIALS}])(?:{_NAMES})))|(?P<short>{_SHORT}))?(?P<gap>\s*(?:[:.]\s*)?)"
    r"(?P<so>(?i:số)\s*[:.]?\s*)?(?<![\d,.])(?<!\d[/-])"
    r"(?P<number>\d{1,6}[a-zđ]?(?:/(?:19|20)\d\d)?)"
    rf"(?:\s?[/–-]\s?(?P<symbol>{_SYMBOL}))?(?![\d%])"
)
_PART_END = re.compile(r"\s*[-–/.]\s*")
_ENDS = re.compile(r"\s*(?:$|[,;.()\n]|ngày\b|của\b|về\b|[Vv]/v\b)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_KIND_ALONE = re.compile(rf"(?i:{_NAMES})\b")
_DAY = r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})(?![\d/])"
_WORDED_DAY = r"(\d{1,2})\s+tháng\s+(\d{1,2})\s*,?\s*(?:năm\s+)?(\d{4})"
_YEAR_FIRST = r"((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?!\d)"
"""As programs in English write days; no other order begins with the year."""
_NEXT_TO = re.compile(rf"[\s,(–-]*(?:ngày\s*)?(?:{_DAY}|{_YEAR_FIRST})", re.IGNORECASE)
_DATED = re.compile(rf"ngày\s+(?:{_DAY}|{_WORDED_DAY}|{_YEAR_FIRST})", re.IGNORECASE)
_TURNED = re.compile(r"((?:1(?<![\d/-]1)9|2(?<![\d/-]2)0)\d\d)-(\d{1,2})-(\d{1,2})(?!\d)")
"""The same with neither a digit nor a mark of days before it: begun so, Python looks for two digits alone."""
_SPANNING = frozenset({"từ", "đến", "trước", "sau", "hết", "hạn", "kể"})
_LONGEST_SPANNING = 8
"""Characters of the longest of them, and more."""
_ISSUER = re.compile(
    r"\bcủa\s+(?P<issuer>[^\W\d_][^\n;,.()]*?)"
    r"(?=\s+(?:về|[Vv]/v|ngày|năm|kèm|quy định|ban hành|phê duyệt|triển khai|gửi)\b|\s*(?:[,.;()]|$))"
)


class Reference(Struct, frozen=True):
    """A document as it is cited; what the citation does not say is None."""

    kind: str | None
    """In full: `Quyết định`."""
    number: str | None
    """`320`; with its year where the number has one: `30/2020`."""
    symbol: str | None
    """`QĐ-UBND`."""
    day: date | None
    """Of the document."""
    issuer: str | None
    """As it stands after “của”."""
    raw: str
    """What was read as this citation."""

    @property
    def identity(self) -> tuple[str, str] | None:
        """What two citations of one document have in common, however its symbol is typed (`QĐ.UBND`, `QD - UBND`).

        None without number and symbol.
        """
        if self.number is None or self.symbol is None:
            return None
        return self.number.lstrip("0").casefold(), slug(self.symbol)

    @property
    def missing(self) -> tuple[str, ...]:
        """What a full citation would say besides (Decree 30/2020/NĐ-CP, Appendix I.II.3), in words."""
        parts = (
            ("số", self.number),
            ("ngày", self.day),
            ("cơ quan ban hành", self.issuer or self.symbol),
        )
        return tuple(word for word, part in parts if part is None)


class NamedDocument(Struct, frozen=True):
    """One of the documents that an evidence cell names."""

    text: str
    """As the cell names it."""
    references: tuple[Reference, ...]
    """What that cites, in order: mostly itself, first."""

    @property
    def reference(self) -> Reference | None:
        """The first that it cites; None where it cites none."""
        return next(iter(self.references), None)


def split_documents(text: str) -> tuple[str, ...]:
    """Return the documents that an evidence cell names: one a line, or between semicolons, without bullets."""
    parts = (_BULLET.sub("", part.strip()) for part in _BETWEEN.split(tidy(text)))
    return tuple(part for part in parts if not is_empty_phrase(part))


def documents_in(text: str) -> tuple[NamedDocument, ...]:
    """Return the documents that an evidence cell names, with what each cites; never raises, whatever the text."""
    return tuple(NamedDocument(part, tuple(_cited(part))) for part in split_documents(text))


def parse_references(text: str) -> tuple[Reference, ...]:
    """Return every document that a text cites, in order; never raises, whatever the text."""
    return tuple(reference for document in documents_in(text) for reference in document.references)


def days_year_first(text: str) -> Mapping[date, str]:
    """Return the days that a text writes with the year first, each as it stands there: `2020-12-10`."""
    shown = plain_letters(seen(text))
    if "-" not in shown:
        return {}
    found = (
        (_date(day, month, year), f"{year}-{month}-{day}") for year, month, day in _TURNED.findall(shown)
    )
    return {day: written for day, written in found if day is not None}


def is_named_after(name: str, reference: Reference) -> bool:
    """Say whether a file is named after a document: by its number beside its kind or a part of its symbol.

    Args:
        name: of the file; folders before it do not matter.
        reference: the document.
    """
    last = name.rpartition("/")[2]
    name_slug = slug(last.rpartition(".")[0] or last)
    words = {*name_slug.split("-"), *_RUNS.findall(name_slug)}
    number = slug((reference.number or "").partition("/")[0]).lstrip("0")
    if not number or number not in {word.lstrip("0") for word in words}:
        return False
    short = next((each for each, kind in KINDS.items() if kind == reference.kind), "")
    signs = {*slug(reference.symbol or "").split("-"), slug(short)} - {""}
    kind = slug(reference.kind or "")
    return bool(signs & words) or (bool(kind) and kind in name_slug)


def _cited(part: str) -> Iterator[Reference]:
    """Yield what a part cites, read with plain hyphens and Đ, told as it is written."""
    plain, at = plain_letters(part), 0
    for reference in _references(plain):
        at = max(plain.find(reference.raw, at), at)
        end = at + len(reference.raw)
        yield reference if plain is part else replace(reference, raw=part[at:end])
        at = end


def _references(part: str) -> Iterator[Reference]:
    anchors = [found for found in _ANCHOR.finditer(part) if _is_citation(found, part)]
    ends = (*(following.start() for following in anchors[1:]), len(part))
    for found, end in zip(anchors, ends, strict=False):
        yield _reference(found, end, _kind(found), found["number"], found["symbol"])
    alone = None if anchors else _KIND_ALONE.match(part)
    if alone is not None:
        yield _reference(alone, len(part), _BY_NAME[fold(alone[0])])


def _is_citation(found: re.Match[str], part: str) -> bool:
    symbol, is_named = found["symbol"], bool(found["name"] or found["short"])
    if symbol:
        known = _leading(symbol) is not None
        has_form = symbol[0].isupper() and ("-" in symbol or "–" in symbol or "/" in symbol)
        return known or has_form or (is_named and symbol[0].isupper())
    if not is_named or (_YEAR.fullmatch(found["number"]) and not found["so"]):
        return False
    # “Báo cáo 6 tháng” counts months, “Báo cáo 12, ngày …” is a number
    return bool(_ENDS.match(part, found.end()))


def _kind(found: re.Match[str]) -> str | None:
    if found["name"]:
        return _BY_NAME[fold(found["name"])]
    if found["short"]:
        return KINDS[found["short"]]
    return _leading(found["symbol"]) or _LETTER


def _leading(symbol: str) -> str | None:
    """Return the kind that a symbol begins with, None where it begins with an issuer, as letters do."""
    first = _PART_END.split(symbol, maxsplit=1)[0]
    return _BY_ABBREVIATION.get(first.casefold())


def _reference(
    found: re.Match[str], end: int, kind: str | None, number: str | None = None, symbol: str | None = None
) -> Reference:
    """Return the citation that begins with what was found and goes on to this end."""
    rest = found.string[found.end() : end]
    raw = found.string[found.start() : end].strip(" ,")
    return Reference(kind=kind, number=number, symbol=symbol, day=_day(rest), issuer=_issuer(rest), raw=raw)


def _day(rest: str) -> date | None:
    near = _NEXT_TO.match(rest)
    if near:
        return _named_day(near)
    for found in _DATED.finditer(rest):
        if _word_before(rest, found.start()) not in _SPANNING:
            return _named_day(found)
    return None


def _named_day(found: re.Match[str]) -> date | None:
    first, month, last = (each for each in found.groups() if each)
    return _date(last, month, first) if len(first) == len("2020") else _date(first, month, last)


def _word_before(text: str, end: int) -> str:
    """Return the word that ends there, as far as it matters: a text without blanks is not walked through each time."""
    near = text[max(0, end - _LONGEST_SPANNING) : end]
    return near.split()[-1].casefold() if near[-1:].isspace() and near.strip() else ""


def _date(day: str, month: str, year: str) -> date | None:
    whole = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return date(whole, int(month), int(day))
    except ValueError:
        return None


def _issuer(rest: str) -> str | None:
    found = _ISSUER.search(rest)
    if found is None:
        return None
    issuer = " ".join(found["issuer"].split())
    return issuer if issuer[:1].isupper() and len(issuer) <= _LIMIT_ISSUER else None
