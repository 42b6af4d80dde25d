"""Measure par_excel beside other programs on the same generated rounds, and write docs/benchmarks.md.

`make bench` measures rounds of 8, 125, 1,000 and 10,000 returns, which takes an hour or more on two cores;
`python -m bench.compare --sizes 8,125` takes two minutes. Linux only: memory is what the kernel tells of processes.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.machine import cores, machine_lines
from bench.page import Comparison, page
from bench.programs import PROGRAMS, ROOT, Figure, Ground
from bench.rounds import make_round

SIZES = (8, 125, 1_000, 10_000)
PAGE = ROOT / "docs" / "benchmarks.md"
Say = Callable[[str], object]


def compare(
    sizes: Sequence[int], target: Path, *, within: Path | None = None, say: Say = lambda _: None
) -> None:
    """Measure rounds of these sizes; the page is written after each of them.

    Args:
        sizes: numbers of returns, in rising order.
        target: the page.
        within: where the rounds are laid out for as long as they are measured; the system's place for such things.
        say: told what was measured.

    Raises:
        RuntimeError: a program failed, or did not find what it should have.
    """
    figures: list[Figure] = []
    for done, size in enumerate(sizes, start=1):
        with TemporaryDirectory(dir=within) as name:
            ground = Ground(
                size=size,
                folder=make_round(Path(name) / "ky", size),
                faulty=make_round(Path(name) / "ky_co_loi", size, is_faulty=True),
            )
            figures += _measured(ground, say)
        comparison = Comparison(
            figures=figures,
            sizes=sizes[:done],
            cores=cores(),
            machine=tuple(machine_lines()),
            day=datetime.now(tz=UTC).date(),
        )
        target.write_text(page(comparison), "utf-8", newline="\n")


def _measured(ground: Ground, say: Say) -> list[Figure]:
    figures = []
    for program in PROGRAMS:
        left_out = program.reason_left_out(ground.size)
        if left_out:
            say(f"{ground.size:>6} {program.title}: {left_out}\n")
            continue
        figure = program.measure(ground)
        figures.append(figure)
        say(
            f"{ground.size:>6} {program.title}: {figure.seconds:.2f} s, computing {figure.cpu_seconds:.2f} s, "
            f"{figure.peak_bytes / 1e6:.0f} MB\n"
        )
    return figures


def main() -> None:
    """Measure what the command line asks for."""
    given = argparse.ArgumentParser(description="Measure par_excel beside other programs.")
    given.add_argument(
        "--sizes", default=",".join(map(str, SIZES)), help="numbers of returns, 8 or more: 8,125"
    )
    given.add_argument("--page", type=Path, default=PAGE, help="the page that is written")
    given.add_argument("--within", type=Path, help="a folder with room for the rounds (10,000 take 3 GB)")
    asked = given.parse_args()
    compare(
        sorted({int(size) for size in asked.sizes.split(",")}),
        asked.page,
        within=asked.within,
        say=_say_at_once,
    )


def _say_at_once(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
