"""Readings of a parcel as JSON text and back, by the types of the model; equal values give equal text."""

import hashlib
from collections.abc import Sequence
from functools import cache
from sys import intern

import msgspec
from msgspec.structs import replace

from par_excel.ledger.compact import StoredSubmission, stored_submission, submission_of
from par_excel.model import Finding, Item, Mail, Reading, Refusal, Submission

UnreadableBody = (msgspec.MsgspecError, ValueError)
"""Exceptions for text that holds no readings."""


class _Stored(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """A reading as it is written: each kind of outcome has a key of its own."""

    path: str
    sha256: str
    size_bytes: int
    mail: Mail | None = None
    submission: StoredSubmission | None = None
    refusal: Refusal | None = None
    findings: tuple[Finding, ...] = ()


_DECODER = msgspec.json.Decoder(tuple[_Stored, ...])


@cache  # not when the module is loaded: a child that encodes readings never asks
def current_shape() -> str:
    """Return what changes whenever an attribute, a type or an enum's word in the model does.

    What was read before is read again then.
    """
    schema = msgspec.json.schema_components([_Stored, Submission])
    return hashlib.sha256(msgspec.json.encode(schema, order="deterministic")).hexdigest()[:12]


def encode_readings(readings: Sequence[Reading]) -> bytes:
    """Return the JSON text of what was read from a parcel; decimals are text, so that no digit is lost."""
    return msgspec.json.encode(tuple(map(_stored, readings)))


def decode_readings(body: bytes) -> tuple[Reading, ...]:
    """Return the readings that a text holds; raises one of UnreadableBody where it holds none."""
    return tuple(map(_reading, _DECODER.decode(body)))


def _stored(reading: Reading) -> _Stored:
    item = reading.item
    return _Stored(
        path=item.path,
        sha256=item.sha256,
        size_bytes=item.size_bytes,
        mail=item.mail,
        submission=stored_submission(item.outcome) if isinstance(item.outcome, Submission) else None,
        refusal=item.outcome if isinstance(item.outcome, Refusal) else None,
        findings=reading.findings,
    )


def _reading(stored: _Stored) -> Reading:
    item = Item(
        path=stored.path,
        sha256=intern(stored.sha256),
        size_bytes=stored.size_bytes,
        mail=stored.mail,
        outcome=_outcome(stored),
    )
    return Reading(item=item, findings=tuple(map(_sharing_words, stored.findings)))


def _outcome(stored: _Stored) -> Submission | Refusal:
    if stored.submission is not None:
        return submission_of(stored.submission)
    if stored.refusal is None:
        message = "a reading without an outcome"
        raise ValueError(message)
    refusal = stored.refusal
    return replace(
        refusal, sha256=intern(refusal.sha256), file=intern(refusal.file), detail=intern(refusal.detail)
    )


def _sharing_words(finding: Finding) -> Finding:
    """Return a finding with the very words of others like it: a hundred thousand files may each have the same."""
    return replace(finding, title=intern(finding.title), why=intern(finding.why), mend=intern(finding.mend))
