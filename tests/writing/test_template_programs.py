"""Templates in the programs that open them: valid for Office, and filled in as a person would in LibreOffice.

Needs the Open XML validator or LibreOffice, as marked.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from par_excel.checks import live_texts
from par_excel.form import DONE, INITIATIVE_HEADER_ROW, PROGRESS_CELL, Column, Form, Sheet
from tests.programs import needs_libreoffice, needs_validator, validate_office_file
from tests.writing.template_parts import FILLED, invented_form, made, opened, packaged
from tools.libreoffice.office import InsertRow, Office, Step, Type

SCORES = Sheet.SCORES.value
INITIATIVES = Sheet.INITIATIVES.value


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with Office() as office:
        yield office


@needs_validator
@pytest.mark.parametrize("form", packaged()[::3], ids=lambda form: form.unit.id)
def test_templates_are_valid(form: Form, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(made(form))
    assert validate_office_file(path) == []


@needs_validator
def test_a_filled_form_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(made(invented_form(), FILLED))
    assert validate_office_file(path) == []


class Typist:
    """Types into the cells of one form, given by row key and column."""

    def __init__(self, office: Office, form: Form, folder: Path) -> None:
        self.office = office
        self.form = form
        self.issued, self.saved = folder / "bieu_mau.xlsx", folder / "da_dien.xlsx"
        self.issued.write_bytes(made(form))

    def cell(self, key: str, column: Column) -> tuple[str, str]:
        """Return sheet and address of a cell."""
        return SCORES, self.form.by_key[key].cell(column)

    def type(self, *typed: tuple[str, Column, str], more: Sequence[Step] = ()) -> tuple[Step, ...]:
        """Type texts, save, and return what was refused."""
        steps = [Type(*self.cell(key, column), text) for key, column, text in typed]
        return self.office.type_into(self.issued, self.saved, [*steps, *more])

    def shows(self, *cells: tuple[str, str]) -> list[str]:
        """Return what cells of the saved file show, as it was saved."""
        return [shown.string for shown in self.office.read(self.saved, cells, recalculate=False)]


@pytest.fixture
def typist(office: Office, tmp_path: Path) -> Typist:
    return Typist(office, invented_form(), tmp_path)


@needs_libreoffice
def test_marks_give_scores_and_totals(typist: Typist) -> None:
    refused = typist.type(
        ("1.1-b", Column.LEVEL, "x"),
        ("1.1", Column.EVIDENCE, "- Báo cáo số 12/BC-SA"),
        ("1.2-a", Column.LEVEL, "X"),
        ("1.2-b", Column.LEVEL, "x"),
        ("1.2", Column.EXPLANATION, "=cộng"),
        ("2.3", Column.SCORE, "0,28"),
        ("2.3", Column.EVIDENCE, "12/2020"),
    )
    assert refused == ()
    score, check = Column.SCORE, Column.CHECK
    assert typist.shows(
        *(typist.cell(key, score) for key in ("1.1", "1.2", "2.3", "1", "2", "TỔNG")),
        *(typist.cell(key, check) for key in ("1.1", "1.2", "2.3", "2.1/X")),
        typist.cell("1.2", Column.EXPLANATION),
        typist.cell("2.3", Column.EVIDENCE),
        (SCORES, PROGRESS_CELL),
    ) == [
        *("0,5", "1,5", "0,28", "2", "0,28", "2,28"),
        *(DONE, live_texts()["EV02"], DONE, live_texts()["EV04"]),
        "=cộng",
        "12/2020",
        "3/4 nội dung đã hoàn thành",
    ]


@needs_libreoffice
def test_a_score_typed_over_the_formula_works_with_either_mark(typist: Typist) -> None:
    typist.type(
        ("1.1", Column.SCORE, "0,5"),
        ("1.1", Column.EVIDENCE, "Báo cáo"),
        ("1.2-a", Column.LEVEL, "x"),
        ("1.2", Column.SCORE, "1"),
        ("2.3", Column.SCORE, "0.25"),
        ("2.3", Column.EVIDENCE, "12/2020"),
    )
    assert typist.shows(
        *(typist.cell(key, Column.SCORE) for key in ("1.1", "1.2", "2.3", "2", "TỔNG")),
        *(typist.cell(key, Column.CHECK) for key in ("1.1", "1.2", "2.3")),
    ) == ["0,5", "1", "0.25", "0,25", "1,75", DONE, live_texts()["SC06"], DONE]


@needs_libreoffice
def test_figures_give_a_rate(office: Office, tmp_path: Path) -> None:
    typist = Typist(office, invented_form("so-b"), tmp_path)
    typist.type(("1.3.1-TS", Column.FIGURES, "1.979"), ("1.3.1-MS", Column.FIGURES, "2000"))
    assert typist.shows(
        typist.cell("1.3.1", Column.SCORE),
        typist.cell("1.3.1-TL", Column.FIGURES),
        typist.cell("1.3", Column.SCORE),
        typist.cell("1.3.1", Column.CHECK),
    ) == ["0,99", "98,95%", "0,99", live_texts()["EV01"]]


@needs_libreoffice
def test_locked_cells_refuse(typist: Typist) -> None:
    locked: list[Step] = [
        Type(*typist.cell("1.1", Column.MAXIMUM), "9"),
        Type(*typist.cell("1.1", Column.CHECK), DONE),
        Type(*typist.cell("1", Column.SCORE), "9"),
        Type(*typist.cell("1.1-a", Column.SCORE), "9"),
        Type(SCORES, "K3", "ghi chú"),
        Type(SCORES, "A500", "ghi chú"),
        Type(INITIATIVES, "A5", "9"),
        Type(Sheet.GUIDE.value, "A1", "khác"),
        Type(Sheet.CLOSING.value, "A4", "khác"),
    ]
    assert list(typist.type(more=locked)) == locked


@needs_libreoffice
def test_other_sheets_take_what_is_written(typist: Typist) -> None:
    row = INITIATIVE_HEADER_ROW + 1
    letters = "BCDEF"
    refused = typist.type(
        more=[
            *(Type(INITIATIVES, f"{letter}{row}", f"- {letter}") for letter in letters),
            Type(INITIATIVES, f"B{row + 1}", "chỉ có tên"),
            Type(Sheet.CLOSING.value, "B12", "17/02/2021"),
        ]
    )
    assert refused == ()
    assert typist.shows(
        (INITIATIVES, f"B{row}"),
        (INITIATIVES, f"I{row}"),
        (INITIATIVES, f"I{row + 1}"),
        (INITIATIVES, f"I{row + 2}"),
        (Sheet.CLOSING.value, "B12"),
    ) == ["- B", DONE, live_texts()["IN02"], "", "17/02/2021"]


@needs_libreoffice
def test_initiatives_take_more_rows(typist: Typist) -> None:
    below = INITIATIVE_HEADER_ROW + 3
    refused = typist.type(more=[InsertRow(INITIATIVES, below), Type(INITIATIVES, f"B{below}", "chèn thêm")])
    assert refused == ()
    assert typist.shows((INITIATIVES, f"B{below}"), (INITIATIVES, f"A{below + 1}")) == ["chèn thêm", "3"]


@needs_libreoffice
def test_protection_survives_saving_and_reopening(typist: Typist, tmp_path: Path) -> None:
    typist.type(("1.1-a", Column.LEVEL, "x"))
    again = tmp_path / "lai.xlsx"
    locked = Type(*typist.cell("1.1", Column.MAXIMUM), "9")
    free = Type(*typist.cell("1.2-a", Column.LEVEL), "x")
    assert typist.office.type_into(typist.saved, again, [locked, free]) == (locked,)
    book = opened(again.read_bytes())
    assert all(book[sheet.value].protection.sheet for sheet in Sheet)
    assert typist.office.read(again, [typist.cell("TỔNG", Column.SCORE)])[0].string == "2"


@needs_libreoffice
def test_validation_is_kept_by_the_program(typist: Typist) -> None:
    typist.type(("1.1-a", Column.LEVEL, "x"))
    before, after = opened(made(typist.form))[SCORES], opened(typist.saved.read_bytes())[SCORES]
    for cell in (row.cell(column) for row in typist.form.rows for column in row.inputs):
        kinds = [
            {rule.type for rule in sheet.data_validations.dataValidation if cell in rule.sqref}
            for sheet in (before, after)
        ]
        assert kinds[0] - {None} <= kinds[1]
