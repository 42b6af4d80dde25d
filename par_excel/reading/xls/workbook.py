"""An old Excel workbook (`.xls`, of Excel 97 to 2003) becomes a Workbook; one of Excel 5.0/95 is refused by name."""

from collections.abc import Callable

from par_excel.model import FileFormat, Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.limits import Budget
from par_excel.reading.kinds import FileKind, content_kind
from par_excel.reading.ole.compound_file import COMPOUND_START, CompoundFile
from par_excel.reading.ole.property_sets import (
    LAST_AUTHOR,
    NO_PROPERTIES,
    PROGRAM,
    SAVED_AT,
    Properties,
    read_properties,
)
from par_excel.reading.workbook.addresses import spans_of
from par_excel.reading.workbook.number_formats import parse_time
from par_excel.reading.workbook.workbook import RawSheet, Workbook
from par_excel.reading.xls.biff import Records
from par_excel.reading.xls.encrypted import without_default_password
from par_excel.reading.xls.globals import SheetEntry, read_contents
from par_excel.reading.xls.sheet import OldSheetReader

_SUMMARY, _MORE = "\x05SummaryInformation", "\x05DocumentSummaryInformation"
_WORKBOOKS = ("workbook", "book")
"""Names of the stream that holds the workbook, as of Excel 97 and of Excel 5; a file for both has both, the newer counts."""
_BARE_STARTS = (b"\x09\x08", b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
"""How a workbook begins that no compound file holds."""

IsWanted = Callable[[str], bool]


def is_xls(data: bytes) -> bool:
    """Say whether some bytes may be a workbook of an old Excel, or another old Office file."""
    return data.startswith((COMPOUND_START, *_BARE_STARTS))


def read_xls(data: bytes, limits: Limits, *, is_wanted: IsWanted) -> Workbook:
    """Return a workbook with the content of the sheets that are wanted by name.

    Raises:
        Breach: it is another old Office file, has a password, is too old, damaged, or beyond the limits.
    """
    if not data.startswith(COMPOUND_START):
        return _workbook(data, NO_PROPERTIES, NO_PROPERTIES, limits, is_wanted)
    try:
        file = CompoundFile(data)
    except Breach:
        raise _other(data) from None
    # names in compound files are compared without regard to case ([MS-CFB], 2.6.4)
    streams = {name.casefold(): entry for name, entry in file.root.items() if entry.is_stream}
    stream = next((streams[name] for name in _WORKBOOKS if name in streams), None)
    if stream is None:
        raise _other(data)
    return _workbook(
        without_default_password(file.read(stream), limits),
        _properties(file, _SUMMARY, limits),
        _properties(file, _MORE, limits),
        limits,
        is_wanted,
    )


def _other(data: bytes) -> Breach:
    """Return what an old Office file is where no workbook is found in it; told by its names, also if damaged."""
    kind = content_kind(data)
    if kind is FileKind.XLS:
        return Breach(RefusalReason.DAMAGED, "tệp .xls không nguyên vẹn")
    return Breach(kind.reason, kind.value)


def _properties(file: CompoundFile, name: str, limits: Limits) -> Properties:
    """Return a property set; none where it is lost or damaged, for no answer depends on it."""
    entry = file.root.get(name)
    try:
        return read_properties(file.read(entry) if entry is not None and entry.is_stream else b"", limits)
    except Breach:
        return NO_PROPERTIES


def _workbook(
    stream: bytes, summary: Properties, more: Properties, limits: Limits, is_wanted: IsWanted
) -> Workbook:
    records = Records(stream, limits)
    contents = read_contents(records, limits)
    budget = Budget(limits)

    def sheet(entry: SheetEntry) -> RawSheet:
        if not entry.is_worksheet or not is_wanted(entry.name):
            return RawSheet(name=entry.name, state=entry.state)
        reader = OldSheetReader(contents, budget, limits)
        reader.read(records.substream(entry.start))
        return RawSheet(
            name=entry.name,
            state=entry.state,
            is_read=True,
            is_protected=reader.is_protected,
            rows=reader.rows,
            merged=tuple(reader.merged),
            hidden_rows=spans_of(sorted(reader.hidden_rows)),
            hidden_columns=spans_of(sorted(reader.hidden_columns)),
            legacy=reader.legacy,
            pictures=reader.pictures,
        )

    return Workbook(
        sheets=tuple(sheet(entry) for entry in contents.sheets),
        names=contents.names,
        dropped_names=contents.dropped_names,
        custom=more.by_name,
        program=summary.by_number.get(PROGRAM, ""),
        saved_by=summary.by_number.get(LAST_AUTHOR, ""),
        saved_at=parse_time(summary.by_number.get(SAVED_AT, "")),
        is_1904=contents.is_1904,
        risks=tuple(contents.risks),
        format=FileFormat.XLS,
    )
