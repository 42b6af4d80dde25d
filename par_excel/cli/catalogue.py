"""The command `catalogue`: is the catalogue sound, and which rows has nobody verified yet?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from par_excel.config import CatalogueReport


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
    from par_excel.workflow.catalogue import check_catalogue
    from par_excel.workflow.folder import Folder

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
    from par_excel.workflow.catalogue import write_catalogue
    from par_excel.workflow.folder import Folder

    for path in write_catalogue(Folder(context.obj), folder):
        say(f"  {path}")
    say(
        "Sửa xong, chép hai tệp vào thư mục làm việc thay cho tệp .csv cùng tên, rồi chạy “par-excel catalogue check”."
    )
    return 0
