"""Real children: what they answer, and what becomes of the task that ends one."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from par_excel.system import Cause, ChildNotStarted, Job, ProcessLimits, TaskFailure, Workers
from par_excel.system.worker import _STANDING_BY, standing_by

MIB = 1024 * 1024
TARGET = "tests.system.targets:doer"
LIMITS = ProcessLimits(memory_bytes=160 * MIB, cpu_seconds=1, wall_seconds=600)


def outcomes(
    tasks: Iterable[bytes], limits: ProcessLimits = LIMITS, count: int = 2
) -> list[bytes | TaskFailure]:
    with Workers(Job(TARGET, b"", limits), count) as workers:
        return [outcome for _, outcome in workers.run(enumerate(tasks))]


def causes(tasks: Iterable[bytes], limits: ProcessLimits = LIMITS) -> list[Cause | bytes]:
    return [
        outcome.cause if isinstance(outcome, TaskFailure) else outcome
        for outcome in outcomes(tasks, limits, 1)
    ]


def only_failure(task: bytes, limits: ProcessLimits = LIMITS) -> TaskFailure:
    """Do a task between two good ones, which must be answered."""
    before, failure, after = outcomes([b"echo before", task, b"echo after"], limits, 1)
    assert (before, after) == (b"before", b"after")
    assert isinstance(failure, TaskFailure)
    return failure


def test_answers_in_order() -> None:
    with Workers(Job(TARGET, b"<", ProcessLimits()), 2) as workers:
        tasks = ((f"key {n}", b"echo %d" % n) for n in range(100))
        assert list(workers.run(tasks)) == [(f"key {n}", b"<%d" % n) for n in range(100)]


def test_a_slow_task_first() -> None:
    assert outcomes([b"sleep 0.3", *[b"echo %d" % n for n in range(200)]]) == [
        b"slept 0.3",
        *[b"%d" % n for n in range(200)],
    ]


def test_no_tasks_no_children() -> None:
    with Workers(Job("no.such:module", b"", LIMITS), 2) as workers:
        assert list(workers.run([])) == []


def test_children_are_kept() -> None:
    numbers = outcomes([b"number"] * 50)
    assert 1 <= len(set(numbers)) <= 2
    assert b"%d" % os.getpid() not in numbers


def test_one_task_one_child() -> None:
    with Workers(Job(TARGET, b"", LIMITS), 8) as workers:
        [(_, number)] = workers.run([(0, b"number")])
        assert list(workers.run([(0, b"number")])) == [(0, number)]


def test_a_child_that_stands_by_does_the_first_job_with_its_target() -> None:
    job = Job(TARGET, b"<", LIMITS)
    with standing_by(TARGET):
        ready = _STANDING_BY[TARGET]
        with Workers(job, 1) as workers:
            assert list(workers.run([(0, b"number"), (1, b"echo a")])) == [
                (0, b"%d" % ready.process.pid),
                (1, b"<a"),
            ]
        assert not _STANDING_BY


def test_a_child_that_stood_by_in_vain_ends() -> None:
    with standing_by(TARGET):
        process = _STANDING_BY[TARGET].process
    assert process.poll() is not None


def test_a_child_that_was_lost_while_it_stood_by_is_replaced() -> None:
    with standing_by(TARGET):
        _STANDING_BY[TARGET].kill()
        _STANDING_BY[TARGET].process.wait()
        assert outcomes([b"echo a"]) == [b"a"]


def test_two_tasks_at_once(tmp_path: Path) -> None:
    """Each waits until the other has begun."""
    tasks = [f"meet {tmp_path / mine} {tmp_path / other}".encode() for mine, other in ("ab", "ba")]
    assert outcomes(tasks) == [b"met"] * 2


def test_computing_too_long() -> None:
    before = os.times()
    assert only_failure(b"spin").cause is Cause.CPU_TIME
    after = os.times()
    assert sum(after[2:4]) - sum(before[2:4]) < 5, "seconds that two children computed, one of them too long"


def test_computing_too_long_where_no_thread_of_python_runs() -> None:
    assert only_failure(b"spin_in_c").cause is Cause.CPU_TIME


def test_computing_time_is_counted_per_task() -> None:
    assert outcomes([b"compute 0.7"] * 3, count=1) == [b"computed"] * 3


def test_waiting_too_long() -> None:
    limits = ProcessLimits(memory_bytes=160 * MIB, cpu_seconds=20, wall_seconds=3)
    assert only_failure(b"sleep 600", limits).cause is Cause.WALL_TIME


@pytest.mark.parametrize("task", [b"grow 400", b"hoard", b"grow_at_once 400", b"grow_at_once 1000000"])
def test_too_much_memory(task: bytes) -> None:
    assert only_failure(task).cause is Cause.MEMORY


def test_memory_up_to_the_limit() -> None:
    """Of 160 MiB the interpreter takes some 15; the rest may be used, also again and again, and no more."""
    assert causes([b"grow 120"] * 5) == [b"120"] * 5
    assert causes([b"grow_at_once 120"]) == [b"%d" % (120 * MIB)]
    assert causes([b"grow 165"]) == [Cause.MEMORY]


def test_usual_limits_leave_room_for_a_good_file() -> None:
    assert outcomes([b"grow 400"], ProcessLimits()) == [b"400"]
    assert outcomes([b"grow 520"], ProcessLimits()) == [TaskFailure(Cause.MEMORY)]


def test_a_task_larger_than_memory() -> None:
    assert causes([b"size " + bytes(300 * MIB), b"size abc"]) == [Cause.MEMORY, b"3"]


def test_an_answer_larger_than_memory_may_be() -> None:
    assert causes([b"large 100", b"large 200", b"echo x"]) == [b"y" * (100 * MIB), Cause.MEMORY, b"x"]


@pytest.mark.parametrize("status", [0, 1, 3, 255])
def test_leaving(status: int) -> None:
    assert only_failure(b"leave %d" % status) == TaskFailure(Cause.CRASH, f"exit status {status}")


def test_crashing() -> None:
    assert only_failure(b"crash").cause is Cause.CRASH
    assert only_failure(b"abort").cause is Cause.CRASH


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
def test_a_crash_names_its_signal() -> None:
    assert [only_failure(task).detail for task in (b"crash", b"abort")] == ["SIGSEGV", "SIGABRT"]
    assert only_failure(b"overrun") == TaskFailure(Cause.CPU_TIME, "SIGXCPU")


def test_an_exception_leaves_the_child_alive() -> None:
    number, failure, same = outcomes([b"number", "fail thế này".encode(), b"number"], count=1)
    assert isinstance(failure, TaskFailure)
    assert failure.cause is Cause.ERROR
    assert failure.detail.startswith("ValueError: thế này (targets.py, ")
    assert number == same


def test_other_exceptions() -> None:
    assert only_failure(b"system_exit").detail.startswith("SystemExit: enough")
    assert only_failure(b"fail_wickedly") == TaskFailure(Cause.ERROR, "_Unspeakable")
    assert only_failure(b"no_such_deed").cause is Cause.ERROR
    assert len(only_failure(b"fail " + b"x" * MIB).detail) < 1100


def test_prints_are_no_answers() -> None:
    assert outcomes([b"talk a", b"talk b"], count=1) == [b"said a nothing", b"said b nothing"]


def test_interrupts_are_the_parents() -> None:
    assert outcomes([b"interrupt x"]) == [b"not interrupted x"]


def test_large_tasks_and_answers() -> None:
    limits = ProcessLimits()
    assert outcomes([b"large 40"] * 4, limits) == [b"y" * (40 * MIB)] * 4
    assert outcomes([b"size " + bytes(50 * MIB)] * 4, limits) == [b"%d" % (50 * MIB)] * 4


def test_every_seventh_task_ends_its_child() -> None:
    ends = [b"leave 3", b"crash", b"abort", b"grow 400"]
    tasks = [ends[n // 7 % 4] if n % 7 == 6 else b"echo %d" % n for n in range(200)]
    found = outcomes(tasks)
    assert [n for n, outcome in enumerate(found) if isinstance(outcome, TaskFailure)] == list(
        range(6, 200, 7)
    )
    assert [outcome for n, outcome in enumerate(found) if n % 7 != 6] == [
        b"%d" % n for n in range(200) if n % 7 != 6
    ]
    assert {o.cause for o in found if isinstance(o, TaskFailure)} == {Cause.CRASH, Cause.MEMORY}


def test_two_crowds_at_once() -> None:
    with Workers(Job(TARGET, b"a", LIMITS), 2) as one, Workers(Job(TARGET, b"b", LIMITS), 2) as other:
        tasks = [(n, b"leave 1" if n % 5 == 4 else b"echo %d" % n) for n in range(40)]
        for (n, mine), (m, theirs) in zip(one.run(tasks), other.run(tasks), strict=True):
            assert n == m
            if n % 5 == 4:
                assert (mine, theirs) == (TaskFailure(Cause.CRASH, "exit status 1"),) * 2
            else:
                assert (mine, theirs) == (b"a%d" % n, b"b%d" % n)


def test_tasks_are_taken_a_few_ahead() -> None:
    """However many tasks there are, and however slow the one who takes the answers."""
    taken = 0

    def tasks() -> Iterator[tuple[int, bytes]]:
        nonlocal taken
        for taken in range(1, 100_001):
            yield taken, b"echo x"

    with Workers(Job(TARGET, b"", LIMITS), 2) as workers:
        assert len(list(islice(workers.run(tasks()), 10))) == 10
        assert taken < 10 + 64 + 4 + 1


def test_answers_that_wait_are_bounded_in_bytes() -> None:
    taken = 0

    def tasks() -> Iterator[tuple[int, bytes]]:
        nonlocal taken
        yield 0, b"sleep 1"
        for taken in range(1, 50):
            yield taken, b"large 20"

    with Workers(Job(TARGET, b"", ProcessLimits()), 2) as workers:
        assert next(workers.run(tasks())) == (0, b"slept 1")
        assert taken <= 7


def test_a_run_that_is_left_early() -> None:
    """What was handed out is forgotten, and the next run gets its own answers only."""
    with Workers(Job(TARGET, b"", LIMITS), 2) as workers:
        first = workers.run((n, b"echo old %d" % n) for n in range(100))
        assert next(first) == (0, b"old 0")
        first.close()  # type: ignore[attr-defined] # a generator, said to be an iterator
        assert list(workers.run([("a", b"echo new"), ("b", b"size x")])) == [("a", b"new"), ("b", b"1")]


def test_a_failure_of_the_one_who_gives_the_tasks() -> None:
    def tasks() -> Iterator[tuple[int, bytes]]:
        yield 0, b"echo a"
        raise OSError("no more")

    with Workers(Job(TARGET, b"", LIMITS), 2) as workers, pytest.raises(OSError, match="no more"):
        list(workers.run(tasks()))


def test_nothing_runs_after_closing() -> None:
    workers = Workers(Job(TARGET, b"", LIMITS), 2)
    running = workers.run((n, b"echo %d" % n) for n in range(100))
    assert next(running) == (0, b"0")
    workers.close()
    with pytest.raises(ValueError, match="closed"):
        list(running)
    with pytest.raises(ValueError, match="closed"):
        list(workers.run([(0, b"echo x")]))
    workers.close()


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("no_such_package.module:function", "ModuleNotFoundError"),
        ("tests.system.targets:no_such_function", "AttributeError"),
        ("tests.system.targets:not_ready", "ValueError: because"),
        ("tests.system.targets:never_ready", "crash exit status 7"),
        ("", "ValueError"),
    ],
)
def test_a_target_that_cannot_be_set_up(target: str, said: str) -> None:
    tasks = iter(range(100))
    with (
        Workers(Job(target, b"because", LIMITS), 2) as workers,
        pytest.raises(ChildNotStarted, match=said) as told,
    ):
        list(workers.run((n, b"x") for n in tasks))
    assert isinstance(told.value, OSError)
    assert str(told.value).startswith("Không khởi động được tiến trình con")
    assert next(tasks) < 10, "no child is started for every task"


@pytest.mark.parametrize("executable", ["", "no_such_python"])
def test_no_interpreter(executable: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / executable))
    monkeypatch.setattr("sys._base_executable", str(tmp_path / executable))
    with Workers(Job(TARGET, b"", LIMITS), 2) as workers, pytest.raises(ChildNotStarted):
        list(workers.run([(0, b"echo x")]))


def test_at_least_one_child() -> None:
    with pytest.raises(ValueError, match="0 children"):
        Workers(Job(TARGET, b"", LIMITS), 0)


def test_a_child_loads_no_library_that_spreads_work() -> None:
    code = "import sys, par_excel.system.child; print('multiprocessing' in sys.modules)"
    assert subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, check=True
    ).stdout.split() == [b"False"]
