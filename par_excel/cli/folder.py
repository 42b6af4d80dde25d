"""The commands `init`, `catalogue`, `templates` and `report-template`: a folder is laid out and its forms are made."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli.scheduler import runner_at, scheduler_option

if TYPE_CHECKING:
    from par_excel.config import CatalogueReport


@click.command(options_metavar="[TÙY CHỌN]", short_help="Tạo thư mục làm việc cho một kỳ đánh giá.")
@click.argument("folder", metavar="THƯ_MỤC", type=click.Path(path_type=Path, file_okay=False))
@click.option("--year", metavar="NĂM", type=int, help="Năm chỉ số (mặc định: bộ mới nhất có sẵn).")
def init(folder: Path, year: int | None) -> None:
    """Tạo thư mục làm việc cho một kỳ đánh giá: par.toml, bộ tiêu chí, phân công và các thư mục con."""
    from par_excel.cli.words import say
    from par_excel.workflow.folder.folder import Folder, lay_out

    written = lay_out(Folder(folder), year=year)
    say(f"Đã tạo thư mục làm việc {folder} với: {', '.join(path.name for path in written)}.")
    say("Việc tiếp theo: mở par.toml sửa thông tin của tỉnh, rồi chạy “par-excel catalogue check”.")


@click.group(
    options_metavar="[TÙY CHỌN]", subcommand_metavar="LỆNH", short_help="Kiểm tra hoặc xuất bộ tiêu chí."
)
def catalogue() -> None:
    """Kiểm tra bộ tiêu chí, phân công; xuất ra Excel để đối chiếu với văn bản gốc."""


@catalogue.command("check", options_metavar="[TÙY CHỌN]", short_help="Kiểm tra bộ tiêu chí.")
@click.pass_context
def check_command(context: click.Context) -> int:
    """Kiểm tra par.toml, bộ tiêu chí và phân công; nêu các dòng chưa đối chiếu với văn bản gốc."""
    from par_excel.cli.words import say
    from par_excel.model import EXAMPLE_REMARK
    from par_excel.vietnamese import harmless
    from par_excel.workflow.folder.catalogue import check_catalogue
    from par_excel.workflow.folder.folder import Folder

    report = check_catalogue(Folder(context.obj))
    for problem in report.problems:
        click.secho(f"Lỗi: {harmless(str(problem))}", fg="red", err=True)
    if report.problems:
        return 2
    _show_counts(report)
    if report.unknown_rates:
        say("Chưa rõ công thức hoặc ngưỡng nên điểm phải nhập trực tiếp:", colour="yellow")
        for unknown in report.unknown_rates:
            say(
                f"  {unknown.criterion.code} {unknown.criterion.name}: còn trống {', '.join(unknown.missing)}"
            )
    if not report.unverified:
        return 0
    if report.is_example:
        say(f"{EXAMPLE_REMARK}: không có gì để đối chiếu.", colour="yellow")
        return 1
    say(f"Chưa đối chiếu với văn bản gốc: {len(report.unverified)} dòng", colour="yellow")
    say("  " + ", ".join(criterion.code for criterion in report.unverified))
    say(
        "Cách làm: chạy “par-excel catalogue export”, sửa trong Excel, ghi “đã đối chiếu” vào cột Độ tin cậy."
    )
    return 1


def _show_counts(report: "CatalogueReport") -> None:
    from par_excel.cli.words import points, say

    for title, source in report.sources.items():
        say(f"{title}: {source}")
    for field in report.fields:
        shape = f"{field.criteria} tiêu chí, {field.components} tiêu chí thành phần"
        say(f"  {field.code}. {field.name}: {shape}, {points(field.maximum)} điểm")
    total = report.total
    if total is not None:
        say(
            f"Tổng {points(total.maximum)} điểm: các cơ quan tự chấm {points(total.self_assessed)}, "
            f"cơ quan tổng hợp chấm {points(total.office)}, điều tra xã hội học {points(total.survey)}.",
            bold=True,
        )


@catalogue.command("export", options_metavar="[TÙY CHỌN]", short_help="Xuất bộ tiêu chí ra Excel để sửa.")
@click.argument(
    "folder", metavar="[THƯ_MỤC]", required=False, type=click.Path(path_type=Path, file_okay=False)
)
@click.pass_context
def export_command(context: click.Context, folder: Path | None) -> int:
    """Xuất tieu_chi.xlsx và phan_cong.xlsx để đối chiếu, sửa trong Excel (mặc định vào thư mục outbox)."""
    from par_excel.cli.words import say
    from par_excel.workflow.folder.catalogue import write_catalogue
    from par_excel.workflow.folder.folder import Folder

    for path in write_catalogue(Folder(context.obj), folder):
        say(f"  {path}")
    say(
        "Sửa xong, chép hai tệp vào thư mục làm việc thay cho tệp .csv cùng tên, rồi chạy “par-excel catalogue check”."
    )
    return 0


@click.command(options_metavar="[TÙY CHỌN]", short_help="Lập biểu mẫu cho các cơ quan.")
@scheduler_option
@click.pass_obj
def templates(directory: Path, *, scheduler: str | None = None) -> None:
    """Lập biểu mẫu Excel cho từng cơ quan vào thư mục templates."""
    from par_excel.cli.terminal import progress_bar
    from par_excel.cli.words import say
    from par_excel.workflow.folder.catalogue import make_templates
    from par_excel.workflow.folder.folder import Folder

    with runner_at(scheduler) as runner, progress_bar("Đang lập biểu mẫu", hidden=False) as progress:
        paths = make_templates(Folder(directory), progress=progress, runner=runner)
    for path in paths:
        say(f"  {path.relative_to(directory)}")
    say(f"Đã lập {len(paths)} biểu mẫu. Việc tiếp theo: gửi mỗi tệp cho cơ quan tương ứng.")


@click.command("report-template", options_metavar="[TÙY CHỌN]", short_help="Lấy mẫu báo cáo Word ra để sửa.")
@click.option("--force", is_flag=True, help="Thay mẫu đang có bằng mẫu đi kèm chương trình.")
@click.pass_obj
def report_template(directory: Path, *, force: bool) -> None:
    """Ghi mẫu báo cáo mau_bao_cao.docx và tệp giải thích các trường vào thư mục làm việc.

    Khi thư mục làm việc có mau_bao_cao.docx, lệnh merge lập báo cáo theo mẫu này.
    """
    from par_excel.cli.words import say
    from par_excel.workflow.folder.folder import Folder
    from par_excel.workflow.results.report_files import write_report_template

    folder = Folder(directory)
    for path in write_report_template(folder, force=force):
        say(f"  {path}")
    say(
        "Đã ghi mẫu báo cáo và tệp giải thích. Việc tiếp theo: mở mẫu bằng Word, sửa, lưu lại rồi chạy merge."
    )
