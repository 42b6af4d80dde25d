"""The commands `mail` and `fetch`."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from par_excel.cli import clock
from par_excel.cli.options import JSON, command, pass_folder, tell
from par_excel.cli.terminal import progress_bar, say, say_first, table_lines

if TYPE_CHECKING:
    from par_excel.model import LetterKind, PostOffice
    from par_excel.model.as_json import Facts
    from par_excel.workflow.correspondence.fetch import FetchedMessage, FetchOutcome, FetchState
    from par_excel.workflow.correspondence.mail import Drafts, LetterDelivery
    from par_excel.workflow.folder.folder import Folder

SMTP_VARIABLE = "PAR_EXCEL_SMTP_PASSWORD"
_KINDS = {"invite": "INVITE", "remind": "REMIND", "feedback": "FEEDBACK"}


@command("Lập hoặc gửi thư mời, thư nhắc, thư phản hồi.")
@click.argument("kind", metavar="LOẠI_THƯ", type=click.Choice(list(_KINDS)))
@click.option("--unit", "said", metavar="ĐƠN_VỊ", default="", help="Chỉ một đơn vị: mã, phụ lục hoặc tên.")
@click.option("--send", "is_sent", is_flag=True, help="Gửi ngay qua máy chủ ghi ở [thu] của par.toml.")
@click.option("--yes", is_flag=True, help="Không hỏi lại trước khi gửi.")
@click.option("--again", is_flag=True, help="Gửi cả thư đã gửi, hoặc không rõ đã gửi chưa.")
@click.option("--by-hand", is_flag=True, help="Chỉ ghi nhận: thư đã được gửi bằng chương trình thư khác.")
@click.option(
    "--on", metavar="NGÀY", default="", help="Ngày đã gửi, khi ghi nhận bằng --by-hand (mặc định: bây giờ)."
)
@click.option("--by", metavar="NGƯỜI", default="", help="Người gửi (mặc định: tên đăng nhập máy tính).")
@JSON
@pass_folder
def mail(  # noqa: PLR0913 - the options of the command
    folder: "Folder",
    *,
    kind: str,
    said: str,
    is_sent: bool,
    yes: bool,
    again: bool,
    by_hand: bool,
    on: str,
    by: str,
    as_json: bool,
) -> int:
    """Lập thư loại invite, remind hoặc feedback: invite mời tự đánh giá kèm biểu mẫu; remind nhắc nơi chưa có bản hợp lệ; feedback gửi kết quả kiểm tra.

    Không có --send: mỗi đơn vị một bản thảo .eml trong outbox/thu, mở bằng Outlook hoặc Thunderbird rồi bấm gửi.
    Lời thư sửa được: chép mẫu vào thư mục mau_thu (moi.txt, nhac.txt, phan_hoi.txt).
    """
    from par_excel.model import LetterKind

    chosen = LetterKind[_KINDS[kind]]
    if by_hand:
        return _record(folder, chosen, said, on=on, by=by)
    if not is_sent:
        return _write(folder, chosen, said, as_json=as_json)
    return _send(_Order(folder, chosen, said, by=by, yes=yes, again=again, as_json=as_json))


class _Order(NamedTuple):
    """What is to be sent, and the options of the command."""

    folder: "Folder"
    kind: "LetterKind"
    said: str
    by: str
    yes: bool
    again: bool
    as_json: bool


def _record(folder: "Folder", kind: "LetterKind", said: str, *, on: str, by: str) -> int:
    from par_excel.system.account import account_name
    from par_excel.workflow.correspondence.mail import record_by_hand
    from par_excel.workflow.folder.naming import parse_moment

    moment = parse_moment(on) if on else None
    who = by or account_name()
    units = record_by_hand(folder, kind, said=said, on=moment, by=who, now=clock.now())
    names = ", ".join(unit.name for unit in units) or "không đơn vị nào"
    say(f"Đã ghi nhận thư {kind.value} gửi ngoài chương trình cho: {names}.", bold=True)
    return 0


def _write(folder: "Folder", kind: "LetterKind", said: str, *, as_json: bool) -> int:
    from par_excel.workflow.correspondence.mail import write_drafts

    drafts = write_drafts(folder, kind, said=said, now=clock.now())
    tell(lambda: drafts, lambda: _show_drafts(drafts, folder), as_json=as_json)
    return 1 if drafts.mail.without_address else 0


def _show_drafts(drafts: "Drafts", folder: "Folder") -> None:
    letters = drafts.mail.letters
    if not letters:
        say(f"Không có đơn vị nào cần thư {drafts.mail.kind.value}.", bold=True)
        return
    say(f"Đã lập {len(letters)} thư {drafts.mail.kind.value} trong {folder.letters}:", bold=True)
    for each in letters:
        to = each.letter.recipient.mailbox if each.letter.recipient else "chưa có địa chỉ"
        say(f"  {each.unit.name} ({to}): {each.place}")
    for unit in drafts.mail.without_address:
        say(
            f"{unit.name} chưa có thư điện tử trong danh sách đơn vị: điền người nhận khi gửi.",
            colour="yellow",
        )
    for copy in drafts.kept:
        say(f"Bản thảo trước đã được sửa bằng tay nên được giữ lại tại {copy}.", colour="yellow")
    say("Mở từng tệp bằng Outlook hoặc Thunderbird, xem lại rồi bấm gửi.")


def _send(order: _Order) -> int:
    from par_excel.cli.facts import print_facts
    from par_excel.workflow.correspondence import mail as mailing
    from par_excel.workflow.correspondence.letters import planned

    if order.as_json and not order.yes:  # the question would stand in the midst of the JSON
        raise click.UsageError("Gửi thư kèm --json thì phải có --yes.")
    office = mailing.post_office_of(order.folder)
    letters = planned(order.folder, order.kind, said=order.said, now=clock.now())
    plan = mailing.to_send(order.folder, letters, again=order.again)
    if not order.as_json:
        _show_fates(plan)
    if any(each.fate is mailing.Fate.TO_SEND for each in plan):
        if not order.yes and not click.confirm("Gửi các thư “sẽ gửi” ở trên?", default=False):
            click.echo("Chưa gửi thư nào.")
            return 1
        plan = _sent(order, plan, office)
        if not order.as_json:
            _show_fates(plan)
    if order.as_json:
        print_facts(plan)
    return 0 if mailing.is_done(plan) else 1


def _sent(
    order: _Order, plan: Sequence["LetterDelivery"], office: "PostOffice"
) -> tuple["LetterDelivery", ...]:
    from par_excel.system.account import account_name
    from par_excel.system.passwords import password
    from par_excel.workflow.correspondence.mail import send

    secret = password(SMTP_VARIABLE, "par_excel smtp", office.user) if office.user else None
    with progress_bar("Đang gửi", hidden=order.as_json) as progress:
        return send(
            order.folder,
            order.kind,
            plan,
            by=order.by or account_name() or "không rõ",
            password=secret,
            clock=clock.now,
            progress=progress,
        )


def _show_fates(plan: Sequence["LetterDelivery"]) -> None:
    from par_excel.workflow.correspondence.mail import Fate
    from par_excel.workflow.folder.naming import show_moment

    colours = {Fate.SENT: "green", Fate.REFUSED: "red", Fate.LOST: "red", Fate.UNKNOWN_BEFORE: "yellow"}
    for each in plan:
        to = each.planned.letter.recipient
        when = f" lúc {show_moment(each.former.at)}" if each.former is not None else ""
        why = f" – {each.reason}" if each.reason else ""
        address = f" ({to.mailbox})" if to is not None else ""
        say(
            f"  {each.planned.unit.name}{address}: {each.fate.value}{when}{why}",
            colour=colours.get(each.fate),
        )
    counts = Counter(each.fate for each in plan)
    say("; ".join(f"{count} thư {fate.value}" for fate, count in counts.items()) + ".", bold=True)
    if counts[Fate.UNKNOWN_BEFORE] or counts[Fate.LOST]:
        say(
            "Với thư không rõ đã gửi chưa: xem hộp thư đã gửi hoặc hỏi đơn vị; cần gửi lại thì chạy với --unit và --again.",
            colour="yellow",
        )
    if counts[Fate.NO_ADDRESS]:
        say("Đơn vị chưa có địa chỉ: bổ sung thư điện tử vào danh sách đơn vị.", colour="yellow")


IMAP_VARIABLE = "PAR_EXCEL_IMAP_PASSWORD"
_HEADS = ("Cơ quan", "Thư mới", "Đã có", "Không kèm bảng tính")
_NUMBERS = frozenset({1, 2, 3})
_SHOWN = 20


@command("Lấy thư trả lời từ hộp thư vào inbox/thu.")
@click.option("--mark-seen", is_flag=True, help="Đánh dấu đã đọc trên máy chủ (mặc định: không thay đổi gì).")
@JSON
@pass_folder
def fetch(folder: "Folder", *, mark_seen: bool, as_json: bool) -> int:
    """Lấy mọi thư chưa có từ hộp thư ghi ở [nhan_thu] của par.toml, nguyên vẹn, vào inbox/thu.

    Không xóa, không đánh dấu gì trên máy chủ. Thư lấy rồi không lấy lại. Sau đó chạy check hoặc merge để nhận bản nộp.
    """
    from par_excel.system.passwords import password
    from par_excel.workflow.correspondence.fetch import fetch as collect
    from par_excel.workflow.correspondence.fetch import postbox_of

    user = postbox_of(folder).office.user
    secret = password(IMAP_VARIABLE, "par_excel imap", user) if user else None
    with progress_bar("Đang lấy thư", hidden=as_json) as progress:
        found = collect(folder, password=secret, is_marking=mark_seen, progress=progress)
    tell(lambda: _facts(found), lambda: _show(found, folder), as_json=as_json)
    return 1 if found.strangers or found.without_form or found.too_large else 0


def _show(found: "FetchOutcome", folder: "Folder") -> None:
    from par_excel.workflow.correspondence.fetch import FetchState

    _show_table(found.letters)
    _show_letters("Thư của địa chỉ không có trong danh sách, vẫn được giữ:", found.strangers)
    for each in found.too_large:
        say(
            f"Thư số {each.uid} ({each.size_bytes // 1024**2} MB) lớn hơn giới hạn nên được để lại trên máy chủ; "
            "xin lấy tệp trong thư đó bằng tay.",
            colour="yellow",
        )
    without = [each for each in found.without_form if not each.is_stranger]
    _show_letters("Thư của cơ quan nhưng không kèm bảng tính hay tệp nén nào:", without)
    new = found.count(FetchState.NEW)
    say(
        f"{new} thư mới trong {folder.replies}, {len(found.without_form)} không kèm bảng tính, "
        f"{len(found.strangers)} của địa chỉ lạ; {found.count(FetchState.KNOWN)} thư đã có nội dung; "
        f"{found.before} thư đã lấy từ trước.",
        bold=True,
    )
    if new:
        say("Chạy “par-excel check” để nhận và kiểm tra bản nộp trong các thư này.")


def _show_table(letters: "Sequence[FetchedMessage]") -> None:
    from par_excel.workflow.correspondence.fetch import FetchState

    by_name: dict[str, list[FetchedMessage]] = {}
    for each in sorted(letters, key=lambda each: (each.unit is None, each.unit.name if each.unit else "")):
        if each.look is not None:
            by_name.setdefault(each.unit.name if each.unit else "Địa chỉ lạ", []).append(each)
    if not by_name:
        return
    rows = [
        (name, *map(str, _counts(same, FetchState.NEW, FetchState.KNOWN))) for name, same in by_name.items()
    ]
    head, *lines = table_lines([_HEADS, *rows], _NUMBERS)
    say(head, bold=True)
    for line in lines:
        say(line)


def _counts(letters: "Sequence[FetchedMessage]", *replies: "FetchState") -> tuple[int, ...]:
    """Return of how many letters each became, and how many of them lack a form."""
    became = (sum(each.reply is reply for each in letters) for reply in replies)
    return (*became, sum(each.lacks_form for each in letters))


def _show_letters(title: str, letters: "Sequence[FetchedMessage]") -> None:
    if letters:
        say(title, colour="yellow")
    say_first([_letter_line(each) for each in letters], _SHOWN, "  … và {} thư khác (xem đủ bằng --json).")


def _letter_line(each: "FetchedMessage") -> str:
    about = f" – {each.look.mail.subject}" if each.look and each.look.mail.subject else ""
    return f"  {each.sender or 'không rõ người gửi'}{about}: {each.file.name if each.file else ''}"


def _facts(found: "FetchOutcome") -> "Facts":
    from par_excel.workflow.correspondence.fetch import FetchState

    return {
        "new": found.count(FetchState.NEW),
        "known": found.count(FetchState.KNOWN),
        "without_workbook": len(found.without_form),
        "strangers": len(found.strangers),
        "too_large": len(found.too_large),
        "before": found.before,
        "letters": found.letters,
    }
