"""The command `report-template`: the Word template of the report for the office to edit, with every field explained."""

from pathlib import Path

from par_excel.model import ConfigError
from par_excel.workflow.folder import Folder
from par_excel.workflow.outputs import read_output, write_outputs


def write_report_template(folder: Folder, *, force: bool) -> tuple[Path, ...]:
    """Write the packaged template and what explains it into the working folder; return their paths.

    Args:
        folder: the working folder.
        force: replace a template that is there.

    Raises:
        ConfigError: there is no such folder, or a template is there already and `force` is not given.
        OutputError: something could not be written; what was there is still there.
    """
    from par_excel.writing.report import packaged_template  # noqa: PLC0415 - loads the Word library
    from par_excel.writing.report_explained import explained_template  # noqa: PLC0415 - the same

    target, packaged = folder.report_template, packaged_template()
    if not folder.root.is_dir():
        raise ConfigError(f"Không có thư mục {folder.root}.", "kiểm tra lại tên thư mục sau -C.")
    standing = read_output(target)
    if standing is not None and standing != packaged and not force:
        raise ConfigError(
            f"Đã có mẫu báo cáo {target}.",
            "đổi tên hoặc cất tệp đó đi; hoặc thêm --force để thay bằng mẫu đi kèm chương trình.",
        )
    write_outputs({target: packaged, folder.report_fields: explained_template()})
    return (target, folder.report_fields)


def own_template(folder: Folder) -> bytes | None:
    """Return the office's own template; None where it has none.

    Raises:
        OutputError: it cannot be read.
    """
    return read_output(folder.report_template)
