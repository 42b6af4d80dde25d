"""The comparison: what is measured is watched whole, who skips work ends the run, and the page shows every row."""

import sys
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.compare import compare
from bench.machine import machine_lines
from bench.page import Comparison, exponent, goals, page
from bench.programs import PROGRAMS, Figure, Ground, Program
from bench.watched import run_watched
from par_excel.workflow.folder.folder import Folder

BY_KEY = {program.key: program for program in PROGRAMS}
MIB = 2**20
CHILD_OF_A_THREAD = """
import subprocess, sys, threading
child = [sys.executable, "-c", "import time; kept = bytearray(80 << 20); time.sleep(0.4)"]
thread = threading.Thread(target=lambda: subprocess.run(child))
thread.start()
thread.join()
print("done")
sys.exit(3)
"""


def test_memory_and_computing_of_a_child_that_a_thread_started_are_counted() -> None:
    ran = run_watched((sys.executable, "-c", CHILD_OF_A_THREAD))
    assert (ran.status, ran.said, ran.failed) == (3, "done\n", "")
    assert 80 < ran.peak_mib < 200
    assert ran.seconds >= 0.4
    assert 0 < ran.cpu_seconds < ran.seconds


def test_the_largest_process_alone_is_less_than_all_together() -> None:
    largest = run_watched((sys.executable, "-c", CHILD_OF_A_THREAD), of_all=max)
    assert 80 < largest.peak_mib < 100


def test_a_small_comparison_writes_a_page_with_all_rows(tmp_path: Path) -> None:
    target, told = tmp_path / "benchmarks.md", list[str]()
    chosen = [BY_KEY["templates"], BY_KEY["floor"]]
    compare(
        [8, 9],
        target,
        programs=chosen,
        at_largest=chosen[1:],
        within=tmp_path,
        processes=1,
        say=told.append,
    )
    written = target.read_text("utf-8")
    assert [line.split(":")[0].split() for line in told] == [
        ["8", "templates"],
        ["8", "floor"],
        ["9", "floor"],
    ]
    for program in PROGRAMS:
        assert f"{program.title} |" in written
    stage, *_ = [line for line in written.splitlines() if line.startswith(f"| {BY_KEY['templates'].title} |")]
    assert len([cell for cell in stage.strip("|").split("|") if cell.strip()]) == 5
    assert str(tmp_path) not in written
    assert sorted(path.name for path in tmp_path.iterdir()) == ["benchmarks.md"]


def test_programs_run_in_turn_and_the_median_counts(tmp_path: Path) -> None:
    said = iter(("9", "1", "5", "3", "7", "2"))

    def command(_: Ground) -> list[str]:
        return [sys.executable, "-c", f"print({next(said)})"]

    one, other = (
        Program(key=key, title=key, command=command, is_right=lambda *_: True, says_seconds=True)
        for key in ("intake", "floor")
    )
    told = list[str]()
    target = tmp_path / "benchmarks.md"
    compare([8], target, programs=[one, other], within=tmp_path, processes=1, times=3, say=told.append)
    assert [line.split()[1] for line in told] == ["intake:", "floor:"] * 3
    written = target.read_text("utf-8")
    assert "runs 3 times" in written
    rows = [line for line in written.splitlines() if "par_excel, intake" in line or "| floor: " in line]
    assert [row.split("|")[4].strip() for row in rows[:2]] == ["7.00", "2.00"]


def test_a_program_that_does_not_find_every_return_ends_the_run(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.inbox.mkdir()
    ground = Ground(size=1, folder=folder, faulty=folder)
    with pytest.raises(RuntimeError, match=r"floor: .* status 0: 0 0"):
        BY_KEY["floor"].measure(ground)


def test_a_large_round_and_a_missing_library_are_said() -> None:
    program = replace(BY_KEY["frictionless"], needs="")
    assert program.reason_left_out(1_000) == ""
    assert program.reason_left_out(4_000) == "left out above 1,000 returns"
    assert replace(program, needs="no_such_library").reason_left_out(8) == "no_such_library is not installed"


def figures(seconds: dict[str, tuple[float, float]]) -> list[Figure]:
    """Return figures for a thousand and ten thousand returns; memory grows tenfold where time does."""
    return [
        Figure(program=key, size=size, seconds=each, cpu_seconds=2 * each, peak_bytes=each * 30e6)
        for key, both in seconds.items()
        for size, each in zip((1_000, 4_000), both, strict=True)
    ]


@pytest.fixture
def comparison() -> Comparison:
    return Comparison(
        figures=figures(
            {
                "intake": (2.5, 10),
                "merge": (8, 64),
                "openpyxl": (24, 32),
                "calamine": (4, 16),
                "templates": (12, 100),
                "floor": (1, 10),
            }
        ),
        sizes=(1_000, 4_000),
        cores=2,
        machine=(("Processor", "invented"),),
        day=date(2026, 11, 23),
    )


def test_goals_are_held_against_the_figures(comparison: Comparison) -> None:
    assert [(goal.value, goal.verdict) for goal in goals(comparison)] == [
        (2, "**missed**"),  # 8 s of a merge ÷ 4 s of the script with calamine
        (None, "not measured"),
        (None, "not measured"),
        (None, "not measured"),
        (None, "not measured"),
        (2.5, "met"),
        (None, "not measured"),
        (pytest.approx(1), "met"),
        (pytest.approx(1), "met"),
        (300, "met"),
        (pytest.approx(1.5), "**missed**"),
        (pytest.approx(1.5), "**missed**"),
        (1920, "**missed**"),
        (5, "met"),  # 2.5 s × 2 cores ÷ 1,000
        (5, "met"),
        (10, "met"),
        (64, "**missed**"),
        (12, "**missed**"),
    ]


def test_what_was_not_measured_is_neither_met_nor_missed(comparison: Comparison) -> None:
    small = replace(comparison, figures=[], sizes=(8,))
    assert {goal.verdict for goal in goals(small)} == {"not measured"}
    assert "Not measured: it takes two rounds of at least 125 returns." in page(small)


def test_the_page_shows_figures_ratios_and_growth(comparison: Comparison) -> None:
    lines = page(comparison).splitlines()
    openpyxl, floor, frictionless = (BY_KEY[key].title for key in ("openpyxl", "floor", "frictionless"))
    assert f"| {openpyxl} | 9.60 | 3.00 | 24.0 | 48.0 | 720 |" in lines
    assert f"| {floor} | 1.00 | 0.16 | 10.0 | 20.0 | 300 |" in lines
    assert f"| {BY_KEY['templates'].title} | 12.0 | 83.3 | 24.0 | 360 |" in lines
    assert f"| {BY_KEY['merge'].title} | 1.50 | 1.50 |" in lines
    assert f"| {BY_KEY['letters'].title} | not measured |  |  |  |" in lines
    assert any(line.startswith(f"| {frictionless} | ") and "10" not in line for line in lines)
    merge, calamine = BY_KEY["merge"].title, BY_KEY["calamine"].title
    assert f"| {merge}, 1,000 returns ÷ {calamine} | ≤ 1.2 | 2.00 | **missed** |" in lines
    assert (
        lines.index("## Goals")
        < lines.index("## Beside other programs")
        < lines.index("## Stages of par_excel")
    )


def test_growth_in_proportion_has_the_exponent_one() -> None:
    assert exponent(3, 30, 10) == pytest.approx(1)
    assert exponent(3, 300, 10) == pytest.approx(2)


def test_the_machine_is_named_without_its_host() -> None:
    lines = dict(machine_lines())
    assert list(lines) == ["Processor", "Load", "Memory", "System", "Python", "Libraries"]
    assert lines["Processor"].endswith("cores usable")
    assert "openpyxl 3" in lines["Libraries"]
    host = Path("/proc/sys/kernel/hostname").read_text("ascii").strip()
    assert host not in " ".join(lines.values()).split()
