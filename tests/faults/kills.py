"""Killing at random moments, for the tests and for `tools/kill_loop.py`."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from par_excel.workflow.folder.folder import Folder
from tests.faults.laying import copy_of
from tests.faults.runs import Runs
from tests.faults.state import State, in_process, opens, state_of


class Undisturbed(Struct, frozen=True):
    """What a run does that nobody disturbs."""

    seconds: float
    state: State
    status: int


def undisturbed_run(runs: Runs, started: Folder, place: Path, *arguments: str) -> Undisturbed:
    """Run in a copy of the period that lies in this place; all runs that are compared lie there."""
    folder = copy_of(started, place)
    begun = time.perf_counter()
    ended = runs.run(folder, *arguments)
    seconds = time.perf_counter() - begun
    assert ended.status in {0, 1}, ended
    assert not in_process(folder)
    return Undisturbed(seconds, state_of(folder), ended.status)


def kill_runs(
    runs: Runs, started: Folder, place: Path, *, times: int, chance: random.Random
) -> Iterator[bool]:
    """Kill a run at a random moment, so many times; yield whether it was still at work.

    After each, what is there is whole, and the next run ends as the undisturbed one.
    """
    expected = undisturbed_run(runs, started, place)
    for _ in range(times):
        folder = copy_of(started, place)
        run = runs.start(folder)
        wait(chance.uniform(0, expected.seconds))
        run.kill()
        is_killed = run.ended().is_killed
        assert opens(folder)
        assert runs.run(folder).status == expected.status
        assert state_of(folder) == expected.state
        yield is_killed


def wait(seconds: float) -> None:
    """Wait so long, as exactly as can be: sleeping is not exact enough."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass
