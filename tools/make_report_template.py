"""Make par_excel/writing/report/report_template.docx, the Word template of the report.

    python -m tools.make_report_template

The fixed wording stands here and in the file made from it; an office edits a copy of that file in Word. Tables name
themselves in their alternative text; the cells of their prototype rows name a column in square brackets.
"""

from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.shared import Pt

from par_excel.writing.report.charts import fill_charts, number_captions
from par_excel.writing.report.fill import packed
from tools.report_chart_parts import SAMPLES, add_bar_chart, add_column_chart
from tools.report_parts import (
    CENTRE,
    NUMBER,
    Column,
    add_caption,
    add_line,
    add_subject_line,
    add_table,
    borderless,
    fill_cell,
    fill_more,
    paragraphs,
)
from tools.report_styles import element, finish, set_up_headers, set_up_page, set_up_styles, strip

TARGET = Path(__file__).parents[1] / "par_excel" / "writing" / "report" / "report_template.docx"


def make() -> bytes:
    """Return the template."""
    word = docx.Document()
    strip(word)
    set_up_styles(word)
    set_up_page(word.sections[0])
    set_up_headers(word.sections[0])
    add_head(word)
    add_introduction(word)
    add_results(word)
    add_signature(word)
    add_annexes(word)
    fill_charts(word, SAMPLES)
    number_captions(word)
    finish(word)
    return packed(word)


def add_head(word: Document) -> None:
    """Add the two-column head, the title and what makes the report a draft."""
    left, right = borderless(word, (62, 103)).rows[0].cells
    fill_cell(
        left,
        (
            ("Giua 13", "{%p if la_mot_ten %}"),
            ("Giua 13", "**{{ co_quan_chu_quan }}"),
            ("Giua 13", "{%p else %}"),
            ("Giua 13", "{{ co_quan_chu_quan }}"),
            ("Giua 13", "{%p endif %}"),
            ("Giua 13", "**{{ co_quan_ban_hanh }}"),
        ),
    )
    add_line(left, indent_mm=21)
    fill_more(left, (("Giua 13", "Số: ………/{{ ky_hieu }}"),))
    fill_more(
        left, (("Giua 13", "{%p if la_du_thao %}"), ("Dau du thao", "DỰ THẢO"), ("Giua 13", "{%p endif %}"))
    )
    fill_cell(
        right,
        (("Giua 13", "**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("Giua", "**Độc lập - Tự do - Hạnh phúc")),
    )
    add_line(right, indent_mm=22)
    fill_more(right, (("Giua", "{{ dia_danh }}, ngày …… tháng …… năm ………"),))
    right.paragraphs[-1].runs[0].italic = True
    word.add_paragraph("BÁO CÁO", style="Title")
    word.add_paragraph("{{ tieu_de }}", style="Trich yeu")
    add_subject_line(word)
    paragraphs(
        word,
        ("Van ban", "{%p if la_du_thao %}"),
        ("Ly do du thao", "**DỰ THẢO – chưa dùng để ký ban hành, vì:"),
        ("Ly do du thao", "{%p for ly_do in ly_do_du_thao %}"),
        ("Ly do du thao", "{{ ly_do }}"),
        ("Ly do du thao", "{%p endfor %}"),
        ("Van ban", "{%p endif %}"),
        ("Kinh gui", "Kính gửi: {{ kinh_gui }}"),
    )


def add_introduction(word: Document) -> None:
    """Add the legal bases, and how the result came about."""
    paragraphs(
        word,
        ("Can cu", "{%p for dong in can_cu %}"),
        ("Can cu", "{{ dong }}"),
        ("Can cu", "{%p endfor %}"),
        (
            "Van ban",
            "{{ ben_bao_cao }} báo cáo {{ kinh_gui }} kết quả như sau:",
        ),
    )


def add_results(word: Document) -> None:
    """Add sections I to VI and the closing."""
    add_overall(word)
    add_fields(word)
    add_gaps(word)
    add_initiatives(word)
    add_subjects(
        word,
        "{{ so_kho_khan }}. KHÓ KHĂN, VƯỚNG MẮC",
        "kho_khan",
        "Không có khó khăn, vướng mắc cần báo cáo.",
    )
    add_subjects(
        word,
        "{{ so_kien_nghi }}. KIẾN NGHỊ, ĐỀ XUẤT",
        "kien_nghi",
        "{{ ben_bao_cao }} không có kiến nghị, đề xuất.",
    )
    paragraphs(
        word,
        ("Van ban", "(Chi tiết tại các phụ lục kèm theo.)"),
        ("Van ban", "{{ ben_bao_cao }} kính báo cáo {{ kinh_gui }}./."),
    )
    last = word.paragraphs[-1].paragraph_format
    last.keep_with_next = True  # a signature never stands alone on a page
    last.space_after = Pt(14)


def add_subjects(word: Document, title: str, field: str, otherwise: str) -> None:
    """Add a section that goes through subjects."""
    paragraphs(
        word,
        ("Heading 1", title),
        ("Van ban", f"{{%p if {field} %}}"),
        ("Van ban", f"{{%p for muc in {field} %}}"),
        ("Heading 2", "{%p if muc.chu_de %}"),
        ("Heading 2", "{{ loop.index }}. {{ muc.chu_de }}"),
        ("Heading 2", "{%p endif %}"),
        ("Van ban", "{%p for doan in muc.noi_dung %}"),
        ("Van ban", "{{ doan }}"),
        ("Van ban", "{%p endfor %}"),
        ("Van ban", "{%p endfor %}"),
        ("Van ban", "{%p else %}"),
        ("Van ban", otherwise),
        ("Van ban", "{%p endif %}"),
    )


def add_overall(word: Document) -> None:
    """Add section I."""
    paragraphs(
        word,
        ("Heading 1", "I. KẾT QUẢ CHUNG"),
        (
            "Van ban",
            (
                "Theo {{ bo_tieu_chi }}, {{ so_co_quan }} cơ quan, đơn vị của {{ tinh }} đã tự đánh giá, chấm điểm, kèm "
                "tài liệu kiểm chứng, số liệu dẫn chứng và giải trình; {{ co_quan_tong_hop }} tổng hợp."
            ),
        ),
        ("Van ban", "{%p if da_phe_duyet %}"),
        ("Van ban", "{{ phe_duyet }}"),
        ("Van ban", "{%p endif %}"),
        ("Van ban", "{%p for cau in ket_qua_chung %}"),
        ("Van ban", "{{ cau }}"),
        ("Van ban", "{%p endfor %}"),
        ("Van ban", "{%p if co_ket_qua_chung %}"),
    )
    add_caption(word, "Bảng", "Kết quả theo lĩnh vực (tỷ lệ tính trên điểm tối đa tự đánh giá)")
    add_table(
        word,
        "bang_linh_vuc",
        (
            Column("STT", "ma", 11, CENTRE),
            Column("Lĩnh vực", "ten", 60),
            Column("Điểm tối đa", "diem_toi_da", 17, NUMBER),
            Column("Điều tra XHH", "dieu_tra", 19, NUMBER),
            Column("Tự đánh giá tối đa", "tu_danh_gia", 19, NUMBER),
            Column("{{ ten_diem }}", "diem", 20, NUMBER),
            Column("Tỷ lệ", "ty_le", 19, NUMBER),
        ),
        styles=("plain", "bold"),
    )
    add_charts(word)
    add_comparison(word)
    paragraphs(word, ("Van ban", "{%p endif %}"))
    add_ranking(word)


def add_charts(word: Document) -> None:
    """Add the two charts of section I; they are left out while nothing counts."""
    paragraphs(word, ("Van ban", "{%p if co_bieu_do %}"))
    add_caption(word, "Biểu đồ", "{{ ten_diem }} của từng lĩnh vực so với điểm tối đa tự đánh giá")
    add_column_chart(word, "bieu_do_diem")
    add_caption(word, "Biểu đồ", "Tỷ lệ điểm đạt được của từng lĩnh vực")
    add_bar_chart(word, "bieu_do_ty_le")
    paragraphs(word, ("Van ban", "{%p endif %}"))


def add_ranking(word: Document) -> None:
    """Add what is said of units that fill the same form, where there are any; the whole ranking is an annex."""
    paragraphs(
        word,
        ("Van ban", "{%p if co_xep_hang %}"),
        ("Heading 3", "Xếp hạng các đơn vị cùng biểu mẫu"),
        ("Van ban", "{%p for cau in xep_hang %}"),
        ("Van ban", "{{ cau }}"),
        ("Van ban", "{%p endfor %}"),
        ("Van ban", "(Bảng xếp hạng tại Phụ lục {{ phu_luc_xep_hang }}.)"),
        ("Van ban", "{%p endif %}"),
    )


def add_comparison(word: Document) -> None:
    """Add the comparison with the year before to section I, where there is one."""
    paragraphs(
        word,
        ("Van ban", "{%p if co_so_sanh %}"),
        ("Heading 3", "So sánh với năm {{ nam_truoc }}"),
        ("Van ban", "{%p for cau in so_sanh %}"),
        ("Van ban", "{{ cau }}"),
        ("Van ban", "{%p endfor %}"),
    )
    add_caption(word, "Bảng", "Kết quả theo lĩnh vực so với năm {{ nam_truoc }}")
    add_table(
        word,
        "bang_so_sanh",
        (
            Column("STT", "ma", 11, CENTRE),
            Column("Lĩnh vực", "ten", 46),
            Column("Điểm năm {{ nam_truoc }}", "diem_truoc", 18, NUMBER),
            Column("Tỷ lệ năm {{ nam_truoc }}", "ty_le_truoc", 19, NUMBER),
            Column("Điểm năm {{ nam }}", "diem", 18, NUMBER),
            Column("Tỷ lệ năm {{ nam }}", "ty_le", 19, NUMBER),
            Column("Thay đổi điểm", "thay_doi", 16, NUMBER),
            Column("Thay đổi tỷ lệ", "thay_doi_ty_le", 18, NUMBER),
        ),
        styles=("plain", "bold"),
    )
    paragraphs(
        word,
        ("Van ban", "{%p if ghi_chu_so_sanh %}"),
        ("Van ban", "{{ ghi_chu_so_sanh }}"),
        ("Van ban", "{%p endif %}"),
        ("Van ban", "{%p endif %}"),
    )


def add_fields(word: Document) -> None:
    """Add section II."""
    paragraphs(
        word,
        ("Heading 1", "II. KẾT QUẢ THEO LĨNH VỰC"),
        ("Van ban", "{%p if co_ket_qua_chung %}"),
        ("Van ban", "{%p for muc in linh_vuc %}"),
        ("Heading 2", "{{ muc.ma }}. {{ muc.ten }}"),
        ("Van ban", "{{ muc.nhan_xet }}"),
        ("Van ban", "{%p if muc.co_bang %}"),
    )
    add_caption(word, "Bảng", "Kết quả lĩnh vực {{ muc.ten }}")
    add_table(
        word,
        "bang_tieu_chi:{{ muc.ma }}",
        (
            Column("Mã", "ma", 15, CENTRE),
            Column("Tiêu chí, tiêu chí thành phần", "ten", 57),
            Column("Điểm tối đa", "diem_toi_da", 16, NUMBER),
            Column("{{ ten_diem }}", "diem", 18, NUMBER),
            Column("Điểm chưa đạt", "bi_tru", 15, NUMBER),
            Column("Ghi chú", "ghi_chu", 44),
        ),
    )
    paragraphs(
        word,
        ("Heading 3", "Nội dung đã đạt"),
        ("Van ban", "{{ muc.da_dat }}"),
        ("Heading 3", "Nội dung chưa đạt và nguyên nhân"),
        ("Van ban", "{%p for dong in muc.diem_tru %}"),
        ("Van ban", "{{ dong }}"),
        ("Van ban", "{%p endfor %}"),
        ("Van ban", "{%p else %}"),
        ("Van ban", "Lĩnh vực này không có tiêu chí để tự đánh giá."),
        ("Van ban", "{%p endif %}"),
        ("Van ban", "{%p endfor %}"),
        ("Van ban", "{%p endif %}"),
    )
    add_ranked_units(word)


def add_ranked_units(word: Document) -> None:
    """Add to section II what units that fill the same form reached, and where most of them lose points."""
    paragraphs(
        word,
        ("Van ban", "{%p if co_xep_hang %}"),
        ("Heading 2", "Kết quả của các đơn vị cùng biểu mẫu"),
        ("Van ban", "Mỗi đơn vị tự đánh giá riêng; điểm trung bình tính trên các đơn vị đã nộp."),
    )
    add_caption(word, "Bảng", "Điểm trung bình, cao nhất, thấp nhất theo lĩnh vực và nhóm đơn vị")
    add_table(
        word,
        "bang_don_vi_linh_vuc",
        (
            Column("STT", "ma", 11, CENTRE),
            Column("Lĩnh vực, nhóm", "ten", 36),
            Column("Điểm tối đa", "diem_toi_da", 14, NUMBER),
            Column("Trung bình", "trung_binh", 15, NUMBER),
            Column("Tỷ lệ", "ty_le", 19, NUMBER),
            Column("Cao nhất", "cao_nhat", 36),
            Column("Thấp nhất", "thap_nhat", 34),
        ),
        styles=("plain", "heading"),
    )
    add_caption(word, "Biểu đồ", "Tỷ lệ điểm thấp nhất, trung bình, cao nhất của các đơn vị theo lĩnh vực")
    add_column_chart(word, "bieu_do_don_vi", is_share=True)
    paragraphs(
        word,
        ("Van ban", "{%p if mat_diem %}"),
        ("Heading 2", "Tiêu chí nhiều đơn vị chưa đạt điểm tối đa"),
        ("Van ban", "{{ mat_diem }}"),
    )
    add_caption(word, "Bảng", "Tiêu chí nhiều đơn vị chưa đạt điểm tối đa và nguyên nhân")
    add_table(
        word,
        "bang_don_vi_tieu_chi",
        (
            Column("Mã", "ma", 13, CENTRE),
            Column("Tiêu chí", "ten", 36),
            Column("Đơn vị chưa đạt", "chua_dat", 17, CENTRE),
            Column("Tỷ lệ", "ty_le", 20, NUMBER),
            Column("Điểm chưa đạt bình quân", "bi_tru", 16, NUMBER),
            Column("Nguyên nhân các đơn vị nêu nhiều nhất", "nguyen_nhan", 63),
        ),
    )
    paragraphs(word, ("Van ban", "{%p endif %}"), ("Van ban", "{%p endif %}"))


def add_gaps(word: Document) -> None:
    """Add section III: criteria without documents, or with incomplete ones."""
    paragraphs(
        word,
        ("Van ban", "{%p if co_phan_giai_trinh %}"),
        (
            "Heading 1",
            "{{ so_giai_trinh }}. GIẢI TRÌNH CÁC TIÊU CHÍ CHƯA CÓ HOẶC CHƯA ĐỦ TÀI LIỆU KIỂM CHỨNG",
        ),
        ("Van ban", "{{ giai_trinh_thieu }}"),
        ("Van ban", "{%p if co_giai_trinh_thieu %}"),
    )
    add_caption(word, "Bảng", "Giải trình các tiêu chí chưa có hoặc chưa đủ tài liệu kiểm chứng")
    add_table(
        word,
        "bang_giai_trinh",
        (
            Column("Mã", "ma", 14, CENTRE),
            Column("Tiêu chí, tiêu chí thành phần", "ten", 42),
            Column("Điểm tự đánh giá", "diem", 16, NUMBER),
            Column("Nội dung còn thiếu", "con_thieu", 33),
            Column("Giải trình", "giai_trinh", 60),
        ),
    )
    paragraphs(word, ("Van ban", "{%p endif %}"), ("Van ban", "{%p endif %}"))


def add_initiatives(word: Document) -> None:
    """Add section IV."""
    paragraphs(
        word,
        ("Van ban", "{%p if co_phan_sang_kien %}"),
        ("Heading 1", "{{ so_sang_kien }}. SÁNG KIẾN, GIẢI PHÁP MỚI"),
        ("Van ban", "{{ sang_kien }}"),
        ("Van ban", "{%p if co_sang_kien %}"),
    )
    add_caption(word, "Bảng", "Sáng kiến, giải pháp mới của các cơ quan, đơn vị")
    add_table(
        word,
        "bang_sang_kien",
        (
            Column("STT", "stt", 11, CENTRE),
            Column("Cơ quan, đơn vị", "co_quan", 23),
            Column("Sáng kiến, giải pháp", "sang_kien", 60),
            Column("Quy mô áp dụng", "quy_mo", 25),
            Column("Kinh phí", "kinh_phi", 23),
            Column("Thời gian", "thoi_gian", 23),
        ),
    )
    paragraphs(word, ("Van ban", "{%p endif %}"), ("Van ban", "{%p endif %}"))


def add_signature(word: Document) -> None:
    """Add the list of recipients and the place for the signature, which stay on one page."""
    table = borderless(word, (75, 90))
    table.rows[0]._tr.get_or_add_trPr().append(element("w:cantSplit"))  # noqa: SLF001 - python-docx has no name for it
    left, right = table.rows[0].cells
    fill_cell(
        left,
        (
            ("Noi nhan", "Nơi nhận:"),
            ("Noi nhan dong", "{%p for dong in noi_nhan %}"),
            ("Noi nhan dong", "{{ dong }}"),
            ("Noi nhan dong", "{%p endfor %}"),
        ),
    )
    fill_cell(right, (("Giua", "**{{ thay_mat }}"), ("Giua", "**{{ chuc_vu }}"), *(("Giua", ""),) * 5))
    fill_more(right, (("Giua", ""),))
    right.paragraphs[-1].add_run("{{ nguoi_ky }}").bold = True


def add_annexes(word: Document) -> None:
    """Add the annexes, each numbered apart: all criteria, evidence, the year before, the ranking."""
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
            Column("Tình trạng", "tinh_trang", 23, CENTRE),
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


if __name__ == "__main__":
    TARGET.write_bytes(make())
    print(f"Đã ghi {TARGET.name}")
