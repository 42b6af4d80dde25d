"""A value as read from a workbook, with its place and what was noticed about it."""

from enum import Enum
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Place(Struct, frozen=True):
    """Where something stands: file, sheet and cell in A1 form; empty where it does not apply.

    Within a submission no place names the file: it is the submission's own, and thousands of returns of one form
    share their places.
    """

    file: str
    sheet: str = ""
    cell: str = ""

    def within(self, file: str) -> "Place":
        """Return the same place as seen from outside its file."""
        return self if self.file else Place(file, self.sheet, self.cell)

    @property
    def inside(self) -> "Place":
        """The same place as a submission knows it."""
        return Place("", self.sheet, self.cell)

    def __str__(self) -> str:
        inner = f"ô {self.cell}" if self.cell else ""
        sheet = f"sheet “{self.sheet}”" if self.sheet else ""
        return ", ".join(part for part in (inner, sheet) if part) or self.file


class Remark(Enum):
    """What was noticed when a cell was read; blank, error and never computed are three different things."""

    __hash__ = object.__hash__  # there is one of each, and every cell of every return asks for it

    BLANK = "để trống"
    WHITESPACE = "chỉ có khoảng trắng"
    MISSING = "không còn trong tệp"
    ERROR_VALUE = "ô báo lỗi công thức"
    NEVER_COMPUTED = "công thức chưa được tính"
    FORMULA = "giá trị do công thức tính"
    STALE = "kết quả lưu trong tệp khác kết quả tính lại"
    NOT_A_NUMBER = "không phải là số"
    AMBIGUOUS_NUMBER = "không rõ là số thập phân hay hàng nghìn"
    FRACTION = "phân số"
    PERCENT = "tỷ lệ phần trăm"
    DATE = "ngày tháng"
    TRUTH_VALUE = "giá trị đúng/sai"
    UNKNOWN_TYPE = "kiểu dữ liệu lạ"
    NOT_A_TICK = "không phải dấu x"
    UNPROVED_FORMULA = "công thức không kiểm tra được"
    CHECK_BOX = "ô chọn đúng/sai"
    PICTURE = "hình ảnh"
    SHOWN_ROUNDED = "hiển thị khác giá trị lưu"
    TEXT_NUMBER = "số ở dạng văn bản"
    POINT = "dấu chấm thập phân"
    GROUPS = "dấu phân cách hàng nghìn"
    UNIT = "số kèm đơn vị"
    FULL_WIDTH = "chữ số rộng"
    TICK_NORMALISED = "dấu đánh khác chữ x"
    MERGED = "nằm trong ô đã gộp"


REFUSED = frozenset(
    {
        Remark.ERROR_VALUE,
        Remark.NEVER_COMPUTED,
        Remark.NOT_A_NUMBER,
        Remark.AMBIGUOUS_NUMBER,
        Remark.FRACTION,
        Remark.PERCENT,
        Remark.DATE,
        Remark.TRUTH_VALUE,
        Remark.UNKNOWN_TYPE,
        Remark.UNPROVED_FORMULA,
        Remark.NOT_A_TICK,
    }
)
"""Remarks on a cell that holds something which cannot be taken."""


class PictureKind(Enum):
    """What a picture in a workbook is, by its own first bytes; the value is the ending of such a file."""

    PNG = "png"
    JPEG = "jpg"
    GIF = "gif"
    BMP = "bmp"
    WEBP = "webp"
    EMF = "emf"
    WMF = "wmf"
    SVG = "svg"
    UNKNOWN = "không rõ loại"
    LOST = "không có trong tệp"

    @property
    def is_kept(self) -> bool:
        """Say whether it is one of dots alone, which no program runs or follows."""
        return self in _OF_DOTS


_OF_DOTS = frozenset({PictureKind.PNG, PictureKind.JPEG, PictureKind.GIF, PictureKind.BMP, PictureKind.WEBP})


class Picture(Struct, frozen=True):
    """A picture that lies in a cell of a return."""

    place: Place
    kind: PictureKind
    sha256: str = ""
    """Empty where it is none that is kept."""


class Cell(Struct, Generic[T], frozen=True):
    """One value read: `value` is None where nothing was taken, and `remarks` say why."""

    value: T | None
    raw: str
    """What stands in the file, as text."""
    place: Place
    remarks: frozenset[Remark] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was written there."""
        return self.value is None and not self.remarks & REFUSED
