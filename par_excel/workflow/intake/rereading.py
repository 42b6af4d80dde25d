"""Figures come from the bytes: what is stored as read is held against what the stored bytes say when they are read again.

Readings are a cache in the ledger, and whoever has the file in hand can change them; the bytes are fixed by the chain.
Reading again is done as an intake does it, in limited children; nothing is stored.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from itertools import zip_longest
from typing import NamedTuple

from msgspec import Struct

from par_excel.ledger import Ledger, Recorded
from par_excel.ledger.codec import decode_readings
from par_excel.model import Basis, Cell, Finding, Place, Reading, Refusal, Submission
from par_excel.system import OWN_CORES, Runner
from par_excel.workflow.intake.attempts import attempts, is_given_up
from par_excel.workflow.intake.intake import reading_key

_WORDS = {
    "unit": "cơ quan",
    "appendix": "phụ lục",
    "stamp": "dấu nhận dạng",
    "saved_at": "thời điểm lưu tệp",
    "mail": "thư gửi kèm",
    "differences": "chỗ khác biểu mẫu",
    "answers": "các nội dung đã chấm",
    "contributions": "nội dung phối hợp",
    "initiatives": "danh sách sáng kiến",
    "documents": "tài liệu kiểm chứng",
    "is_blank": "biểu mẫu trống hay đã điền",
    "path": "tên tệp bên trong gói",
    "size_bytes": "kích thước tệp",
}
"""What is no cell, in words."""


class _Difference(NamedTuple):
    """Where what is stored is not what is read."""

    where: str
    stored: str
    read: str


def reading_problems(ledger: Ledger, basis: Basis, *, runner: Runner = OWN_CORES) -> Iterator[str]:
    """Yield in sentences, by file and cell, where a stored reading is not what its bytes say.

    Findings are compared where they were made under the settings as they are now.

    Raises:
        LedgerDamaged: a reading or bytes are not as they were written.
    """
    recorded = ledger.outcomes()
    lost = frozenset(ledger.lost_contents())
    yield from (
        f"{each.names[0]}: sổ theo dõi không còn nội dung của tệp nên không đọc lại được."
        for each in recorded
        if each.sha256 in lost and each.readings
    )
    by_sha256 = {each.sha256: each for each in recorded if each.sha256 not in lost}
    key = reading_key(basis)
    for attempt in attempts(ledger, basis, tuple(by_sha256), runner):
        each = by_sha256[attempt.sha256]
        yield from _told(each, decode_readings(attempt.body), with_findings=each.reading_key == key)


def _told(recorded: Recorded, read: Sequence[Reading], *, with_findings: bool) -> Iterator[str]:
    for stored, again in zip_longest(recorded.readings, read):
        one = stored or again
        name = "/".join(filter(None, (recorded.names[0], one.item.path)))
        found = _of_reading(stored, again, with_findings=with_findings)
        yield from (
            f"{name}, {each.where}: sổ theo dõi ghi {each.stored}, đọc lại từ nội dung đã lưu là {each.read}."
            for each in found
        )


def _of_reading(
    stored: Reading | None, read: Reading | None, *, with_findings: bool
) -> Iterator[_Difference]:
    if stored is not None and read is not None and is_given_up(stored) and is_given_up(read):
        return  # for whatever cause this time
    if stored is None or read is None:
        yield _Difference("tệp", _outcome(stored), _outcome(read))
        return
    yield from _differences(stored.item, read.item, "nội dung")
    if with_findings:
        for finding in stored.findings:
            if finding not in read.findings:
                yield _Difference(_where(finding), f"{finding.severity.value} {finding.code}", "không có")
        for finding in read.findings:
            if finding not in stored.findings:
                yield _Difference(_where(finding), "không có", f"{finding.severity.value} {finding.code}")


def _where(finding: Finding) -> str:
    return f"phát hiện tại {finding.place}" if finding.place.cell or finding.place.sheet else "phát hiện"


def _outcome(reading: Reading | None) -> str:
    return "không có tệp này" if reading is None else _said(reading.item.outcome)


def _differences(stored: object, read: object, where: str) -> Iterator[_Difference]:
    """Yield what differs in two values of the model, each at the nearest cell or named part."""
    if stored == read:
        return
    if isinstance(stored, Cell) and isinstance(read, Cell):
        yield _Difference(str(read.place), _said(stored), _said(read))
    elif isinstance(stored, tuple) and isinstance(read, tuple) and len(stored) == len(read):
        for one, other in zip(stored, read, strict=True):
            yield from _differences(one, other, where)
    elif isinstance(stored, Mapping) and isinstance(read, Mapping):
        for key in {**stored, **read}:
            yield from _differences(stored.get(key), read.get(key), where)
    elif type(stored) is type(read) and isinstance(stored, Struct) and not isinstance(stored, Place):
        place = getattr(read, "place", None)
        near = str(place) if isinstance(place, Place) else where
        for name in stored.__struct_fields__:
            one, other = getattr(stored, name), getattr(read, name)
            yield from _differences(one, other, _WORDS.get(name, near))
    else:
        yield _Difference(where, _said(stored), _said(read))


def _said(value: object) -> str:  # noqa: PLR0911 - one for each kind of value
    if isinstance(value, Cell):
        return _said(value.value) if value.value is not None or not value.raw else f"“{value.raw}”"
    if isinstance(value, Submission):
        return "một bản nộp"
    if isinstance(value, Refusal):
        return f"“{value.reason.value}”"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, Enum):
        return f"“{value.value}”"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, tuple):
        return f"{len(value)} mục"
    if value is None or value == "":
        return "trống"
    return f"{value:%d/%m/%Y %H:%M:%S}" if isinstance(value, datetime) else f"“{value}”"
