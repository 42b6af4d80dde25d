"""Another language, zone, clock, encoding or folder: the same inbox gives the same result.

A command of its own each, as a person starts it; the clock is that of the machine unless a test sets it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.faults.laying import copy_of
from tests.faults.runs import ROOT, Runs
from tests.faults.state import State, state_of
from tests.ledger.made import query
from tests.programs import needs_faketime
from tests.workflow.periods import RECEIVED

AT = ("-m", "tests.faults.command", RECEIVED.isoformat())
NOW = ("-m", "par_excel")
AROUND = {
    "nothing but C": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ascii": {
        "PYTHONIOENCODING": "ascii",
        "PYTHONUTF8": "0",
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Ho_Chi_Minh",
    },
    "Turkish, west": {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "America/New_York"},
    "Vietnamese, far east": {"LC_ALL": "vi_VN.UTF-8", "TZ": "Pacific/Kiritimati"},
}
"""A language that the machine does not have is asked for all the same; C stands for it then."""


def merged(
    folder: Folder,
    python: tuple[str, ...] = AT,
    *,
    around: Mapping[str, str] | None = None,
    before: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [*before, sys.executable, *python, "-C", str(folder.root), "merge"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(around or {})},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def expected(runs: Runs, fresh: Folder, tmp_path_factory: pytest.TempPathFactory) -> State:
    folder = copy_of(fresh, tmp_path_factory.mktemp("here") / "ky")
    assert runs.run(folder).status == 1
    return values_of(folder)


def values_of(folder: Folder) -> State:
    """Return the state without the times of the files, which copying and clocks change."""
    return {name: value for name, value in state_of(folder).items() if not name.startswith("inbox: ")}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_the_result_is_the_same_whatever_the_machine_speaks(
    fresh: Folder, expected: State, tmp_path: Path, around: Mapping[str, str]
) -> None:
    folder = copy_of(fresh, tmp_path / "ky")
    done = merged(folder, around=around)
    assert done.returncode == 1
    assert "Tổng điểm tự đánh giá: 3,21/3,5 điểm." in done.stdout.decode("utf-8")
    assert values_of(folder) == expected


def test_it_is_the_same_where_the_system_knows_no_limits(
    fresh: Folder, expected: State, tmp_path: Path
) -> None:
    """As on Windows, neither the command nor its children find a module `resource`."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "resource.py").write_text("raise ImportError('not on this system')\n", "utf-8")
    folder = copy_of(fresh, tmp_path / "ky")
    path = os.pathsep.join([str(hidden), str(ROOT)])
    seen = subprocess.run([sys.executable, "-c", "import resource"], env={**os.environ, "PYTHONPATH": path}, capture_output=True, check=False)  # fmt: skip
    assert seen.returncode == 1
    assert merged(folder, around={"PYTHONPATH": path}).returncode == 1
    assert values_of(folder) == expected


def test_a_folder_that_moved_goes_on_where_it_stood(runs: Runs, begun: Folder, tmp_path: Path) -> None:
    """Copied after the first run, with another name and other times of its files."""
    stayed = copy_of(begun, tmp_path / "ở lại")
    moved = Folder(tmp_path / "máy khác" / "Kỳ 2020 (bản sao)")
    shutil.copytree(begun.root, moved.root, copy_function=shutil.copyfile)
    assert [runs.run(folder).status for folder in (stayed, moved)] == [1, 1]
    assert values_of(moved) == values_of(stayed)
    assert [runs.run(moved).status, runs.run(moved, "verify").status] == [1, 0]


def test_the_times_of_files_and_their_order_do_not_matter(
    runs: Runs, fresh: Folder, expected: State, tmp_path: Path
) -> None:
    folder = copy_of(fresh, tmp_path / "ky")
    files = sorted(folder.inbox.iterdir(), reverse=True)
    kept = {path: path.read_bytes() for path in files}
    for path in files:
        path.unlink()
    for number, (path, data) in enumerate(kept.items()):  # written anew, so listed in another order
        path.write_bytes(data)
        os.utime(path, (number * 86_400, number * 86_400))
    assert runs.run(folder).status == 1
    assert values_of(folder) == expected


# --- the clock of the machine -----------------------------------------------------------------------------------------


def counts(runs: Runs, folder: Folder) -> tuple[object, ...]:
    """Return what counts: every sum, the file that each unit stands by, and all that was read.

    Whether a return came in time does depend on the clock, where no letter says when it was sent.
    """
    facts = json.loads(runs.run(folder, "merge", "--json").out)
    sums = [{**each, "state": ""} for each in (facts["total"], *facts["fields"], *facts["by_unit"])]
    files = {unit["id"]: unit["file"] for unit in facts["units"]}
    return (sums, files, sorted(query(folder.ledger, "SELECT sha256, body FROM reading")))


@needs_faketime
@pytest.mark.parametrize(
    "moments",
    [
        ("1980-01-02 00:00:10",),
        ("2038-01-20 03:14:08",),
        ("2024-02-29 23:40:00",),
        ("2021-02-17 10:00:00", "2021-02-16 09:00:00"),
    ],
    ids=["a battery that is flat", "2038", "29 February", "a day back between two runs"],
)
def test_the_clock_changes_no_score(
    runs: Runs, fresh: Folder, tmp_path: Path, moments: tuple[str, ...]
) -> None:
    usual = copy_of(fresh, tmp_path / "usual")
    folder = copy_of(fresh, tmp_path / "ky")
    for moment in moments:
        done = merged(folder, NOW, before=("faketime", "-f", f"@{moment}"))
        assert done.returncode == 1, done.stderr
    assert counts(runs, folder) == counts(runs, usual)
    stamps = {text[:10] for (text,) in query(folder.ledger, "SELECT received FROM parcel")}
    assert stamps == {moments[0][:10]}


@needs_faketime
def test_a_clock_before_every_workbook_is_named(fresh: Folder, tmp_path: Path) -> None:
    folder = copy_of(fresh, tmp_path / "ky")
    done = merged(folder, NOW, before=("faketime", "-f", "@1970-01-01 00:00:10"))
    assert done.returncode == 2, done.stderr
    assert "Đồng hồ của máy tính đang chỉ ngày 01/01/1970." in done.stderr.decode()
    assert not folder.ledger.exists()
