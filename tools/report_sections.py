"""The sections of the report's Word template: result, fields, explanations, initiatives, difficulties, proposals."""

from docx.document import Document
from docx.shared import Pt

from tools.report_chart_parts import add_bar_chart, add_column_chart
from tools.report_parts import CENTRE, NUMBER, Column, add_caption, add_table, paragraphs


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
            Column("Cơ quan, đơn vị", "co_quan", 19),
            Column("Sáng kiến, giải pháp", "sang_kien", 63),
            Column("Quy mô áp dụng", "quy_mo", 24),
            Column("Kinh phí", "kinh_phi", 23),
            Column("Thời gian", "thoi_gian", 25),
        ),
    )
    paragraphs(word, ("Van ban", "{%p endif %}"), ("Van ban", "{%p endif %}"))
