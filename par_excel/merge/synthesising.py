"""What the office makes of difficulties and proposals for the report: how it stands in the log, and what holds."""

import json
from collections.abc import Iterable

from par_excel.model import Decision, DecisionKind, FindingKey, NoteKind, SynthesisEntry

SYNTHESISED = "Tổng hợp khó khăn, vướng mắc và kiến nghị cho báo cáo"
CLEARED = "Bỏ phần tổng hợp khó khăn, vướng mắc và kiến nghị"
"""The reasons that are recorded: the office is asked for none."""


def synthesis_key(entries: Iterable[SynthesisEntry]) -> FindingKey:
    """Return how a whole synthesis stands in the log: legible, and exact."""
    rows = [[each.unit, each.kind.value, each.subject, each.text] for each in entries]
    return FindingKey("", "", "", json.dumps(rows, ensure_ascii=False) if rows else "")


def synthesis_reason(entries: tuple[SynthesisEntry, ...]) -> str:
    """Return the reason under which a synthesis is recorded."""
    return SYNTHESISED if entries else CLEARED


def recorded_synthesis(decisions: Iterable[Decision]) -> tuple[SynthesisEntry, ...]:
    """Return what the newest recorded synthesis says; nothing where there is none, or it was cleared."""
    newest = max(
        (each for each in decisions if each.kind is DecisionKind.SYNTHESIS),
        key=lambda each: each.number,
        default=None,
    )
    if newest is None or newest.finding is None or not newest.finding.value:
        return ()
    return tuple(
        SynthesisEntry(unit=unit, kind=NoteKind(kind), subject=subject, text=text)
        for unit, kind, subject, text in json.loads(newest.finding.value)
    )
