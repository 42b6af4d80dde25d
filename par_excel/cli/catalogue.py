"""The command `catalogue`: copy it out of the official document, take it into use, check, compare and export it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli import clock
from par_excel.cli.options import FILE, FOLDER, JSON, command, pass_folder, tell
from par_excel.cli.terminal import first_named, points, say, say_first, show_kept

if TYPE_CHECKING:
    from par_excel.config import CatalogueReport
    from par_excel.config.report import Counts
    from par_excel.config.totals import TotalCheck
    from par_excel.model import ConfigError, Revision, SourceDocument
    from par_excel.workflow.catalogue.importing import Imported
    from par_excel.workflow.catalogue.using import Used
    from par_excel.workflow.folder.folder import Folder

_SHOWN = 12
"""Rows of one kind that are named on the terminal; the workbook names all."""


@click.group(
    options_metavar="[TÙY CHỌN]",
    subcommand_metavar="LỆNH",
    short_help="Nhập bộ tiêu chí từ văn bản gốc; đối chiếu, so sánh, xuất.",
)
def catalogue() -> None:
    """Nhập bộ tiêu chí từ văn bản gốc, đưa vào dùng; kiểm tra, so với bộ khác, xuất ra Excel để đối chiếu."""


@command("Kiểm tra bộ tiêu chí.", "check")
@JSON
@pass_folder
def check_command(folder: "Folder", *, as_json: bool) -> int:
    """Kiểm tra par.toml, bộ tiêu chí và phân công; nêu các dòng chưa đối chiếu với văn bản gốc."""
    from par_excel.cli.facts import catalogue_facts
    from par_excel.workflow.catalogue.using import altered_documents
    from par_excel.workflow.folder.catalogue import check_catalogue

    report = check_catalogue(folder)
    altered = altered_documents(folder, report.catalogue)
    tell(lambda: catalogue_facts(report, altered), lambda: _show_report(report, altered), as_json=as_json)
    if report.problems:
        return 2
    is_open = altered or report.unverified or report.unverified_assignments
    return 1 if is_open or any(not check.is_met for check in report.totals) else 0


def _show_problem(problem: "ConfigError") -> None:
    from par_excel.vietnamese import harmless

    click.secho(f"Lỗi: {harmless(str(problem))}", fg="red", err=True)


def _show_report(report: "CatalogueReport", altered: "Sequence[SourceDocument]") -> None:
    from par_excel.vietnamese import harmless

    if not report.problems:
        _show_found(report, altered)
    for unit in report.idle:
        click.secho(
            f"Cơ quan chưa có tiêu chí, nội dung phối hợp nào: {harmless(unit.name)}.", fg="yellow", err=True
        )
    for problem in report.problems:
        _show_problem(problem)


def _show_found(report: "CatalogueReport", altered: "Sequence[SourceDocument]") -> None:
    _show_counts(report)
    _show_totals(report.totals)
    if report.unknown_formulas:
        say("Chưa rõ công thức hoặc ngưỡng nên điểm phải nhập trực tiếp:", colour="yellow")
        for unknown in report.unknown_formulas:
            say(
                f"  {unknown.criterion.code} {unknown.criterion.name}: còn trống {', '.join(unknown.missing)}"
            )
    for document in altered:
        say(f"Tệp van_ban/{document.name} không còn, hoặc đã khác với tệp được đối chiếu.", colour="yellow")
    _show_unverified(report)


def _show_unverified(report: "CatalogueReport") -> None:
    from par_excel.model import EXAMPLE_REMARK

    if report.is_example:
        say(f"{EXAMPLE_REMARK}: không có gì để đối chiếu.", colour="yellow")
        return
    parts = (
        ("Chưa đối chiếu với văn bản gốc", [row.code for row in report.unverified]),
        ("Phân công chưa đối chiếu", [row.id for row in report.unverified_assignments]),
    )
    for title, names in parts:
        if names:
            say(f"{title}: {len(names)} dòng", colour="yellow")
            say("  " + ", ".join(names))
    if any(names for _, names in parts):
        say(
            "Cách làm: chạy “par-excel catalogue export”, sửa trong Excel, ghi “đã đối chiếu” vào cột Độ tin cậy, "
            "rồi chạy “par-excel catalogue use --by HỌ_TÊN”."
        )


def _show_totals(checks: "Sequence[TotalCheck]") -> None:
    if not checks:
        return
    unmet = [check for check in checks if not check.is_met]
    say(f"Tổng điểm đã công bố: khớp {len(checks) - len(unmet)}/{len(checks)} phần.")
    for check in unmet:
        total = check.total
        note = f"; {total.note}" if total.note else ""
        say(
            f"  Không khớp: {total.part}: bộ này {points(check.found)}, công bố {points(total.points)} "
            f"(năm chỉ số {total.year}, {total.source}{note}).",
            colour="yellow",
        )


def _show_counts(report: "CatalogueReport") -> None:
    for title, source in report.sources.items():
        say(f"{title}: {source}")
    for field in report.fields:
        shape = f"{field.criteria} tiêu chí, {field.components} tiêu chí thành phần"
        say(f"  {field.code}. {field.name}: {shape}, {points(field.maximum)} điểm{_bonus(field)}")
    total = report.total
    if total is not None:
        say(
            f"Tổng {points(total.maximum)} điểm: các cơ quan tự chấm {points(total.self_assessed)}, "
            f"cơ quan tổng hợp chấm {points(total.office)}, điều tra xã hội học {points(total.survey)}{_bonus(total)}.",
            bold=True,
        )


def _bonus(counts: "Counts") -> str:
    return f"; điểm thưởng ngoài tổng điểm {points(counts.bonus)}" if counts.bonus else ""


@command("Xuất bộ tiêu chí ra Excel để sửa.", "export")
@click.argument("place", metavar="[THƯ_MỤC]", required=False, type=FOLDER)
@JSON
@pass_folder
def export_command(folder: "Folder", *, place: Path | None, as_json: bool) -> int:
    """Xuất tieu_chi.xlsx và phan_cong.xlsx để đối chiếu, sửa trong Excel (mặc định vào thư mục outbox)."""
    from par_excel.workflow.folder.catalogue import write_catalogue

    written = write_catalogue(folder, place)
    tell(lambda: {"written": written}, lambda: _show_exported(written), as_json=as_json)
    return 0


def _show_exported(written: Sequence[Path]) -> None:
    for path in written:
        say(f"  {path}")
    say(
        "Sửa xong, chép hai tệp vào thư mục làm việc thay cho tệp .csv cùng tên, rồi chạy “par-excel catalogue check”."
    )


@command("Nhập bộ tiêu chí từ quyết định của Bộ Nội vụ.", "import")
@click.argument("file", metavar="TỆP", type=FILE)
@click.option(
    "--table", metavar="SỐ", type=int, help="Số thứ tự của bảng, khi văn bản có nhiều bảng tiêu chí."
)
@click.option(
    "--plan",
    metavar="TỆP",
    type=FILE,
    help="Quyết định, kế hoạch của tỉnh phân công tiêu chí cho các cơ quan.",
)
@JSON
@pass_folder
def import_command(
    folder: "Folder", *, file: Path, table: int | None, plan: Path | None, as_json: bool
) -> int:
    """Đọc bảng tiêu chí trong văn bản (.docx, .pdf có chữ, .xlsx, .xls, .ods, .html, .csv) ra outbox/tieu_chi.xlsx để xem lại.

    Bộ tiêu chí đang dùng giữ nguyên. Dòng nào chương trình không chắc được tô màu cam và nêu lý do; văn bản được giữ trong
    thư mục van_ban.
    """
    from par_excel.workflow.catalogue.importing import import_catalogue

    imported = import_catalogue(folder, file, now=clock.now(), table=table, plan=plan)
    tell(lambda: imported, lambda: _show_imported(imported), as_json=as_json)
    return 1  # always: a person has to look over what was read


def _show_imported(imported: "Imported") -> None:
    found = imported.transcript
    say(f"Đã đọc {len(found.rows)} dòng tiêu chí từ {imported.document.name}.", bold=True)
    for remark in found.remarks:
        say(f"  {remark}", colour="yellow")
    _show_doubts(imported)
    _show_leads(imported)
    if imported.dropped:
        say(
            f"Phân công không mang theo được: {', '.join(each.id for each in imported.dropped)}.",
            colour="yellow",
        )
    show_kept(imported.kept)
    say(f"Văn bản được giữ tại van_ban/{imported.document.name} (mã {imported.document.sha256[:12]}).")
    say(
        f"Việc tiếp theo: mở {imported.catalogue}, xem các dòng tô cam, ghi “đã đối chiếu” ở dòng đúng, rồi chạy "
        "“par-excel catalogue use --by HỌ_TÊN”."
    )


def _show_doubts(imported: "Imported") -> None:
    found = imported.transcript
    if found.doubtful:
        say(f"Cần xem {len(found.doubtful)} dòng:", colour="yellow")
    doubtful = [f"  {row.code} ({row.place}): {'; '.join(map(str, row.marks))}" for row in found.doubtful]
    say_first(doubtful, _SHOWN, "  … và {} dòng nữa (xem trang “Kết quả đọc” của tệp).")
    if found.unplaced:
        say(f"Không thuộc tiêu chí nào: {len(found.unplaced)} dòng (xem trang “Kết quả đọc”).")


def _show_leads(imported: "Imported") -> None:
    if imported.without_lead:
        codes = first_named(imported.without_lead, _SHOWN, " và {} mã nữa")
        say(f"Chưa rõ phụ lục chủ trì: {codes}.", colour="yellow")
    if imported.idle:
        names = ", ".join(unit.name for unit in imported.idle)
        say(f"Cơ quan chưa có tiêu chí nào: {names}.", colour="yellow")


@command("Đưa bộ tiêu chí đã xem lại vào dùng.", "use")
@click.argument("file", metavar="[TỆP]", required=False, type=FILE)
@click.option(
    "--by", metavar="HỌ_TÊN", default="", help="Người đã đối chiếu các dòng mới ghi “đã đối chiếu”."
)
@JSON
@pass_folder
def use_command(folder: "Folder", *, file: Path | None, by: str, as_json: bool) -> int:
    """Đưa tieu_chi.xlsx đã xem lại (mặc định ở outbox) vào dùng; ghi người và ngày đối chiếu cho các dòng mới xác nhận.

    Bảng phan_cong.xlsx nằm cùng chỗ được đưa vào dùng theo, cũng ghi người và ngày đối chiếu. Còn chỗ sai thì không thay
    đổi gì. Bảng đang dùng được giữ lại dưới tên có ngày.
    """
    from par_excel.cli.facts import used_facts
    from par_excel.workflow.catalogue.using import use_catalogue

    used = use_catalogue(folder, file, by=by, now=clock.now())
    tell(lambda: used_facts(used), lambda: _show_used(used, by.strip()), as_json=as_json)
    return 2 if used.problems else 1 if used.catalogue.unverified else 0


def _show_used(used: "Used", by: str) -> None:
    for problem in used.problems[:_SHOWN]:
        _show_problem(problem)
    if len(used.problems) > _SHOWN:
        click.secho(f"… và {len(used.problems) - _SHOWN} lỗi nữa.", fg="red", err=True)
    if used.problems:
        return
    say(f"Đã đưa vào dùng: {', '.join(path.name for path in used.written)}.", bold=True)
    if used.former:
        say(f"Bảng dùng trước được giữ tại {', '.join(path.name for path in used.former)}.")
    for what, rows in (("dòng tiêu chí", used.confirmed), ("dòng phân công", used.confirmed_assignments)):
        if rows:
            say(f"{by} xác nhận đã đối chiếu {len(rows)} {what}.")
    left = len(used.catalogue.unverified)
    if left:
        say(f"Còn {left} dòng chưa đối chiếu với văn bản gốc.", colour="yellow")
    say("Việc tiếp theo: chạy “par-excel catalogue check”, rồi “par-excel templates”.")


@command("So hai bộ tiêu chí.", "compare")
@click.argument("before", metavar="BỘ_TRƯỚC")
@click.argument("present", metavar="[BỘ_NÀY]", required=False)
@JSON
@pass_folder
def compare_command(folder: "Folder", *, before: str, present: str | None, as_json: bool) -> int:
    """So bộ tiêu chí năm nay với bộ khác, theo mã và theo tên: mới, bỏ, đổi mã, đổi điểm tối đa, đổi thang điểm.

    Mỗi bộ là một thư mục làm việc, một tệp tieu_chi.xlsx, hoặc tên bộ có sẵn (ví dụ 2020). Bỏ BỘ_NÀY thì dùng bộ của thư
    mục làm việc.
    """
    from par_excel.model.as_json import facts_of
    from par_excel.workflow.catalogue.comparing import compare_catalogues

    former, now, found = compare_catalogues(folder, before, present)
    lengths = f"Năm {former.year}: {len(former)} dòng; năm {now.year}: {len(now)} dòng"
    tell(
        lambda: {"before": former.year, "now": now.year, **facts_of(found)},
        lambda: _show_compared(f"{lengths}; giống nhau {found.same} dòng.", found.found),
        as_json=as_json,
    )
    return 1 if found.found else 0


def _show_compared(summary: str, revisions: "Iterable[Revision]") -> None:
    say(summary, bold=True)
    for revision in revisions:
        say("  " + ". ".join(_revision_words(revision)))


def _revision_words(revision: "Revision") -> Iterator[str]:
    from par_excel.model import RevisionKind

    kinds = ", ".join(kind.value for kind in revision.kinds)
    yield f"[{kinds}] {revision.row.code} {revision.row.name} ({points(revision.row.maximum)} điểm)"
    before, now = revision.before, revision.now
    if before is None or now is None:
        return
    if RevisionKind.RENUMBERED in revision.kinds:
        yield f"Mã trước: {before.code}"
    if RevisionKind.RENAMED in revision.kinds:
        yield f"Tên trước: {before.name}"
    if RevisionKind.MAXIMUM in revision.kinds:
        yield f"Điểm tối đa trước: {points(before.maximum)}"


for each in (check_command, export_command, import_command, use_command, compare_command):
    catalogue.add_command(each)
