"""XML parts by expat, streaming: no part that declares a document type is read, in whatever encoding it hides.

Names are expanded with their namespace, so that prefixes do not matter; both the transitional and the strict
form of the standard are known.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from xml.parsers import expat

from par_excel.model import RefusalReason
from par_excel.reading.bounds.breach import Breach

SEPARATOR = " "
"""What expat puts between the namespace and the local name of an element; neither can hold a space."""
MAIN_NAMESPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
"""Of SpreadsheetML in its transitional form (the first) and in its strict one (ISO/IEC 29500)."""
_BUFFER_BYTES = 1 << 16
"""How much text expat joins before it calls Python; without a buffer it calls for every line end and reference."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Start = Callable[[Mapping[str, str]], object]
"""Takes the attributes of an element."""
Text = Callable[[str], object]
"""Takes the text of an element that holds nothing else."""


def new_parser() -> expat.XMLParserType:
    """Return a parser that joins text and refuses document types."""
    parser = expat.ParserCreate(None, SEPARATOR)
    parser.buffer_text = True
    parser.buffer_size = _BUFFER_BYTES
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def feed(parser: expat.XMLParserType, chunks: Iterable[bytes]) -> None:
    """Parse a whole part; afterwards the parser lets go of its handlers.

    The handlers are methods of what holds the parser: both would be kept, with all cells, until the garbage
    collector looks for circles, which it does seldom here.
    """
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    finally:
        parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None


def is_true(value: str | None) -> bool:
    """Say whether an attribute means yes; `on` is of the transitional form alone (`ST_OnOff`)."""
    return value is not None and value.strip().casefold() in {"1", "true", "on"}


def parse_index(text: str) -> int:
    """Return a number that the format writes in plain digits; int() alone takes `1_000`, `+1` and digits of any script."""
    if not (text.isascii() and text.isdigit()):
        raise Breach(RefusalReason.DAMAGED, f"số thứ tự “{text[:12]}” bên trong tệp không hợp lệ")
    return int(text)


def attribute(given: Mapping[str, str], local: str) -> str:
    """Return an attribute in whichever namespace it stands, as that of `r:id` differs between the two forms; empty for none."""
    return next((value for name, value in given.items() if name.endswith(f"{SEPARATOR}{local}")), "")


def unescape(text: str) -> str:
    """Return a text without the escapes that workbooks use for characters that XML forbids (`_x000D_`).

    ECMA-376 part 1, 22.9.2.19. Excel writes `_x005F_` where a person typed such an escape.
    """
    if "_x" not in text:
        return text
    # An escape holds half of a character beyond U+FFFF; two in a row make one.
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def parse_part(
    chunks: Iterable[bytes],
    *,
    starts: Mapping[str, Start] | None = None,
    texts: Mapping[str, Text] | None = None,
    namespaces: frozenset[str] | None = None,
) -> None:
    """Parse a small part, calling back for the elements that are named.

    Args:
        chunks: the content of the part.
        starts: what takes the attributes of an element, by its local name.
        texts: what takes the text of an element, by its local name.
        namespaces: in which the elements must be; any where not given.
    """
    feed(_PartReader(starts or {}, texts or {}, namespaces).parser, chunks)


class _PartReader:
    def __init__(
        self, starts: Mapping[str, Start], texts: Mapping[str, Text], namespaces: frozenset[str] | None
    ) -> None:
        self.parser = new_parser()
        self.parser.StartElementHandler = self._start
        self._starts, self._texts, self._namespaces = starts, texts, namespaces
        self._pieces: list[str] = []
        self._handlers: dict[str, tuple[Start | None, bool]] = {}

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        take, has_text = self._handlers.get(name) or self._handler(name)
        if take is not None:
            take(attributes)
        if has_text:
            self._pieces.clear()
            self.parser.CharacterDataHandler = self._pieces.append
            self.parser.EndElementHandler = self._end

    def _handler(self, name: str) -> tuple[Start | None, bool]:
        namespace, _, local = name.rpartition(SEPARATOR)
        is_ours = self._namespaces is None or namespace in self._namespaces
        found = (self._starts.get(local), local in self._texts) if is_ours else (None, False)
        self._handlers[name] = found
        return found

    def _end(self, name: str) -> None:
        take = self._texts.get(name.rpartition(SEPARATOR)[2])
        self.parser.CharacterDataHandler = None
        self.parser.EndElementHandler = None
        if take is not None:
            take("".join(self._pieces))


# A document type can declare entities that grow without end or name other files; Open XML forbids it in any part
# (ECMA-376 part 2), and no office program writes one.
def _refuse_doctype(*_: Any) -> None:  # noqa: ANN401 - expat's handler; what it is told does not matter
    raise Breach(RefusalReason.UNSAFE, "có khai báo kiểu tài liệu (DTD)")
