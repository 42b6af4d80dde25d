"""The command `merge`."""

from pathlib import Path

import click

from par_excel.cli.labour import labour_at, scheduler_option


@click.command(options_metavar="[TÙY CHỌN]", short_help="Tổng hợp: bảng tổng hợp Excel và báo cáo Word.")
@click.option("--pdf", "with_pdf", is_flag=True, help="Lập thêm báo cáo dạng PDF (cần có LibreOffice).")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dưới dạng JSON.")
@scheduler_option
@click.pass_obj
def merge(directory: Path, *, with_pdf: bool, as_json: bool, scheduler: str | None = None) -> int:
    """Nhận và kiểm tra các tệp trong inbox, rồi lập outbox/tong_hop.xlsx và outbox/bao_cao.docx."""
    from par_excel.cli.approve import show_mark
    from par_excel.cli.clock import now
    from par_excel.cli.decide import user
    from par_excel.cli.facts import merged_facts, print_facts
    from par_excel.cli.progress import progress_bar
    from par_excel.cli.review import show_taken
    from par_excel.cli.words import points, say, show_intake, show_pdf, show_written
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.merging import merge_inbox

    folder = Folder(directory)
    with labour_at(scheduler) as labour, progress_bar("Đang đọc", hidden=as_json) as progress:
        merged = merge_inbox(
            folder,
            now=now(),
            progress=progress,
            with_pdf=with_pdf,
            by=user() or "không rõ",
            labour=labour,
        )
    if as_json:
        print_facts(merged_facts(merged))
        return 0 if merged.is_in_order else 1
    show_intake(merged.checked.basis, merged.checked.intake)
    total = merged.result.total
    say()
    own = f"{points(total.score)}/{points(total.self_maximum)}" if total.own is None else points(total.own)
    say(f"Tổng điểm tự đánh giá: {own} điểm.", bold=True)
    if merged.taken is not None:
        show_taken(merged.taken, merged.result)
    if merged.result.is_draft:
        say("Kết quả là DỰ THẢO vì:", colour="yellow")
        for reason in merged.result.draft_reasons:
            say(f"  - {reason}")
    show_mark(merged.result.approval)
    say(f"Đã lập {folder.master} và {folder.report}.")
    show_pdf(folder, merged)
    show_written(folder, merged.feedback, merged.kept)
    return 0 if merged.is_in_order else 1
