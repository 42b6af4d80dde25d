"""One agency's form in parts: several files, each half filled in, become one submission.

What only one part fills in is taken from there, and every value keeps its own file and cell. Where two parts say
different things of the same, nothing is taken until somebody has said which part holds.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from par_excel.merge.answers import answered, revision, taken_in
from par_excel.merge.changes import values_of
from par_excel.model import (
    JOINED_BY,
    Amount,
    Answer,
    Cell,
    Closing,
    Contribution,
    Decision,
    Difference,
    Initiative,
    Judged,
    LegacyText,
    Place,
    ScoreOrigin,
    Submission,
    Tick,
)

_T = TypeVar("_T")
_BETWEEN = " | "
_PLACED = (Submission, Answer, Amount, Tick, Contribution, Initiative, Closing, Cell, Difference, LegacyText)
_TEXTS = ("figures", "evidence", "explanation")


class Contradiction(Struct, frozen=True):
    """A row of which parts say different things."""

    code: str
    """Criterion, or id of a contribution."""
    said: Mapping[str, str]
    """What each part says, by its file."""


class JoinPlan(Struct, frozen=True):
    """Which parts are joined, and which of them holds where they contradict each other."""

    parts: tuple[str, ...]
    """SHA-256 of each, in the order in which they were named: difficulties and signature come from the last that has any."""
    picks: Mapping[str, str]
    """SHA-256 of the part that holds, by criterion or id of a contribution."""

    @property
    def text(self) -> str:
        """The plan as the log keeps it."""
        picked = " ".join(f"{code}={sha256}" for code, sha256 in sorted(self.picks.items()))
        return _BETWEEN.join(filter(None, (" ".join(self.parts), picked)))

    @property
    def sha256(self) -> str:
        """What the joint submission is known by."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def plan_of(decision: Decision) -> JoinPlan:
    """Return the plan that a decision recorded."""
    parts, _, picked = ("" if decision.finding is None else decision.finding.value).partition(_BETWEEN)
    picks = (pick.partition("=")[::2] for pick in picked.split())
    return JoinPlan(tuple(parts.split()), dict(picks))


def completing(in_use: Submission, other: Submission) -> int:
    """Return how many answers another file has that the one in use leaves blank; 0 where they contradict each other."""
    missing = answered(other) - answered(in_use)
    return 0 if any(_differing([in_use, other])) else len(missing)


def contradictions(parts: Sequence[Submission], picks: Mapping[str, str]) -> tuple[Contradiction, ...]:
    """Return the rows of which parts say different things, without those that somebody has decided."""
    return tuple(each for each in _differing(parts) if each.code not in picks)


def joined(parts: Sequence[Judged], plan: JoinPlan) -> Judged:
    """Return the parts as one submission, not judged yet."""
    submissions = [_placed(each.submission, each.submission.file) for each in parts]
    newest = max(parts, key=lambda each: (revision(each.submission), each.order))
    times = [each.submission.saved_at for each in parts if each.submission.saved_at is not None]
    first = submissions[0]
    submission = replace(
        newest.submission,
        sha256=plan.sha256,
        file=JOINED_BY.join(each.submission.file for each in parts),
        is_current_form=all(each.is_current_form for each in submissions),
        # no program has saved what was joined, and nobody in particular
        program="",
        saved_by="",
        # workbooks give their times with a zone or without, and Python does not compare the two
        saved_at=max(times, key=lambda moment: moment.replace(tzinfo=None), default=None),
        answers=tuple(
            _answer([each.answers[index] for each in submissions], _picked(parts, plan, answer.criterion))
            for index, answer in enumerate(first.answers)
        ),
        contributions=tuple(
            _contribution([each.contributions[index] for each in submissions], _picked(parts, plan, given.id))
            for index, given in enumerate(first.contributions)
        ),
        initiatives=tuple(_united(submissions)),
        closing=_closing([each.closing for each in submissions]),
        differences=tuple(difference for each in submissions for difference in each.differences),
        risks=tuple(dict.fromkeys(risk for each in submissions for risk in each.risks)),
        legacy_texts=tuple(text for each in submissions for text in each.legacy_texts),
    )
    return Judged(
        submission=submission,
        findings=(),
        received=max(each.received for each in parts),
        order=max(each.order for each in parts),
        mail=newest.mail,
        first_seen=max(map(taken_in, parts)),
    )


def _picked(parts: Sequence[Judged], plan: JoinPlan, code: str) -> int | None:
    sha256 = plan.picks.get(code)
    return next((at for at, each in enumerate(parts) if each.submission.sha256 == sha256), None)


def _differing(submissions: Sequence[Submission]) -> Iterator[Contradiction]:
    """Yield the rows of which two say different things under the same name."""
    said = [_rows(each) for each in submissions]
    for code in dict.fromkeys(code for each in said for code in each):
        values = [each.get(code, {}) for each in said]
        names = dict.fromkeys(name for each in values for name in each)
        differing = [name for name in names if len({each[name] for each in values if name in each}) > 1]
        if differing:
            texts = (
                "; ".join(f"{name}: {each[name]}" for name in differing if name in each) for each in values
            )
            files = (submission.file for submission in submissions)
            yield Contradiction(code, {file: text for file, text in zip(files, texts, strict=True) if text})


def _rows(submission: Submission) -> Mapping[str, Mapping[str, str]]:
    """Return what is filled in row by row, in the order of the form."""
    codes = [
        *(each.criterion for each in submission.answers),
        *(each.id for each in submission.contributions),
    ]
    parts = {f"Tiêu chí {code}": code for code in codes} | {
        f"Nội dung phối hợp {code}": code for code in codes
    }
    found: dict[str, dict[str, str]] = {}
    for (part, name), text in values_of(submission):
        if text and part in parts:
            found.setdefault(parts[part], {})[name] = text
    return found


def _placed(value: _T, file: str) -> _T:
    """Return a value of which every place within names its file."""
    if isinstance(value, Place):
        return value.within(file)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(_placed(each, file) for each in value)  # type: ignore[return-value]
    if isinstance(value, _PLACED):
        changed = {name: _placed(getattr(value, name), file) for name in value.__struct_fields__}
        return replace(value, **changed)
    return value


def _first(rows: Sequence[_T], picked: int | None, is_filled: Callable[[_T], bool]) -> _T:
    """Return the row that is picked, else the first that is filled in, else the first."""
    if picked is not None and is_filled(rows[picked]):
        return rows[picked]
    return next((row for row in rows if is_filled(row)), rows[0])


def _answer(rows: Sequence[Answer], picked: int | None) -> Answer:
    """Return an answer whose score, with all that it follows from, comes from one part, and each text from one."""
    # a score goes with its ticks and figures: mixed from two parts it would follow from neither
    scored = _first(rows, picked, _is_scored)
    texts = {name: _text(rows, picked, name) for name in _TEXTS}
    return replace(scored, **texts)


def _is_scored(answer: Answer) -> bool:
    marks: Iterable[Cell[Any]] = (answer.not_arisen, *(amount.cell for amount in answer.amounts))
    return (
        answer.origin is not ScoreOrigin.NONE
        or any(tick.mark.value for tick in answer.ticks)
        or any(not cell.is_empty for cell in marks)
    )


def _contribution(rows: Sequence[Contribution], picked: int | None) -> Contribution:
    named = {name: _text(rows, picked, name) for name in ("proposed", *_TEXTS)}
    return replace(rows[0], **named)


def _text(rows: Sequence[Any], picked: int | None, name: str) -> Any:  # noqa: ANN401 - cells of one kind
    return getattr(_first(rows, picked, lambda row: not getattr(row, name).is_empty), name)


def _united(submissions: Iterable[Submission]) -> Iterator[Initiative]:
    """Yield every initiative once, in the order of the parts."""
    seen: set[tuple[str, ...]] = set()
    for each in submissions:
        for initiative in each.initiatives:
            said = tuple((cell.value or cell.raw).strip() for cell in initiative.cells)
            if said not in seen:
                seen.add(said)
                yield initiative


def _closing(given: Sequence[Closing]) -> Closing:
    """Return difficulties and signature; where several parts fill one in, the part that was named last holds."""
    last_first = given[::-1]
    return Closing(**{name: _text(last_first, None, name) for name in Closing.__struct_fields__})
