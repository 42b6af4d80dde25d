"""The register of evidence: a sentence and the rows of a table."""

from collections.abc import Mapping

from msgspec import Struct, field

from par_excel.model import Result, told_by_office
from par_excel.vietnamese import fold, parse_references, split_documents
from par_excel.writing.report.rows import ReportRow
from par_excel.writing.report.sentences import LEAVES, count


class _Document(Struct, frozen=True):
    """A document with what it proves, each once and in order."""

    text: str
    criteria: dict[str, None] = field(default_factory=dict)
    agencies: dict[str, None] = field(default_factory=dict)


def _documents(result: Result, office: str) -> Mapping[object, _Document]:
    """Return the documents: those that returns name, and in their place those of the office where it names some."""
    own = {leaf.criterion.code: leaf for leaf in result.leaves if told_by_office(leaf).evidence}
    found: dict[object, _Document] = {}
    for entries in result.register:
        for entry in entries:
            if entry.criterion not in own:
                known = found.setdefault(_key(entries[0].text), _Document(entries[0].text))
                known.criteria[entry.criterion] = known.agencies[entry.unit.name] = None
    for code, leaf in own.items():
        for text in split_documents(told_by_office(leaf).evidence):
            known = found.setdefault(_key(text), _Document(text))
            known.criteria[code] = known.agencies[office if leaf.unit is None else leaf.unit.name] = None
    return found


def _key(text: str) -> object:
    """Return by what a document is known: number, symbol and day, else its text."""
    reference = next(iter(parse_references(text)), None)
    if reference is None or reference.identity is None or reference.day is None:
        return fold(text).rstrip(".,;: ")
    return reference.identity, reference.day


def evidence_rows(result: Result, office: str) -> tuple[ReportRow, ...]:
    """Return one row for each document, with all criteria that it proves and all agencies that name it."""
    return tuple(
        ReportRow(
            {
                "stt": str(number),
                "tai_lieu": each.text,
                "tieu_chi": ", ".join(each.criteria),
                "co_quan": ", ".join(each.agencies),
            }
        )
        for number, each in enumerate(_documents(result, office).values(), start=1)
    )


def evidence_sentence(result: Result, office: str) -> str:
    """Return how many documents were named, for how many criteria."""
    found = _documents(result, office)
    if not found:
        return "Không có tài liệu kiểm chứng được nêu."
    criteria = len({code for each in found.values() for code in each.criteria})
    return (
        f"Có {count(len(found))} tài liệu kiểm chứng cho {count(criteria)} {LEAVES}; một tài liệu dùng cho nhiều "
        "tiêu chí được ghi một lần."
    )
