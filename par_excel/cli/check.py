"""The command `check`."""

from pathlib import Path

import click


@click.command(options_metavar="[TÙY CHỌN]", short_help="Nhận và kiểm tra các tệp trong inbox.")
@click.option("--json", "as_json", is_flag=True, help="In mọi phát hiện dưới dạng JSON.")
@click.option("--list", "as_list", is_flag=True, help="Liệt kê các nội dung được kiểm tra.")
@click.pass_obj
def check(directory: Path, *, as_json: bool, as_list: bool) -> int:
    """Nhận các tệp trong inbox, kiểm tra, và in phát hiện theo từng cơ quan."""
    if as_list:
        return _list_checks(as_json=as_json)
    from par_excel.cli.clock import now
    from par_excel.cli.facts import intake_facts, print_facts
    from par_excel.cli.progress import progress_bar
    from par_excel.cli.words import show_intake
    from par_excel.workflow.checking import check_inbox
    from par_excel.workflow.folder import Folder

    with progress_bar("Đang đọc", hidden=as_json) as progress:
        checked = check_inbox(Folder(directory), now=now(), progress=progress)
    if as_json:
        print_facts(intake_facts(checked.basis, checked.intake))
    else:
        show_intake(checked.basis, checked.intake)
    return 0 if checked.is_in_order else 1


def _list_checks(*, as_json: bool) -> int:
    from par_excel.cli.facts import print_facts, rule_facts
    from par_excel.cli.words import say
    from par_excel.workflow.checking import declared_rules

    rules = declared_rules()
    if as_json:
        print_facts([rule_facts(rule) for rule in rules])
    else:
        for rule in rules:
            say(f"{rule.code}  {rule.severity.value:<8}  {rule.title}")
    return 0
