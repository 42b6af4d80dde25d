"""Where everything stands in the entry list: by these words it is written, and read back."""

from enum import Enum

ENTRY_SHEET = "Nhập liệu"
FILES_SHEET = "Tệp chưa rõ tiêu chí"
ENTRY_HIDDEN = "_par"
ENTRY_KIND = "par_excel nhap_lieu 1"
"""In the first cell of the hidden sheet; the period and the list's fingerprint stand beside it, the items below."""


class EntryColumn(Enum):
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
