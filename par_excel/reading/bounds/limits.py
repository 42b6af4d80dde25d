"""How much of a file is read: sizes, counts and lengths held against `Limits`.

Each function raises `Breach` where a limit is passed, and does nothing where it is not.
"""

from decimal import Decimal

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.vietnamese import format_number

_MIB = 1024 * 1024
LOST_REFERENCE = "#REF!"
"""What stands in place of a cell that is gone."""
_EXCEL_FORMATS = 1 << 16
"""How many cell formats a workbook may have, whatever `Limits` says: Excel itself stops at 65,490."""


class Budget:
    """How many cells may still be read, over all sheets of a workbook."""

    def __init__(self, limits: Limits) -> None:
        self._most = self._left = limits.cells
        self._most_passed = self._left_to_pass = limits.cells_with_blank

    def spend(self, cells: int) -> None:
        """Count some cells that hold something."""
        self._left -= cells
        if self._left < 0:
            raise Breach(RefusalReason.TOO_MANY_CELLS, f"có hơn {self._most} ô có nội dung")

    def pass_by(self, cells: int) -> None:
        """Count some cells, whether they hold something or not."""
        self._left_to_pass -= cells
        if self._left_to_pass < 0:
            raise Breach(RefusalReason.TOO_MANY_CELLS, f"có hơn {self._most_passed} ô, kể cả ô trống")


def ensure_file_size(data: bytes, limits: Limits) -> None:
    """Stop where a workbook is larger than any form's, before anything looks into it."""
    if len(data) > limits.file_bytes:
        raise Breach(RefusalReason.TOO_LARGE, f"tệp lớn hơn {_mib(limits.file_bytes)} MB")


def ensure_unpacked(size_bytes: int, limits: Limits) -> None:
    """Stop where a workbook inflates to more than any form does."""
    if size_bytes > limits.unpacked_bytes:
        raise Breach(RefusalReason.TOO_LARGE, f"nội dung giải nén lớn hơn {_mib(limits.unpacked_bytes)} MB")


def ensure_ratio(size_bytes: int, packed_bytes: int, limits: Limits) -> None:
    """Stop where something has become too large for what it was packed."""
    if size_bytes > limits.ratio_from_bytes and size_bytes > limits.ratio * packed_bytes:
        raise Breach(RefusalReason.UNSAFE, f"nội dung phình to hơn {limits.ratio} lần khi giải nén")


def ensure_count(count: int, limits: Limits) -> None:
    """Stop where a list of names, formats or relationships is longer than any form's."""
    if count > limits.names:
        raise Breach(RefusalReason.TOO_MANY_PARTS, f"có danh sách dài hơn {limits.names} mục bên trong tệp")


def may_drop_name(count: int, meaning: str, limits: Limits) -> bool:
    """Say whether a defined name is passed over: beyond the limit, one that refers to nothing any more.

    Copying sheets between workbooks for years leaves tens of thousands of them behind.

    Raises:
        Breach: it refers to something, and there are too many.
    """
    if count < limits.names:
        return False
    if LOST_REFERENCE not in meaning:
        ensure_count(count + 1, limits)
    return True


def ensure_formats(count: int, limits: Limits) -> None:
    """Stop where a workbook has more cell formats than Excel takes; tens of thousands come from copying between workbooks."""
    if count > max(limits.names, _EXCEL_FORMATS):
        raise Breach(RefusalReason.TOO_MANY_PARTS, "có quá nhiều định dạng ô bên trong tệp")


def ensure_strings(count: int, limits: Limits) -> None:
    """Stop where a workbook shares more texts than any form does."""
    if count > limits.strings:
        raise Breach(RefusalReason.TOO_MANY_PARTS, f"có hơn {limits.strings} đoạn văn bản trong tệp")


def ensure_merged(count: int, limits: Limits) -> None:
    """Stop where a sheet merges more blocks of cells than any form does."""
    if count > limits.merged_ranges:
        raise Breach(RefusalReason.TOO_MANY_CELLS, f"có hơn {limits.merged_ranges} vùng ô gộp")


def ensure_length(text: str, limits: Limits) -> None:
    """Stop where the text of one cell is longer than a spreadsheet program lets it be."""
    if len(text) > limits.text_characters:
        raise Breach(RefusalReason.TOO_MANY_CELLS, f"có ô dài hơn {limits.text_characters} ký tự")


def _mib(size_bytes: int) -> str:
    return format_number((Decimal(size_bytes) / _MIB).quantize(Decimal("0.1")))
