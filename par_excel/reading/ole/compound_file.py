"""A compound file (MS-CFB), the small file system in which old Office programs save: its folders and streams.

Nothing is trusted: chains of sectors are followed no further than the file has sectors, the tree of names no
further than it has entries, and no stream is longer than the file.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from par_excel.model import RefusalReason
from par_excel.reading.bounds.breach import Breach

COMPOUND_START = bytes.fromhex("D0CF11E0A1B11AE1")
_HEADER = struct.Struct("<30xHH6x4xLL4xLLLLL")
"""Sizes of sectors and small sectors, then where the tables begin."""
_FIRST_TABLES = struct.Struct("<109L")
"""The header has room for the numbers of the first 109 sectors of the table; further ones stand in sectors of their own."""
_ENTRY = struct.Struct("<64sHB1xLLL36xLQ")
"""An entry of the directory: name, its bytes, kind, neighbours and child in the tree, first sector, size."""
_NO_SECTOR, _NO_ENTRY = 0xFFFFFFFA, 0xFFFFFFFA
"""From here on, numbers mean something else than a sector or an entry ([MS-CFB], 2.1): end of a chain, free."""
_FOLDER, _STREAM, _ROOT = 1, 2, 5
_SECTOR_POWERS, _SMALL_POWER = (9, 12), 6
"""Sectors have 512 bytes (version 3) or 4,096 (version 4), small ones always 64."""


class DirectoryEntry(Struct, frozen=True):
    """A folder or stream."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    first_sector: int
    size_bytes: int

    @property
    def is_stream(self) -> bool:
        """Say whether it has content."""
        return self.kind == _STREAM

    @property
    def is_folder(self) -> bool:
        """Say whether it has entries of its own."""
        return self.kind in {_FOLDER, _ROOT}


class CompoundFile:
    """The folders and streams of a compound file.

    Raises:
        Breach: it is damaged.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            power, small, _, first_entries, self._small_up_to, first_small, _, more, _ = _HEADER.unpack_from(
                data
            )
            tables = list(_FIRST_TABLES.unpack_from(data, _HEADER.size))
        except struct.error as failure:
            raise _damaged() from failure
        if power not in _SECTOR_POWERS or small != _SMALL_POWER or not data.startswith(COMPOUND_START):
            raise _damaged()
        self._sector_bytes = 1 << power
        self._sectors = -(-len(data) // self._sector_bytes)
        self._next = self._table([*tables, *self._more_tables(more)])
        self._first_small = first_small
        self._entries = tuple(self._read_entries(first_entries))
        if not self._entries or self._entries[0].kind != _ROOT:
            raise _damaged()

    @property
    def root(self) -> Mapping[str, DirectoryEntry]:
        """What stands in the outermost folder, by name."""
        return self.inside(self._entries[0])

    def inside(self, folder: DirectoryEntry) -> Mapping[str, DirectoryEntry]:
        """Return what stands in a folder, by name."""
        # The entries of a folder are a red-black tree. Its order is not relied on: every neighbour is visited, once.
        found: dict[str, DirectoryEntry] = {}
        seen: set[int] = set()
        waiting = [folder.child]
        while waiting:
            number = waiting.pop()
            if number >= len(self._entries) or number in seen:
                continue
            seen.add(number)
            entry = self._entries[number]
            if entry.is_stream or entry.is_folder:
                found.setdefault(entry.name, entry)
            waiting += (entry.right, entry.left)
        return found

    def read(self, entry: DirectoryEntry) -> bytes:
        """Return the content of a stream.

        Raises:
            Breach: it is damaged.
        """
        return b"".join(self.chunks(entry))

    def chunks(self, entry: DirectoryEntry) -> Iterator[bytes]:
        """Yield the content of a stream, sector by sector.

        Raises:
            Breach: it is damaged.
        """
        left = entry.size_bytes
        if left > len(self._data):
            raise _damaged()
        follow = self._small if left < self._small_up_to else self._chain
        for sector in follow(entry.first_sector):
            if left <= 0:
                break
            yield sector[:left]
            left -= len(sector)
        if left > 0:
            raise _damaged()

    def _sector(self, number: int) -> bytes:
        if number >= self._sectors - 1:
            raise _damaged()
        # the header takes the place of the first sector, and sector 0 comes behind it
        start = (number + 1) * self._sector_bytes
        return self._data[start : start + self._sector_bytes]

    def _chain(self, number: int) -> Iterator[bytes]:
        for _ in range(self._sectors):
            if number >= _NO_SECTOR:
                return
            yield self._sector(number)
            if number >= len(self._next):
                raise _damaged()
            number = self._next[number]
        if number < _NO_SECTOR:
            raise _damaged()

    def _small(self, number: int) -> Iterator[bytes]:
        """Yield the small sectors of a short stream, which lie one behind the other in a stream of their own."""
        size = 1 << _SMALL_POWER
        for _ in range(len(self._next_small)):
            if number >= _NO_SECTOR:
                return
            if number >= len(self._next_small):
                raise _damaged()
            yield self._small_content[number * size : (number + 1) * size]
            number = self._next_small[number]

    @cached_property
    def _small_content(self) -> bytes:
        return b"".join(self._chain(self._entries[0].first_sector))

    @cached_property
    def _next_small(self) -> Sequence[int]:
        most = -(-len(self._small_content) >> _SMALL_POWER)
        return _numbers(b"".join(self._chain(self._first_small))[: 4 * most])

    def _more_tables(self, number: int) -> Iterator[int]:
        """Yield the sectors of the table that do not fit into the header; each list ends with where it goes on."""
        for _ in range(self._sectors // self._sector_bytes + 2):
            if number >= _NO_SECTOR:
                return
            *tables, number = _numbers(self._sector(number))
            yield from tables
        raise _damaged()

    def _table(self, sectors: Sequence[int]) -> Sequence[int]:
        """Return which sector follows on which."""
        used = [number for number in sectors if number < _NO_SECTOR]
        # A sector of the table holds the successors of 128 or 1,024 sectors. Twice as many as the file needs are room
        # that some program kept; more would be read again and again for nothing.
        if len(used) > 2 * (self._sectors // (self._sector_bytes // 4) + 1):
            raise _damaged()
        return _numbers(b"".join(map(self._sector, used)))

    def _read_entries(self, start: int) -> Iterator[DirectoryEntry]:
        listed = b"".join(self._chain(start))
        for name, length, kind, left, right, child, first, size in _ENTRY.iter_unpack(
            listed[: len(listed) // _ENTRY.size * _ENTRY.size]
        ):
            text = name[: max(length - 2, 0)].decode("utf-16-le", "replace")
            # Files with small sectors give the size in four bytes; what stands in the other four may be anything.
            real = size if self._sector_bytes > 1 << _SECTOR_POWERS[0] else size & 0xFFFFFFFF
            yield DirectoryEntry(text, kind, left, right, child, first, real)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}L", data[: len(data) // 4 * 4])


def _damaged() -> Breach:
    return Breach(RefusalReason.DAMAGED, "cấu trúc bên trong tệp bị hỏng")
