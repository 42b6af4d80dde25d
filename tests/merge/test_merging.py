"""Requirements: DESIGN §7 (what counts, what is left out), and 12-14 and 26-27 of the decision.

The invented catalogue has 10 points: 6 that agencies assess, 2 by survey (1.3.2), 2 by the office (2.2).
"""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from par_excel.merge import merge
from par_excel.model import (
    Answer,
    Assignment,
    AssignmentKind,
    Basis,
    Judged,
    LeafResult,
    LeafState,
    Remark,
    Result,
    Severity,
    Total,
    UnitState,
)
from tests import invented
from tests.merge.returns import collected, complete, day, finding, judged, refused


@pytest.fixture(scope="module")
def basis() -> Basis:
    return invented.basis()


@pytest.fixture(scope="module")
def full(basis: Basis) -> Result:
    return merge(basis, collected(*map(complete, basis.units)))


def leaf(result: Result, code: str) -> LeafResult:
    return next(each for each in result.leaves if each.criterion.code == code)


def maxima(total: Total) -> tuple[Decimal | int, ...]:
    return total.maximum, total.self_maximum, total.survey_maximum, total.office_maximum


def test_sums_by_hand(full: Result) -> None:
    assert full.total.score == Decimal("4.30")
    assert [(field.key, field.score) for field in full.fields] == [
        ("1", Decimal("2.97")),
        ("2", Decimal("1.33")),
    ]
    assert {code: total.score for code, total in full.headings.items()} == {
        "1": Decimal("2.97"),
        "1.3": Decimal("0.97"),
        "2": Decimal("1.33"),
    }
    assert [(unit.unit.id, unit.total.score) for unit in full.units] == [
        ("so-a", Decimal("2.33")),
        ("so-b", Decimal("1.97")),
        ("so-c", Decimal(0)),
    ]


def test_survey_and_office_points_stand_apart(full: Result) -> None:
    assert maxima(full.total) == (10, 6, 2, 2)
    assert [maxima(field) for field in full.fields] == [(6, 4, 2, 0), (4, 2, 0, 2)]
    assert maxima(full.headings["1.3"]) == (3, 1, 2, 0)
    assert [maxima(unit.total) for unit in full.units] == [(4, 4, 0, 0), (2, 2, 0, 0), (0, 0, 0, 0)]
    assert full.units[2].total.ratio is None


def test_totals_say_what_is_counted_and_are_named(full: Result) -> None:
    assert (full.total.leaves, full.total.counted, full.total.name) == (5, 5, "Tổng cộng")
    assert [(unit.total.leaves, unit.total.counted, unit.total.name) for unit in full.units] == [
        (3, 3, "Sở A"),
        (2, 2, "Sở B"),
        (0, 0, "Sở C"),
    ]
    assert [(field.name, field.leaves) for field in full.fields] == [("Nội dung 1", 3), ("Nội dung 2", 2)]


def test_leaves_stand_in_official_order_with_what_counts(basis: Basis, full: Result) -> None:
    assert [(each.criterion.code, each.state, each.score) for each in full.leaves] == [
        ("1.1", LeafState.COUNTED, Decimal("0.5")),
        ("1.2", LeafState.COUNTED, Decimal("1.5")),
        ("1.3.1", LeafState.COUNTED, Decimal("0.97")),
        ("1.3.2", LeafState.SURVEY, None),
        ("2.1", LeafState.COUNTED, Decimal(1)),
        ("2.2", LeafState.OFFICE, None),
        ("2.3", LeafState.COUNTED, Decimal("0.33")),
    ]
    assert [each.unit and each.unit.id for each in full.leaves] == [
        "so-a", "so-a", "so-b", None, "so-b", None, "so-a",
    ]  # fmt: skip
    first = leaf(full, "1.1")
    assert (first.submission, first.received) == (complete("so-a").submission, invented.RECEIVED)
    assert first.lost == 1
    assert [unit.state for unit in full.units] == [UnitState.VALID] * len(basis.period.units)


def test_nothing_received(basis: Basis) -> None:
    result = merge(basis, collected())
    assert (result.total.score, result.total.counted, result.total.maximum) == (Decimal(0), 0, Decimal(10))
    assert [unit.state for unit in result.units] == [UnitState.MISSING] * 3
    assert leaf(result, "1.1").state is LeafState.NO_RETURN
    assert leaf(result, "1.1").unit == basis.units["so-a"]
    assert (leaf(result, "1.3.2").state, leaf(result, "2.2").state) == (LeafState.SURVEY, LeafState.OFFICE)
    assert (result.findings, result.documents, result.initiatives, result.received) == ((), (), (), ())


def with_findings(unit: str, *criteria: str, severity: Severity = Severity.ERROR) -> Judged:
    found = tuple(finding(code, unit=unit, severity=severity) for code in criteria)
    return replace(complete(unit), findings=found)


def test_of_a_faulty_unit_the_cells_without_error_count(basis: Basis) -> None:
    result = merge(basis, collected(with_findings("so-a", "1.1"), complete("so-b")))
    faulty = leaf(result, "1.1")
    assert (faulty.state, faulty.score) == (LeafState.FAULTY, None)
    assert faulty.answer is not None
    assert [each.criterion for each in faulty.findings] == ["1.1"]
    assert (leaf(result, "1.2").score, leaf(result, "2.3").score) == (Decimal("1.5"), Decimal("0.33"))
    assert [unit.state for unit in result.units] == [UnitState.FAULTY, UnitState.VALID, UnitState.MISSING]
    assert result.total.score == Decimal("3.80")
    assert result.headings["1"].score == Decimal("2.47")
    assert (result.units[0].total.score, result.units[0].total.counted, result.units[0].total.leaves) == (
        Decimal("1.83"), 2, 3,
    )  # fmt: skip


def test_an_error_of_the_workbook_makes_the_unit_faulty_but_what_was_read_counts(basis: Basis) -> None:
    result = merge(basis, collected(with_findings("so-a", ""), complete("so-b")))
    assert result.units[0].state is UnitState.FAULTY
    assert result.total.score == Decimal("4.30")


def test_an_error_on_a_heading_or_a_contribution_takes_no_score_away(basis: Basis) -> None:
    result = merge(basis, collected(with_findings("so-a", "1", "2.1"), complete("so-b")))
    assert result.units[0].state is UnitState.FAULTY
    assert leaf(result, "2.1").findings == ()
    assert result.total.score == Decimal("4.30")


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.NOTE])
def test_warnings_and_notes_take_nothing_away(basis: Basis, severity: Severity) -> None:
    result = merge(basis, collected(with_findings("so-a", "1.1", severity=severity), complete("so-b")))
    assert result.units[0].state is UnitState.VALID
    assert result.total.score == Decimal("4.30")
    assert len(leaf(result, "1.1").findings) == 1


def test_findings_across_returns_weigh_like_others(basis: Basis) -> None:
    across = (
        finding("2.1", unit="so-b", code="CO09"),
        finding("1.2", unit="so-c", code="CO01", severity=Severity.WARNING),
    )
    result = merge(basis, collected(*map(complete, basis.units), findings=across))
    assert (leaf(result, "2.1").state, leaf(result, "2.1").findings) == (LeafState.FAULTY, across[:1])
    assert leaf(result, "1.2").findings == ()
    counts = [(each.state, each.errors, each.warnings) for each in result.units]
    assert counts == [(UnitState.VALID, 0, 0), (UnitState.FAULTY, 1, 0), (UnitState.VALID, 0, 1)]


def refused_score(answer: Answer) -> Answer:
    return replace(answer, score=invented.number("", "E5", Remark.AMBIGUOUS_NUMBER))


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (invented.answer("1.1"), LeafState.UNANSWERED),
        (invented.answer("1.1", not_arisen=True), LeafState.UNANSWERED),
        (invented.answer("1.1", scale_lines=("1.1-a", "1.1-b")), LeafState.UNANSWERED),
        (invented.answer("1.1", ticked=("1.1-a", "1.1-b")), LeafState.FAULTY),
        (refused_score(invented.answer("1.1")), LeafState.FAULTY),
        (invented.answer("1.1", rate=("97", "")), LeafState.FAULTY),
        (invented.answer("1.1", "7"), LeafState.FAULTY),
    ],
)
def test_not_scored_and_faulty_are_two_things(basis: Basis, answer: Answer, state: LeafState) -> None:
    result = merge(basis, collected(judged(answers=[answer], findings=[finding("1.1")])))
    assert (leaf(result, "1.1").state, leaf(result, "1.1").score) == (state, None)
    assert leaf(result, "1.1").answer == answer


def test_a_value_that_was_not_taken_is_never_counted_even_if_no_check_saw_it(basis: Basis) -> None:
    result = merge(basis, collected(judged(answers=[refused_score(invented.answer("1.1"))])))
    assert (leaf(result, "1.1").state, result.total.counted) == (LeafState.FAULTY, 0)


def test_a_row_that_was_not_read_is_not_scored(basis: Basis) -> None:
    result = merge(basis, collected(judged(answers=[invented.answer("1.2", "1")], findings=[finding("1.1")])))
    lost = leaf(result, "1.1")
    assert (lost.state, lost.answer, lost.score) == (LeafState.UNANSWERED, None, None)
    assert lost.submission is not None
    assert len(lost.findings) == 1
    assert result.total.score == 1


def test_a_score_of_zero_counts(basis: Basis) -> None:
    result = merge(basis, collected(judged(answers=[invented.answer("1.1", "0", evidence="")])))
    assert (leaf(result, "1.1").state, leaf(result, "1.1").score) == (LeafState.COUNTED, Decimal(0))
    assert result.total.counted == 1


def test_a_score_for_a_criterion_that_another_leads_does_not_count(basis: Basis) -> None:
    stray = judged("so-c", answers=[invented.answer("1.1", "1.5"), invented.answer("2.2", "2")])
    result = merge(basis, collected(stray))
    assert result.total.score == 0
    assert leaf(result, "1.1").state is LeafState.NO_RETURN
    assert leaf(result, "2.2").state is LeafState.OFFICE


def test_only_the_newest_return_counts(basis: Basis) -> None:
    older = judged(
        name="cũ", saved=day(14), answers=[invented.answer("1.1", "1.5"), invented.answer("1.2", "1")]
    )
    newer = judged(
        name="mới",
        saved=day(15),
        order=2,
        answers=[invented.answer("1.1", "0.5"), invented.answer("1.2", "1")],
        findings=[finding("1.2")],
    )
    result = merge(basis, collected(older, newer))
    assert result.total.score == Decimal("0.5")
    assert (result.units[0].judged, result.units[0].has_earlier_valid) == (newer, True)
    assert [each.criterion for each in result.findings] == ["1.2"]


def test_the_lead_stands_beside_the_contributions(full: Result) -> None:
    by_lead, by_proposal = full.shared
    assert (by_lead.criterion.code, by_proposal.criterion.code) == ("1.2", "2.1")
    assert by_lead.lead == leaf(full, "1.2")
    assert by_lead.score == Decimal("1.5")
    assert [
        (row.id, unit.id, given and given.proposed.value) for row, unit, given in by_lead.contributions
    ] == [("1.2/Y", "so-c", Decimal(1))]
    assert (by_lead.differs, by_proposal.differs) == (True, False)
    assert full.total.score == Decimal("4.30"), "a proposal is in no sum"


def test_a_contribution_of_a_unit_without_return_is_none(basis: Basis) -> None:
    result = merge(basis, collected(complete("so-a"), complete("so-b")))
    assert [[given for _, _, given in each.contributions] for each in result.shared] == [
        [None],
        [complete("so-a").submission.contributions[0]],
    ]
    assert (result.shared[0].score, result.shared[0].differs) == (Decimal("1.5"), False)


def test_a_lead_that_does_not_count_has_no_score_beside_the_contributions(basis: Basis) -> None:
    result = merge(basis, collected(with_findings("so-a", "1.2"), complete("so-c")))
    assert result.shared[0].score is None
    assert result.shared[0].lead is not None
    assert result.shared[0].lead.state is LeafState.FAULTY


def sharing(basis: Basis, *rows: Assignment) -> Basis:
    return Basis(basis.period, basis.catalogue, (*basis.assignments, *rows))


def test_a_shared_heading_has_the_sum_of_its_leaves_where_all_count(basis: Basis) -> None:
    wider = sharing(basis, invented.assignment("1/Z", "3", "1"))
    heading = merge(wider, collected(*map(complete, basis.units))).shared[0]
    assert (heading.criterion.code, heading.lead, heading.score) == ("1", None, Decimal("2.97"))
    partial = merge(wider, collected(complete("so-a"), complete("so-c"))).shared[0]
    assert partial.score is None


def test_one_appendix_may_contribute_twice_to_one_criterion(basis: Basis) -> None:
    wider = sharing(basis, invented.assignment("1.2/ĐT", "3", "1.2"))
    twice = replace(
        complete("so-c").submission,
        contributions=(
            invented.contribution("1.2/ĐT", "1.2", proposed="0.5"),
            invented.contribution("1.2/Y", "1.2", proposed="1.5"),
        ),
    )
    shared = merge(wider, collected(complete("so-a"), replace(complete("so-c"), submission=twice))).shared[0]
    proposals = [(row.id, given and given.proposed.value) for row, _, given in shared.contributions]
    assert proposals == [("1.2/Y", Decimal("1.5")), ("1.2/ĐT", Decimal("0.5"))]


def test_every_unit_of_an_appendix_contributes(basis: Basis) -> None:
    second = replace(basis.units["so-c"], id="so-d", name="Sở D")
    wider = Basis(
        replace(basis.period, units=(*basis.period.units, second)), basis.catalogue, basis.assignments
    )
    shared = merge(wider, collected(complete("so-c"))).shared[0]
    assert [(unit.id, given is None) for _, unit, given in shared.contributions] == [
        ("so-c", False),
        ("so-d", True),
    ]


def test_proposing_an_initiative_makes_no_shared_criterion(basis: Basis, full: Result) -> None:
    assert [row.criterion for row in basis.assignments if row.kind is AssignmentKind.INITIATIVE] == [
        "2.2"
    ] * 3
    assert "2.2" not in {each.criterion.code for each in full.shared}


def test_initiatives_stand_in_the_order_of_units(basis: Basis) -> None:
    first, second = invented.initiative(title="Một"), invented.initiative(title="Hai")
    returns = (
        judged("so-c", initiatives=[first], order=1),
        judged("so-a", initiatives=[second, first], order=2),
    )
    result = merge(basis, collected(*returns))
    assert [(unit.id, each.title.value) for unit, each in result.initiatives] == [
        ("so-a", "Hai"),
        ("so-a", "Một"),
        ("so-c", "Một"),
    ]


def test_findings_stand_errors_first_then_by_unit_then_as_in_the_form(basis: Basis) -> None:
    warning = Severity.WARNING
    returns = (
        replace(complete("so-b"), findings=(finding("2.1", unit="so-b"), finding("1.3.1", unit="so-b", severity=warning))),
        replace(complete("so-a"), findings=(finding("1.1"), finding("1.2"), finding("1.1", severity=warning))),
    )  # fmt: skip
    across = [
        finding("2.3", severity=warning, code="CO02"),
        finding("1.2", severity=warning, code="CO02"),
        finding(unit="", severity=warning, code="CO03"),
    ]
    result = merge(basis, collected(*returns, refusals=[refused("hỏng")], findings=across))
    assert [(each.severity, each.unit, each.criterion) for each in result.findings] == [
        (Severity.ERROR, "so-a", "1.1"),
        (Severity.ERROR, "so-a", "1.2"),
        (Severity.ERROR, "so-b", "2.1"),
        (Severity.ERROR, "", ""),
        (warning, "so-a", "1.1"),
        (warning, "so-a", "1.2"),
        (warning, "so-a", "2.3"),
        (warning, "so-b", "1.3.1"),
        (warning, "", ""),
    ]


def test_a_refused_file_makes_no_unit_faulty(basis: Basis) -> None:
    result = merge(basis, collected(*map(complete, basis.units), refusals=[refused("hỏng")]))
    assert [unit.state for unit in result.units] == [UnitState.VALID] * 3
    assert len(result.received) == 4


def test_a_return_of_a_unit_that_the_period_does_not_know_is_reported_and_not_counted(basis: Basis) -> None:
    base = complete("so-a")
    stranger = replace(
        base,
        submission=replace(base.submission, unit="so-x", file="la.xlsx"),
        findings=(finding(unit="so-x", code="ID11"),),
    )
    result = merge(basis, collected(stranger))
    assert (result.total.score, result.documents) == (Decimal(0), ())
    assert [each.code for each in result.findings] == ["ID11"]
    assert "Bản nộp “la.xlsx” chưa xác định được cơ quan gửi nên chưa được tính." in result.draft_reasons
