"""Work that is spread gives the same results in the same order, however many processes there are, whatever they do."""

import os
import signal
from collections.abc import Sequence
from itertools import islice

import pytest

from par_excel.system import Runner


def added(common: int, pieces: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return each sum, and the process that made it."""
    return tuple((common + piece, os.getpid()) for piece in pieces)


def refused(common: int, pieces: Sequence[int]) -> tuple[int, ...]:
    if common in pieces:
        message = f"not {common}"
        raise ValueError(message)
    return tuple(pieces)


def lost_with_one(parent: int, pieces: Sequence[int]) -> tuple[int, ...]:
    """End the process that gets the piece 25, unless it is the parent itself."""
    if 25 in pieces and os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)
    return tuple(piece * 2 for piece in pieces)


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("pieces", [0, 1, 47])
def test_results_come_in_the_order_of_the_pieces(processes: int, pieces: int) -> None:
    done = list(Runner(processes).spread(added, 100, range(pieces)))
    assert [value for value, _ in done] == list(range(100, 100 + pieces))
    worked = {process for _, process in done}
    assert len(worked) == min(processes, -(-pieces // 25))
    assert (os.getpid() in worked) is (pieces > 0)  # it works as well


def test_few_pieces_are_not_worth_another_process() -> None:
    assert {process for _, process in Runner().spread(added, 0, range(30))} == {os.getpid()}


@pytest.mark.parametrize("processes", [1, 2])
def test_progress_is_told_up_to_the_last_piece(processes: int) -> None:
    told: list[tuple[int, int]] = []
    list(Runner(processes).spread(added, 0, range(60), progress=lambda *done: told.append(done)))
    assert told == [(25, 60), (50, 60), (60, 60)]


@pytest.mark.parametrize("processes", [1, 2])
def test_what_goes_wrong_in_a_piece_is_raised_and_the_results_before_it_came(processes: int) -> None:
    spreading = Runner(processes).spread(refused, 30, range(60))
    assert [next(spreading) for _ in range(25)] == list(range(25))
    with pytest.raises(ValueError, match="not 30"):
        next(spreading)


def test_a_lost_process_loses_nothing() -> None:
    assert list(Runner(2).spread(lost_with_one, os.getpid(), range(60))) == [2 * each for each in range(60)]


def test_stopping_early_ends_the_processes() -> None:
    spreading = Runner(2).spread(added, 0, range(1000))
    (process,) = {process for _, process in islice(spreading, 50)} - {os.getpid()}
    spreading.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
