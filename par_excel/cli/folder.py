"""The commands `init`, `templates` and `report-template`: a folder is laid out and its forms are made."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli import clock
from par_excel.cli.options import FILE, FOLDER, JSON, SCHEDULER, command, pass_folder, runner_at, tell
from par_excel.cli.terminal import progress_bar, remember_folder, say

if TYPE_CHECKING:
    from par_excel.workflow.folder.folder import Folder
    from par_excel.workflow.folder.renewing import Renewed


@command("Tạo thư mục làm việc cho một kỳ đánh giá.")
@click.argument("folder", metavar="THƯ_MỤC", type=FOLDER)
@click.option("--year", metavar="NĂM", type=int, help="Năm chỉ số (mặc định: bộ mới nhất có sẵn).")
@click.option(
    "--from",
    "former",
    metavar="THƯ_MỤC_NĂM_TRƯỚC",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Lấy cơ quan, địa chỉ, mẫu thư, mẫu báo cáo và thiết lập từ thư mục năm trước.",
)
@click.option(
    "--merged",
    metavar="TỆP",
    type=FILE,
    help="Bảng cơ quan cũ, cơ quan mới (mặc định: bảng có sẵn về sắp xếp các sở năm 2025).",
)
@JSON
def init(*, folder: Path, year: int | None, former: Path | None, merged: Path | None, as_json: bool) -> None:
    """Tạo thư mục làm việc cho một kỳ đánh giá: par.toml, bộ tiêu chí, phân công và các thư mục con.

    Với --from, thiết lập được lấy từ năm trước, thời hạn chuyển sang năm mới và ghi CẦN XÁC NHẬN; bộ tiêu chí của năm mới
    nhập bằng lệnh catalogue import.
    """
    from par_excel.workflow.folder.folder import Folder, lay_out
    from par_excel.workflow.folder.renewing import renew

    remember_folder(folder)  # the commands that are printed are for the folder that is there now
    if former is not None:
        if year is None:  # deadlines move by years: one that is guessed would move them wrongly
            raise click.UsageError("Cần thêm --year với năm chỉ số của kỳ mới.")
        renewed = renew(Folder(folder), Folder(former), year=year, mergers=merged)
        tell(lambda: renewed, lambda: _show_renewed(folder, renewed), as_json=as_json)
        return
    written = lay_out(Folder(folder), year=year)
    tell(lambda: {"written": written}, lambda: _show_laid_out(folder, written), as_json=as_json)


def _show_laid_out(folder: Path, written: Iterable[Path]) -> None:
    say(f"Đã tạo thư mục làm việc {folder} với: {', '.join(path.name for path in written)}.")
    say("Việc tiếp theo: mở par.toml sửa thông tin của tỉnh, rồi chạy “par-excel catalogue check”.")


def _show_renewed(folder: Path, renewed: "Renewed") -> None:
    say(f"Đã tạo thư mục làm việc {folder} với: {', '.join(path.name for path in renewed.written)}.")
    for name, olds in renewed.merged.items():
        say(
            f"  {name}: từ {', '.join(f'{unit.name} (phụ lục {unit.appendix_label})' for unit in olds)}.",
            colour="yellow",
        )
    for word, codes in renewed.gone.items():
        if codes:
            say(f"  Bộ năm trước nói về “{word}”, nay không còn, ở: {', '.join(codes)}.", colour="yellow")
    say("Việc tiếp theo: mở par.toml, xem các dòng CẦN XÁC NHẬN (thời hạn, căn cứ, cơ quan sắp xếp lại);")
    say("rồi nhập bộ tiêu chí của năm: “par-excel catalogue import TỆP”.")


@command("Lập biểu mẫu cho các cơ quan.")
@click.option(
    "--refill",
    "said",
    metavar="ĐƠN_VỊ",
    default="",
    help="Lập lại biểu mẫu của một đơn vị theo bộ tiêu chí đã sửa, điền sẵn phần còn đúng.",
)
@SCHEDULER
@pass_folder
def templates(folder: "Folder", *, said: str, scheduler: str | None = None) -> None:
    """Lập biểu mẫu Excel cho từng cơ quan vào thư mục templates.

    Khi bộ tiêu chí thay đổi sau khi biểu mẫu đã phát: --refill lập biểu mẫu mới cho cơ quan đã nộp, không phải điền lại
    từ đầu; tiêu chí có điểm đã đổi để trống cho cơ quan trả lời lại.
    """
    if said:
        _refill(folder, said)
        return
    from par_excel.workflow.folder.catalogue import make_templates

    with runner_at(scheduler) as runner, progress_bar("Đang lập biểu mẫu", hidden=False) as progress:
        paths = make_templates(folder, progress=progress, runner=runner)
    for path in paths:
        say(f"  {path.relative_to(folder.root)}")
    say(f"Đã lập {len(paths)} biểu mẫu. Việc tiếp theo: gửi mỗi tệp cho cơ quan tương ứng.")


def _refill(folder: "Folder", said: str) -> None:
    from par_excel.workflow.intake.refilling import make_refilled

    place, changed = make_refilled(folder, said, now=clock.now())
    say(f"Đã lập {place}. Việc tiếp theo: gửi tệp này cho cơ quan.")
    if changed:
        say(f"Cơ quan phải trả lời lại, vì điểm đã đổi: {', '.join(changed)}.", colour="yellow")


@command("Lấy mẫu báo cáo Word ra để sửa.", "report-template")
@click.option("--force", is_flag=True, help="Thay mẫu đang có bằng mẫu đi kèm chương trình.")
@pass_folder
def report_template(folder: "Folder", *, force: bool) -> None:
    """Ghi mẫu báo cáo mau_bao_cao.docx và tệp giải thích các trường vào thư mục làm việc.

    Khi thư mục làm việc có mau_bao_cao.docx, lệnh merge lập báo cáo theo mẫu này.
    """
    from par_excel.workflow.results.report_files import write_report_template

    for path in write_report_template(folder, force=force):
        say(f"  {path}")
    say(
        "Đã ghi mẫu báo cáo và tệp giải thích. Việc tiếp theo: mở mẫu bằng Word, sửa, lưu lại rồi chạy merge."
    )
