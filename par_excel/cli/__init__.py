"""The command line: arguments become one workflow call, its result becomes words and an exit status.

Heavy imports stand inside the commands, so that `--help` answers at once.
"""

import gc
import os
import sys
from pathlib import Path

import click

from par_excel import __version__
from par_excel.cli.approve import approve
from par_excel.cli.catalogue import catalogue
from par_excel.cli.copies import backup, share, verify
from par_excel.cli.correspondence import fetch, mail
from par_excel.cli.decisions import exclude, history, include, join, log, received, restore, use, waive
from par_excel.cli.demo import demo
from par_excel.cli.entry import entry, explain, reconcile
from par_excel.cli.folder import init, report_template, templates
from par_excel.cli.intake import check, status, watch
from par_excel.cli.panel import panel
from par_excel.cli.results import merge, plan, review
from par_excel.cli.terminal import copyable, remember_folder, speak_vietnamese

COLLECT_SELDOM = (200_000, 20, 100)
"""How many new values make Python look for circles that nobody uses any more.

With its own 700 it walks over a thousand returns again and again, for a third of a merge; hardly any circles are made.
"""

speak_vietnamese()


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[TÙY CHỌN]",
    subcommand_metavar="LỆNH [THAM SỐ]...",
)
@click.option(
    "-C",
    "directory",
    metavar="THƯ_MỤC",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    help="Thư mục làm việc của kỳ đánh giá (mặc định: thư mục hiện tại).",
)
@click.version_option(__version__, "--version", message="par-excel %(version)s", help="Cho biết phiên bản.")
@click.pass_context
def group(context: click.Context, directory: Path) -> None:
    """Tự đánh giá Chỉ số cải cách hành chính: phát biểu mẫu, nhận bản nộp, kiểm tra, tổng hợp.

    Mã thoát: 0 mọi việc ổn; 1 đã làm xong nhưng có việc cần người xử lý; 2 lệnh hoặc cấu hình sai;
    3 không thực hiện được.
    """
    context.obj = directory
    remember_folder(directory)


for command in (
    *(panel, init, templates, catalogue, check, merge, report_template, status, watch, demo),
    *(mail, fetch, review, approve, plan, entry, reconcile, explain),
    *(history, use, join, exclude, include, waive, received, log, verify, backup, restore, share),
):
    group.add_command(command)


def main() -> None:
    """Run the command line; a failure becomes one line and its exit status."""
    # Piped output of Windows is in its code page, in which Vietnamese letters would end the program with an error.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    gc.set_threshold(*COLLECT_SELDOM)
    try:
        status = group(standalone_mode=False)  # what the command returned; click would end the process with 0
    except click.exceptions.NoArgsIsHelpError as failure:
        failure.show()
        sys.exit(2)
    except click.ClickException as failure:
        sys.exit(_misused(failure))
    except (click.Abort, KeyboardInterrupt):
        click.echo("Đã dừng theo yêu cầu; chạy lại lệnh để làm tiếp.", err=True)
        sys.exit(3)
    except Exception as failure:  # noqa: BLE001 - the last to hear of it: an official is told a sentence, no traceback
        sys.exit(_failed(failure))
    sys.exit(status if isinstance(status, int) else 0)


def _misused(failure: click.ClickException) -> int:
    """Say in one line what is wrong with the command as it was typed."""
    from par_excel.vietnamese import harmless

    context = failure.ctx if isinstance(failure, click.UsageError) else None
    hint = f" Chạy “{context.command_path} --help” để xem hướng dẫn." if context else ""
    click.echo(f"Lỗi: {harmless(failure.format_message())}{hint}", err=True)
    return 2


def _failed(failure: Exception) -> int:
    """Say a failure in one line and return its exit status."""
    from par_excel.model import ParExcelError
    from par_excel.vietnamese import harmless

    if isinstance(failure, ParExcelError):
        click.echo(f"Lỗi: {copyable(harmless(str(failure)))}", err=True)
        return failure.exit_status
    if os.environ.get("PAR_EXCEL_TRACEBACK"):
        raise failure
    from par_excel.system.faults import said_fault

    click.echo(said_fault(failure), err=True)
    return 3
