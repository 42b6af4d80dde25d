"""The commands `entry`, `reconcile` and `explain`: what goes into the ministry's software, and what comes back."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli import clock
from par_excel.cli.options import FILE, JSON, command, pass_folder, tell
from par_excel.cli.terminal import first_named, progress_bar, say, show_kept

if TYPE_CHECKING:
    from par_excel.model import ApprovalMark, EntryItem, Explanation
    from par_excel.model.as_json import Facts
    from par_excel.workflow.conclusion.entry import EntryOutcome
    from par_excel.workflow.conclusion.explain import ExplainOutcome
    from par_excel.workflow.conclusion.reconcile import ReconcileOutcome
    from par_excel.workflow.folder.folder import Folder

_SHOWN = 30


@command("Lập danh sách nhập vào phần mềm của Bộ Nội vụ.")
@click.option(
    "--read",
    "read",
    metavar="TỆP",
    type=FILE,
    multiple=True,
    help="Nhận thêm dấu “Đã nhập” từ bản chép của người khác; có thể nêu nhiều lần.",
)
@JSON
@pass_folder
def entry(folder: "Folder", *, read: tuple[Path, ...], as_json: bool) -> int:
    """Lập outbox/nhap_lieu.xlsx (kèm .json, .csv) và thư mục outbox/tai_lieu để nhập vào phần mềm.

    Dấu “Đã nhập” trong danh sách đang có được giữ lại; tiêu chí đã đổi số liệu thì bỏ dấu và nêu tên.
    """
    from par_excel.workflow.conclusion.entry import make_entry_list

    with progress_bar("Đang đọc", hidden=as_json) as progress:
        made = make_entry_list(folder, now=clock.now(), read=read, progress=progress)
    tell(
        lambda: _entry_facts(made),
        lambda: _show_entry(made, folder.entry, folder.entry_files),
        as_json=as_json,
    )
    return 0 if made.is_in_order else 1


@command("Đối chiếu phần mềm của Bộ Nội vụ với kết quả.")
@click.argument("file", metavar="TỆP", type=FILE)
@JSON
@pass_folder
def reconcile(folder: "Folder", file: Path, *, as_json: bool) -> int:
    """Đối chiếu tệp lấy từ phần mềm (Excel, CSV, trang web đã lưu) với kết quả; ghi outbox/doi_chieu.xlsx.

    Mã thoát 1 khi có điểm khác nhau. Cột được nhận theo tiêu đề; tiêu đề khác thường ghi ở [doi_chieu] của par.toml.
    """
    from par_excel.workflow.conclusion.reconcile import reconcile_file

    with progress_bar("Đang đọc", hidden=as_json) as progress:
        found = reconcile_file(folder, file, now=clock.now(), progress=progress)
    tell(lambda: found, lambda: _show_reconciled(found, folder.reconciliation), as_json=as_json)
    return 0 if found.is_in_order else 1


def _show_entry(made: "EntryOutcome", place: Path, files: Path) -> None:
    items = made.entry.items
    possible = sum(item.may_be_entered for item in items)
    say(f"Đã lập {place}: {possible}/{len(items)} tiêu chí có điểm để nhập.", bold=True)
    show_source(made.approval)
    if made.entry.draft_reasons:
        say("Danh sách là DỰ THẢO vì:", colour="yellow")
        for reason in made.entry.draft_reasons:
            say(f"  - {reason}")
    say(f"Đã nhập {possible - len(made.left)}/{possible} tiêu chí{_by_person(made)}.")
    closed = [item for item in items if not item.may_be_entered]
    if closed:
        say("Chưa nhập được:", colour="yellow")
    for state, codes in _by_state(closed).items():
        say(f"  - {state}: {_codes(codes)}")
    if made.left:
        say(f"Còn lại: {_codes([item.criterion.code for item in made.left])}.")
    _show_attention(made)
    if made.files:
        say(f"Đã chép {made.files} tệp tài liệu vào {files}; chưa rõ tiêu chí: {len(made.entry.loose)}.")
    show_kept(made.kept)


def show_source(approval: "ApprovalMark | None") -> None:
    """Print which approved version was taken, and that the present differs from it."""
    if approval is None:
        return
    say(f"Theo {approval.title} đã phê duyệt, mã {approval.short}.")
    if approval.differences:
        say(
            f"Số liệu hiện nay khác bản phê duyệt ở {len(approval.differences)} điểm; các điểm đó không được dùng ở đây "
            "(xem bằng lệnh merge).",
            colour="yellow",
        )


def _show_attention(made: "EntryOutcome") -> None:
    if made.refused:
        say(f"Không nhận dấu “Đã nhập” của {made.refused.file}: {made.refused.reason}", colour="red")
    if made.marked.dropped:
        say(f"Đã bỏ dấu vì số liệu đã đổi, cần nhập lại: {_codes(made.marked.dropped)}.", colour="yellow")
    for note in made.marked.notes:
        say(note, colour="yellow")
    shortened = [item.criterion.code for item in made.entry.items if item.is_shortened]
    if shortened:
        say(f"Giải trình đã rút gọn (xem cột “Lưu ý khi nhập”): {_codes(shortened)}.", colour="yellow")
    replaced = [item.criterion.code for item in made.entry.items if item.is_replaced]
    if replaced:
        say(f"Giải trình đã thay ký tự (xem cột “Lưu ý khi nhập”): {_codes(replaced)}.", colour="yellow")
    doubtful = [(item.criterion.code, doubt) for item in made.entry.items for doubt in item.doubts]
    if doubtful:
        say("Cần xem lại trước khi nhập:", colour="yellow")
    for code, doubt in doubtful:
        say(f"  - Tiêu chí {code}: {doubt}.")
    if made.not_taken:
        say(
            "Không chép vào thư mục tài liệu (chương trình, tệp lệnh, liên kết, macro hoặc loại tệp không nhận): "
            f"{_codes(made.not_taken)}.",
            colour="yellow",
        )
    for file in made.missing:
        say(f"Không lấy được tệp {file.source} (đã đặt tên {file.name}).", colour="yellow")


def _by_person(made: "EntryOutcome") -> str:
    counts: dict[str, int] = {}
    for name in made.marked.marks.values():
        counts[name or "không ghi tên"] = counts.get(name or "không ghi tên", 0) + 1
    return f" ({'; '.join(f'{name}: {count}' for name, count in counts.items())})" if counts else ""


def _by_state(items: "list[EntryItem]") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in items:
        found.setdefault(item.state.value, []).append(item.criterion.code)
    return found


def _codes(codes: Sequence[str]) -> str:
    return first_named(codes, _SHOWN, " và {} mục khác")


def _entry_facts(made: "EntryOutcome") -> "Facts":
    from par_excel.writing.office.entry import item_facts

    return {
        "fingerprint": made.entry.fingerprint,
        "draft_reasons": made.entry.draft_reasons,
        "approval": made.approval,
        "items": [item_facts(item, made.marked.marks) for item in made.entry.items],
        "left": [item.criterion.code for item in made.left],
        "dropped": made.marked.dropped,
        "notes": made.marked.notes,
        "refused": None if made.refused is None else made.refused.reason,
        "not_taken_files": made.not_taken,
        "missing_files": [file.source for file in made.missing],
        "loose_files": [file.source for file in made.entry.loose],
    }


def _show_reconciled(found: "ReconcileOutcome", place: Path) -> None:
    from par_excel.model import ABSENT
    from par_excel.writing.office.reconciliation import summary

    show_source(found.approval)
    for each in found.reconciled.mismatches:
        if each.what == ABSENT:
            continue
        head = f"{each.code} – {each.what}" + (f" ({each.place})" if each.place else "")
        say(f"  {head}: kết quả “{each.ours}”, phần mềm “{each.theirs}”", colour="yellow")
    absent = found.reconciled.absent
    if absent:
        say(f"  {ABSENT.capitalize()}: {_codes(absent)}.", colour="yellow")
    say(summary(found.reconciled), bold=True, colour="green" if found.is_in_order else None)
    say(f"Đã lập {place}.")
    show_kept(found.kept)


@command("Lập bảng giải trình bổ sung sau thẩm định.")
@click.option(
    "--appraisal",
    metavar="TỆP",
    type=FILE,
    help="Tệp kết quả thẩm định lấy từ phần mềm (Excel, CSV, trang web đã lưu); được ghi vào sổ theo dõi.",
)
@click.option("--by", metavar="NGƯỜI", default="", help="Người ghi (mặc định: tên đăng nhập máy tính).")
@JSON
@pass_folder
def explain(folder: "Folder", *, appraisal: Path | None, by: str, as_json: bool) -> int:
    """Lập bảng giải trình cho từng cơ quan (outbox/giai_trinh) và bảng chung (outbox/giai_trinh.xlsx, .docx).

    Bảng đã điền gửi về inbox được đọc và gộp vào bảng chung. Mã thoát 1 khi còn tiêu chí chưa giải trình.
    """
    from par_excel.system.account import account_name
    from par_excel.workflow.conclusion.explain import explain as explain_appraisal

    with progress_bar("Đang đọc", hidden=as_json) as progress:
        made = explain_appraisal(
            folder,
            by=by or account_name() or "không rõ",
            now=clock.now(),
            appraisal=appraisal,
            progress=progress,
        )
    tell(lambda: made, lambda: _show(folder, made), as_json=as_json)
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
