"""A review workbook that was spoilt, sorted, made by hand or filled in wrongly: named, and nothing of it taken."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from par_excel.merge.reviewing import faults_of
from par_excel.model import NotReviewed, ReviewSheet
from par_excel.reading.office.review import read_review
from par_excel.workflow.folder.folder import Folder
from tests.workflow.periods import TOTAL, basis_of
from tests.workflow.reviews import (
    HEAD,
    OWN,
    REASON,
    RECOGNISED,
    SCORE,
    TICK,
    fill,
    fill_all,
    lines,
    merged,
    recorded,
)

Spoil = Callable[[Folder], None]


@pytest.fixture(scope="module")
def filled(reviewable: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a round whose review workbook is filled in as it should be."""
    folder = Folder(shutil.copytree(reviewable.root, tmp_path_factory.mktemp("filled") / "ky"))
    fill_all(folder)
    assert _refused(folder) == ()
    return folder


@pytest.fixture
def folder(filled: Folder, tmp_path: Path) -> Folder:
    """Return such a round of its own."""
    return Folder(shutil.copytree(filled.root, tmp_path / "ky"))


def _refused(folder: Folder) -> tuple[str, ...]:
    basis = basis_of(folder)
    read = read_review(folder.review.read_bytes(), basis)
    return read.reasons if isinstance(read, NotReviewed) else faults_of(basis, read)


def _typed(key: str, head: str, value: str | float | None, sheet: str = "Rà soát") -> Spoil:
    return lambda folder: fill(folder, {(key, head): value}, sheet)


def _stamped(cell: str, value: str) -> Spoil:
    def spoil(folder: Folder) -> None:
        book = load_workbook(folder.review)
        book["_par"][cell] = value
        book.save(folder.review)

    return spoil


def _without(what: str) -> Spoil:
    def spoil(folder: Folder) -> None:
        book = load_workbook(folder.review)
        del book[what]
        book.save(folder.review)

    return spoil


def _row_deleted(key: str, sheet_name: str = "Rà soát") -> Spoil:
    def spoil(folder: Folder) -> None:
        book = load_workbook(folder.review)
        sheet = book[sheet_name]
        sheet.delete_rows(next(row for row in range(HEAD + 1, 99) if sheet.cell(row, 1).value == key))
        book.save(folder.review)

    return spoil


def _half_sorted(folder: Folder) -> None:
    """Sort the names by themselves, as somebody does who marks one column too few."""
    book = load_workbook(folder.review)
    sheet = book["Rà soát"]
    rows = range(HEAD + 2, sheet.max_row + 1)
    names = sorted((str(sheet.cell(row, 2).value) for row in rows), reverse=True)
    for row, name in zip(rows, names, strict=True):
        sheet.cell(row, 2).value = name
    book.save(folder.review)


def _by_hand(folder: Folder) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rà soát"
    sheet.append(["Mã", SCORE, REASON])
    sheet.append(["1.3", 0.5, "Thiếu tài liệu"])
    book.save(folder.review)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_typed("1.2", "Mã", None), "Sheet “Rà soát” thiếu dòng 1.2."),
        (_row_deleted("1.2"), "Sheet “Rà soát” thiếu dòng 1.2."),
        (_row_deleted("1.5-b"), "Sheet “Rà soát” thiếu dòng 1.5-b."),
        (_row_deleted("SK2", "Sáng kiến"), "Sheet “Sáng kiến” thiếu dòng SK2."),
        (_typed("1", "Mã", "1.3"), "Sheet “Rà soát” có dòng lặp lại 1.3."),
        (_typed("1.3", OWN, 0.5), "tiêu chí 1.3 không còn như khi lập bảng (0,96)"),
        (_half_sorted, "không còn nội dung như khi lập bảng: dòng bị sửa hoặc xáo trộn"),
        (_typed("SK1", "Tên sáng kiến", "Khác", "Sáng kiến"), "Dòng SK1 không còn nội dung như khi lập bảng"),
        (_without("Rà soát"), "không còn sheet “Rà soát”"),
        (_without("Sáng kiến"), "không còn sheet “Sáng kiến”"),
        (_without("_par"), "không có dấu nhận dạng"),
        (_stamped("A1", "khác"), "không có dấu nhận dạng"),
        (_stamped("A1", "par_excel ra_soat 1"), "phiên bản khác của chương trình"),
        (_stamped("B1", "tinh-khac-2020"), "kỳ đánh giá khác (tinh-khac-2020)"),
        (_stamped("C1", "khác"), "bộ tiêu chí khác"),
        (_by_hand, "không có dấu nhận dạng"),
        (lambda folder: folder.review.write_bytes(b"PK\x03\x04 broken"), "hỏng"),
        (lambda folder: folder.review.write_bytes(b""), "Tệp"),
        (_typed("1.3", SCORE, "khoảng một nửa"), "1.3: điểm rà soát “khoảng một nửa” không phải là số."),
        (_typed("1.3", SCORE, 1.5), "Tiêu chí 1.3: điểm 1,5 không nằm trong khoảng từ 0 đến 1."),
        (_typed("1.3", SCORE, -1), "Tiêu chí 1.3: điểm -1 không nằm trong khoảng từ 0 đến 1."),
        (
            _typed("1.3", REASON, None),
            "Tiêu chí 1.3: chấm 0,5 điểm khác điểm tự đánh giá 0,96 nhưng chưa ghi lý do.",
        ),
        (_typed("1.5", REASON, None), "Tiêu chí 1.5: chấm 1 điểm nhưng chưa ghi lý do."),
        (_typed("1.5-a", TICK, "x"), "Tiêu chí 1.5: các mức đã đánh dấu không cho ra một điểm."),
        (_typed("1.5-a", TICK, "có lẽ"), "Dòng 1.5-a: “có lẽ” không phải dấu x."),
        (_typed("1", SCORE, 2), "Dòng 1: cột “Điểm rà soát” không nhận giá trị tại dòng này (“2”)."),
        (_typed("1.4", REASON, "theo phiếu"), "Dòng 1.4: cột “Ý kiến, lý do” không nhận giá trị"),
        (_typed("1.5-a", SCORE, 1), "Dòng 1.5-a: cột “Điểm rà soát” không nhận giá trị"),
        (_typed("1.5", TICK, "x"), "Dòng 1.5: cột “Mức rà soát” không nhận giá trị"),
        (_typed("SK1", RECOGNISED, "để xem", "Sáng kiến"), "Sáng kiến SK1: “để xem” không phải dấu x."),
    ],
)
def test_what_is_spoilt_is_named(folder: Folder, spoil: Spoil, said: str) -> None:
    spoil(folder)
    assert any(said in reason for reason in _refused(folder)), _refused(folder)


def test_rows_that_were_sorted_as_a_whole_are_read_all_the_same(folder: Folder) -> None:
    basis = basis_of(folder)
    before = read_review(folder.review.read_bytes(), basis)
    book = load_workbook(folder.review)
    for name in ("Rà soát", "Sáng kiến"):
        sheet = book[name]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD + 1)]
        for at, values in enumerate(reversed(rows), start=HEAD + 1):
            for column, value in enumerate(values, start=1):
                sheet.cell(at, column).value = value
    book.save(folder.review)
    assert isinstance(before, ReviewSheet)
    assert read_review(folder.review.read_bytes(), basis) == before


def test_all_reasons_at_once_and_merge_goes_on_without(folder: Folder) -> None:
    both = dict.fromkeys([(line, TICK) for line in lines(folder, "1.1")], "x")
    fill(folder, {("1.3", REASON): None, ("1.2", SCORE): 7, ("1.2", REASON): "vì", **both})
    made = merged(folder)
    assert made.taken is not None
    assert len(made.taken.refused) == 3
    assert not made.is_in_order
    assert (made.result.total.score, made.result.is_reviewed, recorded(folder)) == (TOTAL, False, 0)
    assert folder.master.exists()
