"""Killed at a call of the system, or refused by it, `merge` loses nothing, and the next run ends as an undisturbed one.

strace counts the calls of the main thread; a sample of them is tried here, `python -m tools.system_calls` tries all.
"""

from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.faults.runs import Runs
from tests.faults.tracing import CHANGING, NAMING, OPENING, WRITING, sample, stage_of
from tests.programs import needs_strace

pytestmark = needs_strace

TRIED = 2
"""Of some hundreds."""


@pytest.mark.parametrize("laid", ["begun", "fresh"])
def test_killed_at_a_call_the_next_run_ends_as_an_undisturbed_one(
    runs: Runs, request: pytest.FixtureRequest, tmp_path: Path, laid: str
) -> None:
    stage = stage_of(runs, request.getfixturevalue(laid), tmp_path / "ky")
    calls = stage.changes(CHANGING)
    assert {*WRITING, "rename", "unlink", "openat"} <= {call.name for call in calls}
    for call in sample(calls, TRIED):
        stage.kill_at(call, CHANGING)


def test_a_disk_that_is_full_from_a_call_on_is_told_and_loses_nothing(
    runs: Runs, fresh: Folder, tmp_path: Path
) -> None:
    """From the first call on, from the making of the log, and from the making of the first output."""
    stage = stage_of(runs, fresh, tmp_path / "ky")
    calls = stage.calls(WRITING)
    of_log, of_output = [call for call in calls if call.name == "write"][:2]
    for call in (calls[0], of_log, of_output):
        assert "đầy" in stage.refuse(call, WRITING, "ENOSPC+").sentence


def test_a_drive_that_is_gone_from_a_call_on_is_told_and_loses_nothing(
    runs: Runs, fresh: Folder, tmp_path: Path
) -> None:
    """As a network folder says it, from the first call on and from the making of the first output."""
    stage = stage_of(runs, fresh, tmp_path / "ky")
    calls = stage.calls(WRITING)
    of_output = [call for call in calls if call.name == "write"][1]
    for call in (calls[0], of_output):
        assert "kết nối" in stage.refuse(call, WRITING, "ESTALE+").sentence


@pytest.mark.parametrize(
    ("error", "names"), [("EIO", (*WRITING, "rename", "unlink")), ("EACCES", (*NAMING, *OPENING))]
)
def test_a_call_that_fails_once_is_told_or_made_good(
    runs: Runs, begun: Folder, tmp_path: Path, error: str, names: tuple[str, ...]
) -> None:
    """The last call comes when the outputs are in their places: it cannot undo them."""
    stage = stage_of(runs, begun, tmp_path / "ky")
    tried = sample(stage.changes(names), TRIED)
    statuses = [stage.refuse(call, names, error).status for call in tried]
    assert 3 in statuses
    assert statuses[-1] == stage.expected.status
