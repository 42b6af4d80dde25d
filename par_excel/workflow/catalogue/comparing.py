"""The command `catalogue compare`: two sets of criteria side by side, from working folders, files or the package."""

from pathlib import Path

from par_excel.config import packaged_names
from par_excel.config.basis import load_catalogue
from par_excel.merge.revising import revisions
from par_excel.model import Catalogue, ConfigError, Revisions
from par_excel.workflow.folder.folder import Folder


def compare_catalogues(
    folder: Folder, before: str, now: str | None
) -> tuple[Catalogue, Catalogue, Revisions]:
    """Return two sets and everything in which they differ.

    Args:
        folder: the working folder; its own set stands for the second where none is named.
        before: a working folder, a table, or the name of a packaged set.
        now: the same.

    Raises:
        ConfigError: one of them cannot be read.
    """
    former = _catalogue(before)
    present = _catalogue(now) if now else load_catalogue(folder.root)
    return former, present, revisions(former, present)


def _catalogue(name: str) -> Catalogue:
    path = Path(name)
    if path.is_dir() or path.is_file():
        return load_catalogue(path)
    if name in packaged_names():
        return load_catalogue(name)
    offered = ", ".join(packaged_names())
    raise ConfigError(
        f"Không có thư mục, tệp hay bộ có sẵn nào tên “{name}”.",
        f"ghi đường dẫn thư mục làm việc, tệp tieu_chi.xlsx, hoặc một bộ có sẵn: {offered}.",
    )
