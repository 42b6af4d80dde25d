"""The review workbook is filled in through a real LibreOffice: what is typed there is what merge takes.

Its formulas have the values that were issued with them, and follow what is typed. Needs LibreOffice.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from par_excel.form.office_sheets import ReviewColumn
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.review import make_review
from tests.programs import needs_libreoffice
from tests.workflow.periods import RECEIVED, TOTAL, full_period
from tools.libreoffice.office import Office, Type

pytestmark = needs_libreoffice

SHEET = "Rà soát"


def test_filled_in_through_libreoffice(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    make_review(folder, by="Nguyễn Văn A", now=RECEIVED)
    sheet = load_workbook(folder.review)[SHEET]
    rows = {sheet.cell(row, 1).value: row for row in range(6, sheet.max_row + 1)}
    columns = (ReviewColumn.SCORE, ReviewColumn.OPINION, ReviewColumn.FINAL, ReviewColumn.CHECK)
    score, reason, final, check = (f"{column.letter}{rows['1.3']}" for column in columns)
    own, tick = f"{ReviewColumn.FINAL.letter}{rows['1']}", f"{ReviewColumn.TICK.letter}{rows['1.2'] + 2}"
    locked = f"{ReviewColumn.SELF.letter}{rows['1.3']}"
    half, full = tmp_path / "half.xlsx", tmp_path / "full.xlsx"
    with Office() as office:
        cells = [(SHEET, cell) for cell in (own, final, check)]
        issued = office.read(folder.review, cells)
        assert [shown.value for shown in issued[:2]] == pytest.approx([float(TOTAL), 0.96])
        assert not issued[2].string
        refused = office.type_into(
            folder.review, half, [Type(SHEET, score, "0,5"), Type(SHEET, locked, "1"), Type(SHEET, tick, "x")]
        )
        assert list(refused) == [Type(SHEET, locked, "1")]
        shown = office.read(half, cells)
        assert [each.value for each in shown[:2]] == pytest.approx([1.5 + 0.75 + 0.5, 0.5])
        assert shown[2].string == "Cần ghi lý do"
        steps = [
            Type(SHEET, reason, "Thiếu tài liệu"),
            Type(SHEET, f"{ReviewColumn.OPINION.letter}{rows['1.2']}", "Chỉ có b"),
        ]
        assert not office.type_into(half, full, steps)
        assert not office.read(full, cells)[2].string
    folder.review.write_bytes(half.read_bytes())
    assert merge_inbox(folder, now=RECEIVED).taken.refused  # type: ignore[union-attr]
    folder.review.write_bytes(full.read_bytes())
    merged = merge_inbox(folder, now=RECEIVED)
    assert merged.taken is not None
    assert (merged.taken.recorded, merged.taken.refused) == (("tiêu chí 1.2", "tiêu chí 1.3"), ())
    assert merged.result.total.score == Decimal("2.75")
