"""Killed at any moment, `merge` leaves nothing half there, and the next run ends as an undisturbed one."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.faults.kills import kill_runs, undisturbed_run, wait
from tests.faults.laying import copy_of
from tests.faults.runs import ROOT, Runs
from tests.faults.state import state_of
from tests.workflow.periods import RECEIVED

KILLS = 2


@pytest.mark.parametrize("laid", ["begun", "fresh"])
def test_killed_at_any_moment_the_next_run_ends_as_an_undisturbed_one(
    runs: Runs, request: pytest.FixtureRequest, tmp_path: Path, laid: str
) -> None:
    started: Folder = request.getfixturevalue(laid)
    chance = random.Random(320)  # noqa: S311 - no secret
    killed = list(kill_runs(runs, started, tmp_path / "ky", times=KILLS, chance=chance))
    assert any(killed)


def test_a_command_of_its_own_killed_ends_the_same(runs: Runs, begun: Folder, tmp_path: Path) -> None:
    """With the loading of the libraries, which forked runs do not have."""
    expected = undisturbed_run(runs, begun, tmp_path / "ky")
    folder = copy_of(begun, tmp_path / "ky")
    before = folder.ledger.read_bytes()
    arguments = ["-m", "tests.faults.command", RECEIVED.isoformat(), "-C", str(folder.root), "merge"]
    with subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        while folder.ledger.read_bytes() == before and process.poll() is None:
            wait(0.001)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    assert runs.run(folder).status == expected.status
    assert state_of(folder) == expected.state
