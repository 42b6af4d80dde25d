"""Letters by the steps that the log tells of: sent, or begun and never heard of again."""

from collections.abc import Iterable

from par_excel.ledger.entries import Posted, PostKind
from par_excel.model import LetterState, SentLetter


def letters_of(steps: Iterable[Posted]) -> tuple[SentLetter, ...]:
    """Return every letter that went out or may have gone out, in the order in which sending began.

    A letter that a server refused did not go out; one whose sending was begun and not told of further may have.
    """
    letters: list[SentLetter | None] = []
    open_at: dict[tuple[str, str, str], int] = {}
    for step in steps:
        key = (step.unit, step.letter.value, step.content)
        if step.kind is PostKind.SENDING:
            open_at[key] = len(letters)
            letters.append(_letter(step, LetterState.UNKNOWN))
        elif key in open_at:
            sent = _letter(step, LetterState.SENT) if step.kind is PostKind.SENT else None
            letters[open_at.pop(key)] = sent
    return tuple(letter for letter in letters if letter is not None)


def _letter(step: Posted, state: LetterState) -> SentLetter:
    return SentLetter(
        unit=step.unit,
        kind=step.letter,
        state=state,
        at=step.at,
        recipient=step.recipient,
        sha256=step.sha256,
        content=step.content,
    )
