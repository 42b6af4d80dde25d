"""What the tests of durability do in processes of their own: `python -m tests.ledger.child COMMAND PATH …`."""

import os
import sys
from pathlib import Path

from par_excel.ledger import open_ledger
from par_excel.model import DecisionKind, Parcel, ParExcelError
from tests.ledger.made import SEEN, body, log_of, parcel

BATCH = 3
MANY = 50


def batch(run: str, number: int) -> list[Parcel]:
    """Return the parcels of one transaction; each fills several pages."""
    return [parcel(f"{run}-{number}-{index}", copies=3000) for index in range(BATCH)]


def fifty() -> list[Parcel]:
    """Return the parcels that two processes record at once."""
    return [parcel(f"gói {number}", copies=100) for number in range(MANY)]


def keep_writing(path: Path, run: str) -> None:
    """Record, store and decide until killed, and say what has been done."""
    with open_ledger(path, log=log_of(path)) as ledger:
        print("open", flush=True)  # noqa: T201 - the parent reads it
        for number in range(100_000):
            parcels = batch(run, number)
            ledger.record(parcels, seen=SEEN)
            for new in parcels:
                ledger.store([(new.sha256, body(new.sha256), "a")])
                print(new.sha256, flush=True)  # noqa: T201
            ledger.decide(DecisionKind.EXCLUDE, by=run, at=SEEN, reason="vì", sha256=parcels[0].sha256)


def record_fifty(path: Path, order: str) -> None:
    """Wait for the word, then record, store and decide one by one, and say how many were new."""
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    parcels = fifty() if order == "forward" else fifty()[::-1]
    new = 0
    with open_ledger(path, log=log_of(path)) as ledger:
        for each in parcels:
            new += ledger.record([each], seen=SEEN)
            ledger.store([(each.sha256, body(each.sha256), "a")])
            ledger.decide(
                DecisionKind.EXCLUDE, by=f"{order} {os.getpid()}", at=SEEN, reason="vì", file=each.name
            )
    print(new, flush=True)  # noqa: T201


def record_without_rights(path: Path) -> None:
    """Record as somebody who may not write there, and say what comes of it."""
    nobody = 65534
    if os.geteuid() == 0:
        os.setuid(nobody)
    try:
        with open_ledger(path) as ledger:
            ledger.record(fifty(), seen=SEEN)
    except ParExcelError as failure:
        print(type(failure).__name__, ascii(str(failure)))  # noqa: T201


if __name__ == "__main__":
    command, ledger_path, *rest = sys.argv[1:]
    if command == "write":
        keep_writing(Path(ledger_path), rest[0])
    elif command == "fifty":
        record_fifty(Path(ledger_path), rest[0])
    else:
        record_without_rights(Path(ledger_path))
