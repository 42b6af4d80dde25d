"""The entry list: what is typed into the ministry's software, made from the result; nothing is shortened silently.

A file that came with a return belongs to the criterion of its unit whose code stands in its name, else to those that
cite the document whose number does; never to another unit's, whatever it is called. What is not clear is not guessed:
such files are listed apart. A picture in a cell of a return belongs to the criterion of its row.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from par_excel.merge.contradictions import contradictions
from par_excel.model import (
    DEFAULT_ENTRY_RULES,
    REPLACED,
    SHORTENED,
    AssignmentKind,
    Basis,
    EntryFile,
    EntryItem,
    EntryList,
    EntryRules,
    Initiative,
    LeafResult,
    LeafState,
    MinistryText,
    Picture,
    PictureKind,
    Received,
    Result,
    ReturnState,
    Unit,
    figure_lines,
    told,
    told_by_office,
)
from par_excel.system import plain_name
from par_excel.vietnamese import is_named_after, parse_references, split_documents, tidy

LOOSE = "chua_ro_tieu_chi"
"""The folder of files of which it is not clear what they prove."""
_CAME_ALONG = frozenset({ReturnState.ATTACHED, ReturnState.REPORT})


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
    known = frozenset(codes)
    for code, unit, file, picture in pictures(result):
        source = picture_source(file, picture)
        if not (picture.kind.is_kept and is_taken(source, rules)):
            continue
        among = by_code.setdefault(code, []) if code in known else loose
        prefix = code if code in known else f"{LOOSE}/{unit}"
        name = f"{prefix}_{len(among) + 1:02}_{plain_name(source.rpartition('/')[2])}"
        among.append(EntryFile(name=name, sha256=picture.sha256, source=source))
    return {code: tuple(files) for code, files in by_code.items()}, tuple(loose)


def came_along(result: Result) -> tuple[Received, ...]:
    """Return the files that came with returns."""
    return tuple(each for each in result.received if each.state in _CAME_ALONG)


def pictures(result: Result) -> Iterator[tuple[str, str, str, Picture]]:
    """Yield the pictures that lie in cells of the returns in use: criterion, unit, file of the return, picture."""
    for leaf in result.leaves:
        if leaf.unit is not None and leaf.submission is not None and leaf.answer is not None:
            for picture in leaf.answer.pictures:
                yield leaf.criterion.code, leaf.unit.id, leaf.submission.file, picture
    in_use = {each.unit.id: each.judged.submission.file for each in result.units if each.judged is not None}
    for shared in result.shared:
        for _, unit, given in shared.contributions:
            for picture in () if given is None else given.pictures:
                yield shared.criterion.code, unit.id, in_use.get(unit.id, ""), picture


def picture_source(file: str, picture: Picture) -> str:
    """Return how a picture in a cell is named beside the files that came with a return."""
    kind, place = picture.kind, f"{file}/hình ở ô {picture.place.cell}"
    return f"{place} ({kind.value})" if kind in _NAMELESS else f"{place}.{kind.value}"


_NAMELESS = frozenset({PictureKind.UNKNOWN, PictureKind.LOST})


def is_taken(name: str, rules: EntryRules) -> bool:
    """Say whether a file's ending is one of those that are copied; no program, script, link or macro has one."""
    last = name.rpartition("/")[2].rstrip(" .").casefold()
    return "." in last and last.rpartition(".")[2] in rules.evidence


def holds_program(data: bytes) -> bool:
    """Say whether a file is a program or holds macros, whatever it is called."""
    return data.startswith(_PROGRAM_STARTS) or (data.startswith(_OLE) and _MACROS in data)


_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"#!", b"L\x00\x00\x00\x01\x14\x02\x00")
"""How programs begin: of Windows, of Linux, scripts, and links of Windows."""
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
        name=f"{prefix}_{plain_name(received.file.rpartition('/')[2])}",
        sha256=received.sha256,
        source=received.file,
    )


_CUT = "…"


def entry_list(basis: Basis, result: Result) -> EntryList:
    """Return what is to be typed, in the order of the catalogue."""
    leaves = [leaf for leaf in result.leaves if leaf.state not in {LeafState.SURVEY, LeafState.BY_UNIT}]
    files, loose = sorted_files(result, [leaf.criterion.code for leaf in leaves], basis.period.entry)
    of_initiatives = {each.criterion for each in basis.assignments if each.kind is AssignmentKind.INITIATIVE}
    return EntryList(
        period=basis.period.id,
        items=tuple(
            entry_item(
                basis,
                leaf,
                files.get(leaf.criterion.code, ()),
                _recognised(result) if leaf.criterion.code in of_initiatives else None,
            )
            for leaf in leaves
        ),
        loose=loose,
        draft_reasons=result.draft_reasons,
    )


def entry_item(
    basis: Basis, leaf: LeafResult, files: tuple[EntryFile, ...] = (), filled: MinistryText | None = None
) -> EntryItem:
    """Return what is to be typed of one criterion, with the files that prove it.

    Args:
        basis: what everything was judged against.
        leaf: the criterion with what counts for it.
        files: that prove it.
        filled: what stands where the office wrote nothing of its own, in place of what an agency gave.
    """
    # what does not count is not to be typed, nor anything that would explain it; that nothing arose is
    is_said = leaf.score is not None or leaf.state is LeafState.LEFT_OUT
    answer = leaf.answer if is_said else None
    words = told(leaf) if is_said else MinistryText()
    if filled is not None and leaf.score is not None:
        words = _filled(told_by_office(leaf), filled)
    explanation, changes = pasted(words.explanation, basis.period.entry)
    ticked = tuple(
        line for line in leaf.criterion.tick_lines if leaf.score is not None and line.id in leaf.ticked
    )
    return EntryItem(
        criterion=leaf.criterion,
        unit=leaf.unit,
        state=leaf.state,
        score=leaf.score,
        ticked=ticked,
        is_not_arisen=answer is not None and bool(answer.not_arisen.value) and not leaf.is_changed,
        figures=figure_lines(leaf.criterion, answer)
        if answer is not None and filled is None and not told_by_office(leaf).figures
        else tuple(words.figures.splitlines()),
        documents=split_documents(words.evidence),
        files=files,
        explanation=explanation,
        changes=changes,
        doubts=tuple(contradictions(leaf, words, basis.period.places)),
    )


def _filled(office: MinistryText, filled: MinistryText) -> MinistryText:
    return MinistryText(
        figures=office.figures or filled.figures,
        evidence=office.evidence or filled.evidence,
        explanation=office.explanation or filled.explanation,
    )


def _recognised(result: Result) -> MinistryText:
    """Return what is told of the initiatives that the office recognised: how many, what proves them, what they bring."""
    chosen = [
        given
        for given, review in zip(result.initiatives, result.initiative_reviews, strict=False)
        if review is not None and review.opinion.is_recognised
    ]
    if not chosen:
        return MinistryText()
    return MinistryText(
        figures=f"{len(chosen)} sáng kiến, giải pháp mới được công nhận",
        evidence="\n".join(filter(None, ((given.evidence.value or "").strip() for _, given in chosen))),
        explanation="\n".join(
            f"{number}. {_initiative(unit, given)}" for number, (unit, given) in enumerate(chosen, start=1)
        ),
    )


def _initiative(unit: Unit, given: Initiative) -> str:
    """Return an initiative with its agency and what it brings."""
    told_of = (
        ("Quy mô áp dụng", given.reach),
        ("Kinh phí", given.cost),
        ("Thời gian", given.duration),
        ("Hiệu quả", given.effect),
    )
    effects = [f"{what}: {text.rstrip('.;, ')}" for what, cell in told_of if (text := tidy(cell.value or ""))]
    head = f"{tidy(given.title.value or given.content.value or '')} ({unit.name})."
    return f"{head} {'. '.join(effects)}." if effects else head


def pasted(text: str, rules: EntryRules) -> tuple[str, tuple[str, ...]]:
    """Return a text as the ministry's software takes it, and what had to be changed in it."""
    shown, changes = tidy(text), []
    found = "".join(dict.fromkeys(letter for letter in shown if letter in rules.forbidden))
    if found:
        count = sum(letter in rules.forbidden for letter in shown)
        shown = tidy("".join(rules.replacement if letter in found else letter for letter in shown))
        changes.append(
            f"{REPLACED} {count} ký tự không được nhập ({' '.join(found)}) bằng “{rules.replacement}”"
        )
    if 0 < rules.limit_characters < len(shown):
        kept = shown[: max(0, rules.limit_characters - len(_CUT))].rstrip() + _CUT
        changes.append(
            f"{SHORTENED} từ {len(shown)} còn {len(kept)} ký tự; phần cuối bị bỏ: “{shown[len(kept) - 1 :].strip()}”"
        )
        shown = kept
    return shown, tuple(changes)
