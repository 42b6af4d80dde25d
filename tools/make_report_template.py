"""Make par_excel/writing/report/report_template.docx, the Word template of the report.

    python -m tools.make_report_template

The fixed wording stands here, in the sections and annexes beside it, and in the file made from them; an office edits a copy
of that file in Word. Tables name themselves in their alternative text; the cells of their prototype rows name a column in
square brackets.
"""

from pathlib import Path

import docx
from docx.document import Document

from par_excel.writing.report.charts import fill_charts, number_captions
from par_excel.writing.report.fill import packed
from tools.report_annexes import add_annexes
from tools.report_chart_parts import SAMPLES
from tools.report_parts import add_line, add_subject_line, borderless, fill_cell, fill_more, paragraphs
from tools.report_sections import add_results
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


if __name__ == "__main__":
    TARGET.write_bytes(make())
    print(f"Đã ghi {TARGET.name}")
