"""A progress line on a terminal, with how fast it goes and how long it will take; nothing when piped."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

_SURE_SECONDS = 2
"""Before so long nothing can be said of the time left."""


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
