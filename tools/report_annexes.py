"""The annexes of the report's Word template, each numbered apart: all criteria, evidence, the year before, the ranking."""

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Pt

from tools.report_parts import CENTRE, NUMBER, Column, add_table, paragraphs
from tools.report_styles import set_up_page


def add_annexes(word: Document) -> None:
    """Add all of them, as far as there is anything to say."""
    begin_annex(word, "I", "KẾT QUẢ TỰ ĐÁNH GIÁ TỪNG TIÊU CHÍ NĂM {{ nam }}", is_landscape=True)
    paragraphs(word, ("Van ban", "{%p if co_ket_qua_chung %}"))
    add_table(
        word,
        "bang_phu_luc",
        (
            Column("Mã", "ma", 14, CENTRE),
            Column("Lĩnh vực / Tiêu chí / Tiêu chí thành phần", "ten", 84),
            Column("Điểm tối đa", "diem_toi_da", 16, NUMBER),
            Column("{{ ten_diem }}", "diem", 18, NUMBER),
            Column("Ghi chú, giải trình", "giai_trinh", 125),
        ),
        styles=("plain", "heading", "bold"),
    )
    paragraphs(word, ("Van ban", "{%p endif %}"), ("Van ban", "{%p if co_xep_hang %}"))
    add_unit_figures(word)
    # Where there is no register, the annex ends with the break of a later one, on a page that stands upright.
    paragraphs(word, ("Van ban", "{%p endif %}"), ("Van ban", "{%p if co_phu_luc_tai_lieu %}"))
    begin_annex(word, "II", "DANH MỤC TÀI LIỆU KIỂM CHỨNG")
    add_evidence(word)
    paragraphs(word, ("Van ban", "{%p endif %}"), ("Van ban", "{%p if co_so_sanh %}"))
    begin_annex(word, "{{ phu_luc_so_sanh }}", "SO SÁNH TỪNG TIÊU CHÍ VỚI NĂM {{ nam_truoc }}")
    add_years(word)
    paragraphs(word, ("Van ban", "{%p endif %}"), ("Van ban", "{%p if co_xep_hang %}"))
    begin_annex(word, "{{ phu_luc_xep_hang }}", "XẾP HẠNG CÁC ĐƠN VỊ CÙNG BIỂU MẪU NĂM {{ nam }}")
    add_places(word)
    paragraphs(word, ("Van ban", "{%p endif %}"))


def add_unit_figures(word: Document) -> None:
    """Add the figures of every criterion over the units that fill the same form."""
    add_table(
        word,
        "bang_don_vi_phu_luc",
        (
            Column("Mã", "ma", 14, CENTRE),
            Column("Lĩnh vực / Tiêu chí / Tiêu chí thành phần", "ten", 57),
            Column("Điểm tối đa", "diem_toi_da", 16, NUMBER),
            Column("Trung bình", "trung_binh", 17, NUMBER),
            Column("Tỷ lệ", "ty_le", 19, NUMBER),
            Column("Đơn vị đạt tối đa", "dat_toi_da", 21, NUMBER),
            Column("Đơn vị 0 điểm", "khong_diem", 21, NUMBER),
        ),
        styles=("plain", "heading", "bold"),
    )


def begin_annex(word: Document, number: str, title: str, *, is_landscape: bool = False) -> None:
    """Begin an annex on a page of its own, with its title and what it belongs to."""
    section = word.add_section(WD_SECTION.NEW_PAGE)
    last = word.paragraphs[-1].paragraph_format  # holds the break; it takes as little room as it can
    last.line_spacing, last.space_before, last.space_after = Pt(1), Pt(0), Pt(0)
    for old in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001 - python-docx has no name for it
        section._sectPr.remove(old)  # noqa: SLF001
    set_up_page(section, is_landscape=is_landscape)
    paragraphs(word, ("Trich yeu", f"Phụ lục {number}"), ("Trich yeu", title))
    note = word.add_paragraph(style="Giua")
    note.add_run(
        "(Kèm theo Báo cáo số ………/{{ ky_hieu }} ngày …… tháng …… năm ……… của {{ ben_bao_cao }})"
    ).italic = True
    note.paragraph_format.space_after = Pt(8)


def add_evidence(word: Document) -> None:
    """Add the register of evidence."""
    paragraphs(word, ("Van ban", "{{ tai_lieu }}"), ("Van ban", "{%p if co_tai_lieu %}"))
    add_table(
        word,
        "bang_tai_lieu",
        (
            Column("STT", "stt", 13, CENTRE),
            Column("Tài liệu", "tai_lieu", 92),
            Column("Tiêu chí", "tieu_chi", 24),
            Column("Cơ quan, đơn vị", "co_quan", 36),
        ),
    )
    paragraphs(word, ("Van ban", "{%p endif %}"))


def add_places(word: Document) -> None:
    """Add the ranking of units that fill the same form."""
    add_table(
        word,
        "bang_xep_hang",
        (
            Column("Hạng", "hang", 14, CENTRE),
            Column("Đơn vị", "don_vi", 60),
            Column("Nhóm", "nhom", 28),
            Column("Điểm", "diem", 20, NUMBER),
            Column("Chỉ số", "ty_le", 20, NUMBER),
            Column("Ghi chú", "tinh_trang", 23, CENTRE),
        ),
        styles=("plain", "heading"),
    )


def add_years(word: Document) -> None:
    """Add the comparison of every criterion with the year before."""
    add_table(
        word,
        "bang_so_sanh_tieu_chi",
        (
            Column("Mã", "ma", 14, CENTRE),
            Column("Tiêu chí, tiêu chí thành phần", "ten", 47),
            Column("Điểm tối đa {{ nam_truoc }}", "diem_toi_da_truoc", 15, NUMBER),
            Column("Điểm {{ nam_truoc }}", "diem_truoc", 15, NUMBER),
            Column("Điểm tối đa {{ nam }}", "diem_toi_da", 15, NUMBER),
            Column("Điểm {{ nam }}", "diem", 15, NUMBER),
            Column("Thay đổi", "thay_doi", 16, NUMBER),
            Column("Ghi chú", "ghi_chu", 28),
        ),
    )
