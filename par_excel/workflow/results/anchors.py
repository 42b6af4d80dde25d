"""The chain is held against every place outside of ledger and log that names a point of it: that must still be there.

Whoever can write the folder can cut the ends of ledger and log so that the two agree; what lies elsewhere, on paper, in
letters and copies, still tells how far they went.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from par_excel.ledger import CODE, Ledger, code_of, end_of_log
from par_excel.model import ANCHOR, ConfigError
from par_excel.post.message import CHAIN
from par_excel.reading.outputs.differences import UnreadableOutput
from par_excel.reading.outputs.document import read_document
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.lost_records import COPIES
from par_excel.workflow.folder.outputs import read_output

_ON_PAGE = re.compile(rf"{ANCHOR}: ({CODE.pattern})".encode())
_IN_LETTER = re.compile(rf"^{CHAIN}: ({CODE.pattern})\r?$".encode(), re.MULTILINE)
_HEAD_BYTES = 1 << 16
"""How much of a letter is read: its headers, not the workbook that goes with it."""


def anchor_problems(folder: Folder, ledger: Ledger, code: str = "") -> Iterator[str]:
    """Yield each point of the chain that a place outside of it names and that is there no more.

    Raises:
        ConfigError: the code that was typed is none.
    """
    if code:
        try:
            missing = ledger.missing_point(code)
        except ValueError as failure:
            raise ConfigError(
                f"“{code}” không phải mã đối chiếu.",
                "chép đúng mã in trên phiếu trình hoặc bản phê duyệt, ví dụ 128-3f9a-77c1-04be-19d2.",
            ) from failure
        if missing:
            yield f"{ANCHOR} {code}: {missing}"
    named: dict[str, list[str]] = {}
    for place, found in _named(folder):
        named.setdefault(found, []).append(place)
    for found, places in named.items():
        missing = ledger.missing_point(found)
        if missing:
            more = f" và {len(places) - 1} nơi khác" if len(places) > 1 else ""
            yield f"{places[0]}{more} ghi {ANCHOR.lower()} {found}: {missing}"


def _named(folder: Folder) -> Iterator[tuple[str, str]]:
    """Yield every place in the folder that names a point of the chain, with its code."""
    for path in (folder.control_sheet, *sorted(folder.approvals.glob(f"*/{folder.control_sheet.name}"))):
        yield from ((_shown(folder, path), code) for code in _on_sheet(path))
    for path, pattern in (
        (folder.status_page, _ON_PAGE),
        *((path, _IN_LETTER) for path in sorted(folder.letters.glob("*/*.eml"))),
    ):
        yield from ((_shown(folder, path), code) for code in _in_text(path, pattern))
    for path in sorted((folder.root / COPIES).glob(f"*/{folder.log.name}")):
        end = end_of_log(path)
        if end is not None:
            yield _shown(folder, path), code_of(end)


def _on_sheet(path: Path) -> Iterator[str]:
    data = read_output(path)
    try:
        rows = () if data is None else read_document(data)
    except UnreadableOutput:
        return  # told where its content is compared
    for row in rows:
        first, *rest = row.values
        if first == ANCHOR and rest and CODE.fullmatch(str(rest[0])):
            yield str(rest[0])


def _in_text(path: Path, pattern: re.Pattern[bytes]) -> Iterator[str]:
    if not path.is_file():
        return
    if pattern is _IN_LETTER:
        with path.open("rb") as letter:
            data = letter.read(_HEAD_BYTES)
    else:
        data = path.read_bytes()
    yield from (found[1].decode("ascii") for found in pattern.finditer(data))


def _shown(folder: Folder, path: Path) -> str:
    return path.relative_to(folder.root).as_posix()
