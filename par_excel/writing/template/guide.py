"""The words of a form's first sheet: who, what, until when, how to fill it in and send it back."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from enum import Enum

from msgspec import Struct

from par_excel.form import DONE, FEEDBACK_SHEET, NOT_ARISEN, REPORT_NAMING, TICK, Form, FormCell, Sheet
from par_excel.form.fixed_texts import FixedText, caution, form_title
from par_excel.model import DeadlineId, Rule, Severity, WhenNotArisen
from par_excel.vietnamese import format_date, format_number
from par_excel.writing.book.texts import citation

UNIT_WIDTH = 112.0
"""Width of the column in which the guide names the unit, in characters."""

GUIDE_FIRST_ROW = 3
"""The first row below the title and a blank row."""
_LABEL_LENGTH = 3
"""Fewest letters of a label that names what stands beside it; shorter ones are bullets and numbers of steps."""
_GENERAL = {
    "maximum": "điểm tối đa",
    "nothing": "Không đạt nội dung nào",
    "derived": "điểm tính được",
    "values": "ghi ở các dòng mức",
}
"""Words that stand in the guide for facts that only a filled form knows."""


class GuideLook(Enum):
    """How a line of the guide is shown."""

    HEADING = "heading"
    TEXT = "text"
    LINK = "link"
    WARNING = "warning"
    INPUT_SAMPLE = "input sample"
    FIXED_SAMPLE = "fixed sample"


class GuideLine(Struct, frozen=True):
    """One line of the guide: a short label, and the text beside it."""

    label: str
    text: str
    look: GuideLook = GuideLook.TEXT


def guide_lines(form: Form, rules: Mapping[str, Rule]) -> Iterator[GuideLine]:
    """Return the lines of the instructions, in order.

    Args:
        form: the form that they belong to.
        rules: the checks that the form itself makes, by code.
    """
    yield from _who_and_when(form)
    yield GuideLine("", f"Bấm vào đây để mở sheet “{Sheet.SCORES.value}” và bắt đầu điền", GuideLook.LINK)
    yield from _how_to_fill(form)
    yield from _what_is_checked(rules)
    yield from _how_to_return(form)


def guide_texts(form: Form, lines: Iterable[GuideLine]) -> Iterator[FixedText]:
    """Yield what the guide says, with its cells."""
    yield FixedText(FormCell(Sheet.GUIDE, "A1"), "tiêu đề", form_title(form))
    for row, line in enumerate(lines, start=GUIDE_FIRST_ROW):
        is_named = len(line.label) >= _LABEL_LENGTH
        if is_named:
            yield FixedText(FormCell(Sheet.GUIDE, f"A{row}"), "mục của hướng dẫn", line.label)
        if line.text:
            label = line.label.lower() if is_named else "hướng dẫn"
            yield FixedText(FormCell(Sheet.GUIDE, f"B{row}"), label, line.text)


def _who_and_when(form: Form) -> Iterator[GuideLine]:
    period = form.basis.period
    if form.stamp.revision:
        text = f"Đây là tệp phản hồi lần {form.stamp.revision}: xem sheet “{FEEDBACK_SHEET}”, sửa ngay trong tệp này và gửi lại."
        yield GuideLine("Phản hồi", text, GuideLook.WARNING)
    yield GuideLine("Cơ quan", form.unit.name)
    yield GuideLine("Nội dung", _content(form))
    deadline = period.deadline(DeadlineId.SUBMIT)
    if deadline is not None:
        yield GuideLine("Thời hạn", f"Hết ngày {format_date(deadline.day)}: {deadline.title}")
    sender = period.sender
    contact = ", ".join(part for part in (sender.contact, sender.phone, sender.email) if part)
    yield GuideLine("Đầu mối hỗ trợ", f"{sender.name} ({contact})")
    yield GuideLine("Căn cứ", "; ".join(period.legal_bases))
    cited = citation(form.basis.catalogue)
    if cited:
        yield GuideLine("Bộ tiêu chí", cited)
    remark = caution(form.basis.catalogue)
    if remark:
        yield GuideLine("", remark, GuideLook.WARNING)


def _content(form: Form) -> str:
    parts = []
    if form.total is not None and form.total.points is not None:
        parts.append(f"tự chấm {len(form.leaves)} tiêu chí (tối đa {format_number(form.total.points)} điểm)")
    if form.contributions:
        parts.append(
            f"cung cấp {len(form.contributions)} nội dung phối hợp cho tiêu chí do cơ quan khác chấm"
        )
    if form.appendix.has_initiatives:
        minimum = form.basis.period.minimum_initiatives
        parts.append(f"đề xuất ít nhất {minimum:02d} sáng kiến, giải pháp mới")
    return f"Phụ lục {form.appendix.label}: " + "; ".join(parts) + "."


def _how_to_fill(form: Form) -> Iterator[GuideLine]:
    yield GuideLine("Cách điền", "", GuideLook.HEADING)
    yield GuideLine(
        "1", "Nếu Excel hiện thanh màu vàng “Protected View”, bấm “Enable Editing” (Cho phép chỉnh sửa)."
    )
    yield GuideLine(
        "2", "Chỉ điền vào các ô màu vàng như ô bên trái. Không cần mật khẩu.", GuideLook.INPUT_SAMPLE
    )
    yield GuideLine(
        "3", "Các ô màu khác là nội dung cố định hoặc công thức, đã được khóa.", GuideLook.FIXED_SAMPLE
    )
    if form.leaves:
        yield from _how_to_score(form)
    yield GuideLine(
        "•",
        "Khi dán nội dung từ tệp khác, dùng “Paste Values” (Dán giá trị) để giữ nguyên màu, danh sách chọn và kiểm tra của ô.",
    )
    yield GuideLine("•", "Trong một ô, bấm Alt + Enter để xuống dòng; mỗi tài liệu kiểm chứng ghi một dòng.")
    yield GuideLine(
        "•",
        "Tài liệu kiểm chứng ghi rõ loại, số, ký hiệu, ngày và cơ quan ban hành; ví dụ: Báo cáo số 12/BC-SNV ngày 10/12/2020.",
    )


def _how_to_score(form: Form) -> Iterator[GuideLine]:
    yield GuideLine(
        "•",
        f"Cột “Mức đạt”: chọn “{TICK}” ở dòng mức đạt được; điểm tự tính. Thang chọn một mức chỉ đánh dấu một dòng; "
        "thang cộng dồn đánh dấu mọi dòng đạt được, hoặc dòng “Không đạt nội dung nào”.",
    )
    yield GuideLine(
        "•",
        "Tiêu chí tính theo tỷ lệ: nhập “Tử số” và “Mẫu số” ở cột “Số liệu dẫn chứng”; "
        "tiêu chí chưa có công thức thì nhập điểm trực tiếp.",
    )
    yield GuideLine(
        "•",
        f"Tiêu chí không phát sinh trong năm: chọn “{NOT_ARISEN}” ở dòng tiêu chí, nhập điểm và giải trình.",
    )
    if any(leaf.when_not_arisen is not WhenNotArisen.TYPED for leaf in form.appendix.leaves):
        yield GuideLine(
            "•",
            f"Dòng có ghi “(không phát sinh: …)”: chọn “{NOT_ARISEN}” thì điểm theo đúng quy định đã ghi, không nhập điểm; "
            "vẫn phải giải trình.",
        )
    if any(leaf.is_bonus for leaf in form.appendix.leaves):
        yield GuideLine("•", "Điểm thưởng vẫn phải chấm (không có thì 0 điểm), nhưng nằm ngoài tổng điểm.")
    yield GuideLine(
        "•",
        "Điểm lẻ nhập bằng dấu phẩy, ví dụ 0,5 (hoặc 0.5 nếu Excel trên máy dùng dấu chấm). Không nhập 1/2.",
    )
    yield GuideLine("•", f"Cột “Kiểm tra” cho biết còn thiếu gì; điền xong khi mọi dòng đều “{DONE}”.")


def _what_is_checked(rules: Mapping[str, Rule]) -> Iterator[GuideLine]:
    yield GuideLine("Các lỗi thường gặp", "Cột “Kiểm tra” báo ngay khi điền:", GuideLook.HEADING)
    for rule in rules.values():
        if rule.live and rule.severity is Severity.ERROR:
            yield GuideLine("•", f"“{rule.live}”: {_advice(rule)}.")


def _advice(rule: Rule) -> str:
    """Return how to mend a breach, or why it is one, in general words; the title where neither is general."""
    for sentence in (rule.mend, rule.why):
        with suppress(KeyError):
            return sentence.format_map(_GENERAL)
    return rule.title[:1].lower() + rule.title[1:]


def _how_to_return(form: Form) -> Iterator[GuideLine]:
    sender = form.basis.period.sender
    address = f" tới {sender.email}" if sender.email else ""
    yield GuideLine("Gửi lại", "", GuideLook.HEADING)
    yield GuideLine(
        "1", f"Điền sheet “{Sheet.CLOSING.value}”: khó khăn, kiến nghị, người lập và thủ trưởng đơn vị."
    )
    yield GuideLine("2", "Lưu tệp ở định dạng .xlsx, không đổi tên sheet, không xóa dòng, cột.")
    yield GuideLine(
        "3",
        f"Gửi thư điện tử{address}: tệp này, tài liệu kiểm chứng và báo cáo bằng văn bản đã ký ({REPORT_NAMING}). Có thể gửi lại bản sửa; bản mới nhất được dùng.",
    )
