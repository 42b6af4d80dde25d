"""Sheets, columns and marks of the workbooks that the office fills in: review, entry list, additional explanation.

By these words each is written, and read back.
"""

from enum import Enum
from string import ascii_uppercase

REVIEW_SHEET = "Rà soát"
REVIEW_HIDDEN = "_par"
REVIEW_INITIATIVES = "Sáng kiến"
REVIEW_MARK = "par_excel ra_soat"
REVIEW_KIND = f"{REVIEW_MARK} 4"
"""Kind and version of the layout, in the first cell of the hidden sheet; period and catalogue stand beside it, the rows
below."""
REVIEW_NOTES = "Khó khăn, kiến nghị"
NOTE_KEY = "KK"
"""What the number of a difficulty or a proposal begins with, in its row and in the hidden sheet."""
INITIATIVE_KEY = "SK"
"""What the number of an initiative begins with, in its row and in the hidden sheet."""
ENTRY_SHEET = "Nhập liệu"
FILES_SHEET = "Tệp chưa rõ tiêu chí"
ENTRY_HIDDEN = "_par"
ENTRY_KIND = "par_excel nhap_lieu 1"
"""Kind and version of the layout, in the first cell of the hidden sheet; the period and the list's fingerprint stand
beside it, the items below."""
EXPLAIN_SHEET = "Giải trình bổ sung"
EXPLAIN_HIDDEN = "_par"
EXPLAIN_MARK = "par_excel giai_trinh 1"
_BETWEEN = " | "


class IssuedColumn(Enum):
    """Columns of a table in the order in which they are issued."""

    @property
    def index(self) -> int:
        """The column's number, from 0."""
        return list(type(self)).index(self)

    @property
    def letter(self) -> str:
        """The column's letter as issued."""
        return ascii_uppercase[self.index]


class ReviewColumn(IssuedColumn):
    """The columns of the review workbook; values are the header texts."""

    CODE = "Mã"
    NAME = "Lĩnh vực / Tiêu chí / Tiêu chí thành phần"
    MAXIMUM = "Điểm tối đa"
    UNIT = "Cơ quan"
    LEVEL = "Mức tự đánh giá"
    SELF = "Điểm tự đánh giá"
    FIGURES = "Số liệu, tỷ lệ"
    EVIDENCE = "Tài liệu kiểm chứng"
    EXPLANATION = "Giải trình"
    FINDINGS = "Phát hiện"
    PROPOSED = "Điểm đề xuất khác"
    TICK = "Mức rà soát"
    SCORE = "Điểm rà soát"
    OPINION = "Ý kiến, lý do"
    TOLD_FIGURES = "Số liệu gửi Bộ"
    TOLD_EVIDENCE = "Tài liệu gửi Bộ"
    TOLD_EXPLANATION = "Giải trình gửi Bộ"
    FINAL = "Điểm sau rà soát"
    CHECK = "Kiểm tra"


class ReviewInitiativeColumn(IssuedColumn):
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


class ReviewNoteColumn(IssuedColumn):
    """The columns of the list of difficulties and proposals; values are the header texts."""

    NUMBER = "Số"
    KIND = "Loại"
    UNIT = "Cơ quan"
    WRITTEN = "Nội dung cơ quan nêu"
    SUBJECT = "Chủ đề"
    TEXT = "Nội dung đưa vào báo cáo"


class EntryColumn(IssuedColumn):
    """The columns of the entry list; values are the header texts."""

    CODE = "Mã"
    NAME = "Tiêu chí, tiêu chí thành phần"
    MAXIMUM = "Điểm tối đa"
    SCORE = "Điểm"
    LINES = "Mức cần đánh dấu"
    FIGURES = "Số liệu"
    DOCUMENTS = "Tài liệu kiểm chứng"
    FILES = "Tệp trong tai_lieu"
    EXPLANATION = "Giải trình để dán"
    NOTES = "Lưu ý khi nhập"
    ENTERED = "Đã nhập"
    BY = "Người nhập"
    SEAL = "Dấu dòng"

    @property
    def is_input(self) -> bool:
        """Say whether people write in it."""
        return self in {EntryColumn.ENTERED, EntryColumn.BY}


class ExplainColumn(IssuedColumn):
    """The columns of the table for the additional explanation; values are the header texts."""

    CODE = "Mã"
    NAME = "Tiêu chí, tiêu chí thành phần"
    MAXIMUM = "Điểm tối đa"
    SCORE = "Điểm tự đánh giá"
    APPRAISED = "Điểm thẩm định"
    DIFFERENCE = "Chênh lệch"
    OPINION = "Ý kiến thẩm định"
    ANSWER = "Giải trình bổ sung"


def explain_stamp(period: str, unit: str) -> str:
    """Return whose table it is, as it stands in the workbook; no unit is the office itself."""
    return _BETWEEN.join((EXPLAIN_MARK, period, unit))


def parse_explain_stamp(text: str) -> tuple[str, str] | None:
    """Return period and unit of a stamp; None where the text is none."""
    parts = [part.strip() for part in text.split(_BETWEEN.strip())]
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == EXPLAIN_MARK else None
