"""The Word report read back by python-docx: its tables of data, known by their alternative text, as rows of texts."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO

_LIMIT_UNPACKED = 256 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class UnreadableReport(ValueError):  # noqa: N818 - named after what it is
    """The file is no Word document; the text says why, in Vietnamese."""


def read_report(data: bytes) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """Return the rows below the head of every table that has a name, by that name.

    Raises:
        UnreadableReport: it is no Word document, or larger than a report can be.
    """
    from docx import Document  # noqa: PLC0415 - a second reader, needed by one command

    try:
        _ensure_size(data)
        word = Document(BytesIO(data))
        tables = word.element.body.iter(f"{_W}tbl")
        return {name: tuple(_rows(table)) for table in tables if (name := _name(table))}
    except UnreadableReport:
        raise
    except Exception as failure:  # python-docx raises whatever its parts raise
        raise UnreadableReport("tệp không mở được như một tài liệu Word .docx") from failure


def _ensure_size(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as pack:
        if sum(info.file_size for info in pack.infolist()) > _LIMIT_UNPACKED:
            raise UnreadableReport("tệp lớn bất thường")


def _name(table: object) -> str:
    found = table.find(f"{_W}tblPr/{_W}tblCaption")  # type: ignore[attr-defined]
    return "" if found is None else str(found.get(f"{_W}val", ""))


def _rows(table: object) -> list[tuple[str, ...]]:
    rows = table.findall(f"{_W}tr")  # type: ignore[attr-defined]
    return [
        tuple("".join(node.text or "" for node in cell.iter(f"{_W}t")) for cell in row.findall(f"{_W}tc"))
        for row in rows[1:]
    ]
