"""What stands on the sheets of a form around its tables: titles, the unit's name, notices, where to sign.

The template writer writes them, and once more on the hidden sheet, as the form was issued: what the office changes
afterwards – a name, a deadline – changes no form that is out. The reader compares the sheets with those copies.
"""

from collections.abc import Iterator

from msgspec import Struct

from par_excel.form.columns import CODE_LABEL, PROPOSED_HEADER, ClosingField, Sheet
from par_excel.form.form import CLOSING_FIRST_ROW, Form, FormCell
from par_excel.model import EXAMPLE_REMARK, Catalogue

UNVERIFIED = (
    "Lưu ý: bộ tiêu chí dùng cho biểu mẫu này chưa đối chiếu với văn bản gốc; "
    "tên, điểm tối đa và thang điểm có thể còn thay đổi."
)
_EXAMPLE = f"{EXAMPLE_REMARK}: tên, điểm tối đa và thang điểm của bộ tiêu chí này được bịa ra."
NOTICES = frozenset({UNVERIFIED, _EXAMPLE})
"""What a form may say of its catalogue; the office may have verified it since."""
LEGAL = "Căn cứ"
INITIATIVES_TITLE = "SÁNG KIẾN, GIẢI PHÁP MỚI TRONG CẢI CÁCH HÀNH CHÍNH"
CLOSING_TITLE = "KHÓ KHĂN, VƯỚNG MẮC VÀ XÁC NHẬN CỦA ĐƠN VỊ"
SIGNATURES = ("NGƯỜI LẬP BIỂU\n(Ký, ghi rõ họ tên)", "THỦ TRƯỞNG ĐƠN VỊ\n(Ký, ghi rõ họ tên, đóng dấu)")
"""Where to sign, side by side."""
SIGNATURE_ROW = CLOSING_FIRST_ROW + len(ClosingField) + 2
COPIES_ROW = 9
"""First row of the copies on the hidden sheet: sheet, cell, what it is, text."""


class FixedText(Struct, frozen=True):
    """A text that nobody but the office writes."""

    at: FormCell
    label: str
    """What it is, in words."""
    text: str


def form_title(form: Form) -> str:
    """Return the title that every sheet of a form carries."""
    title = f"PHỤ LỤC {form.appendix.label} – {form.basis.period.title.upper()}"
    return f"{title} ({EXAMPLE_REMARK})" if form.basis.catalogue.is_example else title


def caution(catalogue: Catalogue) -> str:
    """Return what an agency must know of the catalogue; empty where every row is verified."""
    if catalogue.is_example:
        return _EXAMPLE
    return UNVERIFIED if catalogue.unverified else ""


def legal_line(form: Form) -> str:
    """Return the legal bases on one line; empty where there are none."""
    bases = form.basis.period.legal_bases
    return f"{LEGAL} {'; '.join(bases)}" if bases else ""


def block_title(form: Form) -> str:
    """Return the title above what is contributed to criteria of others."""
    lead = "" if form.leaves else "PHỤ LỤC NÀY KHÔNG CÓ TIÊU CHÍ TỰ CHẤM ĐIỂM. "
    return (
        f"{lead}NỘI DUNG PHỐI HỢP – cung cấp số liệu, tài liệu, giải trình cho tiêu chí do cơ quan khác chấm điểm; "
        f"“{PROPOSED_HEADER}” không bắt buộc và không cộng vào tổng điểm."
    )


def initiative_hint(form: Form) -> str:
    """Return what is asked of the initiatives."""
    if not form.appendix.has_initiatives:
        return "Không bắt buộc đối với cơ quan này."
    minimum = form.basis.period.minimum_initiatives
    return f"Đề xuất ít nhất {minimum:02d} sáng kiến; các cột có dấu (*) là bắt buộc. Cần thêm dòng thì chèn dòng mới trong bảng."


def fixed_texts(form: Form) -> Iterator[FixedText]:
    """Yield the texts around the tables, in the order of sheets and rows; those that are empty stand nowhere."""
    scores, initiatives, closing = Sheet.SCORES, Sheet.INITIATIVES, Sheet.CLOSING
    title = "" if form.block_row is None else block_title(form)
    left, right = SIGNATURES
    texts = (
        FixedText(FormCell(scores, "A1"), "tiêu đề", form_title(form)),
        FixedText(FormCell(scores, "A2"), "tên cơ quan", form.unit.name),
        FixedText(FormCell(scores, "A3"), "căn cứ", legal_line(form)),
        FixedText(FormCell(scores, "A4"), "nhãn mã biểu mẫu", CODE_LABEL),
        FixedText(FormCell(scores, "A5"), "lưu ý về bộ tiêu chí", caution(form.basis.catalogue)),
        FixedText(FormCell(scores, f"A{form.block_row}"), "tiêu đề phần phối hợp", title),
        FixedText(FormCell(initiatives, "A1"), "tiêu đề", INITIATIVES_TITLE),
        FixedText(FormCell(initiatives, "A2"), "tên cơ quan", form.unit.name),
        FixedText(FormCell(initiatives, "A3"), "yêu cầu về sáng kiến", initiative_hint(form)),
        FixedText(FormCell(closing, "A1"), "tiêu đề", CLOSING_TITLE),
        FixedText(FormCell(closing, "A2"), "tên cơ quan", form.unit.name),
        FixedText(FormCell(closing, f"A{SIGNATURE_ROW}"), "chỗ ký", left),
        FixedText(FormCell(closing, f"B{SIGNATURE_ROW}"), "chỗ ký", right),
    )
    yield from (fixed for fixed in texts if fixed.text)
