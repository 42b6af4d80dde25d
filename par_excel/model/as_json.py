"""Values as JSON: each by its fields, or by the keys that are declared for its class.

Numbers are exact decimal text, times ISO 8601. Keys are declared in one string, in the order in which they are written:
`score` is the field of this name, `file=place.file` another one under a name of its own, and what stands after `|` is
written in place of nothing. Along a path, nothing of nothing is nothing.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import PurePath
from typing import Any

Facts = Mapping[str, Any]

KEYS: Facts = {
    "ApprovalMark": "version decision by at fingerprint anchor holds accepted against departures=differences",
    "ApprovalStanding": "version decision by at fingerprint departures=differences",
    "DeadlineStanding": "id=deadline.id day=deadline.day title=deadline.title days_left=margin.days "
    "working_days_left=margin.working_days is_day_off",
    "Decision": "by account reason file sha256 finding received",
    "EntryItem": "code=criterion.code name=criterion.name unit=unit.id state score maximum=criterion.maximum ticked "
    "not_arisen=is_not_arisen figures documents files explanation doubts changes fingerprint",
    "EntryList": "period fingerprint is_draft draft_reasons approval items loose_files=loose",
    "Explanation": 'code=criterion.code unit=unit.id|"" score appraised=appraisal.score difference '
    "opinion=appraisal.opinion answer answered note",
    "Held": "unit file sha256=judged.submission.sha256 reason=doubt against=against.submission.file difference completes "
    'sender=judged.mail.sender|"" commands',
    "Finding": "code severity unit file=place.file sheet=place.sheet cell=place.cell criterion value title why=why_for_office "
    "mend",
    "Mismatch": "what code name result=ours software=theirs place",
    "Obstacle": "code=key.code unit=key.unit criterion=key.criterion value=key.value text",
    "Received": "file also=also_named sha256 unit state received received_note sender program errors warnings notes in_inbox size_bytes "
    "detail mail",
    "Rule": "code severity title why mend example",
    "SentLetter": "kind state at recipient sha256",
    "Standing": "period=period.id is_example at deadlines units untaken unread skipped=left refused held undelivered absent lost notice anchor "
    "approval next_step=next_step.sentence is_due=next_step.is_due",
    "Total": "key name score own self_maximum survey_maximum office_maximum left_out_maximum maximum leaves counted bonus "
    "bonus_maximum",
    "Unit": "id name appendix",
    "UndeliveredLetter": "unit=unit.id kind recipient words at file",
    "UnitStanding": "id=unit.id name=unit.name appendix=unit.appendix state file in_inbox=is_in_inbox received "
    "received_note sender "
    "lacks_report version errors warnings counted leaves days_left=margin.days "
    "working_days_left=margin.working_days letters",
}
"""What is written of a class, where that is not each of its fields; scripts of offices read these keys, so a value that
is renamed keeps its key."""


def facts_of(value: Any, keys: str = "") -> dict[str, Any]:  # noqa: ANN401 - any value of the model
    """Return a value key by key; the values are still as they were."""
    declared = keys or KEYS.get(type(value).__name__) or " ".join(value.__struct_fields__)
    return {key: _at(value, path, default) for key, path, default in _columns(declared)}


def json_pieces(
    value: object, keys: Facts | None = None, printed: Callable[[str], str] = str
) -> Iterator[str]:
    """Yield JSON, a word or a mark at a time.

    Args:
        value: values of the model, and whatever holds them.
        keys: those of further classes.
        printed: makes a command run from where it is printed.
    """
    further = keys or {}

    def plain(each: Any) -> object:  # noqa: ANN401 - whatever JSON has no form of
        match each:
            case Decimal():
                return f"{each:f}"
            case date():
                return each.isoformat()
            case Enum():
                return each.value
            case PurePath():
                return str(each)
            case Mapping():
                return dict(each)
        found = facts_of(each, further.get(type(each).__name__, ""))
        return found | {"commands": [*map(printed, found["commands"])]} if "commands" in found else found

    return json.JSONEncoder(ensure_ascii=False, indent=2, default=plain).iterencode(value)


@cache
def _columns(keys: str) -> tuple[tuple[str, tuple[str, ...], object], ...]:
    """Return each key with its path and what is written in place of nothing."""
    found = []
    for declared in keys.split():
        path, bar, default = declared.partition("|")
        key, _, names = path.partition("=")
        found.append((key, tuple((names or key).split(".")), json.loads(default) if bar else None))
    return tuple(found)


def _at(value: Any, path: tuple[str, ...], default: object) -> object:  # noqa: ANN401 - any value of the model
    for name in path:
        if value is None:
            break
        value = getattr(value, name)
    return default if value is None else value
