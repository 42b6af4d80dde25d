"""Outcomes as JSON text and back, by the types of the model; equal values give equal text."""

import hashlib
from typing import Any

import msgspec

from par_excel.model import Finding, Refusal, Submission

SETS = frozenset({"remarks"})
"""Attributes that are sets: they are written in order. msgspec cannot put sets of enums in order by itself."""

_DECODERS: dict[str, msgspec.json.Decoder[Submission] | msgspec.json.Decoder[Refusal]] = {
    "submission": msgspec.json.Decoder(Submission),
    "refusal": msgspec.json.Decoder(Refusal),
}

UnreadableBody = (msgspec.MsgspecError, ValueError, KeyError)
"""What is raised for text that is no outcome."""


def _shape() -> str:
    schema = msgspec.json.schema_components([Submission, Refusal, Finding])
    return hashlib.sha256(msgspec.json.encode(schema, order="deterministic")).hexdigest()[:12]


SHAPE = _shape()
"""Changes whenever an attribute, a type or an enum's word in the model does: what was read before is read again."""


def kind_of(outcome: Submission | Refusal) -> str:
    """Return the word under which an outcome of this type is stored."""
    return "submission" if isinstance(outcome, Submission) else "refusal"


def encode(outcome: Submission | Refusal) -> str:
    """Return the JSON text of an outcome; decimals are text, so that no digit is lost."""
    return msgspec.json.encode(_in_order(msgspec.to_builtins(outcome))).decode()


def decode(kind: str, body: str) -> Submission | Refusal:
    """Return the outcome that a text holds; raises one of UnreadableBody where it holds none."""
    return _DECODERS[kind].decode(body)


def _in_order(value: Any) -> Any:  # noqa: ANN401 - JSON is of any type
    if isinstance(value, dict):
        return {name: sorted(part) if name in SETS else _in_order(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_in_order(part) for part in value]
    return value
