"""Kill `merge` at random moments, over and over: `python -m tools.kill_loop --times 500`.

After each kill the outputs must open, and the next run must end as an undisturbed one. The tests do this a few times.
"""

import argparse
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.kills import kill_runs
from tests.faults.laying import begun_period, fresh_period
from tests.faults.runs import forked_runs

LAID = {"begun": begun_period, "fresh": fresh_period}


def main() -> None:
    """Kill so many runs, half of them in each period; an assertion stops at the first that does not end well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=500)
    parser.add_argument("--seed", type=int, default=320)
    given = parser.parse_args()
    chance = random.Random(given.seed)  # noqa: S311 - no secret
    begun = time.monotonic()
    with TemporaryDirectory() as name:
        root = Path(name)
        (root / "said").mkdir()
        with forked_runs(root / "said") as runs:
            for laid, lay in LAID.items():
                times = given.times // len(LAID)
                killed = sum(kill_runs(runs, lay(root / laid), root / "ky", times=times, chance=chance))
                sys.stdout.write(
                    f"{laid}: {times} runs, {killed} of them killed at work: every next run ended as an "
                    f"undisturbed one ({time.monotonic() - begun:.0f} s)\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
