"""Try combined damages: `python -m tools.combine --count 2000 --seed 1`.

A program, one or two damages and a carrier are drawn for each seed. Status 1 where one came out otherwise than it must.
"""

import argparse
import sys
import time

from tests.hostile.combining import combination, complaints


def main() -> int:
    """Try so many combinations and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1, help="of the first one")
    arguments = parser.parse_args()
    begin, found = time.process_time(), 0
    for seed in range(arguments.seed, arguments.seed + arguments.count):
        for complaint in complaints(combination(seed)):
            found += 1
            sys.stdout.write(f"{complaint}\n")
    sys.stdout.write(
        f"{arguments.count} combinations, {found} complaints, {time.process_time() - begin:.0f} s\n"
    )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
