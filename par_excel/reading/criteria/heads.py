"""The head of a table of criteria, in its many wordings: which column holds what."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from par_excel.reading.tables.grid import Grid, GridRow
from par_excel.vietnamese import slug

_MOST_ROWS = 3
"""How many rows a head may have."""
_SEARCHED_ROWS = 40
"""In how many rows of a table its head is looked for: in a workbook or a table of the layout, titles stand above it."""
_LONGEST_HEAD = 90
"""Letters of a head; a longer text is a sentence that happens to have its words."""


class Role(Enum):
    """What a column holds; the value is what an official reads."""

    CODE = "mã"
    NAME = "nội dung"
    MAXIMUM = "điểm tối đa"
    LINE_POINTS = "điểm của từng mức"
    HOW = "cách chấm"
    NOTE = "ghi chú"
    EVIDENCE = "tài liệu kiểm chứng"
    LEAD = "cơ quan chủ trì"
    SUPPORT = "cơ quan phối hợp"
    APPENDIX = "phụ lục"
    SURVEY = "điều tra xã hội học"
    IGNORED = "không dùng"


# The first wording that fits decides, so narrow ones come before wide ones: “Cơ quan phối hợp” is no lead agency, “Tài liệu
# kiểm chứng của tiêu chí” no name, “Điểm tự đánh giá” no maximum. Signs are gone, as `plain` leaves them.
_WORDINGS: tuple[tuple[Role, str], ...] = (
    (Role.CODE, r"(stt|tt|so tt|so thu tu|ma|ma so|ma tieu chi|ma tc|muc|so)"),
    (Role.APPENDIX, r"(thuoc )?phu luc( so)?"),
    (Role.SUPPORT, r".*phoi hop.*"),
    (Role.EVIDENCE, r".*(kiem chung|minh chung|tai lieu|ho so).*"),
    (Role.SURVEY, r"(.* )?(dtxhh|dieu tra xhh|dieu tra xa hoi hoc)( .*)?"),
    (
        Role.IGNORED,
        r".*(tu danh gia|tu cham|thuc te|dat duoc|tham dinh|ket qua|chi so|tham chieu|ty le dat).*",
    ),
    (
        Role.HOW,
        r".*(cach cham|cach tinh|cach danh gia|cach xac dinh|cach thuc|hinh thuc|huong dan|phuong phap|yeu cau).*",
    ),
    (
        Role.MAXIMUM,
        r"(so )?diem( so)?|.*diem (toi da|chuan|quy dinh|cao nhat).*|.*thang diem.*|muc diem|toi da",
    ),
    (
        Role.LEAD,
        r"(?!.*don vi tinh).*(chu tri|co quan|don vi|tham muu|trach nhiem|phu trach|phan cong|noi cham).*",
    ),
    (Role.NOTE, r"(.* )?ghi chu( .*)?"),
    (Role.NAME, r".*(tieu chi|noi dung|chi tieu|linh vuc|danh muc).*"),
)
_REPEATABLE = frozenset({Role.IGNORED, Role.EVIDENCE, Role.NOTE, Role.HOW})
_PATTERNS = tuple((role, re.compile(wording)) for role, wording in _WORDINGS)
_COUNTED = re.compile(r"\(?\s*(\d{1,2}|[A-E])\s*\)?(\s*=.*)?")


OF_CRITERIA = frozenset({Role.NAME, Role.MAXIMUM})
"""The columns without which a table is about something else, unless its rows end in their points."""


def plain(text: str) -> str:
    """Return a text in small letters without signs: the form in which wordings are compared."""
    return slug(text).replace("-", " ")


def role_of(text: str) -> Role | None:
    """Return what a column of this head holds; None where the wording is not known."""
    words = plain(text)
    if not words or len(words) > _LONGEST_HEAD:
        return None
    return next((role for role, pattern in _PATTERNS if pattern.fullmatch(words)), None)


class Head(Struct, frozen=True, dict=True):
    """The columns of a table of criteria."""

    columns: Mapping[int, Role]
    texts: Mapping[int, str]
    first: int
    """Index of its first row."""
    last: int

    @cached_property
    def words(self) -> frozenset[str]:
        """The texts of its cells, by which a repeated head is known."""
        return frozenset(plain(line) for text in self.texts.values() for line in (text, *text.split("\n")))

    def is_repeated_by(self, row: GridRow) -> bool:
        """Say whether a row is the head again, as on every page, or counts the columns."""
        texts = [cell.text for cell in row.cells.values() if cell.text]
        if not texts:
            return False
        known = sum(plain(text) in self.words for text in texts)
        if known == len(texts) and known > 1:
            return True
        return len(texts) > 2 and all(_COUNTED.fullmatch(text) for text in texts) and self._counts(texts)

    @staticmethod
    def _counts(texts: Sequence[str]) -> bool:
        """Say whether numbers go up one by one, as those of columns do: points and codes do not."""
        numbers = [int(digits[0]) for text in texts if (digits := re.findall(r"\d+", text))]
        return len(numbers) > 1 and all(after == before + 1 for before, after in pairwise(numbers))


def find_head(grid: Grid, *, needed: frozenset[Role] = OF_CRITERIA) -> Head | None:
    """Return the head of a table of criteria; None where the table has none: it is about something else.

    Of several rows that could be one, those that tell the most columns; a title above them tells none.

    Args:
        grid: the table.
        needed: the columns without which it is about something else.
    """
    found = [
        head
        for first in range(min(len(grid.rows), _SEARCHED_ROWS))
        for height in range(1, _MOST_ROWS + 1)
        if (head := _head(grid.rows[first : first + height], first, needed)) is not None
    ]
    best = max(found, key=lambda head: (len(head.columns), head.first - head.last, -head.first), default=None)
    return None if best is None else _grown(grid, best, needed)


def _grown(grid: Grid, head: Head, needed: frozenset[Role]) -> Head:
    """Return the head with the row below it, where that tells the columns apart and is no criterion."""
    rows = grid.rows[head.first : head.last + 2]
    if len(rows) <= head.last + 1 - head.first or len(rows) > _MOST_ROWS:
        return head
    below = rows[-1]
    says_more = any(role_of(cell.text) for cell in below.cells.values() if not cell.is_continued)
    has_merged = any(cell.is_continued for cell in below.cells.values())
    return (_head(rows, head.first, needed) or head) if says_more and has_merged else head


def _head(rows: Sequence[GridRow], first: int, needed: frozenset[Role]) -> Head | None:
    texts = _joined_texts(rows)
    roles = {column: role for column, text in texts.items() if (role := role_of(text))}
    columns = _one_each(roles, texts)
    if not needed.issubset(columns.values()):
        return None
    return Head(columns, texts, first, first + len(rows) - 1)


def _joined_texts(rows: Sequence[GridRow]) -> dict[int, str]:
    """Return the text of each column over all rows of a head; a spanning cell belongs to each of its columns."""
    texts: dict[int, list[str]] = {}
    for row in rows:
        for column, text in _spread(row):
            lines = texts.setdefault(column, [])
            if text and text not in lines:
                lines.append(text)
    return {column: "\n".join(lines) for column, lines in texts.items()}


def _spread(row: GridRow) -> Iterator[tuple[int, str]]:
    for column, cell in row.cells.items():
        for at in range(column, column + cell.span):
            yield at, cell.text


def _one_each(roles: Mapping[int, Role], texts: Mapping[int, str]) -> dict[int, Role]:
    """Return the columns with each role once; a second column of points holds those of scale lines."""
    found: dict[int, Role] = {}
    maxima = [column for column, role in roles.items() if role is Role.MAXIMUM]
    best = max(maxima, key=lambda column: ("toi da" in plain(texts[column]), -column), default=None)
    names = [column for column, role in roles.items() if role is Role.NAME]
    for column, role in roles.items():
        if role is Role.MAXIMUM and column != best:
            found[column] = Role.LINE_POINTS if texts[column] != texts[best or 0] else Role.IGNORED
        elif role is Role.NAME and column != names[0]:
            found[column] = Role.HOW
        elif role not in found.values() or role in _REPEATABLE:
            found[column] = role
    return found
