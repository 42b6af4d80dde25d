"""Templates of units that fill the same form: one is written, for the others the unit's own texts are exchanged.

Writing a form takes ten times as long as packing it. What a unit has of its own are four texts: its name, its id, and
its stamp as text and as a defined name. The first two templates of a series are written out, and the exchange is held
against the second, byte for byte; a unit whose texts could change anything else is written out as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZipFile, ZipInfo

from par_excel.form import Form, form_for, stamp_name, stamp_text
from par_excel.model import Basis, Rule, Unit
from par_excel.writing.book.line_breaks import line_count
from par_excel.writing.template.guide import UNIT_WIDTH
from par_excel.writing.template.workbook import template_workbook

_STRINGS, _PROPERTIES = "xl/sharedStrings.xml", "docProps/core.xml"
_WITH_NAMES = frozenset({"xl/workbook.xml", "docProps/app.xml"})
"""Parts in which defined names stand, and no stamp as text."""
_UNUSUAL = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|_x|^ | $|  ")
"""What is written in a way of its own: other spaces, controls, marks of direction, what looks like an escape, spaces at the ends."""


class TemplateSeries:
    """The templates of the units that share an appendix.

    Args:
        basis: of the period.
        rules: the declared checks by code.
    """

    def __init__(self, basis: Basis, rules: Mapping[str, Rule]) -> None:
        self._basis, self._rules = basis, rules
        self._first: _WrittenTemplate | None = None
        self._is_proven = self._is_given_up = False
        self.exchanged = 0
        """How many were made without being written out."""

    def template(self, unit: Unit) -> bytes:
        """Return the template of the next unit: the same bytes as written by itself."""
        first = self._first
        if first is None:
            form = form_for(self._basis, unit)
            data = template_workbook(form, self._rules)
            if _is_usual(unit):
                self._first = _WrittenTemplate(form, data, _parts(data))
            return data
        form = first.form.of_unit(unit)
        exchanged = first.exchanged(form) if not self._is_given_up else None
        if exchanged is not None and self._is_proven:
            self.exchanged += 1
            return exchanged
        data = template_workbook(form, self._rules)
        if exchanged is not None:
            self._is_proven = exchanged == data
            self._is_given_up = not self._is_proven
        return data


def _is_usual(unit: Unit) -> bool:
    """Say whether a unit's texts stand in a workbook as they are, on one line."""
    if any(not text or _UNUSUAL.search(text) for text in (unit.name, unit.id)) or unit.name == unit.id:
        return False
    return line_count(unit.name, UNIT_WIDTH) == 1


@dataclass(frozen=True, slots=True)
class _WrittenTemplate:
    """A template that was written out."""

    form: Form
    data: bytes
    parts: tuple[tuple[ZipInfo, bytes], ...]

    def exchanged(self, form: Form) -> bytes | None:
        """Return it as the template of another unit; None where that is not plainly the same."""
        if not _is_usual(form.unit):
            return None
        strings = next(content for info, content in self.parts if info.filename == _STRINGS)
        if any(_string(text) in strings for text in (form.unit.name, form.unit.id)):
            return None  # stands there for something else, and would be written once only
        stream = BytesIO()
        with ZipFile(stream, "w") as archive:
            for info, content in self.parts:
                archive.writestr(_same_place(info), self._own(info.filename, content, form))
        return stream.getvalue()

    def _own(self, part: str, content: bytes, form: Form) -> bytes:
        before, after = self.form, form
        if part in _WITH_NAMES:
            return content.replace(stamp_name(before.stamp).encode(), stamp_name(after.stamp).encode())
        if part == _PROPERTIES:
            return content.replace(_subject(before.unit.name), _subject(after.unit.name))
        if part == _STRINGS:
            content = content.replace(_string(before.unit.name), _string(after.unit.name))
            content = content.replace(_string(before.unit.id), _string(after.unit.id))
        return content.replace(stamp_text(before.stamp).encode(), stamp_text(after.stamp).encode())


def _string(text: str) -> bytes:
    return f"<t>{escape(text)}</t>".encode()


def _subject(text: str) -> bytes:
    return f"<dc:subject>{escape(text)}</dc:subject>".encode()


def _parts(data: bytes) -> tuple[tuple[ZipInfo, bytes], ...]:
    with ZipFile(BytesIO(data)) as archive:
        return tuple((info, archive.read(info)) for info in archive.infolist())


def _same_place(info: ZipInfo) -> ZipInfo:
    """Return where a part goes in the new archive: all but what follows from its content."""
    place = ZipInfo(info.filename, info.date_time)
    place.compress_type, place.external_attr = info.compress_type, info.external_attr
    place.create_system = info.create_system
    return place
