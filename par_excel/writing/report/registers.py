"""The register of evidence: a sentence and the rows of a table."""

from par_excel.model import Result
from par_excel.writing.report.rows import ReportRow
from par_excel.writing.report.sentences import LEAVES, count


def evidence_rows(result: Result) -> tuple[ReportRow, ...]:
    """Return one row for each document, with all criteria that it proves and all agencies that name it."""
    return tuple(
        ReportRow(
            {
                "stt": str(number),
                "tai_lieu": entries[0].text,
                "tieu_chi": ", ".join(dict.fromkeys(entry.criterion for entry in entries)),
                "co_quan": ", ".join(dict.fromkeys(entry.unit.name for entry in entries)),
            }
        )
        for number, entries in enumerate(result.register, start=1)
    )


def evidence_sentence(result: Result) -> str:
    """Return how many documents were named, for how many criteria."""
    if not result.register:
        return "Không có tài liệu kiểm chứng được nêu."
    criteria = len({entry.criterion for entries in result.register for entry in entries})
    return (
        f"Có {count(len(result.register))} tài liệu kiểm chứng cho {count(criteria)} {LEAVES}; một tài liệu dùng cho nhiều "
        "tiêu chí được ghi một lần."
    )
