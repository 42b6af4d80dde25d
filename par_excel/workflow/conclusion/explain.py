"""The command `explain`: the ministry's appraisal is kept, sent to those who have to answer, and their answers collected."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.merge import merge
from par_excel.merge.explaining import (
    NO_OPINION,
    Replied,
    appraisal_key,
    appraisals_of,
    explanations,
    new_appraisals,
    recorded_appraisals,
)
from par_excel.model import (
    Basis,
    Collection,
    ConfigError,
    DecisionKind,
    Explanation,
    NotReplied,
    Received,
    Result,
    ReturnState,
    Unit,
)
from par_excel.vietnamese import slug
from par_excel.workflow.conclusion.entry import file_bytes
from par_excel.workflow.folder.folder import Folder, basis_of, read_given
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.folder.own_outputs import remove_former, replace_outputs
from par_excel.workflow.intake.intake import Progress, take_in
from par_excel.workflow.intake.limited_tasks import exported, replied

_OFFICE = "co_quan_tong_hop"


class ExplainOutcome(Struct, frozen=True, kw_only=True):
    """What the command `explain` came to."""

    basis: Basis
    explanations: tuple[Explanation, ...]
    recorded: tuple[str, ...]
    """Codes of the criteria whose appraisal was recorded now."""
    refused: tuple[str, ...]
    """Why nothing was taken of the file with the appraisal."""
    notes: tuple[str, ...]
    """What a person should look at in what came back."""
    kept: tuple[Path, ...]

    @property
    def is_in_order(self) -> bool:
        """Say whether all is answered and nothing needs a person."""
        return not (self.refused or self.notes) and all(
            each.answered is not None and not each.note for each in self.explanations
        )


def explain(
    folder: Folder, *, by: str, now: datetime, appraisal: Path | None = None, progress: Progress | None = None
) -> ExplainOutcome:
    """Keep the appraisal, take in answers, and write the tables.

    Raises:
        ConfigError: settings are wrong, the file cannot be read, or no appraisal was ever recorded.
        OutputError: an output could not be replaced; the former ones are all still there.
        ParExcelError: the ledger cannot be used.
    """
    basis = basis_of(folder)
    collection = take_in(folder, basis, now=now, progress=progress).collection
    recorded: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    if appraisal is not None:
        collection, recorded, refused = _taken(folder, basis, collection, appraisal, by=by, now=now)
    known = recorded_appraisals(collection.decisions)
    if not known and not refused:
        raise ConfigError(
            "Chưa có kết quả thẩm định nào được ghi.",
            "chạy par-excel explain --appraisal TỆP với tệp lấy từ phần mềm (Excel, CSV, trang web đã lưu).",
        )
    result = merge(basis, collection)
    replies, notes = _replies(folder, basis, collection)
    found = explanations(result, known, replies)
    contents = _contents(folder, basis, result, found)
    kept = replace_outputs(folder, contents, now=now) if found else ()
    remove_former(folder, folder.explanations, keep=contents)
    return ExplainOutcome(
        basis=basis,
        explanations=found,
        recorded=recorded,
        refused=refused,
        notes=(*notes, *_strange(replies, found)),
        kept=kept,
    )


def _taken(  # noqa: PLR0913 - what is taken, into what, by whom and when
    folder: Folder, basis: Basis, collection: Collection, file: Path, *, by: str, now: datetime
) -> tuple[Collection, tuple[str, ...], tuple[str, ...]]:
    """Record what the file newly says; of a faulty file nothing is taken, and every reason is returned."""
    given = exported(read_given(file, basis.period.limits), basis)
    if isinstance(given, str):
        raise ConfigError(
            given, "xuất lại kết quả thẩm định từ phần mềm thành .xlsx, .csv hoặc lưu trang web.", file=file
        )
    read = appraisals_of(basis, given)
    new = new_appraisals(read.appraisals, recorded_appraisals(collection.decisions))
    if read.faults or not new:
        return collection, (), read.faults
    with ledger_of(folder) as ledger:
        decided = [(appraisal_key(each), each.opinion or NO_OPINION) for each in new]
        ledger.decide_all(DecisionKind.APPRAISAL, decided, by=by, at=now)
        decisions = tuple(ledger.decisions())
    return replace(collection, decisions=decisions), tuple(each.criterion for each in new), ()


def _replies(folder: Folder, basis: Basis, collection: Collection) -> tuple[list[Replied], list[str]]:
    """Return every table that came back, and those of which nothing is taken, each with the reason."""
    every = [each for each in collection.received if each.state is ReturnState.EXPLANATION]
    # a table from an unknown address may hold anybody's words: it waits, named, until the office lays it into the inbox
    came = [each for each in every if not _doubt(basis, each)]
    held = [_held(each, doubt) for each in every if (doubt := _doubt(basis, each))]
    if not came:
        return [], held
    data = file_bytes(folder, basis, frozenset(each.sha256 for each in came))
    there = [each for each in came if each.sha256 in data]
    notes = [f"{each.file}: không lấy được nội dung tệp." for each in came if each.sha256 not in data]
    found: list[Replied] = []
    read = replied([data[each.sha256] for each in there], basis.period.limits)
    for each, outcome in zip(there, read, strict=True):
        if isinstance(outcome, NotReplied):
            notes.append(f"{each.file}: không nhận giải trình vì {outcome.reason}")
        else:
            found.append(Replied(outcome, each.received, each.file))
    return found, [*held, *notes]


def _doubt(basis: Basis, received: Received) -> str:
    """Return why a table may not be the agency's own; empty where its letter came from a known address of it, or of us.

    One that lies in the inbox by itself was put there by the office.
    """
    if received.mail is None:
        return ""
    sender, unit = received.sender, basis.units.get(received.unit)
    other = basis.another_sender(sender, received.unit)
    if other is not None:
        return f"thư gửi từ địa chỉ của {other.name}"
    if not basis.knows_address(sender):
        return f"thư gửi từ địa chỉ lạ {sender}".rstrip()
    is_ours = sender.casefold() == basis.period.sender.email.casefold()
    return "" if unit is not None or is_ours else f"bảng của {basis.period.sender.name} gửi từ {sender}"


def _held(received: Received, doubt: str) -> str:
    return (
        f"{received.file}: chờ quyết định vì {doubt}; nếu đúng là giải trình của cơ quan này, lưu riêng tệp vào inbox "
        "rồi chạy lại."
    )


def _strange(replies: Sequence[Replied], found: Sequence[Explanation]) -> list[str]:
    """Return the answers to what nobody asked that unit."""
    asked = {("" if each.unit is None else each.unit.id, each.criterion.code) for each in found}
    return [
        f"{each.file}: có giải trình cho tiêu chí {code}, không thuộc danh sách cần giải trình của cơ quan này."
        for each in replies
        for code, reply in each.replies.by_criterion.items()
        if reply.text and (each.replies.unit, code) not in asked
    ]


def _contents(
    folder: Folder, basis: Basis, result: Result, found: Sequence[Explanation]
) -> Mapping[Path, bytes]:
    if not found:
        return {}
    from par_excel.writing.office.explanation import (  # noqa: PLC0415 - heavy, needed here alone
        explanation_document,
        explanation_workbook,
        explanations_workbook,
    )

    contents = {
        folder.explanation: explanations_workbook(basis, result, found),
        folder.explanation.with_suffix(".docx"): explanation_document(basis, found),
    }
    for unit in dict.fromkeys(each.unit for each in found):
        own = [each for each in found if each.unit == unit]
        place = folder.explanations / _name(basis, unit)
        contents[place.with_suffix(".xlsx")] = explanation_workbook(basis, result, own, unit)
        contents[place.with_suffix(".docx")] = explanation_document(basis, own, unit)
    return contents


def _name(basis: Basis, unit: Unit | None) -> str:
    """Return the name of a unit's table, without ending; the unit's id where several share an appendix."""
    if unit is None:
        return f"giai_trinh_{_OFFICE}"
    shared = Counter(each.appendix for each in basis.period.units)[unit.appendix] > 1
    return f"giai_trinh_phuluc_{slug(unit.appendix)}{f'_{unit.id}' if shared else ''}"
