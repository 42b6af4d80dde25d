"""The approvals of a folder, and the present result compared with the newest one.

Approved files are kept as bytes in the ledger, so that copies and outputs can be put back into their places at any
time: after a run that was killed, or where somebody took them away.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.checks.arrivals import newest_submission_unclear, older_submission_sent_again
from par_excel.ledger import Approval, Ledger, decode_snapshot
from par_excel.merge import merge
from par_excel.merge.result_differences import result_differences
from par_excel.merge.snapshot import COMES_LATER, take_snapshot
from par_excel.model import (
    COUNTING,
    ApprovalMark,
    Basis,
    Collection,
    ConfigError,
    ParExcelError,
    Result,
    ResultDifference,
    Snapshot,
    UnitState,
)
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import has_ledger, ledger_of
from par_excel.workflow.folder.outputs import read_output
from par_excel.workflow.results.comparing import comparison_of

ABOUT_OTHERS = frozenset(
    check.rule.code for check in (newest_submission_unclear, older_submission_sent_again)
)
"""Findings that tell of returns which do not count."""
SNAPSHOT_FILE = "ket_qua.json"
"""The copy of what an approval fixes."""


class UnreadableApproval(ParExcelError):  # noqa: N818 - named after what happened
    """Another version of the program has written what was approved, and this one cannot read it."""

    def __init__(self, version: int) -> None:
        super().__init__(
            f"Không đọc được nội dung đã phê duyệt (phiên bản {version}) vì do một phiên bản khác của chương trình "
            "ghi. Cách xử lý: cài lại phiên bản chương trình đã dùng khi phê duyệt; các tệp đã phê duyệt vẫn còn "
            f"nguyên trong outbox/phe_duyet/phien_ban_{version}."
        )


class Approved(Struct, frozen=True):
    """The approved version that holds, and in what the present differs from it."""

    approval: Approval
    snapshot: Snapshot
    differences: tuple[ResultDifference, ...]

    @property
    def holds(self) -> bool:
        """Say whether the present is what was approved."""
        return not self.differences

    def has_made(self, name: str, data: bytes | None) -> bool:
        """Say whether a file is, byte for byte, what was made of the approved version under this name."""
        return data is not None and hashlib.sha256(data).hexdigest() == self.approval.files.get(name)

    @property
    def mark(self) -> ApprovalMark:
        """What outputs say of it."""
        return ApprovalMark(
            version=self.approval.version,
            decision=self.approval.decision,
            by=self.approval.by,
            at=self.approval.at,
            fingerprint=self.approval.fingerprint,
            holds=self.holds,
            accepted=self.snapshot.result.accepted,
            against=0 if self.holds else self.approval.version,
            differences=self.differences,
            anchor=self.approval.anchor,
        )


def approvals_of(folder: Folder) -> tuple[Approval, ...]:
    """Return every approval, oldest first; the ledger is opened without its log, and changed by nothing."""
    if not has_ledger(folder):
        return ()
    with ledger_of(folder, with_log=False) as ledger:
        return ledger.approvals.every()


def snapshot_of(approval: Approval) -> Snapshot:
    """Return what an approval fixes.

    Raises:
        UnreadableApproval: another version of the program has written it.
    """
    try:
        return decode_snapshot(approval.body)
    except ValueError as failure:
        raise UnreadableApproval(approval.version) from failure


def held_against(folder: Folder, basis: Basis, result: Result) -> Approved | None:
    """Return the newest approval with every difference of this result from it; None where nothing was approved."""
    every = approvals_of(folder)
    if not every:
        return None
    snapshot = snapshot_of(every[-1])
    present = take_snapshot(basis, result, accepted=snapshot.result.accepted, template=template_hash(folder))
    return Approved(every[-1], snapshot, result_differences(snapshot, present, ABOUT_OTHERS))


def held_now(folder: Folder, basis: Basis, collection: Collection) -> Approved | None:
    """Return the same for what a collection comes to; a year before that cannot be read is a difference of its own."""
    if not approvals_of(folder):
        return None
    result = merge(basis, collection)
    with suppress(ConfigError):
        result = replace(result, comparison=comparison_of(folder, basis, result))
    return held_against(folder, basis, result)


def mark_in_files(folder: Folder, approved: Approved) -> ApprovalMark:
    """Return the approval as the files made of it show it: with the changes from the version before."""
    mark, version = approved.mark, approved.approval.version
    former = [each for each in approvals_of(folder) if each.version < version]
    if not approved.holds or not former:
        return mark
    changes = result_differences(snapshot_of(former[-1]), approved.snapshot)
    return replace(mark, against=former[-1].version, differences=changes)


def template_hash(folder: Folder) -> str:
    """Return the SHA-256 of the office's own Word template; empty where there is none."""
    data = read_output(folder.report_template)
    return "" if data is None else hashlib.sha256(data).hexdigest()


def as_it_stands(result: Result, approved: Approved | None) -> Result:
    """Return the result as what it is: the approved version, or a draft again that names what it differs from."""
    if approved is None:
        return result
    if approved.holds:
        return as_approved(_without_later(result, approved), approved.mark)
    mark = approved.mark
    reason = (
        f"Số liệu hiện nay khác {mark.title} đã phê duyệt ở {len(mark.differences)} điểm "
        "(xem sheet “Khác bản phê duyệt” của bảng tổng hợp)."
    )
    return replace(result, draft_reasons=(reason, *result.draft_reasons), approval=mark)


def as_approved(result: Result, mark: ApprovalMark) -> Result:
    """Return a result as an approved one: no draft any more, every valid return closed."""
    units = tuple(
        replace(each, state=UnitState.FROZEN) if each.state is UnitState.VALID else each
        for each in result.units
    )
    return replace(result, units=units, draft_reasons=(), approval=mark)


def _without_later(result: Result, approved: Approved) -> Result:
    """Leave out what came after the approval and changes nothing of it."""
    approval = approved.approval
    known = {(each["sha256"], each["unit"]) for each in approved.snapshot.result.returns}
    later = {
        each.file
        for each in result.received
        if each.state not in COUNTING
        and (each.sha256, each.unit) not in known
        and (each.state not in COMES_LATER or each.received > approval.at)
    }
    decisions = tuple(each for each in result.decisions if each.number < approval.number)
    return replace(
        result,
        decisions=decisions,
        in_force=result.in_force & {each.number for each in decisions},
        received=tuple(each for each in result.received if each.file not in later),
        held=(),
        findings=tuple(each for each in result.findings if each.unit or each.place.file not in later),
    )


def kept_files(folder: Folder, approvals: tuple[Approval, ...]) -> Mapping[Path, bytes]:
    """Return the copies of everything approved, by place; what nobody has any more is left out.

    A ledger that was made anew from its log gets the bytes back from copies that are still there.
    """
    if not approvals:
        return {}
    found: dict[Path, bytes] = {}
    # all copies, not only the newest: each lies in a folder of its own and may have been taken away
    with ledger_of(folder, with_log=False) as ledger:
        for approval in approvals:
            place = folder.approved(approval.version)
            found[place / SNAPSHOT_FILE] = approval.body
            for name, sha256 in approval.files.items():
                data = _bytes(ledger, place / name, sha256)
                if data is not None:
                    found[place / name] = data
    return found


def _bytes(ledger: Ledger, copy: Path, sha256: str) -> bytes | None:
    data = ledger.approvals.file(sha256)
    if data is not None:
        return data
    standing = read_output(copy)
    if standing is None or hashlib.sha256(standing).hexdigest() != sha256:
        return None
    ledger.approvals.give_back(standing)
    return standing


def newest_outputs(folder: Folder, approval: Approval, copies: Mapping[Path, bytes]) -> Mapping[Path, bytes]:
    """Return master and report of an approval by their places in the outbox, as far as their bytes are there."""
    place = folder.approved(approval.version)
    outputs = {output: place / output.name for output in folder.made_of_result}
    return {output: copies[copy] for output, copy in outputs.items() if copy in copies}


def copies_made_anew(folder: Folder, approved: Approved, made: Mapping[Path, bytes]) -> Mapping[Path, bytes]:
    """Return copies of what was made anew where nobody had the bytes any more; the ledger gets them back as well.

    Only what is byte for byte what was approved is a copy of it.
    """
    place = folder.approved(approved.approval.version)
    found = {
        place / output.name: made[output]
        for output in folder.made_of_result
        if place / output.name not in made and approved.has_made(output.name, made[output])
    }
    if found:
        with ledger_of(folder, with_log=False) as ledger:
            for data in found.values():
                ledger.approvals.give_back(data)
    return found
