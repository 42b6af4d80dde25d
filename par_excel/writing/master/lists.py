"""The lists of the master workbook: documents, initiatives, coordination, difficulties, findings."""

from collections.abc import Container, Iterator, Sequence
from itertools import chain, islice

from msgspec.structs import replace

from par_excel.form import INITIATIVE_OBLIGATORY
from par_excel.model import (
    Assignment,
    Contribution,
    EvidenceEntry,
    Finding,
    Initiative,
    InitiativeReview,
    ReturnState,
    Severity,
    SharedCriterion,
    Unit,
    UnitResult,
    UnitState,
)
from par_excel.vietnamese import format_date, format_number
from par_excel.writing.book.figures import recognised_count
from par_excel.writing.book.looks import HEAD_ROW, CellLook, SheetFrame, Tone, add_sheet, write_frame
from par_excel.writing.book.table import CellFormula, TableColumn, TableRow, Value, write_rows
from par_excel.writing.book.texts import number_of, place_text, text_of

EVIDENCE = "Tài liệu kiểm chứng"
INITIATIVES = "Sáng kiến"
COORDINATION = "Phối hợp"
DIFFICULTIES = "Khó khăn"
FINDINGS = "Phát hiện"

_NUMBER = TableColumn("STT", 6, CellLook.COUNT)
_EVIDENCE_COLUMNS = (
    _NUMBER,
    TableColumn("Tài liệu", 52),
    TableColumn("Loại", 13),
    TableColumn("Số, ký hiệu", 17),
    TableColumn("Ngày", 12, CellLook.CENTRE),
    TableColumn("Cơ quan ban hành", 20),
    TableColumn("Tiêu chí", 16),
    TableColumn("Cơ quan nêu", 20),
    TableColumn("Tệp gửi kèm", 26),
    TableColumn("Vị trí trong bản nộp", 34),
)
_FILE = 8
INITIATIVE_COLUMNS = (
    _NUMBER,
    TableColumn("Cơ quan", 18),
    TableColumn("Tên sáng kiến", 28),
    TableColumn("Nội dung", 36),
    TableColumn("Quy mô áp dụng", 18),
    TableColumn("Kinh phí", 18),
    TableColumn("Thời gian", 18),
    TableColumn("Hiệu quả khác", 24),
    TableColumn("Tài liệu kiểm chứng", 26),
    TableColumn("Ô trong bản nộp", 16),
)
_RECOGNITION_COLUMNS = (TableColumn("Công nhận", 14, CellLook.CENTRE), TableColumn("Ý kiến rà soát", 28))
_COORDINATION_COLUMNS = (
    TableColumn("Mã", 9, CellLook.CODE),
    TableColumn("Tiêu chí", 28),
    TableColumn("Chủ trì", 16),
    TableColumn("Điểm của chủ trì", 9.5, CellLook.SCORE),
    TableColumn("Phối hợp", 16),
    TableColumn("Nội dung phối hợp", 24),
    TableColumn("Điểm đề xuất", 9.5, CellLook.SCORE),
    TableColumn("Chênh lệch", 9.5, CellLook.SCORE),
    TableColumn("Nhận xét", 17),
    TableColumn("Số liệu dẫn chứng", 18),
    TableColumn("Tài liệu kiểm chứng", 24),
    TableColumn("Giải trình", 24),
)
_DIFFICULTY_COLUMNS = (
    TableColumn("Cơ quan", 18),
    TableColumn("Khó khăn, vướng mắc", 46),
    TableColumn("Đề xuất, kiến nghị", 40),
    TableColumn("Người lập", 18),
    TableColumn("Chức vụ", 14),
    TableColumn("Điện thoại", 13),
    TableColumn("Thủ trưởng", 18),
    TableColumn("Chức vụ", 14),
    TableColumn("Ngày ký", 12),
    TableColumn("Số báo cáo", 15),
)
_FINDING_COLUMNS = (
    _NUMBER,
    TableColumn("Mức độ", 11, CellLook.CENTRE),
    TableColumn("Mã", 7, CellLook.CODE),
    TableColumn("Cơ quan", 17),
    TableColumn("Tiêu chí", 9, CellLook.CODE),
    TableColumn("Tệp", 24),
    TableColumn("Sheet, ô", 18),
    TableColumn("Giá trị", 20),
    TableColumn("Phát hiện", 28),
    TableColumn("Vì sao", 30),
    TableColumn("Cách xử lý", 32),
)
_TONES = {Severity.ERROR: Tone.ALERT, Severity.WARNING: Tone.WARN, Severity.NOTE: Tone.FAINT}
_DIFFERENT = "khác điểm của chủ trì, đề nghị xem xét"


def write_list(  # noqa: PLR0913 - a sheet: its names, columns, rows and note
    frame: SheetFrame,
    name: str,
    title: str,
    columns: tuple[TableColumn, ...],
    rows: Iterator[TableRow],
    *,
    note: str,
) -> None:
    """Write a sheet that is one list."""
    sheet = add_sheet(frame, name, [column.width for column in columns])
    first = list(islice(rows, 1))
    write_frame(sheet, frame, title, note if first else "Chưa có nội dung.")
    write_rows(sheet, frame.formats, columns, chain(first, rows), top=HEAD_ROW)


def write_evidence(frame: SheetFrame) -> None:
    """Write every document that the returns name: once, with all that it proves."""
    note = (
        "Mỗi tài liệu một dòng, theo thứ tự được nêu; số, ngày, cơ quan ban hành đọc từ cách ghi của cơ quan."
    )
    rows = _evidence(frame)
    write_list(frame, EVIDENCE, "Danh mục tài liệu kiểm chứng", _EVIDENCE_COLUMNS, rows, note=note)


def _evidence(frame: SheetFrame) -> Iterator[TableRow]:
    with_files = {each.unit for each in frame.result.received if each.state is ReturnState.ATTACHED}
    for number, entries in enumerate(frame.result.documents, start=1):
        yield _document(number, entries, with_files)


def _document(number: int, entries: Sequence[EvidenceEntry], with_files: Container[str]) -> TableRow:
    first = entries[0]
    file = next((entry.file for entry in entries if entry.file), "")
    is_asked = any(entry.unit.id in with_files for entry in entries)
    values: tuple[Value, ...] = (
        number,
        first.text,
        *_parts(entries),
        ", ".join(dict.fromkeys(entry.criterion for entry in entries)),
        ", ".join(dict.fromkeys(entry.unit.name for entry in entries)),
        file or ("chưa thấy tệp" if is_asked else "không gửi kèm tệp"),
        "\n".join(dict.fromkeys(entry.place for entry in entries)),
    )
    return TableRow(
        values=values, tones={_FILE: Tone.GOOD if file else Tone.WARN if is_asked else Tone.FAINT}
    )


def _parts(entries: Sequence[EvidenceEntry]) -> tuple[str, str, str, str]:
    """Return kind, number and symbol, day, and issuer; the fullest of several citations says most."""
    references = [found for entry in entries if (found := entry.reference) is not None]
    kinds = [each.kind for each in references if each.kind]
    numbers = ["/".join(filter(None, (each.number, each.symbol))) for each in references if each.number]
    days = [format_date(each.day) for each in references if each.day is not None]
    issuers = [each.issuer for each in references if each.issuer]
    kind, number, day, issuer = (next(iter(found), "") for found in (kinds, numbers, days, issuers))
    return kind, number, day, issuer


def write_initiatives(frame: SheetFrame) -> None:
    """Write every initiative that was proposed, to choose from."""
    note = f"Để {frame.basis.period.sender.name} xem xét, lựa chọn khi chấm tiêu chí về sáng kiến."
    rows = _initiatives(frame)
    columns: tuple[TableColumn, ...] = INITIATIVE_COLUMNS
    if frame.result.initiative_reviews:
        columns = (*columns, *_RECOGNITION_COLUMNS)
        count = recognised_count(frame.result)
        note = f"Đã công nhận {count}/{len(frame.result.initiatives)} sáng kiến."
    write_list(frame, INITIATIVES, "Sáng kiến các cơ quan đề xuất", columns, rows, note=note)


def _initiatives(frame: SheetFrame) -> Iterator[TableRow]:
    proposed = frame.result.initiatives
    for number, (unit, given) in enumerate(proposed, start=1):
        row = initiative_row(number, unit, given)
        if frame.result.initiative_reviews:
            found = frame.result.initiative_reviews[number - 1]
            decided = ("", "") if found is None else (_recognised(found), found.opinion.reason)
            row = replace(row, values=(*row.values, *decided))
        yield row


def _recognised(found: InitiativeReview) -> str:
    return "công nhận" if found.opinion.is_recognised else "không công nhận"


def initiative_row(number: int, unit: Unit, given: Initiative) -> TableRow:
    """Return what an agency says of an initiative; what is obligatory and blank stands out."""
    texts = tuple(map(text_of, given.cells))
    obligatory = texts[: len(INITIATIVE_OBLIGATORY)]
    blank = {index: Tone.WARN for index, text in enumerate(obligatory, start=2) if not text}
    values = tuple("(để trống)" if index + 2 in blank else text for index, text in enumerate(texts))
    return TableRow(values=(number, unit.name, *values, place_text(given.place)), tones=blank)


def write_coordination(frame: SheetFrame) -> None:
    """Write lead and contributors side by side, differences marked."""
    note = "Điểm của cơ quan chủ trì được tính; điểm đề xuất của cơ quan phối hợp chỉ để tham khảo, không cộng vào tổng."
    rows = _coordination(frame)
    write_list(frame, COORDINATION, "Tiêu chí có cơ quan phối hợp", _COORDINATION_COLUMNS, rows, note=note)


def _coordination(frame: SheetFrame) -> Iterator[TableRow]:
    for shared in frame.result.shared:
        for number, (assignment, unit, given) in enumerate(shared.contributions):
            yield _shared_row(shared, assignment, unit, given, key=f"{shared.criterion.code} {number}")


def _shared_row(
    shared: SharedCriterion, assignment: Assignment, unit: Unit, given: Contribution | None, *, key: str
) -> TableRow:
    lead = shared.lead.unit.name if shared.lead is not None and shared.lead.unit is not None else ""
    head = (shared.criterion.code, shared.criterion.name, lead or "(tổng các tiêu chí thành phần)")
    known = (*head, shared.score, unit.name, assignment.content)
    if given is None or given.is_empty:
        remark = "chưa có bản nộp" if given is None else "chưa ghi nội dung"
        return TableRow(values=(*known, None, None, remark, "", "", ""), key=key, tones={8: Tone.WARN})
    texts = (text_of(given.figures), text_of(given.evidence), text_of(given.explanation))
    proposed = number_of(given.proposed)
    difference = _difference(shared, given, key)
    differs = isinstance(difference, CellFormula) and bool(difference.value)
    tones = dict.fromkeys((3, 6, 7, 8), Tone.ALERT) if differs else {}
    remark = _remark(shared, given, differs=differs)
    return TableRow(values=(*known, proposed, difference, remark, *texts), key=key, tones=tones)


def _difference(shared: SharedCriterion, given: Contribution, key: str) -> Value:
    if shared.score is None or given.proposed.value is None:
        return None
    return CellFormula(lambda at: f"=G{at[key]}-D{at[key]}", given.proposed.value - shared.score)


def _remark(shared: SharedCriterion, given: Contribution, *, differs: bool) -> str:
    if given.proposed.value is None:
        return "không đề xuất điểm"
    if shared.lead is not None and shared.lead.review is not None and shared.lead.score is not None:
        return f"đã rà soát, điểm được tính: {format_number(shared.lead.score)}"
    if shared.score is None:
        return "chủ trì chưa có điểm được tính"
    return _DIFFERENT if differs else "trùng điểm của chủ trì"


def write_difficulties(frame: SheetFrame) -> None:
    """Write what the agencies say of difficulties, and who signed."""
    note = "Nguyên văn nội dung các cơ quan ghi ở sheet “Khó khăn, vướng mắc” của bản nộp."
    rows = map(_difficulty, frame.result.units)
    write_list(
        frame, DIFFICULTIES, "Khó khăn, vướng mắc và kiến nghị", _DIFFICULTY_COLUMNS, iter(rows), note=note
    )


def _difficulty(unit: UnitResult) -> TableRow:
    if unit.judged is None:
        missing = UnitState.MISSING.value
        return TableRow(values=(unit.unit.name, f"({missing})", *[""] * 8), tones={1: Tone.WARN})
    return TableRow(values=(unit.unit.name, *map(text_of, unit.judged.submission.closing.cells)))


def write_findings(frame: SheetFrame) -> None:
    """Write every finding, errors first."""
    note = "Lỗi: ô không được tính đến khi sửa. Cảnh báo: được tính, cần xem lại. Ghi chú: điều chương trình đã chấp nhận khi đọc."
    rows = _findings(frame)
    write_list(frame, FINDINGS, "Phát hiện khi kiểm tra", _FINDING_COLUMNS, rows, note=note)


def _findings(frame: SheetFrame) -> Iterator[TableRow]:
    units = frame.basis.units
    ordered = sorted(frame.result.findings, key=lambda finding: finding.severity.rank)
    for number, finding in enumerate(ordered, start=1):
        unit = units.get(finding.unit)
        yield _finding(number, finding, finding.unit if unit is None else unit.name)


def _finding(number: int, finding: Finding, unit: str) -> TableRow:
    place = finding.place
    values: tuple[Value, ...] = (
        number,
        finding.severity.value,
        finding.code,
        unit,
        finding.criterion,
        place.file,
        place_text(place),
        finding.value,
        finding.title,
        finding.why_for_office,
        finding.mend,
    )
    return TableRow(values=values, tones={1: _TONES[finding.severity]})
