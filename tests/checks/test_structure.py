"""ID20-ID30: what was changed in the form outside its input cells."""

import pytest

from par_excel.checks import judge as judge_submission
from par_excel.model import Answer, Difference, DifferenceKind, Finding
from tests import invented
from tests.checks.tables import Row, compare

CODES = {
    DifferenceKind.TEXT: "ID20",
    DifferenceKind.POINTS: "ID21",
    DifferenceKind.FORMULA_LOST: "ID22",
    DifferenceKind.ROW_DOUBLED: "ID25",
    DifferenceKind.ROW_UNKNOWN: "ID26",
    DifferenceKind.COLUMN_MISSING: "ID27",
    DifferenceKind.SHEET_MISSING: "ID28",
    DifferenceKind.STRAY: "ID29",
    DifferenceKind.UNPROTECTED: "ID30",
}


def _answers() -> list[Answer]:
    return [
        invented.answer("1.1", "0.5", ticked=["1.1-b"], derived="0.5"),
        invented.answer("1.2", "0", ticked=["1.2-0"], derived="0"),
        invented.answer("2.3", "1"),
    ]


def _difference(kind: DifferenceKind, criterion: str = "", label: str = "") -> Difference:
    return Difference(
        kind=kind,
        place=invented.place("B7"),
        criterion=criterion,
        label=label,
        expected="có sẵn",
        found="đã sửa",
    )


def _judged(*differences: Difference, without: str = "") -> tuple[Finding, ...]:
    submission = invented.submission(
        answers=[answer for answer in _answers() if answer.criterion != without],
        contributions=[] if without == "2.1" else [invented.contribution("2.1/X", "2.1")],
        changes={"differences": differences},
    )
    return judge_submission(submission, invented.basis())


def _of_kind(row: Row) -> tuple[Finding, ...]:
    return _judged(*([_difference(DifferenceKind(row["khác biệt"]), "1.1")] if row["khác biệt"] else []))


def test_every_kind_of_difference_has_its_code() -> None:
    assert set(DifferenceKind) - set(CODES) == {DifferenceKind.ROW_MISSING}
    for kind, code in CODES.items():
        assert [finding.code for finding in _judged(_difference(kind, "1.1"))] == [code]


def test_id20_fixed_text_changed() -> None:
    compare(
        """
        | khác biệt               | phát hiện |
        |                         |           |
        | nội dung cố định bị sửa | ID20      |
        """,
        _of_kind,
    )


def test_id21_fixed_points_changed() -> None:
    compare(
        """
        | khác biệt           | phát hiện |
        |                     |           |
        | điểm cố định bị sửa | ID21      |
        """,
        _of_kind,
    )


def test_id21_names_both_values() -> None:
    (finding,) = _judged(_difference(DifferenceKind.POINTS, "1.1", "Điểm tối đa"))
    assert "“đã sửa”" in finding.sentence
    assert "biểu mẫu phát hành ghi có sẵn (Điểm tối đa)" in finding.sentence


def test_id22_formula_replaced() -> None:
    compare(
        """
        | khác biệt         | phát hiện |
        |                   |           |
        | công thức bị thay | ID22      |
        """,
        _of_kind,
    )


def _row_lost(row: Row) -> tuple[Finding, ...]:
    lost = _difference(DifferenceKind.ROW_MISSING, row["tiêu chí"], row["dòng"])
    return _judged(lost, without=row["không đọc được"])


def test_id23_own_row_missing() -> None:
    compare(
        """
        | tiêu chí | dòng  | không đọc được | phát hiện |
        | 1.1      | 1.1   | 1.1            | ID23      |
        | 2.1      | 2.1/X | 2.1            | ID23      |
        | 1.1      | 1.1-c |                | ID24      |
        """,
        _row_lost,
    )


def test_id24_other_row_missing() -> None:
    compare(
        """
        | tiêu chí | dòng  | không đọc được | phát hiện |
        | 1.1      | 1.1-c |                | ID24      |
        | 1        | 1     |                | ID24      |
        |          | TỔNG  |                | ID24      |
        | 1.1      | 1.1   | 1.1            | ID23      |
        """,
        _row_lost,
    )


def test_id25_row_doubled() -> None:
    compare(
        """
        | khác biệt    | phát hiện |
        |              |           |
        | dòng lặp lại | ID25      |
        """,
        _of_kind,
    )


def test_id26_row_unknown() -> None:
    compare(
        """
        | khác biệt                    | phát hiện |
        |                              |           |
        | dòng không có trong biểu mẫu | ID26      |
        """,
        _of_kind,
    )


def test_id27_column_missing() -> None:
    compare(
        """
        | khác biệt | phát hiện |
        |           |           |
        | thiếu cột | ID27      |
        """,
        _of_kind,
    )


def test_id28_sheet_missing() -> None:
    compare(
        """
        | khác biệt   | phát hiện |
        |             |           |
        | thiếu sheet | ID28      |
        """,
        _of_kind,
    )


def test_id29_stray_content() -> None:
    compare(
        """
        | khác biệt              | phát hiện |
        |                        |           |
        | nội dung ngoài biểu mẫu | ID29      |
        """,
        _of_kind,
    )


def test_id30_protection_removed() -> None:
    compare(
        """
        | khác biệt                | phát hiện |
        |                          |           |
        | đã bỏ bảo vệ trang tính  | ID30      |
        """,
        _of_kind,
    )


@pytest.mark.parametrize("found", ["dòng một\nDòng hai\x07", "x" * 500])
def test_foreign_text_is_quoted_on_one_short_line(found: str) -> None:
    changed = Difference(
        kind=DifferenceKind.TEXT,
        place=invented.place("B7"),
        criterion="1.1",
        label="",
        expected=found,
        found=found,
    )
    (finding,) = _judged(changed)
    assert len(finding.value) <= 80
    assert finding.sentence.isprintable()
