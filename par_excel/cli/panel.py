"""The command `panel`."""

import click

from par_excel.cli import clock
from par_excel.cli.options import command


@command("Mở bảng điều khiển: làm mọi việc của kỳ trong trình duyệt.")
@click.option("--no-browser", is_flag=True, help="Không tự mở trình duyệt, chỉ in địa chỉ.")
@click.option(
    "--idle",
    "minutes",
    metavar="PHÚT",
    type=click.FloatRange(min=0.1, max=24 * 60),
    default=10,
    help="Tự kết thúc khi không còn trang nào mở trong ngần ấy phút (mặc định: 10).",
)
def panel(*, no_browser: bool, minutes: float) -> None:
    """Mở bảng điều khiển trong trình duyệt của máy này; không cần internet, không máy nào khác vào được.

    Mở lần thứ hai thì dùng lại bảng điều khiển đang chạy. Nhấn Ctrl-C để kết thúc.
    """
    import webbrowser

    from par_excel.cli.terminal import say
    from par_excel.panel.server import Started, run_panel

    def tell(started: Started) -> None:
        how = "Bảng điều khiển" if started.is_new else "Bảng điều khiển đang chạy sẵn"
        say(f"{how}: {started.address}")
        say("Địa chỉ chỉ dùng được một lần, trên máy này.")

    served = run_panel(
        clock=clock.now,
        tell=tell,
        open_page=(lambda _: None) if no_browser else webbrowser.open,
        idle_seconds=minutes * 60,
    )
    if served:
        say("Bảng điều khiển đã đóng.")
