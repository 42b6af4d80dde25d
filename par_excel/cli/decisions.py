"""What persons decided, and the trail of it: `exclude`, `include`, `use`, `join`, `waive`, `received`, `history`, `log`."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from par_excel.cli import clock
from par_excel.cli.options import JSON, command, pass_folder, tell
from par_excel.cli.terminal import progress_bar

if TYPE_CHECKING:
    from par_excel.workflow.folder.folder import Folder
    from par_excel.workflow.records.decisions import Decider

KINDS = (
    *("arrival", "exclude", "include", "use", "join", "waive", "received", "review", "appraisal", "letter"),
    *("approve", "restore", "output"),
)
"""What `log --kind` takes; it stands here, so that `--help` loads nothing that it does not need."""
_Command = Callable[..., Any]

_RETURN = click.argument("said", metavar="TỆP_HOẶC_MÃ")
_REASON = click.option("--reason", metavar="LÝ_DO", default="", help="Lý do của quyết định (bắt buộc).")
_BY = click.option(
    "--by", metavar="NGƯỜI", default="", help="Người quyết định (mặc định: tên đăng nhập máy tính)."
)


def _asks_who_and_why(command: _Command) -> _Command:
    return _REASON(_BY(command))


@command("Loại một bản nộp, kèm lý do.")
@_RETURN
@_asks_who_and_why
@pass_folder
def exclude(folder: "Folder", said: str, by: str, reason: str) -> None:
    """Loại một bản nộp khỏi kết quả; bản trước đó của cơ quan (nếu có) được dùng lại.

    Bản nộp nêu bằng tên tệp trong inbox, hoặc bằng ít nhất 6 ký tự đầu của mã tệp (xem “par-excel history”).
    """
    from par_excel.cli.records import show_decided
    from par_excel.workflow.records.decisions import exclude as decide

    show_decided(decide(folder, said, _decider(by, reason)))


@command("Dùng lại một bản nộp đã bị loại.")
@_RETURN
@_asks_who_and_why
@pass_folder
def include(folder: "Folder", said: str, by: str, reason: str) -> None:
    """Dùng lại một bản nộp đã bị loại bằng lệnh exclude."""
    from par_excel.cli.records import show_decided
    from par_excel.workflow.records.decisions import include as decide

    show_decided(decide(folder, said, _decider(by, reason)))


@command("Chọn bản nộp được dùng của một cơ quan.")
@click.argument("unit", metavar="ĐƠN_VỊ")
@click.argument("said", metavar="[TỆP_HOẶC_MÃ]", required=False, default="")
@click.option("--undo", is_flag=True, help="Thôi dùng bản đã chọn; chương trình lại chọn theo quy tắc.")
@_asks_who_and_why
@pass_folder
def use(  # noqa: PLR0913 - one parameter for each part of the command
    folder: "Folder", *, unit: str, said: str, undo: bool, by: str, reason: str
) -> None:
    """Quyết định bản nộp nào của một cơ quan được dùng, khi có bản chờ quyết định.

    Các bản khác nhận trước đó không còn chờ quyết định. Bản nộp sau vẫn được xét theo quy tắc, so với bản đã chọn.
    """
    from par_excel.cli.records import show_decided
    from par_excel.workflow.records import decisions

    decider = _decider(by, reason)
    if undo:
        show_decided(decisions.stop_using(folder, unit, decider))
    else:
        show_decided(decisions.use(folder, unit, said, decider))


@command("Ghép các phần của một biểu mẫu thành một bản nộp.")
@click.argument("unit", metavar="ĐƠN_VỊ")
@click.argument("said", metavar="[TỆP_HOẶC_MÃ]...", nargs=-1)
@click.option(
    "--take",
    "picks",
    metavar="MÃ=TỆP",
    multiple=True,
    help="Lấy theo tệp nào ở tiêu chí mà các tệp ghi khác nhau; nêu từng tiêu chí.",
)
@click.option("--undo", is_flag=True, help="Thôi ghép; chương trình lại chọn theo quy tắc.")
@_asks_who_and_why
@pass_folder
def join(  # noqa: PLR0913 - one parameter for each part of the command
    folder: "Folder",
    *,
    unit: str,
    said: tuple[str, ...],
    picks: tuple[str, ...],
    undo: bool,
    by: str,
    reason: str,
) -> None:
    """Ghép nhiều tệp của một cơ quan, mỗi tệp điền một phần, thành một bản nộp.

    Mỗi giá trị giữ nguyên tệp và ô của nó; sáng kiến được gộp; phần ký lấy theo tệp nêu sau cùng. Chỗ nào các tệp ghi
    khác nhau thì phải chọn từng mục. Bản sau này trả lời đủ trong một tệp thay được bản đã ghép.
    """
    from par_excel.cli.records import show_decided
    from par_excel.model import DecisionKind
    from par_excel.workflow.records import decisions

    decider = _decider(by, reason)
    if undo:
        show_decided(decisions.stop_using(folder, unit, decider, DecisionKind.UNJOIN))
    else:
        show_decided(decisions.join(folder, unit, said, picks, decider))


@command("Chấp nhận một lỗi là ngoại lệ, kèm lý do.")
@click.argument("unit", metavar="ĐƠN_VỊ")
@click.argument("code", metavar="MÃ_LỖI")
@click.argument("criterion", metavar="[TIÊU_CHÍ]", required=False, default="")
@click.option("--value", metavar="GIÁ_TRỊ", help="Giá trị bị nêu lỗi, khi cùng lỗi có ở nhiều giá trị.")
@click.option("--undo", is_flag=True, help="Thôi chấp nhận ngoại lệ đã ghi.")
@_asks_who_and_why
@pass_folder
def waive(  # noqa: PLR0913 - one parameter for each part of the command
    folder: "Folder",
    *,
    unit: str,
    code: str,
    criterion: str,
    value: str | None,
    undo: bool,
    by: str,
    reason: str,
) -> None:
    """Chấp nhận một lỗi hoặc cảnh báo của bản nộp là ngoại lệ: từ đó không còn tính là lỗi.

    Chỉ có giá trị với đúng đơn vị, mã lỗi, tiêu chí và giá trị đó; bản nộp sau ghi giá trị khác thì phải xem xét lại.
    Vướng mắc khi phê duyệt (thieu-ban-nop, khac-de-xuat…) cũng được chấp nhận bằng lệnh này; ĐƠN_VỊ ghi “chung” nếu không thuộc cơ quan nào.
    """
    from par_excel.cli.records import show_decided
    from par_excel.workflow.records import decisions

    named = decisions.NamedFinding(unit, code, criterion, value)
    decide = decisions.unwaive if undo else decisions.waive
    show_decided(decide(folder, named, _decider(by, reason)))


@command("Ghi lại thời điểm nhận một bản nộp, hoặc báo cáo giấy.")
@click.argument("said", metavar="[TỆP_HOẶC_MÃ]", required=False, default="")
@click.argument("moment", metavar="[NGÀY_GIỜ]", nargs=-1)
@click.option(
    "--report", "unit", metavar="ĐƠN_VỊ", default="", help="Đã nhận báo cáo giấy đã ký của đơn vị này."
)
@click.option(
    "--undo", is_flag=True, help="Bỏ điều đã ghi; thời điểm lại lấy theo thư hoặc lần nhận đầu tiên."
)
@_asks_who_and_why
@pass_folder
def received(  # noqa: PLR0913 - one parameter for each part of the command
    folder: "Folder", *, said: str, moment: tuple[str, ...], unit: str, undo: bool, by: str, reason: str
) -> None:
    """Ghi thời điểm thực sự nhận một bản nộp, ví dụ: received phuluc_1.xlsx 17/02/2021 15:30.

    Báo cáo giấy đã ký: received --report 4 --reason "văn thư nhận ngày 17/02"; từ đó EV14 không còn nêu.
    """
    from par_excel.cli.records import show_decided
    from par_excel.workflow.records.decisions import correct_received, note_report

    if bool(unit) is bool(said):
        raise click.UsageError("Nêu một bản nộp, hoặc một đơn vị với --report.")
    if unit:
        show_decided(note_report(folder, unit, _decider(by, reason), is_there=not undo))
        return
    when = None if undo else _moment(moment)
    show_decided(correct_received(folder, said, when, _decider(by, reason)))


def _moment(words: tuple[str, ...]) -> datetime:
    from par_excel.workflow.folder.naming import parse_moment

    return parse_moment(" ".join(words))


def _decider(by: str, reason: str) -> "Decider":
    from par_excel.system.account import account_name
    from par_excel.workflow.records.decisions import Decider

    account = account_name()
    return Decider(by or account, reason, clock.now(), account)


@command("Xem các bản nộp của một đơn vị và thay đổi giữa các bản.")
@click.argument("unit", metavar="ĐƠN_VỊ")
@JSON
@pass_folder
def history(folder: "Folder", unit: str, *, as_json: bool) -> None:
    """Xem mọi bản nộp của một đơn vị theo thứ tự nhận, và từng giá trị đã đổi so với bản trước.

    Đơn vị nêu bằng phụ lục (ví dụ 1 hoặc PL1), bằng mã, hoặc bằng tên.
    """
    from par_excel.cli.records import show_history
    from par_excel.workflow.records.history import unit_history

    with progress_bar("Đang đọc", hidden=as_json) as progress:
        found = unit_history(folder, unit, now=clock.now(), progress=progress)
    tell(lambda: found, lambda: show_history(found), as_json=as_json)


@command("Xem nhật ký: tệp đã nhận, quyết định, thư, phê duyệt.")
@click.option("--decisions", is_flag=True, help="Chỉ xem các quyết định và lần phê duyệt.")
@click.option(
    "--unit", metavar="ĐƠN_VỊ", default="", help="Chỉ xem việc của một đơn vị (phụ lục, mã hoặc tên)."
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(KINDS),
    metavar="LOẠI",
    multiple=True,
    help=f"Chỉ xem một loại việc, có thể nêu nhiều lần: {', '.join(KINDS)}.",
)
@click.option(
    "--since",
    metavar="NGÀY_GIỜ",
    default="",
    help="Chỉ xem từ lúc này, ví dụ 17/02/2021 hoặc “17/02/2021 15:30”.",
)
@click.option("--json", "as_json", is_flag=True, help="In nhật ký dưới dạng JSON.")
@pass_folder
def log(  # noqa: PLR0913 - one parameter for each part of the command
    folder: "Folder", *, decisions: bool, unit: str, kinds: tuple[str, ...], since: str, as_json: bool
) -> None:
    """Xem nhật ký của kỳ đánh giá, việc mới nhất ở cuối: làm gì, lúc nào (giờ Việt Nam), ai làm, vì sao.

    Tệp nhat_ky.jsonl ghi đúng những việc này.
    """
    from par_excel.cli.facts import log_facts, print_facts
    from par_excel.cli.records import show_entry, show_notice
    from par_excel.workflow.folder.naming import parse_moment
    from par_excel.workflow.records.log import EntryKind, LogFilter, read_trail

    wanted = LogFilter(
        unit=unit,
        kinds=frozenset(map(EntryKind, kinds)),
        since=parse_moment(since) if since else None,
        only_decisions=decisions,
    )
    trail = read_trail(folder, wanted)
    if as_json:
        print_facts(log_facts(trail.entries))
        return
    for entry in trail.entries:
        show_entry(entry)
    show_notice(trail.notice)


@command("Lập lại sổ theo dõi từ nhật ký, khi sổ bị mất.")
@_asks_who_and_why
@pass_folder
def restore(folder: "Folder", by: str, reason: str) -> int:
    """Nhận vào sổ theo dõi những dòng chỉ có trong nhật ký: khi sổ bị mất, hoặc cũ hơn nhật ký.

    Nhật ký là tệp ai cũng ghi thêm được, nên không lệnh nào khác nhận các dòng đó. Lệnh này nêu từng quyết định đã nhận;
    việc nhận cũng được ghi vào nhật ký. Nội dung các tệp đã nhận lấy lại từ inbox khi chạy check.
    """
    from par_excel.cli.records import show_entry, show_notice
    from par_excel.cli.terminal import say
    from par_excel.workflow.records.restore import restore as take_over

    restored = take_over(folder, _decider(by, reason))
    say(
        f"Đã nhận {len(restored.entries)} dòng từ nhật ký; trong đó có {len(restored.decided)} quyết định:",
        bold=True,
    )
    for entry in restored.decided:
        show_entry(entry)
    show_notice(restored.notice)
    say("Xem lại từng quyết định trên, rồi chạy lệnh check để nhận lại nội dung các tệp trong inbox.")
    return 1
