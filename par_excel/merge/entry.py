"""The entry list: what is typed into the ministry's software, made from the result; nothing is shortened silently.

A file that came with a return belongs to the criterion of its unit whose code stands in its name, else to those that
cite the document whose number does; never to another unit's, whatever it is called. What is not clear is not guessed: such files are listed apart.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from par_excel.model import (
    DEFAULT_ENTRY_RULES,
    Answer,
    Basis,
    Cell,
    Criterion,
    EntryFile,
    EntryItem,
    EntryList,
    EntryRules,
    Formula,
    LeafResult,
    LeafState,
    Received,
    Result,
    ReturnState,
)
from par_excel.vietnamese import format_number, is_named_after, nfc, parse_references, split_documents, tidy

LOOSE = "chua_ro_tieu_chi"
"""The folder of files of which it is not clear what they prove."""
_CAME_ALONG = frozenset({ReturnState.ATTACHED, ReturnState.REPORT})
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
_LONGEST_NAME = 100
_MOST_NAME_BYTES = 160
"""With what stands before it, below the 255 bytes that file systems allow."""


def sorted_files(
    result: Result, codes: Sequence[str], rules: EntryRules = DEFAULT_ENTRY_RULES
) -> tuple[Mapping[str, tuple[EntryFile, ...]], tuple[EntryFile, ...]]:
    """Return the files by criterion, each numbered within it, and those of which it is not clear what they prove."""
    came = [each for each in came_along(result) if is_taken(each.file, rules)]
    own = _own_codes(result)
    by_code: dict[str, list[EntryFile]] = {}
    loose: list[EntryFile] = []
    for received in sorted(came, key=lambda each: (each.unit, each.file)):
        named_by = own.get(received.unit, frozenset())
        proven = list(_proven(received, result.leaves, [code for code in codes if code in named_by]))
        for code in proven:
            number = len(by_code.setdefault(code, [])) + 1
            by_code[code].append(_file(f"{code}_{number:02}", received))
        if not proven:
            loose.append(_file(f"{LOOSE}/{received.unit or 'khac'}_{len(loose) + 1:02}", received))
    return {code: tuple(files) for code, files in by_code.items()}, tuple(loose)


def came_along(result: Result) -> tuple[Received, ...]:
    """Return the files that came with returns."""
    return tuple(each for each in result.received if each.state in _CAME_ALONG)


def is_taken(name: str, rules: EntryRules) -> bool:
    """Say whether a file's ending is one of those that are copied; no program, script, link or macro has one."""
    last = name.rpartition("/")[2].rstrip(" .").casefold()
    return "." in last and last.rpartition(".")[2] in rules.evidence


def holds_program(data: bytes) -> bool:
    """Say whether a file is a program or holds macros, whatever it is called."""
    return data.startswith(_PROGRAM_STARTS) or (data.startswith(_OLE) and _MACROS in data)


_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"L\x00\x00\x00\x01\x14\x02\x00")
"""Of Windows, of Linux, scripts, and links of Windows."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = "_VBA_PROJECT".encode("utf-16-le")


def _own_codes(result: Result) -> Mapping[str, frozenset[str]]:
    """Return the criteria that each unit answers or contributes to."""
    found: dict[str, set[str]] = {}
    for leaf in result.leaves:
        if leaf.unit is not None:
            found.setdefault(leaf.unit.id, set()).add(leaf.criterion.code)
    for shared in result.shared:
        for _, unit, _ in shared.contributions:
            found.setdefault(unit.id, set()).add(shared.criterion.code)
    return {unit: frozenset(codes) for unit, codes in found.items()}


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
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > 10:
        stem, ending = shown, ""
    else:
        ending = f".{ending}"
    if len(shown) > _LONGEST_NAME:
        stem = stem[: _LONGEST_NAME - len(ending)]
    most_bytes = _MOST_NAME_BYTES - len(ending.encode())
    return f"{stem.encode()[:most_bytes].decode('utf-8', 'ignore').rstrip(' .')}{ending}"


_CUT = "…"
_NO_TICKS = "Điểm rà soát ghi bằng số, không kèm mức đạt; chọn mức phù hợp khi nhập"


def entry_list(basis: Basis, result: Result) -> EntryList:
    """Return what is to be typed, in the order of the catalogue."""
    leaves = [leaf for leaf in result.leaves if leaf.state not in {LeafState.SURVEY, LeafState.BY_UNIT}]
    files, loose = sorted_files(result, [leaf.criterion.code for leaf in leaves], basis.period.entry)
    return EntryList(
        period=basis.period.id,
        items=tuple(
            entry_item(leaf, basis.period.entry, files.get(leaf.criterion.code, ())) for leaf in leaves
        ),
        loose=loose,
        draft_reasons=result.draft_reasons,
    )


def entry_item(leaf: LeafResult, rules: EntryRules, files: tuple[EntryFile, ...] = ()) -> EntryItem:
    """Return what is to be typed of one criterion, with the files that prove it."""
    # what does not count is not to be typed, nor anything that would explain it
    answer = leaf.answer if leaf.score is not None else None
    explanation, changes = pasted("" if answer is None else answer.explanation.value or "", rules)
    ticked = tuple(
        line for line in leaf.criterion.tick_lines if leaf.score is not None and line.id in leaf.ticked
    )
    if leaf.is_changed and leaf.criterion.tick_lines and not ticked:
        changes = (*changes, _NO_TICKS)
    return EntryItem(
        criterion=leaf.criterion,
        unit=leaf.unit,
        state=leaf.state,
        score=leaf.score,
        ticked=ticked,
        is_not_arisen=answer is not None and bool(answer.not_arisen.value) and not leaf.is_changed,
        figures=() if answer is None else tuple(_figures(leaf.criterion, answer)),
        documents=() if answer is None else split_documents(answer.evidence.value or ""),
        files=files,
        explanation=explanation,
        changes=changes,
    )


def _figures(criterion: Criterion, answer: Answer) -> Iterable[str]:
    scale = criterion.scale
    for figure, amount in zip(
        scale.figures if isinstance(scale, Formula) else (), answer.amounts, strict=False
    ):
        if amount.cell.value is not None:
            yield f"{figure.name}: {format_number(amount.cell.value)}"
    if _said(answer.figures):
        yield _said(answer.figures)


def _said(cell: Cell[str]) -> str:
    return tidy(cell.value or "")


def pasted(text: str, rules: EntryRules) -> tuple[str, tuple[str, ...]]:
    """Return a text as the ministry's software takes it, and what had to be changed in it."""
    shown, changes = tidy(text), []
    found = "".join(dict.fromkeys(letter for letter in shown if letter in rules.forbidden))
    if found:
        count = sum(letter in rules.forbidden for letter in shown)
        shown = tidy("".join(rules.replacement if letter in found else letter for letter in shown))
        changes.append(
            f"Đã thay {count} ký tự không được nhập ({' '.join(found)}) bằng “{rules.replacement}”"
        )
    if 0 < rules.limit_characters < len(shown):
        kept = shown[: max(0, rules.limit_characters - len(_CUT))].rstrip() + _CUT
        changes.append(
            f"Đã rút gọn từ {len(shown)} còn {len(kept)} ký tự; phần cuối bị bỏ: “{shown[len(kept) - 1 :].strip()}”"
        )
        shown = kept
    return shown, tuple(changes)
