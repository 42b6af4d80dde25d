"""The command `watch`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from par_excel.workflow.watching import Watch


@click.command(
    options_metavar="[TÙY CHỌN]", short_help="Theo dõi inbox liên tục: tệp nào đến đủ thì nhận ngay."
)
@click.option(
    "--every",
    "seconds",
    metavar="GIÂY",
    type=click.FloatRange(min=0.2, max=3600),
    default=10,
    help="Số giây giữa hai lần xem (mặc định: 10).",
)
@click.pass_obj
def watch(directory: Path, *, seconds: float) -> int:
    """Theo dõi thư mục inbox cho đến khi nhấn Ctrl-C.

    Tệp được nhận khi đã chép xong và không còn mở trong Excel hay LibreOffice; sau mỗi lần nhận, phản hồi, danh sách
    phát hiện và trang tình hình được lập lại. Các lệnh khác vẫn chạy được trong khi theo dõi.
    Mã thoát là của lần xem cuối, như lệnh status: 1 khi có việc cần làm ngay.
    """
    import time

    from par_excel.cli.words import say
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.watching import Watch

    watched = Watch(Folder(directory))
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

    from par_excel.cli.clock import now
    from par_excel.cli.words import say
    from par_excel.vietnamese import VIETNAM
    from par_excel.workflow.watching import EventKind

    colours = {
        EventKind.RECEIVED: "green",
        EventKind.REFUSED: "red",
        EventKind.TROUBLE: "red",
        EventKind.WAITING: "yellow",
        EventKind.GONE: "yellow",
    }
    for event in watched.look(now):
        moment = datetime.now(tz=VIETNAM)
        say(f"{moment:%d/%m %H:%M:%S}  {event.text}", colour=colours.get(event.kind))
    sys.stdout.flush()
