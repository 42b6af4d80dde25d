"""The ledger of a working folder, in a file there or on the server that par.toml names; and the command `share`.

`share` copies a ledger from its file to the server.
"""

import platform
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.config import find_shared_ledger
from par_excel.ledger import Ledger, Verification, is_shared_ledger_there, open_ledger, open_shared_ledger
from par_excel.model import ConfigError, SharedLedger
from par_excel.system.passwords import password
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.outputs import rename_beside

VARIABLE = "PAR_EXCEL_LEDGER_PASSWORD"
SERVICE = "par_excel postgresql"
"""Under which the system's own store keeps the password."""


def ledger_of(folder: Folder, *, with_log: bool = True, adopts: bool = False) -> Ledger:
    """Open the ledger of a working folder, or create it where there is none; use it as a context manager.

    Args:
        folder: the working folder.
        with_log: whether the log is met, and gets what it lacks; a mere look changes nothing.
        adopts: whether the ledger takes over what only the log tells.

    Raises:
        ConfigError: the folder has a ledger of its own although par.toml names a server.
        ParExcelError: the ledger cannot be used.
    """
    server = server_of(folder)
    log = folder.log if with_log else None
    if server is None:
        return open_ledger(folder.ledger, log=log, adopts=adopts)
    if folder.ledger.exists():
        raise ConfigError(
            f"Tệp par.toml đặt sổ theo dõi chung ({server}) nhưng thư mục này còn sổ riêng {folder.ledger.name}.",
            "chạy lệnh par-excel share để chuyển sổ riêng lên máy chủ, hoặc xóa bảng [so_chung] để dùng sổ riêng.",
            file=folder.settings,
        )
    return open_shared(folder, server, with_log=with_log, adopts=adopts)


def open_shared(
    folder: Folder, server: SharedLedger, *, with_log: bool = True, adopts: bool = False
) -> Ledger:
    """Open the ledger on a server for this working folder."""
    return open_shared_ledger(
        server,
        password=password_for(server),
        # Under this name the server keeps the hashes of outputs: another official's master workbook, written on another
        # computer, is not one that was changed by hand (decision 19).
        folder=f"{platform.node()}:{folder.root.resolve().as_posix()}|",
        log=folder.log if with_log else None,
        adopts=adopts,
    )


def has_ledger(folder: Folder) -> bool:
    """Say whether anything was ever recorded for this working folder; nothing is created.

    Raises:
        ParExcelError: nobody can tell.
    """
    server = server_of(folder)
    if server is None or folder.ledger.exists():
        return folder.ledger.exists()
    return is_shared_ledger_there(server, password=password_for(server))


def anchor_of(folder: Folder) -> str:
    """Return the code of where the chain of entries stands; empty where nothing was recorded."""
    if not has_ledger(folder):
        return ""
    with ledger_of(folder, with_log=False) as ledger:
        return ledger.anchor()


def require_ledger(folder: Folder) -> None:
    """See that there is something to look at: opening a ledger makes one.

    Raises:
        ConfigError: there is neither ledger nor log.
    """
    if not has_ledger(folder) and not folder.log.exists():
        raise ConfigError(
            "Thư mục này chưa có sổ theo dõi.",
            "chạy lệnh check trước, hoặc chỉ đúng thư mục làm việc bằng tùy chọn -C.",
            file=folder.ledger,
        )


def server_of(folder: Folder) -> SharedLedger | None:
    """Return the server that holds the ledger; None where it is a file in the working folder.

    Raises:
        ConfigError: what par.toml says of it is wrong.
    """
    server = find_shared_ledger(folder.root)
    if server is None or not server.authority:
        return server
    return replace(server, authority=str(folder.root / server.authority))


def password_for(server: SharedLedger) -> str | None:
    """Return the password of the account on the server; None leaves it to PGPASSWORD and the file of PGPASSFILE."""
    return password(VARIABLE, SERVICE, f"{server.user}@{server.host}")


class Shared(Struct, frozen=True):
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
        # alike where a former run copied all and was cut short before the file got its other name
        if shared.entries() != own.entries() or shared.contents() != own.contents():
            shared.take_all(own)
        verification = shared.verify()
    aside = folder.ledger.with_stem(f"{folder.ledger.stem}_da_chuyen")
    return Shared(server, rename_beside(folder.ledger, aside), verification)


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
