"""A person's own formula: plain arithmetic over the file that gives the stored value, or nothing is taken from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_excel.model import DEFAULT_LIMITS
from par_excel.reading.bounds.limits import Budget
from par_excel.reading.workbook.formulas import Formulas, moved
from par_excel.reading.workbook.workbook import CellType, NumberFormat, RawCell, RawSheet, SheetState
from par_excel.reading.xlsx.sheet import SheetReader
from par_excel.reading.xlsx.strings import SharedTexts


def cell(text: str | None, formula: str | None = None, kind: CellType = CellType.NUMBER) -> RawCell:
    return RawCell(kind, text, formula, NumberFormat.PLAIN)


SHEETS = (
    RawSheet(
        name="Chấm điểm",
        state=SheetState.VISIBLE,
        is_read=True,
        rows={
            1: {1: cell("0.5"), 2: cell("0.25"), 3: cell("đạt", kind=CellType.TEXT)},
            2: {1: cell("0.75", "A1+B1"), 2: cell("0.9", "RAND()"), 3: cell("1", kind=CellType.TRUTH)},
            3: {1: cell("3", "A3+0")},
            4: {1: cell("9", "A1+B1")},
        },
    ),
    RawSheet(name="Sáng kiến", state=SheetState.VISIBLE, is_read=True, rows={5: {2: cell("4")}}),
    RawSheet(name="Hướng dẫn", state=SheetState.VISIBLE),
)


@pytest.mark.parametrize(
    ("formula", "stored"),
    [
        ("0.5+0.25", "0.75"),
        (" ( 1 + 2 ) * 3 ", "9"),
        ("-2+5", "3"),
        ("1/3", "0.333333333333333"),
        ("0.1+0.2", "0.30000000000000004"),
        ("2^3^2", "64"),
        ("50%*3", "1.5"),
        ("A1+$B$1", "0.75"),
        ("A2*2", "1.5"),
        ("SUM(A1:B1)", "0.75"),
        ("sum(A1:C1,1)", "1.75"),
        ("ROUND(1.005*100,0)/100", "1.01"),
        ("ROUND(2.5;0)", "3"),
        ("'Sáng kiến'!B5", "4"),
        ("'Sáng kiến'!Z99+1", "1"),
        ("[.A1]+[.B1]", "0.75"),
        ("SUM([.A1:.B1])", "0.75"),
        ("[$'Sáng kiến'.B5]*2", "8"),
        ("1.5E2", "150"),
    ],
)
def test_plain_arithmetic_that_gives_the_stored_value(formula: str, stored: str) -> None:
    assert Formulas(SHEETS).gives_stored("Chấm điểm", cell(stored, formula))
    assert not Formulas(SHEETS).gives_stored("Chấm điểm", cell("99", formula))


@pytest.mark.parametrize(
    ("formula", "stored"),
    [
        ("", "1"),
        ("RAND()", "0.5"),
        ("TODAY()", "44000"),
        ("IF(A1>0,1,0)", "1"),
        ("A1&B1", "0.5"),
        ('"12"', "12"),
        ("[1]Sheet1!A1", "1"),
        ("'Hướng dẫn'!A1", "0"),
        ("Other!A1", "0"),
        ("A3", "3"),
        ("A4", "9"),
        ("B2", "0.9"),
        ("C1+1", "1"),
        ("C2", "1"),
        ("A1:B1", "0.5"),
        ("1/0", "0"),
        ("2^99", "1"),
        ("ROUND(1)", "1"),
        ("SUM(A1:XFD1048576)", "1"),
        ("(((1", "1"),
        ("1 2", "1"),
        ("ZZZ9999999", "1"),
        ("ROUND(1,99)", "1"),
        ("1" * 2000, "1"),
        ("(" * 900 + "1" + ")" * 900, "1"),
    ],
)
def test_everything_else_proves_nothing(formula: str, stored: str) -> None:
    assert not Formulas(SHEETS).gives_stored("Chấm điểm", cell(stored, formula))


def test_a_text_is_taken_where_the_formula_names_its_cell() -> None:
    formulas = Formulas(SHEETS)
    assert formulas.gives_stored("Chấm điểm", cell("đạt", "C1", CellType.TEXT))
    assert not formulas.gives_stored("Chấm điểm", cell("khác", "C1", CellType.TEXT))
    assert not formulas.gives_stored("Chấm điểm", cell("0.5", "A1", CellType.TEXT))


@given(st.text(alphabet="A1B2$!'.:;,()[]+-*/^%SUMROUND0. ", max_size=60))
def test_no_formula_raises(formula: str) -> None:
    assert Formulas(SHEETS).gives_stored("Chấm điểm", cell("1", formula)) in {True, False}


@pytest.mark.parametrize(
    ("formula", "there"),
    [
        ("A1+$B$1+C$2+$D3", "C2+$B$1+E$2+$D4"),
        ("SUM(A1:B9)*2", "SUM(C2:D10)*2"),
        ("LOG10(A1)", "LOG10(C2)"),
        ('"A1"&Y99', '"A1"&AA100'),
        ("Sheet1!A1+'A1 năm'!XFB1", "Sheet1!C2+'A1 năm'!XFD2"),
        ("AB1!A1", "AB1!C2"),
        ("XFC1", "#REF!"),
        ("A1048576", "#REF!"),
        ("ten_A1+KPS", "ten_A1+KPS"),
        ("ZZZ1+XFD9999999", "ZZZ1+XFD9999999"),
    ],
)
def test_references_move_with_a_formula_that_is_filled_down(formula: str, there: str) -> None:
    assert moved(formula, 1, 2) == there


def _filled_down() -> list[bool]:
    """Return which of three cells with a shared formula prove what they hold; the last one holds what A1 would give."""
    first = '<c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f><v>2</v></c>'
    below = '<c r="B{0}"><f t="shared" si="0"/><v>{1}</v></c>'
    rows = (
        f'<row r="1"><c r="A1"><v>1</v></c>{first}</row>'
        f'<row r="2"><c r="A2"><v>0.5</v></c>{below.format(2, 1)}</row>'
        f'<row r="3"><c r="A3"><v>3</v></c>{below.format(3, 2)}</row>'
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    reader = SheetReader(SharedTexts(()), (), Budget(DEFAULT_LIMITS), DEFAULT_LIMITS)
    reader.read([f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()])
    sheet = RawSheet(name="A", state=SheetState.VISIBLE, is_read=True, rows=reader.rows)
    formulas = Formulas([sheet])
    return [formulas.gives_stored("A", reader.rows[row][2]) for row in (1, 2, 3)]


def test_a_formula_that_excel_shares_with_the_cells_below_is_worked_out_in_each_of_them() -> None:
    assert _filled_down() == [True, True, False]


def test_a_shared_formula_that_is_not_moved_along_any_more_proves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("par_excel.reading.xlsx.sheet._MOST_MOVED", len("A1*2"))
    assert _filled_down() == [True, True, False]
    monkeypatch.setattr("par_excel.reading.xlsx.sheet._MOST_MOVED", 0)
    assert _filled_down() == [True, False, False]
