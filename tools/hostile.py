"""Measure what refusing a hostile file costs: `python -m tools.hostile`.

Every file of the tests' generator is read in a limited child process. Status 1 where a refused one takes more than
5 seconds or 300 MB, or where a reader fails.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from par_excel.system import ProcessLimits
from tests.hostile.damage import cases
from tools.apart import ACCEPTED, Fact, read_apart
from tools.corpus import report

_MOST_MILLISECONDS = 5_000
_MOST_KIB = 300 * 1000 * 1000 // 1024


def main() -> int:
    """Read all of them and report the worst."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for case in cases():
            (folder / case.file).write_bytes(case.make())
        facts = list(read_apart(sorted(folder.iterdir()), limits=ProcessLimits()))
    sys.stdout.write(report(facts))
    costly = [fact for fact in facts if fact.is_failure or _is_costly(fact)]
    sys.stdout.writelines(f"too costly: {fact}\n" for fact in costly)
    return int(bool(costly))


def _is_costly(fact: Fact) -> bool:
    is_refused = ACCEPTED not in fact.outcome.split()
    return is_refused and (fact.milliseconds > _MOST_MILLISECONDS or fact.peak_kib > _MOST_KIB)


if __name__ == "__main__":
    sys.exit(main())
