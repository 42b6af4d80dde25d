"""How parts of one form become one submission: what is taken from where, and what contradicts."""

from msgspec.structs import replace

from par_excel.merge.joining import JoinPlan, completing, contradictions, joined, plan_of
from par_excel.model import Decision, DecisionKind, FindingKey, Judged, Place
from tests import invented
from tests.merge.returns import day, judged

FIRST = judged(
    name="một",
    received=day(10),
    saved=day(9),
    answers=(invented.answer("1.1", "0.5", ticked=("1.1-b",)), invented.answer("1.2", evidence="")),
    contributions=(invented.contribution("2.1/X", "2.1", evidence=""),),
    initiatives=(invented.initiative(), invented.initiative(title="Họp không giấy")),
)
SECOND = judged(
    name="hai",
    order=2,
    received=day(11),
    saved=day(12),
    revision=1,
    answers=(invented.answer("1.1", evidence=""), invented.answer("1.2", "1", explanation="Đủ")),
    contributions=(invented.contribution("2.1/X", "2.1", proposed="1"),),
    initiatives=(invented.initiative(),),
)
PLAN = JoinPlan((FIRST.submission.sha256, SECOND.submission.sha256), {})


def test_what_one_part_fills_in_is_taken_from_there_with_its_place() -> None:
    whole = joined([FIRST, SECOND], PLAN).submission
    first, second = whole.answers
    assert (first.score.value, first.score.place.file) == (
        FIRST.submission.answers[0].score.value,
        "một.xlsx",
    )
    assert (second.explanation.value, second.explanation.place.file) == ("Đủ", "hai.xlsx")
    assert whole.contributions[0].proposed.place == Place("hai.xlsx", "Chấm điểm", "E40")
    assert [each.title.value for each in whole.initiatives] == ["Trả kết quả qua Zalo", "Họp không giấy"]
    assert whole.closing.author.place.file == "hai.xlsx"


def test_it_is_as_new_as_its_newest_part() -> None:
    whole = joined([FIRST, SECOND], PLAN)
    assert (whole.received, whole.submission.saved_at) == (day(11), day(12))
    assert whole.submission.stamp is not None
    assert whole.submission.stamp.revision == 1
    assert (whole.submission.file, whole.submission.sha256) == ("một.xlsx + hai.xlsx", PLAN.sha256)


def test_a_part_completes_another_as_long_as_it_does_not_contradict() -> None:
    assert completing(FIRST.submission, SECOND.submission) == 2
    other = replace(SECOND.submission, answers=(invented.answer("1.1", "1.5"), SECOND.submission.answers[1]))
    assert completing(FIRST.submission, other) == 0


def test_contradictions_name_what_each_part_says_until_one_is_picked() -> None:
    other: Judged = replace(
        SECOND,
        submission=replace(
            SECOND.submission, answers=(invented.answer("1.1", "1.5"), SECOND.submission.answers[1])
        ),
    )
    parts = [FIRST.submission, other.submission]
    [found] = contradictions(parts, {})
    assert (found.code, found.said) == (
        "1.1",
        {"một.xlsx": "Điểm tự đánh giá: 0,5", "hai.xlsx": "Điểm tự đánh giá: 1,5"},
    )
    picks = {"1.1": other.submission.sha256}
    assert contradictions(parts, picks) == ()
    whole = joined([FIRST, other], JoinPlan(PLAN.parts, picks)).submission
    assert whole.answers[0].score.place.file == "hai.xlsx"


def test_a_plan_is_read_back_from_its_decision() -> None:
    plan = JoinPlan(("a" * 64, "b" * 64), {"1.1": "b" * 64, "2.1/X": "a" * 64})
    decision = Decision(
        number=1,
        kind=DecisionKind.JOIN,
        at=day(12),
        by="A",
        reason="hai phòng",
        finding=FindingKey("so-a", "", "", plan.text),
    )
    assert plan_of(decision) == plan
    assert plan_of(replace(decision, finding=None)) == JoinPlan((), {})
