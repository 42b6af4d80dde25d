"""What tells, without reading anything, that something a period depends on has changed: sizes and times of its files."""

from pathlib import Path

from par_excel.workflow.folder.folder import Folder

Stamp = tuple[int, int] | None
"""Size in bytes and time of change in nanoseconds; None where there is no such file."""

# The log stands for the ledger: whatever is taken in or decided is a line of it, also where the ledger is on a server.
_SETTINGS = (
    "par.toml",
    "tieu_chi.csv",
    "tieu_chi.xlsx",
    "phan_cong.csv",
    "phan_cong.xlsx",
    "don_vi.csv",
    "don_vi.xlsx",
)


def stamps_of(folder: Folder) -> tuple[Stamp, ...]:
    """Return what changes when a command has taken in, decided or merged, or when settings were changed."""
    places = [folder.log, folder.master, *(folder.root / name for name in _SETTINGS)]
    return tuple(map(_stamp, places))


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
