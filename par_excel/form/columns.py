"""Sheets, columns and labelled cells of a form: the words by which a returned value is found again."""

from enum import Enum


class Sheet(Enum):
    """The sheets of a form, in order."""

    GUIDE = "Hướng dẫn"
    SCORES = "Chấm điểm"
    INITIATIVES = "Sáng kiến"
    CLOSING = "Khó khăn, vướng mắc"
    HIDDEN = "_par"
    NUMBERS = "_so"


REPORT_NAMING = "đặt tên tệp có chữ “bao cao” và “da ky”, ví dụ “12-BC-SNV bao cao CCHC da ky.pdf”"
"""How the file of the signed report is to be named; form, invitation and findings say it in the same words."""
FEEDBACK_SHEET = "Kết quả kiểm tra"
"""The sheet that a feedback workbook carries besides: it says what was found, takes nothing, and is not read back."""


class Column(Enum):
    """The columns of the score sheet; values are the header texts, which never change."""

    __hash__ = object.__hash__  # there is one of each, and every cell of every return asks for it

    CODE = "Mã"
    NAME = "Lĩnh vực / Tiêu chí / Tiêu chí thành phần"
    MAXIMUM = "Điểm tối đa"
    LEVEL = "Mức đạt"
    SCORE = "Điểm tự đánh giá"
    FIGURES = "Số liệu dẫn chứng"
    EVIDENCE = "Tài liệu kiểm chứng"
    EXPLANATION = "Giải trình"
    CHECK = "Kiểm tra"

    @property
    def letter(self) -> str:
        """The column's letter in the form as issued."""
        return _LETTERS[self]


_LETTERS = dict(zip(Column, "ABCDEFGHI", strict=True))
PROPOSED_HEADER = "Điểm đề xuất"
"""What the score column is called above the contributed criteria."""


class InitiativeColumn(Enum):
    """The columns of the sheet of initiatives."""

    __hash__ = object.__hash__  # as that of the columns of scores

    NUMBER = "STT"
    TITLE = "Tên sáng kiến, giải pháp mới"
    CONTENT = "Nội dung chính"
    REACH = "Quy mô áp dụng"
    COST = "Kinh phí"
    DURATION = "Thời gian"
    EFFECT = "Hiệu quả khác"
    EVIDENCE = "Tài liệu kiểm chứng"
    CHECK = "Kiểm tra"

    @property
    def letter(self) -> str:
        """The column's letter in the form as issued."""
        return _INITIATIVE_LETTERS[self]

    @property
    def is_input(self) -> bool:
        """Say whether people write in it."""
        return self not in {InitiativeColumn.NUMBER, InitiativeColumn.CHECK}


_INITIATIVE_LETTERS = dict(zip(InitiativeColumn, "ABCDEFGHI", strict=True))
INITIATIVE_OBLIGATORY = (
    InitiativeColumn.TITLE,
    InitiativeColumn.CONTENT,
    InitiativeColumn.REACH,
    InitiativeColumn.COST,
    InitiativeColumn.DURATION,
)
"""Decision 320/QĐ-UBND II.1–II.8: quy mô áp dụng, kinh phí, thời gian, besides what it is."""


class ClosingField(Enum):
    """The labelled cells of the closing sheet: the label stands in column A, the input beside it."""

    DIFFICULTIES = "Khó khăn, vướng mắc"
    PROPOSALS = "Đề xuất, kiến nghị"
    REPORT_NUMBER = "Báo cáo bằng văn bản (số, ngày)"
    AUTHOR = "Người lập biểu"
    AUTHOR_TITLE = "Chức vụ người lập"
    PHONE = "Điện thoại"
    HEAD = "Thủ trưởng đơn vị"
    HEAD_TITLE = "Chức vụ thủ trưởng"
    SIGNED_ON = "Ngày ký"


class RowKind(Enum):
    """What a row of the score sheet is."""

    FIELD = "lĩnh vực"
    HEADING = "tiêu chí"
    LEAF = "tiêu chí chấm điểm"
    LINE = "mức"
    NOTHING = "không đạt nội dung nào"
    FIGURE = "số liệu"
    RULE = "cách tính"
    TOTAL = "tổng"
    CONTRIBUTION = "phối hợp"


DONE = "Đạt"
"""What the check column begins with where nothing is wrong."""
LEFT_OUT_DONE = f"{DONE} (không tính điểm)"
"""What it says of a row that the set leaves out where nothing arose."""
TICK = "x"
NOT_ARISEN = "KPS"
"""Không phát sinh."""
CODE_LABEL = "Mã biểu mẫu"
TOTAL_KEY = "TỔNG"
