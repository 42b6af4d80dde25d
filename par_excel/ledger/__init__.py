"""The ledger: every byte that arrived, what was read from it, and what was decided. It judges nothing and knows no clock.

Child processes only write readings down: what needs a database is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from par_excel.ledger.codec import encode_readings

if TYPE_CHECKING:
    from par_excel.ledger.entries import Approval, Arrival, ArrivalKind, Entry, Posted, PostKind, kind_of
    from par_excel.ledger.failures import (
        ApprovedMeanwhile,
        ContentMissing,
        ExtraMissing,
        LedgerDamaged,
        LedgerNotEmpty,
        LedgerTooNew,
        LedgerTooOld,
        LogUnreadable,
        NobodyDecides,
        OutdatedReading,
        ReasonMissing,
        SharedLedgerFailure,
        UnknownParcel,
    )
    from par_excel.ledger.ledger import Ledger
    from par_excel.ledger.opening import is_shared_ledger_there, open_ledger, open_shared_ledger
    from par_excel.ledger.recorded import Recorded, Sighting
    from par_excel.ledger.snapshot_json import decode_snapshot, encode_snapshot
    from par_excel.ledger.verifying import Verification

__all__ = [
    "Approval",
    "ApprovedMeanwhile",
    "Arrival",
    "ArrivalKind",
    "ContentMissing",
    "Entry",
    "ExtraMissing",
    "Ledger",
    "LedgerDamaged",
    "LedgerNotEmpty",
    "LedgerTooNew",
    "LedgerTooOld",
    "LogUnreadable",
    "NobodyDecides",
    "OutdatedReading",
    "PostKind",
    "Posted",
    "ReasonMissing",
    "Recorded",
    "SharedLedgerFailure",
    "Sighting",
    "UnknownParcel",
    "Verification",
    "decode_snapshot",
    "encode_readings",
    "encode_snapshot",
    "is_shared_ledger_there",
    "kind_of",
    "open_ledger",
    "open_shared_ledger",
]

_HOMES = {
    "entries": {"Approval", "Arrival", "ArrivalKind", "Entry", "PostKind", "Posted", "kind_of"},
    "snapshot_json": {"decode_snapshot", "encode_snapshot"},
    "ledger": {"Ledger"},
    "opening": {"is_shared_ledger_there", "open_ledger", "open_shared_ledger"},
    "recorded": {"Recorded", "Sighting"},
    "verifying": {"Verification"},
}


def __getattr__(name: str) -> object:
    """Return a name of `__all__` from the module that has it; the failures are all the others."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    home = next((module for module, names in _HOMES.items() if name in names), "failures")
    return getattr(import_module(f"{__name__}.{home}"), name)
