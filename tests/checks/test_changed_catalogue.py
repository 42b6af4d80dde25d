"""ID15, SC33: what a form says that was issued before the catalogue changed."""

from par_excel.checks import judge
from par_excel.model import Difference, DifferenceKind, Finding
from tests import invented
from tests.checks.tables import Row, compare

KINDS = {"nội dung": DifferenceKind.CHANGED_TEXT, "điểm": DifferenceKind.CHANGED_POINTS}


def _judged(row: Row) -> tuple[Finding, ...]:
    """Return what is found in a form in which a row was another when it was issued."""
    answers = [
        invented.answer("1.1", "0.5", ticked=("1.1-b",), scale_lines=("1.1-a", "1.1-b")),
        invented.answer("1.2"),
    ]
    changed = Difference(
        kind=KINDS[row["đổi"]],
        place=invented.place("C6"),
        criterion=row["dòng"][:3],
        label=row["dòng"],
        expected="0,75",
        found="0,5",
    )
    changes = {"is_current_form": False, "differences": (changed,) if row["dòng"] else ()}
    found = judge(invented.submission("so-a", answers=answers, changes=changes), invented.basis())
    return tuple(each for each in found if each.code in {"ID15", "SC33"})


def test_id15_row_changed_since_issued() -> None:
    compare(
        """
        | dòng  | đổi      | phát hiện |
        |       | điểm     |           |
        | 1.1-a | nội dung | ID15      |
        | 1.2-a | điểm     | ID15      |
        """,
        _judged,
    )


def test_sc33_points_changed_after_answer() -> None:
    compare(
        """
        | dòng  | đổi      | phát hiện |
        | 1.1-b | điểm     | SC33 ID15 |
        | 1.1-b | nội dung | ID15      |
        | 1.1-a | điểm     | ID15      |
        | 1.2-a | điểm     | ID15      |
        """,
        _judged,
    )
