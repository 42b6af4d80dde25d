"""The demo of many units: twelve invented communes, and every figure of the ranking computed once more.

The returns are read again with openpyxl, which knows nothing of the program, and summed with fractions.
"""

import email
from collections.abc import Mapping
from decimal import Decimal
from email.message import EmailMessage
from email.policy import default
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import is_normalized

import pytest
from docx import Document
from openpyxl import load_workbook

from par_excel.config import load_basis
from par_excel.form import Sheet
from par_excel.model import EXAMPLE_REMARK, ConfigError, Severity, UnitState
from par_excel.workflow.correspondence.status import read_standing, write_status_page
from par_excel.workflow.demo.commune_demo import FIRST, SECOND, CommuneDemo, run_commune_demo
from par_excel.workflow.demo.communes import LIMIT_COMMUNES, invented_communes
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.results.verify import verify_all

Scores = Mapping[str, Mapping[str, Fraction]]
COMMUNES = 12
FAULTY, MISSING, LATE, MENDED = "Xã Mẫu Hòa Hà", "Xã Mẫu Phú Long", "Xã Mẫu Sơn Ninh", "Xã Mẫu Cát Định"
TIED = ("Phường Mẫu Kim Hiệp", "Xã Mẫu Lộc Hưng")
AT_FAULT = {FAULTY: {"1.1", "1.3"}}
"""Criteria with a deliberate fault: they count in no sum."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> CommuneDemo:
    return run_commune_demo(Folder(tmp_path_factory.mktemp("xa") / "ky"), COMMUNES)


def rows_of(sheet: Any) -> list[tuple[Any, ...]]:
    return [row for row in sheet.iter_rows(values_only=True) if any(value is not None for value in row)]


def master_rows(shown: CommuneDemo, sheet: str) -> list[tuple[Any, ...]]:
    return rows_of(load_workbook(shown.folder.master, data_only=True)[sheet])


def total_of(scores: Mapping[str, Fraction]) -> Fraction:
    return sum(scores.values(), Fraction(0))


# --- what comes in ----------------------------------------------------------------------------------------------------


def test_every_kind_of_unit_is_shown(shown: CommuneDemo) -> None:
    states = {unit.unit.name: unit.state for unit in shown.merged.result.units}
    assert {name for name, state in states.items() if state is UnitState.FAULTY} == {FAULTY}
    assert {name for name, state in states.items() if state is UnitState.MISSING} == {MISSING}
    assert sum(state is UnitState.VALID for state in states.values()) == COMMUNES - 2
    assert (shown.late, shown.mended) == (1, 1)
    assert len(shown.templates) == COMMUNES


def test_nothing_is_found_but_what_is_meant_to_be(shown: CommuneDemo) -> None:
    units = shown.merged.checked.basis.units
    found = {
        (units[unit].name, finding.code)
        for unit in units
        for finding in shown.merged.checked.intake.findings(unit)
        if finding.severity is not Severity.NOTE
    }
    assert found == {
        (FAULTY, "SC04"),
        (FAULTY, "EV01"),
        (LATE, "DL01"),
    }


def test_all_groups_are_there(shown: CommuneDemo) -> None:
    (ranking,) = shown.merged.result.rankings
    assert ranking.groups == ("Đồng bằng", "Miền núi", "Hải đảo")


# --- the ranking, by another reader and with fractions ----------------------------------------------------------------


def workbook_of(path: Path) -> bytes:
    """Return the return that a file of the inbox holds."""
    if path.suffix == ".xlsx":
        return path.read_bytes()
    letter = email.message_from_bytes(path.read_bytes(), policy=default)
    assert isinstance(letter, EmailMessage)
    (attached,) = letter.iter_attachments()
    content = attached.get_content()
    assert isinstance(content, bytes)
    return content


@pytest.fixture(scope="module")
def scores(shown: CommuneDemo) -> Scores:
    """Return the scores of every unit by criterion, as its newest file shows them."""
    codes = {leaf.code for leaf in shown.merged.checked.basis.catalogue.leaves}
    found = {}
    # a letter sorts behind the first return of its commune: `…-ban-sua.eml` is the newer one
    for path in sorted(shown.folder.inbox.iterdir(), key=lambda each: (each.suffix == ".eml", each.name)):
        sheet = load_workbook(BytesIO(workbook_of(path)), data_only=True)[Sheet.SCORES.value]
        name = str(sheet["A2"].value)
        found[name] = {
            str(row[0]): Fraction(str(row[4]))
            for row in sheet.iter_rows(max_col=5, values_only=True)
            if row[0] in codes and row[4] not in {None, ""} and row[0] not in AT_FAULT.get(name, set())
        }
    return found


def test_places_and_totals_are_those_of_another_reader(shown: CommuneDemo, scores: Scores) -> None:
    totals = {name: total_of(own) for name, own in scores.items()}
    assert len(totals) == COMMUNES - 1
    head, *rows = [row for row in master_rows(shown, "Xếp hạng PL 1") if row[1] is not None]
    score = head.index("Điểm")
    assert {row[1]: Fraction(str(row[score])) for row in rows if row[1] != MISSING} == totals
    assert {row[1]: row[0] for row in rows if row[1] != MISSING} == {
        name: 1 + sum(other > own for other in totals.values()) for name, own in totals.items()
    }
    assert next(row for row in rows if row[1] == MISSING)[0] is None
    assert [row[1] for row in rows][-1] == MISSING


def test_communes_of_equal_points_share_a_place_and_the_next_is_left_out(shown: CommuneDemo) -> None:
    _, *rows = [row for row in master_rows(shown, "Xếp hạng PL 1") if row[1] is not None]
    places = {row[1]: row[0] for row in rows}
    assert places[TIED[0]] == places[TIED[1]]
    assert places[TIED[0]] + 1 not in places.values()


def test_one_commune_and_one_group_added_up_by_hand(shown: CommuneDemo) -> None:
    """Numbers from the cells of the forms: 3 × 269 ÷ 281 = 2,87 … by field, then the eight totals of the group."""
    head, *rows = [row for row in master_rows(shown, "Xếp hạng PL 1") if row[1] is not None]
    own = next(row for row in rows if row[1] == "Phường Mẫu An Bách")
    fields = (
        2 + Decimal("2.87") + 2 + 2 + 1,
        Decimal("0.5") + Decimal("2.87") + 1 + Decimal("1.86") + 2,
        1 + Decimal("1.8") + 2 + Decimal("1.5"),
        Decimal("1.42") + 2 + Decimal("1.2") + Decimal("0.5"),
    )
    first = head.index("1. Chỉ đạo, điều hành cải cách hành chính")
    assert tuple(Decimal(str(value)) for value in own[first : first + 4]) == fields
    assert (
        (own[0], own[3], Decimal(str(own[head.index("Điểm")])))
        == (6, 3, Decimal("29.52"))
        == (6, 3, sum(fields))
    )
    totals = ("31.02", "30.7", "29.52", "28.77", "27.96", "27.53", "27.53", "27.12")
    mean = sum(map(Fraction, totals), Fraction(0)) / 8 / 38
    plain = next(row for row in master_rows(shown, "Phân bố PL 1") if row[0] == "Đồng bằng")
    assert plain[1:4] == (8, 8, 8)
    assert abs(Fraction(str(plain[4])) - mean) < Fraction(1, 10**9)


def test_sums_by_field_and_means_by_group_are_those_of_another_reader(
    shown: CommuneDemo, scores: Scores
) -> None:
    groups = {unit.name: unit.group for unit in shown.merged.checked.basis.period.units}
    head, *rows = [row for row in master_rows(shown, "Xếp hạng PL 1") if row[1] is not None]
    fields = [index for index, title in enumerate(head) if str(title)[:2] in {"1.", "2.", "3.", "4."}]
    for row in rows:
        own = scores.get(row[1], {})
        for number, index in enumerate(fields, start=1):
            mine = [score for code, score in own.items() if code.startswith(f"{number}.")]
            assert row[index] is None if not own else Fraction(str(row[index])) == sum(mine)
    means = {row[0]: row for row in master_rows(shown, "Phân bố PL 1") if row[0] in groups.values()}
    for group, row in means.items():
        ratios = [total_of(own) / 38 for name, own in scores.items() if groups[name] == group]
        assert row[2] == len(ratios)
        assert abs(Fraction(str(row[4])) - sum(ratios, Fraction(0)) / len(ratios)) < Fraction(1, 10**9)
    assert set(means) == {"Đồng bằng", "Miền núi", "Hải đảo"}


def test_verify_proves_it(shown: CommuneDemo) -> None:
    assert verify_all(shown.folder).problems == ()


# --- an example, wherever it is looked at -----------------------------------------------------------------------------


def test_the_form_says_that_it_is_an_example(shown: CommuneDemo) -> None:
    book = load_workbook(shown.templates[0])
    for sheet in (Sheet.GUIDE.value, Sheet.SCORES.value):
        assert EXAMPLE_REMARK in str(book[sheet]["A1"].value)
        texts = [str(value) for row in rows_of(book[sheet]) for value in row]
        assert any(text.startswith(f"{EXAMPLE_REMARK}: tên") for text in texts)
    assert EXAMPLE_REMARK in str(book.properties.title)


def test_every_sheet_of_the_master_says_that_it_is_an_example(shown: CommuneDemo) -> None:
    book = load_workbook(shown.folder.master)
    for sheet in book.worksheets:
        heads = [str(row[0].value) for row in sheet.iter_rows(max_row=8, max_col=1)]
        assert any(EXAMPLE_REMARK in head for head in heads), sheet.title


def test_the_report_says_on_its_first_page_that_it_is_an_example(shown: CommuneDemo) -> None:
    paragraphs = [each.text for each in Document(str(shown.folder.report)).paragraphs]
    first = next(index for index, text in enumerate(paragraphs) if EXAMPLE_REMARK in text)
    assert first < next(index for index, text in enumerate(paragraphs) if text.startswith("I. "))


def test_status_and_letters_say_that_it_is_an_example(shown: CommuneDemo) -> None:
    standing = read_standing(shown.folder, now=SECOND)
    assert standing.is_example
    page = write_status_page(shown.folder, standing).read_text("utf-8")
    assert EXAMPLE_REMARK in page
    letters = [path.read_text("utf-8") for path in shown.folder.feedback.rglob("*.txt")]
    assert any("Kính gửi" in letter for letter in letters)
    assert all(EXAMPLE_REMARK in letter for letter in letters if "Kính gửi" in letter)


# --- the report stays readable ----------------------------------------------------------------------------------------


def test_documents_of_ranked_units_stand_in_the_master_and_not_in_the_report(shown: CommuneDemo) -> None:
    result = shown.merged.result
    assert result.register == ()
    assert len(result.documents) == 18 * (COMMUNES - 1) - 1
    """One criterion of the faulty commune has no document."""
    listed = [row for row in master_rows(shown, "Tài liệu kiểm chứng") if isinstance(row[0], int)]
    assert len(listed) == len(result.documents)


# --- what it takes ---------------------------------------------------------------------------------------------------


def test_a_single_commune_is_not_ranked(tmp_path: Path) -> None:
    result = run_commune_demo(Folder(tmp_path / "ky"), 1).merged.result
    assert result.rankings == ()
    assert result.total.score == Decimal(result.units[0].total.score) > 0


@pytest.mark.parametrize("number", [0, -1, LIMIT_COMMUNES + 1])
def test_only_so_many_communes_are_made(tmp_path: Path, number: int) -> None:
    with pytest.raises(ConfigError, match="từ 1 đến 2000"):
        run_commune_demo(Folder(tmp_path / "ky"), number)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thư.txt").write_text("giữ", "utf-8")
    with pytest.raises(ConfigError, match="không trống"):
        run_commune_demo(Folder(tmp_path), 3)
    assert [path.name for path in tmp_path.iterdir()] == ["thư.txt"]


def test_names_of_communes_are_their_own_and_plainly_made_up(shown: CommuneDemo) -> None:
    every = invented_communes(LIMIT_COMMUNES)
    assert len({unit.id for unit in every}) == len({unit.name for unit in every}) == LIMIT_COMMUNES
    assert all(" Mẫu " in unit.name and is_normalized("NFC", unit.name) for unit in every)
    assert all(len(unit.id) <= 40 and unit.id.isascii() for unit in every)
    assert invented_communes(COMMUNES) == every[:COMMUNES]
    assert load_basis(shown.folder.root).period.units == every[:COMMUNES]


def test_the_demo_is_of_its_own_days(shown: CommuneDemo) -> None:
    received = {each.received for each in shown.merged.result.received}
    assert min(received) == FIRST
    assert max(received) < SECOND
