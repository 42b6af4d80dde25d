"""Old workbooks that Excel encrypted by itself: of the stream all is encrypted but the heads of records and a few whole ones.

Which, [MS-XLS] says (2.2.10): what a reader needs before it has the key, and where the sheets begin.
"""

from itertools import islice

from par_excel.model import Limits
from par_excel.reading.ole.default_password import opened_rc4
from par_excel.reading.xls.biff import RecordNumber, heads

_RC4 = b"\x01\x00"
"""As the first bytes of FILEPASS; the older obfuscation is refused."""
_FILE_PASS = int(RecordNumber.FILE_PASS)
_PLAIN = frozenset({RecordNumber.START, _FILE_PASS, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138})
"""BOF, FilePass, UsrExcl, FileLock, InterfaceHdr, RRDInfo, RRDHead."""
_WHERE_A_SHEET_BEGINS = 4
"""So many bytes of a SHEET record."""
_NOTHING = b"\x00\x00"
"""The number of no record."""
_MOST_BEFORE = 16
"""FILEPASS stands among the first records."""


def without_default_password(stream: bytes, limits: Limits) -> bytes:
    """Return the stream of a workbook as it was before it was encrypted; the same where it is not, or with another password.

    Raises:
        Breach: it holds too many records.
    """
    first = islice(heads(stream, limits), _MOST_BEFORE)
    known = next((each for each in first if each[0] == _FILE_PASS), None)
    if known is None:
        return stream
    _, begin, end = known
    opened = opened_rc4(stream[begin + 2 : end], stream) if stream[begin : begin + 2] == _RC4 else None
    if opened is None:
        return stream
    made = bytearray(opened)
    for number, begin, end in heads(stream, limits):
        plain = end if number in _PLAIN else begin + _WHERE_A_SHEET_BEGINS * (number == RecordNumber.SHEET)
        made[begin - 4 : plain] = stream[begin - 4 : plain]
        if number == _FILE_PASS:
            made[begin - 4 : begin - 2] = _NOTHING
    return bytes(made)
