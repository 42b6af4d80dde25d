"""Agencies as tables name them: `Sở KH&CN`, `Văn phòng UBND tỉnh`, several in one cell; matched with a period's units."""

import re
from collections.abc import Sequence

from par_excel.model import Unit
from par_excel.reading.criteria.heads import plain
from par_excel.vietnamese import tidy

_BEGINS = r"(?=(?:các\s+)?(?:Sở|Văn phòng|VP|UBND|Ủy ban|Ban|Thuế|Cục|Chi cục|Trung tâm|Công an|Thanh tra|Bảo hiểm|Kho bạc|Hội|Ngân hàng)\b)"
_APART = re.compile(rf"\s*[;\n]\s*|\s*[,/+]\s*{_BEGINS}|\s+(?:và|phối hợp với)\s+{_BEGINS}")
_LEADING = re.compile(
    r"^(?:chủ trì|cơ quan chủ trì|phối hợp|cơ quan phối hợp|[-–+•*])\s*:?\s*", re.IGNORECASE
)
_NUMBERED = re.compile(r"phụ lục\s*(?:số\s*)?([0-9A-Za-z]{1,20})", re.IGNORECASE)
# How officials shorten names, in the order in which they are undone; words that some leave out become nothing.
_SHORT = (
    (r"\bsnv\b", "so noi vu"),
    (r"\bstp\b", "so tu phap"),
    (r"\bstc\b", "so tai chinh"),
    (r"\bvp\b", "van phong"),
    (r"\buy ban nhan dan\b", "ubnd"),
    (r"\bnv\b", "noi vu"),
    (r"\btp\b", "tu phap"),
    (r"\bkh ?cn\b", "khoa hoc cong nghe"),
    (r"\bkh dt\b|\bkhdt\b", "ke hoach dau tu"),
    (r"\btt ?tt\b", "thong tin truyen thong"),
    (r"\btn ?mt\b", "tai nguyen moi truong"),
    (r"\bnn ?mt\b", "nong nghiep moi truong"),
    (r"\btc\b", "tai chinh"),
    (r"\b(va|cua|tinh|thanh pho)\b", ""),
)
_SHORT_WORDS = tuple((re.compile(pattern), word) for pattern, word in _SHORT)


def split_agencies(text: str) -> tuple[str, ...]:
    """Return the agencies that a cell names, in its order."""
    parts = (_LEADING.sub("", part).strip(" .,;") for part in _APART.split(tidy(text)))
    return tuple(dict.fromkeys(part for part in parts if part))


def appendix_in(text: str) -> str:
    """Return the number of the appendix that a text names; empty where it names none."""
    found = _NUMBERED.search(text)
    return "" if found is None else found[1]


def appendix_of(agency: str, units: Sequence[Unit]) -> str:
    """Return the appendix of the unit of this name; empty where no unit bears it, or several do."""
    wanted = _key(agency)
    found = {unit.appendix for unit in units if wanted and _key(unit.name) == wanted}
    return found.pop() if len(found) == 1 else ""


def appendices_of(agencies: Sequence[str], units: Sequence[Unit]) -> tuple[str, ...]:
    """Return the appendices of agencies, without those of which there is none."""
    return tuple(filter(None, (appendix_of(agency, units) for agency in agencies)))


def _key(name: str) -> str:
    """Return the form in which two names of one agency are the same."""
    text = plain(name.replace("&", " "))
    for pattern, word in _SHORT_WORDS:
        text = pattern.sub(word, text)
    return " ".join(text.split())
