"""A template of the office's own: what is wrong is named with its place, and nothing in it can run."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from par_excel.model import ConfigError
from par_excel.writing.report.document import report_document
from par_excel.writing.report.fields import FIELDS, FieldKind
from par_excel.writing.report.template_check import check_template, retired_in
from par_excel.writing.report.template_language import TemplateEnvironment, TemplateFaultError
from par_excel.writing.report.word_page import packaged_template
from tests import invented
from tests.writing import sample_result


def saved(word: Document) -> bytes:
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def written(*paragraphs: str) -> bytes:
    """Return a template of these paragraphs."""
    word = docx.Document()
    for text in paragraphs:
        word.add_paragraph(text)
    return saved(word)


def repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return the packaged template with its parts changed."""
    with ZipFile(BytesIO(packaged_template())) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    change(parts)
    target = BytesIO()
    with ZipFile(target, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()


def fault(data: bytes) -> str:
    with pytest.raises(ConfigError) as failure:
        check_template(data)
    assert failure.value.exit_status == 2
    said = str(failure.value)
    assert "\n" not in said
    return said


def older_template() -> bytes:
    """Return a template that an office made of an older packaged one."""
    word = docx.Document()
    for text in (
        "{{ tinh }}",
        "{%p for cau in qua_trinh %}",
        "{{ cau }}",
        "{%p endfor %}",
        "{%p for muc in kho_khan %}",
        "{{ muc.co_quan }}",
        "{%p for doan in muc.noi_dung %}",
        "{{ doan }}",
        "{%p endfor %}",
        "{%p endfor %}",
        "Bảng của các cơ quan",
    ):
        word.add_paragraph(text)
    word.paragraphs[-1].style = word.styles["Caption"]
    table = word.add_table(rows=2, cols=1)
    table.cell(1, 0).text = "[co_quan]"
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), "bang_co_quan")
    table._tbl.tblPr.append(caption)
    return saved(word)


def test_an_older_template_still_fills_without_what_stands_elsewhere_by_now() -> None:
    basis = invented.basis()
    result = sample_result.draft(basis, difficulties="Thiếu kinh phí")
    word = docx.Document(BytesIO(report_document(basis, result, template=older_template())))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert texts == ["tỉnh Thử", "", "- Sở A: Thiếu kinh phí."]
    assert not word.tables


def test_what_an_older_template_has_and_the_report_has_not_is_told() -> None:
    said = retired_in(older_template())
    assert [line.split("“")[1].split("”")[0] for line in said] == ["qua_trinh", "bang_co_quan"]
    assert said[0] == (
        "mau_bao_cao.docx: “qua_trinh” để trống vì nay ở phiếu trình (outbox/phieu_trinh.docx), không còn trong báo cáo "
        "gửi đi."
    )
    assert retired_in(packaged_template()) == ()


def test_the_packaged_template_is_in_order() -> None:
    check_template(packaged_template())


@pytest.mark.parametrize(
    ("paragraph", "said"),
    [
        ("Năm {{ namm }}.", "trường “namm” không có; ở phần thân, đoạn “Năm {{ namm }}.”"),
        ("Năm {{ namm }}.", "có phải là “nam” không?"),
        ("Năm {{ xyz }}", "Cách sửa: Xem danh sách trường"),
        ("{{ nam.ten }}", "trường “ten” không có trong “nam”"),
        ("{{ can_cu }}", "trường “can_cu” là danh sách đoạn, không in ra được"),
        ("{{ la_du_thao }}", "viết {%p if la_du_thao %} … {%p endif %}"),
        ("{{ nam", "dấu ngoặc của trường chưa đóng"),
        ("nam }}", "dấu ngoặc của trường chưa đóng hoặc chưa mở"),
        ("{% if la_du_thao %}DỰ THẢO", "thiếu lệnh đóng “endif”"),
        ("{%p endfor %}", "có “endfor” mà không có lệnh mở tương ứng"),
        ("{%p if la_du_thao %} DỰ THẢO", "đứng chung đoạn với nội dung khác"),
        ("{% for x in nam %}{{ x }}{% endfor %}", "“nam” không phải là danh sách"),
        ("{% if la_du_thao | %}{% endif %}", "có lệnh viết sai cú pháp"),
        ("{% macro f() %}{% endmacro %}", "có lệnh không được dùng trong mẫu"),
        ("{% bogus %}", "có lệnh lạ “bogus”"),
        ("{{r nam }}", "có lệnh không được dùng trong mẫu"),
        ("{% raw %}{{ namm }}{% endraw %}", "có lệnh không được dùng trong mẫu"),
    ],
)
def test_a_fault_is_named_with_its_place(paragraph: str, said: str) -> None:
    assert said in fault(written("Mở đầu", paragraph, "Kết thúc"))


def test_only_the_words_around_a_fault_are_shown() -> None:
    said = fault(written(f"{'trước ' * 50}{{{{ namm }}}}{' sau' * 50}"))
    assert "{{ namm }}" in said
    assert said.count("trước") + said.count("sau") < 30
    assert said.count("…") == 2


def test_a_fault_in_a_table_a_header_and_a_property_is_found() -> None:
    word = docx.Document()
    table = word.add_table(rows=2, cols=3)
    table.rows[1].cells[2].text = "{{ sai }}"
    assert "ở phần thân, bảng thứ 1, dòng 2, cột 3, đoạn “{{ sai }}”" in fault(saved(word))
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "{{ sai }}"
    assert "ở đầu trang, đoạn" in fault(saved(word))
    word = docx.Document()
    word.sections[0].footer.paragraphs[0].text = "{{ sai }}"
    assert "ở chân trang, đoạn" in fault(saved(word))
    word = docx.Document()
    word.core_properties.title = "{{ sai }}"
    assert "thuộc tính của tệp" in fault(saved(word))


def test_a_field_that_word_has_split_into_runs_is_read_as_one() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph()
    for piece in ("{", "{ na", "m }", "}"):
        paragraph.add_run(piece)
    check_template(saved(word))


def test_typographic_quotes_of_word_are_those_of_the_language() -> None:
    check_template(written("{% if nam == “2020” %}nay{% endif %}"))


@pytest.mark.parametrize(
    "code",
    [
        "{{ ''.__class__ }}",
        "{{ nam.__class__ }}",
        "{{ linh_vuc.__class__.__mro__ }}",
        "{{ nam['__class__'] }}",
        "{{ nam|attr('__class__') }}",
        "{{ range(10) }}",
        "{{ lipsum() }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ nam() }}",
        "{{ nam.upper() }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ nam ~ nam }}",
        "{{ nam | safe }}",
        "{{ '%s' | format(nam) }}",
        "{{ nam | center(1000000000) }}",
        "{% set a = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% call nam() %}{% endcall %}",
        "{% filter upper %}{% endfilter %}",
        "{% autoescape false %}{{ nam }}{% endautoescape %}",
        "{% for a in range(99999) %}{% endfor %}",
        "{% for a in 'aaaaaaaa' %}{% endfor %}",
        "{% for a in [1, 2, 3] %}{% endfor %}",
        "{% for a in linh_vuc recursive %}{{ loop(a) }}{% endfor %}",
        "{% for a, b in linh_vuc %}{% endfor %}",
        "{% for a in linh_vuc if range(9) %}{% endfor %}",
        "{% for a in loop %}{% endfor %}",
        "{% if [].append(1) %}{% endif %}",
    ],
)
def test_code_is_refused_before_anything_is_filled_in_and_by_the_language_itself(code: str) -> None:
    assert fault(written(code)).startswith("mau_bao_cao.docx: Mẫu báo cáo Word:")
    with pytest.raises(TemplateFaultError):
        TemplateEnvironment().from_string(code)


def test_loops_cannot_multiply() -> None:
    twice = "{% for a in linh_vuc %}{% for b in linh_vuc %}{{ b.ten }}{% endfor %}{% endfor %}"
    assert "vòng lặp qua “linh_vuc” nằm trong một vòng lặp khác" in fault(written(twice))
    check_template(written("{% for a in linh_vuc %}{% for b in a.diem_tru %}{{ b }}{% endfor %}{% endfor %}"))


def test_every_declared_field_may_be_used_as_its_kind_says() -> None:
    lines = []
    for field in FIELDS:
        if field.kind is FieldKind.TEXT:
            lines.append(f"{{{{ {field.name} }}}}")
        elif field.kind is FieldKind.CONDITION:
            lines.append(f"{{% if not {field.name} or {field.name} %}}x{{% else %}}y{{% endif %}}")
        else:
            lines.append(f"{{% for x in {field.name} %}}{{{{ loop.index }}}}{{% endfor %}}")
    check_template(written(*lines))


def test_macros_are_refused_however_they_are_named() -> None:
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

    def renamed(parts: dict[str, bytes]) -> None:
        name = "[Content_Types].xml"
        parts[name] = parts[name].replace(plain.encode(), macro.encode())

    assert "có macro" in fault(repacked(renamed))
    assert "có macro" in fault(repacked(lambda parts: parts.update({"word/vbaProject.bin": b"x"})))
    assert "có macro" in fault(repacked(lambda parts: parts.update({"word/activeX/activeX1.xml": b"<a/>"})))


def test_what_lies_outside_of_the_file_is_refused_and_a_plain_link_is_not() -> None:
    relation = (
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" '
        'Target="http://example.vn/x" TargetMode="External"/></Relationships>'
    )

    def linked(kind: str) -> bytes:
        def change(parts: dict[str, bytes]) -> None:
            name = "word/_rels/document.xml.rels"
            parts[name] = parts[name].replace(b"</Relationships>", relation.format(kind).encode())

        return repacked(change)

    for kind in ("attachedTemplate", "image", "oleObject", "frame"):
        assert "lấy nội dung từ bên ngoài tệp (http://example.vn/x)" in fault(linked(kind))
    check_template(linked("hyperlink"))


def test_entities_damage_and_size_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><w:document>&d;</w:document>'
    assert "bị hỏng ở phần “word/document.xml”" in fault(
        repacked(lambda parts: parts.update({"word/document.xml": b"<w:document>"}))
    )
    assert "word/document.xml" in fault(repacked(lambda parts: parts.update({"word/document.xml": bomb})))
    declared = b"<?xml version='1.0'?><!DOCTYPE a><a/>"
    assert "DOCTYPE" in fault(repacked(lambda parts: parts.update({"word/x.xml": declared})))
    assert "quá lớn" in fault(
        repacked(lambda parts: parts.update({f"word/{each}.bin": b"" for each in range(2001)}))
    )


def test_a_table_that_has_lost_its_name_is_said_and_not_printed_as_it_stands() -> None:
    def nameless(parts: dict[str, bytes]) -> None:
        name = "word/document.xml"
        parts[name] = parts[name].replace(b'<w:tblCaption w:val="bang_linh_vuc"/>', b"")

    assert "có bảng thứ 2 (ô “[ma]”) mất tên trong văn bản thay thế" in fault(repacked(nameless))
    word = docx.Document()
    word.add_table(rows=1, cols=1).rows[0].cells[0].text = "[xem phụ lục]"
    check_template(saved(word))


def test_a_workbook_is_no_template() -> None:
    target = BytesIO()
    with ZipFile(target, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
    assert "không phải là tệp Word (.docx)" in fault(target.getvalue())
