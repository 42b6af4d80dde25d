"""Which decisions of the office are in force: of several about the same thing, the newest."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from par_excel.model import (
    CHOOSING,
    OF_REPORTS,
    SAID_OF_SCORES,
    SUBJECT,
    Decision,
    DecisionKind,
    Finding,
    FindingKey,
    Severity,
)

_EXCLUSION = frozenset({DecisionKind.EXCLUDE, DecisionKind.INCLUDE})
_WAIVER = frozenset({DecisionKind.WAIVE, DecisionKind.UNWAIVE})


def excluded(decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the SHA-256 of the submissions that do not count."""
    newest = {each.sha256: each.kind for each in _in_order(decisions) if each.kind in _EXCLUSION}
    return frozenset(sha256 for sha256, kind in newest.items() if kind is DecisionKind.EXCLUDE)


def waived(decisions: Iterable[Decision]) -> Mapping[FindingKey, Decision]:
    """Return the decisions by which findings are accepted, by what they are about."""
    newest = {
        each.finding: each
        for each in _in_order(decisions)
        if each.kind in _WAIVER and each.finding is not None
    }
    return {key: each for key, each in newest.items() if each.kind is DecisionKind.WAIVE}


def corrected(decisions: Iterable[Decision]) -> Mapping[str, datetime]:
    """Return when submissions were received, as the office says, by SHA-256."""
    newest = {
        each.sha256: each.received for each in _in_order(decisions) if each.kind is DecisionKind.RECEIVED
    }
    return {sha256: received for sha256, received in newest.items() if received is not None}


def choices(decisions: Iterable[Decision]) -> Mapping[str, Decision]:
    """Return by which decision the office chose the return in use, by unit id; units without a choice are absent."""
    newest = {
        each.finding.unit: each
        for each in _in_order(decisions)
        if each.kind in CHOOSING and each.finding is not None
    }
    return {unit: each for unit, each in newest.items() if each.kind in {DecisionKind.USE, DecisionKind.JOIN}}


def paper_reports(decisions: Iterable[Decision]) -> frozenset[str]:
    """Return the ids of the units whose signed report came on paper."""
    newest = {
        each.finding.unit: each.kind
        for each in _in_order(decisions)
        if each.kind in OF_REPORTS and each.finding is not None
    }
    return frozenset(unit for unit, kind in newest.items() if kind is DecisionKind.PAPER_REPORT)


def in_force(decisions: Iterable[Decision]) -> frozenset[int]:
    """Return the numbers of the decisions that hold: about the same thing, only the newest does."""
    newest = {_subject(each): each.number for each in _in_order(decisions)}
    return frozenset(newest.values())


def _subject(decision: Decision) -> object:
    if decision.kind in _EXCLUSION:
        return decision.sha256
    if decision.kind in CHOOSING and decision.finding is not None:
        return "in use", decision.finding.unit
    if decision.kind in OF_REPORTS and decision.finding is not None:
        return "report", decision.finding.unit
    if decision.kind in SAID_OF_SCORES and decision.finding is not None:
        return decision.kind, reviewed_subject(decision.finding)
    return decision.finding if decision.kind in _WAIVER else (decision.kind, decision.sha256)


def reviewed_subject(key: FindingKey) -> tuple[str, str, str]:
    """Return what a review is about, whatever it says of it: unit, criterion, and the initiative's name."""
    return key.unit, key.criterion, key.value.partition(SUBJECT)[2] if key.unit else ""


def key_of(finding: Finding) -> FindingKey:
    """Return what a waiver of this finding would be about."""
    return FindingKey(finding.unit, finding.code, finding.criterion, finding.value)


def may_be_waived(finding: Finding) -> bool:
    """Say whether the office may accept it: an error or warning of a unit's return, not a refused file, not a note."""
    return bool(finding.unit) and finding.severity is not Severity.NOTE


def _in_order(decisions: Iterable[Decision]) -> list[Decision]:
    return sorted(decisions, key=lambda each: each.number)
