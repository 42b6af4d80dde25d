"""The command `entry`: what is typed into the ministry's software, and how far that is done.

The list itself says who has typed what: it is read back before it is made anew, together with copies on which others
have worked. A mark stays where nothing has changed; where something has, it is dropped and named.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.ledger import ContentMissing
from par_excel.merge import merge
from par_excel.merge.entry import came_along, entry_list, holds_program, is_taken, picture_source, pictures
from par_excel.merge.snapshot import entry_of_snapshot
from par_excel.model import (
    ApprovalMark,
    Basis,
    ConfigError,
    Entered,
    EntryFile,
    EntryItem,
    EntryList,
    Item,
    NotEntered,
    OutputError,
    Result,
    Submission,
)
from par_excel.reading.office.entry import read_entered
from par_excel.workflow.folder.folder import Folder, basis_of, read_given
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.folder.outputs import read_output
from par_excel.workflow.folder.own_outputs import remove_former, replace_outputs
from par_excel.workflow.intake.intake import Progress, take_in
from par_excel.workflow.intake.limited_tasks import unpacked
from par_excel.workflow.results.approved import Approved, as_approved, held_now


class CarriedMarks(Struct, frozen=True, kw_only=True):
    """The marks of former lists that still hold, and those that were dropped."""

    marks: Mapping[str, str]
    """Who has typed what, by code, as far as it still holds."""
    dropped: tuple[str, ...]
    """Criteria that were marked and whose values have changed since."""
    notes: tuple[str, ...]


class EntryOutcome(Struct, frozen=True, kw_only=True):
    """What the command `entry` made."""

    entry: EntryList
    marked: CarriedMarks
    refused: NotEntered | None
    """Why the list that stood in the outbox was not taken; it is kept under a dated name."""
    missing: tuple[EntryFile, ...]
    """Files of evidence whose bytes could not be had."""
    not_taken: tuple[str, ...]
    """Files that came with returns and are not copied: programs, scripts, links, macros, other kinds."""
    files: int
    """How many files of evidence there are now."""
    kept: tuple[Path, ...]
    approval: ApprovalMark | None = None
    """The approved version that it is made from, and in what the present differs; None where none was approved."""

    @property
    def left(self) -> tuple[EntryItem, ...]:
        """The criteria that have a score and are not typed yet."""
        return tuple(
            item
            for item in self.entry.items
            if item.may_be_entered and item.criterion.code not in self.marked.marks
        )

    @property
    def is_in_order(self) -> bool:
        """Say whether nothing needs a person, but for what is left to type."""
        doubts = any(item.doubts for item in self.entry.items)
        return not (self.entry.draft_reasons or self.marked.dropped or self.refused or self.missing or doubts)


def make_entry_list(
    folder: Folder, *, now: datetime, read: Sequence[Path] = (), progress: Progress | None = None
) -> EntryOutcome:
    """Take in the inbox, and write the list and the folder of evidence.

    Raises:
        ConfigError: settings are wrong, or a file that is to be read back is no whole list of this period.
        OutputError: an output could not be replaced; the former ones are all still there.
        ParExcelError: the ledger cannot be used.
    """
    basis = basis_of(folder)
    made = entry_of(folder, basis, now=now, progress=progress)
    entry = made.entry
    own = _own(folder, basis)
    copies = [_copy(path, basis) for path in read]
    former = [*([own] if isinstance(own, Entered) else []), *copies]
    marked = carried_over(entry, former)
    contents = _contents(folder, made, marked.marks)
    evidence, missing, programs = _evidence(folder, basis, entry)
    rules = basis.period.entry
    others = [name for name in _came(made.result) if not is_taken(name, rules)]
    taken_over = frozenset([folder.entry]) if isinstance(own, Entered) else frozenset[Path]()
    kept, failed = _written(
        folder, contents, {path: data for path, (_, data) in evidence.items()}, now, taken_over
    )
    remove_former(folder, folder.entry_files, keep=evidence)
    return EntryOutcome(
        entry=entry,
        marked=marked,
        refused=own if isinstance(own, NotEntered) else None,
        missing=(*missing, *(evidence[path][0] for path in failed)),
        not_taken=tuple(sorted({*others, *programs})),
        files=len(evidence) - len(failed),
        kept=kept,
        approval=made.approval,
    )


def _came(result: Result) -> Iterator[str]:
    """Yield the names of what came with returns, and of the pictures in their cells."""
    yield from (each.file for each in came_along(result))
    yield from (picture_source(file, picture) for _, _, file, picture in pictures(result))


def _contents(folder: Folder, made: "ToEnter", marks: Mapping[str, str]) -> Mapping[Path, bytes]:
    from par_excel.writing.office.entry import entry_csv, entry_json, entry_workbook  # noqa: PLC0415 - only where the list is written

    return {
        folder.entry: entry_workbook(made.basis, made.result, made.entry, marks),
        folder.entry.with_suffix(".json"): entry_json(made.entry, marks),
        folder.entry.with_suffix(".csv"): entry_csv(made.entry, marks),
    }


def mark_entered(folder: Folder, code: str, *, by: str, is_entered: bool, now: datetime) -> None:
    """Keep in the standing list that somebody has typed a criterion, or has not after all.

    Raises:
        ConfigError: there is no list yet, or it is no whole one.
        OutputError: the list could not be replaced; the former one is still there.
        ParExcelError: the ledger cannot be used.
    """
    basis = basis_of(folder)
    own = _own(folder, basis)
    if not isinstance(own, Entered):
        raise ConfigError(
            "Chưa có danh sách nhập liệu dùng được.", "lập danh sách nhập liệu trước.", file=folder.entry
        )
    made = entry_of(folder, basis, now=now)
    marks = dict(carried_over(made.entry, [own]).marks)
    if is_entered:
        marks[code] = by
    else:
        marks.pop(code, None)
    replace_outputs(folder, _contents(folder, made, marks), now=now, taken_over=frozenset([folder.entry]))


def standing_marks(folder: Folder, basis: Basis, entry: EntryList) -> Mapping[str, str]:
    """Return who has typed what by the standing list, as far as it still holds."""
    own = _own(folder, basis)
    return carried_over(entry, [own]).marks if isinstance(own, Entered) else {}


class ToEnter(Struct, frozen=True):
    """What is to be typed, and of which version."""

    basis: Basis
    """As approved where a version was."""
    result: Result
    """Marked with what the list stands on."""
    entry: EntryList
    approval: ApprovalMark | None


def entry_of(folder: Folder, basis: Basis, *, now: datetime, progress: Progress | None = None) -> ToEnter:
    """Take in the inbox; return what is to be typed: of the approved version, else of the present."""
    intake = take_in(folder, basis, now=now, progress=progress)
    return to_enter(basis, merge(basis, intake.collection), held_now(folder, basis, intake.collection))


def to_enter(basis: Basis, result: Result, approved: Approved | None) -> ToEnter:
    """Return what is to be typed of a result: as it was approved, where it was."""
    if approved is None:
        return ToEnter(basis, result, entry_list(basis, result), None)
    mark = approved.mark
    entry = replace(entry_of_snapshot(approved.snapshot), approval=mark.title)
    return ToEnter(approved.snapshot.basis, as_approved(result, replace(mark, holds=True)), entry, mark)


def carried_over(entry: EntryList, former: Sequence[Entered]) -> CarriedMarks:
    """Return the marks that still hold; one name after the other where several people have typed the same."""
    seals = {item.criterion.code: item.fingerprint for item in entry.items}
    marks: dict[str, list[str]] = {}
    dropped: dict[str, None] = {}
    for entered in former:
        for code, name in entered.marks.items():
            if seals.get(code) != entered.seals.get(code):
                dropped[code] = None
                continue
            names = marks.setdefault(code, [])
            names += [each for each in name.split(", ") if each and each not in names]
    notes = [f"{entered.file}: {note}" for entered in former for note in entered.notes]
    older = [entered.file for entered in former if entered.fingerprint != entry.fingerprint]
    if older:
        notes.append(f"Danh sách lập từ số liệu trước đó: {', '.join(older)}.")
    return CarriedMarks(
        marks={code: ", ".join(names) for code, names in marks.items()},
        dropped=tuple(code for code in dropped if code not in marks),
        notes=tuple(notes),
    )


def _own(folder: Folder, basis: Basis) -> Entered | NotEntered | None:
    data = read_output(folder.entry)
    if data is None:
        return None
    return read_entered(data, folder.entry.name, basis.period.id, basis.period.limits)


def _copy(path: Path, basis: Basis) -> Entered:
    found = read_entered(
        read_given(path, basis.period.limits), path.name, basis.period.id, basis.period.limits
    )
    if isinstance(found, NotEntered):
        raise ConfigError(
            found.reason,
            "dùng bản chép của outbox/nhap_lieu.xlsx, chỉ ghi ở hai cột “Đã nhập”, “Người nhập”; chưa có dấu nào được nhận.",
            file=path,
        )
    return found


def _written(
    folder: Folder,
    contents: Mapping[Path, bytes],
    evidence: Mapping[Path, bytes],
    now: datetime,
    taken_over: frozenset[Path],
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Write the list and the evidence; return the copies that were kept, and the evidence that could not be written."""
    try:
        return replace_outputs(folder, {**contents, **evidence}, now=now, taken_over=taken_over), ()
    except OutputError:
        # One file of evidence with a name that no system takes, or that stands open, costs only itself: the list is
        # written by itself, then each file.
        kept = [*replace_outputs(folder, contents, now=now, taken_over=taken_over)]
    failed: list[Path] = []
    for path, data in evidence.items():
        try:
            kept += replace_outputs(folder, {path: data}, now=now)
        except OutputError:
            failed.append(path)
    return tuple(kept), tuple(failed)


def _evidence(
    folder: Folder, basis: Basis, entry: EntryList
) -> tuple[Mapping[Path, tuple[EntryFile, bytes]], tuple[EntryFile, ...], tuple[str, ...]]:
    """Return the files of evidence by place, those whose bytes cannot be had, and those that are programs after all."""
    files = [file for item in entry.items for file in item.files] + list(entry.loose)
    if not files:
        return {}, (), ()
    bytes_of = file_bytes(folder, basis, frozenset(file.sha256 for file in files))
    # a list that was approved by an older version may name what is not taken any more
    refused = {
        file.source
        for file in files
        if not is_taken(file.source, basis.period.entry) or holds_program(bytes_of.get(file.sha256, b""))
    }
    return (
        {
            folder.entry_files / file.name: (file, bytes_of[file.sha256])
            for file in files
            if file.sha256 in bytes_of and file.source not in refused
        },
        tuple(file for file in files if file.sha256 not in bytes_of),
        tuple(refused),
    )


def _inside(item: Item) -> Iterator[str]:
    """Yield the SHA-256 of what a parcel holds that is more than the parcel itself."""
    if item.path:
        yield item.sha256
    if isinstance(item.outcome, Submission):
        yield from (picture.sha256 for row in item.outcome.rows for picture in row.pictures)


def file_bytes(folder: Folder, basis: Basis, wanted: frozenset[str]) -> Mapping[str, bytes]:
    """Return the bytes of files from the ledger, unpacked in a limited child where they came in something else."""
    packed: dict[str, frozenset[str]] = {}
    found: dict[str, bytes] = {}
    with ledger_of(folder) as ledger:

        def parcels() -> Iterator[tuple[bytes, frozenset[str]]]:
            for sha256, inside in packed.items():
                try:
                    yield ledger.data(sha256), inside
                except ContentMissing:
                    continue

        for recorded in ledger.outcomes():
            inside = frozenset(sha256 for reading in recorded.readings for sha256 in _inside(reading.item))
            if recorded.sha256 in wanted:
                try:
                    found[recorded.sha256] = ledger.data(recorded.sha256)
                except ContentMissing:
                    continue
            elif inside & wanted:
                packed[recorded.sha256] = inside & wanted
        if packed:
            found |= unpacked(parcels(), basis.period.limits)
    # what a child hands back is foreign: only bytes with the very hash are the file that was asked for
    return {sha256: data for sha256, data in found.items() if hashlib.sha256(data).hexdigest() == sha256}
