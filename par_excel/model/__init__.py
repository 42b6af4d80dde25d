"""The words of the trade: frozen values that the rooms hand each other."""

from par_excel.model.appraisal import Appraisal, AppraisalRead, Explanation, NotReplied, Replies, Reply
from par_excel.model.approval import (
    ApprovalMark,
    ComparedPart,
    Obstacle,
    ObstacleKind,
    ResultDifference,
    ResultSnapshot,
    Snapshot,
    StoredRow,
)
from par_excel.model.catalogue import (
    EXAMPLE,
    EXAMPLE_REMARK,
    VERIFIED,
    Catalogue,
    Criterion,
    Cumulative,
    Level,
    Levels,
    Method,
    Provenance,
    Rate,
    Scale,
    ScaleLine,
    Survey,
    fingerprint,
    line_id,
    round_half_up,
)
from par_excel.model.cell import REFUSED, TOLERATED, Cell, Place, Remark
from par_excel.model.comparison import Change, ChangeKind, Comparison, YearResult, YearRow
from par_excel.model.decision import (
    APPRAISED,
    REVIEW_PARTS,
    SAID_OF_SCORES,
    SUBJECT,
    Decision,
    DecisionKind,
    FindingKey,
    InitiativeOpinion,
    InitiativeReview,
    NotReviewed,
    Opinion,
    Review,
    ReviewSheet,
    initiative_names,
    said_review,
)
from par_excel.model.entry import (
    Entered,
    EntryFile,
    EntryItem,
    EntryList,
    Exported,
    ExportedColumn,
    ExportedRow,
    Mismatch,
    NotEntered,
    Reconciled,
)
from par_excel.model.failures import ConfigError, OutputError, ParExcelError, PostError
from par_excel.model.finding import Family, Finding, Hit, Rule, Severity
from par_excel.model.outside import (
    DEFAULT_ENTRY_RULES,
    EntryRules,
    Postbox,
    PostOffice,
    Security,
    SharedLedger,
)
from par_excel.model.parcel import DEFAULT_LIMITS, Item, Limits, Mail, Parcel, Reading
from par_excel.model.period import (
    NO_CHANGES,
    Appendix,
    Assignment,
    AssignmentKind,
    Basis,
    CalendarChanges,
    Deadline,
    DeadlineId,
    Margin,
    Period,
    ReportHead,
    Sender,
    SeverityChange,
    Unit,
    WorkingDays,
)
from par_excel.model.result import (
    Collection,
    EvidenceEntry,
    Judged,
    LeafResult,
    LeafState,
    Ranked,
    Ranking,
    Received,
    Result,
    ReturnState,
    SharedCriterion,
    Total,
    UnitResult,
    UnitState,
)
from par_excel.model.scoring import Derived, counted_score, derive_score, reachable_scores
from par_excel.model.standing import (
    ApprovalStanding,
    DeadlineStanding,
    LetterKind,
    LetterState,
    NextStep,
    Receipt,
    SentLetter,
    Standing,
    UnitStanding,
)
from par_excel.model.submission import (
    Answer,
    Closing,
    Contribution,
    Difference,
    DifferenceKind,
    FileFormat,
    Initiative,
    LegacyText,
    Recognition,
    Refusal,
    RefusalReason,
    Risk,
    ScoreOrigin,
    Stamp,
    StampPlace,
    StampVote,
    Submission,
    Tick,
)
