"""The command `init`: lay out the working folder of a period."""

from pathlib import Path

from par_excel.config import packaged_files, packaged_years
from par_excel.model import ConfigError
from par_excel.workflow.folder import Folder
from par_excel.workflow.outputs import make_folder, write_outputs


def lay_out(folder: Folder, *, year: int | None = None, example: str = "") -> tuple[Path, ...]:
    """Write settings, catalogue and assignments of a year into a folder, and its subfolders; return the files.

    Without a year, the newest of those that ship with the package is taken; or the example of this name.

    Raises:
        ConfigError: a file of that name is already there, or the year is not packaged.
        OutputError: something could not be written.
    """
    contents = {
        folder.root / name: data
        for name, data in packaged_files(example or year or max(packaged_years())).items()
    }
    for path in contents:
        if path.exists():
            raise ConfigError(
                f"Thư mục đã có {path.name}; lệnh init không ghi đè.",
                "chọn thư mục khác, hoặc xóa tệp đó nếu thực sự muốn làm lại từ đầu.",
                file=path,
            )
    for place in (folder.inbox, folder.outbox, folder.templates):
        make_folder(place)
    write_outputs(contents)
    return tuple(contents)
