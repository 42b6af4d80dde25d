"""The ledger: every byte that arrived, and what was read from it. It decides nothing and knows no clock."""

from par_excel.ledger.failures import LedgerDamaged, LedgerTooNew, OutdatedReading, UnknownParcel
from par_excel.ledger.ledger import Ledger, Recorded, open_ledger

__all__ = [
    "Ledger",
    "LedgerDamaged",
    "LedgerTooNew",
    "OutdatedReading",
    "Recorded",
    "UnknownParcel",
    "open_ledger",
]
