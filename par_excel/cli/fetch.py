"""The command `fetch`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from par_excel.workflow.fetching import Fetchings
    from par_excel.workflow.folder import Folder

VARIABLE = "PAR_EXCEL_IMAP_PASSWORD"


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
    from par_excel.post.passwords import password
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
    return 0


def _show(found: "Fetchings", folder: "Folder") -> None:
    from par_excel.cli.words import say
    from par_excel.workflow.fetching import Reply

    for each in found.letters:
        who = each.sender or "không rõ người gửi"
        whose = f" – {each.unit.name}" if each.unit is not None else " – địa chỉ không có trong danh sách"
        place = f": {each.file.name}" if each.file is not None else ""
        say(f"  {each.reply.value}, {who}{whose}{place}", colour=None if each.unit else "yellow")
    new = found.count(Reply.NEW)
    say(
        f"{new} thư mới trong {folder.replies}; {found.count(Reply.KNOWN)} thư đã có nội dung; "
        f"{found.before} thư đã lấy từ trước.",
        bold=True,
    )
    if new:
        say("Chạy “par-excel check” để nhận và kiểm tra bản nộp trong các thư này.")


def _facts(found: "Fetchings") -> dict[str, object]:
    return {
        "before": found.before,
        "letters": [
            {
                "what": each.reply.value,
                "sender": each.sender,
                "unit": each.unit.id if each.unit is not None else "",
                "file": str(each.file) if each.file is not None else "",
            }
            for each in found.letters
        ],
    }
