"""SC19, CO03: one figure in two places is one number."""

from collections.abc import Sequence

from par_excel.checks import judge as judge_submission
from par_excel.checks import judge_collection
from par_excel.model import Finding
from tests import invented
from tests.checks.tables import Row, compare


def _within(row: Row) -> Sequence[Finding]:
    answers = [
        invented.answer("1.1", "1.5", ticked=["1.1-a"], derived="1.5", figures=row["một"].replace("/", "\n")),
        invented.answer("2.3", "1", figures=row["hai"].replace("/", "\n")),
    ]
    found = judge_submission(invented.submission(answers=answers), invented.basis())
    return [finding for finding in found if finding.code == "SC19"]


def test_sc19_figure_differs_within() -> None:
    compare(
        """
        | một                             | hai                              | phát hiện |
        | Số hồ sơ tiếp nhận: 1250 hồ sơ  | SỐ HỒ SƠ  tiếp nhận = 1250 hồ sơ |           |
        | Số hồ sơ tiếp nhận: 1250 hồ sơ  | Số hồ sơ tiếp nhận: 1260 hồ sơ   | SC19      |
        | - Số hồ sơ tiếp nhận: 12 / khác | Tổng cộng năm: 3; Số hồ sơ tiếp nhận: 13 | SC19 |
        | Số hồ sơ tiếp nhận: 12 hồ sơ    | Số hồ sơ tiếp nhận: 12,5%        |           |
        | Tổng số: 12                     | Tổng số: 13                      |           |
        | Số hồ sơ tiếp nhận: 1.250    | Số hồ sơ tiếp nhận: 1.260        | SC19      |
        | Số hồ sơ tiếp nhận: 1.250    | Số hồ sơ tiếp nhận: 1250; Khác   |           |
        | Số hồ sơ tiếp nhận: 1.250.000 | Số hồ sơ tiếp nhận: 1,250,000   |           |
        | Số hồ sơ tiếp nhận: nhiều       | Số hồ sơ tiếp nhận: 13           |           |
        """,
        _within,
    )


def test_sc19_says_where_the_other_value_stands() -> None:
    (finding,) = _within({"một": "Số hồ sơ tiếp nhận: 12", "hai": "Số hồ sơ tiếp nhận: 13"})
    assert finding.criterion == "2.3"
    assert finding.why == "“Số hồ sơ tiếp nhận” ở ô F5 (tiêu chí 1.1) ghi 12"


def _across(row: Row) -> Sequence[Finding]:
    mine = invented.submission("so-b", answers=[invented.answer("1.3.1", "1", rate=(row["tử số"], "100"))])
    other = invented.submission("so-a", answers=[invented.answer("2.3", "1", figures=row["cơ quan kia"])])
    found = judge_collection([invented.judged(mine), invented.judged(other)], invented.basis())
    return [finding for finding in found if finding.unit == "so-b"]


def test_co03_figure_differs_from_another() -> None:
    compare(
        """
        | tử số | cơ quan kia      | phát hiện |
        | 97    | Số đúng hạn: 97  |           |
        | 97    | số đúng hạn: 98  | CO03      |
        | 97    | Số trễ hạn ít: 3 |           |
        """,
        _across,
    )


def test_co03_does_not_show_the_other_value() -> None:
    (finding,) = _across({"tử số": "97", "cơ quan kia": "Số đúng hạn: 9812"})
    assert finding.value == "97"
    assert "9812" not in finding.sentence.replace(".", "")
    assert "Sở A" not in finding.sentence
