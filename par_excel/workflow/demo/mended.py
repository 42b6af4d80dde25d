"""What lies beside the inbox of the demo: corrected returns, to be dropped as if they had just come, and a review.

The review workbook is one that an office has filled in once the corrected returns were there.
"""

from pathlib import Path

from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.outputs import write_outputs

FOLDER = "ban_sua"
"""Folder of the corrected returns, in the demo's folder as beside the returns that ship with the package."""
REVIEW_FOLDER = "ra_soat_mau"
SAMPLE_REVIEW = Path(__file__).parent / "returns" / REVIEW_FOLDER / "ra_soat.xlsx"


def sample_review(folder: Folder) -> Path | None:
    """Return the review workbook of the demo where it can be used: once all corrected returns are there."""
    path = folder.root / REVIEW_FOLDER / SAMPLE_REVIEW.name
    return path if path.is_file() and not mended_returns(folder) else None


def take_sample_review(folder: Folder) -> None:
    """Put the review workbook of the demo where the office would have saved its own; `merge` takes it from there.

    Raises:
        OutputError: it could not be written.
    """
    path = sample_review(folder)
    if path is not None:
        write_outputs({folder.review: path.read_bytes()})


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
