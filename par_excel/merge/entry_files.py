"""Which files that came with returns prove which criterion: by the code, else by the number of the document in their name.

What is not clear is not guessed: such files are listed apart.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from par_excel.model import EntryFile, LeafResult, Received, Result, ReturnState
from par_excel.vietnamese import is_named_after, nfc, parse_references

LOOSE = "chua_ro_tieu_chi"
"""The folder of files of which it is not clear what they prove."""
_CAME_ALONG = frozenset({ReturnState.ATTACHED, ReturnState.REPORT})
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
_LONGEST_NAME = 100


def sorted_files(
    result: Result, codes: Sequence[str]
) -> tuple[Mapping[str, tuple[EntryFile, ...]], tuple[EntryFile, ...]]:
    """Return the files by criterion, each numbered within it, and those of which it is not clear what they prove."""
    came = [each for each in result.received if each.state in _CAME_ALONG]
    by_code: dict[str, list[EntryFile]] = {}
    loose: list[EntryFile] = []
    for received in sorted(came, key=lambda each: (each.unit, each.file)):
        proven = list(_proven(received, result.leaves, codes))
        for code in proven:
            number = len(by_code.setdefault(code, [])) + 1
            by_code[code].append(_file(f"{code}_{number:02}", received))
        if not proven:
            loose.append(_file(f"{LOOSE}/{received.unit or 'khac'}_{len(loose) + 1:02}", received))
    return {code: tuple(files) for code, files in by_code.items()}, tuple(loose)


def _proven(received: Received, leaves: Sequence[LeafResult], codes: Sequence[str]) -> Iterator[str]:
    named = [code for code in codes if _names_code(received.file, code)]
    if named:
        yield from named
        return
    for leaf in leaves:
        if leaf.unit is not None and leaf.unit.id == received.unit and leaf.answer is not None:
            references = parse_references(leaf.answer.evidence.value or "")
            if any(is_named_after(received.file, reference) for reference in references):
                yield leaf.criterion.code


def _names_code(path: str, code: str) -> bool:
    """Say whether a folder or file is named after a criterion: `1.1.2 Kế hoạch.pdf`, but not `1.1.25.pdf`."""
    is_named = re.compile(rf"(?:^|/|\bTC)\s*{re.escape(code)}(?![0-9A-Za-z]|\.[0-9])", re.IGNORECASE)
    return "." in code and is_named.search(path) is not None


def _file(prefix: str, received: Received) -> EntryFile:
    return EntryFile(
        name=f"{prefix}_{safe_name(received.file.rpartition('/')[2])}",
        sha256=received.sha256,
        source=received.file,
    )


def safe_name(name: str) -> str:
    """Return a name that Windows takes as part of a file name; the ending stays."""
    shown = _UNSAFE.sub("_", nfc(name)).strip(" .") or "tep"
    if len(shown) <= _LONGEST_NAME:
        return shown
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > 10:
        return shown[:_LONGEST_NAME].rstrip(" .")
    return f"{stem[: _LONGEST_NAME - len(ending) - 1].rstrip(' .')}.{ending}"
