"""The command `verify`: is all that was received, decided and made still as it was written?

Master workbook and report are made anew from the ledger in memory. Where a file has other bytes, its content is compared
with what was made, cell by cell and paragraph by paragraph: a file that was saved again, or made by another version of
the program, agrees as long as it says the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from par_excel.ledger import Approval, Ledger, Verification
from par_excel.model import ANCHOR, ParExcelError
from par_excel.reading.outputs.differences import OutputDifference, UnreadableOutput
from par_excel.reading.outputs.document import document_differences
from par_excel.reading.outputs.workbook import workbook_differences
from par_excel.system import ChildNotStarted
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import ledger_of, require_ledger
from par_excel.workflow.folder.lost_records import lost_records
from par_excel.workflow.folder.outputs import read_output
from par_excel.workflow.folder.own_outputs import sha256_of
from par_excel.workflow.intake.looking import look
from par_excel.workflow.intake.rereading import reading_problems
from par_excel.workflow.results.anchors import anchor_problems
from par_excel.workflow.results.approved import SNAPSHOT_FILE, approvals_of
from par_excel.workflow.results.present import Present, made_anew, present_of

_VERSION = re.compile(r"phien_ban_(\d+)")
_LIMIT_NAMED = 100
"""How many differences of one file are named, at most: whoever sees so many has it made anew."""
_MERGE = "chạy lại par-excel merge để lập bản khớp"
_APPROVE = "tệp không nói đúng số liệu đã phê duyệt, hãy phê duyệt lại"
_DECISIONS = "sheet “Quyết định”"
_BESIDES = frozenset({"Phiên bản chương trình", "Còn trong thư mục nhận"})
"""What a master workbook says of other things than the ledger: by which version it was made, what lies in the inbox."""


def verify_all(folder: Folder, *, code: str = "") -> Verification:
    """Hold ledger, log and outputs against the hashes taken when they were written, and outputs against the ledger.

    Copies of approved versions are held against the approvals in the chain, and the chain against every place outside
    of it that names a point of it.

    Args:
        folder: the working folder.
        code: a point of the chain, as it stands on paper; it must still be there.

    Raises:
        ConfigError: nothing was ever recorded in this folder, or this is no code.
        ParExcelError: the ledger is damaged so much that it cannot be opened.
    """
    lost = lost_records(folder)
    if lost:
        return Verification(parcels=0, size_bytes=0, readings=0, entries=0, problems=(lost,))
    require_ledger(folder)
    with ledger_of(folder) as ledger:
        found = ledger.verify()
        anchors = tuple(anchor_problems(folder, ledger, code))
        outputs = ledger.outputs()
        readings = tuple(_readings(folder, ledger))
    every = (
        anchors,
        readings,
        _changed_outputs(folder, outputs),
        _approvals(folder),
        _outputs(folder, outputs),
    )
    for problem in chain.from_iterable(every):
        found = found.with_problem(problem)
    return found


def _readings(folder: Folder, ledger: Ledger) -> Iterator[str]:
    """Yield where what is kept as read is not what the received bytes say."""
    try:
        yield from reading_problems(ledger, basis_of(folder))
    except (ParExcelError, ChildNotStarted) as failure:
        yield f"Chưa đọc lại được các tệp đã nhận từ nội dung đã lưu: {failure}"


def _changed_outputs(folder: Folder, outputs: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the outputs that are not as they were written; one that was taken away is none."""
    filled_in = {folder.review, folder.entry}  # made for the office to write in
    for name, hashes in outputs.items():
        if folder.root / name in filled_in or folder.approvals in (folder.root / name).parents:
            continue  # copies of what was approved are held against the approval itself
        data = read_output(folder.root / name)
        if data is None or sha256_of(data) == hashes[-1]:
            continue
        if sha256_of(data) in hashes:
            yield f"Tệp {name} là bản chương trình đã lập trước đó, không phải bản mới nhất; chạy lại lệnh đã lập tệp."
        else:
            yield f"Tệp {name} khác với bản chương trình đã lập (đã được sửa bằng tay, hoặc bị hỏng)."


def _outputs(folder: Folder, outputs: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield where master workbook or report does not say what the ledger holds."""
    if not outputs:
        return
    try:
        yield from output_problems(folder)
    except ParExcelError as failure:
        yield f"Chưa đối chiếu được số liệu của các tệp đã lập với sổ theo dõi: {failure}"


def output_problems(folder: Folder) -> Iterator[str]:
    """Yield where master workbook or report says something else than what is made of the ledger now.

    A file that is not there says nothing. One that is byte for byte what was approved is not held against a present that
    differs from it.

    Raises:
        ConfigError: there is no inbox, or the year before cannot be read.
        ParExcelError: the ledger cannot be read.
    """
    basis = basis_of(folder)
    present = present_of(folder, basis, look(folder, basis).intake.collection)
    for output in folder.made_of_result:
        yield from _output(folder, output, present)


def _output(folder: Folder, output: Path, present: Present) -> Iterator[str]:
    """Yield where one output, and the approved one that still holds, says something else."""
    approved, data = present.approved, read_output(output)
    kept = None
    if approved is not None and approved.holds:
        kept = _kept(folder, approved.approval.files.get(output.name, ""))
    is_approved = approved is not None and approved.has_made(output.name, data)
    if kept is None and (data is None or is_approved):
        return
    wanted = made_anew(folder, output, present)
    if approved is not None and kept is not None:
        name = f"{folder.approved(approved.approval.version).name}/{output.name}"
        yield from _named(name, kept, wanted, _APPROVE)
        wanted = kept
    if data is not None:
        yield from _named(output.name, data, wanted)


def _kept(folder: Folder, hashed: str) -> bytes | None:
    with ledger_of(folder, with_log=False) as ledger:
        return ledger.approvals.file(hashed)


def _named(name: str, found: bytes, wanted: bytes, mend: str = _MERGE) -> Iterator[str]:
    """Yield each difference of a file in a sentence, and in the end what to do."""
    if found == wanted:
        return
    try:
        every = list(_differences(name, found, wanted))
    except UnreadableOutput as failure:
        yield f"{name}: không đọc lại được: {failure}."
        return
    if _is_older(every):
        yield f"{name}: lập trước các quyết định ghi sau đó ({_DECISIONS}); {mend}."
        return
    yield from (f"{name}: {_sentence(each)}" for each in every[:_LIMIT_NAMED])
    if every:
        first = f" (trên đây là {_LIMIT_NAMED} chỗ đầu)" if len(every) > _LIMIT_NAMED else ""
        yield f"{name}: có {len(every)} chỗ không khớp sổ theo dõi{first}; {mend}."


def _is_older(every: Sequence[OutputDifference]) -> bool:
    """Say whether a master workbook lacks newer decisions and says nothing else otherwise."""
    is_told = all(each.place.startswith(_DECISIONS) and each.wanted is not None for each in every)
    return is_told and any(each.found is None for each in every)


def _differences(name: str, found: bytes, wanted: bytes) -> Iterator[OutputDifference]:
    if Path(name).suffix == ".xlsx":
        return workbook_differences(found, wanted, besides=_BESIDES)
    return document_differences(found, wanted, besides=frozenset({ANCHOR}))


def _sentence(difference: OutputDifference) -> str:
    place, found, wanted = difference.place, difference.found, difference.wanted
    if found is None:
        return f"{place}: thiếu “{wanted}”."
    if wanted is None:
        return f"{place}: “{found}” không có trong sổ theo dõi."
    return f"{place} là {_said(found)}; theo sổ theo dõi là {_said(wanted)}."


def _said(text: str) -> str:
    if not text:
        return "ô trống"
    return f"“{text}”" if " " in text else text


def _approvals(folder: Folder) -> Iterator[str]:
    """Yield where a copy of what was approved is something else."""
    try:
        every = approvals_of(folder)
        for approval in every:
            yield from _copies(folder, approval)
        yield from _strangers(folder, {approval.version for approval in every})
    except ParExcelError as failure:
        yield f"Chưa đối chiếu được các bản đã phê duyệt: {failure}"


def _copies(folder: Folder, approval: Approval) -> Iterator[str]:
    place = folder.approved(approval.version)
    for name, hashed in {**approval.files, SNAPSHOT_FILE: approval.fingerprint}.items():
        data = read_output(place / name)
        shown = f"{place.name}/{name}"
        if data is None:
            yield f"Thiếu bản lưu {shown} của kết quả đã phê duyệt; lệnh merge sẽ lập lại nếu sổ theo dõi còn nội dung."
        elif sha256_of(data) != hashed:
            yield f"Bản lưu {shown} khác với bản đã phê duyệt (phiên bản {approval.version})."
            kept = _kept(folder, hashed)
            if kept is not None and name in approval.files:
                yield from _named(shown, data, kept)


def _strangers(folder: Folder, versions: set[int]) -> Iterator[str]:
    """Yield copies of versions that the ledger knows nothing of: its last entries may have been taken away."""
    if not folder.approvals.is_dir():
        return
    for path in sorted(folder.approvals.iterdir()):
        found = _VERSION.fullmatch(path.name)
        if found and int(found[1]) not in versions and path.is_dir() and any(path.glob("*.xlsx")):
            yield f"Có bản lưu {path.name} nhưng sổ theo dõi không có lần phê duyệt đó: nhật ký có thể đã bị cắt bớt."
