"""phan_cong: who contributes what, and every wrong row with its line."""

from pathlib import Path

import pytest

from par_excel.config import load_basis
from par_excel.model import AssignmentKind
from tests.config.small import ASSIGNMENTS, cells, csv_bytes, folder, problems


def test_a_right_file(tmp_path: Path) -> None:
    first, second = load_basis(folder(tmp_path)).assignments
    assert (first.id, first.appendix, first.criterion, first.content) == ("1.1/X", "2", "1.1", "Số liệu")
    assert (first.kind, second.kind) == (AssignmentKind.CONTRIBUTION, AssignmentKind.INITIATIVE)


@pytest.mark.parametrize(
    ("line", "column", "value", "expected"),
    [
        (3, "Mã dòng", "1.1/X", "Mã dòng 1.1/X trùng với mã ở dòng 2."),
        (3, "Mã dòng", "1.1/x", "Mã dòng 1.1/x trùng với mã ở dòng 2."),
        (2, "Mã dòng", "1.1", "Mã dòng 1.1 trùng với mã tiêu chí 1.1."),
        (2, "Mã dòng", "1.1-a", "Mã dòng 1.1-a trùng với mã mức điểm của tiêu chí 1.1."),
        (2, "Mã dòng", "1.2.1-0", "Mã dòng 1.2.1-0 trùng với mã mức điểm của tiêu chí 1.2.1."),
        (2, "Mã dòng", "", "Cột “Mã dòng” để trống."),
        (2, "Mã dòng", "số 1", "Mã dòng “số 1” không đúng dạng."),
        (2, "Phụ lục", "9", "Không có cơ quan nào phụ trách phụ lục 9."),
        (2, "Phụ lục", "", "Cột “Phụ lục” để trống."),
        (2, "Phụ lục", "1", "Phụ lục 1 chủ trì tiêu chí 1.1 nên không ghi là “phối hợp” ở tiêu chí đó."),
        (2, "Mã tiêu chí", "9.9", "Mã tiêu chí “9.9” không có trong bộ tiêu chí."),
        (
            3,
            "Mã tiêu chí",
            "1.1",
            "Dòng “sáng kiến” trỏ đến mã 1.1, không phải tiêu chí có cách chấm “cơ quan tổng hợp chấm”.",
        ),
        (
            3,
            "Mã tiêu chí",
            "1",
            "Dòng “sáng kiến” trỏ đến mã 1, không phải tiêu chí có cách chấm “cơ quan tổng hợp chấm”.",
        ),
        (2, "Hình thức", "hỗ trợ", "Cột “Hình thức” ghi “hỗ trợ”."),
        (2, "Nội dung đóng góp", "", "Cột “Nội dung đóng góp” để trống."),
    ],
)
def test_wrong_cell(tmp_path: Path, line: int, column: str, value: str, expected: str) -> None:
    rows = cells(ASSIGNMENTS)
    rows[line - 1][rows[0].index(column)] = value
    found = problems(folder(tmp_path, assignments=csv_bytes(rows)))
    assert found == [f"phan_cong.csv:{line} {expected}"]


def test_a_contribution_may_go_to_a_heading(tmp_path: Path) -> None:
    rows = cells(ASSIGNMENTS)
    rows[1][2] = "1.2"
    assert load_basis(folder(tmp_path, assignments=csv_bytes(rows))).assignments[0].criterion == "1.2"


def test_no_assignment_at_all_is_a_period_too(tmp_path: Path) -> None:
    assert load_basis(folder(tmp_path, assignments=csv_bytes(cells(ASSIGNMENTS)[:1]))).assignments == ()


def test_missing_column_is_told_once(tmp_path: Path) -> None:
    rows = [row[:-1] for row in cells(ASSIGNMENTS)]
    found = problems(folder(tmp_path, assignments=csv_bytes(rows)))
    assert found == ["phan_cong.csv:1 Thiếu cột “Độ tin cậy”."]
