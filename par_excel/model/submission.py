"""What came back: a workbook as read, or why it could not be. Nothing here is judged."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum

from msgspec import Struct, field

from par_excel.model.cell import Cell, Picture, Place, Remark
from par_excel.vietnamese import NamedDocument, documents_in


class Stamp(Struct, frozen=True, kw_only=True):
    """The identity that a template carries."""

    period: str
    appendix: str
    unit: str
    fingerprint: str
    """Of the basis that the form was made from."""
    form_version: int
    revision: int
    """0 in a template; a feedback workbook carries the next number."""


class StampPlace(Enum):
    """The places in which a stamp stands; each is lost by some program."""

    HIDDEN_SHEET = "sheet ẩn"
    VISIBLE_CELL = "ô mã biểu mẫu"
    DEFINED_NAME = "tên vùng"
    PROPERTY = "thuộc tính tệp"


class StampVote(Struct, frozen=True):
    """What one place says; `stamp` is None where it is lost or unreadable."""

    place: StampPlace
    stamp: Stamp | None


class Recognition(Enum):
    """How a return was recognised."""

    STAMP = "dấu nhận dạng"
    CODES = "mã tiêu chí"


class RefusalReason(Enum):
    """Why a parcel is no submission."""

    EMPTY = "Tệp rỗng, không có nội dung."
    NOT_A_WORKBOOK = "Tệp không phải là bảng tính."
    OLD_FORMAT = "Tệp ở định dạng bảng tính mà chương trình không đọc."
    PASSWORD = "Tệp được đặt mật khẩu mở."  # noqa: S105 - a sentence
    ARCHIVE = "Tệp nén không mở được trên máy này."
    NO_FILE = "Thư hoặc tệp nén không có tệp nào bên trong."
    NOT_READ = "Việc đọc tệp bị dừng vì vượt giới hạn an toàn."
    NOT_READ_YET = "Lần này chưa đọc được tệp, lần chạy sau sẽ đọc lại."
    """The machine could not do it; nothing is said of the file."""
    DOCUMENT = "Tệp là văn bản, bản quét hoặc tài liệu khác, không phải biểu mẫu Excel."
    DAMAGED = "Tệp bảng tính bị hỏng, không mở được."
    UNSAFE = "Tệp có cấu trúc không an toàn nên không được mở."
    TOO_LARGE = "Tệp vượt giới hạn cho phép."
    TOO_MANY_CELLS = "Trang tính có quá nhiều ô."
    TOO_MANY_PARTS = "Bên trong tệp có quá nhiều thành phần."
    PARCEL_TOO_LARGE = "Tệp nén hoặc thư vượt giới hạn cho phép."
    FOREIGN = "Tệp không phải biểu mẫu do chương trình phát hành."
    OTHER_PERIOD = "Biểu mẫu thuộc kỳ đánh giá khác."
    OWN_LETTER = "Thư của cơ quan tổng hợp gửi đi, không phải bản nộp."
    """Not a return, and not refused: it tells that a letter went out."""
    AUTOMATIC = "Thư tự động của máy chủ hoặc hộp thư, không phải bản nộp."
    """Not a return, and not refused: it tells what became of a letter."""
    EXPLANATION = "Tệp là bản giải trình bổ sung, không phải biểu mẫu tự đánh giá."
    """Not a return, and not refused: `explain` reads it."""
    UNKNOWN_UNIT = "Biểu mẫu mang mã cơ quan không có trong kỳ đánh giá này."


class Refusal(Struct, frozen=True, kw_only=True):
    """A parcel that could not be taken as a submission, and why."""

    sha256: str
    file: str
    reason: RefusalReason
    detail: str
    """What exactly was met; may be empty."""
    opening: str = ""
    """How a document begins, as far as it has words that can be read."""


class Tick(Struct, frozen=True):
    """A scale line of the form, and whether it is marked."""

    line: str
    mark: Cell[bool]


class Amount(Struct, frozen=True):
    """A figure of a formula, by its id, and the number that was given."""

    figure: str
    cell: Cell[Decimal]


class ScoreOrigin(Enum):
    """Where the score of an answer comes from."""

    NONE = "chưa chấm"
    TICKS = "theo mức đã đánh dấu"
    RATE = "tính từ số liệu"
    TYPED = "nhập trực tiếp"


class Answer(Struct, frozen=True, kw_only=True):
    """What an agency gave for one criterion that it scores."""

    criterion: str
    place: Place
    """Of the criterion's own row: its code cell."""
    score: Cell[Decimal]
    """The score that counts: typed, else what follows from ticks or figures; cached values never."""
    origin: ScoreOrigin
    derived: Decimal | None
    """What follows from ticks or figures, None where nothing follows."""
    ticks: tuple[Tick, ...]
    not_arisen: Cell[bool]
    """`KPS` on the criterion's own row."""
    amounts: tuple[Amount, ...]
    """The figures of a formula; none where the form has no such lines."""
    figures: Cell[str]
    evidence: Cell[str]
    explanation: Cell[str]
    pictures: tuple[Picture, ...] = ()
    """What lies in the cells of its rows, whether something is written there or not."""

    @property
    def ticked(self) -> tuple[str, ...]:
        """The ids of the lines that are marked."""
        return tuple(tick.line for tick in self.ticks if tick.mark.value)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was given at all; an error in the form's own formula is nothing that was given."""
        if not self.score.is_empty and (
            self.score.value is not None or Remark.FORMULA not in self.score.remarks
        ):
            return False
        texts = (self.figures, self.evidence, self.explanation)
        return (
            all(cell.is_empty for cell in texts)
            and all(tick.mark.is_empty for tick in self.ticks)
            and all(amount.cell.is_empty for amount in self.amounts)
            and self.not_arisen.is_empty
        )


class Contribution(Struct, frozen=True, kw_only=True):
    """What an agency gave to a criterion that another scores."""

    id: str
    criterion: str
    place: Place
    proposed: Cell[Decimal]
    figures: Cell[str]
    evidence: Cell[str]
    explanation: Cell[str]
    pictures: tuple[Picture, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was given at all."""
        return all(cell.is_empty for cell in (self.proposed, self.figures, self.evidence, self.explanation))


class Initiative(Struct, frozen=True, kw_only=True):
    """A row of the list of initiatives; rows on which nothing is written are not read."""

    place: Place
    title: Cell[str]
    content: Cell[str]
    reach: Cell[str]
    """Quy mô áp dụng."""
    cost: Cell[str]
    """Kinh phí."""
    duration: Cell[str]
    """Thời gian."""
    effect: Cell[str]
    """Hiệu quả khác; may be left out."""
    evidence: Cell[str]

    @property
    def cells(self) -> tuple[Cell[str], ...]:
        """The cells that people fill in, in the order of the form."""
        return self.title, self.content, self.reach, self.cost, self.duration, self.effect, self.evidence


class Closing(Struct, frozen=True, kw_only=True):
    """Difficulties and signature block."""

    difficulties: Cell[str]
    proposals: Cell[str]
    author: Cell[str]
    author_title: Cell[str]
    phone: Cell[str]
    head: Cell[str]
    head_title: Cell[str]
    signed_on: Cell[str]
    report_number: Cell[str]

    @property
    def cells(self) -> tuple[Cell[str], ...]:
        """The cells that people fill in: what they say, then who signed."""
        signed = (self.author, self.author_title, self.phone, self.head, self.head_title, self.signed_on)
        return self.difficulties, self.proposals, *signed, self.report_number

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was written there."""
        return all(cell.is_empty for cell in self.cells)


class FileFormat(Enum):
    """In which format a workbook came."""

    XLSX = ".xlsx"
    XLSM = ".xlsm"
    ODS = ".ods"
    XLS = ".xls"


class Risk(Enum):
    """What a workbook carries that is never followed, run or copied."""

    MACRO = "macro"
    EXTERNAL_LINK = "liên kết đến tệp khác"
    DDE = "liên kết động đến chương trình khác (DDE)"
    CONNECTION = "kết nối dữ liệu"
    REMOTE_IMAGE = "hình ảnh lấy từ mạng"
    EMBEDDED = "tệp nhúng"


class LegacyText(Struct, frozen=True, kw_only=True):
    """A text in a font whose letters are no Unicode (TCVN3, VNI): on another machine it reads as gibberish."""

    place: Place
    criterion: str
    """Empty where it belongs to none."""
    font: str
    """Empty where the text stands in a Unicode font by mistake."""
    encoding: str
    """`TCVN3` or `VNI`."""
    raw: str
    reading: str
    """The same text in Unicode, as that encoding would have it."""


SHEET_NAME = "tên sheet"
"""The label of a difference in the name of a sheet."""


class DifferenceKind(Enum):
    """How a returned form differs from the one that was issued, outside its input cells."""

    TEXT = "nội dung cố định bị sửa"
    POINTS = "điểm cố định bị sửa"
    CHANGED_TEXT = "nội dung đã đổi sau khi phát biểu mẫu"
    """In a form that was issued before the catalogue changed; its label is the key of the row."""
    CHANGED_POINTS = "điểm đã đổi sau khi phát biểu mẫu"
    """The same of points."""
    FORMULA_LOST = "công thức bị thay"
    ROW_MISSING = "thiếu dòng"
    ROW_DOUBLED = "dòng lặp lại"
    ROW_UNKNOWN = "dòng không có trong biểu mẫu"
    COLUMN_MISSING = "thiếu cột"
    SHEET_MISSING = "thiếu sheet"
    STRAY = "nội dung ngoài biểu mẫu"
    UNPROTECTED = "đã bỏ bảo vệ trang tính"
    HIDDEN = "dòng, cột hoặc sheet của biểu mẫu bị ẩn"
    SHOWN = "sheet ẩn của biểu mẫu đang hiện"
    NOT_COMPUTED = "công thức của biểu mẫu chưa được tính"
    DEAD_NAMES = "tên vùng không còn dùng"
    CODES_AS_NUMBERS = "mã tiêu chí thành số"


class Difference(Struct, frozen=True, kw_only=True):
    """One thing in which a return differs from the issued form."""

    kind: DifferenceKind
    place: Place
    criterion: str = ""
    """Empty where it belongs to none."""
    label: str = ""
    """Which row, column or sheet, in words."""
    expected: str = ""
    found: str = ""


class Submission(Struct, frozen=True, kw_only=True):
    """One filled-in workbook as read, every value with its place."""

    sha256: str
    file: str
    unit: str
    appendix: str
    stamp: Stamp | None
    votes: tuple[StampVote, ...]
    recognised_by: Recognition
    is_current_form: bool
    """Whether the form was made from the basis as it is now."""
    program: str
    """The program that saved the file, as it names itself; may be empty."""
    saved_by: str
    saved_at: datetime | None
    """As the workbook says; None where it does not."""
    answers: tuple[Answer, ...]
    contributions: tuple[Contribution, ...]
    initiatives: tuple[Initiative, ...]
    closing: Closing
    differences: tuple[Difference, ...]
    is_blank: bool = False
    """Whether nothing is filled in and nothing was written beside: it is a form as it was issued, whoever saved it."""
    format: FileFormat = FileFormat.XLSX
    risks: tuple[Risk, ...] = ()
    legacy_texts: tuple[LegacyText, ...] = ()
    documents: Mapping[str, tuple[NamedDocument, ...]] = field(default_factory=dict)
    """What evidence cells name, by their texts, from which it follows: read once, where the return is. Of a cell that
    names too many they are not kept."""

    @property
    def rows(self) -> tuple[Answer | Contribution, ...]:
        """What was given row by row: for criteria that the agency scores, then to those of others."""
        return (*self.answers, *self.contributions)

    def documents_of(self, row: Answer | Contribution) -> tuple[NamedDocument, ...]:
        """Return the documents that the evidence of a row names, also of one that was joined or made otherwise."""
        text = row.evidence.value or ""
        return self.documents[text] if text in self.documents else documents_in(text)

    def answer(self, criterion: str) -> Answer | None:
        """Return what was given for a criterion, the first where it stands twice; None where nothing was."""
        return next((each for each in self.answers if each.criterion == criterion), None)
