"""The Word report: whole, deterministic, and never ruled by what agencies wrote."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from msgspec.structs import replace

from par_excel.merge.documents import by_document
from par_excel.model import ApprovalMark, Basis, ConfigError, Result
from par_excel.writing.report.document import report_document
from par_excel.writing.report.word_page import packaged_template
from tests import invented
from tests.programs import needs_validator, validate_office_file
from tests.writing import sample_result
from tests.writing.sample_result import finding as finding_of

HOSTILE = (
    "{{ 7*7 }} {% for x in y %} {_{ z }_} {# n #}",
    '</w:t></w:r><w:fldSimple w:instr="DDEAUTO cmd"/><w:r><w:t>',
    '=HYPERLINK("http://example.vn","bấm vào đây")',
    "&amp; &lt;b&gt; <script>alert(1)</script>",
    "[diem] bang_tieu_chi:1",
)


def body(data: bytes) -> str:
    """Return the text of all paragraphs, tables included, in order."""
    paragraphs = Document(BytesIO(data)).element.body.iter(qn("w:p"))
    return "\n".join(
        "".join(
            "\n" if each.tag == qn("w:br") else each.text or ""
            for each in paragraph.iter(qn("w:t"), qn("w:br"))
        )
        for paragraph in paragraphs
    )


def parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of a packed document."""
    with ZipFile(BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def table(data: bytes, name: str) -> Table:
    """Return the table of this name."""
    for each in Document(BytesIO(data)).tables:
        caption = each._tbl.tblPr.find(qn("w:tblCaption"))
        if caption is not None and caption.get(qn("w:val")) == name:
            return each
    raise AssertionError(name)


def rows(data: bytes, name: str) -> list[list[str]]:
    """Return the texts of a table without its head."""
    return [[cell.text for cell in row.cells] for row in table(data, name).rows[1:]]


def edited(old: str, new: str, *, part: str = "word/document.xml") -> bytes:
    """Return the packaged template with one text replaced, as an office may have edited it."""
    target = BytesIO()
    with ZipFile(target, "w") as packed:
        for name, content in parts(packaged_template()).items():
            text = content.decode("utf-8") if name == part else ""
            assert name != part or old in text
            packed.writestr(name, text.replace(old, new) if name == part else content)
    return target.getvalue()


def explained(basis: Basis, text: str) -> Result:
    """Return a draft in which an agency wrote this as explanation and as difficulty."""
    return sample_result.draft(basis, explanation=text, difficulties=text)


@pytest.mark.parametrize("sample", [sample_result.draft, sample_result.complete])
def test_the_packaged_template_is_filled_as_an_offices_own(sample: Callable[[Basis], Result]) -> None:
    basis = invented.basis()
    result = sample(basis)
    ours, own = (parts(report_document(basis, result, template=each)) for each in (None, packaged_template()))
    kept = b' xml:space="preserve"'
    assert {name: part.replace(kept, b"") for name, part in ours.items()} == {
        name: part.replace(kept, b"") for name, part in own.items()
    }


def test_draft_is_marked_and_every_reason_listed() -> None:
    basis = invented.basis()
    data = report_document(basis, sample_result.draft(basis))
    said = "DỰ THẢO – chưa dùng để ký ban hành, vì:\n- Sở B chưa nộp;\n- bản nộp của Sở A còn 1 lỗi."
    assert said in body(data)
    headers = [content.decode() for name, content in parts(data).items() if "header" in name]
    assert ["DỰ THẢO" in header for header in headers] == [" PAGE " in header for header in headers]
    assert sum("DỰ THẢO" in header for header in headers) == 1


def test_complete_report_carries_no_mark_of_a_draft() -> None:
    basis = invented.basis()
    data = report_document(basis, sample_result.complete(basis))
    assert all(
        "DỰ THẢO" not in content.decode() for name, content in parts(data).items() if name.endswith(".xml")
    )


def test_head_and_signature() -> None:
    basis = invented.basis()
    found = body(report_document(basis, sample_result.complete(basis)))
    for line in (
        "ỦY BAN NHÂN DÂN\nTỈNH THỬ\n\nSố: ………/BC-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "Thử, ngày …… tháng …… năm ………",
        "BÁO CÁO\nKết quả tự đánh giá Chỉ số CCHC năm 2020 của tỉnh Thử",
        "Nơi nhận:\n- Bộ Nội vụ;\n- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
    ):
        assert line in found


def test_sections_stand_in_order() -> None:
    basis = invented.basis()
    found = body(report_document(basis, sample_result.draft(basis)))
    headings = [
        "Kính gửi: Bộ Nội vụ",
        "Căn cứ Quyết định số 320/QĐ-UBND",
        "I. KẾT QUẢ CHUNG",
        "II. KẾT QUẢ THEO LĨNH VỰC",
        "1. Nội dung 1",
        "Nội dung đã đạt",
        "Nội dung chưa đạt và nguyên nhân",
        "2. Nội dung 2",
        "III. GIẢI TRÌNH CÁC TIÊU CHÍ CHƯA CÓ HOẶC CHƯA ĐỦ",
        "IV. SÁNG KIẾN",
        "V. KHÓ KHĂN",
        "VI. KIẾN NGHỊ",
        "(Chi tiết tại các phụ lục kèm theo.)",
        "Phụ lục I\nKẾT QUẢ TỰ ĐÁNH GIÁ",
        "Phụ lục II\nDANH MỤC TÀI LIỆU KIỂM CHỨNG",
    ]
    places = [found.index(f"\n{heading}") for heading in headings]
    assert places == sorted(places)


def test_what_is_no_matter_of_the_ministry_is_not_said() -> None:
    basis = invented.basis()
    complete = sample_result.complete(basis)
    mark = ApprovalMark(
        version=3,
        decision="số 456/QĐ-UBND, ngày 25/02/2021",
        by="Trần Thị B",
        at=invented.RECEIVED,
        fingerprint="a1b2c3d4e5f6a7b8",
        holds=True,
        accepted=("Tiêu chí 2.2: chưa chấm. Đã chấp nhận: chờ họp (Trần Thị B).",),
    )
    data = report_document(basis, replace(complete, draft_reasons=(), approval=mark))
    found = body(data)
    assert "Kết quả tự đánh giá được phê duyệt tại Quyết định số 456/QĐ-UBND ngày 25/02/2021." in found
    properties = Document(BytesIO(data)).core_properties
    inside = f"{found} {properties.comments} {properties.subject}"
    for internal in (
        "Trần Thị B",
        "a1b2c3",
        "chấp nhận",
        "phiên bản",
        "Phiên bản",
        "đối chiếu",
        "tệp",
        "nộp",
    ):
        assert internal not in inside


def test_criteria_without_documents_are_explained_in_a_table_of_their_own() -> None:
    basis = invented.basis()
    data = report_document(basis, sample_result.draft(basis, explanation="Đang lập hồ sơ"))
    assert rows(data, "bang_giai_trinh")[:2] == [
        ["1.1", "Nội dung 1.1", "0,50", "Chưa có tài liệu kiểm chứng", "Đang lập hồ sơ"],
        ["1.2", "Nội dung 1.2", "–", "Chưa có điểm tự đánh giá", ""],
    ]
    faulty = finding_of("EV03", "Tài liệu kiểm chứng chưa có nội dung cụ thể")
    complete = sample_result.complete(basis)
    first = replace(complete.leaves[0], findings=(faulty,))
    vague = replace(complete, leaves=(first, *complete.leaves[1:]))
    assert rows(report_document(basis, vague), "bang_giai_trinh")[0][3] == faulty.title


def test_every_state_of_a_leaf_in_the_tables() -> None:
    basis = invented.basis()
    data = report_document(basis, sample_result.draft(basis))
    none = ["–", "–", "Chưa có điểm tự đánh giá"]
    assert rows(data, "bang_tieu_chi:1") == [
        ["1.1", "Nội dung 1.1", "1,50", "0,50", "1,00", "Kết quả: Mức 2"],
        ["1.2", "Nội dung 1.2", "1,50", *none],
        ["1.3.1", "Nội dung 1.3.1", "1,00", *none],
    ]
    assert rows(data, "bang_tieu_chi:2") == [
        ["2.1", "Nội dung 2.1", "1,00", *none],
        ["2.2", "Nội dung 2.2", "2,00", *none],
        ["2.3", "Nội dung 2.3", "1,00", *none],
    ]


def test_reasons_of_lost_points_follow_the_scale() -> None:
    basis = invented.basis()
    given = rows(report_document(basis, sample_result.complete(basis)), "bang_tieu_chi:1")
    assert [row[-1] for row in given] == ["", "Chưa đạt: Mức 1", "Tỷ lệ 97/100 = 97%"]


def test_the_table_by_field() -> None:
    basis = invented.basis()
    data = report_document(basis, sample_result.complete(basis))
    assert rows(data, "bang_linh_vuc") == [
        ["1", "Nội dung 1", "6,00", "2,00", "4,00", "3,47", "86,75%"],
        ["2", "Nội dung 2", "4,00", "0,00", "2,00", "2,00", "100,00%"],
        ["", "Tổng cộng", "10,00", "2,00", "6,00", "5,47", "91,17%"],
    ]


def test_annex_lists_every_row_of_the_catalogue_and_the_total() -> None:
    basis = invented.basis()
    given = rows(report_document(basis, sample_result.complete(basis)), "bang_phu_luc")
    assert [row[0] for row in given] == [*basis.catalogue, ""]
    assert given[-1][:4] == ["", "Tổng cộng", "10,00", "5,47"]


def test_empty_parts_say_so_and_leave_no_empty_table() -> None:
    basis = invented.basis()
    data = report_document(basis, sample_result.empty(basis))
    found = body(data)
    assert "Không có sáng kiến, giải pháp mới được đề xuất." in found
    assert "Không có khó khăn, vướng mắc cần báo cáo." in found
    assert "Ủy ban nhân dân tỉnh Thử không có kiến nghị, đề xuất." in found
    assert all(
        len(each.rows) > 1 or each.style is None or each.style.name != "Table Grid"
        for each in Document(BytesIO(data)).tables
    )


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_from_returns_stays_text(hostile: str) -> None:
    basis = invented.basis()
    data = report_document(basis, explained(basis, hostile))
    found = body(data).replace("\u2060", "")
    assert found.count(hostile) == 4  # explanation in sections II and III and in the annex, difficulties
    plain = Document(BytesIO(report_document(basis, explained(basis, "văn bản"))))
    document = Document(BytesIO(data))
    for tag in ("w:fldSimple", "w:fldChar", "w:instrText", "w:hyperlink", "w:tbl", "w:drawing", "w:object"):
        assert len(list(document.element.body.iter(qn(tag)))) == len(list(plain.element.body.iter(qn(tag))))
    relations = {relation.reltype.rpartition("/")[2] for relation in document.part.rels.values()}
    assert "hyperlink" not in relations


def test_forbidden_characters_and_direction_marks_are_shown() -> None:
    basis = invented.basis()
    found = body(
        report_document(basis, explained(basis, "chuông\a \x0c \ufffe hết \u202eđảo\u202c \u2067ngược\u2069"))
    )
    assert "chuông‹U+0007› ‹U+000C› ‹U+FFFE› hết ‹U+202E›đảo‹U+202C› ‹U+2067›ngược‹U+2069›" in found


def test_text_of_full_cell_length_is_kept_and_its_row_may_break() -> None:
    basis = invented.basis()
    longest = ("Việc thực hiện nhiệm vụ. " * 1311)[:32_766] + "."
    data = report_document(basis, explained(basis, longest))
    assert body(data).count(longest) == 4
    breakable = [row._tr.trPr for row in table(data, "bang_phu_luc").rows]
    assert [
        index for index, each in enumerate(breakable) if each is None or each.find(qn("w:cantSplit")) is None
    ] == [2]


def test_line_breaks_of_a_cell_stay() -> None:
    basis = invented.basis()
    assert "- một\n- hai" in body(report_document(basis, explained(basis, "- một\r\n- hai")))


def test_decomposed_text_is_composed() -> None:
    basis = invented.basis()
    assert "tiếng Việt" in body(
        report_document(basis, explained(basis, "tie\u0302\u0301ng Vie\u0323\u0302t"))
    )


def test_same_inputs_give_the_same_bytes_without_a_clock() -> None:
    basis = invented.basis()
    first = report_document(basis, sample_result.draft(basis))
    assert first == report_document(invented.basis(), sample_result.draft(invented.basis()))
    with ZipFile(BytesIO(first)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = Document(BytesIO(first)).core_properties
    assert properties.created == properties.modified
    assert properties.modified is not None
    assert f"{properties.modified:%Y-%m-%d %H:%M}" == "2000-01-01 00:00"
    assert properties.author == "Sở Nội vụ"


def test_office_may_edit_wording_columns_and_order() -> None:
    basis = invented.basis()
    data = report_document(
        basis,
        sample_result.complete(basis),
        template=edited("I. KẾT QUẢ CHUNG", "I. KẾT QUẢ NĂM {{ nam }}"),
    )
    assert "I. KẾT QUẢ NĂM 2020" in body(data)
    renamed = report_document(
        basis, sample_result.complete(basis), template=edited("[con_thieu]", "[diem_toi_da]")
    )
    assert rows(renamed, "bang_giai_trinh")[0] == ["2.2", "Nội dung 2.2", "–", "2,00", ""]


def test_captions_are_numbered_in_order_and_by_kind() -> None:
    basis = invented.basis()
    found = body(report_document(basis, sample_result.complete(basis)))
    captions = [line for line in found.split("\n") if line.startswith(("Bảng ", "Biểu đồ "))]
    assert [caption.partition(".")[0] for caption in captions] == [
        "Bảng 1",
        "Biểu đồ 1",
        "Biểu đồ 2",
        *(f"Bảng {number}" for number in range(2, 6)),
    ]


def test_an_agency_of_two_lines_is_bold_and_one_above_another_is_not() -> None:
    basis = invented.basis()
    head = replace(basis.period.report, superior="UBND TỈNH THỬ", issuer="SỞ NỘI VỤ")
    above = replace(basis, period=replace(basis.period, report=head))
    for made, is_bold in ((basis, True), (above, False)):
        document = Document(BytesIO(report_document(made, sample_result.complete(made))))
        first, second = document.tables[0].rows[0].cells[0].paragraphs[:2]
        assert bool(first.runs[0].bold) is is_bold
        assert second.runs[0].bold


def test_rows_of_text_parts_are_written_once_for_each_value() -> None:
    """Rows are written as text: what looks like a place of the writer's own stays what an agency wrote."""
    basis = invented.basis()
    hostile = "<?par-rows 0?> <?par-text ma?> ]]> \\1 {0} %s &#10; <w:br/>"
    given = rows(report_document(basis, explained(basis, hostile)), "bang_phu_luc")
    assert any(hostile in row[-1] for row in given)


def test_a_template_that_an_office_wrote_anew_may_be_small() -> None:
    basis = invented.basis()
    own = Document()
    own.add_paragraph("Tỉnh {{ tinh | upper }}, năm {{ nam }}")
    own.add_paragraph("{%p for muc in linh_vuc %}")
    own.add_paragraph("{{ loop.index }}) {{ muc.ten }}")
    own.add_paragraph("{%p endfor %}")
    stream = BytesIO()
    own.save(stream)
    made = body(report_document(basis, sample_result.complete(basis), template=stream.getvalue()))
    assert made == "Tỉnh TỈNH THỬ, năm 2020\n1) Nội dung 1\n2) Nội dung 2"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "[con_thieu]",
            "[con_thiu]",
            "cột không rõ “[con_thiu]” trong bảng “bang_giai_trinh”. Có phải là “[con_thieu]” không?",
        ),
        ("bang_sang_kien", "bang_sang_kie", "bảng mang tên không rõ “bang_sang_kie”"),
    ],
)
def test_a_wrong_table_or_column_is_named(old: str, new: str, said: str) -> None:
    basis = invented.basis()
    with pytest.raises(ConfigError) as failure:
        report_document(basis, sample_result.complete(basis), template=edited(old, new))
    assert said in str(failure.value)


@pytest.mark.parametrize("template", [b"", b"PK\x03\x04", b"<html></html>"])
def test_a_template_that_is_no_word_file_is_said(template: bytes) -> None:
    basis = invented.basis()
    with pytest.raises(ConfigError, match=r"không phải là tệp Word"):
        report_document(basis, sample_result.complete(basis), template=template)


def test_thousands_of_rows_stand_in_order_and_are_one_well_formed_document() -> None:
    basis = invented.basis()
    entries = tuple(
        invented.evidence_entry(basis.units["so-a"], "1.1", f"Báo cáo số {number}/BC-SA")
        for number in range(1, 3001)
    )
    data = report_document(basis, replace(sample_result.complete(basis), documents=by_document(entries)))
    given = table(data, "bang_tai_lieu")._tbl.tr_lst[1:]
    texts = [
        ["".join(node.text or "" for node in cell.iter(qn("w:t"))) for cell in row.tc_lst] for row in given
    ]
    assert texts == [[str(n), f"Báo cáo số {n}/BC-SA", "1.1", "Sở A"] for n in range(1, 3001)]
    assert all(row.trPr is not None and row.trPr.find(qn("w:cantSplit")) is not None for row in given)


@needs_validator
@pytest.mark.parametrize("make", [sample_result.draft, sample_result.complete, sample_result.empty])
def test_word_finds_no_fault_in_its_structure(tmp_path: Path, make: Callable[[Basis], Result]) -> None:
    basis = invented.basis()
    path = tmp_path / "bao_cao.docx"
    path.write_bytes(report_document(basis, make(basis)))
    assert validate_office_file(path) == []
