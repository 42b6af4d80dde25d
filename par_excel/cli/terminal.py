"""The terminal: click's own words in Vietnamese, tables as wide as the terminal, a progress line.

click's words (usage, options, mistakes) come from a gettext catalogue. The progress line says how fast it goes and how
long it will take; nothing of it is printed when piped.
"""

import gettext
import os
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from pathlib import Path
from shutil import get_terminal_size

import click

_FOLDER = Path(__file__).parent / "locale"
_FOLDER_GIVEN: ContextVar[str] = ContextVar("folder given by -C", default=".")
_COMMAND = re.compile(r"\bpar-excel ([a-z]+(?:-[a-z]+)*)")


def speak_vietnamese() -> None:
    """Make gettext find our catalogue, whatever the language of the machine is."""
    os.environ["LANGUAGE"] = "vi"  # gettext asks it before LC_ALL, LC_MESSAGES and LANG
    gettext.bindtextdomain("messages", str(_FOLDER))
    gettext.textdomain("messages")


def say(text: str = "", *, colour: str | None = None, bold: bool = False) -> None:
    """Print a line; characters that could steer a terminal are shown instead of sent."""
    from par_excel.vietnamese import harmless

    click.secho(copyable(harmless(text)), fg=colour, bold=bold)


def remember_folder(folder: Path) -> None:
    """Keep the folder that `-C` names, for the commands that are printed."""
    _FOLDER_GIVEN.set(str(folder))


def copyable(text: str) -> str:
    """Return a text in which every command works from where the official is: with the `-C` that was given."""
    folder = _FOLDER_GIVEN.get()
    if folder == ".":
        return text
    from par_excel.model.commands import shell_word

    return _COMMAND.sub(lambda found: f"par-excel -C {shell_word(folder)} {found[1]}", text)


def say_first(lines: Sequence[str], most: int, more: str, *, colour: str | None = None) -> None:
    """Print the first of many lines, and a line that says how many there are besides, in place of `{}`."""
    for line in (*lines[:most], *([more.format(len(lines) - most)] if len(lines) > most else ())):
        say(line, colour=colour)


def first_named(names: Sequence[str], most: int, more: str) -> str:
    """Return the first of many names, and how many there are besides, in place of `{}`."""
    return ", ".join(names[:most]) + (more.format(len(names) - most) if len(names) > most else "")


def show_kept(copies: Iterable[Path]) -> None:
    """Print where former outputs are kept that a person had changed by hand."""
    for copy in copies:
        say(f"Bản trước đã được sửa bằng tay nên được giữ lại tại {copy}.", colour="yellow")


def points(value: Decimal) -> str:
    """Return points with a decimal comma."""
    from par_excel.vietnamese import format_number

    return format_number(value)


def quoted(text: str) -> str:
    """Return a value between quotation marks, or that there is none."""
    return f"“{text}”" if text else "(trống)"


_GAP = "  "
_WIDE = frozenset("WF")
"""Letters that take two places: East Asian wide and full-width (Unicode Standard Annex 11)."""
_LEAST_LAST = 16
"""Places that the last column has at least, however narrow the terminal is."""


def table_lines(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Yield a line for each row; every row has as many cells. What is piped is never cut.

    Args:
        rows: what stands in the cells; the head is the first row.
        right: columns of numbers, which stand at the right.
    """
    from par_excel.vietnamese import harmless

    shown = [[harmless(cell) for cell in row] for row in rows]
    *widths, _ = (max(map(width, column)) for column in zip(*shown, strict=True))
    room = _columns() - sum(widths) - len(_GAP) * len(widths)
    for row in shown:
        padded = [_padded(cell, widths[at], at in right) for at, cell in enumerate(row[:-1])]
        yield _GAP.join([*padded, _cut(row[-1], max(room, _LEAST_LAST))]).rstrip()


def _columns() -> int:
    return get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize


def width(text: str) -> int:
    """Return how many places of a terminal a text takes; a combining mark takes none."""
    return sum(_places(letter) for letter in text)


def _places(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1


def _padded(cell: str, places: int, is_right: bool) -> str:  # noqa: FBT001 - one cell, where it stands
    filling = " " * (places - width(cell))
    return filling + cell if is_right else cell + filling


def _cut(cell: str, places: int) -> str:
    if width(cell) <= places:
        return cell
    kept, used = [], 1
    for letter in cell:
        used += _places(letter)
        if used > places:
            break
        kept.append(letter)
    return "".join(kept) + "…"


_SURE_SECONDS = 2
"""After how many seconds something can be said of the time left."""


@contextmanager
def progress_bar(label: str, *, hidden: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that is told how many are done, of how many; None where nothing should be shown."""
    if hidden or not sys.stderr.isatty():
        yield None
        return
    start = time.monotonic()
    longest = 0

    def show(done: int, total: int) -> None:
        nonlocal longest
        line = progress_line(label, done, total, time.monotonic() - start)
        # what a longer line before left behind is covered
        click.echo(f"\r{line.ljust(longest)}", nl=done == total, err=True)
        longest = max(longest, len(line))

    yield show


def progress_line(label: str, done: int, total: int, seconds: float) -> str:
    """Return what is shown after so many seconds: ``Đang đọc 300/1000 (60 tệp/giây, còn khoảng 12 giây)``."""
    line = f"{label} {done}/{total}"
    if seconds < _SURE_SECONDS or not done:
        return line
    rate = done / seconds
    speed = f"{rate:.0f} tệp/giây" if rate >= 1 else f"{rate * 60:.0f} tệp/phút"
    left = (total - done) / rate
    return f"{line} ({speed}, còn khoảng {_duration(left)})" if done < total else f"{line} ({speed})"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole} giây" if whole < 100 else f"{round(seconds / 60)} phút"
