"""Formulas of old workbooks: the tokens of plain arithmetic written out as newer workbooks write it.

[MS-XLS] 2.5.198: operands come first, then what is done with them. Only what `workbook.formulas` can work out again is
written out – numbers, cells of the same sheet, operators, `SUM`, `ROUND` –; whatever else stands there, nothing is.
"""

import struct
from collections.abc import Callable, Mapping
from typing import Final

from par_excel.reading.workbook.addresses import address

_MOST_CHARACTERS: Final = 1_000
"""Longer ones are not worked out again."""
_COLUMN = 0x3FFF
"""Above it two bits say whether row and column move when the formula is copied."""
_CLASSES = (0x20, 0x40, 0x60)
"""From 0x20 on, a token is written in three ways, by how its value is wanted."""
_BINARY = {0x03: "+", 0x04: "-", 0x05: "*", 0x06: "/", 0x07: "^"}
_SUM, _ROUND = 4, 27
_MORE_ARGUMENTS, _FUNCTION = 0x7F, 0x7FFF
_ATTRIBUTE_SUM, _ATTRIBUTE_SPACE = 0x10, 0x40
_Stack = list[str]


class _OtherTokenError(Exception):
    """A formula holds something else than plain arithmetic."""


def arithmetic(tokens: bytes) -> str | None:
    """Return the formula that some tokens make; None where it is no plain arithmetic over its own sheet."""
    stack: _Stack = []
    at = 0
    try:
        while at < len(tokens):
            take, size = _TAKES[tokens[at]]
            take(stack, tokens[at + 1 : at + 1 + size])
            at += 1 + size
            if len(stack[-1]) > _MOST_CHARACTERS:
                return None
        (whole,) = stack
    except (_OtherTokenError, KeyError, IndexError, ValueError, struct.error):
        return None
    return whole


def _binary(sign: str) -> Callable[[_Stack, bytes], None]:
    def take(stack: _Stack, _: bytes) -> None:
        right, left = stack.pop(), stack.pop()
        stack.append(f"({left}{sign}{right})")

    return take


def _around(before: str, after: str) -> Callable[[_Stack, bytes], None]:
    def take(stack: _Stack, _: bytes) -> None:
        stack.append(f"({before}{stack.pop()}{after})")

    return take


def _whole_number(stack: _Stack, data: bytes) -> None:
    stack.append(str(*struct.unpack("<H", data)))


def _number(stack: _Stack, data: bytes) -> None:
    stack.append(repr(*struct.unpack("<d", data)))


def _cell(stack: _Stack, data: bytes) -> None:
    row, column = struct.unpack("<HH", data)
    stack.append(address(row + 1, (column & _COLUMN) + 1))


def _area(stack: _Stack, data: bytes) -> None:
    top, bottom, left, right = struct.unpack("<4H", data)
    first, last = address(top + 1, (left & _COLUMN) + 1), address(bottom + 1, (right & _COLUMN) + 1)
    stack.append(f"{first}:{last}")


def _attribute(stack: _Stack, data: bytes) -> None:
    if data[0] == _ATTRIBUTE_SUM:
        stack.append(f"SUM({stack.pop()})")
    elif data[0] != _ATTRIBUTE_SPACE or not stack:
        raise _OtherTokenError


def _function(stack: _Stack, data: bytes) -> None:
    if struct.unpack("<H", data)[0] != _ROUND:
        raise _OtherTokenError
    _call(stack, "ROUND", 2)


def _function_of_many(stack: _Stack, data: bytes) -> None:
    count, function = struct.unpack("<BH", data)
    if function & _FUNCTION != _SUM or not count & _MORE_ARGUMENTS:
        raise _OtherTokenError
    _call(stack, "SUM", count & _MORE_ARGUMENTS)


def _call(stack: _Stack, name: str, count: int) -> None:
    if len(stack) < count:
        raise _OtherTokenError
    given = stack[-count:]
    stack[-count:] = [f"{name}({','.join(given)})"]


_TAKES: Mapping[int, tuple[Callable[[_Stack, bytes], None], int]] = {
    **{number: (_binary(sign), 0) for number, sign in _BINARY.items()},
    0x12: (_around("+", ""), 0),
    0x13: (_around("-", ""), 0),
    0x14: (_around("", "%"), 0),
    0x15: (_around("", ""), 0),
    0x19: (_attribute, 3),
    0x1E: (_whole_number, 2),
    0x1F: (_number, 8),
    **{0x01 | kind: (_function, 2) for kind in _CLASSES},
    **{0x02 | kind: (_function_of_many, 3) for kind in _CLASSES},
    **{0x04 | kind: (_cell, 4) for kind in _CLASSES},
    **{0x05 | kind: (_area, 8) for kind in _CLASSES},
}
"""What each token does with the operands before it, and how many bytes of its own it has."""
