"""What decisions come to: about the same thing the newest holds, whatever order they are handed over in."""

from datetime import datetime
from itertools import permutations

import pytest

from par_excel.merge.decided import corrected, excluded, key_of, may_be_waived, waived
from par_excel.model import Decision, DecisionKind, FindingKey, Severity
from tests.merge.returns import day, finding

KEY, OTHER = FindingKey("so-a", "SC02", "1.1", "1,75"), FindingKey("so-a", "SC02", "1.1", "1,8")


def decision(
    number: int,
    kind: DecisionKind,
    *,
    sha256: str = "",
    key: FindingKey | None = None,
    received: datetime | None = None,
) -> Decision:
    return Decision(
        number=number,
        kind=kind,
        at=day(18),
        by="chuyên viên A",
        reason="vì",
        sha256=sha256,
        finding=key,
        received=received,
    )


def test_nothing_decided_is_nothing() -> None:
    assert (excluded(()), waived(()), corrected(())) == (frozenset(), {}, {})


def test_the_newest_about_a_submission_holds() -> None:
    given = [
        decision(1, DecisionKind.EXCLUDE, sha256="a"),
        decision(2, DecisionKind.EXCLUDE, sha256="b"),
        decision(3, DecisionKind.INCLUDE, sha256="a"),
        decision(4, DecisionKind.RECEIVED, sha256="b", received=day(1)),
    ]
    for order in permutations(given):
        assert excluded(order) == {"b"}
    assert excluded([*given, decision(5, DecisionKind.EXCLUDE, sha256="a")]) == {"a", "b"}


def test_the_newest_about_a_finding_holds_and_tells_who_accepted_it() -> None:
    given = [
        decision(1, DecisionKind.WAIVE, key=KEY),
        decision(2, DecisionKind.WAIVE, key=OTHER),
        decision(3, DecisionKind.UNWAIVE, key=KEY),
    ]
    for order in permutations(given):
        assert waived(order) == {OTHER: given[1]}
    again = decision(4, DecisionKind.WAIVE, key=KEY)
    assert waived([*given, again]) == {KEY: again, OTHER: given[1]}


def test_the_newest_time_received_holds_and_can_be_taken_back() -> None:
    given = [
        decision(1, DecisionKind.RECEIVED, sha256="a", received=day(10)),
        decision(2, DecisionKind.RECEIVED, sha256="a", received=day(11)),
        decision(3, DecisionKind.RECEIVED, sha256="b", received=day(12)),
        decision(4, DecisionKind.RECEIVED, sha256="b"),
    ]
    for order in permutations(given):
        assert corrected(order) == {"a": day(11)}


def test_a_waiver_is_about_unit_code_criterion_and_value() -> None:
    assert key_of(finding("1.1", code="EV01")) == FindingKey("so-a", "EV01", "1.1", "")


@pytest.mark.parametrize(
    ("severity", "unit", "may"),
    [
        (Severity.ERROR, "so-a", True),
        (Severity.WARNING, "so-a", True),
        (Severity.NOTE, "so-a", False),
        (Severity.ERROR, "", False),
    ],
)
def test_only_errors_and_warnings_of_a_return_may_be_accepted(
    severity: Severity, unit: str, *, may: bool
) -> None:
    assert may_be_waived(finding("1.1", unit=unit, severity=severity)) is may
