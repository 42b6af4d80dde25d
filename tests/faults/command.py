"""The command line under a clock that stands still: `python -m tests.faults.command MOMENT ARGUMENTS…`.

Two runs that are to be compared happen at the same moment; nothing but the clock is replaced.
"""

import sys
from collections.abc import Sequence
from datetime import datetime

from par_excel.cli import clock, main


def run_command(arguments: Sequence[str], now: datetime) -> int:
    """Do what `par-excel ARGUMENTS…` does at this moment; return the exit status."""
    clock.now = lambda: now
    sys.argv = ["par-excel", *arguments]
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


if __name__ == "__main__":
    moment, *said = sys.argv[1:]
    sys.exit(run_command(said, datetime.fromisoformat(moment)))
