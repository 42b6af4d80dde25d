"""Where the ledger of a working folder is kept: in a file there, or on the server that par.toml names."""

import platform
from dataclasses import replace

from par_excel.config import find_shared_ledger
from par_excel.ledger import Ledger, is_shared_ledger_there, open_ledger, open_shared_ledger
from par_excel.model import ConfigError, SharedLedger
from par_excel.system.passwords import password
from par_excel.workflow.folder import Folder

VARIABLE = "PAR_EXCEL_LEDGER_PASSWORD"
SERVICE = "par_excel postgresql"
"""Under which the system's own store keeps the password."""


def ledger_of(folder: Folder, *, with_log: bool = True) -> Ledger:
    """Open the ledger of a working folder, or create it where there is none; use it as a context manager.

    Args:
        folder: the working folder.
        with_log: whether ledger and log tell each other what the other lacks; a mere look changes neither.

    Raises:
        ConfigError: the folder has a ledger of its own although par.toml names a server.
        ParExcelError: the ledger cannot be used.
    """
    server = server_of(folder)
    log = folder.log if with_log else None
    if server is None:
        return open_ledger(folder.ledger, log=log)
    if folder.ledger.exists():
        raise ConfigError(
            f"Tệp par.toml đặt sổ theo dõi chung ({server}) nhưng thư mục này còn sổ riêng {folder.ledger.name}.",
            "chạy lệnh par-excel share để chuyển sổ riêng lên máy chủ, hoặc xóa bảng [so_chung] để dùng sổ riêng.",
            file=folder.settings,
        )
    return open_shared(folder, server, with_log=with_log)


def open_shared(folder: Folder, server: SharedLedger, *, with_log: bool = True) -> Ledger:
    """Open the ledger on a server for this working folder."""
    return open_shared_ledger(
        server,
        password=password_for(server),
        folder=f"{platform.node()}:{folder.root.resolve().as_posix()}|",
        log=folder.log if with_log else None,
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
