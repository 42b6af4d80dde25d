"""The command `status`."""

from pathlib import Path

import click


@click.command(
    options_metavar="[TÙY CHỌN]", short_help="Xem tình hình nộp, thời hạn còn lại và việc cần làm tiếp theo."
)
@click.option("--json", "as_json", is_flag=True, help="In kết quả dưới dạng JSON.")
@click.option(
    "--html",
    "page",
    metavar="[TỆP]",
    type=click.Path(path_type=Path, dir_okay=False),
    is_flag=False,
    flag_value="-",
    help="Ghi thêm trang tình hình (nếu không nêu tệp: outbox/tinh_hinh.html).",
)
@click.pass_obj
def status(directory: Path, *, as_json: bool, page: Path | None) -> int:
    """Xem mỗi cơ quan đang ở đâu, còn bao nhiêu ngày đến hạn và việc cần làm tiếp theo.

    Chỉ xem: không nhận tệp mới trong inbox, không thay đổi sổ theo dõi. Mã thoát 1 khi có việc cần làm ngay.
    """
    from par_excel.cli.clock import now
    from par_excel.cli.facts import print_facts
    from par_excel.cli.standing import show_standing, standing_facts
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.status import read_standing, write_status_page

    folder = Folder(directory)
    standing = read_standing(folder, now=now())
    default = page == Path("-")
    written = None if page is None else write_status_page(folder, standing, None if default else page)
    if as_json:
        print_facts(standing_facts(standing, written))
    else:
        show_standing(standing, written)
    return 1 if standing.next_step.is_due else 0
