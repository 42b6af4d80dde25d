"""Returns read in the tests' own process, where a test is about what a round says and not about who reads.

A child starts as long as a hundred small returns are read. `tests/system`, `tests/faults`, `tests/hostile`, `tests/panel`
and whatever is marked `in_children` read as an official's computer does; what comes of it is the same bytes.
"""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TypeVar

import pytest

from par_excel.system import Job, Runner, TaskFailure

K = TypeVar("K")

in_children = pytest.mark.in_children
"""Reads in limited children, as the program does."""


@pytest.fixture(autouse=True)
def _read_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process, unless the test says otherwise."""
    if request.node.get_closest_marker("in_children") is None:
        monkeypatch.setattr(Runner, "run", _run)


def _run(
    _runner: Runner, job: Job, tasks: Iterable[tuple[K, bytes]], _count: int
) -> Iterator[tuple[K, bytes | TaskFailure]]:
    module, _, name = job.target.partition(":")
    work = getattr(import_module(module), name)(job.setup)
    return ((key, work(task)) for key, task in tasks)
