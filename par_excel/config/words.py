"""The closed words of the catalogue's tables: column headers, kinds of row, kinds of scale.

They are shared by what loads the tables and what exports them, so that an export can be loaded.
"""

from collections.abc import Iterable
from enum import StrEnum

from par_excel.model import EXAMPLE, VERIFIED, AssignmentKind, Level, Method, ScaleKind, WhenNotArisen
from par_excel.vietnamese import fold

NOTHING_REACHED = "Không đạt nội dung nào"
"""The line of a cumulative scale that the program adds itself."""

VERIFIED_SHOWN = "đã đối chiếu"
"""What an official writes for `verified`."""

VERIFIED_WORDS = frozenset({VERIFIED, VERIFIED_SHOWN})

EXAMPLE_SHOWN = "ví dụ"
"""What an official reads for `example`."""

EXAMPLE_WORDS = frozenset({EXAMPLE, EXAMPLE_SHOWN})


class CatalogueColumn(StrEnum):
    """The columns of tieu_chi, in the order of the export."""

    YEAR = "Năm"
    CODE = "Mã"
    LEVEL = "Cấp"
    TEXT = "Nội dung"
    POINTS = "Điểm"
    METHOD = "Cách chấm"
    SCALE = "Thang điểm"
    THRESHOLD = "Ngưỡng (%)"
    FACTOR = "Hệ số"
    CAP = "Trần"
    NUMERATOR = "Tử số"
    DENOMINATOR = "Mẫu số"
    FIGURES = "Số liệu"
    RULE = "Công thức"
    FLOOR = "Sàn"
    BONUS = "Điểm thưởng"
    NOT_ARISEN = "Khi không phát sinh"
    EVIDENCE = "Tài liệu kiểm chứng thường dùng"
    APPENDIX = "Phụ lục"
    SOURCE = "Nguồn"
    CONFIDENCE = "Độ tin cậy"
    CONFIRMED_BY = "Người đối chiếu"
    CONFIRMED_ON = "Ngày đối chiếu"


class AssignmentColumn(StrEnum):
    """The columns of phan_cong, in the order of the export."""

    ID = "Mã dòng"
    APPENDIX = "Phụ lục"
    CRITERION = "Mã tiêu chí"
    KIND = "Hình thức"
    CONTENT = "Nội dung đóng góp"
    SOURCE = "Nguồn"
    CONFIDENCE = "Độ tin cậy"
    CONFIRMED_BY = "Người đối chiếu"
    CONFIRMED_ON = "Ngày đối chiếu"


class UnitColumn(StrEnum):
    """The columns of don_vi, the list of units."""

    ID = "Mã"
    NAME = "Tên đơn vị"
    APPENDIX = "Phụ lục"
    GROUP = "Nhóm"
    EMAIL = "Thư điện tử"
    CONTACT = "Liên hệ"


class MergerColumn(StrEnum):
    """The columns of a table of mergers: what an agency became; blank where there is no such thing any more."""

    OLD = "Cơ quan cũ"
    NEW = "Cơ quan mới"
    SINCE = "Từ năm"
    REASON = "Căn cứ"


class TotalColumn(StrEnum):
    """The columns of tong_diem, the totals that were published."""

    PART = "Phần"
    POINTS = "Điểm"
    METHOD = "Cách chấm"
    CODES = "Mã"
    WITHOUT = "Trừ mã"
    YEAR = "Năm chỉ số"
    SOURCE = "Nguồn"
    NOTE = "Ghi chú"


CODE_COLUMNS: frozenset[str] = frozenset(
    {CatalogueColumn.CODE, CatalogueColumn.APPENDIX, AssignmentColumn.ID, AssignmentColumn.CRITERION}
)
"""Columns whose entries are names, not amounts: Excel must not turn them into numbers or dates."""


OPTIONAL_COLUMNS: frozenset[str] = frozenset(
    {
        CatalogueColumn.FIGURES,
        CatalogueColumn.RULE,
        CatalogueColumn.FLOOR,
        CatalogueColumn.BONUS,
        CatalogueColumn.NOT_ARISEN,
        CatalogueColumn.CONFIRMED_BY,
        CatalogueColumn.CONFIRMED_ON,
    }
)
"""Columns that a table may lack: as if they were blank; those of confirmations are called the same in both tables."""

DATE_COLUMNS: frozenset[str] = frozenset({CatalogueColumn.CONFIRMED_ON})
"""Columns in which a day may stand as Excel stores it."""


BONUS_SHOWN = "có"
"""What the column of bonus points takes."""


class LineKind(StrEnum):
    """The rows below a criterion that belong to its scale."""

    LINE = "mức"
    NOTE = "diễn giải"


LEVELS = {fold(level.value): level for level in Level}
METHODS = {fold(method.value): method for method in Method}
LINE_KINDS = {fold(kind.value): kind for kind in LineKind}
SCALE_KINDS = {fold(kind.value): kind for kind in ScaleKind}
WHEN_NOT_ARISEN = {fold(rule.value): rule for rule in WhenNotArisen}
ASSIGNMENT_KINDS = {fold(kind.value): kind for kind in AssignmentKind}


def listed(words: Iterable[str]) -> str:
    """Return the words in quotation marks, for a sentence that offers a choice."""
    return ", ".join(f"“{word}”" for word in words)
