"""Killed at any moment, `approve` leaves the round approved or not; the next run ends as an undisturbed one.

strace counts the calls of the main thread; here the one that decides is looked for by halving among those
that end a transaction (the journal is taken away).
`python -m tools.system_calls --laid approve --ways kill` tries all.
"""

from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.faults.laying import APPROVE, complete_period
from tests.faults.runs import Runs
from tests.faults.tracing import CHANGING, Call, Stage, stage_of
from tests.ledger.made import query
from tests.programs import needs_strace

pytestmark = needs_strace


@pytest.fixture(scope="module")
def complete(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a period that can be approved."""
    return complete_period(tmp_path_factory.mktemp("complete") / "ky")


def test_killed_at_a_call_the_round_is_approved_or_not_and_the_next_run_finishes_it(
    runs: Runs, complete: Folder, tmp_path: Path
) -> None:
    """Before one of them nothing of it is kept, afterwards all, with the files made of it."""
    stage = stage_of(runs, complete, tmp_path / "ky", *APPROVE)
    assert _counts(Folder(stage.place)) == (1, 3)
    calls = [call for call in stage.changes(CHANGING) if call.name == "unlink"]
    low, high = 0, len(calls) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _is_kept(stage, calls[middle]) else (middle, high)
    assert _is_kept(stage, calls[-1])


def _is_kept(stage: Stage, call: Call) -> bool:
    kept: list[tuple[int, int]] = []
    stage.kill_at(call, CHANGING, then=lambda folder: kept.append(_counts(folder)))
    assert kept[0] in {(0, 0), (1, 3)}
    return kept[0] == (1, 3)


def _counts(folder: Folder) -> tuple[int, int]:
    """Return how many approvals the ledger has, and how many files that were approved."""
    entries = query(folder.ledger, "SELECT number FROM entry WHERE kind = 'phê duyệt'")
    return len(entries), len(query(folder.ledger, "SELECT sha256 FROM kept"))
