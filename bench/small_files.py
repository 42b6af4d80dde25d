"""An inbox full of small files that are no returns: notes, photographs, letters, scans, and some that are empty.

Each has another content, as a mailbox that was emptied into the inbox would have. `python -m bench.small_files` measures
what `check` takes with a hundred thousand of them; so does `make bench`.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.watched import run_watched
from par_excel.workflow.folder.folder import Folder, lay_out

FILES = 100_000
IN_A_FOLDER = 1_000

_LETTER = (
    "From: can bo {number} <canbo{number}@vidu.gov.vn>\r\nTo: cchc@vidu.gov.vn\r\nSubject: Trao doi {number}\r\n"
    "Date: Wed, 17 Feb 2021 08:00:00 +0700\r\nMessage-ID: <{number}@vidu.gov.vn>\r\nMIME-Version: 1.0\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\nNội dung trao đổi {number}.\r\n"
)
_PDF = "%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj % {number}\ntrailer <</Root 1 0 R>>\n%%EOF\n"
_PHOTOGRAPH = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"

_MADE: Sequence[tuple[str, Callable[[int], bytes]]] = (
    ("ghi_chu_{number}.txt", lambda number: f"Ghi chú số {number}\r\n".encode()),
    ("anh_{number}.jpg", lambda number: _PHOTOGRAPH + number.to_bytes(8, "big") * 200 + b"\xff\xd9"),
    ("ban_quet_{number}.pdf", lambda number: _PDF.format(number=number).encode()),
    ("thu_{number}.eml", lambda number: _LETTER.format(number=number).encode()),
    ("trong_{number}.txt", lambda _number: b""),
)


def lay_small_files(inbox: Path, number: int) -> None:
    """Write so many small files into folders of the inbox, a thousand in each."""
    for first in range(0, number, IN_A_FOLDER):
        folder = inbox / f"{first // IN_A_FOLDER:03d}"
        folder.mkdir(parents=True)
        for each in range(first, min(first + IN_A_FOLDER, number)):
            name, made = _MADE[each % len(_MADE)]
            (folder / name.format(number=each)).write_bytes(made(each))


def small_files_figures(root: Path, number: int = FILES) -> Iterator[tuple[str, float, str, float | None]]:
    """Yield what `check` takes for the first time and again: what it is, the figure, its unit, and its goal."""
    folder = Folder(root)
    lay_out(folder, year=2020)
    lay_small_files(folder.inbox, number)
    command = (sys.executable, "-m", "par_excel", "-C", str(root), "check")
    for what, goal in ((f"check of {number} small files", 60), ("the same again", None)):
        ran = run_watched(command, of_all=max, pause=0.05)
        if ran.status != 1:  # files wait for a person
            raise RuntimeError(ran.failed)
        yield what, ran.seconds, "s", goal
        yield "computing of it, children included", ran.cpu_seconds, "s", None
        yield "largest process of it", ran.peak_mib, "MiB", 300


def _main() -> None:
    with TemporaryDirectory() as name:
        for what, value, unit, goal in small_files_figures(Path(name) / "ky"):
            most = "" if goal is None else f" goal ≤ {goal:g}"
            sys.stdout.write(f"{what:<40} {value:8.1f} {unit}{most}\n")


if __name__ == "__main__":
    _main()
