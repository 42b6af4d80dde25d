"""One bad thing costs only itself: a slow file beside a good return, a budget for a run, and what is no fault of the file."""

import pickle
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TypeVar

import pytest

from par_excel.ledger.sqlite import SqliteFile
from par_excel.model import RefusalReason, UnitState
from par_excel.system import Cause, Job, Runner, TaskFailure
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake import intake
from par_excel.workflow.intake.attempts import attempts
from par_excel.workflow.intake.check import check_inbox
from tests.workflow import periods
from tests.workflow.periods import RECEIVED, good_return, period, send

_K = TypeVar("_K")
SLOW = TaskFailure(Cause.CPU_TIME)
LATER = RECEIVED + timedelta(hours=1)


class Failing(Runner):
    """Reads as ever, but fails at each task that holds a mark."""

    def __init__(self, mark: bytes, failure: TaskFailure = SLOW) -> None:
        super().__init__(1)
        self._mark, self._failure = mark, failure
        self.given = 0

    def run(
        self, job: Job, tasks: Iterable[tuple[_K, bytes]], count: int
    ) -> Iterator[tuple[_K, bytes | TaskFailure]]:
        for key, data in islice(tasks, count):
            self.given += 1
            _, number = pickle.loads(data)  # noqa: S301 - made by `task`
            if self._mark in data and number in (None, 1):
                yield key, self._failure
            else:
                yield from super().run(job, [(key, data)], 1)


def _zip(*files: tuple[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as pack:
        for name, data in files:
            pack.writestr(name, data)
    return target.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a period in which an archive brings a good return, and behind it a workbook that is slow to read."""
    folder = period(tmp_path / "ky")
    slow = good_return(folder, "so-b")
    send(folder, "goi.zip", _zip(("so-a.xlsx", good_return(folder, "so-a")), ("CHAM.xlsx", slow)))
    return folder


def _reasons(folder: Folder, runner: Runner, *, retry: bool = False) -> dict[str, str]:
    taken = check_inbox(folder, now=LATER, runner=runner, retry=retry).intake
    return {each.where: each.code for each in taken.refusals}


def test_a_good_return_beside_a_slow_file_in_one_archive_is_taken(folder: Folder) -> None:
    taken = check_inbox(folder, now=RECEIVED, runner=Failing(b"CHAM.xlsx")).intake
    assert taken.state("so-a") is UnitState.VALID
    assert taken.state("so-b") is UnitState.MISSING
    [slow] = taken.refusals
    assert (slow.code, slow.place.file) == ("ID34", "goi.zip/CHAM.xlsx")
    assert "thời gian tính toán" in slow.why


def test_what_was_too_costly_is_remembered_until_it_is_asked_for_again(folder: Folder) -> None:
    check_inbox(folder, now=RECEIVED, runner=Failing(b"CHAM.xlsx"))
    again = Failing(b"CHAM.xlsx")
    taken = check_inbox(folder, now=LATER, runner=again).intake
    assert again.given == 0
    assert [each.code for each in taken.refusals] == ["ID34"]
    taken = check_inbox(folder, now=LATER, retry=True).intake
    assert not taken.refusals
    assert taken.state("so-b") is UnitState.VALID


@pytest.mark.parametrize(
    "failure", [TaskFailure(Cause.WALL_TIME), TaskFailure(Cause.CRASH, "SIGKILL")], ids=["waiting", "killed"]
)
def test_what_the_machine_could_not_do_is_no_fault_of_the_file_and_tried_again(
    folder: Folder, failure: TaskFailure
) -> None:
    taken = check_inbox(folder, now=RECEIVED, runner=Failing(b"CHAM.xlsx", failure)).intake
    [left] = taken.refusals
    assert left.code == "ID54"
    assert left.title == RefusalReason.NOT_READ_YET.value.rstrip(".")
    assert taken.state("so-a") is UnitState.VALID
    taken = check_inbox(folder, now=LATER).intake
    assert not taken.refusals
    assert taken.state("so-b") is UnitState.VALID


def test_costly_files_together_cost_no_more_than_a_run_may(tmp_path: Path) -> None:
    folder = period(tmp_path / "ky")
    settings = folder.settings.read_text("utf-8")
    folder.settings.write_text(f"{settings}\n[gioi_han]\ngiay_tinh_toan_mot_lan = 40\n", "utf-8")
    for number in range(9):
        send(folder, f"CHAM{number}.xlsx", b"PK" + bytes([number]) * 9000)
    runner = Failing(b"CHAM")
    taken = check_inbox(folder, now=RECEIVED, runner=runner).intake
    assert sorted(each.code for each in taken.refusals) == ["ID34"] * 2 + ["ID54"] * 7
    left = {each.place.file for each in taken.refusals if each.code == "ID54"}
    assert all("hết thời gian tính toán" in each.why for each in taken.refusals if each.place.file in left)
    taken = check_inbox(folder, now=LATER, runner=Failing(b"CHAM")).intake
    given_up = {each.place.file for each in taken.refusals if each.code == "ID34"}
    assert len(given_up) == 4
    assert len(given_up & left) == 2
    taken = check_inbox(folder, now=LATER, runner=Failing(b"no such mark"), retry=True).intake
    assert {each.code for each in taken.refusals}.isdisjoint({"ID34", "ID54"})
    assert len(taken.refusals) == 9


def test_small_files_share_tasks_and_transactions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand small files are taken in within a minute only where none has a task or a write of its own."""
    monkeypatch.setattr(intake, "monotonic", lambda: 0.0)  # as quick as can be: nothing is kept in between
    folder, written = period(tmp_path / "ky"), []
    begin = SqliteFile.begin

    def counted(database: SqliteFile, *, writes: bool) -> None:
        written.append(writes)
        begin(database, writes=writes)

    monkeypatch.setattr(SqliteFile, "begin", counted)
    for number in range(260):
        send(folder, f"{number % 3}/{number}.txt", b"%d" % number)
    runner = Failing(b"no such mark")
    taken = check_inbox(folder, now=RECEIVED, runner=runner).intake
    assert len(taken.refusals) == 260
    assert runner.given <= 260 / 20
    assert written.count(True) < 10


def test_a_costly_file_among_small_ones_costs_only_itself(tmp_path: Path) -> None:
    folder = period(tmp_path / "ky")
    for name in ("a", "CHAM", "b"):
        send(folder, f"{name}.txt", name.encode())
    taken = check_inbox(folder, now=RECEIVED, runner=Failing(b"CHAM.txt")).intake
    found = {each.place.file: each.code for each in taken.refusals}
    assert found.pop("CHAM.txt") == "ID34"
    assert set(found) == {"a.txt", "b.txt"}
    assert "ID34" not in found.values()


def test_attempts_say_what_is_settled(folder: Folder) -> None:
    from par_excel.workflow.folder.ledgers import ledger_of

    check_inbox(folder, now=RECEIVED)
    basis = periods.basis_of(folder)
    with ledger_of(folder) as ledger:
        [attempt] = attempts(ledger, basis, ledger.contents(), Failing(b"CHAM.xlsx"))
        assert attempt.is_settled
        [attempt] = attempts(ledger, basis, ledger.contents(), Failing(b"CHAM", TaskFailure(Cause.WALL_TIME)))
        assert not attempt.is_settled
