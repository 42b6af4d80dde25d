"""Run the checks: every breach is found, none stops the rest, and a check that fails is itself a finding."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Collection as Group
from types import MappingProxyType

from msgspec.structs import replace

from par_excel.checks.arrivals import unit_with
from par_excel.checks.declared import checks_of
from par_excel.checks.declaring import Check, CollectedReturn, Delivered, S, hit, quoted
from par_excel.checks.identity import CHECK_FAILED
from par_excel.checks.refusals import REFUSALS
from par_excel.checks.return_index import ReturnIndex
from par_excel.form import Sheet
from par_excel.model import (
    Basis,
    Doubt,
    Finding,
    Hit,
    Judged,
    Mail,
    Place,
    Refusal,
    Rule,
    Severity,
    Submission,
)

_A1 = re.compile(r"([A-Z]+)([0-9]+)")


def judge(submission: Submission, basis: Basis) -> tuple[Finding, ...]:
    """Return all breaches in one submission, errors first, then in the order of the form."""
    return _judged(checks_of(Submission), submission, submission, basis)


def judge_refusal(refusal: Refusal, basis: Basis, *, mail: Mail | None = None) -> Finding:
    """Return the finding that says why a parcel is no submission, and what to do.

    It belongs to the unit that alone has the address from which its letter came.
    """
    detail = quoted(refusal.detail)
    facts = {
        "detail": f" ({detail})" if detail else "",
        "period": basis.period.title,
        "sender": basis.period.sender.name,
    }
    sender = None if mail is None else unit_with(mail.sender, basis)
    return _finding(
        REFUSALS[refusal.reason], Hit(Place(refusal.file), facts=facts), "" if sender is None else sender.id
    )


def judge_collection(  # noqa: PLR0913 - what is known of how the returns arrived
    current: Sequence[Judged],
    basis: Basis,
    *,
    rivals: Mapping[str, Sequence[Submission]] = MappingProxyType({}),
    sent_again: Mapping[str, Sequence[Submission]] = MappingProxyType({}),
    doubts: Mapping[str, Doubt] = MappingProxyType({}),
    delivered: Mapping[str, Sequence[Delivered]] | None = None,
    paper_reports: Group[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Return the breaches that show only across returns or against the calendar.

    Args:
        current: the current submission of each unit.
        basis: what everything is judged against.
        rivals: the unit's other submissions of which the office has to decide, by SHA-256 of the current one.
        sent_again: the unit's older submissions that came once more, by SHA-256 of the current one.
        doubts: why the current submission of a unit may not be its own, by the unit's id.
        delivered: what came with the returns of each unit, by its id; None where that is not known.
        paper_reports: ids of the units whose signed report came on paper.
    """
    found: list[Finding] = []
    index = ReturnIndex(current, basis)
    for judged in current:
        submission = judged.submission
        collected = CollectedReturn(
            judged=judged,
            index=index,
            rivals=tuple(rivals.get(submission.sha256, ())),
            sent_again=tuple(sent_again.get(submission.sha256, ())),
            doubt=doubts.get(submission.unit),
            has_paper_report=submission.unit in paper_reports,
            delivered=None if delivered is None else tuple(delivered.get(submission.unit, ())),
        )
        found += _judged(checks_of(CollectedReturn), collected, submission, basis)
    return tuple(sorted(found, key=lambda finding: finding.severity.rank))


def _judged(
    checks: Iterable[Check[S]], subject: S, submission: Submission, basis: Basis
) -> tuple[Finding, ...]:
    """Return what checks find of a submission, errors first, then in the order of its form."""
    found = tuple(_findings(checks, subject, submission, basis))
    return found if len(found) < 2 else tuple(sorted(found, key=_order(submission, basis)))


def _findings(
    checks: Iterable[Check[S]], subject: S, submission: Submission, basis: Basis
) -> Iterator[Finding]:
    changes = basis.period.severity_changes
    for check in checks:
        change = changes.get(check.rule.code)
        if change is not None and change.severity is None:
            continue
        severity = None if change is None else change.severity
        try:
            for breach in check.find(subject, basis):
                # no place within a submission names its file
                located = replace(breach, place=breach.place.within(submission.file))
                yield _finding(check.rule, located, submission.unit, severity)
        except Exception as failure:  # noqa: BLE001 - one failing check must neither stop the rest nor be hidden
            facts = {"check": check.rule.code, "failure": f"{type(failure).__name__}: {failure}"}
            breach = hit(Place(submission.file), sender=basis.period.sender.name, **facts)
            yield _finding(CHECK_FAILED, breach, submission.unit)


def _finding(rule: Rule, breach: Hit, unit: str, severity: Severity | None = None) -> Finding:
    return Finding(
        code=rule.code,
        severity=severity or rule.severity,
        unit=unit,
        place=breach.place,
        criterion=breach.criterion,
        value=breach.value,
        title=rule.title,
        why=rule.why.format_map(breach.facts),
        mend=rule.mend.format_map(breach.facts),
        office=rule.office.format_map(breach.facts),
    )


def _order(submission: Submission, basis: Basis) -> Callable[[Finding], tuple[object, ...]]:
    """Return the key that puts errors first and follows the form: file, sheets, criteria, cells."""
    sheets = {name: index for index, name in enumerate(["", *(sheet.value for sheet in Sheet)])}
    criteria = {code: index for index, code in enumerate(basis.catalogue)}
    offset = len(criteria)
    criteria |= {given.criterion: offset + index for index, given in enumerate(submission.contributions)}

    def key(finding: Finding) -> tuple[object, ...]:
        place = finding.place
        sheet = sheets[Sheet.SCORES.value] if finding.criterion else sheets.get(place.sheet, len(sheets))
        criterion = criteria.get(finding.criterion, -1)
        return (finding.severity.rank, sheet, criterion, _row_and_column(place.cell), finding.code)

    return key


def _row_and_column(cell: str) -> tuple[int, int, str]:
    found = _A1.match(cell)
    # Columns by length first: Z comes before AA.
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, cell)
