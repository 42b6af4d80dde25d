"""The sentences that feedback workbook and letter share: how many faults remain, what was received, until when."""

from collections.abc import Iterable
from datetime import datetime

from par_excel.form import Form
from par_excel.model import DeadlineId, Finding, Judged, Severity
from par_excel.vietnamese import VIETNAM, format_date, harmless
from par_excel.writing.feedback_faults import Fault, Feedback


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
    moment = local(judged.received)
    return f"tệp “{file_name(judged.submission.file)}”, nhận lúc {moment:%H:%M} ngày {format_date(moment.date())}"


def file_name(path: str) -> str:
    """Return the name of a file without the folders in which the office keeps it."""
    return harmless(path.rpartition("/")[2])


def deadline(form: Form, judged: Judged) -> str:
    """Return until when it is to be sent back; empty where the period has no such day."""
    day = form.basis.period.deadline(DeadlineId.SUBMIT)
    if day is None:
        return ""
    if local(judged.received).date() > day.day:
        return (
            f"Thời hạn nộp là hết ngày {format_date(day.day)}, nay đã qua: đề nghị gửi lại sớm nhất có thể."
        )
    return f"Thời hạn gửi lại: hết ngày {format_date(day.day)}."


def how_to_return(feedback: Feedback) -> str:
    """Return what to do with the workbook when it is mended."""
    email = feedback.form.basis.period.sender.email
    address = f" tới {email}" if email else ""
    sent = f"lưu tệp, gửi lại{address} (không đổi tên sheet, không cần gửi lại biểu mẫu cũ)"
    if feedback.has_errors:
        return f"Sửa xong, {sent}."
    return f"Nếu nội dung đã đúng thì không phải gửi lại; nếu cần sửa, sửa ngay trong tệp phản hồi, {sent}."


def local(moment: datetime) -> datetime:
    """Return a moment by the clocks of Vietnam; one without a zone is taken as such."""
    return moment if moment.tzinfo is None else moment.astimezone(VIETNAM)
