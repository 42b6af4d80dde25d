"""The command `history`."""

from pathlib import Path

import click


@click.command(
    options_metavar="[TÙY CHỌN]", short_help="Xem các bản nộp của một đơn vị và thay đổi giữa các bản."
)
@click.argument("unit", metavar="ĐƠN_VỊ")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dưới dạng JSON.")
@click.pass_obj
def history(directory: Path, unit: str, *, as_json: bool) -> None:
    """Xem mọi bản nộp của một đơn vị theo thứ tự nhận, và từng giá trị đã đổi so với bản trước.

    Đơn vị nêu bằng phụ lục (ví dụ 1 hoặc PL1), bằng mã, hoặc bằng tên.
    """
    from par_excel.cli.clock import now
    from par_excel.cli.facts import print_facts
    from par_excel.cli.progress import progress_bar
    from par_excel.cli.records import history_facts, show_history
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.history import unit_history

    with progress_bar("Đang đọc", hidden=as_json) as progress:
        found = unit_history(Folder(directory), unit, now=now(), progress=progress)
    if as_json:
        print_facts(history_facts(found))
    else:
        show_history(found)
