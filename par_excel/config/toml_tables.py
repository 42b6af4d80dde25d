"""Typed reading of the tables of par.toml: what is missing, misspelt or of another kind is told with its line.

The lines are found here, for tomllib tells the line of a syntax error only: of tables and keys that begin a line, which
is how people write settings. For anything more compact the line of the nearest table or key above is named.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import TypeVar

from msgspec import Struct

from par_excel.config.problems import APPENDIX, EMAIL, Problems, id_flaw
from par_excel.config.words import listed
from par_excel.vietnamese import parse_date, slug, tidy

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


T = TypeVar("T")


class TomlTable(Struct, frozen=True):
    """One table of the file, its place, and where its problems go.

    Every reader returns a value of its type even where there is a problem: the caller throws the whole
    period away then, so that all problems are found in one go.
    """

    values: Mapping[str, object]
    path: Path
    lines: Mapping[Path, int]
    problems: Problems

    @property
    def name(self) -> str:
        """How the table is written in the file."""
        names = ".".join(str(part) for part in self.path if isinstance(part, str))
        return f"[[{names}]]" if self.path and isinstance(self.path[-1], int) else f"[{names}]"

    def complain(self, key: str, what: str, mend: str) -> None:
        """Report a problem with a key of this table."""
        self.problems.add(line_of(self.lines, (*self.path, key)), what, mend)

    def check_keys(self, known: Iterable[str]) -> None:
        """Report keys that the program does not know, with the nearest that it knows."""
        names = list(known)
        for key in self.values:
            if key not in names:
                self.complain(key, f"Bảng {self.name} có khóa lạ “{key}”.", suggest(key, names))

    def text(self, key: str, *, may_be_empty: bool = False, default: str | None = None) -> str:
        """Return a text of one line; one that has a default may be left out, and may be empty."""
        if default is not None and key not in self.values:
            return default
        value = self._value(key, str, "một đoạn chữ trong ngoặc kép")
        return (
            ""
            if value is None
            else self._one_line(key, value, may_be_empty=may_be_empty or default is not None)
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts with at least one entry."""
        values = self._value(key, list, 'danh sách các đoạn chữ, ví dụ ["...", "..."]')
        if values is None:
            return ()
        if not values or not all(isinstance(value, str) for value in values):
            self.complain(
                key,
                f"Khóa {key} không phải là danh sách các đoạn chữ.",
                "ghi ít nhất một đoạn chữ trong ngoặc vuông.",
            )
            return ()
        return tuple(self._one_line(key, value, may_be_empty=False) for value in values)

    def whole(self, key: str, *, least: int, most: int, default: int | None = None) -> int:
        """Return a whole number within bounds."""
        if default is not None and key not in self.values:
            return default
        value = self._value(key, int, f"số nguyên từ {least} đến {most}, không đặt trong ngoặc kép")
        if value is None:
            return least
        if not least <= value <= most:
            self.complain(key, f"Khóa {key} là {value}.", f"ghi số nguyên từ {least} đến {most}.")
        return value

    def day(self, key: str) -> date:
        """Return a day, written as a TOML date or in the Vietnamese way."""
        day = _day(self.values.get(key))
        if day is None:
            what = (
                f"Khóa {key} không phải là một ngày có thật." if key in self.values else f"Thiếu khóa {key}."
            )
            self.complain(key, what, f'ghi ngày dạng {key} = "18/02/2021" hoặc {key} = 2021-02-18.')
        return day or date.min

    def days(self, key: str) -> tuple[date, ...]:
        """Return a list of days in their order, each once; one that is left out is empty."""
        values = self.values.get(key, [])
        if not isinstance(values, list):
            self.complain(
                key, f"Khóa {key} không phải là danh sách ngày.", f'ghi dạng {key} = ["18/02/2021"].'
            )
            return ()
        for value in values:
            if _day(value) is None:
                self.complain(
                    key,
                    f"Khóa {key} ghi “{value}”, không phải là một ngày có thật.",
                    'ghi ngày dạng "18/02/2021" hoặc 2021-02-18.',
                )
        return tuple(sorted({day for day in map(_day, values) if day is not None}))

    def id(self, key: str) -> str:
        """Return a name that may stand in file names and in the stamp."""
        value = self.text(key)
        flaw = id_flaw(value) if value else ""
        if flaw:
            self.complain(key, f"Khóa {key} ghi “{value}”.", flaw)
        return value

    def appendices(self, key: str) -> tuple[str, ...]:
        """Return the ids of one appendix or, in a list, of several that one agency fills in one form."""
        value = self.values.get(key)
        if not isinstance(value, list):
            return (self.appendix(key, value),)
        found = tuple(self.appendix(key, each) for each in value)
        if not found or len(set(found)) < len(found):
            self.complain(
                key,
                f"Khóa {key} trống hoặc ghi một phụ lục hai lần.",
                f'ghi mỗi phụ lục một lần, ví dụ {key} = ["4", "7"].',
            )
            return ("",)
        return found

    def appendix(self, key: str, value: object) -> str:
        """Return the id of an appendix; a bare number is as good as a text."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        elif key not in self.values or (isinstance(value, str) and value is self.values.get(key)):
            value = self.text(key)
        if not isinstance(value, str) or (value and not APPENDIX.fullmatch(value)):
            self.complain(
                key, f"Khóa {key} ghi “{value}”.", f'ghi số hoặc ký hiệu của phụ lục, ví dụ {key} = "1".'
            )
        return str(value)

    def email(self, key: str) -> str:
        """Return one e-mail address, or nothing."""
        value = self.text(key, may_be_empty=True)
        if value and not EMAIL.fullmatch(value):
            self.complain(
                key,
                f"Khóa {key} ghi “{value}”, không phải địa chỉ thư điện tử.",
                'ghi một địa chỉ, hoặc để "" nếu chưa có.',
            )
        return value

    def _value(self, key: str, kind: type[T], wanted: str) -> T | None:
        value = self.values.get(key)
        # TOML's true is a whole number to Python.
        if isinstance(value, kind) and not isinstance(value, bool):
            return value
        what = f"Khóa {key} không đúng kiểu." if key in self.values else f"Bảng {self.name} thiếu khóa {key}."
        self.complain(key, what, f"ghi {key} = {wanted}.")
        return None

    def _one_line(self, key: str, value: str, *, may_be_empty: bool) -> str:
        text = tidy(value)
        if not text and not may_be_empty:
            self.complain(key, f"Khóa {key} để trống.", "ghi nội dung trong ngoặc kép.")
        elif not text.isprintable():
            self.complain(
                key, f"Khóa {key} có xuống dòng hoặc ký tự điều khiển.", "ghi nội dung trên một dòng."
            )
        return text


def _day(value: object) -> date | None:
    """Return the day that a TOML date or a text in the Vietnamese way names; None where it names none."""
    # To Python a moment is a day too.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return parse_date(value) if isinstance(value, str) else None


def suggest(key: str, known: Iterable[str]) -> str:
    """Return how to mend an unknown key."""
    names = list(known)
    near = get_close_matches(slug(key).replace("-", "_"), names, n=1, cutoff=0.6)
    return (
        f"có phải là “{near[0]}”? Nếu không, xóa khóa này."
        if near
        else f"xóa khóa này; các khóa dùng được: {listed(names)}."
    )
