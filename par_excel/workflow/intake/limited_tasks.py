"""Other tasks in a limited child process: unpacking evidence, reading exports of the ministry's software and explanations.

What the parent gives is pickled by the parent itself; what the child gives back is JSON or counted bytes, never unpickled.
"""

import json
import pickle
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from operator import itemgetter

from par_excel.model import (
    AppraisalReply,
    Basis,
    Exported,
    ExportedColumn,
    ExportedRow,
    Limits,
    NotReplied,
    RefusalReason,
    Replies,
)
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.formats import pictures_in
from par_excel.reading.office.explanation import read_replies
from par_excel.reading.office.ministry_export import read_exported
from par_excel.reading.parcels.unpacking import unpack
from par_excel.system import Job, ProcessLimits, TaskFailure, Workers

_UNPACKER = "par_excel.workflow.intake.limited_tasks:unpacker"
_EXPORT_READER = "par_excel.workflow.intake.limited_tasks:export_reader"
_REPLY_READER = "par_excel.workflow.intake.limited_tasks:reply_reader"
_SIZE = struct.Struct(">64sQ")
"""What stands before each file that a child hands back: its SHA-256 in letters, and how many bytes follow."""


def unpacked(parcels: Iterator[tuple[bytes, frozenset[str]]], limits: Limits) -> Mapping[str, bytes]:
    """Return the files with these SHA-256 out of archives, letters and workbooks; what cannot be had is absent.

    Args:
        parcels: bytes of a parcel, and the files that are wanted of it.
        limits: of one parcel.
    """
    found: dict[str, bytes] = {}
    tasks = ((number, pickle.dumps(each)) for number, each in enumerate(parcels))
    with Workers(Job(_UNPACKER, pickle.dumps(limits), _bounds(limits)), 1) as workers:
        for _, answer in workers.run(tasks):
            if not isinstance(answer, TaskFailure):
                found |= dict(_taken_apart(answer))
    return found


def exported(data: bytes, basis: Basis) -> Exported | str:
    """Return what came out of the ministry's software, or why it could not be read."""
    limits = basis.period.limits
    setup = pickle.dumps((dict(basis.period.entry.headers), limits))
    with Workers(Job(_EXPORT_READER, setup, _bounds(limits)), 1) as workers:
        [(_, answer)] = workers.run([(0, data)])
    if isinstance(answer, TaskFailure):
        return "Việc đọc tệp bị dừng vì vượt giới hạn an toàn."
    said = json.loads(answer)
    if "problem" in said:
        return str(said["problem"])
    return Exported(
        frozenset(ExportedColumn(column) for column in said["columns"]),
        tuple(
            ExportedRow(place, {ExportedColumn(column): text for column, text in values.items()})
            for place, values in said["rows"]
        ),
    )


def replied(parcels: Iterable[bytes], limits: Limits) -> list[Replies | NotReplied]:
    """Return what each table for the additional explanation says, in the same order."""
    with Workers(Job(_REPLY_READER, pickle.dumps(limits), _bounds(limits)), 1) as workers:
        return [_reply(answer) for _, answer in sorted(workers.run(enumerate(parcels)), key=itemgetter(0))]


def _reply(answer: bytes | TaskFailure) -> Replies | NotReplied:
    if isinstance(answer, TaskFailure):
        return NotReplied("Việc đọc tệp bị dừng vì vượt giới hạn an toàn.")
    said = json.loads(answer)
    if "problem" in said:
        return NotReplied(str(said["problem"]))
    return Replies(
        unit=said["unit"],
        by_criterion={
            code: AppraisalReply(text=text, appraised=Decimal(score) if score else None)
            for code, text, score in said["replies"]
        },
    )


def reply_reader(given: bytes) -> Callable[[bytes], bytes]:
    """Return the function that reads one table for the additional explanation; called once in a child."""
    limits: Limits = pickle.loads(given)  # noqa: S301 - made in the parent

    def read(data: bytes) -> bytes:
        found = read_replies(data, limits)
        if isinstance(found, NotReplied):
            return json.dumps({"problem": found.reason}).encode()
        replies = [
            (code, reply.text, "" if reply.appraised is None else str(reply.appraised))
            for code, reply in found.by_criterion.items()
        ]
        return json.dumps({"unit": found.unit, "replies": replies}).encode()

    return read


def unpacker(given: bytes) -> Callable[[bytes], bytes]:
    """Return the function that takes files out of one parcel; called once in a child."""
    limits: Limits = pickle.loads(given)  # noqa: S301 - made in the parent

    def take(handed: bytes) -> bytes:
        data, wanted = pickle.loads(handed)  # noqa: S301 - made in the parent
        pieces = dict(_wanted(data, wanted, limits))  # the same file may be packed twice
        return b"".join(_SIZE.pack(sha256.encode(), len(body)) + body for sha256, body in pieces.items())

    return take


def _wanted(data: bytes, wanted: frozenset[str], limits: Limits) -> Iterator[tuple[str, bytes]]:
    """Yield the files with these SHA-256 that a parcel holds, and the pictures in cells of its workbooks."""
    for piece in unpack(data, limits):
        if piece.data is not None:
            if piece.sha256 in wanted:
                yield piece.sha256, piece.data
            yield from pictures_in(piece.data, wanted, limits)


def export_reader(given: bytes) -> Callable[[bytes], bytes]:
    """Return the function that reads one file of the ministry's software; called once in a child."""
    headers, limits = pickle.loads(given)  # noqa: S301 - made in the parent

    def read(data: bytes) -> bytes:
        try:
            found = read_exported(data, headers, limits)
        except Breach as breach:
            # a file of the ministry's software was never meant to be a form of ours
            told = breach.detail if breach.reason is RefusalReason.FOREIGN else str(breach)
            return json.dumps({"problem": told}).encode()
        rows = [
            (row.place, {column.value: text for column, text in row.values.items()}) for row in found.rows
        ]
        return json.dumps({"columns": [column.value for column in found.columns], "rows": rows}).encode()

    return read


def _taken_apart(answer: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    while at < len(answer):
        sha256, size = _SIZE.unpack_from(answer, at)
        at += _SIZE.size
        yield sha256.decode("ascii"), answer[at : at + size]
        at += size


def _bounds(limits: Limits) -> ProcessLimits:
    return ProcessLimits(
        memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds, wall_seconds=limits.wall_seconds
    )
