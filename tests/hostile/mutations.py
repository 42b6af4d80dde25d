"""Small steps that spoil a return: bytes of the zip, bytes of a part, elements and attributes of its XML.

A step is three numbers, so that whoever chooses them, hypothesis or a long run, makes the same of them.
"""

import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from functools import cache
from io import BytesIO

from lxml import etree
from msgspec import Struct

from tests.hostile.cases import (
    BOOK_PART,
    BOOK_RELS_PART,
    SCORES_PART,
    STRINGS_PART,
    STYLES_PART,
    good,
    packed,
)

PARTS = (
    SCORES_PART,
    SCORES_PART,
    SCORES_PART,
    STRINGS_PART,
    BOOK_PART,
    BOOK_RELS_PART,
    STYLES_PART,
    "_rels/.rels",
)
"""What is spoilt; the sheet of scores more often than the rest."""
VALUES = (
    *(
        "",
        "0",
        "-1",
        "1",
        "7",
        "48",
        "99999",
        "1048577",
        "1e999",
        "NaN",
        "0.5",
        "0,5",
        "1.250,5",
        "abc",
        "x",
        "X",
    ),
    *(
        "s",
        "n",
        "b",
        "e",
        "d",
        "str",
        "inlineStr",
        "shared",
        "array",
        "E48",
        "E49",
        "G48",
        "XFD1048576",
        "A1:I56",
    ),
    *(
        "#REF!",
        "_x0000_",
        "_xD800_",
        "\u202e5,0",
        "１,５",
        "½",
        "5.1",
        "6.1.1",
        "6.1.2-b",
        "Mã",
        "Điểm tự đánh giá",
    ),
    *(
        "rId2",
        "rId3",
        "worksheets/sheet1.xml",
        "../../x",
        "true",
        "Chấm điểm",
        "Sáng kiến",
        "veryHidden",
        "9" * 400,
    ),
)
RETURNS = (4, 6)


class Step(Struct, frozen=True):
    """What is done, where, and with what; each number is taken modulo what there is."""

    kind: int
    where: int
    what: int


@cache
def _parts(number: int) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(good(number))) as file:
        return {info.filename: file.read(info) for info in file.infolist()}


def mutated(number: int, steps: Sequence[Step]) -> bytes:
    """Return a good return after these steps; those on parts come first, then those on the zip."""
    parts = dict(_parts(number))
    whole = []
    for step in steps:
        kind = step.kind % (len(_ON_TREES) + len(_ON_BYTES) + 3)
        if kind < len(_ON_TREES):
            _on_tree(parts, _ON_TREES[kind], step)
        elif kind < len(_ON_TREES) + len(_ON_BYTES):
            name = PARTS[step.what % len(PARTS)]
            parts[name] = _ON_BYTES[kind - len(_ON_TREES)](parts.get(name, b""), step)
        elif kind == len(_ON_TREES) + len(_ON_BYTES):
            _on_parts(parts, step)
        else:
            whole.append(step)
    data = packed(parts)
    for step in whole:
        data = _ON_BYTES[step.what % len(_ON_BYTES)](data, step)
    return data


def _on_tree(
    parts: dict[str, bytes], change: Callable[[list[etree._Element], Step], None], step: Step
) -> None:
    name = PARTS[step.what // 7 % len(PARTS)]
    try:
        root = etree.fromstring(parts.get(name, b""), etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return
    change(list(root.iter(etree.Element)), step)
    parts[name] = etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _pick(elements: list[etree._Element], step: Step) -> tuple[etree._Element, etree._Element]:
    return elements[step.where % len(elements)], elements[step.where // 3 * 7 % len(elements)]


def _attribute(elements: list[etree._Element], step: Step) -> None:
    one, _ = _pick(elements, step)
    names = sorted(one.attrib)
    if names:
        one.attrib[names[step.where % len(names)]] = VALUES[step.what % len(VALUES)]


def _attribute_swap(elements: list[etree._Element], step: Step) -> None:
    one, other = _pick(elements, step)
    shared = sorted(set(one.attrib) & set(other.attrib))
    if shared:
        name = shared[step.what % len(shared)]
        one.attrib[name], other.attrib[name] = other.attrib[name], one.attrib[name]


def _attribute_lost(elements: list[etree._Element], step: Step) -> None:
    one, _ = _pick(elements, step)
    names = sorted(one.attrib)
    if names:
        del one.attrib[names[step.what % len(names)]]


def _text(elements: list[etree._Element], step: Step) -> None:
    one, _ = _pick(elements, step)
    one.text = VALUES[step.what % len(VALUES)]


def _swap(elements: list[etree._Element], step: Step) -> None:
    one, other = _pick(elements, step)
    first, second = one.getparent(), other.getparent()
    if first is None or second is None or one in other.iter() or other in one.iter():
        return
    copy = deepcopy(other)
    second.replace(other, deepcopy(one))
    first.replace(one, copy)


def _lost(elements: list[etree._Element], step: Step) -> None:
    one, _ = _pick(elements, step)
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)


def _twice(elements: list[etree._Element], step: Step) -> None:
    one, _ = _pick(elements, step)
    parent = one.getparent()
    if parent is not None:
        parent.insert(parent.index(one), deepcopy(one))


def _moved(elements: list[etree._Element], step: Step) -> None:
    one, other = _pick(elements, step)
    if one.getparent() is not None and other not in one.iter():
        other.append(one)


def _renamed(elements: list[etree._Element], step: Step) -> None:
    one, other = _pick(elements, step)
    one.tag = other.tag


def _byte(data: bytes, step: Step) -> bytes:
    at = step.where % (len(data) + 1)
    return data[:at] + bytes([step.what // 7 % 256]) + data[at + 1 :]


def _bytes_lost(data: bytes, step: Step) -> bytes:
    at = step.where % (len(data) + 1)
    return data[:at] + data[at + 1 + step.what % 90 :]


def _bytes_twice(data: bytes, step: Step) -> bytes:
    at = step.where % (len(data) + 1)
    return data[:at] + data[at : at + 1 + step.what % 90] + data[at:]


def _cut(data: bytes, step: Step) -> bytes:
    return data[: step.where % (len(data) + 1)]


def _value(data: bytes, step: Step) -> bytes:
    at = step.where % (len(data) + 1)
    return data[:at] + VALUES[step.what // 7 % len(VALUES)].encode() + data[at:]


def _on_parts(parts: dict[str, bytes], step: Step) -> None:
    """Lose a part, or put it in the place of another."""
    names = sorted(parts)
    name = names[step.where % len(names)]
    if step.what % 2 or len(names) < 3:
        parts[names[step.what % len(names)]] = parts[name]
    else:
        del parts[name]


_ON_TREES = (
    *(_attribute, _attribute, _attribute_swap, _attribute_lost, _text, _text),
    *(_swap, _lost, _twice, _moved, _renamed),
)
_ON_BYTES = (_byte, _bytes_lost, _bytes_twice, _cut, _value)
