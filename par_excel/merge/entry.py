"""The result becomes the list of what is typed into the ministry's software; nothing is shortened silently."""

from collections.abc import Iterable

from par_excel.merge.entry_files import sorted_files
from par_excel.model import (
    Answer,
    Basis,
    Cell,
    Criterion,
    Cumulative,
    EntryFile,
    EntryItem,
    EntryList,
    EntryRules,
    LeafResult,
    LeafState,
    Levels,
    Rate,
    Result,
    ScaleLine,
)
from par_excel.vietnamese import format_number, split_documents, tidy

_CUT = "…"
_NO_TICKS = "Điểm rà soát ghi bằng số, không kèm mức đạt; chọn mức phù hợp khi nhập"


def entry_list(basis: Basis, result: Result) -> EntryList:
    """Return what is to be typed, in the order of the catalogue."""
    leaves = [leaf for leaf in result.leaves if leaf.state not in {LeafState.SURVEY, LeafState.BY_UNIT}]
    files, loose = sorted_files(result, [leaf.criterion.code for leaf in leaves])
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
        line for line in lines_of(leaf.criterion) if leaf.score is not None and line.id in leaf.ticked
    )
    if leaf.is_changed and lines_of(leaf.criterion) and not ticked:
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


def lines_of(criterion: Criterion) -> tuple[ScaleLine, ...]:
    """Return all lines of a scale that can be ticked."""
    scale = criterion.scale
    if isinstance(scale, Cumulative):
        return (*scale.lines, scale.nothing)
    return scale.lines if isinstance(scale, Levels) else ()


def _figures(criterion: Criterion, answer: Answer) -> Iterable[str]:
    scale = criterion.scale
    names = (scale.numerator, scale.denominator) if isinstance(scale, Rate) else ("", "")
    cells = (answer.numerator, answer.denominator)
    for name, usual, cell in zip(names, ("Tử số", "Mẫu số"), cells, strict=True):
        if cell is not None and cell.value is not None:
            yield f"{name or usual}: {format_number(cell.value)}"
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
