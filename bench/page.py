"""The page of the comparison: figures, ratios and goals as tables; what falls short stands there as plainly as the rest."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from math import log

from msgspec import Struct

from bench.programs import OTHERS, PROGRAMS, STAGES, Figure

LIMIT_MS = 6
WISH_MS = 3
LARGE, LARGEST = 1_000, 4_000
LEAST_AGAINST_SCRIPT = 125
EXPONENT = 1.05
RATIOS = (
    ("merge", "calamine", 1_000, 1.2),
    ("merge", "calamine", 125, 1.6),
    ("merge", "openpyxl", 8, 1.5),
    ("again", "merge", 1_000, 0.25),
    ("again", "merge", 8, 0.5),
    ("intake", "floor", 1_000, 6),
    ("feedback", "floor", 1_000, 12),
)
"""What is held against what, of how many returns, and the most that it may take: seconds, and computing beside the floor."""
_BY_KEY = {program.key: program for program in PROGRAMS}


class Goal(Struct, frozen=True):
    """Something that was promised, and what was measured; None where it was not."""

    what: str
    limit: float
    unit: str
    value: float | None

    @property
    def verdict(self) -> str:
        """Say whether it was kept."""
        if self.value is None:
            return "not measured"
        return "met" if self.value <= self.limit else "**missed**"


class Comparison(Struct, frozen=True, kw_only=True):
    """All figures of one run."""

    figures: Sequence[Figure]
    sizes: Sequence[int]
    cores: int
    machine: Sequence[tuple[str, str]]
    day: date
    times: int = 1
    """How often each program ran; of the largest of several rounds once."""

    def figure(self, program: str, size: int) -> Figure | None:
        """Return what a program took for a round; None where it was not measured."""
        return self._found.get((program, size))

    @property
    def _found(self) -> Mapping[tuple[str, int], Figure]:
        return {(each.program, each.size): each for each in self.figures}


def exponent(small: float, large: float, times: float) -> float:
    """Return how a figure grows with the number of returns: 1 is in proportion."""
    return log(large / small) / log(times)


def page(comparison: Comparison) -> str:
    """Return the page."""
    parts = (_head, _goals_part, _others_part, _growth_part, _stages_part)
    return "\n".join(line for part in parts for line in part(comparison)) + "\n"


def _head(comparison: Comparison) -> Iterator[str]:
    yield "# Benchmarks"
    yield ""
    yield "This page is written by `make bench` (`python -m bench.compare`); nothing in it is typed by hand."
    yield "Ratios, which carry over to other machines, come first; seconds hold for this one."
    yield ""
    yield from _table(("Measured", f"{comparison.day:%d/%m/%Y}"), comparison.machine)
    yield ""
    yield "## Method"
    yield ""
    sizes = ", ".join(f"{size:,}" for size in comparison.sizes)
    yield f"* Generated rounds of {sizes} returns: one of every unit, in a real working folder (`bench/rounds.py`)."
    yield "  The eight forms of 2020 are shared by all units in turn; every return has other values, all of them valid."
    often = "once" if comparison.times == 1 else f"{comparison.times} times (with the largest round once)"
    yield f"* Every program runs {often}, on the same files, in a process of its own, all in turn; its start is part of its time."
    yield "  Seconds and computing are medians, memory the most."
    yield "  The files have just been written, so that none of them waits for the disk; Python's bytecode is there, as after the first start of an installed program."
    yield "  Nothing is deleted between runs: for minutes after thousands of files were deleted, ext4 takes ten times as long to make one."
    yield "* Seconds are those of the clock on the wall. Computing is that of all processes of a program."
    yield "  Memory is the highest sum of what is resident in all its processes at once, looked at fifty times a second; shared pages count in each process."
    yield "* par_excel uses the cores that it finds; the others are single processes, as they are usually written and as the libraries work."
    yield "* Feedback is measured on a round of the same size in which every return has an error; its seconds are those of the feedback alone, its computing and memory those of the process, which has taken the returns in before."
    yield "* The scripts (`bench/user_script_*.py`) say at their head what they do not do. frictionless reads one sheet, and writes nothing."
    yield "* What has no figure for a size was not measured for it."
    yield "* A program that does not find every return, or finds faults in the valid round, ends the run."
    yield ""


def _goals_part(comparison: Comparison) -> Iterator[str]:
    yield "## Goals"
    yield ""
    rows = [
        (goal.what, f"≤ {goal.limit:g} {goal.unit}".strip(), _shown(goal.value, goal.unit), goal.verdict)
        for goal in goals(comparison)
    ]
    yield from _table(("Goal", "limit", "measured", ""), rows)
    yield ""


def goals(comparison: Comparison) -> Iterator[Goal]:
    """Yield what was promised, beside what was measured: ratios first, then what holds for a machine."""
    for key, other, size, limit in RATIOS:
        one, two = comparison.figure(key, size), comparison.figure(other, size)
        is_computing = other == "floor"
        value = _computing_ratio(one, two) if is_computing else _ratio(one, two)
        name = f"{_BY_KEY[key].title}, {size:,} returns ÷ {_BY_KEY[other].title}"
        yield Goal(f"{name}, computing" if is_computing else name, limit, "", value)
    for key, what in (("intake", "intake"), ("merge", "whole merge")):
        time, memory = _growth(comparison, key, LARGE, LARGEST)
        yield Goal(f"time of the {what} from {LARGE:,} to {LARGEST:,}: exponent", EXPONENT, "", time)
        yield Goal(f"memory of the {what} from {LARGE:,} to {LARGEST:,}: exponent", EXPONENT, "", memory)
        found = comparison.figure(key, LARGEST)
        megabytes = None if found is None else found.peak_bytes / 1e6
        yield Goal(f"{LARGEST:,} returns: memory of the {what}", 1_000, "MB", megabytes)
    for size in (LARGE, LARGEST):
        intake = comparison.figure("intake", size)
        value = None if intake is None else intake.seconds * comparison.cores / size * 1000
        what = f"intake of {size:,}: seconds × cores ÷ returns (as near to {WISH_MS} as it goes)"
        yield Goal(what, LIMIT_MS, "ms", value)
    yield Goal(f"{LARGEST:,} returns: intake", 12, "s", _seconds(comparison, "intake", LARGEST))
    yield Goal(f"{LARGEST:,} returns: whole merge", 36, "s", _seconds(comparison, "merge", LARGEST))
    yield Goal(f"{LARGE:,} templates", 10, "s", _seconds(comparison, "templates", LARGE))


def _stages_part(comparison: Comparison) -> Iterator[str]:
    yield "## Stages of par_excel"
    yield ""
    for size in comparison.sizes:
        yield f"### {size:,} returns"
        yield ""
        rows = [_stage_row(comparison, key, size) for key in STAGES]
        yield from _table(
            ("Stage", "seconds", "returns a second", "computing, ms a return", "memory, MB"), rows
        )
        yield ""


def _stage_row(comparison: Comparison, key: str, size: int) -> tuple[str, ...]:
    title, found = _BY_KEY[key].title, comparison.figure(key, size)
    if found is None:
        return title, _BY_KEY[key].reason_left_out(size) or "not measured", "", "", ""
    return (
        title,
        _number(found.seconds),
        _number(size / found.seconds),
        _number(found.cpu_seconds / size * 1000),
        _number(found.peak_bytes / 1e6),
    )


def _others_part(comparison: Comparison) -> Iterator[str]:
    yield "## Beside other programs"
    yield ""
    yield "Ratios are times the seconds of par_excel (= 1): above 1 the other one is slower."
    yield "The scripts read, check and write a table, for which the whole `merge` is the fair counterpart, although it does much more; frictionless and the floor write nothing, as the intake is."
    yield ""
    for size in comparison.sizes:
        yield f"### {size:,} returns"
        yield ""
        rows = [_other_row(comparison, key, size) for key in ("intake", "merge", *OTHERS)]
        yield from _table(("Program", "÷ intake", "÷ merge", "seconds", "computing, s", "memory, MB"), rows)
        yield ""


def _other_row(comparison: Comparison, key: str, size: int) -> tuple[str, ...]:
    title, found = _BY_KEY[key].title, comparison.figure(key, size)
    if key not in OTHERS:
        title = f"par_excel, {title}"
    if found is None:
        return title, _BY_KEY[key].reason_left_out(size) or "not measured", "", "", "", ""
    ratios = (_ratio(found, comparison.figure(stage, size)) for stage in ("intake", "merge"))
    return (
        title,
        *map(_number, ratios),
        _number(found.seconds),
        _number(found.cpu_seconds),
        _number(found.peak_bytes / 1e6),
    )


def _growth_part(comparison: Comparison) -> Iterator[str]:
    sizes = [size for size in comparison.sizes if size >= LEAST_AGAINST_SCRIPT]
    yield "## Growth"
    yield ""
    if len(sizes) < 2:
        yield "Not measured: it takes two rounds of at least 125 returns."
        return
    small, large = sizes[-2:]
    yield f"From {small:,} to {large:,} returns; an exponent of 1 is growth in proportion, 2 growth with the square."
    yield ""
    rows = []
    for program in PROGRAMS:
        time, memory = _growth(comparison, program.key, small, large)
        rows.append((program.title, _number(time), _number(memory)))
    yield from _table(("Program", "exponent of time", "exponent of memory"), rows)


def _growth(comparison: Comparison, key: str, small: int, large: int) -> tuple[float | None, float | None]:
    first, second = comparison.figure(key, small), comparison.figure(key, large)
    if first is None or second is None:
        return None, None
    times = large / small
    return (
        exponent(first.seconds, second.seconds, times),
        exponent(first.peak_bytes, second.peak_bytes, times),
    )


def _seconds(comparison: Comparison, key: str, size: int) -> float | None:
    found = comparison.figure(key, size)
    return None if found is None else found.seconds


def _ratio(one: Figure | None, other: Figure | None) -> float | None:
    return None if one is None or other is None else one.seconds / other.seconds


def _computing_ratio(one: Figure | None, other: Figure | None) -> float | None:
    return None if one is None or other is None else one.cpu_seconds / other.cpu_seconds


def _shown(value: float | None, unit: str) -> str:
    return "" if value is None else f"{_number(value)} {unit}".strip()


def _number(value: float | None) -> str:
    """Return three digits of a figure; all of what is larger."""
    if value is None:
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
