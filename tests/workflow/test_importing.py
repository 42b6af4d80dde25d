"""From the ministry's document to the catalogue in use: copied, looked over, confirmed by name, cited.

Whatever cannot be read is told in one sentence, and the catalogue in use stays.
"""

import io
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from PIL import Image

from par_excel.config import load_basis
from par_excel.form import form_for
from par_excel.model import Catalogue, ConfigError, Confirmation, LetterKind, Method, RevisionKind
from par_excel.workflow.catalogue.comparing import compare_catalogues
from par_excel.workflow.catalogue.importing import import_catalogue
from par_excel.workflow.catalogue.using import altered_documents, use_catalogue
from par_excel.workflow.correspondence.letters import planned
from par_excel.workflow.folder.catalogue import check_catalogue, make_templates, write_catalogue
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.writing.book.texts import citation
from par_excel.writing.template.guide import guide_lines
from tests.programs import needs_libreoffice
from tests.reading.damaged_sets import two_sets
from tests.reading.official_documents import (
    MADE,
    add_row,
    add_table,
    bytes_of,
    lines_as_rows,
    new_document,
    points,
)
from tests.reading.official_sets import LARGE, SMALL, Set
from tools.libreoffice.office import Office

NOW = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
PLAIN = tuple(row for row in SMALL if not row.note)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    made = Folder(tmp_path / "ky")
    lay_out(made, year=2020)
    return made


def given(folder: Folder, name: str, data: bytes) -> Path:
    path = folder.root.parent / name
    path.write_bytes(data)
    return path


def look_over(path: Path, kind: str = "Cấp") -> None:
    """Do what the official does: say of every row that it was held against the document."""
    book = load_workbook(path)
    sheet = book["Tiêu chí"] if "Tiêu chí" in book.sheetnames else book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    level, confidence = heads.index(kind) + 1, heads.index("Độ tin cậy") + 1
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, level).value not in {"mức", "diễn giải", None}:
            sheet.cell(row, confidence).value = "đã đối chiếu"
    book.save(path)


def test_a_document_becomes_the_catalogue_in_use(folder: Folder) -> None:
    before = (folder.root / "tieu_chi.csv").read_bytes()
    document = given(folder, "1187 (bản Word).docx", lines_as_rows(SMALL))
    imported = import_catalogue(folder, document, now=NOW)
    assert (folder.root / "tieu_chi.csv").read_bytes() == before
    assert imported.without_lead == ()
    assert (folder.root / "van_ban" / document.name).read_bytes() == document.read_bytes()
    look_over(imported.catalogue)
    used = use_catalogue(folder, None, by="Nguyễn Văn A", now=NOW)
    assert used.problems == ()
    assert set(used.confirmed) == {row.code for row in SMALL}
    catalogue = load_basis(folder.root).catalogue
    assert list(catalogue) == [row.code for row in SMALL]
    assert not catalogue.unverified
    assert [path.name for path in used.former] == [
        "tieu_chi_truoc_2026-11-30_090000.csv",
        "phan_cong_truoc_2026-11-30_090000.csv",
    ]
    assert not (folder.root / "tieu_chi.csv").exists()
    expected = "Bộ tiêu chí đã đối chiếu với văn bản gốc: 1187 (bản Word).docx (mã "
    assert citation(catalogue).startswith(expected)
    assert citation(catalogue).endswith("; người đối chiếu: Nguyễn Văn A (30/11/2026)")


def test_forms_cite_the_document(folder: Folder) -> None:
    imported = import_catalogue(folder, given(folder, "1187.docx", lines_as_rows(SMALL)), now=NOW)
    look_over(imported.catalogue)
    use_catalogue(folder, None, by="Nguyễn Văn A", now=NOW)
    basis = load_basis(folder.root)
    said = [
        line.text
        for line in guide_lines(form_for(basis, basis.period.units[0]), {})
        if line.label == "Bộ tiêu chí"
    ]
    assert said == [citation(basis.catalogue)]
    with pytest.raises(ConfigError, match=r"Phụ lục 4\) không chấm tiêu chí nào"):
        make_templates(folder)  # the document asks nothing of five of the eight agencies
    with pytest.raises(ConfigError, match="không chấm tiêu chí nào"):
        planned(folder, LetterKind.INVITE, now=NOW)
    [problem] = check_catalogue(folder).problems
    assert "không chấm tiêu chí nào" in str(problem)


def test_nobody_confirms_without_a_name(folder: Folder) -> None:
    imported = import_catalogue(folder, given(folder, "1187.docx", lines_as_rows(SMALL)), now=NOW)
    look_over(imported.catalogue)
    with pytest.raises(ConfigError, match=r"chưa rõ ai đối chiếu.*--by"):
        use_catalogue(folder, None, by=" ", now=NOW)
    assert (folder.root / "tieu_chi.csv").exists()


def test_who_confirmed_stays_when_others_confirm_more(folder: Folder) -> None:
    imported = import_catalogue(folder, given(folder, "1187.docx", lines_as_rows(SMALL)), now=NOW)
    look_over(imported.catalogue)
    use_catalogue(folder, None, by="Nguyễn Văn A", now=NOW)
    again = use_catalogue(folder, folder.root / "tieu_chi.xlsx", by="Trần Thị B", now=NOW)
    assert again.confirmed == ()
    assert {each.by for each in load_basis(folder.root).catalogue.confirmations} == {"Nguyễn Văn A"}


def test_assignments_are_confirmed_by_name_and_day_too(folder: Folder) -> None:
    places = {path.name: path for path in write_catalogue(folder, None)}
    for name, column in (("tieu_chi.xlsx", "Cấp"), ("phan_cong.xlsx", "Hình thức")):
        look_over(places[name], column)
    with pytest.raises(ConfigError, match="chưa rõ ai đối chiếu"):
        use_catalogue(folder, None, by="", now=NOW)
    used = use_catalogue(folder, None, by="Nguyễn Văn A", now=NOW)
    assert used.problems == ()
    before = load_basis(folder.root).assignments
    assert used.confirmed_assignments == tuple(each.id for each in before)
    assert {each.provenance.confirmation for each in before} == {Confirmation("Nguyễn Văn A", "30/11/2026")}
    again = use_catalogue(folder, folder.root / "tieu_chi.xlsx", by="Trần Thị B", now=NOW)
    assert again.confirmed_assignments == ()
    assert load_basis(folder.root).assignments == before
    report = check_catalogue(folder)
    assert (report.unverified, report.unverified_assignments, report.idle) == ((), (), ())


def test_the_check_names_open_assignments_and_agencies_without_rows(folder: Folder) -> None:
    report = check_catalogue(folder)
    assert {each.id for each in report.unverified_assignments} == {
        each.id for each in load_basis(folder.root).assignments
    }
    rows = (folder.root / "phan_cong.csv").read_text("utf-8-sig").splitlines(keepends=True)
    (folder.root / "phan_cong.csv").write_text(
        "".join(row for row in rows if ",8," not in row), "utf-8-sig", newline=""
    )
    assert [unit.appendix for unit in check_catalogue(folder).idle] == ["8"]


def test_a_faulty_catalogue_is_not_taken(folder: Folder) -> None:
    import_catalogue(folder, given(folder, "1187.docx", MADE["word-numbers"](SMALL)), now=NOW)
    used = use_catalogue(folder, None, by="Nguyễn Văn A", now=NOW)
    assert any("chưa có phụ lục chủ trì" in str(problem) for problem in used.problems)
    assert used.written == ()
    assert (folder.root / "tieu_chi.csv").exists()
    assert not (folder.root / "tieu_chi.xlsx").exists()


def test_the_workbook_says_at_the_top_what_does_not_add_up(folder: Folder) -> None:
    broken = tuple(row if row.code != "1.1" else replace(row, maximum=row.maximum * 2) for row in SMALL)
    imported = import_catalogue(folder, given(folder, "1187.docx", lines_as_rows(broken)), now=NOW)
    sheet = load_workbook(imported.catalogue)["Kết quả đọc"]
    first = [sheet.cell(2, column).value for column in (1, 2)]
    assert first[0] == "Tổng không khớp"
    assert "1 Công tác chỉ đạo" in " ".join(str(sheet.cell(row, 2).value) for row in (2, 3, 4))
    table = load_workbook(imported.catalogue)["Tiêu chí"]
    heads = [cell.value for cell in table[1]]
    words, source = heads.index("Nguyên văn trong văn bản") + 1, heads.index("Nguồn") + 1
    assert "1.1 | " in str(table.cell(3, words).value)
    assert str(table.cell(3, source).value).endswith("bảng 1, dòng 3")


def plan_of_appendices(criteria: Set) -> bytes:
    """Word: the province's decision, a table for each appendix, without points."""
    document = new_document()
    for field, appendix in (("1", "2"), ("2", "1"), ("3", "4")):
        document.add_paragraph(f"PHỤ LỤC {appendix}")  # type: ignore[attr-defined]
        document.add_paragraph("(Kèm theo Quyết định ví dụ)")  # type: ignore[attr-defined]
        table = add_table(document, ("STT", "Nội dung tiêu chí"))
        for row in criteria:
            if row.code.partition(".")[0] == field:
                add_row(table, row.code, row.name)
    return bytes_of(document)


def plan_of_a_column(criteria: Set) -> bytes:
    """Word: one table in which a column names the agencies."""
    document = new_document()
    table = add_table(document, ("STT", "Tiêu chí", "Cơ quan chủ trì", "Cơ quan phối hợp"))
    for row in criteria:
        agency = "" if row.level == 1 else "Sở TC; " if row.code.startswith("2") else "VP UBND tỉnh"
        add_row(table, row.code, row.name, agency, "Sở Tư pháp\nSở KH&CN")
    return bytes_of(document)


@pytest.mark.parametrize(
    ("plan", "leads"),
    [
        (plan_of_appendices, {"1": "2", "2": "1", "3": "4"}),
        (plan_of_a_column, {"1": "3", "2": "4", "3": "3"}),
    ],
)
def test_the_provinces_decision_says_who_leads(
    folder: Folder, plan: Callable[[Set], bytes], leads: dict[str, str]
) -> None:
    ministry = given(folder, "1187.docx", MADE["word-numbers"](SMALL))
    imported = import_catalogue(folder, ministry, now=NOW, plan=given(folder, "320.docx", plan(SMALL)))
    assert imported.without_lead == ()
    found = {row.code: row.appendix for row in imported.transcript.rows if row.scale and row.appendix}
    assert found
    assert all(appendix == leads[code[0]] for code, appendix in found.items())
    assert "Sở Tài nguyên và Môi trường" in {unit.name for unit in imported.idle}


def test_what_two_appendices_claim_is_left_open(folder: Folder) -> None:
    document = new_document()
    for appendix in ("1", "2"):
        document.add_paragraph(f"Phụ lục {appendix}")  # type: ignore[attr-defined]
        table = add_table(document, ("STT", "Tiêu chí"))
        for row in SMALL[:3]:
            add_row(table, row.code, row.name)
    ministry = given(folder, "1187.docx", MADE["word-numbers"](SMALL))
    imported = import_catalogue(folder, ministry, now=NOW, plan=given(folder, "320.docx", bytes_of(document)))
    assert "1.1" in imported.without_lead
    doubtful = next(row for row in imported.transcript.rows if row.code == "1.1")
    assert any("Nhiều phụ lục" in str(mark) for mark in doubtful.marks)


def test_what_the_set_in_use_knows_is_carried_over(folder: Folder) -> None:
    in_use = load_basis(folder.root).catalogue
    rows = [row for row in in_use.criteria if row.code in {"1", "1.1", "1.2", "1.4", "1.5"}]
    document = new_document()
    table = add_table(document, ("STT", "Tiêu chí", "Điểm tối đa"))
    for row in rows:
        # what was 1.4 and 1.5 is 1.3 and 1.4 now
        code = {"1.4": "1.3", "1.5": "1.4"}.get(row.code, row.code)
        add_row(table, code, row.name, points(row.maximum))
        for line in getattr(row.scale, "lines", ()):
            add_row(table, "", line.text, points(line.points))
    imported = import_catalogue(folder, given(folder, "moi.docx", bytes_of(document)), now=NOW)
    found = {row.code: row for row in imported.transcript.rows}
    assert {code: row.appendix for code, row in found.items() if row.appendix} == {
        "1.1": "1",
        "1.2": "1",
        "1.3": "5",
    }
    assert found["1.4"].method is Method.OFFICE
    ids = {row[0].value for row in load_workbook(imported.assignments).worksheets[0].iter_rows(min_row=2)}
    assert {"1.3/CD", "1.4/SK1", "1.4/SK8"} <= ids
    assert "4.3/NS" in {each.id for each in imported.dropped}


def scan() -> bytes:
    data = io.BytesIO()
    Image.new("L", (600, 800), 200).save(data, "PDF")
    return data.getvalue()


def blank_pages(count: int) -> bytes:
    """Return a PDF file of many pages, written by hand."""
    kids = " ".join(f"{number + 3} 0 R" for number in range(count))
    pages = "".join(
        f"{number + 3} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n" for number in range(count)
    )
    return (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        f"2 0 obj<</Type/Pages/Count {count}/Kids[{kids}]>>endobj\n{pages}trailer<</Root 1 0 R>>\n%%EOF"
    ).encode()


def with_document(text: bytes) -> bytes:
    """Return a Word file with another content."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(lines_as_rows(SMALL))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(info, text if info.filename == "word/document.xml" else old.read(info))
    return out.getvalue()


ENTITIES = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document xmlns:w="x"><w:body>&b;</w:body></w:document>'


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("quet.pdf", scan(), "bản chụp \\(scan\\).*bản Word"),
        ("dai.pdf", blank_pages(500), "500 trang.*tách riêng"),
        ("anh.png", b"\x89PNG\r\n\x1a\n" + b"0" * 90, "ảnh chụp"),
        ("hai.docx", two_sets(SMALL), "2 bảng tiêu chí.*--table"),
        ("khac.docx", bytes_of(new_document()), "không có bảng nào"),
        ("hong.docx", with_document(b"<w:document"), "XML bên trong tệp bị hỏng"),
        ("doc_hai.docx", with_document(ENTITIES), "DTD"),
        ("hong.pdf", b"%PDF-1.7\nx", "không mở được|bị hỏng"),
        ("cut.docx", lines_as_rows(SMALL)[:5000], "."),
        ("rong.docx", b"", "rỗng|0 byte"),
        ("chuong_trinh.docx", b"MZ" + b"\x00" * 90, "chương trình chạy được"),
        ("mat_ma.csv", b"M\xe3,Ti\xeau ch\xed\n", "Unicode"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value[-5:] and len(value) < 20 else "",
)
def test_what_cannot_be_read_is_told_and_changes_nothing(
    folder: Folder, name: str, data: bytes, sentence: str
) -> None:
    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    with pytest.raises(ConfigError, match=f"(?si){sentence}"):
        import_catalogue(folder, given(folder, name, data), now=NOW)
    assert {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()} == before


@needs_libreoffice
def test_an_old_word_document_is_read_through_libreoffice(folder: Folder, tmp_path: Path) -> None:
    source = given(folder, "1187.docx", lines_as_rows(SMALL))
    with Office() as office:
        old = office.convert(source, tmp_path / "doc", "doc")
    imported = import_catalogue(folder, old, now=NOW)
    assert [row.code for row in imported.transcript.rows] == [row.code for row in SMALL]


def test_a_large_document_takes_seconds(folder: Folder) -> None:
    path = given(folder, "1187.docx", lines_as_rows(LARGE))
    began = monotonic()
    import_catalogue(folder, path, now=NOW)
    assert monotonic() - began < 15  # five on a machine that does nothing else


def test_a_document_that_was_altered_is_named(folder: Folder) -> None:
    imported = import_catalogue(folder, given(folder, "1187.docx", lines_as_rows(SMALL)), now=NOW)
    look_over(imported.catalogue)
    catalogue = use_catalogue(folder, None, by="A", now=NOW).catalogue
    assert altered_documents(folder, catalogue) == ()
    (folder.root / "van_ban" / "1187.docx").write_bytes(b"other")
    assert [each.name for each in altered_documents(folder, catalogue)] == ["1187.docx"]


def test_two_documents_of_one_name_both_stay(folder: Folder) -> None:
    import_catalogue(folder, given(folder, "1187.docx", lines_as_rows(SMALL)), now=NOW)
    import_catalogue(folder, given(folder, "1187.docx", lines_as_rows(LARGE)), now=NOW)
    assert len(list((folder.root / "van_ban").iterdir())) == 2


def test_two_sets_side_by_side(folder: Folder, tmp_path: Path) -> None:
    shutil.copytree(folder.root, tmp_path / "moi")
    new = Folder(tmp_path / "moi")
    text = (new.root / "tieu_chi.csv").read_text("utf-8-sig")
    changed = (
        text.replace("Mức độ hoàn thành kế hoạch CCHC năm,1.5", "Mức độ hoàn thành kế hoạch CCHC,1.5")
        .replace("Thực hiện chế độ báo cáo CCHC định kỳ,0.5", "Thực hiện chế độ báo cáo CCHC định kỳ,0.75")
        .replace(
            '"Đủ số lượng, đủ nội dung và đúng thời hạn",0.5',
            '"Đủ số lượng, đủ nội dung và đúng thời hạn",0.75',
        )
        .replace(",8.5,", ",8.75,", 1)
    )
    (new.root / "tieu_chi.csv").write_text(changed, "utf-8-sig")
    before, now, found = compare_catalogues(new, str(folder.root), None)
    assert (before.year, now.year) == (2020, 2020)
    assert {(each.row.code, kind) for each in found.found for kind in each.kinds} == {
        ("1", RevisionKind.MAXIMUM),
        ("1.1", RevisionKind.RENAMED),
        ("1.2", RevisionKind.MAXIMUM),
        ("1.2", RevisionKind.SCALE),
    }
    assert found.same == 143
    packaged = compare_catalogues(new, "2020", str(folder.root))
    assert packaged[2].found == ()
    with pytest.raises(ConfigError, match="bộ có sẵn: 2020"):
        compare_catalogues(new, "1999", None)


def test_an_empty_catalogue_is_cited_by_nobody() -> None:
    assert citation(Catalogue(2020, "", ())) == ""
