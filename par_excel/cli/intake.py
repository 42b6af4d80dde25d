"""The commands `check`, `status` and `watch`: what arrived, and where every agency stands."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli import clock
from par_excel.cli.options import FILE, JSON, SCHEDULER, command, pass_folder, reads_returns, runner_at, tell
from par_excel.cli.terminal import progress_bar, say

if TYPE_CHECKING:
    from par_excel.workflow.folder.folder import Folder
    from par_excel.workflow.watch import Watch


@command("Nhận và kiểm tra các tệp trong inbox, lập phản hồi cho cơ quan.")
@click.option("--json", "as_json", is_flag=True, help="In mọi phát hiện dưới dạng JSON.")
@click.option("--xlsx", "as_xlsx", is_flag=True, help="Ghi mọi phát hiện vào outbox/phat_hien.xlsx.")
@click.option("--list", "as_list", is_flag=True, help="Liệt kê các nội dung được kiểm tra.")
@click.option(
    "--retry",
    is_flag=True,
    help="Đọc lại mọi tệp đã nhận từ nội dung đã lưu, kể cả tệp lần trước quá nặng.",
)
@SCHEDULER
@reads_returns
@pass_folder
def check(  # noqa: PLR0913 - a parameter for each option
    folder: "Folder",
    *,
    as_json: bool,
    as_xlsx: bool,
    as_list: bool,
    retry: bool,
    scheduler: str | None = None,
) -> int:
    """Nhận các tệp trong inbox, kiểm tra, in phát hiện theo từng cơ quan.

    Với mỗi cơ quan còn nội dung phải sửa, lập tệp phản hồi và thư trong outbox/phan_hoi.
    """
    if as_list:
        return _list_checks(folder, as_json=as_json)
    from par_excel.cli.facts import checked_facts, print_facts
    from par_excel.cli.words import show_intake, show_written
    from par_excel.workflow.intake.check import answer, check_inbox

    moment = clock.now()
    with runner_at(scheduler) as runner:
        with progress_bar("Đang đọc", hidden=as_json) as progress:
            checked = check_inbox(folder, now=moment, progress=progress, retry=retry, runner=runner)
        if not as_json:
            show_intake(checked.basis, checked.intake)
        answered = answer(folder, checked, now=moment, with_findings=as_xlsx, runner=runner)
    if as_json:
        print_facts(checked_facts(checked, answered))
    else:
        if as_xlsx:
            say(f"Mọi phát hiện: {folder.findings}.")
        show_written(folder, answered.written, answered.kept)
    return 0 if checked.is_in_order else 1


def _list_checks(folder: "Folder", *, as_json: bool) -> int:
    from par_excel.checks import RULES
    from par_excel.cli.facts import print_facts
    from par_excel.model.as_json import facts_of
    from par_excel.workflow.intake.check import changed_weights

    rules = list(RULES.values())
    changes = changed_weights(folder)
    if as_json:
        print_facts([{**facts_of(rule), "here": changes.get(rule.code)} for rule in rules])
    else:
        for rule in rules:
            here = f" (kỳ này: {changes[rule.code]})" if rule.code in changes else ""
            say(f"{rule.code}  {rule.severity.value:<8}  {rule.title}{here}")
    return 0


@command("Xem tình hình nộp, thời hạn còn lại và việc cần làm tiếp theo.")
@JSON
@click.option(
    "--html",
    "page",
    metavar="[TỆP]",
    type=FILE,
    is_flag=False,
    flag_value="-",
    help="Ghi thêm trang tình hình (nếu không nêu tệp: outbox/tinh_hinh.html).",
)
@pass_folder
def status(folder: "Folder", *, as_json: bool, page: Path | None) -> int:
    """Xem mỗi cơ quan đang ở đâu, còn bao nhiêu ngày đến hạn và việc cần làm tiếp theo.

    Chỉ xem: không nhận tệp mới trong inbox, không thay đổi sổ theo dõi. Mã thoát 1 khi có việc cần làm ngay.
    """
    from par_excel.cli.facts import standing_facts
    from par_excel.cli.standing import show_standing
    from par_excel.workflow.correspondence.status import read_standing, write_status_page

    standing = read_standing(folder, now=clock.now())
    default = page == Path("-")
    written = None if page is None else write_status_page(folder, standing, None if default else page)
    tell(lambda: standing_facts(standing, written), lambda: show_standing(standing, written), as_json=as_json)
    return 1 if standing.next_step.is_due else 0


@command("Theo dõi inbox liên tục: tệp nào đến đủ thì nhận ngay.")
@click.option(
    "--every",
    "seconds",
    metavar="GIÂY",
    type=click.FloatRange(min=0.2, max=3600),
    default=10,
    help="Số giây giữa hai lần xem (mặc định: 10).",
)
@pass_folder
def watch(folder: "Folder", *, seconds: float) -> int:
    """Theo dõi thư mục inbox cho đến khi nhấn Ctrl-C.

    Tệp được nhận khi đã chép xong và không còn mở trong Excel hay LibreOffice; sau mỗi lần nhận, phản hồi, danh sách
    phát hiện và trang tình hình được lập lại. Các lệnh khác vẫn chạy được trong khi theo dõi.
    Mã thoát là của lần xem cuối, như lệnh status: 1 khi có việc cần làm ngay.
    """
    import time

    from par_excel.workflow.watch import Watch

    watched = Watch(folder)
    try:
        _show(watched)
        say(f"Đang theo dõi inbox, {f'{seconds:g}'.replace('.', ',')} giây một lần; nhấn Ctrl-C để dừng.")
        while True:
            time.sleep(seconds)
            _show(watched)
    except KeyboardInterrupt:
        say("Đã dừng theo dõi.")
    standing = watched.standing
    return 1 if standing is None or standing.next_step.is_due else 0


def _show(watched: "Watch") -> None:
    """Look once, and print a line for each event with the office's time."""
    from datetime import datetime

    from par_excel.vietnamese import VIETNAM
    from par_excel.workflow.watch import EventKind

    colours = {
        EventKind.RECEIVED: "green",
        EventKind.REFUSED: "red",
        EventKind.TROUBLE: "red",
        EventKind.WAITING: "yellow",
        EventKind.GONE: "yellow",
    }
    for event in watched.look(clock.now):
        moment = datetime.now(tz=VIETNAM)
        say(f"{moment:%d/%m %H:%M:%S}  {event.text}", colour=colours.get(event.kind))
    sys.stdout.flush()  # into a file or pipe, lines would wait until some kilobytes have come together
