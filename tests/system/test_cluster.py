"""A real cluster does what this computer's cores do: the same results in the same order, whatever becomes of it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path

import distributed
import pytest

from par_excel.system import OWN_CORES, Cause, Job, ProcessLimits, TaskFailure
from par_excel.system.cluster import ClusterError, ClusterFault, cluster
from tests.system.clusters import RunningCluster, running_cluster

MIB = 1024 * 1024
JOB = Job(
    "tests.system.targets:doer", b"<", ProcessLimits(memory_bytes=160 * MIB, cpu_seconds=1, wall_seconds=600)
)
ALONE_SECONDS = 2


def doubled(common: int, pieces: Sequence[int]) -> tuple[int, ...]:
    return tuple(common + 2 * piece for piece in pieces)


def slowly(common: float, pieces: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return each piece, and the process that did it."""
    time.sleep(common)
    return tuple((piece, os.getpid()) for piece in pieces)


def refused(common: int, pieces: Sequence[int]) -> tuple[int, ...]:
    if common in pieces:
        message = f"not {common}"
        raise ValueError(message)
    return tuple(pieces)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as found:
        yield found


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[RunningCluster]:
    """A cluster for a single test, of which parts may be killed."""
    with running_cluster(tmp_path, workers=2) as found:
        yield found


@pytest.fixture
def small(tmp_path: Path) -> Iterator[RunningCluster]:
    """A cluster of one worker for a single test."""
    with running_cluster(tmp_path, workers=1) as found:
        yield found


def echoes(count: int) -> list[tuple[str, bytes]]:
    return [(f"key {number}", b"echo %d" % number) for number in range(count)]


def test_pieces_are_done_in_order_by_other_processes(running: RunningCluster) -> None:
    told: list[tuple[int, int]] = []
    with cluster(running.address) as runner:
        assert list(runner.spread(doubled, 1, range(103))) == [1 + 2 * piece for piece in range(103)]
        done = list(runner.spread(slowly, 0.05, range(160), progress=lambda *so_far: told.append(so_far)))
    assert [piece for piece, _ in done] == list(range(160))
    assert {process for _, process in done} == {worker.pid for worker in running.workers}
    assert told[-1] == (160, 160)
    assert not runner.is_lost


def test_what_goes_wrong_in_a_piece_is_raised(running: RunningCluster) -> None:
    with cluster(running.address) as runner, pytest.raises(ValueError, match="not 30"):
        list(runner.spread(refused, 30, range(60)))


def test_tasks_are_answered_as_here(running: RunningCluster) -> None:
    tasks = echoes(130)
    with cluster(running.address) as runner:
        there = list(runner.run(JOB, tasks, len(tasks)))
        nothing: list[object] = list(runner.run(JOB, [], 0))
    assert there == list(OWN_CORES.run(JOB, tasks, len(tasks)))
    assert nothing == []


def test_children_are_kept_from_batch_to_batch(running: RunningCluster) -> None:
    with cluster(running.address) as runner:
        numbers = {
            answer for _, answer in runner.run(JOB, ((number, b"number") for number in range(100)), 100)
        }
    assert 1 <= len(numbers) <= len(running.workers)
    assert not numbers & {b"%d" % worker.pid for worker in running.workers}


def test_a_task_that_takes_too_much_costs_only_itself(running: RunningCluster) -> None:
    tasks = [*echoes(30), ("greedy", b"grow 1000"), ("endless", b"spin"), *echoes(30)]
    with cluster(running.address) as runner:
        answers = list(runner.run(JOB, tasks, len(tasks)))
    assert [key for key, _ in answers] == [key for key, _ in tasks]
    dead = {key: answer.cause for key, answer in answers if isinstance(answer, TaskFailure)}
    assert dead == {"greedy": Cause.MEMORY, "endless": Cause.CPU_TIME}
    assert all(worker.poll() is None for worker in running.workers)


def test_one_worker_killed_in_the_middle_loses_nothing(mortal: RunningCluster) -> None:
    tasks = [(number, b"sleep 0.02") for number in range(160)]
    answers = []
    with cluster(mortal.address, alone_seconds=ALONE_SECONDS) as runner:
        for key, answer in runner.run(JOB, tasks, len(tasks)):
            answers.append((key, answer))
            if len(answers) == 20:
                mortal.workers[0].kill()
    assert answers == [(number, b"slept 0.02") for number in range(160)]
    assert not runner.is_lost


def test_all_workers_killed_the_rest_is_done_here(mortal: RunningCluster) -> None:
    answers = []
    with cluster(mortal.address, alone_seconds=ALONE_SECONDS) as runner:
        for each in runner.run(JOB, echoes(300), 300):
            answers.append(each)
            if len(answers) == 20:
                for worker in mortal.workers:
                    worker.kill()
        assert runner.is_lost
        assert list(runner.spread(doubled, 0, range(30))) == [2 * piece for piece in range(30)]
    assert answers == [(key, b"<" + data.removeprefix(b"echo ")) for key, data in echoes(300)]


def test_the_scheduler_killed_the_rest_is_done_here(small: RunningCluster) -> None:
    done = []
    with cluster(small.address, alone_seconds=ALONE_SECONDS) as runner:
        for piece, process in runner.spread(slowly, 0.1, range(300)):
            done.append((piece, process))
            if len(done) == 25:
                small.scheduler.kill()
        assert runner.is_lost
    assert [piece for piece, _ in done] == list(range(300))
    assert os.getpid() in {process for _, process in done}


def test_a_worker_that_comes_later_helps(small: RunningCluster) -> None:
    with cluster(small.address, alone_seconds=30) as runner:
        spreading = runner.spread(slowly, 0.2, range(400))
        done = [next(spreading)]
        small.workers[0].kill()
        newcomer = small.add_worker()
        done.extend(spreading)
        assert not runner.is_lost
    assert [piece for piece, _ in done] == list(range(400))
    assert newcomer.pid in {process for _, process in done}


def fault(address: str) -> ClusterFault:
    with pytest.raises(ClusterError) as raised, cluster(address):
        pass
    return raised.value.fault


def test_an_address_that_is_none() -> None:
    assert fault("may-chu") is ClusterFault.ADDRESS
    assert fault("thu://may-chu:8786") is ClusterFault.ADDRESS


def test_nobody_at_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("par_excel.system.cluster._CONNECT_SECONDS", 0.5)
    assert fault("tcp://127.0.0.1:9") is ClusterFault.UNREACHABLE


def test_no_workers(tmp_path: Path) -> None:
    with running_cluster(tmp_path, workers=0) as found:
        assert fault(found.address) is ClusterFault.NO_WORKERS


@pytest.mark.parametrize(("missed", "is_met"), [(2, True), (3, False)])
def test_a_loop_that_does_not_begin_in_time_is_begun_again(
    *, missed: int, is_met: bool, small: RunningCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect: Callable[..., distributed.Client] = distributed.Client
    left = iter(range(missed))

    def late(*given: object, **named: object) -> distributed.Client:
        assert next(left, None) is None  # as distributed says it
        return connect(*given, **named)

    monkeypatch.setattr(distributed, "Client", late)
    with nullcontext() if is_met else pytest.raises(ClusterError), cluster(small.address) as runner:
        assert not runner.is_lost


def test_a_worker_of_another_version(tmp_path: Path) -> None:
    older = tmp_path / "older.py"
    older.write_text(
        "import par_excel\n\npar_excel.__version__ = '0.0.9'\nimport par_excel.system.cluster\n", "utf-8"
    )
    with running_cluster(tmp_path, workers=1) as found:
        found.add_worker("--preload", str(older))
        found.wait(2)
        with pytest.raises(ClusterError, match=r"par_excel 0\.0\.9") as raised, cluster(found.address):
            pass
    assert raised.value.fault is ClusterFault.OTHER_VERSIONS


def test_without_the_library_the_fault_says_so() -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from par_excel.system.cluster import ClusterError, cluster\n"
        "try:\n"
        "    with cluster('tcp://127.0.0.1:9'): pass\n"
        "except ClusterError as failure: print(failure.fault.value)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "not installed\n"


def test_dask_is_not_loaded_without_being_asked_for() -> None:
    code = "import sys, par_excel.system.cluster, par_excel.cli.options; print('distributed' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_killed_cluster_leaves_no_children(small: RunningCluster) -> None:
    with cluster(small.address, alone_seconds=ALONE_SECONDS) as runner:
        numbers = {
            int(answer)
            for _, answer in runner.run(JOB, ((n, b"number") for n in range(60)), 60)
            if isinstance(answer, bytes)
        }
    small.stop()
    until = time.monotonic() + 60
    while any(_lives(number) for number in numbers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_lives(number) for number in numbers)


def _lives(process: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False
