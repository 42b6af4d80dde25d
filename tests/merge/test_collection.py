"""Requirements: every return has its fate and its line. Which one is in use: test_in_use."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from par_excel.merge import Returns, collect
from par_excel.model import Judged, ReturnState, Severity
from tests import invented
from tests.merge.returns import collected, day, excluded_by, finding, judged, refused

ANSWERED = (invented.answer("1.1", "0.5"),)
"""What makes a return say something else than one without answers."""


def in_use(*returns: Judged) -> str:
    return collected(*returns).current["so-a"].submission.file.removesuffix(".xlsx")


def test_an_excluded_return_does_not_count_and_the_earlier_one_is_current_again() -> None:
    wrong = judged(name="nhầm", revision=1, order=2, exclusion=excluded_by("gửi nhầm"))
    first = judged(name="đầu")
    assert in_use(first, wrong) == "đầu"
    lines = {line.file: line for line in collected(first, wrong).received}
    assert lines["nhầm.xlsx"].state is ReturnState.EXCLUDED
    assert lines["nhầm.xlsx"].detail == "gửi nhầm (chuyên viên A)"
    assert collected(replace(first, exclusion=excluded_by("x")), wrong).current == {}


def test_an_older_return_that_came_once_more_after_the_newer_is_told() -> None:
    older = judged(name="cũ", saved=day(15), received=day(15), sent_again=day(18))
    newer = judged(name="mới", saved=day(16), received=day(16), order=2, answers=ANSWERED)

    def again(*returns: Judged) -> list[tuple[str, str]]:
        pairs = Returns(returns, invented.basis()).sent_again()
        return [(new.submission.file, old.submission.file) for new, old in pairs]

    assert again(older, newer) == [("mới.xlsx", "cũ.xlsx")]
    assert again(replace(older, sent_again=day(15, 12)), newer) == []
    assert again(older, replace(newer, first_seen=day(19))) == []


def test_what_came_with_a_return_is_listed_and_refused_no_more() -> None:
    evidence = replace(refused("quet"), unit="so-a")
    report = replace(refused("bao cao", order=10), unit="so-a", is_report=True)
    collection = collected(judged(), refusals=[evidence, report, refused("roi", order=11)])
    assert [refusal.file for refusal, _ in collection.refusals] == ["roi.xlsx"]
    states = {line.file: (line.unit, line.state, line.errors) for line in collection.received}
    assert states["quet.xlsx"] == ("so-a", ReturnState.ATTACHED, 0)
    assert states["bao cao.xlsx"] == ("so-a", ReturnState.REPORT, 0)


def test_every_return_has_its_fate() -> None:
    returns = (
        judged(name="cũ", saved=day(15), received=day(15)),
        judged(name="mới", saved=day(16), received=day(16), order=3, answers=ANSWERED),
        judged("so-b", received=day(16), order=4),
    )
    collection = collected(*returns, refusals=[refused("hỏng", order=2, received=day(15), detail="0 byte")])
    assert [(line.file, line.unit, line.state) for line in collection.received] == [
        ("cũ.xlsx", "so-a", ReturnState.SUPERSEDED),
        ("hỏng.xlsx", "", ReturnState.REFUSED),
        ("mới.xlsx", "so-a", ReturnState.CURRENT),
        ("so-b.xlsx", "so-b", ReturnState.CURRENT),
    ]
    assert [refusal.file for refusal, _ in collection.refusals] == ["hỏng.xlsx"]


def test_what_came_in_together_is_listed_in_the_order_of_intake() -> None:
    together = collected(
        judged(name="b"), judged("so-b", name="a", order=2), refusals=[refused("0", order=3)]
    )
    assert [line.file for line in together.received] == ["b.xlsx", "a.xlsx", "0.xlsx"]


def test_a_line_says_what_the_return_was() -> None:
    findings = [
        finding("1.1"),
        finding("1.2"),
        finding(severity=Severity.WARNING),
        finding(severity=Severity.NOTE),
    ]
    former = judged(name="cũ", saved=day(15), received=day(15))
    answer = judged(name="mới", order=2, revision=1, saved=day(16), answers=ANSWERED, findings=findings)
    line = next(each for each in collected(former, answer).received if each.file == "mới.xlsx")
    assert (line.errors, line.warnings, line.notes) == (2, 1, 1)
    assert (line.revision, line.saved_at, line.size_bytes, line.in_inbox) == (1, day(16), 1000, True)
    assert line.detail == "nhận ra theo dấu nhận dạng"


def test_a_refused_line_says_why() -> None:
    line = collected(refusals=[refused("hỏng", detail="0 byte")]).received[0]
    assert (line.detail, line.errors, line.unit) == ("Tệp rỗng, không có nội dung. 0 byte", 1, "")
    assert collected(refusals=[refused("hỏng")]).received[0].detail == "Tệp rỗng, không có nội dung."


def test_what_has_left_the_inbox_still_counts_and_says_so() -> None:
    gone = judged()
    collection = collect(Returns([gone], invented.basis()), sizes={gone.submission.sha256: 7}, in_inbox=())
    assert collection.current == {"so-a": gone}
    assert [line.in_inbox for line in collection.received] == [False]


def test_units_without_a_submission_are_absent() -> None:
    assert collected(refusals=[refused("hỏng")]).current == {}
    assert collected().received == ()


@pytest.mark.parametrize(
    ("errors_before", "has_errors_now", "is_earlier_valid"),
    [((False,), True, True), ((True,), True, False), ((True, False, True), True, True), ((False,), False, False), ((), True, False)],
)  # fmt: skip
def test_earlier_valid(errors_before: Sequence[bool], has_errors_now: bool, is_earlier_valid: bool) -> None:  # noqa: FBT001 - columns of the table
    returns = [
        judged(name=f"bản {order}", order=order, received=day(10 + order), answers=[invented.answer("1.1", f"0.{order + 1}")], findings=[finding()] if has_errors else [finding(severity=Severity.WARNING)])
        for order, has_errors in enumerate([*errors_before, has_errors_now])
    ]  # fmt: skip
    assert collected(*returns).earlier_valid == ({"so-a"} if is_earlier_valid else frozenset())


def test_findings_across_returns_are_kept() -> None:
    across = finding("1.2", unit="so-c", severity=Severity.WARNING, code="CO01")
    assert collected(judged("so-c"), findings=[across]).findings == (across,)
