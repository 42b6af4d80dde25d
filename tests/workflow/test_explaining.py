"""The ministry's appraisal is kept, tables go out to those who have to answer, and what comes back stands in one table."""

import shutil
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from par_excel.form.office_sheets import EXPLAIN_SHEET, ExplainColumn
from par_excel.model import ConfigError, ReturnState, UnitState
from par_excel.workflow.conclusion.explain import ExplainOutcome, explain
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.verify import verify_all
from tests.workflow.letters import letter
from tests.workflow.periods import RECEIVED, send

_HEAD = 5
_ROWS = (("1.1", "1,5", ""), ("1.2", "0,5", "Chưa có minh chứng b"), ("1.3", "0.96", "-"), ("1.5", "", ""))


@pytest.fixture
def folder(reviewable: Folder, tmp_path: Path) -> Folder:
    """Return a round of its own with valid returns."""
    return Folder(shutil.copytree(reviewable.root, tmp_path / "ky"))


def _file(folder: Folder, rows: Sequence[tuple[str, str, str]] = _ROWS) -> Path:
    path = folder.root / "tham_dinh.csv"
    lines = [("Mã", "Điểm thẩm định", "Ý kiến hội đồng thẩm định"), *rows]
    path.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    return path


def _made(folder: Folder, file: Path | None = None, hours: int = 0) -> ExplainOutcome:
    return explain(folder, by="Nguyễn Văn A", now=RECEIVED + timedelta(hours=hours), appraisal=file)


def _answered(folder: Folder, answers: dict[str, str], name: str = "giai_trinh_phuluc_1.xlsx") -> bytes:
    path = folder.root / "tra_loi.xlsx"
    book = load_workbook(folder.explanations / name)
    sheet = book[EXPLAIN_SHEET]
    for row in range(_HEAD + 1, sheet.max_row + 1):
        code = str(sheet.cell(row, 1).value)
        if code in answers:
            sheet.cell(row, ExplainColumn.ANSWER.index + 1).value = answers[code]
    book.save(path)
    return path.read_bytes()


def _resaved(data: bytes) -> bytes:
    stream = BytesIO()
    load_workbook(BytesIO(data)).save(stream)
    return stream.getvalue()


def _whole(folder: Folder) -> list[tuple[object, ...]]:
    sheet = load_workbook(folder.explanation)[EXPLAIN_SHEET]
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=_HEAD + 1)]


def test_only_what_differs_or_has_an_opinion_goes_out_to_its_agency(folder: Folder) -> None:
    made = _made(folder, _file(folder))
    assert made.recorded == ("1.1", "1.2", "1.3")
    assert [(each.criterion.code, each.difference) for each in made.explanations] == [
        ("1.2", Decimal("-0.5"))
    ]
    assert sorted(path.name for path in folder.explanations.iterdir()) == [
        "giai_trinh_phuluc_1.docx",
        "giai_trinh_phuluc_1.xlsx",
    ]
    sheet = load_workbook(folder.explanations / "giai_trinh_phuluc_1.xlsx")[EXPLAIN_SHEET]
    assert sheet.protection.sheet
    unlocked = {
        cell.coordinate for row in sheet.iter_rows(max_col=8) for cell in row if not cell.protection.locked
    }
    assert unlocked == {"H6"}
    tables = Document(str(folder.explanations / "giai_trinh_phuluc_1.docx")).tables
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in tables[0].rows[0].cells[1].text
    assert [cell.text for cell in tables[1].rows[1].cells][:6] == [
        *("1.2", "Tiêu chí b", "1,00", "0,50", "-0,50", "Chưa có minh chứng b")
    ]
    assert not made.is_in_order
    assert _made(folder, _file(folder)).recorded == (), "the same file is recorded once"


def test_answers_come_back_through_the_inbox_and_are_no_returns(folder: Folder) -> None:
    _made(folder, _file(folder))
    send(folder, "so-a/tra_loi.xlsx", _answered(folder, {"1.2": "=Đã có\nBáo cáo 12"}))
    made = _made(folder, hours=1)
    assert made.is_in_order
    [row] = _whole(folder)
    assert row[0] == "1.2"
    assert row[7:9] == (
        "=Đã có\nBáo cáo 12",
        made.explanations[0].unit.name if made.explanations[0].unit else "",
    )
    checked = check_inbox(folder, now=RECEIVED + timedelta(hours=2))
    assert checked.is_in_order, "neither refused nor a return"
    assert checked.intake.state("so-a") is UnitState.VALID
    states = {each.file: (each.unit, each.state) for each in checked.intake.collection.received}
    assert states["so-a/tra_loi.xlsx"] == ("so-a", ReturnState.EXPLANATION)
    head, answers, signed = Document(str(folder.explanation.with_suffix(".docx"))).tables
    assert "=Đã có" in "".join(cell.text for cell in answers._cells)
    report = checked.basis.period.report
    assert head.cell(0, 0).text.splitlines()[:2] == [report.superior.upper(), report.issuer.upper()]
    assert report.signer_title.upper() in signed.cell(0, 1).text


def test_what_the_office_scored_is_answered_by_the_office(folder: Folder) -> None:
    _made(folder, _file(folder, [("1.5", "1", "Chỉ một sáng kiến")]))
    name = "giai_trinh_co_quan_tong_hop.xlsx"
    send(folder, name, _answered(folder, {"1.5": "Đã công nhận hai"}, name))
    made = _made(folder, hours=1)
    assert made.is_in_order
    assert [(each.unit, each.answer) for each in made.explanations] == [(None, "Đã công nhận hai")]


def test_the_last_table_of_an_agency_holds_and_an_answer_to_another_score_is_named(folder: Folder) -> None:
    _made(folder, _file(folder))
    send(folder, "1.xlsx", _answered(folder, {"1.2": "lần đầu"}))
    _made(folder, hours=1)
    send(folder, "2.xlsx", _answered(folder, {"1.2": "lần sau"}))
    assert _made(folder, hours=2).explanations[0].answer == "lần sau"
    made = _made(folder, _file(folder, [("1.2", "0,25", "Vẫn thiếu")]), hours=3)
    assert made.recorded == ("1.2",)
    assert "Giải trình cho điểm thẩm định 0,5" in made.explanations[0].note
    assert not made.is_in_order


def test_a_table_that_is_blank_or_comes_back_unchanged_replaces_no_answer(folder: Folder) -> None:
    _made(folder, _file(folder))
    blank = (folder.explanations / "giai_trinh_phuluc_1.xlsx").read_bytes()
    first = _answered(folder, {"1.2": "Có minh chứng b"})
    send(folder, "1.xlsx", first)
    _made(folder, hours=1)
    send(folder, "2.xlsx", _answered(folder, {"1.2": "Quyết định số 7"}))
    _made(folder, hours=2)
    send(folder, "3.xlsx", blank)
    send(folder, "4.xlsx", _resaved(first))
    assert [each.answer for each in _made(folder, hours=3).explanations] == ["Quyết định số 7"]


def test_a_table_from_another_agencys_address_waits_until_the_office_takes_it_itself(folder: Folder) -> None:
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text.replace('email = ""', 'email = "a@example.vn"', 1), "utf-8")
    _made(folder, _file(folder))
    data = _answered(folder, {"1.2": "Giả"})
    message = letter("b@example.vn", RECEIVED, {"giai_trinh_phuluc_1.xlsx": data})
    send(folder, "gia.eml", message.as_bytes())
    made = _made(folder, hours=1)
    assert [each.answer for each in made.explanations] == [""]
    assert [note for note in made.notes if "chờ quyết định vì thư gửi từ địa chỉ của Sở B" in note]
    send(folder, "giai_trinh.xlsx", data)
    assert [each.answer for each in _made(folder, hours=2).explanations] == ["Giả"]


def test_a_table_from_an_unknown_address_waits(folder: Folder) -> None:
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text.replace('email = ""', 'email = "a@example.vn"', 1), "utf-8")
    _made(folder, _file(folder))
    data = _answered(folder, {"1.2": "Giả"})
    send(folder, "gia.eml", letter("la@example.com", RECEIVED, {"giai_trinh_phuluc_1.xlsx": data}).as_bytes())
    made = _made(folder, hours=1)
    assert [each.answer for each in made.explanations] == [""]
    assert [note for note in made.notes if "chờ quyết định vì thư gửi từ địa chỉ lạ la@example.com" in note]
    send(
        folder,
        "that.eml",
        letter("a@example.vn", RECEIVED, {"bang.xlsx": _answered(folder, {"1.2": "Thật"})}).as_bytes(),
    )
    assert [each.answer for each in _made(folder, hours=2).explanations] == ["Thật"]


def test_a_table_that_lost_its_codes_or_is_of_another_period_is_named(folder: Folder) -> None:
    _made(folder, _file(folder))
    data = _answered(folder, {"1.2": "có"})
    path = folder.root / "hong.xlsx"
    path.write_bytes(data)
    book = load_workbook(path)
    book[EXPLAIN_SHEET]["A6"].value = None
    book.save(path)
    send(folder, "hong.xlsx", path.read_bytes())
    made = _made(folder, hours=1)
    assert made.notes == (
        "hong.xlsx: không nhận giải trình vì Dòng 6 có nội dung giải trình nhưng không còn mã tiêu chí.",
    )
    assert made.explanations[0].answered is None
    for sheet, cell in ((EXPLAIN_SHEET, "A4"), ("_par", "A1")):
        book[sheet][cell].value = "par_excel giai_trinh 1 | tinh-khac-2019 | so-a"
    book.save(path)
    send(folder, "khac.xlsx", path.read_bytes())
    checked = check_inbox(folder, now=RECEIVED + timedelta(hours=2))
    assert [(each.code, each.place.file) for each in checked.intake.refusals] == [("ID09", "khac.xlsx")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("1.1", "khá", "")], "Tiêu chí 1.1: điểm thẩm định “khá” không phải là số"),
        ([("1.1", "2", "")], "điểm thẩm định 2 không nằm trong khoảng từ 0 đến 1,5"),
        ([("1.1", "1", ""), ("1.1", "0,5", "")], "Tiêu chí 1.1 được ghi nhiều lần"),
        ([("1.1", "", ""), ("9.9", "1", "")], "Tệp không có điểm hoặc ý kiến thẩm định của tiêu chí nào."),
    ],
)
def test_a_faulty_appraisal_is_named_and_nothing_of_it_taken(
    folder: Folder, rows: list[tuple[str, str, str]], said: str
) -> None:
    made = _made(folder, _file(folder, [("1.3", "0", "thấp"), *rows] if rows[0][1] else rows))
    assert said in " ".join(made.refused)
    assert (made.recorded, made.explanations, made.is_in_order) == ((), (), False)


def test_without_any_appraisal_it_says_what_to_do(folder: Folder) -> None:
    with pytest.raises(ConfigError, match="explain --appraisal TỆP"):
        _made(folder)


def test_verify_says_in_one_line_that_merge_is_older(folder: Folder) -> None:
    """What the appraisal added to the decisions is no difference that anybody has to look at one by one."""
    merge_inbox(folder, now=RECEIVED, by="A")
    _made(folder, _file(folder))
    problems = verify_all(folder).problems
    assert problems == (
        "tong_hop.xlsx: lập trước các quyết định ghi sau đó (sheet “Quyết định”); chạy lại par-excel merge để lập bản khớp.",
    )
