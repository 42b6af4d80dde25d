"""The command `review`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from par_excel.model import Result
    from par_excel.workflow.reviewing import Taken


@click.command(options_metavar="[TÙY CHỌN]", short_help="Lập bảng rà soát điểm của cơ quan tổng hợp.")
@click.option("--by", metavar="NGƯỜI", default="", help="Người rà soát (mặc định: tên đăng nhập máy tính).")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dưới dạng JSON.")
@click.pass_obj
def review(directory: Path, *, by: str, as_json: bool) -> int:
    """Lập outbox/ra_soat.xlsx để rà soát điểm; lệnh merge đọc lại tệp này.

    Điểm, mức và ý kiến đã ghi trong tệp hiện có được ghi vào sổ theo dõi trước rồi điền lại.
    """
    from par_excel.cli.clock import now
    from par_excel.cli.decide import user
    from par_excel.cli.facts import print_facts
    from par_excel.cli.progress import progress_bar
    from par_excel.cli.words import say
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.reviewing import make_review

    folder = Folder(directory)
    with progress_bar("Đang đọc", hidden=as_json) as progress:
        made = make_review(folder, by=by or user() or "không rõ", now=now(), progress=progress)
    if as_json:
        print_facts({"recorded": made.taken.recorded, "refused": made.taken.refused})
    else:
        show_taken(made.taken, made.result)
        say(f"Đã lập {folder.review}.")
        for copy in made.kept:
            say(f"Bản trước đã được sửa bằng tay nên được giữ lại tại {copy}.", colour="yellow")
    return 1 if made.taken.refused else 0


def show_taken(taken: "Taken", result: "Result") -> None:
    """Print what came of the review workbook."""
    from par_excel.cli.words import points, say

    if taken.recorded:
        say(f"Đã ghi kết quả rà soát: {', '.join(taken.recorded)}.")
    if taken.refused:
        say("Không nhận kết quả rà soát trong ra_soat.xlsx vì:", colour="red")
        for reason in taken.refused:
            say(f"  - {reason}")
    total = result.total
    if total.own is not None:
        say(f"Tổng điểm sau rà soát: {points(total.score)}/{points(total.self_maximum)} điểm.", bold=True)
