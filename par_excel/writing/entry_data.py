"""The entry list for programs: JSON and CSV. In the CSV no text can become a formula."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from par_excel.form.entry_sheet import EntryColumn
from par_excel.model import EntryItem, EntryList
from par_excel.vietnamese import format_number

_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula when it opens a CSV file."""


def entry_json(entry: EntryList, marks: Mapping[str, str]) -> bytes:
    """Return the list as JSON; numbers are exact decimal text."""
    facts = {
        "period": entry.period,
        "fingerprint": entry.fingerprint,
        "is_draft": bool(entry.draft_reasons),
        "draft_reasons": entry.draft_reasons,
        "approval": entry.approval,
        "items": [item_facts(item, marks) for item in entry.items],
        "loose_files": [{"name": file.name, "source": file.source} for file in entry.loose],
    }
    return (json.dumps(facts, ensure_ascii=False, indent=2) + "\n").encode()


def item_facts(item: EntryItem, marks: Mapping[str, str]) -> Mapping[str, Any]:
    """Return an item as facts."""
    code = item.criterion.code
    return {
        "code": code,
        "name": item.criterion.name,
        "unit": None if item.unit is None else item.unit.id,
        "state": item.state.value,
        "score": None if item.score is None else f"{item.score:f}",
        "maximum": f"{item.criterion.maximum:f}",
        "ticked": [{"id": line.id, "text": line.text, "points": f"{line.points:f}"} for line in item.ticked],
        "not_arisen": item.is_not_arisen,
        "figures": item.figures,
        "documents": item.documents,
        "files": [{"name": file.name, "sha256": file.sha256, "source": file.source} for file in item.files],
        "explanation": item.explanation,
        "changes": item.changes,
        "fingerprint": item.fingerprint,
        "entered": code in marks,
        "by": marks.get(code, ""),
    }


def entry_csv(entry: EntryList, marks: Mapping[str, str]) -> bytes:
    """Return the list as Vietnamese Excel opens it by a double click: UTF-8 with its mark, semicolons, decimal commas."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    columns = [column for column in EntryColumn if column is not EntryColumn.SEAL]
    writer.writerow([column.value for column in columns])
    for item in entry.items:
        texts = _texts(item, marks)
        writer.writerow([_harmless(texts[column]) for column in columns])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _texts(item: EntryItem, marks: Mapping[str, str]) -> Mapping[EntryColumn, str]:
    code = item.criterion.code
    return {
        EntryColumn.CODE: code,
        EntryColumn.NAME: item.criterion.name,
        EntryColumn.MAXIMUM: format_number(item.criterion.maximum),
        EntryColumn.SCORE: "" if item.score is None else format_number(item.score),
        EntryColumn.LINES: "\n".join(line.text for line in item.ticked)
        or ("KPS" if item.is_not_arisen else ""),
        EntryColumn.FIGURES: "\n".join(item.figures),
        EntryColumn.DOCUMENTS: "\n".join(item.documents),
        EntryColumn.FILES: "\n".join(file.name for file in item.files),
        EntryColumn.EXPLANATION: item.explanation,
        EntryColumn.NOTES: "\n".join(item.notes),
        EntryColumn.ENTERED: "x" if code in marks else "",
        EntryColumn.BY: marks.get(code, ""),
    }


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_STARTS) else text
