"""What is typed into the ministry's software, what is found there afterwards, and what the ministry's council says of it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum

from msgspec import Struct

from par_excel.model.catalogue import Criterion, ScaleLine, fingerprint
from par_excel.model.period import Unit
from par_excel.model.result import LeafState

SHORTENED, REPLACED = "Đã rút gọn", "Đã thay"
"""How a change of an explanation begins."""


class EntryFile(Struct, frozen=True, kw_only=True):
    """A file that came with a return and belongs to a criterion."""

    name: str
    """In the folder of evidence."""
    sha256: str
    source: str
    """Where it lies in the inbox."""


class EntryItem(Struct, frozen=True, kw_only=True):
    """A criterion as it is to be typed into the ministry's software."""

    criterion: Criterion
    unit: Unit | None
    state: LeafState
    score: Decimal | None
    """None where none counts yet."""
    ticked: tuple[ScaleLine, ...]
    is_not_arisen: bool
    figures: tuple[str, ...]
    documents: tuple[str, ...]
    """The evidence that the return names."""
    files: tuple[EntryFile, ...]
    explanation: str
    """Ready to be pasted."""
    changes: tuple[str, ...]
    """What had to be shortened or replaced, in words."""
    doubts: tuple[str, ...] = ()
    """Where score, figures and words do not agree, in words."""

    @property
    def may_be_entered(self) -> bool:
        """Say whether there is a score to type."""
        return self.score is not None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know who types it."""
        state = () if self.may_be_entered else (f"Chưa nhập được: {self.state.value}",)
        return (*state, *self.doubts, *self.changes)

    @property
    def is_shortened(self) -> bool:
        """Say whether something of the explanation was left out."""
        return any(each.startswith(SHORTENED) for each in self.changes)

    @property
    def is_replaced(self) -> bool:
        """Say whether characters of the explanation were replaced."""
        return any(each.startswith(REPLACED) for each in self.changes)

    @property
    def fingerprint(self) -> str:
        """What changes with anything that is typed."""
        score = "" if self.score is None else f"{self.score.normalize():f}"
        lines = [line.id for line in self.ticked]
        parts = (lines, self.figures, self.documents, [file.sha256 for file in self.files])
        texts = [score, str(self.is_not_arisen), self.explanation]
        return fingerprint([self.criterion.code, *texts, *("\x1e".join(each) for each in parts)])


class EntryList(Struct, frozen=True, kw_only=True):
    """All that is to be typed, in the order of the catalogue; criteria of the survey are not in it."""

    period: str
    items: tuple[EntryItem, ...]
    loose: tuple[EntryFile, ...]
    """Files that came with returns and of which it is not clear what they prove."""
    draft_reasons: tuple[str, ...]
    approval: str = ""
    """The approved version that it is made from, in words; empty where it is made from the present."""

    @property
    def is_draft(self) -> bool:
        """Say whether something is still missing."""
        return bool(self.draft_reasons)

    @property
    def fingerprint(self) -> str:
        """What changes with anything that is typed."""
        return fingerprint([self.period, *(item.fingerprint for item in self.items)])


class Entered(Struct, frozen=True, kw_only=True):
    """An entry list as somebody has worked on it."""

    file: str
    fingerprint: str
    """Of the list that it was made from."""
    seals: Mapping[str, str]
    """The fingerprint of each item, by code."""
    marks: Mapping[str, str]
    """Who has typed it, by the code of each criterion that is marked; empty where no name stands there."""
    notes: tuple[str, ...]
    """What was noticed and does no harm."""


class NotEntered(Struct, frozen=True):
    """A file that is no entry list of this period, or no whole one; nothing was taken from it."""

    file: str
    reason: str


class ExportedColumn(Enum):
    """What is held against the result."""

    CODE = "mã"
    NAME = "nội dung"
    SCORE = "điểm"
    TICKED = "mức đạt"
    EVIDENCE = "tài liệu kiểm chứng"
    EXPLANATION = "giải trình"
    APPRAISED = "điểm thẩm định"
    OPINION = "ý kiến thẩm định"


class ExportedRow(Struct, frozen=True):
    """A row of what came out of the ministry's software."""

    place: str
    values: Mapping[ExportedColumn, str]

    def __getitem__(self, column: ExportedColumn) -> str:
        return self.values.get(column, "")


class Exported(Struct, frozen=True):
    """What came out of the ministry's software."""

    columns: frozenset[ExportedColumn]
    """Those that the file has."""
    rows: tuple[ExportedRow, ...]


ABSENT = "không có trong tệp"
"""What is said of a criterion that the file does not have."""


class Mismatch(Struct, frozen=True):
    """One thing in which the ministry's software and the result differ."""

    what: str
    code: str
    name: str
    ours: str
    theirs: str
    place: str


class Reconciled(Struct, frozen=True, kw_only=True):
    """What comparing came to."""

    mismatches: tuple[Mismatch, ...]
    compared: int
    """How many criteria stand on both sides."""
    columns: tuple[ExportedColumn, ...]
    """What was compared."""

    @property
    def absent(self) -> tuple[str, ...]:
        """The codes of the criteria that the file does not have."""
        return tuple(each.code for each in self.mismatches if each.what == ABSENT)


class Appraisal(Struct, frozen=True, kw_only=True):
    """The council's score of one criterion, and its opinion."""

    criterion: str
    score: Decimal | None
    """None where the file says none."""
    opinion: str


class AppraisalRead(Struct, frozen=True, kw_only=True):
    """What a file says of the council's scores."""

    appraisals: tuple[Appraisal, ...]
    faults: tuple[str, ...]
    """Why nothing of it is taken, in Vietnamese."""


class AppraisalReply(Struct, frozen=True, kw_only=True):
    """An answer as it came back, to the council's score that stood in its row."""

    text: str
    appraised: Decimal | None


class Replies(Struct, frozen=True, kw_only=True):
    """A table for the additional explanation that was filled in."""

    unit: str
    """Id; empty where the office itself answers."""
    by_criterion: Mapping[str, AppraisalReply]


class NotReplied(Struct, frozen=True):
    """A file that is such a table, but no whole one; nothing is taken from it."""

    reason: str


class Explanation(Struct, frozen=True, kw_only=True):
    """One criterion on which the council differs or has an opinion, with what is answered."""

    criterion: Criterion
    unit: Unit | None
    """Who answers; None where the office does."""
    score: Decimal | None
    """What was sent to the ministry."""
    appraisal: Appraisal
    answer: str = ""
    answered: datetime | None = None
    """When the answer came; None where there is none."""
    note: str = ""
    """What a person should look at, in Vietnamese."""

    @property
    def difference(self) -> Decimal | None:
        """The council's score less what was sent; None where one of them is missing."""
        given = self.appraisal.score
        return None if given is None else given - (self.score or Decimal(0))
