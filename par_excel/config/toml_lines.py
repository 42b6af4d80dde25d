"""Where a key stands in a TOML file: tomllib tells the line of a syntax error only.

It finds tables and keys that begin a line, which is how people write settings; for anything more
compact it names the line of the nearest table or key above.
"""

import re
from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
"""`("don_vi", 2, "email")`: the key `email` of the third table `[[don_vi]]`."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""'
    r"|'''.*?'''"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
_PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_NAME = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*(\[\[?)\s*({_NAME})\s*\]")
_KEY = re.compile(rf"\s*({_NAME})\s*=")


def toml_lines(text: str) -> Mapping[Path, int]:
    """Return the line of every table and key, by path."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    for number, line in _statements(text):
        header, key = _TABLE.match(line), _KEY.match(line)
        if header is not None:
            table = _parts(header.group(2))
            if header.group(1) == "[[":
                found.setdefault(table, number)
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            found.setdefault(table, number)
        elif key is not None:
            found.setdefault((*table, *_parts(key.group(1))), number)
    return found


def line_of(lines: Mapping[Path, int], path: Path) -> int | None:
    """Return the line of a key, else of the table around it, else None."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return None


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that begin a statement: not those inside a list or a long text."""
    lines = text.split("\n")
    number, depth = 1, 0
    yield number, lines[0]
    for piece in _TOKEN.findall(text):
        if piece == "\n":
            number += 1
            if depth <= 0:
                yield number, lines[number - 1]
        elif piece in {"[", "{"}:
            depth += 1
        elif piece in {"]", "}"}:
            depth -= 1
        else:
            number += piece.count("\n")


def _parts(name: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, name))
