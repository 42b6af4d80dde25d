"""Spoil returns at random for as long as one likes: `python -m tools.fuzz --minutes 10`.

What raises, or gives a value that does not stand in the file, is kept in build/fuzz, with the steps that made it.
"""

import argparse
import hashlib
import random
import sys
import time
from pathlib import Path

from tests.hostile.fuzzing import trouble
from tests.hostile.mutations import RETURNS, Step, mutated

KEPT = Path(__file__).parent.parent / "build" / "fuzz"


def main() -> int:
    """Spoil and read until the time is over; status 1 where something was found."""
    arguments = _arguments()
    chance = random.Random(arguments.seed)  # noqa: S311 - no secret
    end, done, found = time.monotonic() + arguments.minutes * 60, 0, 0
    while time.monotonic() < end:
        number, steps = chance.choice(RETURNS), _steps(chance)
        data = mutated(number, steps)
        what = trouble(data)
        done += 1
        if what:
            found += 1
            _keep(data, f"return {number}, {steps}\n{what}\n")
    sys.stdout.write(f"seed {arguments.seed}: {done} returns spoilt, {found} troubles\n")
    return int(found > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Spoil returns at random and read them.")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    return parser.parse_args()


def _steps(chance: random.Random) -> list[Step]:
    return [
        Step(chance.randrange(1000), chance.randrange(200_001), chance.randrange(100_000))
        for _ in range(chance.randint(1, 6))
    ]


def _keep(data: bytes, what: str) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(data).hexdigest()[:16]
    (KEPT / f"{name}.xlsx").write_bytes(data)
    (KEPT / f"{name}.txt").write_text(what, encoding="utf-8")
    sys.stdout.write(f"{name}: {what}")


if __name__ == "__main__":
    sys.exit(main())
