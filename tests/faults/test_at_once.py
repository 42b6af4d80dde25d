"""Two to eight commands at once: every return counts once, nothing is lost, and nobody is shown a traceback."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.faults.kills import undisturbed_run, wait
from tests.faults.laying import BY_HAND, change_by_hand, copy_of
from tests.faults.runs import Runs
from tests.faults.state import in_process, opens, parts_of, state_of
from tests.ledger.made import is_sound, is_told, query
from tests.workflow.periods import RECEIVED

AS_DONE = {0, 1}


@pytest.mark.parametrize(("laid", "count"), [("begun", 2), ("fresh", 4)])
def test_merges_at_once_end_as_one(
    runs: Runs, request: pytest.FixtureRequest, tmp_path: Path, laid: str, count: int
) -> None:
    started: Folder = request.getfixturevalue(laid)
    expected = undisturbed_run(runs, started, tmp_path / "ky")
    folder = copy_of(started, tmp_path / "ky")
    begun = [runs.start(folder) for _ in range(count)]
    assert [run.ended().status for run in begun] == [expected.status] * count
    assert state_of(folder) == expected.state
    assert not in_process(folder)


def test_eight_commands_of_every_kind_at_once(runs: Runs, fresh: Folder, tmp_path: Path) -> None:
    """Each decision is recorded once; what was merged before one of them came is made good by the next run."""
    folder = copy_of(fresh, tmp_path / "ky")
    decisions = [
        ("exclude", "so-a.xlsx", "--by", "An", "--reason", "gửi nhầm"),
        ("exclude", "so-b.xlsx", "--by", "Bình", "--reason", "đã hỏi"),
        ("received", "so-a.xlsx", "16/02/2021 08:00", "--by", "Chi", "--reason", "nhận giấy"),
    ]
    commands = [
        ("check",),
        ("merge",),
        *decisions[:2],
        ("check", "--json"),
        ("merge",),
        decisions[2],
        ("log",),
    ]
    begun = [runs.start(folder, *command) for command in commands]
    ended = {command: run.ended() for command, run in zip(commands, begun, strict=True)}
    assert all(
        each.status in AS_DONE or (command == ("log",) and each.status == 2)  # nothing was recorded yet
        for command, each in ended.items()
    ), ended
    assert is_sound(folder.ledger)
    assert is_told(folder.ledger)
    assert opens(folder)
    decided = [json.loads(line) for (line,) in query(folder.ledger, "SELECT line FROM entry")]
    by = Counter(entry.get("ai", "") for entry in decided if entry["viec"] != "lập tệp")
    assert (by["An"], by["Bình"], by["Chi"]) == (1, 1, 1)
    files = sum(path.is_file() for path in folder.inbox.rglob("*"))
    assert by[""] == files
    assert query(folder.ledger, "SELECT count(*), count(DISTINCT sha256) FROM parcel") == [(files, files)]
    assert query(folder.ledger, "SELECT count(*) FROM reading") == [(files,)]
    assert runs.run(folder).status in AS_DONE
    assert runs.run(folder).status in AS_DONE


def test_the_same_decision_by_eight_at_once_is_made_once_or_told(
    runs: Runs, begun: Folder, tmp_path: Path
) -> None:
    """Where one was quicker the others say that it is decided, or it is recorded again; the result is one."""
    folder = copy_of(begun, tmp_path / "ky")
    arguments = ("exclude", "so-b.xlsx", "--reason", "gửi nhầm", "--by")
    started = [runs.start(folder, *arguments, f"Người {number}") for number in range(8)]
    statuses = Counter(run.ended().status for run in started)
    assert statuses[0] + statuses[1] + statuses[2] == 8
    told = query(folder.ledger, "SELECT line FROM entry WHERE line LIKE '%Người %'")
    assert len(told) == statuses[0] + statuses[1]
    assert is_sound(folder.ledger)
    assert is_told(folder.ledger)
    shown = json.loads(runs.run(folder, "check", "--json").out)
    states = {each["file"]: each["state"] for each in shown["received"]}
    assert states["so-b.xlsx"] == "bị loại"


def test_a_run_that_was_killed_holds_nobody_up(runs: Runs, begun: Folder, tmp_path: Path) -> None:
    expected = undisturbed_run(runs, begun, tmp_path / "ky")
    folder = copy_of(begun, tmp_path / "ky")
    killed, second, third = runs.start(folder), runs.start(folder), runs.start(folder, "check")
    wait(expected.seconds / 3)
    killed.kill()
    assert killed.ended().is_killed
    assert second.ended().status == expected.status
    assert third.ended().status == expected.status
    assert runs.run(folder).status == expected.status
    assert state_of(folder) == expected.state


def test_a_hand_change_during_two_merges_is_kept_once(runs: Runs, begun: Folder, tmp_path: Path) -> None:
    folder = copy_of(begun, tmp_path / "ky")
    assert runs.run(folder).status in AS_DONE
    changed = change_by_hand(folder.master)
    later = RECEIVED + timedelta(minutes=5)
    started = [runs.start(folder, now=later) for _ in range(2)]
    assert all(run.ended().status in AS_DONE for run in started)
    kept = [path for path in folder.outbox.glob("tong_hop_sua_tay_*") if path.read_bytes() == changed]
    assert len(kept) >= 1
    assert BY_HAND not in folder.master.read_bytes()
    assert parts_of(folder.master)
