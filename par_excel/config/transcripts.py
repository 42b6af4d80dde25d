"""What was copied out of an official document, as the workbook in which a person looks it over and confirms it."""

from collections.abc import Iterator, Sequence

from par_excel.config.export import (
    CATALOGUE_CHOICES,
    CATALOGUE_PROPOSALS,
    CATALOGUE_TITLE,
    ExportRow,
    ExportSheet,
    Value,
    assignment_sheet,
    line_values,
    note_values,
    workbook_bytes,
)
from par_excel.config.words import BONUS_SHOWN, CatalogueColumn
from par_excel.model import (
    Assignment,
    AssignmentKind,
    Provenance,
    ScaleKind,
    SourceDocument,
    Transcript,
    TranscriptDoubt,
    TranscriptRow,
    document_words,
)

COPIED = "chép từ văn bản"
"""What the confidence of a row says that a program copied and nobody has looked at yet."""
_MARKS, _WORDS = "Cần xem", "Nguyên văn trong văn bản"
_BESIDE = list(CatalogueColumn).index(CatalogueColumn.POINTS) + 1
_COLUMNS = (*list(CatalogueColumn)[:_BESIDE], _MARKS, _WORDS, *list(CatalogueColumn)[_BESIDE:])
"""What a person compares stands side by side."""
_SUBJECT, _CONTENT = "Mục", "Nội dung"
_HOW_TO = (
    f"Ở trang “{CATALOGUE_TITLE}”: xem các dòng tô màu cam trước, so từng dòng với cột “{_WORDS}” và với văn bản, sửa cho "
    "đúng; dòng nào đúng thì ghi “đã đối chiếu” ở cột Độ tin cậy. Xong, chạy “par-excel catalogue use --by …”."
)
_REPORT_TITLE = "Kết quả đọc"


def transcript_workbook(
    transcript: Transcript, document: SourceDocument, year: int, *, remarks: Sequence[str] = ()
) -> bytes:
    """Return the catalogue to look over, after a sheet that says what was found, doubtful and not understood.

    Args:
        transcript: what the document says.
        document: the document.
        year: the index year.
        remarks: what else is to be said.
    """
    return workbook_bytes(_report(transcript, document, remarks), _rows(transcript, document, year))


def transcript_assignments(transcript: Transcript, document: SourceDocument) -> tuple[Assignment, ...]:
    """Return what agencies besides the lead contribute, as the document names them."""
    return tuple(
        Assignment(
            id=f"{row.code}/PH{appendix}",
            appendix=appendix,
            criterion=row.code,
            kind=AssignmentKind.CONTRIBUTION,
            content=f"Phối hợp cung cấp số liệu, tài liệu: {row.name}",
            provenance=Provenance(f"{document_words(document)}, {row.place}", (COPIED,)),
        )
        for row in transcript.rows
        for appendix in row.supports
    )


def assignments_workbook(assignments: tuple[Assignment, ...]) -> bytes:
    """Return the assignments as the workbook in which they are corrected."""
    return workbook_bytes(assignment_sheet(assignments))


def _report(transcript: Transcript, document: SourceDocument, remarks: Sequence[str]) -> ExportSheet:
    lines = tuple(
        ExportRow({_SUBJECT: subject, _CONTENT: content}, is_doubtful=is_doubtful)
        for subject, content, is_doubtful in _said(transcript, document, remarks)
    )
    return ExportSheet(_REPORT_TITLE, (_SUBJECT, _CONTENT), lines, widths={_SUBJECT: 30, _CONTENT: 110})


def _said(
    transcript: Transcript, document: SourceDocument, remarks: Sequence[str]
) -> Iterator[tuple[str, str, bool]]:
    yield from (("Tổng không khớp", remark, True) for remark in transcript.remarks)
    rows, doubtful = len(transcript.rows), transcript.doubtful
    yield "Văn bản", document_words(document), False
    yield (
        "Đã đọc",
        f"{rows} dòng lĩnh vực, tiêu chí, tiêu chí thành phần; {len(doubtful)} dòng cần xem",
        False,
    )
    yield from (("Cột của bảng", head, False) for head in transcript.heads)
    yield from (("Phân công", remark, True) for remark in remarks)
    for row in doubtful:
        for mark in row.marks:
            yield (
                f"Cần xem: {row.code}",
                f"{mark} ({row.place})",
                mark.doubt is not TranscriptDoubt.SCALE_FORMULA,
            )
    yield from (
        ("Không thuộc tiêu chí nào", f"{each.words} ({each.place})", False) for each in transcript.unplaced
    )
    yield "Cách làm", _HOW_TO, False


def _rows(transcript: Transcript, document: SourceDocument, year: int) -> ExportSheet:
    lines = tuple(line for row in transcript.rows for line in _lines(row, document, year))
    widths = {_MARKS: 50, _WORDS: 60}
    return ExportSheet(CATALOGUE_TITLE, _COLUMNS, lines, CATALOGUE_CHOICES, CATALOGUE_PROPOSALS, widths)


def _lines(row: TranscriptRow, document: SourceDocument, year: int) -> Iterator[ExportRow]:
    own: dict[str, Value] = {
        CatalogueColumn.YEAR: year,
        CatalogueColumn.CODE: row.code,
        CatalogueColumn.LEVEL: row.level.value,
        CatalogueColumn.TEXT: row.name,
        CatalogueColumn.POINTS: "" if row.maximum is None else row.maximum,
        CatalogueColumn.METHOD: row.method.value,
        CatalogueColumn.SCALE: "" if row.scale is None else row.scale,
        CatalogueColumn.EVIDENCE: "; ".join(row.evidence),
        CatalogueColumn.APPENDIX: row.appendix,
        CatalogueColumn.SOURCE: f"{document_words(document)}, {row.place}",
        CatalogueColumn.CONFIDENCE: COPIED,
        _MARKS: "\n".join(map(str, row.marks)),
        _WORDS: row.words,
    }
    own |= {
        CatalogueColumn.FIGURES: row.figures,
        CatalogueColumn.RULE: row.rule,
        CatalogueColumn.BONUS: BONUS_SHOWN if row.is_bonus else "",
        CatalogueColumn.NOT_ARISEN: row.when_not_arisen,
    }
    if row.scale is ScaleKind.RATE and row.maximum is not None:
        own[CatalogueColumn.CAP] = row.maximum
    is_heading = row.scale is None and not row.lines
    yield ExportRow(own, is_heading, is_unverified=True, is_doubtful=bool(row.marks))
    shared: dict[str, Value] = {CatalogueColumn.YEAR: year, CatalogueColumn.CODE: row.code}
    for below in (*map(line_values, row.lines), *([note_values(row.note)] if row.note else ())):
        yield ExportRow(shared | below, is_unverified=True, is_doubtful=bool(row.marks))
