"""This year's set of criteria beside a former one, row by row, matched by code and by name."""

from collections.abc import Iterator

from par_excel.merge.pairing import content, is_reworded, paired
from par_excel.model import (
    Catalogue,
    Criterion,
    Cumulative,
    Formula,
    Levels,
    Revision,
    RevisionKind,
    Revisions,
    Scale,
    Survey,
)


def revisions(before: Catalogue, now: Catalogue) -> Revisions:
    """Return everything in which two sets differ."""
    pairs = dict(paired(before.criteria, now.criteria))
    taken = {row.code for row in pairs.values()}
    for row in now.criteria:
        former = before.get(row.code)
        if (
            row.code not in pairs
            and former is not None
            and former.code not in taken
            and is_reworded(former, row)
        ):
            pairs[row.code] = former
            taken.add(former.code)
    found = [_revision(pairs.get(row.code), row) for row in now.criteria]
    gone = [Revision((RevisionKind.GONE,), row, None) for row in before.criteria if row.code not in taken]
    return Revisions((*(each for each in found if each.kinds), *gone), sum(not each.kinds for each in found))


def _revision(before: Criterion | None, now: Criterion) -> Revision:
    kinds = (RevisionKind.NEW,) if before is None else tuple(_kinds(before, now))
    return Revision(kinds, before, now)


def _kinds(before: Criterion, now: Criterion) -> Iterator[RevisionKind]:
    if before.code != now.code:
        yield RevisionKind.RENUMBERED
    if content(before.name) != content(now.name):
        yield RevisionKind.RENAMED
    if before.maximum != now.maximum:
        yield RevisionKind.MAXIMUM
    if before.method is not now.method:
        yield RevisionKind.METHOD
    if _said(before.scale) != _said(now.scale):
        yield RevisionKind.SCALE
    if before.rules != now.rules:
        yield RevisionKind.RULE


def _said(scale: Scale | None) -> object:
    """Return what a scale says, whatever its lines are called."""
    match scale:
        case Levels(lines=lines) | Cumulative(lines=lines):
            return type(scale), [(content(line.text), line.points) for line in lines]
        case Formula():
            return content(scale.note), scale.rule, scale.cap, scale.floor
        case Survey():
            return Survey
        case None:
            return None
