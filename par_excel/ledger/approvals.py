"""Approvals in an open ledger: each is one entry of the chain that holds all it fixes, with the files made of it."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from par_excel.ledger.chain import add_entry, approvals_of
from par_excel.ledger.database import Database
from par_excel.ledger.entries import Approval, in_utc
from par_excel.ledger.failures import ApprovedMeanwhile, LedgerDamaged, NobodyDecides
from par_excel.ledger.log import LogBeside
from par_excel.vietnamese import upright


class Approvals:
    """The approvals of one open ledger.

    Args:
        database: that the ledger is kept in.
        log: the log beside it.
    """

    def __init__(self, database: Database, log: LogBeside) -> None:
        self._database, self._log = database, log

    def every(self) -> tuple[Approval, ...]:
        """Return every approval, oldest first."""
        with self._database.reading():
            return approvals_of(self._database)

    def newest(self) -> Approval | None:
        """Return the approval that holds; None where nothing was approved."""
        return next(reversed(self.every()), None)

    def add(  # noqa: PLR0913 - an approval has these parts
        self,
        body: bytes,
        files: Mapping[str, bytes],
        *,
        version: int,
        decision: str,
        by: str,
        account: str,
        at: datetime,
        anchor: str = "",
    ) -> Approval:
        """Keep an approval with its files: all of it, or nothing.

        Raises:
            NobodyDecides: nobody answers for it.
            ApprovedMeanwhile: this version is not the next one any more.
        """
        if not by.strip():
            raise NobodyDecides
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        make = partial(
            Approval,
            at=in_utc(at),
            by=upright(by.strip()),
            account=account,
            version=version,
            decision=decision,
            files=hashes,
            body=body,
            anchor=anchor,
        )
        with self._database.writing():
            if version != len(approvals_of(self._database)) + 1:
                raise ApprovedMeanwhile
            approval = add_entry(self._database, make)
            for name, data in files.items():
                self._keep(hashes[name], data)
        # only now: the ledger is the truth, and the log follows what was committed
        self._log.follow()
        return approval

    def file(self, sha256: str) -> bytes | None:
        """Return the bytes of an approved file; None where the ledger was made anew from the log and lacks them.

        Raises:
            LedgerDamaged: they are not what was approved.
        """
        with self._database.reading():
            row = self._database.execute("SELECT data FROM kept WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None:
            return None
        data: bytes = row[0]
        if hashlib.sha256(data).hexdigest() != sha256:
            raise LedgerDamaged(
                self._database.place, f"bản lưu của kết quả đã phê duyệt không còn nguyên vẹn (mã {sha256})."
            )
        return data

    def give_back(self, data: bytes) -> None:
        """Keep the bytes of an approved file again, which a ledger that was made anew does not have."""
        with self._database.writing():
            self._keep(hashlib.sha256(data).hexdigest(), data)

    def _keep(self, sha256: str, data: bytes) -> None:
        self._database.execute(
            "INSERT INTO kept (sha256, data) VALUES (?, ?) ON CONFLICT DO NOTHING", (sha256, data)
        )
