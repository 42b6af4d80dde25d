"""The command `report-template`."""

from pathlib import Path

import click


@click.command("report-template", options_metavar="[TÙY CHỌN]", short_help="Lấy mẫu báo cáo Word ra để sửa.")
@click.option("--force", is_flag=True, help="Thay mẫu đang có bằng mẫu đi kèm chương trình.")
@click.pass_obj
def report_template(directory: Path, *, force: bool) -> None:
    """Ghi mẫu báo cáo mau_bao_cao.docx và tệp giải thích các trường vào thư mục làm việc.

    Khi thư mục làm việc có mau_bao_cao.docx, lệnh merge lập báo cáo theo mẫu này.
    """
    from par_excel.cli.words import say
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.report_template import write_report_template

    folder = Folder(directory)
    for path in write_report_template(folder, force=force):
        say(f"  {path}")
    say(
        "Đã ghi mẫu báo cáo và tệp giải thích. Việc tiếp theo: mở mẫu bằng Word, sửa, lưu lại rồi chạy merge."
    )
