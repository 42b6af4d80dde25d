"""The first words of a Word or PDF document: by them a report is recognised whose name tells nothing; nothing else rests on them.

A scan has none, and neither has a document that is damaged, locked or of another kind: of these the name alone tells.
What stands behind the first words is not read, nor is damage there seen.
"""

from collections.abc import Mapping
from contextlib import closing, suppress

from par_excel.model import Limits
from par_excel.reading.bounds.breach import Breach, damage_as_breach
from par_excel.reading.bounds.guard import open_archive
from par_excel.reading.bounds.limits import ensure_file_size
from par_excel.reading.bounds.xml import SEPARATOR, feed, new_parser
from par_excel.reading.kinds import FileKind, content_kind
from par_excel.vietnamese.text import tidy

_CHARACTERS = 1_500
"""How many characters of a document are read, at most: letterhead, title and bases of a report."""
_DOCUMENT = "word/document.xml"
_BETWEEN = {"p": "\n", "br": "\n", "cr": "\n", "tab": " "}


def opening_of(data: bytes, limits: Limits) -> str:
    """Return how a document begins, line by line; empty where no words can be read."""
    try:
        with damage_as_breach():
            ensure_file_size(data, limits)
            kind = content_kind(data)
            if kind is FileKind.DOCX:
                return tidy(_of_word(data, limits))
            return tidy(_of_pdf(data)) if kind is FileKind.PDF else ""
    except Breach:
        return ""


def _of_word(data: bytes, limits: Limits) -> str:
    words, parser = _Words(), new_parser()
    parser.StartElementHandler, parser.EndElementHandler = words.start, words.end
    parser.CharacterDataHandler = words.take
    with suppress(_Enough):
        feed(parser, open_archive(data, limits).chunks(_DOCUMENT))
    return words.text[:_CHARACTERS]


class _Enough(Exception):  # noqa: N818 - no error: it stops the parser where enough is read
    pass


class _Words:
    """The words of a Word document, as they come out of the parser."""

    def __init__(self) -> None:
        self.text = ""
        self._is_in_body = self._is_in_text = False

    def start(self, name: str, _: Mapping[str, str]) -> None:
        local = name.rpartition(SEPARATOR)[2]
        self._is_in_body |= local == "body"
        self._is_in_text = local == "t"
        self._add(_BETWEEN.get(local, ""))

    def end(self, _: str) -> None:
        self._is_in_text = False

    def take(self, text: str) -> None:
        if self._is_in_text:
            self._add(text)

    def _add(self, text: str) -> None:
        if self._is_in_body:
            self.text += text
        if len(self.text) >= _CHARACTERS:
            raise _Enough


def _of_pdf(data: bytes) -> str:
    """Return the words of the first page: PDFium tells them in some milliseconds, also those of a map of a hundred thousand lines."""
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - loads a library of its own

    try:
        with closing(PdfDocument(data)) as document:
            if not len(document):
                return ""
            page = document[0].get_textpage()
            return str(page.get_text_range(0, min(_CHARACTERS, page.count_chars())))
    except PdfiumError:
        return ""
