"""Parcels read in limited children: what one file does costs itself, and not the others of its parcel.

Small parcels are read several in one task; where no child lives through them, each is read as a whole, and where none
lives through that, its files one by one. What was too costly is a verdict on the file, and remembered; what the machine
could not do at this time is none, and tried again.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from par_excel.ledger import Ledger, encode_readings
from par_excel.ledger.codec import decode_readings
from par_excel.model import Basis, Item, Parcel, Reading, Refusal, RefusalReason
from par_excel.system import Cause, Job, ProcessLimits, Runner, TaskFailure
from par_excel.workflow.intake.child_reader import OUTLINE, answered, judge_outcome, setup, task
from par_excel.workflow.intake.standby import TARGET

_CAUSES = {
    Cause.MEMORY: "cần quá nhiều bộ nhớ",
    Cause.CPU_TIME: "cần quá nhiều thời gian tính toán",
    Cause.WALL_TIME: "chờ quá lâu, có thể do máy đang bận",
    Cause.CRASH: "tiến trình đọc tệp bị dừng đột ngột",
    Cause.ERROR: "chương trình gặp lỗi khi đọc",
}
"""Why a child did not live through a file, in words."""
_ENDED_FROM_OUTSIDE = "SIGKILL"
"""How a system that is short of memory ends a process, whoever took the memory."""
_TOO_MUCH = TaskFailure(Cause.CPU_TIME)
"""The failure of files of a parcel that are left where those before them took all the time of a run."""
_SMALL_BYTES = 8 * 1024
"""Bytes up to which a parcel is small, smaller than any return: it is read sooner than it is handed to a child."""
_TOGETHER = 25
"""How many small parcels one task has, at most."""
_BUDGET = "các tệp khác đã dùng hết thời gian tính toán của một lần chạy"


_T = TypeVar("_T")


class Attempt(Struct, frozen=True):
    """What came of reading a parcel."""

    sha256: str
    body: bytes
    """Its readings, as the ledger keeps them."""
    is_settled: bool
    """Whether it need not be read again; else the machine could not do all of it at this time."""


def attempts(ledger: Ledger, basis: Basis, wanted: Sequence[str], runner: Runner) -> Iterator[Attempt]:
    """Yield what comes of each of these parcels, first of those that give no trouble.

    Raises:
        ChildNotStarted: no child can be had; what was yielded before holds.
    """
    return _Reading(ledger, basis, runner).attempts(wanted)


class _Reading:
    """One run over many parcels."""

    def __init__(self, ledger: Ledger, basis: Basis, runner: Runner) -> None:
        self._ledger, self._basis, self._runner = ledger, basis, runner
        self._job = _job_for(basis)
        self._left_seconds = basis.period.limits.run_cpu_seconds

    def attempts(self, wanted: Sequence[str]) -> Iterator[Attempt]:
        failed: dict[tuple[str, ...], TaskFailure] = {}
        left = dict.fromkeys(wanted)

        def read(bundles: Iterable[tuple[Parcel, ...]]) -> Iterator[Attempt]:
            tasks = ((tuple(each.sha256 for each in bundle), task(bundle)) for bundle in bundles)
            for names, answer in self._runner.run(self._job, tasks, len(wanted)):
                if isinstance(answer, TaskFailure):
                    self._spend(answer)
                    failed[names] = answer
                    continue
                for sha256, body in zip(names, answered(answer), strict=True):
                    del left[sha256]
                    yield Attempt(sha256, body, is_settled=True)

        yield from read(_bundled(map(self._parcel, self._while_in_budget(wanted))))
        apart = [sha256 for names in failed if len(names) > 1 for sha256 in names]
        yield from read((self._parcel(sha256),) for sha256 in self._while_in_budget(apart))
        for (sha256, *others), failure in failed.items():
            if not others:
                del left[sha256]
                yield self._file_by_file(sha256, failure)
        yield from (self._given_up(sha256, None) for sha256 in left)

    def _while_in_budget(self, wanted: Iterable[_T]) -> Iterator[_T]:
        for each in wanted:
            if self._left_seconds <= 0:
                return
            yield each

    def _spend(self, failure: TaskFailure) -> None:
        if failure.cause is Cause.CPU_TIME:  # any other end comes sooner than the limit of computing time
            self._left_seconds -= self._basis.period.limits.cpu_seconds

    def _file_by_file(self, sha256: str, failure: TaskFailure) -> Attempt:
        """Read the files of a parcel each on its own; one that is no archive or letter stays given up."""
        parcel = self._parcel(sha256)
        [(_, outline)] = self._runner.run(self._job, [(0, task((parcel,), OUTLINE))], 1)
        files = [] if isinstance(outline, TaskFailure) else list(decode_readings(outline))
        if len(files) < 2:
            return self._given_up(sha256, failure)
        left = [number for number, each in enumerate(files) if _is_left(each)]
        before = self._left_seconds
        answers = dict(self._answers(parcel, left))
        is_too_much = before - self._left_seconds >= self._basis.period.limits.run_cpu_seconds
        for number in left:
            answer = answers.get(number, _TOO_MUCH if is_too_much else None)
            if isinstance(answer, bytes):
                [files[number]] = decode_readings(answer)
            else:
                files[number] = self._refused(files[number].item, answer)
        return Attempt(sha256, encode_readings(files), is_settled=not any(map(_is_left, files)))

    def _answers(self, parcel: Parcel, left: Sequence[int]) -> Iterator[tuple[int, bytes | TaskFailure]]:
        tasks = ((number, task((parcel,), number)) for number in self._while_in_budget(left))
        for number, answer in self._runner.run(self._job, tasks, len(left)):
            if isinstance(answer, TaskFailure):
                self._spend(answer)
            yield number, answer

    def _given_up(self, sha256: str, failure: TaskFailure | None) -> Attempt:
        name, data = self._ledger.taken(sha256)
        refusal = Refusal(sha256=sha256, file=name, reason=RefusalReason.NOT_READ, detail="")
        item = Item(path="", sha256=sha256, size_bytes=len(data), mail=None, outcome=refusal)
        return Attempt(
            sha256, encode_readings([self._refused(item, failure)]), is_settled=_is_verdict(failure)
        )

    def _refused(self, item: Item, failure: TaskFailure | None) -> Reading:
        outcome = item.outcome
        assert isinstance(outcome, Refusal)  # noqa: S101 - what is left of an outline; tells mypy
        reason = RefusalReason.NOT_READ if _is_verdict(failure) else RefusalReason.NOT_READ_YET
        detail = _BUDGET if failure is None else _CAUSES[failure.cause]
        refusal = replace(outcome, reason=reason, detail=detail)
        return Reading(
            item=replace(item, outcome=refusal), findings=judge_outcome(refusal, self._basis, mail=item.mail)
        )

    def _parcel(self, sha256: str) -> Parcel:
        """Return a parcel from the ledger, which has it whether or not it still lies in the inbox."""
        name, data = self._ledger.taken(sha256)
        return Parcel(name=name, data=data, sha256=sha256, modified=datetime.min)  # noqa: DTZ901 - unknown


def _bundled(parcels: Iterable[Parcel]) -> Iterator[tuple[Parcel, ...]]:
    """Yield parcels that are read in one task: small ones that follow each other, any other alone."""
    for is_small, alike in groupby(parcels, lambda parcel: len(parcel.data) <= _SMALL_BYTES):
        while bundle := tuple(islice(alike, _TOGETHER if is_small else 1)):
            yield bundle


def is_given_up(reading: Reading) -> bool:
    """Say whether no child lived through a file."""
    outcome = reading.item.outcome
    return isinstance(outcome, Refusal) and outcome.reason in _GIVEN_UP


_GIVEN_UP = frozenset({RefusalReason.NOT_READ, RefusalReason.NOT_READ_YET})


def _is_left(reading: Reading) -> bool:
    outcome = reading.item.outcome
    return isinstance(outcome, Refusal) and outcome.reason is RefusalReason.NOT_READ_YET


def _is_verdict(failure: TaskFailure | None) -> bool:
    """Say whether a failure is the file's own, whatever else the machine does."""
    if failure is None or failure.cause is Cause.WALL_TIME:
        return False
    return failure.cause is not Cause.CRASH or _ENDED_FROM_OUTSIDE not in failure.detail


def _job_for(basis: Basis) -> Job:
    limits = basis.period.limits
    bounds = ProcessLimits(
        memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds, wall_seconds=limits.wall_seconds
    )
    return Job(TARGET, setup(basis, limits), bounds)
