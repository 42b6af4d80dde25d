"""What one parcel may cost: every limit in one place, each a setting of par.toml (`[gioi_han]`)."""

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds beyond which a file is not read; a real form stays far below all of them."""

    parcel_bytes: int = 100 * _MIB
    """Of a file in the inbox: an archive or letter may hold much evidence."""
    file_bytes: int = 25 * _MIB
    """Of a workbook."""
    entries: int = 1_000
    """Parts in a workbook's zip, files in an archive or letter."""
    unpacked_bytes: int = 64 * _MIB
    """Of all parts of a workbook together, by the zip's directory and counted again while inflating."""
    packed_files_bytes: int = 512 * _MIB
    """Of all files packed in one parcel, counted while unpacking; they are never held all at once."""
    nesting: int = 2
    """Archives and letters in one another."""
    ratio: int = 100
    """Unpacked ÷ packed size of one part."""
    ratio_from_bytes: int = _MIB
    """Parts below this size may have any ratio: blank rows pack very well."""
    cells: int = 200_000
    """Cells of the sheets that are read, blank ones counted."""
    strings: int = 200_000
    """Shared strings, rich text runs counted as one."""
    text_characters: int = 32_767
    """Of one cell; Excel itself takes no more."""
    merged_ranges: int = 10_000
    """Of one sheet."""
    names: int = 10_000
    """Defined names, sheets, cell formats, relationships and properties, each."""
    memory_bytes: int = 512 * _MIB
    """Of the process that reads a file."""
    cpu_seconds: int = 20
    """Of computing time for one file."""
    wall_seconds: int = 60
    """Of waiting for one file."""


DEFAULT_LIMITS = Limits()
