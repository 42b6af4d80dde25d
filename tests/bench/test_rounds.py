"""Generated rounds: valid, and each return another unit's; whatever program reads them sees the same."""

from collections import Counter
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from xml.parsers.expat import ParserCreate

import pytest
from openpyxl import load_workbook

from bench import floor
from bench.answers import answers_of
from bench.rounds import SEED, make_round
from bench.user_script_calamine import ENGINE as CALAMINE
from bench.user_script_openpyxl import ENGINE as OPENPYXL
from bench.user_script_openpyxl import Engine, collect, read_maxima
from par_excel.checks import RULES, judge
from par_excel.config import load_basis
from par_excel.form import form_for
from par_excel.model import Basis, Severity, Unit, UnitState
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import CheckOutcome, check_inbox
from par_excel.writing.template.workbook import template_workbook
from tests.roundtrip.reading_back import read
from tests.workflow.periods import RECEIVED

NUMBER = 10
"""Units: two forms are filled by two of them."""


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return make_round(tmp_path_factory.mktemp("round") / "ky", NUMBER, processes=1)


@pytest.fixture(scope="module")
def checked(valid: Folder) -> CheckOutcome:
    return check_inbox(valid, now=RECEIVED)


@pytest.fixture(scope="module")
def basis(valid: Folder) -> Basis:
    return load_basis(valid.root)


def units_of_every_form(basis: Basis) -> list[Unit]:
    """Return the last unit of each form: where two share it, the one of the list."""
    return list({unit.appendix: unit for unit in basis.period.units}.values())


def filled(basis: Basis, unit: Unit, *, seed: int = SEED, is_faulty: bool = False) -> bytes:
    form = form_for(basis, unit)
    return template_workbook(form, RULES, answers_of(form, unit, seed=seed, is_faulty=is_faulty))


def test_nothing_is_found_in_a_round_and_every_return_is_another_units(checked: CheckOutcome) -> None:
    units = checked.basis.period.units
    current = checked.intake.collection.current
    assert len(units) == NUMBER
    assert {checked.intake.state(unit.id) for unit in units} == {UnitState.VALID}
    found = [finding for unit in units for finding in checked.intake.findings(unit.id)]
    assert {finding.code for finding in found if finding.severity is not Severity.NOTE} == set()
    assert {unit: judged.submission.file for unit, judged in current.items()} == {
        unit.id: f"{unit.id}.xlsx" for unit in units
    }
    assert checked.is_in_order


def test_units_of_one_form_answer_differently(checked: CheckOutcome) -> None:
    current = checked.intake.collection.current
    one, other = (current[unit].submission for unit in ("so-noi-vu", "dv-00001"))
    assert [answer.criterion for answer in one.answers] == [answer.criterion for answer in other.answers]
    pairs = list(zip(one.answers, other.answers, strict=True))
    assert sum(a.score.value != b.score.value for a, b in pairs) >= 5
    assert all(a.evidence.value != b.evidence.value for a, b in pairs)
    assert one.initiatives[0].title.value != other.initiatives[0].title.value


def test_in_a_faulty_round_every_unit_has_something_to_mend(basis: Basis) -> None:
    found = {}
    for unit in units_of_every_form(basis):
        submission = read(filled(basis, unit, is_faulty=True), basis)
        found[unit.appendix] = [finding.code for finding in judge(submission, basis)]
    assert found == {**{appendix: ["EV01"] for appendix in "1234567"}, "8": ["EV04"]}


def test_the_seed_decides_every_byte(basis: Basis) -> None:
    unit = basis.units["so-khcn"]
    first, again, other = (filled(basis, unit, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_round_has_a_unit_for_every_form(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="7 units, but 8 forms"):
        make_round(tmp_path / "ky", 7, processes=1)


def scores_of(checked: CheckOutcome) -> dict[tuple[str, str], Decimal]:
    return {
        (judged.submission.file, answer.criterion): answer.score.value
        for judged in checked.intake.collection.current.values()
        for answer in judged.submission.answers
        if answer.score.value is not None
    }


@pytest.mark.parametrize("engine", [OPENPYXL, CALAMINE])
def test_the_scripts_see_the_scores_that_par_excel_sees(
    valid: Folder, checked: CheckOutcome, engine: Engine, tmp_path: Path
) -> None:
    table = collect(valid.inbox, valid.root / "tieu_chi.csv", tmp_path / "bang.xlsx", engine)
    scored = table[table["Điểm"].notna()]
    seen = {(row["Tệp"], row["Mã"]): Decimal(str(row["Điểm"])) for row in scored.to_dict("records")}
    assert seen == scores_of(checked)
    assert set(table["Lỗi"]) == {""}
    contributions = sum(
        len(each.submission.contributions) for each in checked.intake.collection.current.values()
    )
    assert len(table) == len(seen) + contributions
    written = load_workbook(tmp_path / "bang.xlsx", read_only=True).worksheets[0]
    assert written.max_row == len(table) + 1


def test_the_scripts_find_what_is_wrong(basis: Basis, valid: Folder, tmp_path: Path) -> None:
    unit = basis.units["so-noi-vu"]
    (tmp_path / "a.xlsx").write_bytes(filled(basis, unit, is_faulty=True))
    table = collect(tmp_path, valid.root / "tieu_chi.csv", tmp_path / "bang.csv.xlsx", CALAMINE)
    assert dict(table[table["Lỗi"] != ""][["Mã", "Lỗi"]].to_numpy()) == {
        "1.1": "thiếu tài liệu và giải trình"
    }


def test_the_floor_walks_through_the_parts_that_hold_the_scores(valid: Folder, checked: CheckOutcome) -> None:
    seen: Counter[tuple[str, Decimal]] = Counter()

    def parse(data: bytes) -> None:
        floor.parse_part(data)
        seen.update(numbers_in(data))

    files, parts = floor.walk(valid.inbox, parse)
    expected = Counter(
        (answer.score.place.cell, answer.score.value)
        for judged in checked.intake.collection.current.values()
        for answer in judged.submission.answers
        if answer.score.value is not None
    )
    assert (files, parts) == (NUMBER, NUMBER * 16)
    assert expected.total() > 100
    assert expected <= seen


def numbers_in(data: bytes) -> list[tuple[str, Decimal]]:
    """Return the numbers of a part that is a sheet, each with its cell."""
    found: list[tuple[str, Decimal]] = []
    cell, kind, text = "", "", ""

    def opened(name: str, attributes: dict[str, str]) -> None:
        nonlocal cell, kind, text
        text = ""
        if name == "c":
            cell, kind = attributes["r"], attributes.get("t", "n")

    def said(more: str) -> None:
        nonlocal text
        text += more

    def closed(name: str) -> None:
        if name == "v" and kind == "n":
            found.append((cell, Decimal(text)))

    parser = ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = opened, said, closed
    parser.Parse(data, True)
    return found


@pytest.mark.skipif(
    find_spec("frictionless") is None, reason="frictionless is installed by `make bench` alone"
)
def test_frictionless_is_content_with_a_valid_return_and_names_a_faulty_one(
    valid: Folder, basis: Basis, tmp_path: Path
) -> None:
    from bench.frictionless_validate import faults_in, table_schema

    maxima = {str(code): most for code, most in read_maxima(valid.root / "tieu_chi.csv").items()}
    unit = basis.units["so-khdt"]
    assert faults_in(valid.inbox / "so-khdt.xlsx", table_schema(), maxima) == []
    faulty = tmp_path / "so-khdt.xlsx"
    faulty.write_bytes(filled(basis, unit, is_faulty=True))
    assert len(faults_in(faulty, table_schema(), maxima)) == 1
