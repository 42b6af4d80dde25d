"""How checks are run: everything is found, in order, and a check that fails is not hidden."""

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from par_excel.checks import CHECKS, RULES, judge
from par_excel.checks.declaring import by_code, check, hit
from par_excel.checks.judging import _findings
from par_excel.model import Basis, Finding, Hit, Place, Remark, Rule, Severity, Submission
from tests import invented
from tests.checks.faults import all_findings, faulty_basis, faulty_submission
from tests.checks.tables import Row, basis_of, compare, number_cell, rows_of, submission_of

TOLERATED = (
    Remark.TEXT_NUMBER,
    Remark.POINT,
    Remark.GROUPS,
    Remark.UNIT,
    Remark.FULL_WIDTH,
    Remark.TICK_NORMALISED,
    Remark.MERGED,
    Remark.STALE,
)
"""Remarks on a cell that was taken, with a note."""


def test_findings_read_as_agreed(golden: Callable[[str, str], None]) -> None:
    parts = [
        f"# {title}\n\n"
        + "".join(f"{finding.code} [{finding.severity.value}] {finding.sentence}\n" for finding in findings)
        for title, findings in all_findings().items()
    ]
    golden("findings.txt", "\n".join(parts))


def test_errors_come_first_then_the_order_of_the_form() -> None:
    basis = faulty_basis()
    findings = judge(faulty_submission(basis), basis)
    ranks = [finding.severity.rank for finding in findings]
    assert ranks == sorted(ranks)
    criteria = [f.criterion for f in findings if f.severity is Severity.ERROR and f.code.startswith("SC")]
    assert criteria == [code for code in basis.catalogue if code in criteria]


@pytest.mark.parametrize("remark", TOLERATED)
def test_whatever_was_tolerated_is_noted_once(remark: Remark) -> None:
    rows = rows_of("""
    | mã  | thang         | mức | phát hiện |
    | 1.1 | một mức: 1; 0 | a   |           |
    """)
    basis = basis_of(rows)
    plain = submission_of(rows, basis)
    answer = plain.answers[0]
    if remark is Remark.TICK_NORMALISED:
        tick = answer.ticks[0]
        noted = replace(
            answer,
            ticks=(replace(tick, mark=replace(tick.mark, remarks=frozenset({remark}))), answer.ticks[1]),
        )
    else:
        noted = replace(answer, score=replace(answer.score, remarks=frozenset({remark})))
    findings = judge(replace(plain, answers=(noted,)), basis)
    assert [finding.severity for finding in findings] == [Severity.NOTE]


def test_judging_twice_gives_the_same() -> None:
    basis = faulty_basis()
    assert judge(faulty_submission(basis), basis) == judge(faulty_submission(basis), basis)


def test_every_finding_names_the_unit_and_the_file() -> None:
    basis = faulty_basis()
    for finding in judge(faulty_submission(basis), basis):
        assert (finding.unit, finding.place.file) == ("so-a", "phuluc_1.xlsx")


def test_a_number_reads_with_a_decimal_comma_and_typed_text_as_it_stands() -> None:
    assert hit(invented.number("1.51")).value == "1,51"
    assert hit(number_cell("1.5")).value == "1.5"
    assert hit(number_cell("1,50 điểm")).value == "1,50 điểm"
    assert hit(number_cell("1.234")).value == "1.234"
    assert hit(invented.number("97", "E5", Remark.FORMULA)).value == "97"


def test_forbidden_characters_are_shown() -> None:
    assert hit(Place("a.xlsx"), value="a\x07b\nc").value == "a‹U+0007›b c"


@check("ID98", Severity.NOTE, title="Kiểm thử", why="vì {reason}", mend="không phải sửa")
def sound(submission: Submission, basis: Basis) -> Iterator[Hit]:  # noqa: ARG001 - a check takes both
    yield from ()


@check("ID97", Severity.NOTE, title="Kiểm thử", why="vì {reason}", mend="không phải sửa")
def broken(submission: Submission, basis: Basis) -> Iterator[Hit]:
    yield hit(Place(submission.file), reason="thấy trước khi hỏng")
    raise KeyError(basis.period.id)


@check("ID96", Severity.NOTE, title="Kiểm thử", why="vì {reason}", mend="không phải sửa")
def lacking(submission: Submission, basis: Basis) -> Iterator[Hit]:  # noqa: ARG001 - a check takes both
    yield hit(Place(submission.file))


def _with(row: Row) -> list[Finding]:
    chosen = {"lành": sound, "hỏng": broken, "thiếu dữ kiện": lacking}[row["kiểm tra"]]
    submission = invented.submission()
    return list(_findings([chosen, sound], submission, submission, invented.basis()))


def test_id99_check_failed() -> None:
    compare(
        """
        | kiểm tra      | phát hiện |
        | lành          |           |
        | hỏng          | ID97 ID99 |
        | thiếu dữ kiện | ID99      |
        """,
        _with,
    )


def test_id99_says_which_check_failed_and_counts_as_an_error() -> None:
    *_, finding = _with({"kiểm tra": "hỏng"})
    assert finding.severity is Severity.ERROR
    assert "quy tắc ID97" in finding.why
    assert "KeyError: 'thu-2020'" in finding.why


def test_the_title_is_the_docstring() -> None:
    assert all(each.find.__doc__ == f"{each.rule.title}." for each in CHECKS)


def test_a_code_declared_twice_raises() -> None:
    rule = RULES["SC02"]
    same = Rule(code="SC02", severity=Severity.NOTE, title="Khác", why="", mend="")
    with pytest.raises(ValueError, match="declared twice: SC02"):
        by_code([rule, same])
