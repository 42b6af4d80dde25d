"""Commands and the processes they start look for circles seldom."""

import gc
from collections.abc import Iterator, Sequence

import pytest

from par_excel.system import collect_seldom, spread


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def thresholds(_: None, pieces: Sequence[int]) -> list[int]:
    return [gc.get_threshold()[0] for _ in pieces]


def test_this_process_looks_seldom_and_still_does() -> None:
    collect_seldom()
    assert gc.isenabled()
    assert gc.get_threshold()[0] > 100_000


def test_processes_that_are_started_do_so_too() -> None:
    found = set(spread(thresholds, None, range(4), processes=2))
    assert min(found) > 100_000
