"""Where everything stands in the review workbook: by these words it is written, and read back."""

from collections.abc import Mapping
from enum import Enum
from string import ascii_uppercase

REVIEW_SHEET = "Rà soát"
REVIEW_HIDDEN = "_par"
REVIEW_INITIATIVES = "Sáng kiến"
REVIEW_MARK = "par_excel ra_soat"
REVIEW_KIND = f"{REVIEW_MARK} 2"
"""In the first cell of the hidden sheet; period and catalogue stand beside it, the rows below."""
INITIATIVE_KEY = "SK"
"""Begins the number of an initiative, in its row and in the hidden sheet."""


class ReviewColumn(Enum):
    """The columns of the review workbook; values are the header texts."""

    CODE = "Mã"
    NAME = "Lĩnh vực / Tiêu chí / Tiêu chí thành phần"
    MAXIMUM = "Điểm tối đa"
    UNIT = "Cơ quan"
    LEVEL = "Mức tự đánh giá"
    SELF = "Điểm tự đánh giá"
    EVIDENCE = "Tài liệu kiểm chứng"
    EXPLANATION = "Giải trình"
    FINDINGS = "Phát hiện"
    PROPOSED = "Điểm đề xuất khác"
    TICK = "Mức rà soát"
    SCORE = "Điểm rà soát"
    OPINION = "Ý kiến, lý do"
    FINAL = "Điểm sau rà soát"
    CHECK = "Kiểm tra"

    @property
    def index(self) -> int:
        """The column's number, from 0."""
        return _INDEXES[self]

    @property
    def letter(self) -> str:
        """The column's letter as issued."""
        return ascii_uppercase[self.index]


class ReviewInitiativeColumn(Enum):
    """The columns of the list of all proposed initiatives; values are the header texts."""

    NUMBER = "Số"
    UNIT = "Cơ quan"
    TITLE = "Tên sáng kiến"
    CONTENT = "Nội dung"
    REACH = "Quy mô áp dụng"
    COST = "Kinh phí"
    DURATION = "Thời gian"
    EFFECT = "Hiệu quả khác"
    EVIDENCE = "Tài liệu kiểm chứng"
    RECOGNISED = "Công nhận"
    OPINION = "Ý kiến, lý do"

    @property
    def index(self) -> int:
        """The column's number, from 0."""
        return _INDEXES[self]

    @property
    def letter(self) -> str:
        """The column's letter as issued."""
        return ascii_uppercase[self.index]


_INDEXES: Mapping[Enum, int] = {
    column: index for kind in (ReviewColumn, ReviewInitiativeColumn) for index, column in enumerate(kind)
}
