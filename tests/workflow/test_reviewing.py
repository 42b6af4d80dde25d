"""The review workbook goes out, is filled in, and is read back by merge: whole, or not at all.

What is decided lies in the ledger, so that the workbook may be lost; a score that changed since is not overruled.
"""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from par_excel.form import TICK, Column
from par_excel.ledger import open_ledger
from par_excel.model import DecisionKind
from par_excel.workflow.folder import Folder
from par_excel.workflow.merging import Merged, merge_inbox
from par_excel.workflow.reviewing import Reviewing, make_review
from tests.workflow.periods import RECEIVED, TOTAL, full_period, good_return, send

_SCORE, _REASON, _TICK, _SELF = "Điểm rà soát", "Ý kiến, lý do", "Mức rà soát", "Điểm tự đánh giá"


def _made(folder: Folder) -> Reviewing:
    return make_review(folder, by="Nguyễn Văn A", now=RECEIVED)


def _merged(folder: Folder) -> Merged:
    return merge_inbox(folder, now=RECEIVED, by="Nguyễn Văn A")


def _cells(folder: Folder) -> Mapping[tuple[str, str], object]:
    sheet = load_workbook(folder.review, data_only=True)["Rà soát"]
    heads = [cell.value for cell in sheet[5]]
    return {
        (str(row[0].value), str(head)): cell.value
        for row in sheet.iter_rows(min_row=6)
        for head, cell in zip(heads, row, strict=True)
    }


def _fill(folder: Folder, values: Mapping[tuple[str, str], str | float | None]) -> None:
    book = load_workbook(folder.review)
    sheet = book["Rà soát"]
    heads = {cell.value: get_column_letter(at) for at, cell in enumerate(sheet[5], start=1)}
    rows = {sheet.cell(row, 1).value: row for row in range(6, sheet.max_row + 1)}
    for (key, head), value in values.items():
        sheet[f"{heads[head]}{rows[key]}"].value = value
    stream = BytesIO()
    book.save(stream)
    folder.review.write_bytes(stream.getvalue())


def _lines(folder: Folder, code: str) -> list[str]:
    keys = list(dict.fromkeys(key for key, _ in _cells(folder)))
    return [key for key in keys if key != code and key.startswith(code)]


def _recorded(folder: Folder) -> int:
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        return sum(each.kind is DecisionKind.REVIEW for each in ledger.decisions())


def test_every_criterion_stands_there_with_exact_sums(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    _made(folder)
    cells = _cells(folder)
    assert cells["1", _SELF] == cells["1", "Điểm sau rà soát"] == float(TOTAL)
    assert cells["1.3", "Điểm sau rà soát"] == 0.96
    assert cells["1.4", "Điểm sau rà soát"] is None
    assert load_workbook(folder.review)["Rà soát"].protection.sheet


def test_workbook_not_filled_in_changes_nothing(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    _made(folder)
    merged = _merged(folder)
    assert merged.is_in_order
    assert merged.result.total.reviewed is None
    assert _recorded(folder) == 0
    assert "Rà soát" not in load_workbook(folder.master).sheetnames


def test_changed_score_counts_beside_the_own_one_and_outlives_the_workbook(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    _made(folder)
    _fill(folder, {("1.3", _SCORE): 0.5, ("1.3", _REASON): "Thiếu tài liệu"})
    first = _merged(folder)
    assert first.taken is not None
    assert (first.taken.recorded, first.taken.refused) == (("1.3",), ())
    assert (first.result.total.score, first.result.total.reviewed) == (TOTAL, TOTAL - Decimal("0.46"))
    assert _merged(folder).taken is not None
    assert _recorded(folder) == 1, "the same workbook is recorded once"
    folder.review.unlink()
    assert _merged(folder).result.total.reviewed == TOTAL - Decimal("0.46")
    _made(folder)
    cells = _cells(folder)
    assert (cells["1.3", _SCORE], cells["1.3", _REASON]) == (0.5, "Thiếu tài liệu")
    assert cells["1", "Điểm sau rà soát"] == 3.0
    texts = [cell.value for row in load_workbook(folder.master)["Rà soát"].iter_rows() for cell in row]
    assert "Thiếu tài liệu" in texts
    _fill(folder, {("1.3", _SCORE): None, ("1.3", _REASON): None})
    assert _merged(folder).result.total.reviewed in {None, TOTAL}
    assert _recorded(folder) == 2


def test_ticks_give_the_score(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    _made(folder)
    second = _lines(folder, "1.2")[1]
    _fill(folder, {(second, _TICK): TICK, ("1.2", _REASON): "Chỉ có b"})
    result = _merged(folder).result
    assert next(leaf.final for leaf in result.leaves if leaf.criterion.code == "1.2") == Decimal("0.75")
    _made(folder)
    assert _cells(folder)[second, _TICK] == "x"
    assert _cells(folder)["1.2", "Điểm sau rà soát"] == 0.75


def test_all_reasons_at_once_and_nothing_taken(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    _made(folder)
    both = dict.fromkeys([(line, _TICK) for line in _lines(folder, "1.1")], TICK)
    _fill(folder, {("1.3", _SCORE): 0.5, ("1.2", _SCORE): 7, ("1.2", _REASON): "vì", **both})
    merged = _merged(folder)
    assert merged.taken is not None
    refused = " ".join(merged.taken.refused)
    assert len(merged.taken.refused) == 3
    assert "1.3: điểm 0,5 khác điểm tự đánh giá 0,96 nhưng chưa ghi lý do" in refused
    assert "điểm 7 không nằm trong khoảng từ 0 đến 1" in refused
    assert "1.1: các mức đã đánh dấu không cho ra một điểm" in refused
    assert not merged.is_in_order
    assert merged.result.total.reviewed is None
    assert _recorded(folder) == 0


def test_text_for_a_score_is_named(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    _made(folder)
    _fill(folder, {("1.3", _SCORE): "khoảng một nửa", ("1.3", _REASON): "vì"})
    taken = _merged(folder).taken
    assert taken is not None
    assert taken.refused == ("Tiêu chí 1.3: điểm rà soát “khoảng một nửa” không phải là số.",)


@pytest.mark.parametrize(
    ("key", "head", "value", "said"),
    [
        ("1.2", "Mã", None, "thiếu dòng 1.2"),
        ("1.2", "Mã", "1.3", "thiếu dòng 1.2"),
        ("1.3", _SELF, 0.5, "tiêu chí 1.3 không còn như khi lập bảng (0,96)"),
    ],
)
def test_spoilt_rows_are_refused(
    tmp_path: Path, key: str, head: str, value: str | float | None, said: str
) -> None:
    folder = full_period(tmp_path)
    _made(folder)
    _fill(folder, {("1.3", _SCORE): 0.5, ("1.3", _REASON): "vì", (key, head): value})
    taken = _merged(folder).taken
    assert taken is not None
    assert said in taken.refused[0]
    assert _recorded(folder) == 0


@pytest.mark.parametrize(
    ("cell", "said"), [("A1", "dấu nhận dạng"), ("B1", "kỳ đánh giá khác"), ("C1", "bộ tiêu chí")]
)
def test_foreign_workbooks_are_refused(tmp_path: Path, cell: str, said: str) -> None:
    folder = full_period(tmp_path)
    _made(folder)
    book = load_workbook(folder.review)
    book["_par"][cell] = "khác"
    book.save(folder.review)
    taken = _merged(folder).taken
    assert taken is not None
    assert said in taken.refused[0]


def test_bytes_that_are_no_workbook_are_refused(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    folder.review.write_bytes(b"PK\x03\x04 broken")
    taken = _merged(folder).taken
    assert taken is not None
    assert len(taken.refused) == 1
    assert folder.master.exists()


def test_review_over_a_score_that_changed_is_named_and_not_applied(tmp_path: Path) -> None:
    folder = full_period(tmp_path)
    _made(folder)
    _fill(folder, {("1.3", _SCORE): 0.5, ("1.3", _REASON): "vì"})
    _merged(folder)
    new = good_return(folder, "so-b", {("1.3-TS", Column.FIGURES): Decimal(90)}, saved="2021-02-18T08:00:00Z")
    send(folder, "so-b-lan-2.xlsx", new)
    result = _merged(folder).result
    assert result.total.reviewed is None
    assert any("1.3" in reason and "cần rà soát lại" in reason for reason in result.draft_reasons)
