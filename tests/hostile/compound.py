"""A writer of compound files (OLE2, MS-CFB): what .xls, .doc, .msg and locked workbooks are packed in."""

import struct
from collections.abc import Mapping

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LEAST = 4096
"""Smaller streams would stand in the mini stream; here they are filled up instead."""
_STORAGE, _STREAM, _ROOT = 1, 2, 5


def compound(streams: Mapping[str, bytes], *, chain_to_itself: bool = False) -> bytes:
    """Return a compound file of these streams; a `/` in a name makes a storage.

    Args:
        streams: content by name.
        chain_to_itself: let the sectors of the first stream follow each other in a circle.
    """
    contents = {name: data.ljust(_LEAST, b"\x00") for name, data in streams.items()}
    entries = _entries(contents)
    directory_sectors = -(-len(entries) * 128 // _SECTOR)
    counts = [-(-len(data) // _SECTOR) for data in contents.values()]
    fat_sectors = 1
    while (fat_sectors + directory_sectors + sum(counts)) * 4 > fat_sectors * _SECTOR:
        fat_sectors += 1
    first = fat_sectors + directory_sectors
    starts = dict(zip(contents, _starts(first, counts), strict=True))
    fat = [_FAT] * fat_sectors + _chain(fat_sectors, directory_sectors)
    for name, count in zip(contents, counts, strict=True):
        chain = _chain(starts[name], count)
        if chain_to_itself and not any(each == _FREE for each in fat) and name == next(iter(contents)):
            chain[-1] = starts[name]
        fat += chain
    fat += [_FREE] * (fat_sectors * _SECTOR // 4 - len(fat))
    directory = b"".join(
        _entry(name, kind, child, right, starts, contents) for name, kind, child, right in entries
    )
    directory = directory.ljust(directory_sectors * _SECTOR, b"\x00")
    body = b"".join(data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\x00") for data in contents.values())
    return _header(fat_sectors) + struct.pack(f"<{len(fat)}L", *fat) + directory + body


def _starts(first: int, counts: list[int]) -> list[int]:
    return [first + sum(counts[:index]) for index in range(len(counts))]


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _entries(contents: Mapping[str, bytes]) -> list[tuple[str, int, int, int]]:
    """Return name, kind, first child and next sibling of every entry; the root is the first."""
    folders = dict.fromkeys(name.partition("/")[0] for name in contents if "/" in name)
    names = [*folders, *contents]
    top = [name for name in names if "/" not in name]
    place = {name: index for index, name in enumerate(names, start=1)}
    found = [("Root Entry", _ROOT, place[top[0]], _FREE)]
    for name in names:
        level = (
            top
            if "/" not in name
            else [each for each in contents if each.startswith(f"{name.partition('/')[0]}/")]
        )
        after = level[level.index(name) + 1 :]
        children = [each for each in contents if each.startswith(f"{name}/")] if name in folders else []
        kind = _STORAGE if name in folders else _STREAM
        found.append(
            (name, kind, place[children[0]] if children else _FREE, place[after[0]] if after else _FREE)
        )
    return found


def _entry(  # noqa: PLR0917
    name: str, kind: int, child: int, right: int, starts: Mapping[str, int], contents: Mapping[str, bytes]
) -> bytes:
    text = name.rpartition("/")[2].encode("utf-16-le") + b"\x00\x00"
    start = starts.get(name, _END if kind == _ROOT else 0)
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBB3L", len(text), kind, 1, _FREE, right, child)
        + bytes(16 + 4 + 16)
        + struct.pack("<LQ", start, len(contents.get(name, b"")))
    )


def _header(fat_sectors: int) -> bytes:
    places = [*range(fat_sectors), *[_FREE] * (109 - fat_sectors)]
    head = struct.pack(
        "<8s16s5H6s9L",
        *(bytes.fromhex("D0CF11E0A1B11AE1"), bytes(16), 0x3E, 3, 0xFFFE, 9, 6, bytes(6)),
        *(0, fat_sectors, fat_sectors, 0, _LEAST, _END, 0, _END, 0),
    )
    return head + struct.pack("<109L", *places)
