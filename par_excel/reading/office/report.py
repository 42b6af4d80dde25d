"""The Word report read back by python-docx: its tables of data, known by their alternative text, as rows of texts."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

_LIMIT_UNPACKED = 256 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COLUMN = re.compile(r"\[([a-z_]+)\]")
"""A cell of a template's prototype row."""


class UnreadableReport(ValueError):  # noqa: N818 - named after what it is
    """The file is no Word document; the text says why, in Vietnamese."""


def read_report(data: bytes) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Return the rows below the head of every table that has a name, by that name.

    Raises:
        UnreadableReport: it is no Word document, or larger than a report can be.
    """
    return {name: tuple(_rows(table)) for name, table in _tables(data)}


def read_columns(template: bytes) -> Mapping[str, tuple[str, ...]]:
    """Return the keys of the columns of every table of a template, by its name; empty for a cell without one.

    Raises:
        UnreadableReport: it is no Word document, or larger than a template can be.
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, table in _tables(template):
        for row in _rows(table):
            keys = tuple(match.group(1) if (match := _COLUMN.fullmatch(text.strip())) else "" for text in row)
            if any(keys):
                found.setdefault(name.partition(":")[0], keys)
    return found


def _tables(data: bytes) -> list[tuple[str, Any]]:
    """Return every table that has a name."""
    from docx import Document  # noqa: PLC0415 - a second reader, needed by one command

    try:
        _ensure_size(data)
        tables = Document(BytesIO(data)).element.body.iter(f"{_W}tbl")
        return [(name, table) for table in tables if (name := _name(table))]
    except UnreadableReport:
        raise
    except Exception as failure:  # python-docx raises whatever its parts raise
        raise UnreadableReport("tệp không mở được như một tài liệu Word .docx") from failure


def _ensure_size(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as pack:
        if sum(info.file_size for info in pack.infolist()) > _LIMIT_UNPACKED:
            raise UnreadableReport("tệp lớn bất thường")


def _name(table: Any) -> str:  # noqa: ANN401 - elements of lxml have no type of their own here
    found = table.find(f"{_W}tblPr/{_W}tblCaption")
    return "" if found is None else str(found.get(f"{_W}val", ""))


def _rows(table: Any) -> list[tuple[str, ...]]:  # noqa: ANN401 - the same
    """Return the texts of all rows that are no head."""
    return [
        tuple("".join(node.text or "" for node in cell.iter(f"{_W}t")) for cell in row.findall(f"{_W}tc"))
        for row in table.findall(f"{_W}tr")
        if row.find(f"{_W}trPr/{_W}tblHeader") is None
    ]
