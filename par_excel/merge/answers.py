"""What a return answers, as far as it has to be known to choose among returns.

An answer is a row of the form, or an initiative, in which something is filled in, whether it counts or not.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from par_excel.merge.changes import changes, content
from par_excel.model import Judged, Submission
from par_excel.vietnamese import format_number

_SHOWN = 6
"""Parts that are named where two returns differ; of the others it is said how many."""
_CRITERION = "Tiêu chí "


def answered(submission: Submission) -> frozenset[str]:
    """Return what is answered: rows by criterion or id, initiatives by their number."""
    rows = (each.criterion for each in submission.answers if not each.is_empty)
    given = (each.id for each in submission.contributions if not each.is_empty)
    initiatives = (f"SK{number}" for number, _ in enumerate(submission.initiatives))
    return frozenset((*rows, *given, *initiatives))


def revision(submission: Submission) -> int:
    """Return the revision that a return was made from; 0 where it has lost its stamp."""
    return 0 if submission.stamp is None else submission.stamp.revision


def sent_back(returns: Iterable[Judged]) -> frozenset[str]:
    """Return, by SHA-256, the workbooks that the office filled itself with an earlier return, and nobody changed.

    Args:
        returns: every return of one unit, also those that do not count.
    """
    every = list(returns)
    # only feedback has a revision above 0, so nothing of ours can have come back
    if not any(revision(each.submission) for each in every):
        return frozenset()
    alike: dict[object, list[Judged]] = {}
    for each in every:
        alike.setdefault(content(each.submission), []).append(each)
    same = (
        each.submission.sha256
        for group in alike.values()
        for each in group
        if any(_may_be_filled_with(each, other) for other in group)
    )
    return frozenset((*same, *_filled_anew(every)))


def _filled_anew(returns: Sequence[Judged]) -> Iterator[str]:
    """Yield the forms that were made after the catalogue changed and say no more than a return from before it."""
    before = [each for each in returns if not each.submission.is_current_form]
    for each in returns if before else ():
        if each.submission.is_current_form and any(
            _may_be_filled_with(each, other) and content(each.submission) <= content(other.submission)
            for other in before
        ):
            yield each.submission.sha256


def _may_be_filled_with(judged: Judged, former: Judged) -> bool:
    """Say whether the office had that return when this workbook came, and feedback on it has this revision."""
    is_next = revision(judged.submission) == revision(former.submission) + 1
    return is_next and taken_in(judged) >= taken_in(former)


def taken_in(judged: Judged) -> datetime:
    """Return when the bytes of a return were first taken in."""
    return judged.first_seen or judged.received


def difference(in_use: Submission | None, other: Submission) -> str:
    """Return in one line what would be otherwise if the other counted: criteria, points, what it leaves blank."""
    if in_use is None:
        return f"{len(answered(other))} nội dung đã điền, {_points(other)} điểm"
    parts = list(dict.fromkeys(change.part.removeprefix(_CRITERION) for change in changes(in_use, other)))
    if not parts:
        return "nội dung như nhau"
    more = f" và {len(parts) - _SHOWN} mục khác" if len(parts) > _SHOWN else ""
    lost = len(answered(in_use) - answered(other))
    blank = f"; để trống {lost} nội dung đã có" if lost else ""
    points = f"{_points(in_use)} → {_points(other)} điểm"
    return f"khác ở {len(parts)} mục ({', '.join(parts[:_SHOWN])}{more}); {points}{blank}"


def _points(submission: Submission) -> str:
    scores = (answer.score.value for answer in submission.answers)
    return format_number(sum((score for score in scores if score is not None), Decimal(0)))
