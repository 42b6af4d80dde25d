"""Where everything stands in the review workbook: by these words it is written, and read back."""

from enum import Enum

REVIEW_SHEET = "Rà soát"
REVIEW_HIDDEN = "_par"
REVIEW_KIND = "par_excel ra_soat 1"
"""In the first cell of the hidden sheet; period and catalogue stand beside it, the rows below."""


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
        return list(ReviewColumn).index(self)

    @property
    def letter(self) -> str:
        """The column's letter as issued."""
        return "ABCDEFGHIJKLMNO"[self.index]
