"""Which return of a unit counts. This is the whole rule; nothing else decides it.

Returns are met in the order in which they were taken in. The one in use stays until a return comes that is

* certainly newer: every sign that both carry (revision, our server's time, the letter's date, the time of saving)
  says so; where none does, an earlier run took the other one in;
* plausibly the unit's own: not sent from another agency's address, no revision that was never issued;
* no loss: of the answers that were in use it leaves at most a tenth blank.

A return that fails one of these, and is not certainly older, is held until the office decides. One that says the same
as the one in use changes nothing. What the office chose
by `use` is in use from then on. A blank form and our own workbook sent back unchanged are no returns and are not met;
names of files and the order of folders have no say.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cached_property

from msgspec import Struct

from par_excel.merge.answers import answered, difference, revision, taken_in
from par_excel.merge.changes import content
from par_excel.merge.joining import completing
from par_excel.model import JOINED_BY, Basis, Decision, Doubt, Held, Judged, Severity

_LOSS = 10
"""At most one in this many of the answers that were in use may be left blank: a tenth."""
_CLOCKS = timedelta(days=1)
"""How far after we had a file a clock may show that it was sent or saved; one that is further ahead says nothing."""
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
"""Before it nobody had this program: a clock of our own that shows an earlier time is wrong (a flat battery), and is
not held against other clocks."""


class Age(Enum):
    """How old one return is compared with another."""

    NEWER = "newer"
    OLDER = "older"
    TIE = "tie"
    CONTRADICTION = "contradiction"
    LOWER_REVISION = "lower revision"
    """Later by our intake alone, and made from feedback on an earlier return than the other one."""


_UNCERTAIN: Mapping[Age, Doubt] = {
    Age.TIE: Doubt.TIE,
    Age.CONTRADICTION: Doubt.CONTRADICTION,
    Age.LOWER_REVISION: Doubt.LOWER_REVISION,
}


class Chosen(Struct, frozen=True):
    """What is in use of one unit, and what waits."""

    in_use: Judged | None
    doubt: Doubt | None
    """Why somebody should look at what is in use; nothing better was there."""
    held: tuple[Held, ...]


def choose(
    returns: Iterable[Judged], basis: Basis, choice: Decision | None = None, joint: Judged | None = None
) -> Chosen:
    """Return which of a unit's returns is in use.

    Args:
        returns: all of the unit, in any order; those that were excluded only tell which revisions were issued.
        basis: the period, whose agencies have addresses.
        choice: by which the office chose one of them, or joined several; None where it did not.
        joint: what it joined; None where it did not, or where a part no longer counts.
    """
    by_moment: dict[datetime, list[Judged]] = defaultdict(list)
    for each in returns:
        by_moment[taken_in(each)].append(each)
    choosing = _Choosing(basis)
    moments = sorted(by_moment)
    before = [moment for moment in moments if choice is not None and moment <= choice.at]
    for moment in before:
        choosing.meet(by_moment[moment])
    if choice is not None:
        choosing.decide(choice, joint)
    for moment in moments[len(before) :]:
        choosing.meet(by_moment[moment])
    return choosing.chosen()


class _Met(Struct, frozen=True, dict=True):
    """A return that was met and may count; what it says is looked at only where there is another."""

    judged: Judged
    doubt: Doubt | None
    """Why it may not be the unit's own, or was not taken."""

    @cached_property
    def answers(self) -> frozenset[str]:
        return answered(self.judged.submission)

    @cached_property
    def content(self) -> object:
        """Equal where the same is filled in."""
        return content(self.judged.submission)


class _Choosing:
    """What is in use while the returns of one unit are met one after the other."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._in_use: _Met | None = None
        self._held: dict[str, _Met] = {}
        self._known: dict[str, Judged] = {}
        self._were_in_use: list[_Met] = []
        """Since the office last decided: small losses must not add up."""
        self._revisions: set[int] = set()
        """Those that may have been issued: a template has none, feedback the one after the return that it is about."""

    def chosen(self) -> Chosen:
        """Return what has come of it all."""
        current = None if self._in_use is None else self._in_use.judged
        return Chosen(
            current,
            None if self._in_use is None else self._in_use.doubt,
            tuple(self._as_held(each, current) for each in sorted(self._held.values(), key=_intake)),
        )

    @staticmethod
    def _as_held(met: _Met, current: Judged | None) -> Held:
        assert met.doubt is not None  # noqa: S101 - or it would not wait; tells mypy
        against = None if current is None else current.submission
        said = difference(against, met.judged.submission)
        more = 0 if against is None or met.doubt.is_of_sender else completing(against, met.judged.submission)
        return Held(judged=met.judged, doubt=met.doubt, against=current, difference=said, completes=more)

    def decide(self, choice: Decision, joint: Judged | None) -> None:
        """Take what the office chose, unless it was excluded since; what came before is settled."""
        judged = joint or self._known.get(choice.sha256)
        if judged is not None and judged.exclusion is None:
            self._held.clear()
            self._were_in_use.clear()
            self._in_use = None
            self._take(_Met(judged, None))

    def meet(self, together: Sequence[Judged]) -> None:
        """Meet what one run took in, the oldest first; what nothing orders is met at once."""
        self._known |= {each.submission.sha256: each for each in together}
        self._learn_revisions()
        counting = [each for each in together if each.exclusion is None]
        for level in _levels(counting):
            self._meet_level([_Met(each, self._doubt_of(each)) for each in level])
        self._meet_again()
        self._settle()

    def _learn_revisions(self) -> None:
        # feedback on a return of revision n carries n + 1, so one without the return before it was never issued
        self._revisions = {0}
        for number in sorted({revision(each.submission) for each in self._known.values()}):
            if number in self._revisions:
                self._revisions.add(number + 1)

    def _meet_level(self, level: Sequence[_Met]) -> None:
        """Meet returns of which none is certainly older than another: the plausible ones, then the others."""
        own = _one_of_each([each for each in level if each.doubt is None and not self._is_older(each)])
        others = [each for each in level if each.doubt is not None and not self._is_older(each)]
        if len(own) == 1:
            self._meet_one(own[0])
        for each in own if len(own) > 1 else ():
            self._hold(each, _why_uncertain(each, own))
        if len(others) > 1 and self._in_use is None:
            for each in others:
                self._hold(each, each.doubt)
        else:
            for each in others:
                self._meet_one(each)

    def _meet_one(self, met: _Met) -> None:
        """Let a return come into use, or wait, or be of no account."""
        if self._in_use is not None and self._changes_nothing(met, self._in_use):
            if met.doubt is None and (self._in_use.doubt is not None or _is_better(met, self._in_use)):
                self._take(met)
            return
        doubt = met.doubt or self._why_not(met)
        # a doubtful return is better than none, and its doubt is shown
        is_alone = self._in_use is None and not self._held
        if doubt is None or (is_alone and doubt is not Doubt.NEVER_ISSUED):  # that is no form of ours
            self._take(met)
        else:
            self._hold(met, doubt)

    @staticmethod
    def _changes_nothing(met: _Met, in_use: _Met) -> bool:
        """Say whether a return says the same as the one in use; one that is not ours at all is named even then."""
        return met.doubt is not Doubt.NEVER_ISSUED and met.content == in_use.content

    def _why_not(self, met: _Met) -> Doubt | None:
        """Return why a return that is plausibly the unit's own does not replace what is there."""
        if self._in_use is None:
            # what another agency may have sent must not keep the unit's own return out
            waiting = [each for each in self._held.values() if each.doubt and not each.doubt.is_of_sender]
            return next((why for each in waiting if (why := _uncertain(met, each))), None)
        uncertain = None if self._in_use.doubt else _uncertain(met, self._in_use)
        # against all that were in use, so that small losses do not add up to a large one
        had = (each.answers for each in self._were_in_use)
        loses = any(len(each - met.answers) * _LOSS > len(each) for each in had)
        return uncertain or (Doubt.DROPS if loses else None)

    def _take(self, met: _Met) -> None:
        """Let a return be in use; a doubtful one that was in use for want of a better one waits from then on."""
        former = self._in_use
        if former is not None and former.doubt is not None:
            self._held[former.judged.submission.sha256] = former
        self._in_use = met
        self._held.pop(met.judged.submission.sha256, None)
        self._were_in_use.append(met)

    def _hold(self, met: _Met, doubt: Doubt | None) -> None:
        self._held[met.judged.submission.sha256] = _Met(met.judged, doubt)

    def _is_older(self, met: _Met) -> bool:
        """Say whether a return is older than the one in use, which nobody doubts or which is no worse than this one."""
        in_use = self._in_use
        if in_use is None or age(met.judged, in_use.judged) is not Age.OLDER:
            return False
        return in_use.doubt is None or met.doubt is not None

    def _meet_again(self) -> None:
        """Meet once more those whose revision turns out to have been issued."""
        learned = [each for each in self._held.values() if self._is_issued_now(each)]
        for each in learned:
            del self._held[each.judged.submission.sha256]
        for level in _levels([each.judged for each in learned]):
            self._meet_level([_Met(each, self._doubt_of(each)) for each in level])

    def _is_issued_now(self, met: _Met) -> bool:
        return met.doubt is Doubt.NEVER_ISSUED and revision(met.judged.submission) in self._revisions

    def _settle(self) -> None:
        """Let go of what waited and is older by now than the return in use, or says the same."""
        in_use = self._in_use
        if in_use is None:
            return
        if self._is_issued_now(in_use):
            in_use = self._in_use = _Met(in_use.judged, self._doubt_of(in_use.judged))
        self._held = {
            sha256: each
            for sha256, each in self._held.items()
            if not self._is_older(each) and not self._changes_nothing(each, in_use)
        }

    def _doubt_of(self, judged: Judged) -> Doubt | None:
        """Return why a return may not be the unit's own."""
        if revision(judged.submission) not in self._revisions:
            return Doubt.NEVER_ISSUED
        if judged.mail is None:
            return None
        sender = judged.mail.sender
        if self._basis.another_sender(sender, judged.submission.unit) is not None:
            return Doubt.SENDER
        return (
            Doubt.SEVERAL_UNITS
            if not self._basis.knows_address(sender) and self._has_others(judged)
            else None
        )

    def _has_others(self, judged: Judged) -> bool:
        """Say whether forms of other agencies came in the same parcel."""
        units = self._basis.units
        own = units.get(judged.submission.unit)
        others = (units[each] for each in judged.beside if each in units)
        return own is not None and any(not own.is_same_agency(each) for each in others)


def _levels(together: Sequence[Judged]) -> Iterator[Sequence[Judged]]:
    """Yield returns level by level, the certainly oldest first; within a level nothing orders them."""
    # by content, so that neither names nor the order of handing over decide
    every = sorted(together, key=lambda each: each.submission.sha256)
    newer: dict[int, list[int]] = {index: [] for index, _ in enumerate(every)}
    waits_for = [0] * len(every)
    for index, each in enumerate(every if len(every) > 1 else ()):
        newer[index] = [at for at, other in enumerate(every) if age(other, each) is Age.NEWER]
        for at in newer[index]:
            waits_for[at] += 1
    left = set(range(len(every)))
    while left:
        # where none is the oldest they go round in a circle, and nothing orders them
        level = sorted(at for at in left if not waits_for[at]) or sorted(left)
        yield [every[at] for at in level]
        left.difference_update(level)
        for at in level:
            for later in newer[at]:
                waits_for[later] -= 1


def _intake(met: _Met) -> tuple[int, str]:
    return met.judged.order, met.judged.submission.sha256


def _one_of_each(returns: Sequence[_Met]) -> Sequence[_Met]:
    """Return one of each that say the same."""
    if len(returns) < 2:  # what nothing is compared with is not looked at
        return returns
    found: dict[object, _Met] = {}
    for each in returns:
        found.setdefault(each.content, each)
    return tuple(found.values())


def _uncertain(met: _Met, other: _Met) -> Doubt | None:
    return _UNCERTAIN.get(age(met.judged, other.judged))


def _why_uncertain(met: _Met, among: Iterable[_Met]) -> Doubt:
    found = {_uncertain(met, other) for other in among if other is not met}
    return Doubt.CONTRADICTION if Doubt.CONTRADICTION in found else Doubt.TIE


def age(judged: Judged, other: Judged) -> Age:
    """Return how old a return is, seen from another: by every sign that both carry."""
    # each is 1, -1, or 0 where one of the two lacks the sign
    by_revision, *by_time, by_saving = (_compared(sign(judged), sign(other)) for sign in _SIGNS)
    # our feedback workbooks carry a date of old until a program that dates what it saves has saved them
    if not by_revision or not (_is_undated(judged) or _is_undated(other)):
        by_time = [*by_time, by_saving]
    by_run = _compared(taken_in(judged).timestamp(), taken_in(other).timestamp())
    told = {said for said in (by_revision, *by_time) if said}
    if len(told) > 1:
        return Age.CONTRADICTION
    if by_revision and not any(by_time) and by_run and by_run != by_revision:
        return Age.LOWER_REVISION
    said = next(iter(told), by_run)
    return Age.TIE if not said else Age.NEWER if said > 0 else Age.OLDER


def _is_better(met: _Met, in_use: _Met) -> bool:
    """Say whether a newer return says the same better: in one file for several, or in a file that is less at fault."""
    errors, had = (
        sum(each.severity is Severity.ERROR for each in judged.findings)
        for judged in (met.judged, in_use.judged)
    )
    # one file that says what several parts say together needs no join any more
    is_joint = JOINED_BY in in_use.judged.submission.file
    return (is_joint or errors < had) and age(met.judged, in_use.judged) is Age.NEWER


def _compared(one: float | None, other: float | None) -> int:
    return 0 if one is None or other is None else (one > other) - (one < other)


def _seconds(judged: Judged, moment: datetime | None) -> float | None:
    """Return a moment as a number; one that no clock can have shown when we had the file says nothing.

    What has no zone is in UTC, as workbooks have it.
    """
    if moment is None:
        return None
    told = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    is_impossible = taken_in(judged) >= _BEGINNING and told > taken_in(judged) + _CLOCKS
    return None if is_impossible else told.timestamp()


def _arrived(judged: Judged) -> float | None:
    return None if judged.mail is None else _seconds(judged, judged.mail.arrived_at)


def _sent(judged: Judged) -> float | None:
    return None if judged.mail is None else _seconds(judged, judged.mail.sent_at)


def _is_undated(judged: Judged) -> bool:
    """Say whether a workbook carries the date with which we issue all of them: midnight of the first of January."""
    saved = judged.submission.saved_at
    return saved is not None and (saved.month, saved.day, saved.hour, saved.minute, saved.second) == (
        1,
        1,
        0,
        0,
        0,
    )


_SIGNS: Sequence[Callable[[Judged], float | None]] = (
    lambda judged: revision(judged.submission),
    _arrived,
    _sent,
    lambda judged: _seconds(judged, judged.submission.saved_at),
)
"""Revision, then times: where the revision stands alone, what came later should not be the lower one."""
