"""The command `explain`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli.options import pass_folder
from par_excel.cli.terminal import progress_bar, say, show_kept

if TYPE_CHECKING:
    from par_excel.model import Explanation
    from par_excel.workflow.conclusion.explain import ExplainOutcome
    from par_excel.workflow.folder.folder import Folder


@click.command(options_metavar="[TÙY CHỌN]", short_help="Lập bảng giải trình bổ sung sau thẩm định.")
@click.option(
    "--appraisal",
    metavar="TỆP",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Tệp kết quả thẩm định lấy từ phần mềm (Excel, CSV, trang web đã lưu); được ghi vào sổ theo dõi.",
)
@click.option("--by", metavar="NGƯỜI", default="", help="Người ghi (mặc định: tên đăng nhập máy tính).")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dưới dạng JSON.")
@pass_folder
def explain(folder: "Folder", *, appraisal: Path | None, by: str, as_json: bool) -> int:
    """Lập bảng giải trình cho từng cơ quan (outbox/giai_trinh) và bảng chung (outbox/giai_trinh.xlsx, .docx).

    Bảng đã điền gửi về inbox được đọc và gộp vào bảng chung. Mã thoát 1 khi còn tiêu chí chưa giải trình.
    """
    from par_excel.cli.clock import now
    from par_excel.cli.facts import print_facts
    from par_excel.system.account import account_name
    from par_excel.workflow.conclusion.explain import explain as explain_appraisal

    with progress_bar("Đang đọc", hidden=as_json) as progress:
        made = explain_appraisal(
            folder, by=by or account_name() or "không rõ", now=now(), appraisal=appraisal, progress=progress
        )
    if as_json:
        print_facts(made)
    else:
        _show(folder, made)
    return 0 if made.is_in_order else 1


def _show(folder: "Folder", made: "ExplainOutcome") -> None:

    if made.recorded:
        say(f"Đã ghi kết quả thẩm định của {len(made.recorded)} tiêu chí.")
    if made.refused:
        say("Không nhận kết quả thẩm định vì:", colour="red")
        for reason in made.refused:
            say(f"  - {reason}")
    for name, given in _by_unit(made).items():
        answered = [each for each in given if each.answered is not None]
        left = [each.criterion.code for each in given if each.answered is None]
        tail = f"; chưa giải trình: {', '.join(left)}" if left else ""
        say(f"{name}: đã giải trình {len(answered)}/{len(given)} tiêu chí{tail}.")
    looked = (f"Tiêu chí {each.criterion.code}: {each.note}" for each in made.explanations if each.note)
    for note in (*looked, *made.notes):
        say(note, colour="yellow")
    if made.explanations:
        say(f"Đã lập {folder.explanation} (kèm .docx) và các bảng gửi cơ quan tại {folder.explanations}.")
    elif not made.refused:
        say("Kết quả thẩm định trùng với kết quả đã gửi và không có ý kiến; không cần giải trình.")
    show_kept(made.kept)


def _by_unit(made: "ExplainOutcome") -> "dict[str, list[Explanation]]":
    found: dict[str, list[Explanation]] = {}
    for each in made.explanations:
        name = made.basis.period.sender.name if each.unit is None else each.unit.name
        found.setdefault(name, []).append(each)
    return found
