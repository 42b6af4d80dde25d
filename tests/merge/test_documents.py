"""Requirements 5 and 8 of the decision: evidence is listed document by document, with its place."""

import pytest
from msgspec.structs import replace

from par_excel.merge import merge
from par_excel.merge.documents import by_document
from par_excel.model import EvidenceEntry, Place, Unit
from par_excel.vietnamese import nfc, split_documents
from tests import invented
from tests.merge.returns import collected, judged


@pytest.mark.parametrize(
    ("cell", "documents"),
    [
        ("", ()),
        ("Báo cáo số 12/BC-SA", ("Báo cáo số 12/BC-SA",)),
        ("Báo cáo 12\nKế hoạch 5", ("Báo cáo 12", "Kế hoạch 5")),
        ("Báo cáo 12\r\n\r\n  Kế hoạch 5  ", ("Báo cáo 12", "Kế hoạch 5")),
        ("Báo cáo 12; Kế hoạch 5;", ("Báo cáo 12", "Kế hoạch 5")),
        ("- Báo cáo 12;\n- Kế hoạch 5.", ("Báo cáo 12", "Kế hoạch 5.")),
        ("-Báo cáo 12\n–Kế hoạch 5\n+ Tờ trình 3", ("Báo cáo 12", "Kế hoạch 5", "Tờ trình 3")),
        ("• Báo cáo 12\n· Kế hoạch 5\n\uf0b7 Tờ trình 3", ("Báo cáo 12", "Kế hoạch 5", "Tờ trình 3")),
        ("1. Báo cáo 12\n2) Kế hoạch 5\n(3) Tờ trình 3", ("Báo cáo 12", "Kế hoạch 5", "Tờ trình 3")),
        ("1.Báo cáo 12\n10.Kế hoạch 5", ("Báo cáo 12", "Kế hoạch 5")),
        ("a) Báo cáo 12\nđ) Kế hoạch 5", ("Báo cáo 12", "Kế hoạch 5")),
        ("- 1. Báo cáo 12", ("Báo cáo 12",)),
        ("12/BC-SA ngày 10/12/2020", ("12/BC-SA ngày 10/12/2020",)),
        ("1.250 hồ sơ lưu trữ", ("1.250 hồ sơ lưu trữ",)),
        ("320/QĐ-UBND – bản sao", ("320/QĐ-UBND – bản sao",)),
        ("Báo cáo 12\nnhư trên\n…\nKhông có", ("Báo cáo 12",)),
        ("- như trên; -", ()),
        ("Báo cáo 12\nBáo cáo 12", ("Báo cáo 12", "Báo cáo 12")),
        ("Ba\u0301o ca\u0301o 12", (nfc("Báo cáo 12"),)),
    ],
)
def test_split_documents(cell: str, documents: tuple[str, ...]) -> None:
    assert split_documents(cell) == documents


def test_entries_follow_units_and_the_form_whatever_was_moved() -> None:
    moved = judged(
        answers=[
            invented.answer("2.3", "1", evidence="thứ ba"),
            invented.answer("1.1", "1.5", evidence="đầu\nthứ hai"),
        ],
        contributions=[invented.contribution("2.1/X", "2.1", evidence="thứ tư")],
    )
    late = judged("so-c", contributions=[invented.contribution("1.2/Y", "1.2", evidence="cuối")])
    entries = merge(invented.basis(), collected(late, moved)).evidence
    assert [(entry.unit.id, entry.criterion, entry.text) for entry in entries] == [
        ("so-a", "1.1", "đầu"),
        ("so-a", "1.1", "thứ hai"),
        ("so-a", "2.3", "thứ ba"),
        ("so-a", "2.1", "thứ tư"),
        ("so-c", "1.2", "cuối"),
    ]


def test_an_entry_says_file_sheet_and_cell() -> None:
    answer = invented.answer("1.1", "1.5")
    entries = merge(invented.basis(), collected(judged(answers=[answer]))).evidence
    assert [entry.place for entry in entries] == ["so-a.xlsx, Chấm điểm, G5"]
    nowhere = replace(answer, evidence=replace(answer.evidence, place=Place("")))
    entries = merge(invented.basis(), collected(judged(answers=[nowhere]))).evidence
    assert [entry.place for entry in entries] == ["so-a.xlsx"]


def test_a_blank_cell_names_no_document() -> None:
    blank = judged(answers=[invented.answer("1.1", "0", evidence="")])
    assert merge(invented.basis(), collected(blank)).documents == ()


def commune(id_: str, appendix: str = "9") -> Unit:
    return Unit(id=id_, name=f"Xã {id_}", appendix=appendix, email="", contact="")


def cited(unit: Unit, text: str) -> EvidenceEntry:
    return invented.evidence_entry(unit, "1.1", text)


@pytest.mark.parametrize(
    ("first", "second", "documents"),
    [
        ("Báo cáo số 12/BC-UBND ngày 10/12/2020", "Báo cáo số 12/BC-UBND ngày 10/12/2020", 2),
        (
            "Báo cáo số 12/BC-UBND ngày 10/12/2020 của UBND xã A",
            "Báo cáo số 12/BC-UBND ngày 10/12/2020 của UBND xã B",
            2,
        ),
        (
            "Quyết định số 320/QĐ-UBND ngày 05/02/2020 của UBND tỉnh",
            "quyết định số 320/QĐ-UBND ngày 05/02/2020 của  UBND Tỉnh",
            1,
        ),
    ],
)
def test_units_of_one_form_number_their_own_documents_alike(first: str, second: str, documents: int) -> None:
    entries = [cited(commune("a"), first), cited(commune("b"), second)]
    assert len(by_document(entries, {"9"})) == documents
    assert len(by_document(entries)) == 1


def test_a_unit_of_a_shared_form_names_its_document_once_however_spelt() -> None:
    unit = commune("a")
    spelt = (
        "Báo cáo số 12/BC-UBND ngày 10/12/2020",
        "BC 12/BC-UBND",
        "Báo cáo số 12/BC.UBND ngày 10/12/2020",
    )
    assert len(by_document([cited(unit, text) for text in spelt], {"9"})) == 1
