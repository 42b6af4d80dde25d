"""The values that the rooms hand each other, as frozen structs and enums; nothing here reads or writes a file.

Those that come after the reading of returns are loaded on demand.
"""

from typing import TYPE_CHECKING

from par_excel.model.catalogue import (
    DOCUMENTS,
    EXAMPLE,
    EXAMPLE_REMARK,
    LOWER,
    UPPER,
    VERIFIED,
    Catalogue,
    Confirmation,
    Criterion,
    Cumulative,
    Figure,
    Formula,
    Level,
    Levels,
    Method,
    Provenance,
    Scale,
    ScaleKind,
    ScaleLine,
    Share,
    SourceDocument,
    Survey,
    WhenNotArisen,
    document_words,
    fingerprint,
    line_id,
    share_formula,
)
from par_excel.model.cell import REFUSED, Cell, Picture, PictureKind, Place, Remark
from par_excel.model.decision import (
    APPRAISED,
    CHOOSING,
    OBSTACLE_WORDS,
    OF_REPORTS,
    OF_RETURNS,
    REVIEW_PARTS,
    SAID_IN_WORDS,
    SAID_OF_SCORES,
    SUBJECT,
    TOLD,
    Decision,
    DecisionKind,
    FindingKey,
    InitiativeOpinion,
    InitiativeReview,
    MinistryText,
    NoteKind,
    NotReviewed,
    Opinion,
    Review,
    ReviewSheet,
    SynthesisEntry,
    initiative_names,
    said_review,
)
from par_excel.model.expression import Expression, ExpressionError, parse_expression
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
from par_excel.model.parcel import (
    DEFAULT_LIMITS,
    Item,
    Limits,
    Mail,
    Notice,
    NoticeKind,
    OwnLetter,
    Parcel,
    Reading,
)
from par_excel.model.period import (
    NO_CHANGES,
    TO_CONFIRM,
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
from par_excel.model.received import (
    COUNTING,
    JOINED_BY,
    Collection,
    Doubt,
    Held,
    Judged,
    Received,
    ReturnState,
)
from par_excel.model.received_at import ReceivedAt, earliest, received_at
from par_excel.model.scoring import counted_score, derive_score, reachable_scores, what_follows
from par_excel.model.submission import (
    SHEET_NAME,
    Amount,
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
from par_excel.on_demand import on_demand

if TYPE_CHECKING:
    from par_excel.model.approval import (
        ANCHOR,
        ApprovalMark,
        ComparedPart,
        Obstacle,
        ObstacleKind,
        ResultDifference,
        ResultSnapshot,
        Snapshot,
        StoredRow,
    )
    from par_excel.model.comparison import (
        Change,
        ChangeKind,
        Comparison,
        Revision,
        RevisionKind,
        Revisions,
        YearResult,
        YearRow,
    )
    from par_excel.model.entry import (
        ABSENT,
        REPLACED,
        SHORTENED,
        Appraisal,
        AppraisalRead,
        AppraisalReply,
        Entered,
        EntryFile,
        EntryItem,
        EntryList,
        Explanation,
        Exported,
        ExportedColumn,
        ExportedRow,
        Mismatch,
        NotEntered,
        NotReplied,
        Reconciled,
        Replies,
    )
    from par_excel.model.result import (
        EvidenceEntry,
        LeafResult,
        LeafState,
        Ranked,
        Ranking,
        Result,
        SharedCriterion,
        Total,
        UnitResult,
        UnitState,
    )
    from par_excel.model.standing import (
        ApprovalStanding,
        DeadlineStanding,
        LetterKind,
        LetterState,
        NextStep,
        Receipt,
        SentLetter,
        Standing,
        StepKind,
        UndeliveredLetter,
        UnitStanding,
    )
    from par_excel.model.telling import figure_lines, told, told_amounts, told_by_office
    from par_excel.model.transcript import (
        NoTranscript,
        RowMark,
        SourcePlace,
        Transcript,
        TranscriptDoubt,
        TranscriptLine,
        TranscriptRow,
        Unplaced,
    )
else:
    __getattr__ = on_demand(
        __name__,
        "approval",
        "comparison",
        "entry",
        "result",
        "standing",
        "telling",
        "transcript",
    )
