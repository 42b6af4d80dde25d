"""The letter that goes with a feedback workbook: one page of plain text, errors first, and where to find the rest.

Some of its sentences stand in the workbook too: how many faults remain, what was received, until when it is due back.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from textwrap import shorten, wrap

from msgspec import Struct

from par_excel.form import FEEDBACK_SHEET, Form
from par_excel.model import EXAMPLE_REMARK, DeadlineId, Finding, Judged, Severity
from par_excel.vietnamese import format_date, format_moment, harmless
from par_excel.writing.feedback.faults import Fault, Feedback


def count(findings: Iterable[Finding], severity: Severity) -> int:
    """Return how many findings weigh so much."""
    return sum(finding.severity is severity for finding in findings)


def verdict(found: Iterable[Fault]) -> str:
    """Return in one sentence how much remains."""
    given = list(found)
    findings = [fault.finding for fault in given]
    errors, warnings = count(findings, Severity.ERROR), count(findings, Severity.WARNING)
    restored = count([fault.finding for fault in given if fault.is_restored], Severity.WARNING)
    more = f" (trong đó {restored} cảnh báo đã được xử lý sẵn trong tệp phản hồi)" if restored else ""
    if errors and warnings:
        return f"Còn {errors} lỗi phải sửa và {warnings} cảnh báo cần xem lại{more}."
    if errors:
        return f"Còn {errors} lỗi phải sửa."
    if warnings:
        return f"Không còn lỗi; có {warnings} cảnh báo cần xem lại{more}."
    return "Không còn lỗi và cảnh báo."


def received(judged: Judged) -> str:
    """Return which file was checked and when it was received."""
    return f"tệp “{file_name(judged.submission.file)}”, nhận lúc {format_moment(judged.received)}"


def file_name(path: str) -> str:
    """Return the name of a file without the folders in which the office keeps it."""
    return harmless(path.rpartition("/")[2])


def deadline(feedback: Feedback) -> str:
    """Return until when it is to be sent back; empty where the period has no such day."""
    day = feedback.form.basis.period.deadline(DeadlineId.SUBMIT)
    if day is None:
        return ""
    if feedback.today > day.day:
        return f"Thời hạn nộp {format_date(day.day)} đã qua: đề nghị gửi lại ngay trong ngày nhận được phản hồi này."
    return f"Thời hạn gửi lại: hết ngày {format_date(day.day)}."


def how_to_return(feedback: Feedback) -> str:
    """Return what to do with the workbook when it is mended."""
    email = feedback.form.basis.period.sender.email
    address = f" tới {email}" if email else ""
    sent = f"lưu tệp, gửi lại{address} (không đổi tên sheet, không cần gửi lại biểu mẫu cũ)"
    if feedback.has_errors:
        return f"Sửa xong, {sent}."
    return f"Nếu nội dung đã đúng thì không phải gửi lại; nếu cần sửa, sửa ngay trong tệp phản hồi, {sent}."


LIMIT_LINES = 60
"""Lines of a letter: one page."""
WIDTH = 96
"""Characters of a line."""
_SHOWN_ALIKE = 2
"""Faults of one kind on one sheet that are told in full; the others are counted, and their cells named."""
_NAMED_CELLS = 8
_LIMIT_NAME = 70
"""Characters of a criterion's name."""
_TITLES = {Severity.ERROR: "LỖI PHẢI SỬA", Severity.WARNING: "CẢNH BÁO CẦN XEM LẠI"}
_GENERAL = "cả tệp"


class _FaultGroup(Struct, frozen=True):
    """Lines that stay together, and the faults that they describe."""

    lines: tuple[str, ...]
    faults: tuple[Fault, ...]


def letter(feedback: Feedback, workbook: str) -> str:
    """Return the letter.

    Args:
        feedback: what is said about a submission.
        workbook: the name of the feedback workbook that goes with it.
    """
    head, foot = list(_head(feedback, workbook)), list(_foot(feedback))
    room = LIMIT_LINES - len(head) - len(foot)
    return "\n".join([*head, *_within(list(_blocks(feedback)), room), *foot]) + "\n"


def unwrapped(text: str) -> str:
    """Return a letter with each paragraph on one line, for programs that fit lines to their window themselves.

    A line goes on the one before it where its first word had no room there.
    """
    lines: list[str] = []
    room = 0
    for line in text.split("\n"):
        words = line.split()
        if lines and words and lines[-1] and room <= len(words[0]):
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line)
        room = WIDTH - len(line)
    return "\n".join(lines)


def _head(feedback: Feedback, workbook: str) -> Iterator[str]:
    form = feedback.form
    yield from _paragraph(f"Kính gửi: {form.unit.name}")
    yield ""
    if form.basis.catalogue.is_example:
        yield from _paragraph(f"{EXAMPLE_REMARK}.")
    yield from _paragraph(
        f"{form.basis.period.sender.name} đã kiểm tra {received(feedback.judged)} "
        f"(Phụ lục {form.appendix.label}, {form.basis.period.title})."
    )
    yield from _paragraph(f"Kết quả: {verdict(feedback.faults)}")
    if feedback.faults:
        yield from _paragraph(
            f"Tệp phản hồi kèm theo, “{workbook}”, đã có sẵn nội dung {form.basis.period.address_of(form.unit)} gửi; các ô cần sửa được đánh dấu. "
            "Số ô dưới đây là của tệp phản hồi."
        )


def _foot(feedback: Feedback) -> Iterator[str]:
    sender = feedback.form.basis.period.sender
    yield ""
    if feedback.has_errors:
        yield from _paragraph(
            f"Đề nghị {feedback.form.basis.period.address_of(feedback.form.unit)} sửa ngay trong tệp phản hồi. {how_to_return(feedback)}"
        )
        yield from _paragraph(deadline(feedback))
    elif feedback.faults:
        yield from _paragraph(how_to_return(feedback))
    yield ""
    yield "Trân trọng."
    yield from _paragraph(sender.name)
    contacts = (("", sender.contact), ("điện thoại ", sender.phone), ("thư điện tử ", sender.email))
    yield from _paragraph(", ".join(label + value for label, value in contacts if value))


def _blocks(feedback: Feedback) -> Iterator[_FaultGroup]:
    for severity, title in _TITLES.items():
        chosen = [
            fault for fault in feedback.faults if fault.finding.severity is severity and not fault.is_restored
        ]
        number = 0
        for sheet, of_sheet in _grouped(chosen, _sheet):
            heading = ["", f"{title} – {sheet}:"]
            for _, alike in _grouped(of_sheet, _code):
                for fault in alike[:_SHOWN_ALIKE]:
                    number += 1
                    yield _FaultGroup((*heading, *_fault_lines(feedback.form, number, fault)), (fault,))
                    heading = []
                if alike[_SHOWN_ALIKE:]:
                    yield _collapsed(alike[_SHOWN_ALIKE:])


def _sheet(fault: Fault) -> str:
    return _GENERAL if fault.at is None else f"sheet “{fault.at.sheet.value}”"


def _code(fault: Fault) -> str:
    return fault.finding.code


def _grouped(found: Sequence[Fault], key: Callable[[Fault], str]) -> Sequence[tuple[str, list[Fault]]]:
    """Return the faults in groups, in the order in which each group begins."""
    groups: dict[str, list[Fault]] = {}
    for fault in found:
        groups.setdefault(key(fault), []).append(fault)
    return tuple(groups.items())


def _fault_lines(form: Form, number: int, fault: Fault) -> Iterator[str]:
    lead = f"{number}. "
    cell = f"Ô {fault.at.address}" if fault.at is not None else ""
    criterion = _criterion(form, fault.finding.criterion)
    value = f"đã ghi “{fault.value}”" if fault.value else ""
    where = ", ".join(part for part in (cell, criterion, value) if part)
    indent = " " * len(lead)
    if where:
        yield from _paragraph(f"{lead}{where[:1].upper()}{where[1:]}.", indent)
        yield from _paragraph(f"{indent}{fault.wrong}", indent)
    else:
        yield from _paragraph(f"{lead}{fault.wrong}", indent)
    yield from _paragraph(f"{indent}Cách sửa: {fault.mend}", indent)


def _criterion(form: Form, code: str) -> str:
    known = form.basis.catalogue.get(code) if code else None
    if known is None:
        return f"tiêu chí {code}" if code else ""
    return f"tiêu chí {code} “{shorten(known.name, _LIMIT_NAME, placeholder=' …')}”"


def _collapsed(more: Sequence[Fault]) -> _FaultGroup:
    cells = list(dict.fromkeys(fault.at.address for fault in more if fault.at is not None))
    what = "ô" if cells else "nội dung"
    named = f": {', '.join(cells[:_NAMED_CELLS])}" if cells else ""
    rest = ", …" if len(cells) > _NAMED_CELLS else "."
    return _FaultGroup(
        tuple(_paragraph(f"   … và {len(more)} {what} tương tự{named}{rest}", "   ")), tuple(more)
    )


def _within(blocks: Sequence[_FaultGroup], room: int) -> Iterator[str]:
    """Yield as many blocks as there is room for, and how much is left out."""
    used = 0
    for index, block in enumerate(blocks):
        is_last = index == len(blocks) - 1
        if used + len(block.lines) > room - (0 if is_last else len(_rest(blocks[index + 1 :]))):
            yield from _rest(blocks[index:])
            return
        used += len(block.lines)
        yield from block.lines


def _rest(blocks: Sequence[_FaultGroup]) -> list[str]:
    findings = [fault.finding for block in blocks for fault in block.faults]
    counts = {severity: count(findings, severity) for severity in _TITLES}
    more = " và ".join(f"{number} {severity.value}" for severity, number in counts.items() if number)
    return ["", *_paragraph(f"Còn {more} nữa: xem đủ ở sheet “{FEEDBACK_SHEET}” của tệp phản hồi.")]


@lru_cache(maxsize=4096)  # faults of a kind are told in the same words
def _paragraph(text: str, indent: str = "") -> Sequence[str]:
    """Return a text in lines; further ones are indented."""
    # at blanks only: the symbol of a document (12/BC-SNV) stays whole
    return wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
