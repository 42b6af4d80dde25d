"""The reading of returns in a limited child process: a parcel is read, its files are judged, the readings are encoded.

Parent and child hand each other bytes. What the parent gives is pickled by the parent itself; what the child gives back
is the text that the ledger stores, decoded as data and never unpickled.
"""

import pickle
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from par_excel.checks import judge, judge_refusal
from par_excel.ledger.codec import encode_readings
from par_excel.model import Basis, Finding, Item, Limits, Mail, Parcel, Reading, Refusal, Submission


def setup(basis: Basis, limits: Limits) -> bytes:
    """Return what a child needs to know once."""
    return pickle.dumps((basis, limits), pickle.HIGHEST_PROTOCOL)


OUTLINE = -1
"""Stands in place of the number of a file: all files are wanted, and only those that cost little are read."""


_BETWEEN = b"\n"
"""Stands in no JSON text of ours."""
_MOST_NAMED = 100
"""Documents and citations of a cell that are kept: a hostile one has thousands, which take fifty times the room of its text."""


def task(parcels: Sequence[Parcel], number: int | None = None) -> bytes:
    """Return what a child needs to know of some parcels, or of one file of a single one, by its number among them."""
    return pickle.dumps((parcels, number), pickle.HIGHEST_PROTOCOL)


def answered(answer: bytes) -> Sequence[bytes]:
    """Return the readings of each parcel that a child was given, as the ledger keeps them."""
    return answer.split(_BETWEEN)


def reader(given: bytes) -> Callable[[bytes], bytes]:
    """Return the function that reads parcels; called once in a child."""
    from par_excel.reading.parcel import outline_parcel, read_file  # noqa: PLC0415 - the parent reads no workbook

    basis, limits = pickle.loads(given)  # noqa: S301 - made by `setup` in the parent

    def read(handed: bytes) -> bytes:
        parcels, number = pickle.loads(handed)  # noqa: S301 - made by `task` in the parent
        if number is None:
            return _BETWEEN.join(encode_readings(read_and_judge(each, basis, limits)) for each in parcels)
        [parcel] = parcels
        items = (
            outline_parcel(parcel, basis, limits)
            if number == OUTLINE
            else (read_file(parcel, number, basis, limits),)
        )
        return encode_readings(tuple(_judged(item, basis) for item in items))

    return read


def read_and_judge(parcel: Parcel, basis: Basis, limits: Limits) -> tuple[Reading, ...]:
    """Return every file of a parcel as read, with what was found in it."""
    from par_excel.reading.parcel import read_parcel  # noqa: PLC0415 - as above

    return tuple(_judged(item, basis) for item in read_parcel(parcel, basis, limits))


def _judged(item: Item, basis: Basis) -> Reading:
    return Reading(item=_kept(item), findings=judge_outcome(item.outcome, basis, mail=item.mail))


def _kept(item: Item) -> Item:
    """Return a file as the ledger keeps it: documents of a cell that names too many are read anew where they are asked for."""
    if not isinstance(item.outcome, Submission):
        return item
    documents = {
        text: named
        for text, named in item.outcome.documents.items()
        if sum(1 + len(each.references) for each in named) <= _MOST_NAMED
    }
    return replace(item, outcome=replace(item.outcome, documents=documents))


def judge_outcome(
    outcome: Submission | Refusal, basis: Basis, *, mail: Mail | None = None
) -> tuple[Finding, ...]:
    """Return what was found in a file, or why it was refused; the letter that it came in may tell whose it is."""
    if isinstance(outcome, Refusal):
        return (judge_refusal(outcome, basis, mail=mail),)
    return judge(outcome, basis)
