"""Letters of the office that were found in the inbox: `fetch` takes them from a sent or shared folder."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from par_excel.model import Basis, LetterKind, LetterState, Received, ReturnState, SentLetter, Unit
from par_excel.workflow.correspondence.letters import FOLDERS

_KINDS = {name: kind for kind, name in FOLDERS.items()}
_PARTS = 3
"""Period, unit and kind begin the identity of a letter."""
_SAME = timedelta(days=1)
"""Less than this apart, a letter that was recorded and one of the same kind that was found are one."""


def with_found(
    basis: Basis, received: Iterable[Received], letters: Sequence[SentLetter]
) -> tuple[SentLetter, ...]:
    """Return the letters that were recorded, and those that were found and not recorded, oldest first."""
    found = [each for each in _found(basis, received) if not any(_is_same(each, other) for other in letters)]
    return tuple(sorted((*letters, *found), key=lambda each: each.at))


def told_by(basis: Basis, parts: Sequence[str]) -> tuple[Unit, LetterKind] | None:
    """Return the unit and the kind of a letter that its identity names; None where it is of another round."""
    if len(parts) <= _PARTS or parts[0] != basis.period.id:
        return None
    unit, kind = basis.units.get(parts[1]), _KINDS.get(parts[2])
    return None if unit is None or kind is None else (unit, kind)


def _found(basis: Basis, received: Iterable[Received]) -> Iterator[SentLetter]:
    for each in received:
        own = None if each.mail is None or each.state is not ReturnState.OWN_LETTER else each.mail.own
        named = None if own is None else told_by(basis, own.identity.split("; "))
        if own is not None and named is not None:
            unit, kind = named
            yield SentLetter(unit.id, kind, LetterState.SENT, each.received, own.recipient, each.sha256)


def _is_same(found: SentLetter, recorded: SentLetter) -> bool:
    return (found.unit, found.kind) == (recorded.unit, recorded.kind) and abs(found.at - recorded.at) < _SAME
