"""What was copied out of an official document: its criteria with where each stood, its words, and every doubt."""

from decimal import Decimal
from enum import Enum

from msgspec import Struct

from par_excel.model.catalogue import Level, Method, ScaleKind, WhenNotArisen


class SourcePlace(Struct, frozen=True, order=True):
    """Where a row stands in the document."""

    table: int
    row: int
    page: int | None = None
    """None where the file does not tell its pages."""

    def __str__(self) -> str:
        page = "" if self.page is None else f"trang {self.page}, "
        return f"{page}bảng {self.table}, dòng {self.row}"


class TranscriptDoubt(Enum):
    """Why a person has to look at a row; the value says so in Vietnamese."""

    CODE_MADE = "Mã được suy ra từ cách đánh số trong bảng"
    CODE_TWICE = "Mã xuất hiện nhiều lần"
    CODE_SKIPPED = "Mã không liền với dòng trước: có thể mất dòng hoặc mất mã"
    CODE_UNKNOWN = "Mã không có dạng lĩnh vực, tiêu chí, tiêu chí thành phần"
    PARENT_MISSING = "Không thấy dòng cấp trên của mã này"
    NAME_MISSING = "Không thấy tên"
    NAME_JOINED = "Nội dung bị ngắt trang: có thể là phần tiếp của dòng trước, có thể là dòng riêng"
    MAXIMUM_MISSING = "Không đọc được điểm tối đa"
    MAXIMUM_IN_NAME = "Điểm tối đa được lấy trong nội dung, không ở cột điểm"
    SUM_DIFFERS = "Điểm các dòng dưới cộng lại không bằng điểm tối đa"
    SUM_OF_PARENT = (
        "Dòng cấp trên cộng không khớp: điểm tối đa của dòng này có thể sai, hoặc thiếu dòng bên cạnh"
    )
    SCALE_MISSING = "Không thấy thang điểm"
    SCALE_DIFFERS = "Các mức điểm không khớp điểm tối đa"
    SCALE_GAP = "Có thể thừa hoặc mất một mức của thang điểm"
    SCALE_FORMULA = "Điểm tính theo công thức: phải tự ghi số liệu và công thức"
    SCALE_PROPOSED = "Công thức do chương trình đề xuất từ lời văn: đối chiếu số liệu và cách tính"
    BONUS_PROPOSED = "Có thể là điểm thưởng ngoài tổng điểm: xem cột Điểm thưởng"
    NOT_ARISEN_PROPOSED = "Văn bản nói về trường hợp không phát sinh: xem cột Khi không phát sinh"
    SCALE_ON_HEADING = "Đề mục có mức điểm riêng"
    LINE_WITHOUT_POINTS = "Có dòng không rõ là mức điểm hay diễn giải"
    LINE_DROPPED = "Mức 0 điểm được bỏ vì chương trình tự thêm"
    METHOD_UNCLEAR = "Chưa rõ là tự đánh giá hay điều tra xã hội học"
    METHOD_CARRIED = "Cách chấm lấy theo bộ đang dùng"
    LEAD_CARRIED = "Cơ quan chủ trì lấy theo bộ đang dùng"
    LEAD_TWICE = "Nhiều phụ lục cùng có tiêu chí này: chọn một phụ lục chủ trì, các phụ lục khác phối hợp"
    INITIATIVE = "Tiêu chí về sáng kiến: chọn “cơ quan tổng hợp chấm” nếu các cơ quan chỉ đề xuất"
    AGENCY_UNKNOWN = "Không có cơ quan này trong par.toml"
    NOTE_MARK = "Có chú thích cuối trang"
    FOOTNOTE_INSIDE = "Ngay dưới dòng này có nội dung không thuộc bảng"
    TEXT_FLAWED = "Ô chứa giá trị không đọc được nguyên văn"


class RowMark(Struct, frozen=True):
    """One doubt about a row, with what was met."""

    doubt: TranscriptDoubt
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.doubt.value}: {self.detail}" if self.detail else self.doubt.value


class TranscriptLine(Struct, frozen=True):
    """One line of a scale as the document has it."""

    text: str
    points: Decimal


class TranscriptRow(Struct, frozen=True, kw_only=True):
    """One criterion as the document has it; what it does not tell is blank."""

    code: str
    level: Level
    name: str
    maximum: Decimal | None
    method: Method
    scale: ScaleKind | None
    lines: tuple[TranscriptLine, ...] = ()
    note: str = ""
    figures: str = ""
    rule: str = ""
    """The formula that is proposed for what `note` says in words."""
    is_bonus: bool = False
    when_not_arisen: WhenNotArisen = WhenNotArisen.TYPED
    evidence: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    """As named, the lead first."""
    appendix: str = ""
    """Of the lead, where one of the period's units bears the name."""
    supports: tuple[str, ...] = ()
    """Appendices of the agencies that contribute."""
    place: SourcePlace
    words: str
    """What the document says there, line by line."""
    marks: tuple[RowMark, ...] = ()


class Unplaced(Struct, frozen=True):
    """A row of the table that is no criterion and no part of one."""

    place: SourcePlace
    words: str


class Transcript(Struct, frozen=True, kw_only=True):
    """The criteria of one table, or of one that runs over several."""

    rows: tuple[TranscriptRow, ...]
    unplaced: tuple[Unplaced, ...]
    heads: tuple[str, ...]
    """The columns that were recognised, as `head → what it holds`."""
    remarks: tuple[str, ...]
    """What concerns the whole: sums, totals, other tables of the document."""

    @property
    def doubtful(self) -> tuple[TranscriptRow, ...]:
        """The rows that a person has to look at."""
        return tuple(row for row in self.rows if row.marks)


class NoTranscript(Struct, frozen=True):
    """Why nothing could be copied out of a document, and what helps."""

    reason: str
    mend: str
