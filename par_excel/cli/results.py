"""The commands `merge`, `review` and `plan`."""

from decimal import Decimal
from typing import TYPE_CHECKING

import click

from par_excel.cli import clock
from par_excel.cli.options import JSON, SCHEDULER, command, pass_folder, reads_returns, runner_at, tell
from par_excel.cli.terminal import points, progress_bar, say, show_kept

if TYPE_CHECKING:
    from par_excel.model import Result
    from par_excel.workflow.conclusion.plan import PlanOutcome
    from par_excel.workflow.folder.folder import Folder
    from par_excel.workflow.results.merge import MergeOutcome
    from par_excel.workflow.results.review import ReviewOutcome, TakenReview


@command("Tổng hợp: bảng tổng hợp Excel và báo cáo Word.")
@click.option("--pdf", "with_pdf", is_flag=True, help="Lập thêm báo cáo dạng PDF (cần có LibreOffice).")
@JSON
@SCHEDULER
@reads_returns
@pass_folder
def merge(folder: "Folder", *, with_pdf: bool, as_json: bool, scheduler: str | None = None) -> int:
    """Nhận và kiểm tra các tệp trong inbox, rồi lập tổng hợp, báo cáo và phiếu trình trong outbox."""
    from par_excel.cli.facts import merged_facts
    from par_excel.system.account import account_name
    from par_excel.workflow.results.merge import merge_inbox

    with runner_at(scheduler) as runner, progress_bar("Đang đọc", hidden=as_json) as progress:
        merged = merge_inbox(
            folder,
            now=clock.now(),
            progress=progress,
            with_pdf=with_pdf,
            by=account_name() or "không rõ",
            runner=runner,
        )
    tell(lambda: merged_facts(merged), lambda: _show_merged(folder, merged), as_json=as_json)
    return 0 if merged.is_in_order else 1


def _show_total(result: "Result") -> None:
    """Say what was reached together, and how many are ranked: units that fill the same form are never added."""
    total = result.total
    if not result.is_ranking_alone:
        own = (
            f"{points(total.score)}/{points(total.self_maximum)}" if total.own is None else points(total.own)
        )
        say(f"Tổng điểm tự đánh giá: {own} điểm.", bold=True)
    for each in result.rankings:
        say(
            f"Đã xếp hạng {len(each.returned)}/{len(each.rows)} đơn vị của phụ lục {each.appendix}.",
            bold=True,
        )


def _show_merged(folder: "Folder", merged: "MergeOutcome") -> None:
    from par_excel.cli.approve import show_mark
    from par_excel.cli.words import show_intake, show_pdf, show_written

    show_intake(merged.checked.basis, merged.checked.intake)
    say()
    _show_total(merged.result)
    if merged.taken is not None:
        show_taken(merged.taken, merged.result)
    if merged.result.is_draft:
        say("Kết quả là DỰ THẢO vì:", colour="yellow")
        for reason in merged.result.draft_reasons:
            say(f"  - {reason}")
    show_mark(merged.result.approval)
    say(f"Đã lập {folder.master}, {folder.report} và {folder.control_sheet}.")
    for sentence in merged.left_out:
        say(sentence, colour="yellow")
    show_pdf(folder, merged)
    show_written(folder, merged.feedback, merged.kept)


@command("Lập bảng rà soát điểm của cơ quan tổng hợp.")
@click.option("--by", metavar="NGƯỜI", default="", help="Người rà soát (mặc định: tên đăng nhập máy tính).")
@JSON
@pass_folder
def review(folder: "Folder", *, by: str, as_json: bool) -> int:
    """Lập outbox/ra_soat.xlsx để rà soát điểm; lệnh merge đọc lại tệp này.

    Điểm, mức và ý kiến đã ghi trong tệp hiện có được ghi vào sổ theo dõi trước rồi điền lại.
    """
    from par_excel.system.account import account_name
    from par_excel.workflow.results.review import make_review

    with progress_bar("Đang đọc", hidden=as_json) as progress:
        made = make_review(folder, by=by or account_name() or "không rõ", now=clock.now(), progress=progress)
    tell(lambda: made.taken, lambda: _show_review(folder, made), as_json=as_json)
    return 1 if made.taken.refused else 0


def _show_review(folder: "Folder", made: "ReviewOutcome") -> None:
    show_taken(made.taken, made.result)
    say(f"Đã lập {folder.review}.")
    show_kept(made.kept)


@command("Lập kế hoạch khắc phục các điểm chưa đạt cho năm sau.")
@JSON
@pass_folder
def plan(folder: "Folder", *, as_json: bool) -> int:
    """Lập outbox/ke_hoach.docx: các điểm chưa đạt theo từng cơ quan, nguyên nhân, yêu cầu của thang điểm, thời hạn, người làm.

    Có kết quả năm trước thì thêm bảng kết quả khắc phục. Bản đã sửa bằng tay được giữ dưới tên có ngày.
    """
    from par_excel.workflow.conclusion.plan import make_plan

    with progress_bar("Đang đọc", hidden=as_json) as progress:
        made = make_plan(folder, now=clock.now(), progress=progress)
    tell(lambda: made, lambda: _show_plan(folder, made), as_json=as_json)
    return 1 if made.result.is_draft else 0


def _show_plan(folder: "Folder", made: "PlanOutcome") -> None:
    agencies = len({each.leader for each in made.lost})
    gained = sum((each.points for each in made.lost), Decimal(0))
    say(
        f"Đã lập {folder.plan}: {len(made.lost)} nội dung chưa đạt điểm tối đa ở {agencies} cơ quan, {points(gained)} điểm."
    )
    if made.result.is_draft:
        say("Kết quả còn là DỰ THẢO nên kế hoạch có thể còn thay đổi.", colour="yellow")
    show_kept(made.kept)


def show_taken(taken: "TakenReview", result: "Result") -> None:
    """Print what came of the review workbook."""
    if taken.recorded:
        say(f"Đã ghi kết quả rà soát: {', '.join(taken.recorded)}.")
    if taken.refused:
        say("Không nhận kết quả rà soát trong ra_soat.xlsx vì:", colour="red")
        for reason in taken.refused:
            say(f"  - {reason}")
    total = result.total
    if total.own is not None:
        say(f"Tổng điểm sau rà soát: {points(total.score)}/{points(total.self_maximum)} điểm.", bold=True)
