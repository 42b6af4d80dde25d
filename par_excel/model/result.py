"""The merged period: what counts, what is missing, and the sums. All sums are exact decimals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum

from par_excel.model.approval import ApprovalMark
from par_excel.model.catalogue import Criterion, Method
from par_excel.model.cell import Cell
from par_excel.model.commands import quoted_word
from par_excel.model.comparison import Comparison
from par_excel.model.decision import Decision, InitiativeReview, Review, SynthesisEntry
from par_excel.model.finding import Finding
from par_excel.model.parcel import Mail
from par_excel.model.period import Assignment, Unit
from par_excel.model.submission import Answer, Contribution, Initiative, Refusal, Submission
from par_excel.vietnamese import Reference


class UnitState(Enum):
    """Where a unit stands; there are no other states."""

    MISSING = "chưa nộp"
    FAULTY = "có lỗi"
    VALID = "hợp lệ"
    FROZEN = "đã chốt"


class ReturnState(Enum):
    """What became of one return."""

    CURRENT = "đang dùng"
    SUPERSEDED = "bị thay thế"
    HELD = "chờ quyết định"
    JOINED = "đã ghép"
    EXCLUDED = "bị loại"
    BLANK = "biểu mẫu chưa điền"
    """A form as it was issued: no return, whoever sent it."""
    SENT_BACK = "tệp phản hồi gửi lại, chưa sửa gì"
    """A workbook that the office itself had filled with an earlier return: no return either."""
    REFUSED = "không nhận được"
    ATTACHED = "tài liệu gửi kèm"
    REPORT = "báo cáo gửi kèm"
    EXPLANATION = "giải trình bổ sung"
    OWN_LETTER = "thư gửi đi"
    """The office's own, from a folder of sent letters."""
    AUTOMATIC = "thư tự động"
    """A bounce, or an answer that no person wrote."""
    ASIDE = "gửi kèm bản không được tính"
    """Beside a return that was excluded or waits: nobody's evidence until that return counts."""


class Doubt(Enum):
    """Why a return does not simply count; the value is what an official reads."""

    SENDER = "thư gửi từ địa chỉ của cơ quan khác"
    SEVERAL_UNITS = "thư từ địa chỉ lạ mang biểu mẫu của nhiều cơ quan"
    NEVER_ISSUED = "mang số lần phản hồi chưa từng được phát hành"
    TIE = "không có căn cứ nào cho biết bản nào mới hơn"
    CONTRADICTION = "các căn cứ về thứ tự (lần phản hồi, thư, thời điểm lưu) mâu thuẫn nhau"
    LOWER_REVISION = "số lần phản hồi thấp hơn bản đang dùng nhưng đến sau"
    DROPS = "để trống hơn một phần mười nội dung mà bản đang dùng đã có"

    @property
    def is_of_sender(self) -> bool:
        """Say whether the return may not be the agency's own, so that no agency is told of it."""
        return self in {Doubt.SENDER, Doubt.SEVERAL_UNITS, Doubt.NEVER_ISSUED}


COUNTING = frozenset({ReturnState.CURRENT, ReturnState.JOINED, ReturnState.ATTACHED, ReturnState.REPORT})
"""States of what a result is made of; all else changes nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A submission with everything that was found in it."""

    submission: Submission
    findings: tuple[Finding, ...]
    received: datetime
    """As the office decided, else as our server says, else when its letter was sent, else when its bytes were there."""
    order: int
    """Order of first intake, which breaks the last tie."""
    mail: Mail | None = None
    """The letter that it came in."""
    first_seen: datetime | None = None
    """When its bytes were first taken in; None where only `received` is known."""
    sent_again: datetime | None = None
    """When the same bytes came once more, under another name or in another letter; None where they came once."""
    also_named: tuple[str, ...] = ()
    """Other files of the inbox that hold the same bytes."""
    waived: tuple[Finding, ...] = ()
    """What was found and accepted by a decision; it counts no more."""
    exclusion: Decision | None = None
    """The decision that this submission does not count."""
    received_note: str = ""
    """Whose word `received` is and what others say, where somebody should know."""
    beside: frozenset[str] = frozenset()
    """Units whose forms came in the same parcel."""


JOINED_BY = " + "
"""Between the names of files that were joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A return that waits for the office to decide: it counts only if somebody says so."""

    judged: Judged
    doubt: Doubt
    against: Judged | None
    """The return in use; None where none is."""
    difference: str
    """What would be otherwise if this one counted, in one line."""
    completes: int = 0
    """How many answers it has that the one in use leaves blank; 0 where the two contradict each other."""

    @property
    def unit(self) -> str:
        """Id of the unit whose form it is."""
        return self.judged.submission.unit

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.judged.submission.file

    @property
    def text(self) -> str:
        """Both returns, why nothing decides between them, and how they differ, in one line."""
        mail = self.judged.mail
        sender = f" (thư của {mail.sender})" if mail is not None and mail.sender else ""
        instead = (
            "chưa có bản nào đang dùng"
            if self.against is None
            else f"đang dùng {self.against.submission.file}"
        )
        more = f"; {self.completes} nội dung còn thiếu có trong tệp này" if self.completes else ""
        return f"{self.file}{sender}: {self.doubt.value}; {instead}; {self.difference}{more}"

    @property
    def parts(self) -> tuple[str, ...]:
        """The files that become one return where this one completes the one in use."""
        return (
            (self.file,)
            if self.against is None
            else (*self.against.submission.file.split(JOINED_BY), self.file)
        )

    @property
    def commands(self) -> tuple[str, ...]:
        """The commands that decide: to use it, not to, and where it completes the one in use, to join both."""
        file = quoted_word(self.file)
        decide = (
            f'par-excel use {self.unit} {file} --reason "…"',
            f'par-excel exclude {file} --reason "…"',
        )
        if not self.completes or self.against is None:
            return decide
        named = " ".join(map(quoted_word, self.parts))
        return (*decide, f'par-excel join {self.unit} {named} --reason "…"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One line of the list of all that was received: returns, what came with them, what could not be taken."""

    file: str
    sha256: str
    size_bytes: int
    unit: str
    """Id of the unit; empty where it is not known."""
    state: ReturnState
    received: datetime
    program: str
    saved_by: str
    saved_at: datetime | None
    revision: int
    errors: int
    warnings: int
    notes: int
    detail: str
    """Why it was refused or excluded, or how it was recognised."""
    in_inbox: bool
    mail: Mail | None = None
    """The letter that it came in."""
    also_named: tuple[str, ...] = ()
    """Other files of the inbox that hold the same bytes."""
    received_note: str = ""
    """Whose word `received` is and what others say, where somebody should know."""

    @property
    def sender(self) -> str:
        """Address that it came from; empty where it lay in the inbox by itself."""
        return "" if self.mail is None else self.mail.sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """All that was received for a period: the newest submission of each unit, and every return's fate."""

    current: Mapping[str, Judged]
    """By unit id; units without a submission are absent."""
    earlier_valid: frozenset[str]
    """Units whose current submission has errors and of which an earlier one had none."""
    received: tuple[Received, ...]
    refusals: tuple[tuple[Refusal, Finding], ...]
    findings: tuple[Finding, ...]
    """Findings that look at more than one return."""
    decisions: tuple[Decision, ...] = ()
    """Of the office, in order."""
    held: tuple[Held, ...] = ()
    """Returns that wait for a decision, by unit."""
    doubts: Mapping[str, Doubt] = field(default_factory=dict)
    """Why somebody should look at a return that is in use, by unit id: nothing else was there to be used."""


class LeafState(Enum):
    """What is known of a leaf."""

    COUNTED = "đã tính"
    FAULTY = "có lỗi, chưa tính"
    UNANSWERED = "chưa chấm"
    NO_RETURN = "chưa có bản nộp"
    BY_UNIT = "chấm theo từng đơn vị"
    """Several units fill the form, each for itself: they are ranked, and nothing is added here."""
    SURVEY = "điều tra xã hội học"
    OFFICE = "cơ quan tổng hợp chấm"
    REVIEWED = "cơ quan tổng hợp đã chấm"
    """By the office alone: no score of an agency counts here."""
    LEFT_OUT = "không phát sinh, không tính điểm"
    """By the set's own rule for such rows: neither score nor maximum counts anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafResult:
    """A scored row of the catalogue with what counts for it."""

    criterion: Criterion
    unit: Unit | None
    """The lead; None for survey rows and rows that the office scores."""
    state: LeafState
    score: Decimal | None
    """What counts in the end: the office's score where it gave one, else the agency's; None where none counts."""
    submission: Submission | None
    """Of the lead; None where none is there, or none is asked for."""
    received: datetime | None
    findings: tuple[Finding, ...]
    review: Review | None = None
    """What the office decided over the agency's score; None where nothing."""

    @property
    def answer(self) -> Answer | None:
        """What the lead gave for it; None where it gave nothing."""
        return None if self.submission is None else self.submission.answer(self.criterion.code)

    @property
    def own(self) -> Decimal | None:
        """The agency's own score, before the office's review; None where it does not count."""
        return self.score if self.review is None else self.review.opinion.over

    @property
    def is_changed(self) -> bool:
        """Say whether the office's score counts in place of the agency's."""
        return self.review is not None and self.review.is_changed

    @property
    def is_assessed(self) -> bool:
        """Say whether a score is asked for: of an agency, or of the office where it has given its own."""
        if self.state in {LeafState.BY_UNIT, LeafState.LEFT_OUT}:
            return False
        method = self.criterion.method
        return method.is_self_assessed or (method is Method.OFFICE and self.score is not None)

    @property
    def self_maximum(self) -> Decimal | None:
        """What can be reached here by assessment, of the total that bonus points are no part of."""
        return self.criterion.maximum if self.is_assessed and not self.criterion.is_bonus else None

    @property
    def ticked(self) -> tuple[str, ...]:
        """Ids of the scale lines that the score stands on; none where the office gave a bare number."""
        if self.review is not None and self.review.is_changed:
            return self.review.opinion.ticks
        return () if self.answer is None else tuple(self.answer.ticked)

    @property
    def lost(self) -> Decimal | None:
        """Points lost, None where no score counts; a bonus that was not reached is no loss."""
        return None if self.score is None or self.criterion.is_bonus else self.criterion.maximum - self.score


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Sums over some leaves: maxima apart by who scores, and what is reached."""

    key: str
    name: str
    maximum: Decimal
    survey_maximum: Decimal
    office_maximum: Decimal
    """What the office has still to score."""
    self_maximum: Decimal
    """What agencies can reach, and the office where it has scored; `maximum` = this + survey + office + units + left out."""
    score: Decimal
    """What counts in the end, without bonus points."""
    leaves: int
    """How many leaves are scored by agencies, or were by the office; those with bonus points besides."""
    counted: int
    """How many of them count."""
    unit_maximum: Decimal = Decimal(0)
    """What several units reach each for itself."""
    left_out_maximum: Decimal = Decimal(0)
    """What did not arise and is left out by the set's rule."""
    bonus_maximum: Decimal = Decimal(0)
    """What lies outside `maximum`."""
    bonus: Decimal = Decimal(0)
    """What was reached of it: no part of `score`."""
    own: Decimal | None = None
    """The sum of the agencies' own scores; None where nothing of the period was reviewed."""
    own_bonus: Decimal = Decimal(0)
    """Of bonus points."""
    bonus_counted: int = 0
    """How many leaves with bonus points count."""

    def of_bonus(self) -> "Total":
        """Return the same sums over bonus points alone, in which nothing counts for a percentage."""
        own = None if self.own is None else self.own_bonus
        return replace(
            self, maximum=self.bonus_maximum, score=self.bonus, own=own, counted=self.bonus_counted
        )

    @property
    def ratio(self) -> Decimal | None:
        """Score ÷ self-assessed maximum; None where nothing can be self-assessed."""
        return self.score / self.self_maximum if self.self_maximum else None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """A unit with its state and sums."""

    unit: Unit
    state: UnitState
    total: Total
    judged: Judged | None
    has_earlier_valid: bool
    errors: int
    warnings: int
    notes: int
    leaves: tuple[LeafResult, ...] = ()
    """What the unit scores, in official order."""
    fields: tuple[Total, ...] = ()
    """Its sums by field; only of a unit that is ranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCriterion:
    """A criterion that several appendices give something to, side by side for the office to decide."""

    criterion: Criterion
    lead: LeafResult | None
    """None where the criterion is a heading."""
    score: Decimal | None
    """What the lead itself gave: the leaf's score, or the sum of the heading's leaves where all count."""
    contributions: tuple[tuple[Assignment, Unit, Contribution | None], ...]

    @property
    def differs(self) -> bool:
        """Say whether a proposal differs from the lead's score."""
        return any(
            given is not None and given.proposed.value is not None and given.proposed.value != self.score
            for _, _, given in self.contributions
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceEntry:
    """One document that a return names, in the order of the form."""

    unit: Unit
    submission: Submission
    row: Answer | Contribution
    """Whose evidence it is."""
    text: str
    """The document as the return names it."""
    reference: Reference | None
    """The first document that the text cites; None where it cites none."""
    file: str = ""
    """The file that came with the return and is named after the document; empty where none is."""

    @property
    def criterion(self) -> str:
        """The code of the criterion that it proves."""
        return self.row.criterion

    @property
    def cell(self) -> Cell[str]:
        """The cell that names it."""
        return self.row.evidence

    @property
    def place(self) -> str:
        """File, sheet and cell, as far as they are known."""
        place = self.cell.place
        return ", ".join(filter(None, (place.file or self.submission.file, place.sheet, place.cell)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A unit among those that fill the same form; equal points share the better place (1, 2, 2, 4)."""

    unit: UnitResult
    place: int | None
    """None where there is no return."""
    in_group: int | None
    """Among the units of its group; None without a return."""
    by_field: tuple[int | None, ...]
    by_leaf: tuple[int | None, ...]
    """None also where no score of this leaf counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The units that fill one appendix, each for itself, the best first; without a return last."""

    appendix: str
    fields: tuple[Criterion, ...]
    """Of the catalogue, in which the appendix scores anything."""
    leaves: tuple[Criterion, ...]
    rows: tuple[Ranked, ...]
    groups: tuple[str, ...]
    """In the order of the units; empty where there are none."""

    @property
    def returned(self) -> tuple[Ranked, ...]:
        """The units with a return."""
        return tuple(row for row in self.rows if row.place is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The merged period."""

    leaves: tuple[LeafResult, ...]
    fields: tuple[Total, ...]
    """Of those that add up to the total; a field of bonus points stands among the headings alone."""
    headings: Mapping[str, Total]
    """Totals of every heading of the catalogue by code, fields among them; of bonus points, where these stand below."""
    total: Total
    units: tuple[UnitResult, ...]
    shared: tuple[SharedCriterion, ...]
    initiatives: tuple[tuple[Unit, Initiative], ...]
    initiative_reviews: tuple[InitiativeReview | None, ...] = ()
    """What the office said of each initiative, in the same order; empty where it said nothing of any."""
    synthesis: tuple[SynthesisEntry, ...] = ()
    """What the office makes of difficulties and proposals for the report; empty where it made nothing."""
    documents: tuple[tuple[EvidenceEntry, ...], ...] = ()
    """Every document that the returns name, with its mentions, however each was spelt."""
    findings: tuple[Finding, ...]
    received: tuple[Received, ...]
    held: tuple[Held, ...] = ()
    """Returns that wait for a decision."""
    decisions: tuple[Decision, ...] = ()
    """Of the office, in order."""
    in_force: frozenset[int] = frozenset()
    """The numbers of those that hold: about the same thing the newest does."""
    rankings: tuple[Ranking, ...] = ()
    """One for each appendix that several units fill."""
    comparison: Comparison | None = None
    """With the year before, where its result is known."""
    draft_reasons: tuple[str, ...]
    """Why this is not final yet, in Vietnamese; empty where nothing is missing."""
    approval: ApprovalMark | None = None
    """The approved version that this is, or that it differs from; None before the first approval."""

    @property
    def is_approved(self) -> bool:
        """Say whether this is an approved version."""
        return self.approval is not None and self.approval.holds

    @property
    def agencies(self) -> tuple[UnitResult, ...]:
        """The units whose scores add up to the province's: each the only one with its form."""
        ranked = {row.unit.unit.id for ranking in self.rankings for row in ranking.rows}
        return tuple(unit for unit in self.units if unit.unit.id not in ranked)

    @property
    def register(self) -> tuple[tuple[EvidenceEntry, ...], ...]:
        """The documents that the report lists: those of the agencies, not of the many units that are ranked."""
        names = {unit.unit.id for unit in self.agencies}
        return tuple(each for each in self.documents if any(entry.unit.id in names for entry in each))

    @property
    def evidence(self) -> Iterator[EvidenceEntry]:
        """Every mention of a document, document by document."""
        return (entry for entries in self.documents for entry in entries)

    @property
    def is_ranking_alone(self) -> bool:
        """Say whether every form is filled by several units, so that nothing adds up to the province's score."""
        return bool(self.rankings) and not self.agencies

    @property
    def is_reviewed(self) -> bool:
        """Say whether the office reviewed a score."""
        return any(leaf.review is not None for leaf in self.leaves)

    @property
    def is_draft(self) -> bool:
        """Say whether something is still missing."""
        return bool(self.draft_reasons)
