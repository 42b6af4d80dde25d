"""Kill `merge` or `approve` at every call of the system, and let every one fail: `python -m tools.system_calls`.

The tests try a sample of them; this takes half an hour. Every failing case is printed, with its call, and counted.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.laying import APPROVE, begun_period, complete_period, fresh_period
from tests.faults.runs import forked_runs
from tests.faults.tracing import CHANGING, NAMING, OPENING, WRITING, Call, Stage, stage_of

LAID = {"begun": begun_period, "fresh": fresh_period, "approve": complete_period}
COMMANDS: dict[str, tuple[str, ...]] = {"approve": APPROVE}
"""What is run in which period; `merge` where none is named."""
WAYS = ("kill", "ENOSPC+", "EIO", "EIO+", "EACCES")


def names_for(way: str) -> tuple[str, ...]:
    """Return the calls that are disturbed in this way."""
    return {"ENOSPC+": WRITING, "EIO+": WRITING, "EACCES": (*NAMING, *OPENING)}.get(way, CHANGING)


def calls_for(stage: Stage, way: str) -> list[Call]:
    """Return the calls at which it is tried."""
    return stage.calls(names_for(way)) if way.endswith("+") else stage.changes(names_for(way))


def disturbed(stage: Stage, way: str, call: Call) -> str:
    """Disturb a run at this call; return how it ended."""
    try:
        if way == "kill":
            stage.kill_at(call, names_for(way))
            return "killed"
        return f"status {stage.refuse(call, names_for(way), way).status}"
    except AssertionError as failure:
        print(f"FAILED {way} at {call.number} {call.name}({call.text[:120]}\n{failure}", flush=True)
        return "FAILED"


def main() -> None:
    """Try every call in every way that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--laid", nargs="*", default=list(LAID), choices=LAID)
    parser.add_argument("--ways", nargs="*", default=list(WAYS), choices=WAYS)
    parser.add_argument("--every", type=int, default=1, help="try only every so many calls")
    given = parser.parse_args()
    failed = 0
    with TemporaryDirectory() as name:
        root = Path(name)
        (root / "said").mkdir()
        with forked_runs(root / "said") as runs:
            for laid in given.laid:
                started = LAID[laid](root / laid)
                for way in given.ways:
                    begun = time.monotonic()
                    stage = stage_of(runs, started, root / "ky", *COMMANDS.get(laid, ()))
                    tried = calls_for(stage, way)[:: given.every]
                    ended = Counter(disturbed(stage, way, call) for call in tried)
                    print(
                        f"{laid} {way}: {ended.total()} calls, {dict(ended)}, {time.monotonic() - begun:.0f} s",
                        flush=True,
                    )
                    failed += ended["FAILED"]
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
