"""Sheets “Bản nộp” and “Nguồn và phiên bản”: what was received, and what everything was judged against."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from par_excel import __version__
from par_excel.model import EXAMPLE_REMARK, Basis, Level, Received, Result, ReturnState, Unit
from par_excel.vietnamese import format_date, format_number
from par_excel.writing.book.looks import HEAD_ROW, UNVERIFIED, CellLook, SheetFrame, Tone
from par_excel.writing.book.table import PlannedTable, TableColumn, TableRow, planned, write_sheet
from par_excel.writing.book.texts import citation
from par_excel.writing.master.texts import short

RETURNS = "Bản nộp"
SOURCES = "Nguồn và phiên bản"
_STATE = 2
_TONES = {
    ReturnState.CURRENT: Tone.GOOD,
    ReturnState.SUPERSEDED: Tone.FAINT,
    ReturnState.HELD: Tone.ALERT,
    ReturnState.JOINED: Tone.GOOD,
    ReturnState.EXCLUDED: Tone.WARN,
    ReturnState.BLANK: Tone.FAINT,
    ReturnState.SENT_BACK: Tone.FAINT,
    ReturnState.REFUSED: Tone.ALERT,
    ReturnState.ATTACHED: Tone.PLAIN,
    ReturnState.REPORT: Tone.PLAIN,
    ReturnState.EXPLANATION: Tone.PLAIN,
    ReturnState.OWN_LETTER: Tone.FAINT,
    ReturnState.AUTOMATIC: Tone.FAINT,
    ReturnState.ASIDE: Tone.FAINT,
}

RETURN_COLUMNS = (
    TableColumn("Tệp", 30),
    TableColumn("Cơ quan", 19),
    TableColumn("Trạng thái", 17, CellLook.CENTRE),
    TableColumn("Nhận lúc", 17, CellLook.MOMENT),
    TableColumn("Lần", 6, CellLook.COUNT),
    TableColumn("Lỗi", 6, CellLook.COUNT),
    TableColumn("Cảnh báo", 8, CellLook.COUNT),
    TableColumn("Ghi chú", 8, CellLook.COUNT),
    TableColumn("Chương trình lưu tệp", 16),
    TableColumn("Người lưu", 15),
    TableColumn("Lưu lúc", 17, CellLook.MOMENT),
    TableColumn("Còn trong thư mục nhận", 12, CellLook.CENTRE),
    TableColumn("Cách nhận dạng, lý do", 30),
    TableColumn("Dung lượng (byte)", 13, CellLook.COUNT),
    TableColumn("Mã tệp", 16, CellLook.CODE),
)
_IN_INBOX, _PRINTED = 11, 13

SOURCE_COLUMNS = (TableColumn("Nội dung", 40), TableColumn("Giá trị", 100))


def returns_table(basis: Basis, result: Result) -> PlannedTable:
    """Return the table of everything received; each row is known by its fingerprint."""
    rows = (_return_row(received, basis.units) for received in result.received)
    return planned(RETURNS, RETURN_COLUMNS, rows, top=HEAD_ROW)


def write_returns(frame: SheetFrame, table: PlannedTable) -> None:
    """Write what was received and what became of it."""
    note = "Giờ Việt Nam. Số liệu trong các sheet khác lấy từ bản “đang dùng”; tài liệu gửi kèm ghi theo cơ quan có bản nộp ở cùng thư mục, thư hoặc tệp nén. Dung lượng và mã tệp không in."
    sheet = write_sheet(frame, table, "Bản nộp đã nhận", note, frozen=1)
    sheet.print_area(0, 0, table.bottom - 1, _PRINTED - 1)


def _program(name: str) -> str:
    """Return `LibreOffice 7.4.7.2` for what LibreOffice says of itself, with system and build."""
    return name.partition("$")[0].replace("/", " ")


def _told(received: Received) -> str:
    """Return how a return was recognised or why it does not count, who sent it, and whose word its time is."""
    sender = f"thư của {received.sender}" if received.sender else ""
    time = f"thời điểm nhận {received.received_note}" if received.received_note else ""
    return "; ".join(filter(None, (received.detail, sender, time)))


def _return_row(received: Received, units: Mapping[str, Unit]) -> TableRow:
    unit = units.get(received.unit)
    return TableRow(
        values=(
            received.file,
            received.unit if unit is None else unit.name,
            received.state.value,
            received.received,
            received.revision,
            received.errors,
            received.warnings,
            received.notes,
            _program(received.program),
            received.saved_by,
            received.saved_at,
            "có" if received.in_inbox else "không còn",
            _told(received),
            received.size_bytes,
            short(received.sha256),
        ),
        key=received.sha256,
        tones={_STATE: _TONES[received.state]} | ({} if received.in_inbox else {_IN_INBOX: Tone.WARN}),
    )


def write_sources(frame: SheetFrame) -> None:
    """Write which period, catalogue and program this was made from."""
    table = planned(SOURCES, SOURCE_COLUMNS, _source_rows(frame.basis), top=HEAD_ROW)
    write_sheet(frame, table, "Nguồn số liệu và phiên bản", has_filter=False)


def _source_rows(basis: Basis) -> Iterator[TableRow]:
    period, catalogue = basis.period, basis.catalogue
    yield _pair("Kỳ đánh giá", f"{period.title} ({period.id})")
    yield _pair("Địa phương", period.province)
    yield _pair("Năm đánh giá", str(period.year))
    yield _pair("Cơ quan tổng hợp", period.sender.name)
    for legal_basis in period.legal_bases:
        yield _pair("Căn cứ", legal_basis)
    for deadline in period.deadlines:
        yield _pair(f"Thời hạn: {deadline.title}", format_date(deadline.day))
    yield _pair("Bộ tiêu chí", period.catalogue_name)
    yield _pair("Văn bản ban hành Bộ tiêu chí", f"{catalogue.legal_basis} (năm {catalogue.year})")
    yield _pair("Số dòng của Bộ tiêu chí", _size(basis))
    yield _verification(basis)
    yield _pair("Số chữ số thập phân của điểm tính từ tỷ lệ", str(period.places))
    yield _pair("Mã của Bộ tiêu chí và phân công", basis.fingerprint)
    for name, source in period.sources.items():
        yield _pair(f"Tệp cấu hình: {name}", PurePath(source).name)
    yield _pair("Phiên bản chương trình", f"par_excel {__version__}")


def _pair(label: str, value: str, tone: Tone = Tone.PLAIN) -> TableRow:
    return TableRow(values=(label, value), tones={0: Tone.HEADING, 1: tone})


def _size(basis: Basis) -> str:
    levels = Counter(row.level for row in basis.catalogue.criteria)
    parts = [f"{levels[level]} {level.value}" for level in Level]
    leaves = len(basis.catalogue.leaves)
    points = sum(field.maximum for field in basis.catalogue.counted_fields)
    return f"{', '.join(parts)}; {leaves} dòng có thang điểm; {format_number(points)} điểm" if points else ""


def _verification(basis: Basis) -> TableRow:
    rows, unverified = basis.catalogue.criteria, basis.catalogue.unverified
    label = "Đối chiếu Bộ tiêu chí với văn bản gốc"
    if basis.catalogue.is_example:
        return _pair(label, f"{EXAMPLE_REMARK}.", Tone.WARN)
    if not unverified:
        return _pair(label, citation(basis.catalogue) or "Đã đối chiếu mọi dòng")
    kinds = Counter(kind for row in unverified for kind in row.provenance.confidence)
    detail = "; ".join(f"{kind}: {count} dòng" for kind, count in kinds.items())
    text = f"Còn {len(unverified)} trên {len(rows)} dòng {UNVERIFIED}. Căn cứ hiện ghi của các dòng đó: {detail}."
    return _pair(label, text, Tone.WARN)
