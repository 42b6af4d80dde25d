"""The command `demo`."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli.options import FOLDER, command
from par_excel.cli.terminal import points, say

if TYPE_CHECKING:
    from par_excel.model import Result

LIMIT_COMMUNES = 2_000
"""As the demo itself has it; repeated here, so that the help loads nothing."""


@command("Chạy thử cả một kỳ với bản nộp mẫu.")
@click.argument("folder", metavar="[THƯ_MỤC]", required=False, default="par-demo", type=FOLDER)
@click.option(
    "--communes",
    metavar="SỐ",
    type=click.IntRange(1, LIMIT_COMMUNES),
    help=f"Chạy thử với số xã này cùng điền một biểu mẫu, rồi xếp hạng (từ 1 đến {LIMIT_COMMUNES}; bộ tiêu chí và các xã được bịa ra).",
)
def demo(folder: Path, communes: int | None) -> None:
    """Chạy thử cả một kỳ đánh giá trong thư mục mới, với tám bản nộp mẫu (nội dung được bịa ra)."""
    if communes is not None:
        _show_communes(folder, communes)
    else:
        _show_agencies(folder)


def _show_agencies(folder: Path) -> None:
    from par_excel.cli.words import counts_text
    from par_excel.model.commands import shell_word
    from par_excel.workflow.demo.demo import run_demo
    from par_excel.workflow.demo.mended import FOLDER, REVIEW_FOLDER
    from par_excel.workflow.folder.folder import Folder

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
    say(
        f"   Bản sửa của ba cơ quan đó: chép thư mục {shown.folder.root / FOLDER} vào inbox rồi chạy lại merge."
    )
    say(
        f"   Bảng rà soát đã điền: sau đó chép {shown.folder.root / REVIEW_FOLDER / shown.folder.review.name} vào outbox rồi chạy merge lần nữa."
    )
    say("4. Hãy mở xem:")
    for path in (shown.folder.templates / "phuluc_1.xlsx", shown.folder.master, shown.folder.report):
        say(f"   {path}")
    say(f"Xem từng lỗi: par-excel -C {shell_word(str(shown.folder.root))} check")


def _show_communes(folder: Path, communes: int) -> None:
    from par_excel.model import EXAMPLE_REMARK
    from par_excel.model.commands import shell_word
    from par_excel.workflow.demo.commune_demo import run_commune_demo
    from par_excel.workflow.folder.folder import Folder

    shown = run_commune_demo(Folder(folder), communes)
    result = shown.merged.result
    say(f"{EXAMPLE_REMARK}: bộ tiêu chí, các xã và số liệu đều được bịa ra.", bold=True)
    say(f"1. Đã lập {len(shown.templates)} biểu mẫu trong {shown.templates[0].parent}")
    say(f"2. Đã nhận {len(result.received)} tệp từ {shown.folder.inbox}, tất cả do chương trình tự điền.")
    states = Counter(unit.state for unit in result.units)
    told = [f"{number} {state.value}" for state, number in states.items()]
    say(f"   Các xã: {', '.join(told)}; {shown.late} nộp muộn, {shown.mended} đã gửi lại bản sửa.")
    _show_ranking(result)
    say("4. Hãy mở xem:")
    for path in (shown.templates[0], shown.folder.master, shown.folder.report):
        say(f"   {path}")
    say("   Trong tong_hop.xlsx: các sheet “Xếp hạng”, “Phân bố”, mỗi nhóm một sheet, “Điểm” và “Hạng”.")
    say(f"Xem tình hình: par-excel -C {shell_word(str(shown.folder.root))} status")


def _show_ranking(result: "Result") -> None:
    for ranking in result.rankings:
        best = ranking.returned[:3]
        say(f"3. Đã xếp hạng {len(ranking.returned)}/{len(ranking.rows)} xã; dẫn đầu:")
        for row in best:
            total = row.unit.total
            say(
                f"   Hạng {row.place}: {row.unit.unit.name} ({row.unit.unit.group}), "
                f"{points(total.score)}/{points(total.self_maximum)} điểm"
            )
    if not result.rankings:
        total = result.total
        say(f"3. Chỉ có một xã nên không xếp hạng; điểm: {points(total.score)}/{points(total.self_maximum)}.")
