"""A fault of the program in words for an official: a short code instead of English and file names."""

import traceback
from pathlib import Path
from zlib import crc32

_DIGITS = 0xFFFF


def fault_code(failure: BaseException) -> str:
    """Return where a fault arose: a number for the module, and the line; `tools/fault.py` tells which module it is."""
    where = traceback.extract_tb(failure.__traceback__)[-1]
    return f"{module_code(Path(where.filename).name)}-{where.lineno}"


def module_code(name: str) -> str:
    """Return the number of a module by the name of its file."""
    return f"{crc32(name.encode()) & _DIGITS:04X}"


def said_fault(failure: BaseException) -> str:
    """Return the one line that an official is told."""
    return (
        f"Lỗi của chương trình, mã {fault_code(failure)}. Các tệp đã nhận không bị thay đổi. "
        "Đề nghị gửi dòng này cho người phụ trách chương trình."
    )
