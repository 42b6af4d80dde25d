"""What was received becomes a collection: the return in use of each unit, and the fate of every other.

Nothing here depends on the order in which returns are handed over, on file times or on the clock.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Collection as Group
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from par_excel.merge.answers import revision, sent_back
from par_excel.merge.decided import choices
from par_excel.merge.in_use import Chosen, choose
from par_excel.merge.joining import joined, plan_of
from par_excel.model import (
    Basis,
    Collection,
    Decision,
    DecisionKind,
    Doubt,
    Finding,
    Held,
    Judged,
    Mail,
    Received,
    Refusal,
    RefusalReason,
    ReturnState,
    Severity,
    Submission,
)

_ABOUT_LETTERS = {
    RefusalReason.AUTOMATIC: ReturnState.AUTOMATIC,
    RefusalReason.OWN_LETTER: ReturnState.OWN_LETTER,
}


class Refused(Struct, frozen=True):
    """A parcel that could not be taken as a submission, with what is said of it."""

    refusal: Refusal
    finding: Finding
    received: datetime
    """As our server says, else when its letter was sent, else when its bytes were first taken in."""
    order: int
    """Order of first intake."""
    mail: Mail | None = None
    """The letter that it came in."""
    also_named: tuple[str, ...] = ()
    """Other files of the inbox that hold the same bytes."""
    unit: str = ""
    """The unit with whose return it came: then it is evidence, and not refused; empty where it came with none."""
    is_report: bool = False
    """Whether it is the signed written report of that unit."""
    received_note: str = ""
    """Whose word `received` is and what others say, where somebody should know."""
    is_aside: bool = False
    """Whether the return that it came with was excluded or waits."""

    @property
    def is_explanation(self) -> bool:
        """Say whether it is an additional explanation, which is no return and not refused."""
        return self.refusal.reason is RefusalReason.EXPLANATION

    @property
    def is_about_letters(self) -> bool:
        """Say whether it is a letter of ours, or tells what became of one."""
        return self.refusal.reason in _ABOUT_LETTERS

    @property
    def is_taken(self) -> bool:
        """Say whether it is known what it is, so that nobody has to look at it."""
        return bool(self.unit) or self.is_explanation or self.is_about_letters


class Joint(Struct, frozen=True):
    """What the office joined, and of what."""

    judged: Judged
    parts: tuple[Judged, ...]


def joints_of(
    judged: Iterable[Judged], decisions: Iterable[Decision], judge: Callable[[Submission], Sequence[Finding]]
) -> Mapping[str, Joint]:
    """Return what the office joined, by unit id; a join of which a part was excluded since is none.

    Args:
        judged: every submission ever read.
        decisions: of the office.
        judge: finds what is wrong in what was joined.
    """
    known = {each.submission.sha256: each for each in judged if each.exclusion is None}
    found: dict[str, Joint] = {}
    for unit, decision in choices(decisions).items():
        plan = plan_of(decision)
        parts = tuple(known[sha256] for sha256 in plan.parts if sha256 in known)
        if decision.kind is DecisionKind.JOIN and len(parts) == len(plan.parts):
            whole = joined(parts, plan)
            found[unit] = Joint(replace(whole, findings=tuple(judge(whole.submission))), parts)
    return found


class Returns:
    """All submissions of a period, and what became of each.

    Args:
        judged: every submission ever read, with its findings.
        basis: what they were judged against.
        decisions: of the office.
        joints: what the office joined, by unit id; `joints_of` says what there is to join.
    """

    def __init__(
        self,
        judged: Iterable[Judged],
        basis: Basis,
        decisions: Iterable[Decision] = (),
        joints: Mapping[str, Joint] = MappingProxyType({}),
    ) -> None:
        self.every = tuple(judged)
        by_unit: dict[str, list[Judged]] = {}
        for each in self.every:
            by_unit.setdefault(each.submission.unit, []).append(each)
        chosen_by = choices(decisions)
        self._sent_back: set[str] = set()
        self._chosen: dict[str, Chosen] = {}
        self.joints: dict[str, Joint] = {}
        """Those in use, by unit id."""
        for unit in sorted(by_unit):
            joint = joints.get(unit)
            whole = None if joint is None else joint.judged
            self._sent_back |= sent_back([*by_unit[unit], *([whole] if whole else [])])
            own = [each for each in by_unit[unit] if self._may_count(each)]
            self._chosen[unit] = choose(own, basis, chosen_by.get(unit), whole)
            if joint is not None and whole is self._chosen[unit].in_use:
                self.joints[unit] = joint

    def _may_count(self, judged: Judged) -> bool:
        return not judged.submission.is_blank and judged.submission.sha256 not in self._sent_back

    @property
    def in_use(self) -> Mapping[str, Judged]:
        """The submission in use of each unit, by unit id."""
        return {unit: each.in_use for unit, each in self._chosen.items() if each.in_use is not None}

    @property
    def held(self) -> tuple[Held, ...]:
        """Those that wait for a decision."""
        return tuple(held for each in self._chosen.values() for held in each.held)

    @property
    def doubts(self) -> Mapping[str, Doubt]:
        """Why somebody should look at what is in use, by unit id."""
        return {unit: each.doubt for unit, each in self._chosen.items() if each.doubt is not None}

    @cached_property
    def _states(self) -> Mapping[str, ReturnState]:
        held = {each.judged.submission.sha256: ReturnState.HELD for each in self.held}
        parts = {
            part.submission.sha256: ReturnState.JOINED
            for joint in self.joints.values()
            for part in joint.parts
        }
        return parts | held | {each.submission.sha256: ReturnState.CURRENT for each in self.in_use.values()}

    def state(self, judged: Judged) -> ReturnState:
        """Return what became of a submission."""
        sha256 = judged.submission.sha256
        if judged.exclusion is not None:
            return ReturnState.EXCLUDED
        if judged.submission.is_blank:
            return ReturnState.BLANK
        if sha256 in self._sent_back:
            return ReturnState.SENT_BACK
        return self._states.get(sha256, ReturnState.SUPERSEDED)

    def superseded(self) -> Mapping[str, Sequence[Judged]]:
        """Return the submissions that gave way to another, by unit id."""
        found: dict[str, list[Judged]] = {}
        for each in self.every:
            if self.state(each) is ReturnState.SUPERSEDED:
                found.setdefault(each.submission.unit, []).append(each)
        return found

    def sent_again(self) -> tuple[tuple[Judged, Judged], ...]:
        """Return pairs of a unit's submission in use and an older one that came once more after it."""
        in_use = self.in_use
        return tuple(
            (in_use[unit], older)
            for unit, others in self.superseded().items()
            for older in others
            if unit in in_use and older.sent_again is not None and _came_after(older.sent_again, in_use[unit])
        )


def _came_after(moment: datetime, judged: Judged) -> bool:
    return moment > (judged.first_seen or judged.received)


def collect(
    returns: Returns,
    refused: Iterable[Refused] = (),
    *,
    sizes: Mapping[str, int],
    in_inbox: Group[str],
    findings: Sequence[Finding] = (),
) -> Collection:
    """Return all that was received, and what counts.

    Args:
        returns: every submission ever read.
        refused: every parcel that was refused.
        sizes: bytes of each parcel, by SHA-256.
        in_inbox: the SHA-256 of what lies in the inbox now.
        findings: those that look at more than one return.
    """
    others = sorted(refused, key=lambda each: (each.received, each.order, each.refusal.file))
    why = {each.judged.submission.sha256: each.doubt for each in returns.held}
    lines = [
        (
            each.order,
            _submission_line(
                each, returns.state(each), sizes, in_inbox, doubt=why.get(each.submission.sha256)
            ),
        )
        for each in returns.every
    ]
    lines += [(each.judged.order, _joint_line(each, sizes, in_inbox)) for each in returns.joints.values()]
    lines += [(each.order, _refusal_line(each, sizes, in_inbox)) for each in others]
    in_use = returns.in_use
    return Collection(
        current=in_use,
        earlier_valid=frozenset(
            unit
            for unit, earlier in returns.superseded().items()
            if unit in in_use and _was_valid_before(in_use[unit], earlier)
        ),
        received=tuple(
            line for _, line in sorted(lines, key=lambda each: (each[1].received, each[0], each[1].file))
        ),
        refusals=tuple((each.refusal, each.finding) for each in others if not each.is_taken),
        findings=tuple(findings),
        held=returns.held,
        doubts=returns.doubts,
    )


def _was_valid_before(in_use: Judged, earlier: Iterable[Judged]) -> bool:
    return _has_errors(in_use) and not all(_has_errors(each) for each in earlier)


def _has_errors(judged: Judged) -> bool:
    return _count(judged.findings, Severity.ERROR) > 0


def _count(findings: Iterable[Finding], severity: Severity) -> int:
    return sum(finding.severity is severity for finding in findings)


def _submission_line(
    judged: Judged,
    state: ReturnState,
    sizes: Mapping[str, int],
    in_inbox: Group[str],
    *,
    doubt: Doubt | None,
) -> Received:
    submission = judged.submission
    return Received(
        file=submission.file,
        sha256=submission.sha256,
        size_bytes=sizes[submission.sha256],
        unit=submission.unit,
        state=state,
        received=judged.received,
        program=submission.program,
        saved_by=submission.saved_by,
        saved_at=submission.saved_at,
        revision=revision(submission),
        errors=_count(judged.findings, Severity.ERROR),
        warnings=_count(judged.findings, Severity.WARNING),
        notes=_count(judged.findings, Severity.NOTE),
        detail=_detail(judged, doubt),
        in_inbox=submission.sha256 in in_inbox,
        mail=judged.mail,
        also_named=judged.also_named,
        received_note=judged.received_note,
    )


def _joint_line(joint: Joint, sizes: Mapping[str, int], in_inbox: Group[str]) -> Received:
    """Return the line of what was joined: it lies in the inbox where all its parts do."""
    whole = joint.judged.submission.sha256
    parts = [part.submission.sha256 for part in joint.parts]
    here = {whole} if all(part in in_inbox for part in parts) else set[str]()
    size = {whole: sum(sizes[part] for part in parts)}
    line = _submission_line(joint.judged, ReturnState.CURRENT, size, here, doubt=None)
    return replace(line, detail=f"ghép từ {len(parts)} tệp")


def _detail(judged: Judged, doubt: Doubt | None) -> str:
    if judged.exclusion is not None:
        return f"{judged.exclusion.reason} ({judged.exclusion.by})"
    return doubt.value if doubt is not None else f"nhận ra theo {judged.submission.recognised_by.value}"


def _refusal_line(refused: Refused, sizes: Mapping[str, int], in_inbox: Group[str]) -> Received:
    refusal = refused.refusal
    found = () if refused.is_taken else (refused.finding,)
    reason = () if refused.is_taken else (refusal.reason.value,)
    return Received(
        file=refusal.file,
        sha256=refusal.sha256,
        size_bytes=sizes[refusal.sha256],
        unit=refused.unit,
        state=_fate(refused),
        received=refused.received,
        program="",
        saved_by="",
        saved_at=None,
        revision=0,
        errors=_count(found, Severity.ERROR),
        warnings=_count(found, Severity.WARNING),
        notes=_count(found, Severity.NOTE),
        detail="" if refused.is_explanation else " ".join(filter(None, (*reason, refusal.detail))),
        in_inbox=refusal.sha256 in in_inbox,
        mail=refused.mail,
        also_named=refused.also_named,
        received_note=refused.received_note,
    )


def _fate(refused: Refused) -> ReturnState:
    if refused.is_explanation:
        return ReturnState.EXPLANATION
    if refused.is_about_letters:
        return _ABOUT_LETTERS[refused.refusal.reason]
    if not refused.unit:
        return ReturnState.REFUSED
    if refused.is_aside:
        return ReturnState.ASIDE
    return ReturnState.REPORT if refused.is_report else ReturnState.ATTACHED
