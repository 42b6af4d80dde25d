"""Any two damages at once: a return as a program saves it, spoilt in one or two ways, carried in a letter or an archive.

Each combination follows from a seed. Beside the spoilt return lies a good one of another unit. What must come of it:
every value of the good one, and of the spoilt one every value, known other values, or a refusal by name; nothing is lost.
"""

import random
import zipfile
import zlib
from base64 import encodebytes
from collections.abc import Callable, Iterator, Mapping
from email.message import EmailMessage
from functools import cache
from io import BytesIO
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from openpyxl import Workbook

from par_excel.model import DifferenceKind, Refusal, Submission
from par_excel.reading.parcel import read_parcel
from tests.reading.ole_files import Attached, ole_file, outlook_folder
from tests.reading.packed_letters import Packed, signed, winmail
from tests.reading.returned import basis, changed, original, read, values
from tests.reading.workbooks import parcel, with_parts

SPOILT, GOOD = 2, 4
"""Appendices of the return that is spoilt and of the good one beside it."""
Change = Callable[[bytes, random.Random], bytes]
Files = Mapping[str, bytes]
Carrier = Callable[[Files], bytes]


class Damage(Struct, frozen=True):
    """One way in which a return is spoilt."""

    name: str
    change: Change
    may_refuse: bool = False
    """Whether the return need not be readable any more."""


class Combination(Struct, frozen=True, kw_only=True):
    """A parcel with a spoilt return, and how it came to be."""

    seed: int
    program: str
    damages: tuple[Damage, ...]
    carrier: str
    data: bytes

    @property
    def name(self) -> str:
        """How it came to be, in words."""
        return (
            f"{self.seed}: {self.program}, {' + '.join(each.name for each in self.damages)}, {self.carrier}"
        )


def _in_book(change: Callable[[Workbook], None]) -> bytes:
    return changed(SPOILT, change)


def _packed_anew(data: bytes, *, backslashes: bool = False, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", method) as new:
        for info in old.infolist():
            name = info.filename.replace("/", "\\") if backslashes else info.filename
            new.writestr(name, old.read(info))
    return stream.getvalue()


@cache
def programs() -> Mapping[str, bytes]:
    """Return the return as several programs leave it."""
    plain = original(SPOILT)
    return {
        "LibreOffice": plain,
        "openpyxl": _in_book(lambda _: None),
        "packed with backslashes": _packed_anew(plain, backslashes=True),
        "packed without compression": _packed_anew(plain, method=zipfile.ZIP_STORED),
        "without properties": with_parts(
            plain, lambda name, content: None if name.startswith("docProps/") else content
        ),
    }


def _replaced(part: str, old: bytes, new: bytes) -> Change:
    def change(data: bytes, _: random.Random) -> bytes:
        return with_parts(
            data,
            lambda name, content: (
                content.replace(old, new, 1) if name.replace("\\", "/") == part else content
            ),
        )

    return change


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data))]


def _flipped(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(chance.randrange(1, 20)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


_SHEET, _BOOK = "xl/worksheets/sheet2.xml", "xl/workbook.xml"
_BLANK = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(5_000, 9_000)).encode()
_DEAD = b"".join(b'<definedName name="N%d">#REF!</definedName>' % number for number in range(11_000))
DAMAGES = (
    Damage("blank rows", _replaced(_SHEET, b"</sheetData>", _BLANK + b"</sheetData>")),
    Damage("dead names", _replaced(_BOOK, b"</definedNames>", _DEAD + b"</definedNames>")),
    Damage("bytes behind the end", lambda data, _: data + b"\0" * 100),
    Damage("bytes before the start", lambda data, _: b"\0" * 7 + data, may_refuse=True),
    Damage("a document type", _replaced(_SHEET, b"<worksheet", b"<!DOCTYPE x><worksheet"), may_refuse=True),
    Damage("a broken part", _replaced(_SHEET, b"<sheetData>", b"<sheetData><"), may_refuse=True),
    Damage("cut off", _cut, may_refuse=True),
    Damage("bytes flipped", _flipped, may_refuse=True),
)


def _zip(files: Files) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for name, content in files.items():
            new.writestr(name, content)
    return stream.getvalue()


def _letter(files: Files, subject: str = "Nộp") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "so-a@quangtri.gov.vn", subject
    message.set_content("Kính gửi Sở Nội vụ.")
    for name, content in files.items():
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


def _forwarded(files: Files) -> bytes:
    message = _letter({"nop.zip": _zip(files)})
    for number in range(4):
        outer = _letter({}, f"FW {number}")
        outer.add_attachment(message)
        message = outer
    return bytes(message)


def _signed(files: Files) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "so-a@quangtri.gov.vn", "Nộp"
    message["Content-Type"], message["Content-Transfer-Encoding"] = "application/pkcs7-mime", "base64"
    message.set_payload(encodebytes(signed(bytes(_letter(files)), is_open=True)).decode())
    return bytes(message)


CARRIERS: Mapping[str, Carrier] = {
    "zip": _zip,
    "zip in zip": lambda files: _zip({"trong.zip": _zip(files)}),
    "letter": lambda files: bytes(_letter(files)),
    "forwarded letter with zip": _forwarded,
    "signed letter": _signed,
    "winmail": lambda files: bytes(
        _letter(
            {
                "winmail.dat": winmail(
                    [Packed(title=b"a", content=content, long_name=name) for name, content in files.items()]
                )
            }
        )
    ),
    "Outlook": lambda files: ole_file(
        outlook_folder(attached=[Attached(name=name, content=content) for name, content in files.items()])
    ),
}


def combination(seed: int) -> Combination:
    """Return the combination of a seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    program = chance.choice(list(programs()))
    damages = tuple(chance.sample(DAMAGES, chance.randrange(1, 3)))
    data = programs()[program]
    for damage in sorted(damages, key=lambda each: each.may_refuse):
        data = _applied(damage, data, chance)
    carrier = chance.choice(list(CARRIERS))
    files = {"phuluc_2.xlsx": data, "phuluc_4.xlsx": original(GOOD)}
    return Combination(
        seed=seed, program=program, damages=damages, carrier=carrier, data=CARRIERS[carrier](files)
    )


def _applied(damage: Damage, data: bytes, chance: random.Random) -> bytes:
    try:
        return damage.change(data, chance)
    except (zipfile.BadZipFile, zlib.error, ValueError, LookupError, NotImplementedError, EOFError, OSError):
        return data  # what was done before leaves no workbook to change


def complaints(tried: Combination) -> Iterator[str]:
    """Yield what came out otherwise than it must."""
    items = read_parcel(parcel(tried.data, "nop.eml"), basis())
    outcomes = {item.path.rpartition("/")[2]: item.outcome for item in items}
    good, spoilt = outcomes.get("phuluc_4.xlsx"), outcomes.get("phuluc_2.xlsx")
    if not isinstance(good, Submission) or _told(good) != _told(read(original(GOOD))):
        yield f"{tried.name}: the good return beside it came out as {good}"
    if spoilt is None:
        yield f"{tried.name}: nothing is said of the spoilt return"
    elif isinstance(spoilt, Refusal):
        if not any(damage.may_refuse for damage in tried.damages):
            yield f"{tried.name}: refused: {spoilt.reason.name} {spoilt.detail}"
    elif _told(spoilt) != _told(read(original(SPOILT))) and not _is_told(spoilt):
        yield f"{tried.name}: accepted with other values"


def _told(submission: Submission) -> Mapping[object, Any]:
    return values(replace(submission, file=""))


def _is_told(submission: Submission) -> bool:
    """Say whether a return that lost something says so: rows, columns or sheets that are missing."""
    kinds = {difference.kind for difference in submission.differences}
    return bool(
        kinds & {DifferenceKind.SHEET_MISSING, DifferenceKind.COLUMN_MISSING, DifferenceKind.ROW_MISSING}
    )
