"""The command `approve`: freeze the result under a number, and make master and report without the draft mark.

What is approved is one entry of the ledger, with the files made of it. Killed before that entry, the round is not
approved; killed after it, it is, and the next run of `approve` or `merge` puts the files into their places.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.ledger import Approval, NobodyDecides, encode_snapshot
from par_excel.merge import merge
from par_excel.merge.result_differences import result_differences
from par_excel.merge.snapshot import take_snapshot
from par_excel.model import (
    ApprovalMark,
    Basis,
    ConfigError,
    Obstacle,
    ParExcelError,
    Result,
    ResultDifference,
    Snapshot,
)
from par_excel.vietnamese import format_date, local_day, nfc, parse_date
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import anchor_of, ledger_of
from par_excel.workflow.folder.own_outputs import replace_outputs
from par_excel.workflow.intake.check import CheckOutcome, check_inbox
from par_excel.workflow.intake.intake import Progress
from par_excel.workflow.intake.rereading import reading_problems
from par_excel.workflow.results.approved import (
    ABOUT_OTHERS,
    approvals_of,
    as_approved,
    kept_files,
    newest_outputs,
    snapshot_of,
    template_hash,
)
from par_excel.workflow.results.comparing import comparison_of
from par_excel.workflow.results.obstacles import obstacles_of
from par_excel.workflow.results.present import made_output
from par_excel.workflow.results.review import TakenReview, take_review

_DECISION = re.compile(
    r"(?:quyết định\s+)?số\s+(?P<number>[^,;]+?)\s*[,;]?\s+ngày\s+(?P<day>.+)", re.IGNORECASE
)


class FiguresChanged(ParExcelError):  # noqa: N818 - named after what happened
    """What is kept in the ledger is not what was received: nothing is approved on it."""

    exit_status = 1

    def __init__(self, problems: Sequence[str]) -> None:
        more = (
            f" (và {len(problems) - _NAMED} chỗ khác, xem bằng lệnh verify)" if len(problems) > _NAMED else ""
        )
        super().__init__(
            f"Chưa phê duyệt: số liệu trong sổ theo dõi khác với tệp đã nhận. {' '.join(problems[:_NAMED])}{more} "
            "Cách xử lý: tìm hiểu ai đã sửa sổ theo dõi; chạy lệnh check --retry để đọc lại mọi tệp từ nội dung đã "
            "lưu, xem lại kết quả rồi phê duyệt."
        )


_NAMED = 10
"""How many differences one message names, at most."""


class Approver(Struct, frozen=True, kw_only=True):
    """Who has an approval recorded, and when."""

    by: str
    account: str
    """Who is logged in at the computer."""
    at: datetime

    def __post_init__(self) -> None:
        """Refuse what the ledger would refuse, before anything is done."""
        if not self.by.strip():
            raise NobodyDecides


class ApproveOutcome(Struct, frozen=True, kw_only=True):
    """What the command `approve` came to."""

    checked: CheckOutcome
    result: Result
    taken: TakenReview
    obstacles: tuple[Obstacle, ...] = ()
    """What stands in the way; nothing was approved where there is any."""
    approval: Approval | None = None
    differences: tuple[ResultDifference, ...] = ()
    """From the version before."""
    is_new: bool = False
    """Whether it was approved now; else it was before, by the same decision, and nothing has changed since."""
    accepted: tuple[str, ...] = ()
    kept: tuple[Path, ...] = ()
    """Copies of former outputs that a person had changed by hand."""
    anchor: str = ""
    """Code of the chain with this approval in it."""


def approve(
    folder: Folder, said: str, approver: Approver, *, progress: Progress | None = None
) -> ApproveOutcome:
    """Take in the inbox, and freeze what it comes to; refused while anything stands in the way.

    Args:
        folder: the working folder.
        said: number and date of the decision.
        approver: who approves.
        progress: told how far the reading is.

    Raises:
        FiguresChanged: what the ledger keeps as read is not what the received bytes say.
        ConfigError: the decision is not named by number and date, or settings are wrong.
        OutputError: it is approved, and an output could not be replaced; the next run does it.
        ParExcelError: the ledger cannot be used.
    """
    decision = parse_decision(said, today=local_day(approver.at))
    checked = check_inbox(folder, now=approver.at, progress=progress)
    basis, collection = checked.basis, checked.intake.collection
    with ThreadPoolExecutor(
        1, "par_excel rereading"
    ) as beside:  # children read while results and files are made
        rereading = beside.submit(_figures_problems, folder, basis)
        taken = take_review(folder, basis, collection, by=approver.by, now=approver.at)
        result = merge(basis, taken.collection)
        result = replace(result, comparison=comparison_of(folder, basis, result))
        found = obstacles_of(basis, result, taken.refused)
        if found.left:
            _require_none(rereading.result())
            return ApproveOutcome(
                checked=checked, result=result, taken=taken, obstacles=found.left, accepted=found.accepted
            )
        snapshot = take_snapshot(basis, result, accepted=found.accepted, template=template_hash(folder))
        version = _version(folder, snapshot, decision, approver)
        marked = as_approved(result, version.mark)
        files = {} if version.standing else _files(folder, basis, marked)
        _require_none(rereading.result())  # the last thing before the entry that approves
    # First the entry, then the files: a run that is killed in between has approved, and the next one puts them in place.
    approval = version.standing or _record(folder, files, version, approver)
    kept = _put_in_place(folder, approval, now=approver.at)
    return ApproveOutcome(
        checked=checked,
        result=marked,
        taken=taken,
        approval=approval,
        differences=version.mark.differences,
        is_new=version.standing is None,
        accepted=found.accepted,
        kept=kept,
        anchor=anchor_of(folder),
    )


def _figures_problems(folder: Folder, basis: Basis) -> tuple[str, ...]:
    """Read all again from the stored bytes, whatever the ledger remembers of it."""
    with ledger_of(folder, with_log=False) as ledger:
        return (*ledger.figures_problems(), *reading_problems(ledger, basis))


def _require_none(problems: Sequence[str]) -> None:
    if problems:
        raise FiguresChanged(problems)


def parse_decision(said: str, *, today: date) -> str:
    """Return number and date of a decision as they are kept: `số 123/QĐ-UBND, ngày 05/03/2021`.

    Raises:
        ConfigError: they are not there, or the day has not come yet.
    """
    found = _DECISION.fullmatch(" ".join(nfc(said).split()))
    day = parse_date(found["day"].rstrip(".")) if found else None
    if found is None or day is None:
        raise ConfigError(
            f"“{said}” chưa nêu đủ số và ngày của quyết định phê duyệt.",
            'ghi theo dạng --decision "số 123/QĐ-UBND, ngày 05/03/2021".',
        )
    if day > today:
        raise ConfigError(f"Ngày {format_date(day)} của quyết định phê duyệt chưa đến.", "ghi ngày đã ký.")
    return f"số {found['number']}, ngày {format_date(day)}"


class _NextVersion(Struct, frozen=True):
    """The version that is to be: a new one, or the one that stands."""

    mark: ApprovalMark
    body: bytes
    standing: Approval | None


def _version(folder: Folder, snapshot: Snapshot, decision: str, approver: Approver) -> _NextVersion:
    """Return the next version; the newest where the same decision approves the same once more."""
    former = approvals_of(folder)
    newest = former[-1] if former else None
    found = result_differences(snapshot_of(newest), snapshot, ABOUT_OTHERS) if newest else ()
    body = encode_snapshot(snapshot)
    if newest is not None and not found and newest.decision == decision:
        return _NextVersion(_mark(newest, snapshot), newest.body, newest)
    mark = ApprovalMark(
        version=len(former) + 1,
        decision=decision,
        by=approver.by,
        at=approver.at,
        fingerprint=sha256(body).hexdigest(),
        holds=True,
        accepted=snapshot.result.accepted,
        against=len(former),
        differences=found,
        anchor=anchor_of(folder),
    )
    return _NextVersion(mark, body, None)


def _mark(approval: Approval, snapshot: Snapshot) -> ApprovalMark:
    return ApprovalMark(
        version=approval.version,
        decision=approval.decision,
        by=approval.by,
        at=approval.at,
        fingerprint=approval.fingerprint,
        holds=True,
        accepted=snapshot.result.accepted,
        anchor=approval.anchor,
    )


def _files(folder: Folder, basis: Basis, result: Result) -> Mapping[str, bytes]:
    return {output.name: made_output(folder, output, basis, result) for output in folder.made_of_result}


def _record(
    folder: Folder, files: Mapping[str, bytes], version: _NextVersion, approver: Approver
) -> Approval:
    """Keep the files with all that is fixed in one transaction."""
    with ledger_of(folder) as ledger:
        return ledger.approvals.add(
            version.body,
            files,
            version=version.mark.version,
            decision=version.mark.decision,
            by=approver.by,
            account=approver.account,
            at=approver.at,
            anchor=version.mark.anchor,
        )


def _put_in_place(folder: Folder, approval: Approval, *, now: datetime) -> tuple[Path, ...]:
    copies = kept_files(folder, approvals_of(folder))
    return replace_outputs(folder, {**copies, **newest_outputs(folder, approval, copies)}, now=now)
