"""The command `verify`."""

from pathlib import Path

import click


@click.command(options_metavar="[TÙY CHỌN]", short_help="Soát lại sổ theo dõi, nhật ký và các tệp đã lập.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dưới dạng JSON.")
@click.pass_obj
def verify(directory: Path, *, as_json: bool) -> int:
    """Soát lại từng byte đã nhận, từng kết quả đọc, từng dòng nhật ký và các tệp đã lập, so với mã đã ghi.

    Đọc lại tổng hợp và báo cáo bằng chương trình đọc khác, so từng con số với sổ theo dõi.
    """
    from par_excel.cli.facts import print_facts
    from par_excel.cli.records import show_verification, verification_facts
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.verifying import verify_all

    found = verify_all(Folder(directory))
    if as_json:
        print_facts(verification_facts(found))
    else:
        show_verification(found)
    return 1 if found.problems else 0
