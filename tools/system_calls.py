"""Kill `merge` at every call of the system, and let the disk be full from every one on: `python -m tools.system_calls`.

The tests try a sample of them; this takes some minutes.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from par_excel.form import Column
from par_excel.workflow.merging import merge_inbox
from tests.workflow.periods import RECEIVED, full_period, good_return, send
from tests.workflow.test_kills import merged
from tests.workflow.test_system_calls import copy_of, fail_from, kill_at, number_of_calls


def main() -> None:
    """Try every call; an assertion stops at the first that does not end well."""
    with TemporaryDirectory() as name:
        root = Path(name)
        started = full_period(root / "ky")
        merge_inbox(started, now=RECEIVED)
        later = good_return(started, "so-a", {("1.2-a", Column.LEVEL): ""}, saved="2021-02-17T08:00:00Z")
        send(started, "so-a lan 2.xlsx", later)
        expected = merged(copy_of(started, root / "undisturbed"))
        count = number_of_calls(copy_of(started, root / "counted"))
        for number in range(1, count + 1):
            kill_at(started, expected, number, root / f"kill {number}")
        sys.stdout.write(f"killed at each of {count} calls: every next run ended as an undisturbed one\n")
        statuses = [
            fail_from(started, expected, number, root / f"full {number}") for number in range(1, count + 1)
        ]
        told = statuses.count(3)
        sys.stdout.write(f"disk full from each call on: {told} runs said so, and lost nothing\n")


if __name__ == "__main__":
    main()
