"""Writing outputs over former ones: a former output that was changed by hand is first kept under a dated name.

The chain knows every hash of what the program itself wrote to each place; whatever else stands there is a person's work.
"""

import hashlib
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from par_excel.vietnamese import VIETNAM
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import ledger_of
from par_excel.workflow.folder.outputs import numbered, read_output, write_outputs

INPUTS = "outbox/đầu vào"
"""What the fingerprint of all that the outputs of a result were made of is noted under, among the hashes of outputs."""
_NEVER = ("",)
"""The hashes of an output that was never written: none, so that nothing is the same."""


def standing_outputs(folder: Folder, places: Collection[Path], inputs: str) -> Mapping[Path, bytes]:
    """Return what stands in these places as it was last written, if that was made of these very inputs.

    Raises:
        OutputError: an output could not be read.
        ParExcelError: the ledger cannot be used.
    """
    with ledger_of(folder, with_log=False) as ledger:
        known = ledger.outputs()
    if not inputs or known.get(INPUTS, _NEVER)[-1] != inputs:
        return {}
    standing = {place: read_output(place) for place in places}
    return {
        place: data
        for place, data in standing.items()
        if data is not None and known.get(_name(folder, place), _NEVER)[-1] == sha256_of(data)
    }


def replace_outputs(
    folder: Folder,
    contents: Mapping[Path, bytes],
    *,
    now: datetime,
    taken_over: Collection[Path] = frozenset(),
    inputs: str = "",
) -> tuple[Path, ...]:
    """Write outputs into their places; return the copies of those that a person had changed.

    Args:
        folder: the working folder.
        contents: what is written, by place.
        now: names the copies.
        taken_over: places whose new content already holds what a person had changed there; no copy is kept.
        inputs: the fingerprint of what the outputs of a result were made of; empty where that is not known.

    Raises:
        OutputError: an output could not be read, written or replaced; all former ones are there.
        ParExcelError: the ledger cannot be used.
    """
    with ledger_of(folder) as ledger:
        known = ledger.outputs()
        new = {_name(folder, target): sha256_of(data) for target, data in contents.items()}
        has_new = any(known.get(name, _NEVER)[-1] != sha256 for name, sha256 in new.items())
        # Whoever writes an output of the result without such a fingerprint voids the noted one: it would else vouch for
        # files that were made of something else (decision 34).
        is_void = INPUTS in known and not contents.keys().isdisjoint(folder.made_of_result)
        if has_new and (inputs or is_void):
            new[INPUTS] = inputs or sha256_of(b"")
        changeable = {target: data for target, data in contents.items() if target not in taken_over}
        kept = dict(_changed(folder, changeable, known, now))
        # noted before: a run that is killed in between leaves outputs that are known all the same
        ledger.note_outputs(new, at=now)
        write_outputs({**kept, **contents})
    return tuple(kept)


def _changed(
    folder: Folder, contents: Mapping[Path, bytes], known: Mapping[str, tuple[str, ...]], now: datetime
) -> list[tuple[Path, bytes]]:
    """Return what a person has made of former outputs, each with the place where it is to be kept."""
    found = []
    for target, data in contents.items():
        standing = read_output(target)
        own = {sha256_of(data), *known.get(_name(folder, target), ())}
        if standing is not None and sha256_of(standing) not in own:
            place = _dated(target, standing, now)
            if place is not None:
                found.append((place, standing))
    return found


def _dated(target: Path, data: bytes, now: datetime) -> Path | None:
    """Return a free place beside the output; None where the same content is kept already."""
    names = numbered(target.with_stem(f"{target.stem}_sua_tay_{now.astimezone(VIETNAM):%Y-%m-%d_%H%M}"))
    place, standing = next((name, found) for name in names if (found := read_output(name)) in {None, data})
    return place if standing is None else None


def _name(folder: Folder, target: Path) -> str:
    return target.relative_to(folder.root).as_posix()


def sha256_of(data: bytes) -> str:
    """Return the hash under which the chain knows an output."""
    return hashlib.sha256(data).hexdigest()


def remove_former(folder: Folder, place: Path, *, keep: Collection[Path]) -> None:
    """Remove what the program itself once wrote under a folder and writes no more; what a person changed stays.

    Raises:
        ParExcelError: the ledger cannot be used.
    """
    with ledger_of(folder) as ledger:
        known = ledger.outputs()
    wanted = {_name(folder, target) for target in keep}
    for name, hashes in known.items():
        target = folder.root / name
        if name in wanted or place not in target.parents:
            continue
        with suppress(OSError):  # one that stands open elsewhere is removed at the next run
            if sha256_of(target.read_bytes()) in hashes:
                target.unlink()
