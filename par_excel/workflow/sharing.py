"""The command `share`: a ledger in a file becomes the ledger on the server that par.toml names."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

from par_excel.ledger import Verification, open_ledger
from par_excel.model import ConfigError, OutputError, SharedLedger
from par_excel.workflow.folder import Folder
from par_excel.workflow.ledgers import open_shared, server_of


@dataclass(frozen=True, slots=True)
class Shared:
    """A ledger that was handed over."""

    server: SharedLedger
    kept: Path
    """The former file, under another name."""
    verification: Verification
    """Of what is on the server now."""


def share(folder: Folder) -> Shared:
    """Copy the folder's own ledger to the server, look at the copy, and give the file another name.

    The file is never deleted. A run that was cut short is finished by the next.

    Raises:
        ConfigError: no server is named, there is no ledger of one's own, or it is not as it was written.
        LedgerNotEmpty: the server holds another ledger there.
        ParExcelError: one of the two cannot be used.
    """
    server = _server(folder)
    with (
        open_ledger(folder.ledger, log=folder.log) as own,
        open_shared(folder, server, with_log=False) as shared,
    ):
        found = own.verify()
        if found.problems:
            raise ConfigError(
                f"Chưa chuyển sổ theo dõi vì sổ riêng không còn nguyên vẹn: {found.problems[0]}",
                "chạy lệnh verify, xử lý từng điểm rồi chạy lại.",
                file=folder.ledger,
            )
        if shared.entries() != own.entries() or shared.contents() != own.contents():
            shared.take_all(own)
        verification = shared.verify()
    return Shared(server, _set_aside(folder.ledger), verification)


def _server(folder: Folder) -> SharedLedger:
    server = server_of(folder)
    if server is None:
        raise ConfigError(
            "Tệp par.toml chưa đặt sổ theo dõi chung.",
            "thêm bảng [so_chung] theo hướng dẫn “Sổ theo dõi chung”.",
            file=folder.settings,
        )
    if not folder.ledger.exists():
        raise ConfigError(
            "Thư mục này không có sổ riêng để chuyển.",
            "cứ chạy các lệnh như thường: chương trình dùng sổ theo dõi chung.",
            file=folder.ledger,
        )
    return server


def _set_aside(path: Path) -> Path:
    names = (
        path.with_stem(f"{path.stem}_da_chuyen{f'_{number}' if number > 1 else ''}") for number in count(1)
    )
    place = next(name for name in names if not name.exists())
    try:
        return path.rename(place)
    except OSError as failure:
        raise OutputError(place, f"hệ điều hành báo lỗi {failure.strerror or failure}.") from failure
