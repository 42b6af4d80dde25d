"""One of several officials who use a shared ledger: `python -m tests.ledger.official SERVER … FOLDER NAME HOW_MANY`."""

import sys
from pathlib import Path

from par_excel.ledger import open_shared_ledger
from par_excel.ledger.failures import ApprovedMeanwhile
from par_excel.model import DecisionKind, SharedLedger
from tests.ledger.made import LATER, SEEN, body, parcel


def take_part(place: SharedLedger, folder: Path, name: str, many: int) -> tuple[int, bool]:
    """Take in the same files as everybody, decide on each, and approve; say how many were new, and who was first."""
    new = 0
    with open_shared_ledger(
        place, password=None, folder=f"{folder}|", log=folder / "nhat_ky.jsonl"
    ) as ledger:
        for number in range(many):
            each = parcel(f"gói {number}", copies=100)
            new += ledger.record([each], seen=SEEN)
            ledger.store([(each.sha256, body(each.sha256), "a")])
            ledger.decide(DecisionKind.EXCLUDE, by=name, at=SEEN, reason="vì", file=each.name)
        try:
            ledger.approvals.add(
                b"{}", {"a.xlsx": b"a"}, version=1, decision="số 12", by=name, account="", at=LATER
            )
        except ApprovedMeanwhile:
            return new, False
    return new, True


if __name__ == "__main__":
    host, port, database, user, schema, authority, own_folder, own_name, how_many = sys.argv[1:]
    server = SharedLedger(
        host=host, port=int(port), database=database, user=user, schema=schema, authority=authority
    )
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    sys.stdin.readline()
    print(*take_part(server, Path(own_folder), own_name, int(how_many)), flush=True)  # noqa: T201
