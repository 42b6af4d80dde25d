"""The reading of returns in a limited child process: a parcel is read, its files are judged, the readings are encoded.

Parent and child hand each other bytes. What the parent gives is pickled by the parent itself; what the child gives back
is the text that the ledger stores, decoded as data and never unpickled.
"""

import pickle
from collections.abc import Callable

from par_excel.checks import judge, judge_refusal
from par_excel.ledger.codec import encode_readings
from par_excel.model import Basis, Finding, Limits, Mail, Parcel, Reading, Refusal, Submission
from par_excel.reading import read_parcel

TARGET = "par_excel.workflow.intake.child_reader:reader"
"""Where a child finds the function below."""


def setup(basis: Basis, limits: Limits) -> bytes:
    """Return what a child needs to know once."""
    return pickle.dumps((basis, limits), pickle.HIGHEST_PROTOCOL)


def task(parcel: Parcel) -> bytes:
    """Return what a child needs to know of one parcel."""
    return pickle.dumps(parcel, pickle.HIGHEST_PROTOCOL)


def reader(given: bytes) -> Callable[[bytes], bytes]:
    """Return the function that reads one parcel; called once in a child."""
    basis, limits = pickle.loads(given)  # noqa: S301 - made by `setup` in the parent

    def read(handed: bytes) -> bytes:
        parcel: Parcel = pickle.loads(handed)  # noqa: S301 - made by `task` in the parent
        return encode_readings(read_and_judge(parcel, basis, limits))

    return read


def read_and_judge(parcel: Parcel, basis: Basis, limits: Limits) -> tuple[Reading, ...]:
    """Return every file of a parcel as read, with what was found in it."""
    return tuple(
        Reading(item=item, findings=judge_outcome(item.outcome, basis, mail=item.mail))
        for item in read_parcel(parcel, basis, limits)
    )


def judge_outcome(
    outcome: Submission | Refusal, basis: Basis, *, mail: Mail | None = None
) -> tuple[Finding, ...]:
    """Return what was found in a file, or why it was refused; the letter that it came in may tell whose it is."""
    if isinstance(outcome, Refusal):
        return (judge_refusal(outcome, basis, mail=mail),)
    return judge(outcome, basis)
