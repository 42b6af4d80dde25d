"""Letters that came back: which letter to whom a bounce in the inbox is about."""

from collections.abc import Iterable, Iterator, Sequence

from par_excel.model import (
    Basis,
    LetterKind,
    Notice,
    NoticeKind,
    Received,
    SentLetter,
    UndeliveredLetter,
    Unit,
)
from par_excel.workflow.correspondence.own_letters import told_by


def undelivered_letters(
    basis: Basis, received: Iterable[Received], letters: Sequence[SentLetter]
) -> tuple[UndeliveredLetter, ...]:
    """Return the letters that came back, oldest first; one that went to another address since is settled.

    Args:
        basis: the period, whose agencies have addresses.
        received: all that was received.
        letters: those that went out.
    """
    found: dict[tuple[str, LetterKind | None, str], UndeliveredLetter] = {}
    for each in _bounced(basis, received, letters):
        if not any(_settles(letter, each) for letter in letters):
            found[each.unit.id, each.kind, each.recipient] = each
    return tuple(sorted(found.values(), key=lambda each: each.at))


def _bounced(
    basis: Basis, received: Iterable[Received], letters: Sequence[SentLetter]
) -> Iterator[UndeliveredLetter]:
    for each in received:
        notice = None if each.mail is None else each.mail.notice
        if notice is None or notice.kind is not NoticeKind.BOUNCE:
            continue
        unit, kind = _named(basis, notice) or _addressed(basis, notice, letters)
        if unit is not None:
            yield UndeliveredLetter(
                unit=unit,
                kind=kind,
                recipient=notice.recipient or unit.email,
                words=notice.words,
                at=each.received,
                file=each.file,
            )


def _named(basis: Basis, notice: Notice) -> tuple[Unit, LetterKind | None] | None:
    """Return whose letter it was and why it was written, by what came back of it: its header, or its Message-ID."""
    names = [notice.identity.split("; ")]
    names += [each.strip("<>").split(".") for each in notice.answers]
    return next((told for name in names if (told := told_by(basis, name)) is not None), None)


def _addressed(
    basis: Basis, notice: Notice, letters: Sequence[SentLetter]
) -> tuple[Unit | None, LetterKind | None]:
    """Return to whom the newest letter to this address went, else whose address it is."""
    sent = [each for each in letters if each.recipient.casefold() == notice.recipient.casefold()]
    if sent and sent[-1].unit in basis.units:
        return basis.units[sent[-1].unit], sent[-1].kind
    units = basis.units_by_address.get(notice.recipient.casefold(), ()) if notice.recipient else ()
    return (units[0], None) if len(units) == 1 else (None, None)


def _settles(letter: SentLetter, bounced: UndeliveredLetter) -> bool:
    """Say whether a letter went to another address of the same agency afterwards."""
    return (
        letter.unit == bounced.unit.id
        and letter.kind is (bounced.kind or letter.kind)
        and letter.at > bounced.at
        and letter.recipient.casefold() != bounced.recipient.casefold()
    )
