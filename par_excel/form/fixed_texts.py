"""What stands on the sheets of a form around its tables: titles, the unit's name, notices, labels.

The template writer writes them, the reader compares them: they are locked, and guide whoever fills the form in.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from par_excel.form.columns import CODE_LABEL, PROPOSED_HEADER, Sheet
from par_excel.form.form import Form
from par_excel.model import EXAMPLE_REMARK, Catalogue

UNVERIFIED = (
    "Lưu ý: bộ tiêu chí dùng cho biểu mẫu này chưa đối chiếu với văn bản gốc; "
    "tên, điểm tối đa và thang điểm có thể còn thay đổi."
)
_EXAMPLE = f"{EXAMPLE_REMARK}: tên, điểm tối đa và thang điểm của bộ tiêu chí này được bịa ra."
NOTICES = frozenset({UNVERIFIED, _EXAMPLE})
"""What a form may say of its catalogue; the office may have verified it since."""
_LEGAL = "Căn cứ"
INITIATIVES_TITLE = "SÁNG KIẾN, GIẢI PHÁP MỚI TRONG CẢI CÁCH HÀNH CHÍNH"
CLOSING_TITLE = "KHÓ KHĂN, VƯỚNG MẮC VÀ XÁC NHẬN CỦA ĐƠN VỊ"
TITLE_ROW, UNIT_ROW, LINE_ROW, CODE_ROW, NOTICE_ROW = 1, 2, 3, 4, 5
"""Rows of the score sheet's head; the other sheets have the first three."""


@dataclass(frozen=True, slots=True)
class FixedText:
    """A text in column A of a sheet, above its table, as the form is issued now."""

    sheet: Sheet
    row: int
    label: str
    """What it is, in words."""
    text: str
    beginning: str = ""
    """What stays of it whatever the office changes in the settings; empty where all stays."""


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
    return f"{_LEGAL} {'; '.join(bases)}" if bases else ""


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
    texts = (
        FixedText(Sheet.SCORES, TITLE_ROW, "tiêu đề", form_title(form), f"PHỤ LỤC {form.appendix.label}"),
        FixedText(Sheet.SCORES, UNIT_ROW, "tên cơ quan", form.unit.name),
        FixedText(Sheet.SCORES, LINE_ROW, "căn cứ", legal_line(form), _LEGAL),
        FixedText(Sheet.SCORES, CODE_ROW, "nhãn mã biểu mẫu", CODE_LABEL),
        FixedText(Sheet.SCORES, NOTICE_ROW, "lưu ý về bộ tiêu chí", caution(form.basis.catalogue)),
        FixedText(Sheet.INITIATIVES, TITLE_ROW, "tiêu đề", INITIATIVES_TITLE),
        FixedText(Sheet.INITIATIVES, UNIT_ROW, "tên cơ quan", form.unit.name),
        FixedText(Sheet.INITIATIVES, LINE_ROW, "yêu cầu về sáng kiến", initiative_hint(form)),
        FixedText(Sheet.CLOSING, TITLE_ROW, "tiêu đề", CLOSING_TITLE),
        FixedText(Sheet.CLOSING, UNIT_ROW, "tên cơ quan", form.unit.name),
    )
    yield from (fixed for fixed in texts if fixed.text)
