"""What can go wrong with the ledger and its log, each in one sentence.

What concerns the log alone stops no command: the ledger itself has everything.
"""

from collections.abc import Sequence
from pathlib import Path

from par_excel.ledger.entries import Approval, Entry, LogLine, Made, Posted, kind_of
from par_excel.model import Decision, OutputError, ParExcelError
from par_excel.vietnamese import said_by_system

# ruff: noqa: N818 - failures are named after what happened, in the words of the sentence


BROKEN = "nhật ký các việc đã làm không còn nguyên vẹn."
"""The sentence on a chain of entries that is not as it was written."""


class LedgerDamaged(ParExcelError):
    """The file is no ledger, or no longer a whole one."""

    def __init__(self, place: Path | str, what: str) -> None:
        mend = (
            "chuyển tệp này sang chỗ khác, chép bản sao lưu vào thay; nếu chưa có bản sao lưu thì chạy lệnh restore "
            "để lập sổ mới từ nhat_ky.jsonl và thư mục inbox."
            if isinstance(place, Path)
            else "báo người quản trị cơ sở dữ liệu khôi phục; trong khi chờ, bản sao lưu gần nhất dùng được ngay như "
            "sổ riêng (xem hướng dẫn “Sổ theo dõi chung”)."
        )
        super().__init__(f"Không dùng được sổ theo dõi {place}: {what} Cách xử lý: {mend}")


class LedgerLost(ParExcelError):
    """The ledger is gone, and the log is there: nothing is made anew from it unless a person asks for it."""

    exit_status = 2

    def __init__(self, place: Path | str, log: Path) -> None:
        super().__init__(
            f"Không còn sổ theo dõi {place}, nhưng còn nhật ký {log.name}: chưa làm gì để không mất quyết định đã ghi. "
            "Cách xử lý: chép lại bản sao lưu; nếu không có thì lập lại sổ từ nhật ký và thư mục inbox bằng lệnh "
            'par-excel restore --reason "…", rồi xem lại danh sách quyết định mà lệnh đó nêu.'
        )


class LedgerTooNew(ParExcelError):
    """A later version of the program has written the ledger."""

    def __init__(self, place: Path | str, *, version: int, known: int) -> None:
        super().__init__(
            f"Sổ theo dõi {place} do phiên bản mới hơn của chương trình lập (cấu trúc {version}, chương trình này đọc "
            f"đến cấu trúc {known}). Cách xử lý: cập nhật chương trình rồi chạy lại; sổ chưa bị thay đổi."
        )


class LedgerTooOld(ParExcelError):
    """A version of the program that was never released has written the ledger."""

    def __init__(self, place: Path | str, *, version: int, known: int) -> None:
        super().__init__(
            f"Sổ theo dõi {place} do bản thử nghiệm trước đây của chương trình lập (cấu trúc {version}, nay là cấu trúc "
            f"{known}). Cách xử lý: chuyển tệp này sang chỗ khác rồi chạy lại lệnh check để lập sổ mới từ thư mục "
            "inbox; sổ chưa bị thay đổi."
        )


class LibraryTooOld(ParExcelError):
    """The SQLite that came with this Python does not know strict tables."""

    def __init__(self, version: str, *, needed: str) -> None:
        super().__init__(
            f"Thư viện SQLite trên máy này (phiên bản {version}) quá cũ, cần từ {needed} trở lên. "
            "Cách xử lý: cài Python từ python.org rồi chạy lại."
        )


class SharedLedgerFailure(OutputError):
    """A server cannot be reached, or does not allow what is needed; nothing is half written there."""

    def __init__(self, place: Path | str, reason: str) -> None:
        ParExcelError.__init__(self, f"Không dùng được sổ theo dõi chung {place}: {reason}")


class ExtraMissing(ParExcelError):
    """What speaks to database servers is not installed."""

    exit_status = 2

    def __init__(self) -> None:
        super().__init__(
            "Tệp par.toml có bảng [so_chung] nhưng máy này chưa cài phần dùng sổ theo dõi chung. "
            'Cách sửa: cài bằng lệnh pip install "par-excel[server]", hoặc xóa bảng [so_chung].'
        )


class LedgerNotEmpty(ParExcelError):
    """Something is to be copied into a ledger that holds something already."""

    exit_status = 2

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            f"Sổ theo dõi {place} đã có dữ liệu nên không nhận thêm sổ khác. Cách sửa: đặt tên lược đồ khác ở khóa "
            "luoc_do của bảng [so_chung] rồi chạy lại."
        )


class UnknownParcel(ParExcelError):
    """Nothing with this content was ever taken in."""

    def __init__(self, place: Path | str, sha256: str) -> None:
        super().__init__(f"Sổ theo dõi {place} không có tệp nào mang mã nội dung {sha256}.")


class LogUnreadable(ParExcelError):
    """The log is there and cannot be read: it may hold what the ledger does not know."""

    def __init__(self, log: Path, reason: str) -> None:
        super().__init__(
            f"Không đọc được nhật ký {log} ({reason}). "
            "Cách xử lý: đóng tệp nếu đang mở trong chương trình khác, rồi chạy lại."
        )


class ContentMissing(ParExcelError):
    """A ledger that was made anew from the log has not met the bytes again."""

    def __init__(self, place: Path | str, name: str) -> None:
        super().__init__(
            f"Sổ theo dõi {place} biết tệp {name} qua nhật ký nhưng không có nội dung của tệp. "
            "Cách xử lý: chép lại tệp đó vào thư mục inbox rồi chạy lại lệnh check."
        )


class ReasonMissing(ParExcelError):
    """A decision without a reason is none."""

    exit_status = 2

    def __init__(self) -> None:
        super().__init__(
            "Quyết định phải kèm lý do. Cách sửa: ghi lý do thật vào tùy chọn --reason, thay cho dấu “…”."
        )


class NobodyDecides(ParExcelError):
    """A decision needs somebody who answers for it."""

    exit_status = 2

    def __init__(self) -> None:
        super().__init__(
            "Quyết định phải ghi ai là người quyết định. Cách sửa: ghi họ tên vào tùy chọn --by."
        )


class ApprovedMeanwhile(ParExcelError):
    """Somebody else approved while this approval was being made."""

    def __init__(self) -> None:
        super().__init__(
            "Một lần phê duyệt khác vừa được ghi trong khi lệnh này đang chạy; chưa ghi gì thêm. "
            "Cách xử lý: xem lại bằng lệnh log rồi chạy lại nếu vẫn cần."
        )


class OutdatedReading(ParExcelError):
    """A stored reading has a form that this version of the program does not know."""

    def __init__(self, place: Path | str) -> None:
        super().__init__(
            f"Sổ theo dõi {place} còn giữ kết quả đọc của một phiên bản khác của chương trình. "
            "Cách xử lý: chạy lại lệnh check để đọc lại các tệp đã nhận."
        )


_SHOWN = 5
"""Lines or files that one sentence names."""


def only_in_log(log: Path, lines: Sequence[LogLine]) -> str:
    """Tell what only the log says; it is not applied."""
    told = [f"số {line.entry.number} “{kind_of(line.entry)}” {_about(line.entry)}".rstrip() for line in lines]
    more = " …" if len(told) > _SHOWN else ""
    return (
        f"Nhật ký {log.name} có {len(lines)} dòng mà sổ theo dõi không có, chưa được áp dụng: "
        f"{'; '.join(told[:_SHOWN])}{more}. Xin tìm hiểu vì sao; nếu đúng là việc đã làm thì nhận bằng lệnh "
        'par-excel restore --reason "…", nếu không thì chuyển tệp nhật ký đó sang chỗ khác.'
    )


def _about(entry: Entry) -> str:
    if isinstance(entry, Decision):
        return f"của {entry.by}: {entry.reason}"
    if isinstance(entry, Made):
        return ", ".join(list(entry.files)[:_SHOWN])
    return f"của {entry.by}" if isinstance(entry, Posted | Approval) else entry.name


def made_whole(log: Path, found: bytes) -> str:
    """Tell that the log lacked lines at its end, or all of them."""
    what = "thiếu hoặc hỏng dòng ở cuối" if found.strip() else "trống hoặc không còn"
    return (
        f"Nhật ký {log.name} {what} so với sổ theo dõi (bị cắt, bị xóa, hoặc máy tắt giữa chừng); "
        "đã ghi lại cho đủ từ sổ theo dõi."
    )


def put_aside(log: Path, aside: Path) -> str:
    """Tell that the log contradicted the ledger."""
    return (
        f"Nhật ký {log.name} không khớp với sổ theo dõi (bị sửa, bị thiếu dòng hoặc thuộc kỳ khác): bản đó được giữ "
        f"tại {aside.name}, và {log.name} đã được lập lại từ sổ theo dõi."
    )


def not_written(log: Path, failure: OSError) -> str:
    """Tell that the log could not be written."""
    return (
        f"Chưa ghi được nhật ký {log.name} ({said_by_system(failure)}). Sổ theo dõi đã ghi đủ; "
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
