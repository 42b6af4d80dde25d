"""The command `check`."""

from pathlib import Path

import click

from par_excel.cli.labour import labour_at, scheduler_option


@click.command(
    options_metavar="[TÙY CHỌN]", short_help="Nhận và kiểm tra các tệp trong inbox, lập phản hồi cho cơ quan."
)
@click.option("--json", "as_json", is_flag=True, help="In mọi phát hiện dưới dạng JSON.")
@click.option("--xlsx", "as_xlsx", is_flag=True, help="Ghi mọi phát hiện vào outbox/phat_hien.xlsx.")
@click.option("--list", "as_list", is_flag=True, help="Liệt kê các nội dung được kiểm tra.")
@scheduler_option
@click.pass_obj
def check(
    directory: Path, *, as_json: bool, as_xlsx: bool, as_list: bool, scheduler: str | None = None
) -> int:
    """Nhận các tệp trong inbox, kiểm tra, in phát hiện theo từng cơ quan.

    Với mỗi cơ quan còn nội dung phải sửa, lập tệp phản hồi và thư trong outbox/phan_hoi.
    """
    if as_list:
        return _list_checks(directory, as_json=as_json)
    from par_excel.cli.clock import now
    from par_excel.cli.facts import checked_facts, print_facts
    from par_excel.cli.progress import progress_bar
    from par_excel.cli.words import say, show_intake, show_written
    from par_excel.workflow.checking import answer, check_inbox
    from par_excel.workflow.folder import Folder

    folder, moment = Folder(directory), now()
    with labour_at(scheduler) as labour:
        with progress_bar("Đang đọc", hidden=as_json) as progress:
            checked = check_inbox(folder, now=moment, progress=progress, labour=labour)
        if not as_json:
            show_intake(checked.basis, checked.intake)
        answered = answer(folder, checked, now=moment, with_findings=as_xlsx, labour=labour)
    if as_json:
        print_facts(checked_facts(checked, answered))
    else:
        if as_xlsx:
            say(f"Mọi phát hiện: {folder.findings}.")
        show_written(folder, answered.written, answered.kept)
    return 0 if checked.is_in_order else 1


def _list_checks(directory: Path, *, as_json: bool) -> int:
    from par_excel.cli.facts import print_facts, rule_facts
    from par_excel.cli.words import say
    from par_excel.workflow.checking import changed_weights, declared_rules
    from par_excel.workflow.folder import Folder

    rules = declared_rules()
    changes = changed_weights(Folder(directory))
    if as_json:
        print_facts([{**rule_facts(rule), "here": changes.get(rule.code)} for rule in rules])
    else:
        for rule in rules:
            here = f" (kỳ này: {changes[rule.code]})" if rule.code in changes else ""
            say(f"{rule.code}  {rule.severity.value:<8}  {rule.title}{here}")
    return 0
