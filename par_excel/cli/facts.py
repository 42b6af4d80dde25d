"""The same facts for programs: what `--json` prints. Numbers are exact decimal text, times ISO 8601 in UTC."""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from par_excel.model import (
    ApprovalMark,
    ApprovalStanding,
    Basis,
    Departure,
    Finding,
    Mail,
    Received,
    Rule,
    Total,
    UnitState,
)

if TYPE_CHECKING:
    from par_excel.workflow.intake.check import Answered, Checked
    from par_excel.workflow.intake.intake import Intake
    from par_excel.workflow.results.merge import Merged

Facts = Mapping[str, Any]

_PIECES = 10_000
"""So many pieces of JSON, a word or a mark each, are printed at once."""

_UNSHOWN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""What could steer a terminal or turn a line; JSON itself escapes the other controls."""


def print_facts(facts: Facts | Sequence[Facts]) -> None:
    """Print facts as JSON, in letters that people can read; a character that could do something is escaped."""
    pieces = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(facts)
    # not as one text: that of ten thousand units, and what it is made of, takes a fifth of all memory
    while text := "".join(islice(pieces, _PIECES)):
        click.echo(_UNSHOWN.sub(lambda found: f"\\u{ord(found.group()):04x}", text), nl=False)
    click.echo()


def rule_facts(rule: Rule) -> Facts:
    """Return a declared check."""
    return {
        "code": rule.code,
        "severity": rule.severity.value,
        "title": rule.title,
        "why": rule.why,
        "mend": rule.mend,
        "example": rule.example,
    }


def finding_facts(finding: Finding) -> Facts:
    """Return a finding."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "unit": finding.unit,
        "file": finding.place.file,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell,
        "criterion": finding.criterion,
        "value": finding.value,
        "title": finding.title,
        "why": finding.why,
        "mend": finding.mend,
    }


def intake_facts(basis: Basis, intake: "Intake") -> Facts:
    """Return where every unit stands, with all findings."""
    return {
        "period": basis.period.id,
        "units": [
            {
                "id": unit.id,
                "name": unit.name,
                "appendix": unit.appendix,
                "state": intake.state(unit.id).value,
                "file": intake.file(unit.id),
                "findings": [finding_facts(finding) for finding in intake.findings(unit.id)],
                "waived": [finding_facts(finding) for finding in intake.waived(unit.id)],
            }
            for unit in basis.period.units
        ],
        "received": [_received_facts(received) for received in intake.collection.received],
        "refused": [finding_facts(finding) for finding in intake.refusals],
        "notice": intake.notice,
        "skipped": [{"file": skipped.name, "reason": skipped.reason.value} for skipped in intake.skipped],
    }


def checked_facts(checked: "Checked", answered: "Answered") -> Facts:
    """Return the intake and what was written about it."""
    return {
        **intake_facts(checked.basis, checked.intake),
        "written": [str(path) for path in answered.written],
        "kept": [str(copy) for copy in answered.kept],
    }


def merged_facts(merged: "Merged") -> Facts:
    """Return the intake, the sums and what is missing."""
    result = merged.result
    return {
        **intake_facts(merged.checked.basis, merged.checked.intake),
        "is_draft": result.is_draft,
        "draft_reasons": list(result.draft_reasons),
        "approval": mark_facts(result.approval),
        "feedback": [str(path) for path in merged.feedback],
        "kept": [str(copy) for copy in merged.kept],
        "pdf": None if merged.pdf is None else str(merged.pdf),
        "pdf_problem": merged.pdf_problem,
        "review": None
        if merged.taken is None
        else {"recorded": list(merged.taken.recorded), "refused": list(merged.taken.refused)},
        "total": _total_facts(result.total),
        "fields": [_total_facts(field) for field in result.fields],
        "by_unit": [
            {"unit": unit.unit.id, "state": unit.state.value, **_total_facts(unit.total)}
            for unit in result.units
            if unit.state is not UnitState.MISSING
        ],
    }


def mark_facts(mark: ApprovalMark | None) -> Facts | None:
    """Return the approved version, and in what the result differs from it."""
    if mark is None:
        return None
    return {
        "version": mark.version,
        "decision": mark.decision,
        "by": mark.by,
        "at": mark.at.isoformat(),
        "fingerprint": mark.fingerprint,
        "holds": mark.holds,
        "accepted": list(mark.accepted),
        "against": mark.against,
        "departures": [departure_facts(each) for each in mark.departures],
    }


def departure_facts(departure: Departure) -> Facts:
    """Return one difference between two versions."""
    return {
        "part": departure.part.value,
        "key": departure.key,
        "name": departure.name,
        "what": departure.what,
        "before": departure.before,
        "now": departure.now,
        "why": departure.why,
    }


def approval_facts(approval: ApprovalStanding | None) -> Facts | None:
    """Return the approved version, and how far the present is from it."""
    if approval is None:
        return None
    return {
        "version": approval.version,
        "decision": approval.decision,
        "by": approval.by,
        "at": approval.at.isoformat(),
        "fingerprint": approval.fingerprint,
        "departures": approval.departures,
    }


def _total_facts(total: Total) -> Facts:
    return {
        "key": total.key,
        "name": total.name,
        "score": f"{total.score:f}",
        "own": None if total.own is None else f"{total.own:f}",
        "self_maximum": f"{total.self_maximum:f}",
        "survey_maximum": f"{total.survey_maximum:f}",
        "office_maximum": f"{total.office_maximum:f}",
        "maximum": f"{total.maximum:f}",
        "leaves": total.leaves,
        "counted": total.counted,
    }


def _received_facts(received: Received) -> Facts:
    return {
        "file": received.file,
        "also": list(received.also_named),
        "sha256": received.sha256,
        "unit": received.unit,
        "state": received.state.value,
        "received": received.received.isoformat(),
        "program": received.program,
        "errors": received.errors,
        "warnings": received.warnings,
        "notes": received.notes,
        "in_inbox": received.in_inbox,
        "size_bytes": received.size_bytes,
        "detail": received.detail,
        "mail": None if received.mail is None else _mail_facts(received.mail),
    }


def _mail_facts(mail: Mail) -> Facts:
    return {
        "sender": mail.sender,
        "sent_at": None if mail.sent_at is None else mail.sent_at.isoformat(),
        "subject": mail.subject,
    }
