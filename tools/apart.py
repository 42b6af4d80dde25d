"""Read files in limited child processes, as the program itself does, and measure each: what does it do to its reader?

A child that dies or hangs is a fact about the file that was in it. What is read is judged and written down too, as
it would be for the ledger.
"""

import ctypes
import gc
import hashlib
import json
import os
import pickle
import traceback
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import asdict

from par_excel.config import load_basis, packaged_files
from par_excel.ledger.codec import encode_readings
from par_excel.model import DEFAULT_LIMITS, Basis, Limits, Parcel, Reading, Refusal
from par_excel.system import Job, ProcessLimits, TaskFailure, Workers, usable_cores
from par_excel.workflow.intake import child_reader as product

YEAR = 2020
TARGET = "tools.apart:reader"
ACCEPTED, EXCEPTION = "ACCEPTED", "EXCEPTION"
_BEGINNING = datetime(2021, 2, 1, tzinfo=UTC)


class Fact(Struct, frozen=True, kw_only=True):
    """What came of reading one file."""

    path: str
    sha256: str
    size_bytes: int
    outcome: str
    """Reasons of refusal and `ACCEPTED`, sorted, where the file holds others; or how its reader failed."""
    items: int = 0
    milliseconds: float = 0
    """Of computing, with that of programs which it started."""
    peak_kib: int = 0
    """Of the whole child while it read this file; 0 where the system does not tell."""
    trace: str = ""
    """Of an exception or a failure; empty where there was none."""

    @property
    def is_failure(self) -> bool:
        """Say whether the reader did what it never may."""
        return bool(self.trace)


def read_apart(
    files: Iterable[Path], *, limits: ProcessLimits, target: str = TARGET, count: int = 0
) -> Iterator[Fact]:
    """Yield what comes of each file, in their order.

    Args:
        files: what is read.
        limits: what one file may use.
        target: the function that reads, as `Workers` takes it.
        count: of child processes; as many as there are cores where not given.
    """
    parcels = ((path, parcel_of(path.read_bytes(), path.name)) for path in files)
    tasks = (((path, parcel.sha256, len(parcel.data)), product.task((parcel,))) for path, parcel in parcels)
    given = product.setup(packaged_basis(), DEFAULT_LIMITS)
    with Workers(Job(target, given, limits), count or usable_cores()) as workers:
        for (path, sha256, size), answer in workers.run(tasks):
            found = _of_failure(answer) if isinstance(answer, TaskFailure) else json.loads(answer)
            yield Fact(path=str(path), sha256=sha256, size_bytes=size, **found)


def _of_failure(failure: TaskFailure) -> dict[str, str]:
    return {"outcome": failure.cause.name, "trace": f"{failure.cause.value} {failure.detail}\n"}


def packaged_basis(year: int = YEAR) -> Basis:
    """Return the packaged period and catalogue of a year."""
    with TemporaryDirectory() as folder:
        for name, data in packaged_files(year).items():
            (Path(folder) / name).write_bytes(data)
        return load_basis(Path(folder))


def parcel_of(data: bytes, name: str) -> Parcel:
    """Return bytes as they arrive."""
    return Parcel(name=name, data=data, sha256=hashlib.sha256(data).hexdigest(), modified=_BEGINNING)


def readings_of(parcel: Parcel, basis: Basis, limits: Limits = DEFAULT_LIMITS) -> tuple[Reading, ...]:
    """Return what a parcel holds as read and judged, after it was written down once."""
    readings = product.read_and_judge(parcel, basis, limits)
    encode_readings(readings)
    return readings


class _Measured(Struct, frozen=True):
    """What a child says of a file."""

    outcome: str
    items: int
    milliseconds: float
    peak_kib: int
    trace: str = ""


def reader(given: bytes) -> Callable[[bytes], bytes]:
    """Return the function that reads and measures one file; called once in a child."""
    basis, limits = pickle.loads(given)  # noqa: S301 - made by the parent

    def read(handed: bytes) -> bytes:
        parcel: Parcel
        [parcel], _ = pickle.loads(handed)  # noqa: S301 - made by the parent, without the number of a file
        return json.dumps(asdict(_measured(parcel, basis, limits))).encode("utf-8")

    return read


def _measured(parcel: Parcel, basis: Basis, limits: Limits) -> _Measured:
    _forget_peak()
    start, trace = _computed(), ""
    try:
        words = [_word(reading) for reading in readings_of(parcel, basis, limits)]
    except Exception:  # noqa: BLE001 - an exception of whatever kind is what is looked for
        words, trace = [EXCEPTION], traceback.format_exc()
    milliseconds = round((_computed() - start) * 1000, 1)
    return _Measured(" ".join(sorted(set(words))), len(words), milliseconds, _peak_kib(), trace)


def _word(reading: Reading) -> str:
    outcome = reading.item.outcome
    return outcome.reason.name if isinstance(outcome, Refusal) else ACCEPTED


def _computed() -> float:
    """Return the seconds of computing of this process and of those that it has waited for."""
    return sum(os.times()[:4])


def _forget_peak() -> None:
    """Give back what the file before has left, and let the kernel count the peak of memory anew, where it can."""
    gc.collect()
    try:
        ctypes.CDLL(None).malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    except (AttributeError, OSError, TypeError):
        return


def _peak_kib() -> int:
    try:
        status = Path("/proc/self/status").read_text("utf-8")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)
