"""The command `demo`."""

from pathlib import Path

import click


@click.command(options_metavar="[TÙY CHỌN]", short_help="Chạy thử cả một kỳ với bản nộp mẫu.")
@click.argument(
    "folder",
    metavar="[THƯ_MỤC]",
    required=False,
    default="par-demo",
    type=click.Path(path_type=Path, file_okay=False),
)
def demo(folder: Path) -> None:
    """Chạy thử cả một kỳ đánh giá trong thư mục mới, với tám bản nộp mẫu (nội dung được bịa ra)."""
    from par_excel.cli.words import counts_text, points, say
    from par_excel.workflow.demo import run_demo
    from par_excel.workflow.folder import Folder

    shown = run_demo(Folder(folder))
    result = shown.merged.result
    say("Kỳ thử: Quảng Trị, năm chỉ số 2020. Nội dung các bản nộp được bịa ra để minh họa.", bold=True)
    say(f"1. Đã lập {len(shown.templates)} biểu mẫu trong {shown.folder.templates}")
    say(f"2. Đã nhận {len(result.received)} bản nộp từ {shown.folder.inbox} (điền và lưu bằng LibreOffice).")
    for unit in result.units:
        findings = shown.merged.checked.intake.findings(unit.unit.id)
        colour = "red" if unit.errors else "green"
        say(
            f"   Phụ lục {unit.unit.appendix} – {unit.unit.name}: {unit.state.value} ({counts_text(findings)})",
            colour=colour,
        )
    total = result.total
    say(
        f"3. Tổng điểm tự đánh giá: {points(total.score)}/{points(total.self_maximum)} (điều tra xã hội học: {points(total.survey_maximum)} điểm)."
    )
    say("   Ba bản nộp cố ý có lỗi để minh họa; điểm có lỗi không được tính, nên kết quả là DỰ THẢO.")
    say("4. Hãy mở xem:")
    for path in (shown.folder.templates / "phuluc_1.xlsx", shown.folder.master, shown.folder.report):
        say(f"   {path}")
    say(f"Xem từng lỗi: par-excel -C {shown.folder.root} check")
