"""The command `approve`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from par_excel.cli import clock
from par_excel.cli.options import JSON, command, pass_folder, tell
from par_excel.cli.terminal import copyable, points, progress_bar, quoted, say, say_first, show_kept

if TYPE_CHECKING:
    from par_excel.model import ApprovalMark, ResultDifference
    from par_excel.model.as_json import Facts
    from par_excel.workflow.conclusion.approve import ApproveOutcome
    from par_excel.workflow.folder.folder import Folder

_SHOWN = 30


@command("Phê duyệt: chốt kết quả dưới một số phiên bản.")
@click.option(
    "--decision", metavar="QUYẾT_ĐỊNH", default="", help='Số và ngày: "số 123/QĐ-UBND, ngày 05/03/2021".'
)
@click.option(
    "--by", metavar="NGƯỜI", default="", help="Người ghi việc phê duyệt (mặc định: tên đăng nhập máy tính)."
)
@JSON
@pass_folder
def approve(folder: "Folder", *, decision: str, by: str, as_json: bool) -> int:
    """Chốt kết quả đã được phê duyệt: lập bảng tổng hợp, báo cáo không còn dấu DỰ THẢO, giữ bản lưu và mã của từng tệp.

    Không chốt khi còn lỗi, thiếu bản nộp hoặc khác biệt chưa quyết định mà chưa được chấp nhận; khi đó nêu đủ danh sách.
    Chạy lại sau khi có thay đổi thì thành phiên bản tiếp theo, kèm danh sách thay đổi.
    """
    from par_excel.system.account import account_name
    from par_excel.workflow.conclusion.approve import Approver
    from par_excel.workflow.conclusion.approve import approve as record

    account = account_name()
    approver = Approver(by=by or account, account=account, at=clock.now())
    with progress_bar("Đang đọc", hidden=as_json) as progress:
        done = record(folder, decision, approver, progress=progress)
    tell(lambda: _facts(folder, done), lambda: _show(folder, done), as_json=as_json)
    return 1 if done.approval is None else 0


def _show(folder: "Folder", done: "ApproveOutcome") -> None:
    from par_excel.cli.results import show_taken
    from par_excel.model import ANCHOR

    if done.taken.recorded or done.taken.refused:
        show_taken(done.taken, done.result)
    if done.approval is None:
        _show_obstacles(done)
        return
    approval = done.approval
    what = "Đã phê duyệt" if done.is_new else "Đã phê duyệt từ trước, không có gì thay đổi:"
    say(
        f"{what} phiên bản {approval.version} theo Quyết định {approval.decision}.", bold=True, colour="green"
    )
    if not done.result.is_ranking_alone:  # units that fill the same form are ranked, never added
        say(f"Tổng điểm: {points(done.result.total.score)}/{points(done.result.total.self_maximum)}.")
    say(f"Mã kết quả: {approval.fingerprint[:12]}")
    say(f"{ANCHOR}: {done.anchor} (ghi vào hồ sơ phê duyệt; soát lại bằng verify --code {done.anchor})")
    for each in done.accepted:
        say(f"  - {each}", colour="yellow")
    if approval.version > 1 and done.is_new:
        say(f"Thay đổi so với phiên bản {approval.version - 1}: {len(done.differences)}.", bold=True)
        _show_differences(done.differences)
    say(
        f"Đã lập {folder.master}, {folder.report} và {folder.control_sheet}; bản lưu: {folder.approved(approval.version)}."
    )
    show_kept(done.kept)


def _show_obstacles(done: "ApproveOutcome") -> None:
    from par_excel.workflow.results.obstacles import how_to_settle

    say(f"Chưa phê duyệt được vì còn {len(done.obstacles)} vướng mắc:", colour="red", bold=True)
    for obstacle in done.obstacles:
        say(f"  - {obstacle.text}", colour="red")
        say(f"    Nếu chấp nhận: {how_to_settle(obstacle)}")
    for each in done.accepted:
        say(f"  - {each}", colour="yellow")
    say("Xử lý hoặc chấp nhận từng vướng mắc, rồi chạy lại. Chưa có gì được chốt.")


def show_mark(mark: "ApprovalMark | None") -> None:
    """Print which approved version a result is, or in what it differs from it; nothing where none was approved."""
    if mark is None:
        return
    if mark.holds:
        say(f"Đúng {mark.title} đã phê duyệt, mã {mark.short}.", colour="green")
        return
    say(f"Khác {mark.title} đã phê duyệt ở {len(mark.differences)} điểm:", colour="yellow", bold=True)
    _show_differences(mark.differences)
    say('Để phê duyệt thay đổi: par-excel approve --decision "…" (thành phiên bản tiếp theo).')


def _show_differences(differences: "Sequence[ResultDifference]") -> None:
    more = "  … và {} điểm khác (xem đủ ở sheet “Khác bản phê duyệt”, hoặc bằng --json)."
    say_first([_difference_line(each) for each in differences], _SHOWN, more)


def _difference_line(each: "ResultDifference") -> str:
    key = f" {each.key}" if each.key and each.key != each.name else ""
    name = f" ({each.name})" if each.name else ""
    sides = f"{quoted(each.before)} → {quoted(each.now)}"
    return f"  - {each.part.value}{key}{name}, {each.what}: {sides} – {each.why}"


def _facts(folder: "Folder", done: "ApproveOutcome") -> "Facts":
    from par_excel.model.as_json import facts_of
    from par_excel.workflow.results.obstacles import how_to_settle

    approval = done.approval
    return {
        "approved": approval is not None,
        "is_new": done.is_new,
        "obstacles": [{**facts_of(each), "settle": copyable(how_to_settle(each))} for each in done.obstacles],
        "accepted": done.accepted,
        "approval": done.result.approval,
        "anchor": done.anchor,
        "files": {} if approval is None else approval.files,
        "place": "" if approval is None else folder.approved(approval.version),
        "kept": done.kept,
    }
