"""The words and shapes that the templates take from the rooms below: states, signs, numbers, dates."""

from collections.abc import Mapping

from par_excel.model import Severity, UnitState
from par_excel.vietnamese import format_date, format_number, format_percent
from par_excel.workflow.folder.naming import show_moment
from par_excel.writing.status.words import deadline_text, letters_text, moment_text, unit_margin_text

STATE_CLASSES = {
    UnitState.MISSING: "missing",
    UnitState.FAULTY: "faulty",
    UnitState.VALID: "good",
    UnitState.FROZEN: "good",
}
_SEVERITY_CLASSES = {Severity.ERROR: "faulty", Severity.WARNING: "missing", Severity.NOTE: "note"}

WORDS: Mapping[str, object] = {
    "state_class": STATE_CLASSES,
    "state_sign": {"missing": "○", "faulty": "✗", "good": "✓"},
    "severity_class": _SEVERITY_CLASSES,
    "format_date": format_date,
    "points": format_number,
    "percent": format_percent,
    "moment": show_moment,
    "moment_text": moment_text,
    "deadline_text": deadline_text,
    "margin_text": unit_margin_text,
    "letters_text": letters_text,
}
