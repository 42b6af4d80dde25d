"""Prints results as JSON, for programs (`--json`); `par_excel.model.as_json` turns values into JSON."""

import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from par_excel.cli.terminal import copyable
from par_excel.ledger import Entry, kind_of
from par_excel.model import Basis, SourceDocument, Standing, UnitState
from par_excel.model.as_json import Facts, facts_of, json_pieces

if TYPE_CHECKING:
    from par_excel.config import CatalogueReport
    from par_excel.workflow.catalogue.using import Used
    from par_excel.workflow.intake.check import Answered, CheckOutcome
    from par_excel.workflow.intake.intake import Intake
    from par_excel.workflow.results.merge import MergeOutcome

_KEYS = {
    "Approval": "by account version decision fingerprint files anchor",
    "Assignment": "id appendix criterion kind content",
    "Arrival": "file=name sha256 size_bytes",
    "CatalogueReport": "year sources fields total assignments unverified unverified_assignments idle unknown_formulas "
    "totals",
    "Criterion": "code name maximum",
    "Drafts": "kind=mail.kind drafts=mail.letters kept",
    "ExplainOutcome": "recorded refused notes explanations",
    "FetchedMessage": 'what=reply sender unit=unit.id|"" file|"" files=look.files|0 may_hold_form=look.likely|0 uid size_bytes',
    "History": "unit=unit.id name=unit.name appendix=unit.appendix versions",
    "Made": "files",
    "MergeOutcome": "is_draft=result.is_draft draft_reasons=result.draft_reasons approval=result.approval feedback kept pdf "
    "pdf_problem review=taken total=result.total fields=result.fields",
    "PlanOutcome": "is_draft=result.is_draft lost kept",
    "LostPoints": "agency=leader code=leaf.criterion.code name=leaf.criterion.name points cause",
    "PlannedLetter": 'unit=unit.id recipient=letter.recipient.mailbox|"" file=place',
    "Posted": "by letter unit recipient content sha256 reason sent_on",
    "ReconcileOutcome": "approval compared=reconciled.compared columns=reconciled.columns "
    "differences=reconciled.mismatches",
    "Imported": "document catalogue assignments doubtful=transcript.doubtful unplaced=transcript.unplaced "
    "remarks=transcript.remarks without_lead idle dropped kept",
    "LetterDelivery": 'unit=planned.unit.id recipient=planned.letter.recipient.mailbox|"" fate reason',
    "Skipped": "file=name reason",
    "TakenReview": "recorded refused",
    "TotalCheck": "part=total.part points=total.points found is_met year=total.year source=total.source note=total.note",
    "TranscriptRow": "code name maximum place marks",
    "UnknownFormula": "code=criterion.code missing",
    "Used": "written former confirmed confirmed_assignments unverified=catalogue.unverified",
    "Version": "file=received.file sha256=received.sha256 state=received.state received=received.received "
    "received_note=received.received_note sender=received.sender saved_at=received.saved_at saved_by=received.saved_by program=received.program revision=received.revision "
    "errors=received.errors warnings=received.warnings notes=received.notes changes",
}
"""What is written of values above `model`, by class."""

_PIECES = 10_000
"""How many pieces of JSON, a word or a mark each, are printed at once."""

_UNSHOWN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""What could steer a terminal or turn a line; JSON itself escapes the other controls."""


def print_facts(facts: object) -> None:
    """Print facts as JSON, in letters that people can read; a character that could do something is escaped."""
    pieces = json_pieces(facts, _KEYS, copyable)
    # not as one text: that of ten thousand units, and what it is made of, takes a fifth of all memory
    while text := "".join(islice(pieces, _PIECES)):
        click.echo(_UNSHOWN.sub(lambda found: f"\\u{ord(found.group()):04x}", text), nl=False)
    click.echo()


def intake_facts(basis: Basis, intake: "Intake") -> Facts:
    """Return where every unit stands, with all findings."""
    return {
        "period": basis.period.id,
        "units": [
            {
                **facts_of(unit),
                "state": intake.state(unit.id),
                "file": intake.file(unit.id),
                "sender": intake.sender(unit.id),
                "findings": intake.findings(unit.id),
                "waived": intake.waived(unit.id),
            }
            for unit in basis.period.units
        ],
        "received": intake.collection.received,
        "held": intake.collection.held,
        "letters_without_return": intake.letters_without_return,
        "refused": intake.refusals,
        "notice": intake.notice,
        "lost": intake.lost,
        "skipped": intake.skipped,
    }


def checked_facts(checked: "CheckOutcome", answered: "Answered") -> Facts:
    """Return the intake and what was written about it."""
    return {**intake_facts(checked.basis, checked.intake), **facts_of(answered)}


def merged_facts(merged: "MergeOutcome") -> Facts:
    """Return the intake, the sums and what is missing."""
    by_unit = [
        {"unit": each.unit.id, "state": each.state, **facts_of(each.total)}
        for each in merged.result.units
        if each.state is not UnitState.MISSING
    ]
    intake = intake_facts(merged.checked.basis, merged.checked.intake)
    return {**intake, **facts_of(merged, _KEYS["MergeOutcome"]), "by_unit": by_unit}


def standing_facts(standing: Standing, page: Path | None) -> Facts:
    """Return the standing; days left are above zero, days late below."""
    skipped = [{"file": name, "reason": reason} for name, reason in standing.left]
    absent = [unit.file for unit in standing.absent]
    return {**facts_of(standing), "skipped": skipped, "absent": absent, "page": page}


def catalogue_facts(report: "CatalogueReport", altered: Sequence[SourceDocument]) -> Facts:
    """Return the state of settings, catalogue and assignments, with every problem."""
    problems = list(map(str, report.problems))
    return {**facts_of(report, _KEYS["CatalogueReport"]), "altered": altered, "problems": problems}


def used_facts(used: "Used") -> Facts:
    """Return what is in use now, or why nothing was changed."""
    return {**facts_of(used, _KEYS["Used"]), "problems": list(map(str, used.problems))}


def log_facts(entries: Sequence[Entry]) -> Sequence[Facts]:
    """Return the lines of the log."""
    return [
        {
            "number": each.number,
            "at": each.at,
            "kind": kind_of(each),
            **facts_of(each, _KEYS.get(type(each).__name__, "")),
        }
        for each in entries
    ]
