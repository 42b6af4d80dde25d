"""Do the kept copies agree with what was approved: byte for byte, and figure by figure read back by other readers?"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from hashlib import sha256

from par_excel.ledger import Approval
from par_excel.merge.snapshot import score_of
from par_excel.model import Snapshot
from par_excel.reading.office.master import ShownRow, UnreadableMaster, read_master
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.folder.outputs import read_output
from par_excel.workflow.results.approved import SNAPSHOT_FILE, approvals_of, snapshot_of, template_hash
from par_excel.workflow.results.proving_report import annex_differences
from par_excel.workflow.results.proving_tables import TOTAL, WantedRow, WantedTable, told
from par_excel.workflow.results.report_files import own_template

_SCORES = ("Điểm sau rà soát", "Điểm tự đánh giá")
"""Heads of the scores that count; the first stands there where the office reviewed."""
_DETAIL, _CODE = "Chi tiết", "Mã"
_VERSION = re.compile(r"phien_ban_(\d+)")


def approval_differences(folder: Folder) -> Iterator[str]:
    """Yield where a copy of an approved version is not what was approved, and copies that nothing was approved for.

    Raises:
        ParExcelError: the ledger cannot be read.
    """
    every = approvals_of(folder)
    for approval in every:
        yield from _copies(folder, approval)
    yield from _strangers(folder, {approval.version for approval in every})
    if every:
        yield from _figures(folder, every[-1])


def _copies(folder: Folder, approval: Approval) -> Iterator[str]:
    place = folder.approved(approval.version)
    for name, wanted in {**approval.files, SNAPSHOT_FILE: approval.fingerprint}.items():
        data = read_output(place / name)
        shown = f"{place.name}/{name}"
        if data is None:
            yield f"Thiếu bản lưu {shown} của kết quả đã phê duyệt; lệnh merge sẽ lập lại nếu sổ theo dõi còn nội dung."
        elif sha256(data).hexdigest() != wanted:
            yield f"Bản lưu {shown} khác với bản đã phê duyệt (phiên bản {approval.version})."


def _strangers(folder: Folder, versions: set[int]) -> Iterator[str]:
    """Yield copies of versions that the ledger knows nothing of: its last entries may have been taken away."""
    if not folder.approvals.is_dir():
        return
    for path in sorted(folder.approvals.iterdir()):
        found = _VERSION.fullmatch(path.name)
        if found and int(found[1]) not in versions and path.is_dir() and any(path.glob("*.xlsx")):
            yield (
                f"Có bản lưu {path.name} nhưng sổ theo dõi không có lần phê duyệt đó: nhật ký có thể đã bị cắt bớt."
            )


def _figures(folder: Folder, approval: Approval) -> Iterator[str]:
    """Yield figures of the kept workbook and report that are not those of the snapshot result."""
    snapshot, place = snapshot_of(approval), folder.approved(approval.version)
    files: dict[str, bytes] = {}
    with ledger_of(folder, with_log=False) as ledger:
        for name, wanted in approval.files.items():
            data = ledger.approvals.file(wanted) or read_output(place / name)
            if data is not None:
                files[name] = data
    master, report = files.get(folder.master.name), files.get(folder.report.name)
    scores = _scores(snapshot)
    if master is not None:
        yield from (f"{place.name}/{folder.master.name}: {each}" for each in _master(master, scores))
    if report is not None and snapshot.result.template == template_hash(folder):
        found = annex_differences(report, own_template(folder), scores)
        yield from (f"{place.name}/{folder.report.name}: {each}" for each in found)


def _scores(snapshot: Snapshot) -> Mapping[str, Decimal | None]:
    """Return the score of every criterion by code, and of everything."""
    return {
        **{item["code"]: score_of(item) for item in snapshot.result.items},
        TOTAL: score_of(snapshot.result.total),
    }


def _master(data: bytes, scores: Mapping[str, Decimal | None]) -> Iterator[str]:
    try:
        rows = read_master(data).get(_DETAIL, ())
    except UnreadableMaster as failure:
        yield f"không đọc lại được: {failure}."
        return
    shown = [row for row in rows if _key(row) in scores]
    head = next((each for each in _SCORES if shown and each in shown[0].values), _SCORES[-1])
    wanted = tuple(WantedRow(code, {head: score}) for code, score in scores.items())
    yield from told(shown, WantedTable(_DETAIL, _CODE, "tiêu chí", wanted))


def _key(row: ShownRow) -> str:
    return TOTAL if TOTAL in row.values.values() else row.text(_CODE)
