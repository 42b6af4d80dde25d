"""The corrected returns of the demo: they lie beside its inbox, so that somebody can drop them as if they had just come."""

from pathlib import Path

from par_excel.workflow.folder.folder import Folder

FOLDER = "ban_sua"
"""In the demo's folder, as beside the returns that ship with the package."""


def mended_returns(folder: Folder) -> tuple[Path, ...]:
    """Return the corrected returns that are not in the inbox yet; none in a folder that no demo has made."""
    return tuple(
        path
        for path in sorted((folder.root / FOLDER).glob("phuluc_*.xlsx"))
        if not _is_in_inbox(folder, path)
    )


def _is_in_inbox(folder: Folder, path: Path) -> bool:
    """Say whether the same bytes lie in the inbox, under whatever name."""
    data = path.read_bytes()
    same_size = (each for each in folder.inbox.rglob("*.xlsx") if each.stat().st_size == len(data))
    return any(each.read_bytes() == data for each in same_size)
