"""Reading: the inbox becomes parcels, a parcel becomes a submission; it observes and never judges."""

from par_excel.reading.inbox import Skipped, SkipReason, scan_inbox
from par_excel.reading.limits import DEFAULT_LIMITS, Limits
from par_excel.reading.mail_look import LetterLook, look_into_letter
from par_excel.reading.parcels import read_parcel

__all__ = [
    "DEFAULT_LIMITS",
    "LetterLook",
    "Limits",
    "SkipReason",
    "Skipped",
    "look_into_letter",
    "read_parcel",
    "scan_inbox",
]
