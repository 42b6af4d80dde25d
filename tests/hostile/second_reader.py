"""A second reader of a workbook, slow and simple: what stands in a cell, by lxml, asked cell by cell."""

import posixpath
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Context, Decimal, InvalidOperation
from io import BytesIO
from typing import TypeVar

from lxml import etree

from par_excel.model import Answer, Cell, Contribution, Cumulative, Levels, ScoreOrigin, Submission
from tests.hostile.reading import BASIS

UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError),
    *(etree.XMLSyntaxError, KeyError, ValueError, OverflowError),
)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_TICKS = {"x", "✓", "✔", "v", "√", "☑", "1", "true"}
"""As they are stored; a box of Excel is a truth value."""
_TEXTS = {"s", "str", "inlineStr"}

T = TypeVar("T")
Cells = Mapping[tuple[str, str], list[tuple[str, str]]]
"""Type and text of all that stands in a cell, by sheet and address; several where it stands there twice."""


def read_cells(data: bytes) -> Cells:
    """Return every cell of every sheet, wherever in the sheet it stands.

    Raises:
        UNREADABLE: this reader cannot read the workbook.
    """
    found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    with zipfile.ZipFile(BytesIO(data)) as file:
        package = _Package(file)
        for name, part in package.sheets():
            for place, kind, text in _cells(package.tree(part), package.strings):
                found[name, place].append((kind, text))
    return found


class _Package:
    """The parts of a workbook."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._names = {name.casefold(): name for name in file.namelist()}
        book = (
            _target(self.tree("_rels/.rels"), "/officeDocument", "") if "_rels/.rels" in self._names else ""
        )
        self._book = book or "xl/workbook.xml"
        self._folder, name = posixpath.split(self._book)
        self._rels = self.tree(f"{self._folder}/_rels/{name}.rels")
        part = _target(self._rels, "/sharedStrings", self._folder)
        has_strings = part.casefold() in self._names
        self.strings = [_plain(each) for each in self.tree(part).iter("{*}si")] if has_strings else []

    def tree(self, part: str) -> etree._Element:
        """Return a part as a tree."""
        data = self._file.read(self._names[part.casefold()])
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Yield name and part of each sheet that there is."""
        linked = {
            str(each.get("Id")): _joined(self._folder, each.get("Target", ""))
            for each in self._rels.iter("{*}Relationship")
        }
        for sheet in self.tree(self._book).iter("{*}sheet"):
            links = [str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")]
            part = linked.get(links[0], "") if links else ""
            if part.casefold() in self._names:
                yield _unescaped(sheet.get("name", "")), part


def _target(rels: etree._Element, kind: str, folder: str) -> str:
    targets = (
        _joined(folder, each.get("Target", ""))
        for each in rels.iter("{*}Relationship")
        if each.get("Type", "").endswith(kind)
    )
    return next(targets, "")


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _plain(element: etree._Element) -> str:
    """Return the text of a shared or inline string without the phonetic guide."""
    return "".join(_unescaped(_inner(each)) for each in element.iter("{*}t") if _owner(each) is element)


def _owner(text: etree._Element) -> etree._Element | None:
    """Return the string that a piece of text belongs to; None for that of a phonetic guide."""
    for above in text.iterancestors("{*}si", "{*}is", "{*}rPh"):
        return None if etree.QName(above).localname == "rPh" else above
    return None


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def _cells(root: etree._Element, strings: list[str]) -> Iterator[tuple[str, str, str]]:
    row = column = 0
    for element in root.iter("{*}row", "{*}c"):
        if etree.QName(element).localname == "row":
            row, column = int(element.get("r", row + 1)), 0
            continue
        place = element.get("r") or f"{_letters(column + 1)}{row}"
        column = _number(place)
        for kind, text in _contents(element, strings):
            yield place, kind, text


def _contents(cell: etree._Element, strings: list[str]) -> Iterator[tuple[str, str]]:
    kind = cell.get("t", "n")
    for value in cell.iter("{*}v"):
        text = _inner(value)
        if kind == "s":
            number = text.strip()
            yield kind, strings[int(number)] if number.isdigit() and int(number) < len(strings) else ""
        else:
            yield kind, _unescaped(text) if kind == "str" else text.strip()
    for inline in cell.iter("{*}is"):
        yield "inlineStr", _plain(inline)


def _inner(element: etree._Element) -> str:
    """Return all text in an element, without comments."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def _letters(column: int) -> str:
    return "" if not column else _letters((column - 1) // 26) + chr(ord("A") + (column - 1) % 26)


def _number(place: str) -> int:
    column = 0
    for letter in re.match(r"\$?([A-Z]*)", place)[1]:  # type: ignore[index]  # matches always
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


# ----- comparison


def disagreements(submission: Submission, cells: Cells) -> list[str]:
    """Return what was taken from a workbook and does not stand there."""
    found: list[str] = []
    for answer in submission.answers:
        found += _of_answer(answer, cells)
    for contribution in submission.contributions:
        found += _of_contribution(contribution, cells)
    for initiative in submission.initiatives:
        found += [_text(cell, cells) for cell in (initiative.title, initiative.cost, initiative.evidence)]
    return [each for each in found if each]


def _of_answer(answer: Answer, cells: Cells) -> Iterator[str]:
    yield from (_text(cell, cells) for cell in (answer.figures, answer.evidence, answer.explanation))
    yield from (_mark(tick.mark, cells) for tick in answer.ticks if tick.mark.value)
    yield from (_figure(amount.cell, cells) for amount in answer.amounts)
    if answer.origin is ScoreOrigin.TYPED:
        yield _figure(answer.score, cells)
    if answer.origin is ScoreOrigin.TICKS:
        yield _sum(answer)


def _of_contribution(contribution: Contribution, cells: Cells) -> Iterator[str]:
    yield _figure(contribution.proposed, cells)
    yield from (_text(cell, cells) for cell in (contribution.figures, contribution.evidence))


def _there(cell: Cell[T], cells: Cells) -> list[tuple[str, str]]:
    return cells.get((cell.place.sheet, cell.place.cell), [])


def _figure(cell: Cell[Decimal], cells: Cells) -> str:
    if cell.value is None:
        return ""
    there = _there(cell, cells)
    possible = [number for _, text in there for number in _numbers(text)]
    return "" if cell.value in possible else f"{cell.place}: {cell.value} was read, {there} stands there"


def _numbers(text: str) -> Iterator[Decimal]:
    """Yield the number that a text is, with a decimal point or a decimal comma."""
    plain = re.sub(
        r"\s|điểm|đ|[\u200b-\u200f\u00ad\ufeff\u202a-\u202e\u2060-\u2069]",
        "",
        unicodedata.normalize("NFKC", text).lower(),
    )
    for written in (plain, plain.replace(",", "."), plain.replace(".", "").replace(",", ".")):
        try:
            yield Context(prec=15).create_decimal(written)
        except InvalidOperation:
            continue


def _text(cell: Cell[str], cells: Cells) -> str:
    if not cell.value:
        return ""
    there = _there(cell, cells)
    if any(kind not in _TEXTS for kind, _ in there):
        return ""  # numbers and days are shown as people write them
    read = _letters_of(re.sub("‹U\\+[0-9A-F]{4}›", "", cell.value))
    return (
        ""
        if read in {_letters_of(text) for _, text in there}
        else f"{cell.place}: {cell.value!r} was read, {there} stands there"
    )


def _letters_of(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFC", text) if each.isalnum())


def _mark(cell: Cell[bool], cells: Cells) -> str:
    there = _there(cell, cells)
    texts = {
        re.sub(
            r"[\s\u200b-\u200f\u00ad\ufeff\u202a-\u202e\u2060-\u2069]",
            "",
            unicodedata.normalize("NFKC", text),
        ).lower()
        for _, text in there
    }
    return "" if texts & _TICKS else f"{cell.place}: a tick was read, {there} stands there"


def _sum(answer: Answer) -> str:
    scale = BASIS.catalogue[answer.criterion].scale
    assert isinstance(scale, Levels | Cumulative)
    points = sum((line.points for line in scale.lines if line.id in answer.ticked), Decimal(0))
    return (
        ""
        if answer.score.value == points
        else f"{answer.criterion}: {answer.score.value}, ticks give {points}"
    )
