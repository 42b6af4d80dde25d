"""The command `templates`."""

from pathlib import Path

import click

from par_excel.cli.labour import labour_at, scheduler_option


@click.command(options_metavar="[TÙY CHỌN]", short_help="Lập biểu mẫu cho các cơ quan.")
@scheduler_option
@click.pass_obj
def templates(directory: Path, *, scheduler: str | None = None) -> None:
    """Lập biểu mẫu Excel cho từng cơ quan vào thư mục templates."""
    from par_excel.cli.progress import progress_bar
    from par_excel.cli.words import say
    from par_excel.workflow.folder import Folder
    from par_excel.workflow.templates import make_templates

    with labour_at(scheduler) as labour, progress_bar("Đang lập biểu mẫu", hidden=False) as progress:
        paths = make_templates(Folder(directory), progress=progress, labour=labour)
    for path in paths:
        say(f"  {path.relative_to(directory)}")
    say(f"Đã lập {len(paths)} biểu mẫu. Việc tiếp theo: gửi mỗi tệp cho cơ quan tương ứng.")
