"""Official documents are read in a limited child process; those that only LibreOffice opens are turned into .docx first.

What the parent gives is pickled by the parent itself; what the child gives back is JSON, never unpickled.
"""

import pickle
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec import Struct

from par_excel.model import Limits, NoTranscript, Transcript, Unit
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.criteria.assigning import assign
from par_excel.reading.criteria.transcribing import transcribe
from par_excel.reading.kinds import content_kind
from par_excel.reading.tables.documents import CONVERTED, document_tables
from par_excel.system import Cause, Job, ProcessLimits, TaskFailure, Workers, find_office, run_office

_READER = "par_excel.workflow.catalogue.document_reader:reader"
_OFFICE_SECONDS = 120
_SAVE_AS_DOCX = "mở tệp bằng Word, lưu thành “Word Document (.docx)”, rồi nhập lại."
_STOPPED = NoTranscript(
    "Việc đọc tệp bị dừng vì vượt giới hạn an toàn về bộ nhớ hoặc thời gian.",
    "tách riêng các trang có bảng tiêu chí thành một tệp, hoặc lưu bảng thành .xlsx, rồi nhập lại.",
)
_DAMAGED = NoTranscript("Tệp bị hỏng, không đọc được.", "mở tệp và lưu lại, hoặc tải lại từ nơi công bố.")


class _DocumentRead(msgspec.Struct, tag=True):
    transcript: Transcript


class _NotFound(msgspec.Struct, tag=True):
    why: NoTranscript


class _ToConvert(msgspec.Struct, tag=True):
    kind: str
    """What an official calls such a file."""
    extension: str


_Answer = _DocumentRead | _NotFound | _ToConvert


def transcribed(
    data: bytes, units: Sequence[Unit], limits: Limits, *, table: int | None = None
) -> Transcript | NoTranscript:
    """Return what a document says of criteria, or why nothing could be copied out of it.

    Args:
        data: the document.
        units: of the period, whose appendices agencies stand for.
        limits: of one file.
        table: the number of the table to take, where there are several.
    """
    return _answered(data, _Task(units=tuple(units), limits=limits, table=table))


def assigned(
    transcript: Transcript, data: bytes, units: Sequence[Unit], limits: Limits
) -> Transcript | NoTranscript:
    """Return criteria with the appendices that another document gives them, or why that could not be read."""
    return _answered(data, _Task(units=tuple(units), limits=limits, transcript=transcript))


class _Task(Struct, frozen=True, kw_only=True):
    """What a child needs to know beside the document."""

    units: tuple[Unit, ...]
    limits: Limits
    table: int | None = None
    transcript: Transcript | None = None
    """The criteria to which appendices are to be given; None where criteria are to be read."""


def _answered(data: bytes, task: _Task) -> Transcript | NoTranscript:
    answer = _read(data, task)
    if isinstance(answer, _ToConvert):
        converted = _docx_of(data, answer.extension)
        if converted is None:
            return NoTranscript(f"Tệp là {answer.kind}, cần LibreOffice để mở.", _SAVE_AS_DOCX)
        answer = _read(converted, task)
    match answer:
        case _DocumentRead(transcript=found):
            return found
        case _NotFound(why=why):
            return why
        case _:
            return _DAMAGED


def _read(data: bytes, task: _Task) -> _Answer:
    limits = task.limits
    bounds = ProcessLimits(
        memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds, wall_seconds=limits.wall_seconds
    )
    with Workers(Job(_READER, pickle.dumps(task), bounds), 1) as workers:
        [(_, answer)] = workers.run([(0, data)])
    if isinstance(answer, TaskFailure):
        return _NotFound(_DAMAGED if answer.cause is Cause.ERROR else _STOPPED)
    said: _Answer = msgspec.json.decode(answer, type=_Answer)
    return said


def reader(given: bytes) -> Callable[[bytes], bytes]:
    """Return the function that reads one document; called once in a child."""
    task: _Task = pickle.loads(given)  # noqa: S301 - made in the parent

    def read(data: bytes) -> bytes:
        kind = content_kind(data)
        if kind in CONVERTED:
            return msgspec.json.encode(_ToConvert(kind.value, CONVERTED[kind]))
        try:
            grids = document_tables(data, task.limits)
            found = (
                transcribe(grids, task.units, table=task.table)
                if task.transcript is None
                else assign(task.transcript, grids, task.units)
            )
        except Breach as breach:
            detail = (
                f"{breach.detail[:1].upper()}{breach.detail[1:]}." if breach.detail else breach.reason.value
            )
            return msgspec.json.encode(_NotFound(NoTranscript(detail, _CHOOSE)))
        if isinstance(found, NoTranscript):
            return msgspec.json.encode(_NotFound(found))
        return msgspec.json.encode(_DocumentRead(found))

    return read


_CHOOSE = "chọn tệp .docx, .pdf có chữ, .xlsx, .xls, .ods, .html hoặc .csv có bảng tiêu chí."


def _docx_of(data: bytes, extension: str) -> bytes | None:
    """Return a document as LibreOffice turns it into .docx; None where there is none, or it fails."""
    office = find_office()
    if office is None:
        return None
    with TemporaryDirectory() as folder:
        source, target = Path(folder, f"van_ban{extension}"), Path(folder, "docx")
        source.write_bytes(data)
        # a profile of its own: with the user's, a LibreOffice that is open would be handed the work
        profile = f"-env:UserInstallation={Path(folder, 'profile').as_uri()}"
        arguments = [
            profile,
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            str(target),
            str(source),
        ]
        try:
            run_office(office, arguments, seconds=_OFFICE_SECONDS)
            return Path(target, "van_ban.docx").read_bytes()
        except OSError:
            return None
