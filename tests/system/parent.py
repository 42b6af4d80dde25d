"""A program of its own that has children: ``python -m tests.system.parent TASK…``; what they answer, it prints."""

import sys

from par_excel.system import Job, ProcessLimits, Workers
from tests.signals import heed_signals


def main(tasks: list[str]) -> None:
    limits = ProcessLimits(memory_bytes=160 * 1024 * 1024, cpu_seconds=60, wall_seconds=600)
    with Workers(Job("tests.system.targets:doer", b"", limits), 2) as workers:
        for _, outcome in workers.run((n, task.encode()) for n, task in enumerate(tasks)):
            said = outcome.decode() if isinstance(outcome, bytes) else repr(outcome)
            print(said, flush=True)  # noqa: T201


if __name__ == "__main__":
    heed_signals()
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
