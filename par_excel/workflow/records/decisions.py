"""The commands `exclude`, `include`, `use`, `join`, `waive` and `received`: what a person decides.

The inbox is taken in first, so that a decision can be about what has just arrived, and again afterwards, so that it is
told what the decision came to.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from par_excel.checks.scores import score_out_of_range
from par_excel.ledger import NobodyDecides, ReasonMissing, Recorded, submissions_of
from par_excel.merge import merge
from par_excel.merge.decided import choices, key_of, may_be_waived, paper_reports, waived
from par_excel.merge.joining import Contradiction, JoinPlan, contradictions
from par_excel.model import (
    JOINED_BY,
    OBSTACLE_WORDS,
    Basis,
    ConfigError,
    Decision,
    DecisionKind,
    Finding,
    FindingKey,
    ObstacleKind,
    Received,
    ReturnState,
    Submission,
    Unit,
)
from par_excel.vietnamese import fold, harmless, is_empty_phrase
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.folder.naming import find_return, find_unit
from par_excel.workflow.intake.intake import Intake, take_in
from par_excel.workflow.results.obstacles import COMMON, obstacles_of

_LEAST_PARTS = 2
"""How many files make a joint return, at least."""
_OUT_OF_RANGE = (
    "Điểm ngoài khoảng cho phép không được tính dù đã chấp nhận: tiêu chí này chưa có điểm cho đến khi cơ quan gửi bản sửa, "
    "hoặc cơ quan tổng hợp ghi điểm rà soát (lệnh review, hoặc trang “Tiêu chí”)."
)
_OBSTACLES = frozenset(kind.value for kind in ObstacleKind if kind.value)


class Decider(Struct, frozen=True):
    """Who decides, why and when."""

    by: str
    reason: str
    at: datetime
    account: str = ""
    """Who is logged in at the computer; empty where the system does not know."""

    def __post_init__(self) -> None:
        """Refuse what the ledger would refuse, before anything is done."""
        if is_empty_phrase(self.reason):  # the “…” of a command that was copied is no reason either
            raise ReasonMissing
        if not self.by.strip():
            raise NobodyDecides


class NamedFinding(Struct, frozen=True):
    """A finding as a person names it."""

    unit: str
    code: str
    criterion: str = ""
    """Empty: whichever it is."""
    value: str | None = None
    """None: whichever it is."""

    @property
    def is_obstacle(self) -> bool:
        """Say whether it is no finding, but something that stands in the way of approving."""
        return self.recorded_code in _OBSTACLES

    @property
    def recorded_code(self) -> str:
        """The code as the log has it, whether it was typed so or in words."""
        said = self.code.strip()
        return next((code for code, word in OBSTACLE_WORDS.items() if word == said.casefold()), said.upper())

    def is_of(self, key: FindingKey) -> bool:
        """Say whether a finding has this code and criterion."""
        return key.code == self.recorded_code and self.criterion.strip() in {"", key.criterion}

    def __str__(self) -> str:
        code = OBSTACLE_WORDS.get(self.recorded_code, self.recorded_code)
        return f"{code} ở tiêu chí {self.criterion.strip()}" if self.criterion.strip() else code


class DecisionOutcome(Struct, frozen=True, kw_only=True):
    """A decision, and where its unit stands with it."""

    decision: Decision
    unit: Unit | None
    """None where it is about something that is no unit's own."""
    intake: Intake
    notice: str
    """What a person should know about the log; empty where all is well."""


def exclude(folder: Folder, said: str, decider: Decider) -> DecisionOutcome:
    """Decide that a return does not count.

    Raises:
        ConfigError: it is not clear which, or it does not count already.
    """
    return _decide_on_return(folder, said, decider, DecisionKind.EXCLUDE)


def include(folder: Folder, said: str, decider: Decider) -> DecisionOutcome:
    """Decide that a return that was excluded counts again.

    Raises:
        ConfigError: it is not clear which, or it was not excluded.
    """
    return _decide_on_return(folder, said, decider, DecisionKind.INCLUDE)


def use(folder: Folder, said_unit: str, said: str, decider: Decider) -> DecisionOutcome:
    """Decide which return of a unit is in use; all others that came before are settled by it.

    Raises:
        ConfigError: it is not clear which, it is no return of this unit, or it was excluded.
    """
    basis = basis_of(folder)
    unit = find_unit(basis, said_unit)
    intake = take_in(folder, basis, now=decider.at)
    own = [each for each in intake.collection.received if each.unit == unit.id]
    found = find_return(own, said)
    if found.state is ReturnState.EXCLUDED:
        raise ConfigError(f"Bản nộp {found.file} đã bị loại.", "dùng lại bằng lệnh include trước.")
    if found.state is ReturnState.CURRENT and unit.id not in {each.unit for each in intake.collection.held}:
        raise ConfigError(f"Bản nộp {found.file} đang được dùng.", "không cần quyết định gì.")
    return _choose(folder, basis, unit, decider, DecisionKind.USE, found, noticed=intake.notice)


def join(
    folder: Folder, said_unit: str, said: Sequence[str], picks: Sequence[str], decider: Decider
) -> DecisionOutcome:
    """Decide that several files are parts of one return; `1.2=phuluc_4.xlsx` picks the one that holds for a criterion.

    Raises:
        ConfigError: it is not clear which, or they contradict each other where nothing was picked.
    """
    basis = basis_of(folder)
    unit = find_unit(basis, said_unit)
    intake = take_in(folder, basis, now=decider.at)
    own = [each for each in intake.collection.received if each.unit == unit.id]
    found = list(dict.fromkeys(find_return(own, each) for each in said))
    if len(found) < _LEAST_PARTS:
        raise ConfigError("Cần ít nhất hai tệp khác nhau để ghép.", "nêu tên từng tệp.")
    with ledger_of(folder) as ledger:
        parts = parts_of(ledger.outcomes(), found)
    plan = JoinPlan(tuple(each.sha256 for each in found), dict(_pick(found, each) for each in picks))
    left = contradictions(parts, plan.picks)
    if left:
        raise ConfigError(_contradicting(left), "chọn từng mục bằng --take, ví dụ --take 1.2=TỆP.")
    names = JOINED_BY.join(each.file for each in found)
    given = replace(found[0], sha256=plan.sha256, file=names)
    return _choose(
        folder, basis, unit, decider, DecisionKind.JOIN, given, noticed=intake.notice, plan=plan.text
    )


def parts_of(recorded: Iterable[Recorded], named: Sequence[Received]) -> tuple[Submission, ...]:
    """Return what these files say, in their order."""
    found = submissions_of(recorded)
    missing = next((each for each in named if each.sha256 not in found), None)
    if missing is not None:
        raise ConfigError(f"{missing.file} là bản đã ghép.", "nêu tên từng tệp của bản đó.")
    excluded = next((each for each in named if each.state is ReturnState.EXCLUDED), None)
    if excluded is not None:
        raise ConfigError(f"Bản nộp {excluded.file} đã bị loại.", "dùng lại bằng lệnh include trước.")
    return tuple(found[each.sha256] for each in named)


def _pick(among: Sequence[Received], said: str) -> tuple[str, str]:
    code, _, file = said.partition("=")
    return code.strip(), find_return(among, file.strip()).sha256


def _contradicting(found: Sequence[Contradiction]) -> str:
    rows = (
        f"{each.code} ({'; '.join(f'{file}: {text}' for file, text in each.said.items())})" for each in found
    )
    return f"Các tệp ghi khác nhau ở {len(found)} mục: {', '.join(rows)}."


def stop_using(
    folder: Folder, said_unit: str, decider: Decider, kind: DecisionKind = DecisionKind.UNUSE
) -> DecisionOutcome:
    """Take back the decision which return of a unit is in use: the rules decide again.

    Raises:
        ConfigError: nothing was decided.
    """
    basis = basis_of(folder)
    unit = find_unit(basis, said_unit)
    with ledger_of(folder) as ledger:
        notice, chosen = ledger.log_notice, choices(ledger.decisions()).get(unit.id)
    if chosen is None:
        raise ConfigError(
            f"Chưa có quyết định nào về bản đang dùng của {unit.name}.",
            "dùng lệnh log để xem các quyết định.",
        )
    return _choose(folder, basis, unit, decider, kind, chosen, noticed=notice)


def _choose(  # noqa: PLR0913, PLR0917 - as below
    folder: Folder,
    basis: Basis,
    unit: Unit,
    decider: Decider,
    kind: DecisionKind,
    given: Received | Decision,
    *,
    noticed: str,
    plan: str = "",
) -> DecisionOutcome:
    key = FindingKey(unit.id, "", "", plan)
    sha256, file = given.sha256, given.file
    return _decide(folder, basis, unit, decider, kind, noticed=noticed, sha256=sha256, file=file, finding=key)


def correct_received(
    folder: Folder, said: str, received: datetime | None, decider: Decider
) -> DecisionOutcome:
    """Decide when a return was received; None takes former decisions about it back.

    Raises:
        ConfigError: it is not clear which return, or the moment has not come yet.
    """
    if received is not None and received > decider.at:
        raise ConfigError("Thời điểm nhận chưa đến.", "ghi thời điểm đã qua.")
    return _decide_on_return(folder, said, decider, DecisionKind.RECEIVED, received=received)


def note_report(
    folder: Folder, said_unit: str, decider: Decider, *, is_there: bool = True
) -> DecisionOutcome:
    """Record that the signed report of a unit came on paper, or take that back.

    Raises:
        ConfigError: no such unit, or it is recorded so already.
    """
    basis = basis_of(folder)
    unit = find_unit(basis, said_unit)
    intake = take_in(folder, basis, now=decider.at)
    if (unit.id in paper_reports(intake.collection.decisions)) is is_there:
        state = "đã được ghi nhận từ trước" if is_there else "chưa được ghi nhận"
        raise ConfigError(f"Báo cáo giấy của {unit.name} {state}.", "dùng lệnh log để xem các quyết định.")
    kind = DecisionKind.PAPER_REPORT if is_there else DecisionKind.NO_PAPER_REPORT
    about = FindingKey(unit.id, "", "", "")
    return _decide(folder, basis, unit, decider, kind, noticed=intake.notice, file=unit.name, finding=about)


def waive(folder: Folder, named: NamedFinding, decider: Decider) -> DecisionOutcome:
    """Decide that something found in a unit's return is accepted.

    Raises:
        ConfigError: it is not clear what, or nothing of it was found.
    """
    basis = basis_of(folder)
    unit = _unit_of(basis, named)
    intake = take_in(folder, basis, now=decider.at)
    if unit is None or named.is_obstacle:
        keys = _obstacles(basis, intake, "" if unit is None else unit.id, named)
    else:
        if not any(named.is_of(key_of(finding)) for finding in intake.findings(unit.id)):
            _ensure_not_waived(intake, unit.id, named)
        keys = _to_waive(intake.findings(unit.id), unit, named)
    key = _one(keys, named)
    beyond = _OUT_OF_RANGE if key.code == score_out_of_range.rule.code else ""
    noticed = " ".join(filter(None, (intake.notice, beyond)))
    return _decide(folder, basis, unit, decider, DecisionKind.WAIVE, noticed=noticed, finding=key)


def unwaive(folder: Folder, named: NamedFinding, decider: Decider) -> DecisionOutcome:
    """Decide that something is accepted no longer.

    Raises:
        ConfigError: it is not clear what, or nothing of it was accepted.
    """
    basis = basis_of(folder)
    unit = _unit_of(basis, named)
    with ledger_of(folder) as ledger:
        notice = ledger.log_notice
        accepted = [
            key for key in waived(ledger.decisions()) if key.unit == ("" if unit is None else unit.id)
        ]
    found = [key for key in accepted if named.is_of(key)]
    if not found:
        raise ConfigError(
            f"{'Kỳ này' if unit is None else unit.name} không có ngoại lệ nào được chấp nhận cho {named}.",
            f"các ngoại lệ hiện có: {_listed(accepted)}.",
        )
    key = _one(found, named)
    return _decide(folder, basis, unit, decider, DecisionKind.UNWAIVE, noticed=notice, finding=key)


def _decide_on_return(
    folder: Folder, said: str, decider: Decider, kind: DecisionKind, *, received: datetime | None = None
) -> DecisionOutcome:
    basis = basis_of(folder)
    intake = take_in(folder, basis, now=decider.at)
    found = find_return(intake.collection.received, said)
    if found.file.count(JOINED_BY) and found.sha256 in {each.sha256 for each in intake.collection.decisions}:
        raise ConfigError(f"{found.file} là bản đã ghép.", "dùng lệnh join với --undo để thôi ghép.")
    is_out = found.state is ReturnState.EXCLUDED
    if kind is DecisionKind.EXCLUDE and is_out:
        raise ConfigError(f"Bản nộp {found.file} đã bị loại từ trước.", "dùng lệnh log để xem quyết định đó.")
    if kind is DecisionKind.INCLUDE and not is_out:
        raise ConfigError(f"Bản nộp {found.file} không bị loại.", "chỉ nêu tên bản nộp đã bị loại.")
    unit = basis.units[found.unit]
    sha256, file, noticed = found.sha256, found.file, intake.notice
    return _decide(
        folder, basis, unit, decider, kind, noticed=noticed, sha256=sha256, file=file, received=received
    )


def _decide(  # noqa: PLR0913 - a decision has these parts
    folder: Folder,
    basis: Basis,
    unit: Unit | None,
    decider: Decider,
    kind: DecisionKind,
    *,
    noticed: str,
    sha256: str = "",
    file: str = "",
    finding: FindingKey | None = None,
    received: datetime | None = None,
) -> DecisionOutcome:
    with ledger_of(folder) as ledger:
        decision = ledger.decide(
            kind,
            by=decider.by,
            at=decider.at,
            reason=decider.reason,
            sha256=sha256,
            file=file,
            finding=finding,
            received=received,
            account=decider.account,
        )
        notice = ledger.log_notice
    intake = take_in(folder, basis, now=decider.at)
    told = noticed if notice in noticed else f"{noticed} {notice}".strip()
    return DecisionOutcome(decision=decision, unit=unit, intake=intake, notice=told)


def _unit_of(basis: Basis, named: NamedFinding) -> Unit | None:
    """Return the unit that is named; None for what is nobody's own."""
    is_common = named.is_obstacle and fold(named.unit) == COMMON
    return None if is_common else find_unit(basis, named.unit)


def _ensure_not_waived(intake: Intake, unit: str, named: NamedFinding) -> None:
    """Say how to correct a waiver where what is named was accepted before.

    Raises:
        ConfigError: it was.
    """
    for key, decision in waived(intake.collection.decisions).items():
        if key.unit == unit and named.is_of(key):
            command = f"par-excel waive {key.unit or COMMON} {key.shown_code}"
            words = [command, key.criterion, '--undo --reason "…"']
            raise ConfigError(
                f"{named} đã được chấp nhận là ngoại lệ, lý do: {decision.reason}.",
                f"muốn đổi lý do thì thôi chấp nhận rồi chấp nhận lại: {' '.join(filter(None, words))}",
            )


def _obstacles(basis: Basis, intake: Intake, unit: str, named: NamedFinding) -> list[FindingKey]:
    """Return what stands in the way of approving and is named."""
    left = [each.key for each in obstacles_of(basis, merge(basis, intake.collection)).left]
    own = [key for key in left if key.unit == unit]
    found = [key for key in own if named.is_of(key)]
    if not found:
        _ensure_not_waived(intake, unit, named)
        raise ConfigError(
            f"Không có vướng mắc {named} khi phê duyệt.",
            f"các vướng mắc hiện có: {_listed([key for key in own if key.code in _OBSTACLES])}.",
        )
    return found


def _to_waive(findings: Sequence[Finding], unit: Unit, named: NamedFinding) -> list[FindingKey]:
    """Return what may be accepted; more than one where the same was found with different values."""
    keys = [key_of(finding) for finding in findings if may_be_waived(finding)]
    found = [key for key in keys if named.is_of(key)]
    if found:
        return list(dict.fromkeys(found))
    if any(named.is_of(key_of(finding)) for finding in findings):
        raise ConfigError(
            f"{named} chỉ là ghi chú.", "ghi chú không ảnh hưởng kết quả nên không cần chấp nhận."
        )
    raise ConfigError(
        f"Bản nộp đang dùng của {unit.name} không có lỗi hay cảnh báo {named}.",
        f"các lỗi và cảnh báo hiện có: {_listed(keys)}.",
    )


def _one(keys: Sequence[FindingKey], named: NamedFinding) -> FindingKey:
    found = [key for key in keys if named.value is None or _is_value(key.value, named.value)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ConfigError(
            f"{named} không có giá trị “{named.value}”.", f"các giá trị hiện có: {_values(keys)}."
        )
    criteria = dict.fromkeys(key.criterion or "(không thuộc tiêu chí nào)" for key in found)
    if len(criteria) > 1:
        raise ConfigError(f"{named} có ở nhiều tiêu chí: {', '.join(criteria)}.", "nêu rõ tiêu chí.")
    raise ConfigError(f"{named} có ở nhiều giá trị: {_values(found)}.", "nêu rõ bằng tùy chọn --value.")


def _is_value(value: str, said: str) -> bool:
    """Say whether a value is the one that is named: as it stands in the return, or as pages and terminals show it."""
    return fold(said) in {fold(value), fold(harmless(value))}


def _listed(keys: Sequence[FindingKey]) -> str:
    return ", ".join(dict.fromkeys(f"{key.shown_code} {key.criterion}".strip() for key in keys)) or "không có"


def _values(keys: Sequence[FindingKey]) -> str:
    return ", ".join(f"“{key.value}”" for key in keys)
