"""The command `log`."""

from pathlib import Path

import click


@click.command(options_metavar="[TÙY CHỌN]", short_help="Xem nhật ký: tệp đã nhận, quyết định đã ghi.")
@click.option("--decisions", is_flag=True, help="Chỉ xem các quyết định.")
@click.option("--json", "as_json", is_flag=True, help="In nhật ký dưới dạng JSON.")
@click.pass_obj
def log(directory: Path, *, decisions: bool, as_json: bool) -> None:
    """Xem nhật ký của kỳ đánh giá, việc mới nhất ở cuối: từng tệp đã nhận, từng quyết định kèm người và lý do."""
    from par_excel.cli.facts import print_facts
    from par_excel.cli.records import entry_facts, show_entry, show_notice
    from par_excel.model import Decision
    from par_excel.workflow.decisions import read_trail
    from par_excel.workflow.folder import Folder

    trail = read_trail(Folder(directory))
    entries = [entry for entry in trail.entries if isinstance(entry, Decision) or not decisions]
    if as_json:
        print_facts([entry_facts(entry) for entry in entries])
        return
    for entry in entries:
        show_entry(entry)
    show_notice(trail.notice)
