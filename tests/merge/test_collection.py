"""Requirements: DESIGN §5 (which submission is the newest, nothing depends on order or clock) and §7 (states)."""

import random
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_excel.merge import collect, contradictions, newest, sent_again
from par_excel.model import Judged, ReturnState, Severity
from tests.merge.returns import collected, day, excluded_by, finding, judged, letter, refused


def current(*returns: Judged) -> str:
    return newest(returns)["so-a"].submission.file.removesuffix(".xlsx")


def test_a_higher_revision_wins_over_everything_else() -> None:
    older = judged(name="mới hơn theo giờ", revision=0, saved=day(17), order=2, received=day(17))
    assert current(judged(name="bản 1", revision=1, saved=day(10)), older) == "bản 1"


def test_a_form_without_stamp_counts_as_the_first_revision() -> None:
    lost = judged(name="mất dấu", revision=None, saved=day(17), order=2)
    assert current(judged(name="bản 1", revision=1, saved=day(10)), lost) == "bản 1"
    assert current(judged(name="bản 0", revision=0, saved=day(10)), lost) == "mất dấu"


def test_of_one_revision_the_one_saved_later_wins_though_it_was_taken_in_first() -> None:
    assert (
        current(judged(name="chiều", saved=day(16, 15)), judged(name="sáng", saved=day(16), order=2))
        == "chiều"
    )


def test_the_order_of_intake_breaks_the_tie() -> None:
    assert current(judged(name="đầu", saved=day(16)), judged(name="sau", saved=day(16), order=2)) == "sau"
    assert current(judged(name="đầu"), judged(name="sau", order=2)) == "sau"


def test_a_workbook_that_does_not_say_when_it_was_saved_is_newer_than_what_came_before_it() -> None:
    first, unknown = judged(name="đầu", saved=day(16)), judged(name="không rõ giờ", order=2)
    assert current(first, unknown) == "không rõ giờ"
    assert current(first, unknown, judged(name="sau", saved=day(17), order=3)) == "sau"
    assert current(first, unknown, judged(name="lưu sớm hơn", saved=day(15), order=3)) == "không rõ giờ"
    second = judged(name="lưu trước nhưng đến sau", saved=day(15), order=2)
    assert current(first, second, judged(name="không rõ giờ", order=3)) == "không rõ giờ"


def test_a_time_without_zone_is_taken_as_universal_time() -> None:
    plain = judged(name="không múi giờ", saved=datetime(2021, 2, 16, 9))  # noqa: DTZ001 - some programs leave it out
    hanoi = judged(name="giờ Hà Nội", saved=datetime(2021, 2, 16, 15, tzinfo=timezone(timedelta(hours=7))))
    assert current(plain, hanoi) == "không múi giờ"


def test_of_one_revision_the_one_in_the_later_letter_wins_though_it_was_saved_earlier() -> None:
    sent_late = judged(name="thư sau", saved=day(10), mail=letter(day(17)))
    assert (
        current(sent_late, judged(name="thư trước", saved=day(16), mail=letter(day(16)), order=2))
        == "thư sau"
    )


def test_a_return_without_a_letter_is_newer_than_the_letters_before_it() -> None:
    by_mail = judged(name="thư", saved=day(15), mail=letter(day(16)))
    assert current(by_mail, judged(name="chép tay", saved=day(15, 9), order=2)) == "chép tay"
    assert current(
        by_mail, judged(name="chép tay", order=2), judged(name="thư cũ", mail=letter(day(15)), order=3)
    ) == ("chép tay")


def test_an_excluded_return_does_not_count_and_the_earlier_one_is_current_again() -> None:
    wrong = judged(name="nhầm", revision=1, order=2, exclusion=excluded_by("gửi nhầm"))
    first = judged(name="đầu")
    assert current(first, wrong) == "đầu"
    lines = {line.file: line for line in collected(first, wrong).received}
    assert lines["nhầm.xlsx"].state is ReturnState.EXCLUDED
    assert lines["nhầm.xlsx"].detail == "gửi nhầm (chuyên viên A)"
    assert collected(replace(first, exclusion=excluded_by("x")), wrong).current == {}


def test_an_older_return_that_came_once_more_after_the_newer_is_told() -> None:
    older = judged(name="cũ", saved=day(15), received=day(15), sent_again=day(18))
    newer = judged(name="mới", saved=day(16), received=day(16), order=2)
    assert [(new.submission.file, old.submission.file) for new, old in sent_again([older, newer])] == [
        ("mới.xlsx", "cũ.xlsx")
    ]
    assert sent_again([replace(older, sent_again=day(15, 12)), newer]) == ()
    assert sent_again([older, replace(newer, first_seen=day(19))]) == ()


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
        judged(name="mới", saved=day(16), received=day(16), order=3),
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
    line = collected(judged(revision=3, saved=day(16), findings=findings)).received[0]
    assert (line.errors, line.warnings, line.notes) == (2, 1, 1)
    assert (line.revision, line.saved_at, line.size_bytes, line.in_inbox) == (3, day(16), 1000, True)
    assert line.detail == "nhận ra theo dấu nhận dạng"


def test_a_refused_line_says_why() -> None:
    line = collected(refusals=[refused("hỏng", detail="0 byte")]).received[0]
    assert (line.detail, line.errors, line.unit) == ("Tệp rỗng, không có nội dung. 0 byte", 1, "")
    assert collected(refusals=[refused("hỏng")]).received[0].detail == "Tệp rỗng, không có nội dung."


def test_what_has_left_the_inbox_still_counts_and_says_so() -> None:
    gone = judged()
    collection = collect([gone], sizes={gone.submission.sha256: 7}, in_inbox=())
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
        judged(name=f"bản {order}", order=order, findings=[finding()] if has_errors else [finding(severity=Severity.WARNING)])
        for order, has_errors in enumerate([*errors_before, has_errors_now])
    ]  # fmt: skip
    assert collected(*returns).earlier_valid == ({"so-a"} if is_earlier_valid else frozenset())


def test_findings_across_returns_are_kept() -> None:
    across = finding("1.2", unit="so-c", severity=Severity.WARNING, code="CO01")
    assert collected(judged("so-c"), findings=[across]).findings == (across,)


def contradicting(*returns: Judged) -> list[tuple[str, str]]:
    return [(each.submission.file, other.submission.file) for each, other in contradictions(returns)]


def test_an_older_revision_saved_later_contradicts() -> None:
    first = judged(name="bản 1", revision=1, saved=day(15))
    assert contradicting(first, judged(name="bản 0", revision=0, saved=day(16), order=2)) == [
        ("bản 1.xlsx", "bản 0.xlsx")
    ]


def test_an_older_revision_that_arrived_later_contradicts() -> None:
    first = judged(name="bản 1", revision=1, received=day(15))
    assert contradicting(first, judged(name="bản 0", received=day(16), order=2)) == [
        ("bản 1.xlsx", "bản 0.xlsx")
    ]


def test_a_workbook_saved_earlier_that_arrived_later_contradicts() -> None:
    first = judged(name="lưu sau", saved=day(15, 10), received=day(15))
    later = judged(name="lưu trước", saved=day(15, 9), received=day(16), order=2)
    assert contradicting(first, later) == [("lưu sau.xlsx", "lưu trước.xlsx")]


def test_where_the_criteria_agree_nothing_contradicts() -> None:
    returns = (
        judged(name="đầu", saved=day(14), received=day(14)),
        judged(name="giữa", received=day(15), order=2),
        judged(name="cuối", revision=1, saved=day(16), received=day(16), order=3),
        judged("so-b", saved=day(17), received=day(17), order=4),
    )
    assert contradicting(*returns) == []


def test_files_taken_in_together_do_not_contradict_by_their_order() -> None:
    assert contradicting(judged(name="a", saved=day(16)), judged(name="b", saved=day(15), order=2)) == []


times = st.none() | st.integers(10, 13).map(day)


@st.composite
def many_returns(draw: st.DrawFn) -> list[Judged]:
    """Return up to eight returns of three units, in order of intake."""
    return [
        judged(
            draw(st.sampled_from(["so-a", "so-b", "so-c"])),
            name=f"tệp {order}",
            order=order,
            revision=draw(st.none() | st.integers(0, 2)),
            saved=draw(times),
            received=day(draw(st.integers(10, 13))),
            findings=[finding()] * draw(st.integers(0, 1)),
        )
        for order in range(draw(st.integers(0, 8)))
    ]


@settings(deadline=None)
@given(many_returns(), st.randoms(use_true_random=False))
def test_the_order_in_which_returns_are_handed_over_does_not_matter(
    returns: list[Judged], chance: random.Random
) -> None:
    refusals = [refused("hỏng", order=20), refused("rỗng", order=21)]
    shuffled = chance.sample(returns, len(returns))
    assert collected(*shuffled, refusals=refusals[::-1]) == collected(*returns, refusals=refusals)
    assert contradictions(shuffled) == contradictions(returns)


@settings(deadline=None)
@given(many_returns())
def test_each_unit_has_exactly_one_current_return(returns: list[Judged]) -> None:
    collection = collected(*returns)
    lines = [line for line in collection.received if line.state is ReturnState.CURRENT]
    assert sorted(line.unit for line in lines) == sorted({each.submission.unit for each in returns})
    assert {line.unit: line.sha256 for line in lines} == {
        unit: each.submission.sha256 for unit, each in collection.current.items()
    }
    assert collection.current == newest(returns)


@settings(deadline=None)
@given(many_returns())
def test_no_return_of_the_unit_is_newer_by_revision_or_by_time_saved(returns: list[Judged]) -> None:
    for unit, chosen in newest(returns).items():
        stamped = chosen.submission.stamp.revision if chosen.submission.stamp else 0
        same = [each.submission for each in returns if each.submission.unit == unit]
        assert stamped == max(each.stamp.revision if each.stamp else 0 for each in same)
        if (saved := chosen.submission.saved_at) is not None:
            rivals = [each for each in same if (each.stamp.revision if each.stamp else 0) == stamped]
            assert saved == max(each.saved_at for each in rivals if each.saved_at is not None)


def test_collecting_does_not_load_pandas() -> None:
    seen = "import sys, par_excel.merge; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0
