"""What can go wrong with the ledger, each in one sentence; the errors of SQLite are turned into these."""

# ruff: noqa: N818 - failures are named after what happened, in the words of the sentence

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from par_excel.model import OutputError, ParExcelError

_NO_RIGHT = "không có quyền ghi vào tệp hoặc thư mục chứa tệp."
_IN_USE = "chương trình khác đang dùng sổ theo dõi; xin đợi ít phút rồi chạy lại."
_REASONS = {
    sqlite3.SQLITE_FULL: "ổ đĩa đã đầy; xin giải phóng dung lượng rồi chạy lại.",
    sqlite3.SQLITE_READONLY: _NO_RIGHT,
    sqlite3.SQLITE_PERM: _NO_RIGHT,
    sqlite3.SQLITE_CANTOPEN: "không mở được tệp; thư mục không có hoặc chưa được cấp quyền.",
    sqlite3.SQLITE_IOERR: "ổ đĩa hoặc mạng báo lỗi khi đọc, ghi; xin kiểm tra kết nối rồi chạy lại.",
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
}
_DAMAGES = {
    sqlite3.SQLITE_NOTADB: "tệp không phải là sổ theo dõi, hoặc phần đầu tệp đã hỏng.",
    sqlite3.SQLITE_CORRUPT: "cấu trúc bên trong tệp đã hỏng.",
}
_PRIMARY = 0xFF
"""The extended codes of SQLite keep the general one in their lowest byte."""

BROKEN = "nhật ký các việc đã làm không còn nguyên vẹn."
"""What is wrong where the chain of entries is."""


class LedgerDamaged(ParExcelError):
    """The file is no ledger, or no longer a whole one."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"Không dùng được sổ theo dõi {path}: {what} Cách xử lý: chuyển tệp này sang chỗ khác, chép bản sao lưu "
            "vào thay; nếu chưa có bản sao lưu thì chạy lại lệnh check để lập sổ mới từ nhat_ky.jsonl và thư mục inbox."
        )


class LedgerTooNew(ParExcelError):
    """A later version of the program has written the ledger."""

    def __init__(self, path: Path, *, version: int, known: int) -> None:
        super().__init__(
            f"Sổ theo dõi {path} do phiên bản mới hơn của chương trình lập (cấu trúc {version}, chương trình này đọc "
            f"đến cấu trúc {known}). Cách xử lý: cập nhật chương trình rồi chạy lại; sổ chưa bị thay đổi."
        )


class LedgerTooOld(ParExcelError):
    """A version of the program that was never released has written the ledger."""

    def __init__(self, path: Path, *, version: int, known: int) -> None:
        super().__init__(
            f"Sổ theo dõi {path} do bản thử nghiệm trước đây của chương trình lập (cấu trúc {version}, nay là cấu trúc "
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


class UnknownParcel(ParExcelError):
    """Nothing with this content was ever taken in."""

    def __init__(self, path: Path, sha256: str) -> None:
        super().__init__(f"Sổ theo dõi {path} không có tệp nào mang mã nội dung {sha256}.")


class LogUnreadable(ParExcelError):
    """The log is there and cannot be read: it may hold what the ledger does not know."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Không đọc được nhật ký {path} ({reason}). "
            "Cách xử lý: đóng tệp nếu đang mở trong chương trình khác, rồi chạy lại."
        )


class ContentMissing(ParExcelError):
    """A ledger that was made anew from the log has not met the bytes again."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(
            f"Sổ theo dõi {path} biết tệp {name} qua nhật ký nhưng không có nội dung của tệp. "
            "Cách xử lý: chép lại tệp đó vào thư mục inbox rồi chạy lại lệnh check."
        )


class ReasonMissing(ParExcelError):
    """A decision without a reason is none."""

    exit_status = 2

    def __init__(self) -> None:
        super().__init__("Quyết định phải kèm lý do. Cách sửa: ghi lý do vào tùy chọn --reason.")


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

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Sổ theo dõi {path} còn giữ kết quả đọc của một phiên bản khác của chương trình. "
            "Cách xử lý: chạy lại lệnh check để đọc lại các tệp đã nhận."
        )


@contextmanager
def told_in_words(path: Path, *, damaged: Path | None = None) -> Iterator[None]:
    """Turn what SQLite reports about the file into a sentence; mistakes of the program pass unchanged.

    Args:
        path: what is written.
        damaged: what is named where something is not whole; the same if not given.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = _code(error)
        if code in _REASONS:
            raise OutputError(path, _REASONS[code]) from error
        if code in _DAMAGES:
            raise LedgerDamaged(damaged or path, _DAMAGES[code]) from error
        raise
    except (
        UnicodeDecodeError
    ) as error:  # a name inside the file that is no text any more, in a message of SQLite
        raise LedgerDamaged(damaged or path, _DAMAGES[sqlite3.SQLITE_CORRUPT]) from error


def _code(error: sqlite3.DatabaseError) -> int | None:
    """Return the general code; text that is no UTF-8 any more is reported without one."""
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return sqlite3.SQLITE_CORRUPT if isinstance(error, sqlite3.OperationalError) else None
    return code & _PRIMARY
