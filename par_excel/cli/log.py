"""The command `log`."""

from pathlib import Path

import click

from par_excel.cli.kinds import KINDS


@click.command(
    options_metavar="[TÙY CHỌN]", short_help="Xem nhật ký: tệp đã nhận, quyết định, thư, phê duyệt."
)
@click.option("--decisions", is_flag=True, help="Chỉ xem các quyết định và lần phê duyệt.")
@click.option(
    "--unit", metavar="ĐƠN_VỊ", default="", help="Chỉ xem việc của một đơn vị (phụ lục, mã hoặc tên)."
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    multiple=True,
    help="Chỉ xem một loại việc; có thể nêu nhiều lần.",
)
@click.option(
    "--since",
    metavar="NGÀY_GIỜ",
    default="",
    help="Chỉ xem từ lúc này, ví dụ 17/02/2021 hoặc “17/02/2021 15:30”.",
)
@click.option("--json", "as_json", is_flag=True, help="In nhật ký dưới dạng JSON.")
@click.pass_obj
def log(  # noqa: PLR0913 - one parameter for each part of the command
    directory: Path, *, decisions: bool, unit: str, kinds: tuple[str, ...], since: str, as_json: bool
) -> None:
    """Xem nhật ký của kỳ đánh giá, việc mới nhất ở cuối: làm gì, lúc nào (giờ Việt Nam), ai làm, vì sao.

    Tệp nhat_ky.jsonl ghi đúng những việc này.
    """
    from par_excel.cli.facts import print_facts
    from par_excel.cli.records import entry_facts, show_entry, show_notice
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.naming import parse_moment
    from par_excel.workflow.trail import EntryKind, Wanted, read_trail

    wanted = Wanted(
        unit=unit,
        kinds=frozenset(map(EntryKind, kinds)),
        since=parse_moment(since) if since else None,
        only_decisions=decisions,
    )
    trail = read_trail(Folder(directory), wanted)
    if as_json:
        print_facts([entry_facts(entry) for entry in trail.entries])
        return
    for entry in trail.entries:
        show_entry(entry)
    show_notice(trail.notice)
