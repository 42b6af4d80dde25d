"""Difficulties and proposals in the report: by subject as the office put them together, else agency by agency.

What agencies propose to the province itself is no matter of the ministry's: it is left to the control sheet.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from par_excel.model import Basis, NoteKind, Result, SynthesisEntry, UnitResult
from par_excel.vietnamese import fold, is_empty_phrase
from par_excel.writing.report.sentences import MOST_NAMED, count, full_stop, listed

_AT_THE_TOP = ("chính phủ", "thủ tướng", "trung ương", "hội đồng thẩm định", "bộ, ngành", "các bộ")
_IN_THE_PROVINCE = ("ubnd", "ủy ban nhân dân", "uỷ ban nhân dân", "hđnd", "hội đồng nhân dân", "sở ")


class Note(Struct, frozen=True):
    """What one or more agencies wrote, word for word."""

    text: str
    agencies: tuple[str, ...]


class Subject(Struct, frozen=True):
    """What is said of one subject; the subject may be empty."""

    name: str
    lines: tuple[str, ...]


def notes_of(units: Iterable[UnitResult], kind: NoteKind) -> tuple[Note, ...]:
    """Return what agencies wrote, in their order; what several wrote alike once."""
    found: dict[str, Note] = {}
    for unit in units:
        text = written(unit, kind)
        if text:
            known = found.get(fold(text), Note(text, ()))
            found[fold(text)] = Note(known.text, (*known.agencies, unit.unit.name))
    return tuple(found.values())


def written(unit: UnitResult, kind: NoteKind) -> str:
    """Return what an agency wrote; empty where it wrote nothing or that there is nothing."""
    if unit.judged is None:
        return ""
    closing = unit.judged.submission.closing
    text = (closing.difficulties if kind is NoteKind.DIFFICULTY else closing.proposals).value or ""
    return "" if is_empty_phrase(text) else text.strip()


def subjects(basis: Basis, result: Result, kind: NoteKind) -> tuple[Subject, ...]:
    """Return what the report says: the office's synthesis where there is one, else a list of what agencies wrote."""
    if result.synthesis:
        entries = [each for each in result.synthesis if each.kind is kind]
        return tuple(filter(lambda each: each.lines, _synthesised(basis, entries)))
    notes = notes_of(result.units, kind)
    if kind is NoteKind.PROPOSAL and not result.is_ranking_alone:
        notes = tuple(each for each in notes if is_for_above(basis, each.text))
    ranked = frozenset(row.unit.unit.name for ranking in result.rankings for row in ranking.rows)
    lines = _listed(notes, ranked)
    return (Subject("", lines),) if lines else ()


def _listed(notes: Sequence[Note], ranked: frozenset[str]) -> tuple[str, ...]:
    """Return a line for each note; of very many from units that are ranked those that most units share."""
    many = sorted(
        (each for each in notes if ranked.issuperset(each.agencies)), key=lambda each: -len(each.agencies)
    )
    few = [each for each in notes if not ranked.issuperset(each.agencies)]
    shown = many[:MOST_NAMED]
    lines = [f"- {_named(each)}" for each in few] + [f"- {_counted(each)}" for each in shown]
    left = len(many) - len(shown)
    return (*lines, *([f"- Còn {count(left)} ý kiến khác của các đơn vị."] if left else []))


def is_for_above(basis: Basis, text: str) -> bool:
    """Say whether a proposal goes to the ministry or beyond, and to nobody in the province."""
    said = f"{fold(text)} "
    own = (*_IN_THE_PROVINCE, *(fold(unit.name) for unit in basis.period.units))
    above = (*_AT_THE_TOP, fold(basis.period.report.addressee))
    return any(each in said for each in above) and not any(each in said for each in own)


def _named(note: Note) -> str:
    return f"{_who(note.agencies)}: {full_stop(note.text)}"


def _who(names: Sequence[str]) -> str:
    return f"{count(len(names))} đơn vị" if len(names) > MOST_NAMED else listed(names)


def _counted(note: Note) -> str:
    """Return what ranked units wrote, with how many wrote it: which ones is told nowhere but in the master workbook."""
    return f"{full_stop(note.text).removesuffix('.')} ({count(len(note.agencies))} đơn vị)."


def _synthesised(basis: Basis, entries: Sequence[SynthesisEntry]) -> Iterator[Subject]:
    """Yield each subject once: the wordings under it, and behind the last one the agencies whose notes belong to it."""
    groups: dict[str, list[SynthesisEntry]] = {}
    for entry in entries:
        groups.setdefault(fold(entry.subject) or f"\0{len(groups)}", []).append(entry)
    for group in groups.values():
        lines = [full_stop(entry.text) for entry in group if entry.text]
        known = (basis.units[entry.unit] for entry in group if entry.unit in basis.units)
        names = tuple(dict.fromkeys(unit.name for unit in known))
        if lines and names:
            lines[-1] = f"{lines[-1].removesuffix('.')} ({_who(names)})."
        yield Subject(group[0].subject, tuple(lines))
