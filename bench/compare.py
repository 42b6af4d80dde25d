"""Measure par_excel beside other programs on the same generated rounds, and write docs/benchmarks.md.

`make bench` measures rounds of 8, 125, 1,000 and 4,000 returns, which takes half an hour or more on two cores;
`python -m bench.compare --sizes 8,125` takes three minutes. Linux only: memory is what the kernel tells of processes.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from compileall import compile_dir
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from bench.machine import cores, machine_lines
from bench.page import Comparison, page
from bench.programs import PROGRAMS, ROOT, Figure, Ground, Program
from bench.rounds import make_round
from par_excel.workflow.folder.folder import Folder

SIZES = (8, 125, 1_000, 4_000)
PAGE = ROOT / "docs" / "benchmarks.md"
Say = Callable[[str], object]


def compare(  # noqa: PLR0913 - what is measured, where, and who is told
    sizes: Sequence[int],
    target: Path,
    *,
    programs: Sequence[Program] = PROGRAMS,
    at_largest: Sequence[Program] | None = None,
    within: Path | None = None,
    processes: int = 0,
    times: int = 1,
    say: Say = lambda _: None,
) -> None:
    """Measure rounds of these sizes; the page is written after each of them.

    Args:
        sizes: numbers of returns, in rising order.
        target: the page.
        programs: what is measured.
        at_largest: what is measured of the largest round, where that is less: there some take most of an hour.
        within: where the rounds are laid out for as long as they are measured; the system's place for such things.
        processes: that generate the rounds; 0 for one on each core.
        times: how often each program runs, all in turn; of the largest of several rounds once.
        say: told what was measured.

    Raises:
        RuntimeError: a program failed, or did not find what it should have.
    """
    figures: list[Figure] = []
    # all rounds stay to the end: to delete files slows what comes next
    with TemporaryDirectory(dir=within) as name:
        for done, size in enumerate(sizes, start=1):
            chosen = programs if at_largest is None or done < len(sizes) else at_largest
            place = Path(name) / str(size)
            ground = Ground(size=size, folder=Folder(place / "ky"), faulty=Folder(place / "ky_co_loi"))
            make_round(ground.folder.root, size, processes=processes)
            if any(program.is_on_faulty for program in chosen):
                make_round(ground.faulty.root, size, is_faulty=True, processes=processes)
            is_largest = 1 < len(sizes) == done
            figures += _measured(ground, chosen, 1 if is_largest else times, say)
            comparison = Comparison(
                figures=figures,
                sizes=sizes[:done],
                cores=cores(),
                machine=tuple(machine_lines()),
                day=datetime.now(tz=UTC).date(),
                times=times,
            )
            target.write_text(page(comparison), "utf-8", newline="\n")


def _measured(ground: Ground, programs: Sequence[Program], times: int, say: Say) -> list[Figure]:
    """Run the programs in turn, so often, and return the medians: what else a machine does meets all alike."""
    found: dict[str, list[Figure]] = {}
    for program in programs:
        if left_out := program.reason_left_out(ground.size):
            say(f"{ground.size:>6} {program.title}: {left_out}\n")
    for program in [each for each in programs if not each.reason_left_out(ground.size)] * times:
        figure = program.measure(ground)
        found.setdefault(program.key, []).append(figure)
        say(
            f"{ground.size:>6} {program.title}: {figure.seconds:.2f} s, computing {figure.cpu_seconds:.2f} s, "
            f"{figure.peak_bytes / 1e6:.0f} MB\n"
        )
    return list(map(_median, found.values()))


def _median(figures: Sequence[Figure]) -> Figure:
    return replace(
        figures[0],
        seconds=median(each.seconds for each in figures),
        cpu_seconds=median(each.cpu_seconds for each in figures),
        peak_bytes=max(each.peak_bytes for each in figures),
    )


def main() -> None:
    """Measure what the command line asks for."""
    keys = [program.key for program in PROGRAMS]
    given = argparse.ArgumentParser(description="Measure par_excel beside other programs.")
    given.add_argument(
        "--sizes", default=",".join(map(str, SIZES)), help="numbers of returns, 8 or more: 8,125"
    )
    given.add_argument("--only", default=",".join(keys), help=f"what is measured, of {', '.join(keys)}")
    given.add_argument(
        "--at-largest", default="", help="what is measured of the largest round; all of it if not given"
    )
    given.add_argument("--page", type=Path, default=PAGE, help="the page that is written")
    given.add_argument("--within", type=Path, help="a folder with room for the rounds (4,000 take 1.2 GB)")
    given.add_argument(
        "--times", type=int, default=3, help="how often each program runs; of the largest round once"
    )
    asked = given.parse_args()
    chosen = asked.only.split(",")
    largest = asked.at_largest.split(",") if asked.at_largest else chosen
    if not {*chosen, *largest} <= set(keys):
        given.error(f"--only and --at-largest know {', '.join(keys)}")
    for part in ("par_excel", "bench"):  # an installed program finds its bytecode
        compile_dir(ROOT / part, quiet=1)
    compare(
        sorted({int(size) for size in asked.sizes.split(",")}),
        asked.page,
        programs=[program for program in PROGRAMS if program.key in chosen],
        at_largest=[program for program in PROGRAMS if program.key in largest],
        within=asked.within,
        times=asked.times,
        say=_say_at_once,
    )


def _say_at_once(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
