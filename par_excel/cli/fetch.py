"""The command `fetch`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from par_excel.workflow.fetching import Fetching, Fetchings, Reply
    from par_excel.workflow.folder import Folder

VARIABLE = "PAR_EXCEL_IMAP_PASSWORD"
_HEADS = ("Cơ quan", "Thư mới", "Đã có", "Không kèm bảng tính")
_NUMBERS = frozenset({1, 2, 3})
_SHOWN = 20


@click.command(options_metavar="[TÙY CHỌN]", short_help="Lấy thư trả lời từ hộp thư vào inbox/thu.")
@click.option("--mark-seen", is_flag=True, help="Đánh dấu đã đọc trên máy chủ (mặc định: không thay đổi gì).")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dưới dạng JSON.")
@click.pass_obj
def fetch(directory: Path, *, mark_seen: bool, as_json: bool) -> int:
    """Lấy mọi thư chưa có từ hộp thư ghi ở [nhan_thu] của par.toml, nguyên vẹn, vào inbox/thu.

    Không xóa, không đánh dấu gì trên máy chủ. Thư lấy rồi không lấy lại. Sau đó chạy check hoặc merge để nhận bản nộp.
    """
    from par_excel.cli.facts import print_facts
    from par_excel.cli.progress import progress_bar
    from par_excel.system.passwords import password
    from par_excel.workflow.fetching import fetch as collect
    from par_excel.workflow.fetching import postbox_of
    from par_excel.workflow.folder import Folder

    folder = Folder(directory)
    user = postbox_of(folder).office.user
    secret = password(VARIABLE, "par_excel imap", user) if user else None
    with progress_bar("Đang lấy thư", hidden=as_json) as progress:
        found = collect(folder, password=secret, is_marking=mark_seen, progress=progress)
    if as_json:
        print_facts(_facts(found))
    else:
        _show(found, folder)
    return 1 if found.strangers or found.without_form else 0


def _show(found: "Fetchings", folder: "Folder") -> None:
    from par_excel.cli.words import say
    from par_excel.workflow.fetching import Reply

    _show_table(found.letters)
    _show_letters("Thư của địa chỉ không có trong danh sách, vẫn được giữ:", found.strangers)
    without = [each for each in found.without_form if not each.is_stranger]
    _show_letters("Thư của cơ quan nhưng không kèm bảng tính hay tệp nén nào:", without)
    new = found.count(Reply.NEW)
    say(
        f"{new} thư mới trong {folder.replies}, {len(found.without_form)} không kèm bảng tính, "
        f"{len(found.strangers)} của địa chỉ lạ; {found.count(Reply.KNOWN)} thư đã có nội dung; "
        f"{found.before} thư đã lấy từ trước.",
        bold=True,
    )
    if new:
        say("Chạy “par-excel check” để nhận và kiểm tra bản nộp trong các thư này.")


def _show_table(letters: "Sequence[Fetching]") -> None:
    from par_excel.cli.tables import table_lines
    from par_excel.cli.words import say
    from par_excel.workflow.fetching import Reply

    by_name: dict[str, list[Fetching]] = {}
    for each in sorted(letters, key=lambda each: (each.unit is None, each.unit.name if each.unit else "")):
        if each.look is not None:
            by_name.setdefault(each.unit.name if each.unit else "Địa chỉ lạ", []).append(each)
    if not by_name:
        return
    rows = [(name, *map(str, _counts(same, Reply.NEW, Reply.KNOWN))) for name, same in by_name.items()]
    head, *lines = table_lines([_HEADS, *rows], _NUMBERS)
    say(head, bold=True)
    for line in lines:
        say(line)


def _counts(letters: "Sequence[Fetching]", *replies: "Reply") -> tuple[int, ...]:
    """Return of how many letters each became, and how many of them lack a form."""
    became = (sum(each.reply is reply for each in letters) for reply in replies)
    return (*became, sum(each.lacks_form for each in letters))


def _show_letters(title: str, letters: "Sequence[Fetching]") -> None:
    from par_excel.cli.words import say

    if letters:
        say(title, colour="yellow")
    for each in letters[:_SHOWN]:
        about = f" – {each.look.mail.subject}" if each.look and each.look.mail.subject else ""
        name = each.file.name if each.file else ""
        say(f"  {each.sender or 'không rõ người gửi'}{about}: {name}")
    if len(letters) > _SHOWN:
        say(f"  … và {len(letters) - _SHOWN} thư khác (xem đủ bằng --json).")


def _facts(found: "Fetchings") -> dict[str, object]:
    from par_excel.workflow.fetching import Reply

    return {
        "new": found.count(Reply.NEW),
        "known": found.count(Reply.KNOWN),
        "without_workbook": len(found.without_form),
        "strangers": len(found.strangers),
        "before": found.before,
        "letters": [
            {
                "what": each.reply.value,
                "sender": each.sender,
                "unit": each.unit.id if each.unit is not None else "",
                "file": str(each.file) if each.file is not None else "",
                "files": each.look.files if each.look else 0,
                "may_hold_form": each.look.likely if each.look else 0,
            }
            for each in found.letters
        ],
    }
