"""Tables of the report: prototype rows of the template become rows of data, written as text into the packed document.

A table of ten thousand rows never stands in memory as a tree: its place is held by an instruction in the document, and
its rows are put there, one after the other, when the document is packed.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from difflib import get_close_matches
from functools import lru_cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docx.oxml.text.paragraph import CT_P
from lxml import etree
from msgspec import Struct

from par_excel.model import ConfigError
from par_excel.vietnamese import tidy, upright
from par_excel.writing.report.fields import RETIRED_TABLES
from par_excel.writing.report.rows import ReportRow

MAIN_PART = "word/document.xml"
# The earliest that a zip can hold.
_FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_LIMIT_UNBROKEN = 1200
"""Characters of a row from which on it may be longer than a page, and so may break."""
_LIMIT_LONE = 240
"""Characters of a row from which on it is high enough to stand alone under a head, or below it at the foot of a page."""
_COLUMN = re.compile(r"\[([a-z_]+)\]")
_ROWS, _TEXT = "par-rows", "par-text"
_ROWS_PLACE = re.compile(rb"<\?par-rows (\d+)\?>")
_TEXT_PLACE = re.compile(r"<w:t\b[^>]*><\?par-text ([a-z_]+)\?></w:t>")
_UNBROKEN = re.compile(r"<w:cantSplit\b[^>]*/>")
_NAMESPACE = re.compile(r"\sxmlns(:\w+)?=\"[^\"]*\"")
_PARAGRAPH = re.compile(r"<w:pPr>(<w:pStyle\b[^>]*/>)?(?:<w:keepNext\b[^>]*/>)?")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_CHUNK_ROWS = 500
"""Rows that are held as text at a time."""


@lru_cache(maxsize=2048)  # explanations stand in sections and annexes, names everywhere
def clean(value: str) -> str:
    """Return a text that a Word file can hold and that cannot turn the direction of what follows it."""
    return tidy(upright(value))


class _Prototype(Struct, frozen=True):
    """A row of the template as text, cut where a value goes: a piece, the value of a column, a piece and so on."""

    pieces: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def with_next(self) -> "_Prototype":
        """The same row, which stays on the page of the row below it."""
        pieces = (_PARAGRAPH.sub(r"<w:pPr>\1<w:keepNext/>", piece) for piece in self.pieces)
        return _Prototype(tuple(pieces), self.columns)

    def written(self, values: Mapping[str, str]) -> str:
        """Return the row with these values."""
        texts = [self.pieces[0]]
        for column, piece in zip(self.columns, self.pieces[1:], strict=True):
            texts += ('<w:t xml:space="preserve">', cell_text(values[column]), "</w:t>", piece)
        written = "".join(texts)
        if sum(map(len, values.values())) > _LIMIT_UNBROKEN:
            return _UNBROKEN.sub("", written)
        return written


class Filling(Struct, frozen=True):
    """The rows that go to one place of the document."""

    prototypes: tuple[_Prototype, ...]
    rows: Sequence[ReportRow]

    def chunks(self) -> Iterator[bytes]:
        """Yield the rows as text, some hundreds at a time."""
        last = len(self.prototypes) - 1
        held = [each.with_next for each in self.prototypes]
        staying = staying_rows(len(self.rows), lambda index: self.rows[index].values.values())
        for start in range(0, len(self.rows), _CHUNK_ROWS):
            some = enumerate(self.rows[start : start + _CHUNK_ROWS], start=start)
            written = (
                (held if index in staying else self.prototypes)[min(row.style, last)].written(row.values)
                for index, row in some
            )
            yield "".join(written).encode("utf-8")


def staying_rows(count: int, texts: Callable[[int], Iterable[str]]) -> frozenset[int]:
    """Return which rows of a table stay with the next, so that no low one stands alone on a page.

    They are the first and the last but one; beside a row of whole paragraphs a page would be left half empty by it.

    Args:
        count: of the rows.
        texts: gives those of a row.
    """
    lone = {0: 0, count - 2: count - 1} if count > 1 else {}
    return frozenset(index for index, low in lone.items() if sum(map(len, texts(low))) < _LIMIT_LONE)


def fill_tables(
    word: Document, tables: Mapping[str, Sequence[ReportRow]], file: str | None
) -> tuple[Filling, ...]:
    """Take the prototype rows out of every table of data and leave an instruction where its rows go.

    A retired table, which only an older template of an office's own holds, is taken out with its caption.

    Raises:
        ConfigError: a table or a column has a name that is not known, or a table has no prototype row.
    """
    fillings: list[Filling] = []
    for table in list(word.element.body.iter(qn("w:tbl"))):
        name = table_name(table)
        if not name.startswith("bang_"):
            continue
        if name not in tables:
            near = get_close_matches(name, tables, n=1)
            hint = f" Có phải là “{near[0]}” không?" if near else ""
            raise _fault(f"có bảng mang tên không rõ “{name}” (văn bản thay thế của bảng).{hint}", file)
        if name in RETIRED_TABLES:
            _remove(table)
            continue
        prototypes = [row for row in table.tr_lst if not _is_head(row)]
        if not prototypes:
            raise _fault(f"thiếu dòng mẫu trong bảng “{name}”.", file)
        cut = tuple(_cut(row, tables[name], name, file) for row in prototypes)
        table.append(etree.ProcessingInstruction(_ROWS, str(len(fillings))))
        for row in prototypes:
            table.remove(row)
        fillings.append(Filling(cut, tables[name]))
    return tuple(fillings)


def _remove(table: CT_Tbl) -> None:
    before, body = table.getprevious(), table.getparent()
    if body is not None:
        if isinstance(before, CT_P) and before.style == "Caption":
            body.remove(before)
        body.remove(table)


def table_name(table: CT_Tbl) -> str:
    """Return the name in the alternative text of a table; empty where it has none."""
    caption = table.tblPr.find(qn("w:tblCaption"))
    return "" if caption is None else str(caption.get(qn("w:val")))


def _fault(what: str, file: str | None) -> ConfigError:
    return ConfigError(
        f"Mẫu báo cáo Word {what}",
        "mở mẫu bằng Word và sửa tên đã nêu theo tệp giải thích đi kèm mẫu, hoặc dùng lại mẫu đi kèm chương trình.",
        file=file,
    )


def _is_head(row: CT_Row) -> bool:
    return row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None


def _cut(row: CT_Row, rows: Sequence[ReportRow], table: str, file: str | None) -> _Prototype:
    copied = deepcopy(row)
    for cell in copied.tc_lst:
        column = _column(cell)
        if column and rows and column not in rows[0].values:
            near = get_close_matches(column, rows[0].values, n=1)
            hint = f" Có phải là “[{near[0]}]” không?" if near else ""
            raise _fault(f"có cột không rõ “[{column}]” trong bảng “{table}”.{hint}", file)
    text = etree.tostring(copied, encoding="unicode")
    begin, end = text.index("<"), text.index(">")
    text = _NAMESPACE.sub("", text[begin:end]) + text[end:]  # the document itself declares them
    pieces = _TEXT_PLACE.split(text)
    return _Prototype(tuple(pieces[::2]), tuple(pieces[1::2]))


def _column(cell: CT_Tc) -> str:
    """Return the column that a cell of a prototype names, and leave its place alone there; empty where it has none."""
    texts = list(cell.iter(qn("w:t")))
    found = _COLUMN.fullmatch("".join(each.text or "" for each in texts).strip())
    if found is None:
        return ""
    for needless in texts[1:]:  # Word splits a text into runs as it likes
        run = needless.getparent()
        if run is not None:
            run.remove(needless)
    texts[0].text = None
    texts[0].append(etree.ProcessingInstruction(_TEXT, found.group(1)))
    return found.group(1)


def cell_text(value: str) -> str:
    """Return a text as it stands between the marks of a run; its line breaks are Word's."""
    plain = clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace("\n", _BREAK) if "\n" in plain else plain


def packed(word: Document, fillings: tuple[Filling, ...] = ()) -> bytes:
    """Return the document with its rows in their places: the same parts in one order, without the time of packing."""
    saved = BytesIO()
    word.save(saved)
    target = BytesIO()
    with ZipFile(saved) as source, ZipFile(target, "w", ZIP_DEFLATED) as pack:
        for name in _parts_in_order(source.namelist()):
            entry = ZipInfo(name, _FIRST_ZIP_DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on Windows and Linux
            with pack.open(entry, "w") as part:
                for chunk in _chunks(name, source.read(name), fillings):
                    part.write(chunk)
    return target.getvalue()


def _chunks(name: str, content: bytes, fillings: tuple[Filling, ...]) -> Iterator[bytes]:
    if name != MAIN_PART or not fillings:
        yield content
        return
    pieces = _ROWS_PLACE.split(content)
    yield pieces[0]
    for number, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        yield from fillings[int(number)].chunks()
        yield piece


def _parts_in_order(names: Iterable[str]) -> Iterator[str]:
    """Yield the list of content types first, as the packaging convention asks, then the rest by name."""
    return iter(sorted(names, key=lambda name: (name != "[Content_Types].xml", name)))
