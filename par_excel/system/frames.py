"""The frames in which parent and child talk: one byte for the kind, eight bytes of length, then the bytes themselves."""

import struct
from enum import Enum, unique
from typing import BinaryIO, NamedTuple

_HEAD = struct.Struct(">cQ")


@unique
class FrameKind(Enum):
    """What a frame carries."""

    TASK = b"T"
    """From the parent; the first one holds the set-up, which is answered as every other."""
    ANSWER = b"A"
    MEMORY = b"M"
    """The task ran out of memory, and the child ends."""
    ERROR = b"E"
    """The task raised an exception; the text says which."""


class Frame(NamedTuple):
    """One message."""

    kind: FrameKind
    data: bytes = b""


class FrameError(ValueError):
    """What came is no frame, or longer than any frame may be."""


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Write a frame and send it off."""
    stream.write(_HEAD.pack(frame.kind.value, len(frame.data)))
    stream.write(frame.data)
    stream.flush()


def read_frame(stream: BinaryIO, *, most_bytes: int) -> Frame | None:
    """Wait for a frame; None where the other side has ended, also in the middle of one.

    Raises:
        FrameError: what came is no frame, or too long; nothing after it can be understood.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    letter, length = _HEAD.unpack(head)
    if length > most_bytes:
        raise FrameError(f"{length} bytes announced, {most_bytes} allowed")
    try:
        kind = FrameKind(letter)
    except ValueError as failure:
        raise FrameError(f"no frame begins with {letter!r}") from failure
    data = stream.read(length)
    return Frame(kind, data) if len(data) == length else None
