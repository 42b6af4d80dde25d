"""What a person is told about the log. None of it stops a command: the ledger itself has everything."""

from collections.abc import Sequence
from pathlib import Path

from par_excel.model import ParExcelError

_SHOWN = 5


def taken_over(count: int) -> str:
    """Tell that the ledger knew less than the log."""
    return f"Sổ theo dõi thiếu {count} việc và đã lấy lại từ nhật ký."


def put_aside(log: Path, aside: Path) -> str:
    """Tell that the log contradicted the ledger."""
    return (
        f"Nhật ký {log.name} không khớp với sổ theo dõi (bị sửa, bị thiếu dòng hoặc thuộc kỳ khác): bản đó được giữ "
        f"tại {aside.name}, và {log.name} đã được lập lại từ sổ theo dõi."
    )


def not_written(log: Path, failure: OSError) -> str:
    """Tell that the log could not be written."""
    return (
        f"Chưa ghi được nhật ký {log.name} ({failure.strerror or failure}). Sổ theo dõi đã ghi đủ; "
        "lần chạy sau sẽ ghi bù vào nhật ký."
    )


def not_told(failure: ParExcelError) -> str:
    """Tell that something was recorded, but not in the log."""
    return f"Việc đã được ghi vào sổ theo dõi nhưng chưa vào nhật ký; lần chạy sau sẽ ghi bù. {failure}"


def bytes_missing(names: Sequence[str]) -> str:
    """Tell that files that arrived once count no more, because nobody has their bytes."""
    shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    return (
        f"Có {len(names)} tệp đã nhận trước đây mà sổ theo dõi không còn nội dung nên chưa được tính: {shown}. "
        "Xin chép lại các tệp đó vào thư mục inbox."
    )
