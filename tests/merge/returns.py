"""Builders of judged returns on the invented basis, and of the collection that they make."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from par_excel.merge import Refused, Returns, collect
from par_excel.model import (
    Answer,
    Collection,
    Contribution,
    Decision,
    DecisionKind,
    Finding,
    Initiative,
    Judged,
    Mail,
    Place,
    Refusal,
    RefusalReason,
    Severity,
    Stamp,
)
from tests import invented


def day(number: int, hour: int = 8) -> datetime:
    """Return an hour of a day in February 2021."""
    return datetime(2021, 2, number, hour, tzinfo=UTC)


def finding(
    criterion: str = "", *, unit: str = "so-a", severity: Severity = Severity.ERROR, code: str = "SC02"
) -> Finding:
    """Return something found in a unit's return."""
    return Finding(
        code=code,
        severity=severity,
        unit=unit,
        place=Place("phuluc_1.xlsx", "Chấm điểm", "E5"),
        criterion=criterion,
        value="",
        title="Điểm ngoài khoảng cho phép",
        why="vì",
        mend="sửa",
    )


def stamp(unit: str, revision: int) -> Stamp:
    """Return the stamp of a form that was issued for the so-many-th time."""
    return Stamp(
        period="thu-2020", appendix="1", unit=unit, fingerprint="0" * 12, form_version=1, revision=revision
    )


def judged(
    unit: str = "so-a",
    *,
    name: str = "",
    order: int = 1,
    revision: int | None = 0,
    saved: datetime | None = None,
    received: datetime = invented.RECEIVED,
    answers: Sequence[Answer] = (),
    contributions: Sequence[Contribution] = (),
    initiatives: Sequence[Initiative] | None = None,
    findings: Iterable[Finding] = (),
    **arrival: Any,
) -> Judged:
    """Return a submission as read and judged; its file is named after `name`, and so is its hash."""
    changes = {
        "file": f"{name or unit}.xlsx",
        "sha256": f"{name or unit:0<64}",
        "saved_at": saved,
        "stamp": None if revision is None else stamp(unit, revision),
    }
    submission = invented.submission(
        unit, answers=answers, contributions=contributions, initiatives=initiatives, changes=changes
    )
    return Judged(submission=submission, findings=tuple(findings), received=received, order=order, **arrival)


def letter(sent_at: datetime) -> Mail:
    """Return a letter of this moment."""
    return Mail(sender="vanthu@so.vn", sent_at=sent_at, subject="Gửi biểu mẫu")


def excluded_by(reason: str) -> Decision:
    """Return a decision that a submission does not count."""
    return Decision(number=1, kind=DecisionKind.EXCLUDE, at=day(18), by="chuyên viên A", reason=reason)


def refused(
    name: str, *, order: int = 9, detail: str = "", received: datetime = invented.RECEIVED
) -> Refused:
    """Return a parcel that was refused as empty."""
    refusal = Refusal(sha256=f"{name:0<64}", file=f"{name}.xlsx", reason=RefusalReason.EMPTY, detail=detail)
    said = replace(finding(unit="", code="ID01"), place=Place(refusal.file))
    return Refused(refusal, said, received, order)


def collected(
    *given: Judged, refusals: Sequence[Refused] = (), findings: Sequence[Finding] = ()
) -> Collection:
    """Return the collection of these returns, all of which still lie in the inbox and have 1000 bytes."""
    hashes = [each.submission.sha256 for each in given] + [each.refusal.sha256 for each in refusals]
    sizes = dict.fromkeys(hashes, 1000)
    returns = Returns(given, invented.basis())
    return collect(returns, refusals, sizes=sizes, in_inbox=frozenset(hashes), findings=findings)


def complete(unit: str) -> Judged:
    """Return a return without fault: a gives 0.5 + 1.5 + 0.33, b gives 0.97 + 1, c gives a proposal."""
    answers = {
        "so-a": [
            invented.answer("1.1", "0.5", ticked=("1.1-b",)),
            invented.answer("1.2", "1.5", ticked=("1.2-a", "1.2-b")),
            invented.answer("2.3", "0.33"),
        ],
        "so-b": [
            invented.answer("1.3.1", "0.97", rate=("97", "100")),
            invented.answer("2.1", "1", ticked=("2.1-a",)),
        ],
    }
    given = {
        "so-a": [invented.contribution("2.1/X", "2.1", proposed="1")],
        "so-c": [invented.contribution("1.2/Y", "1.2", proposed="1")],
    }
    order = "abc".index(unit[-1]) + 1
    return judged(unit, order=order, answers=answers.get(unit, ()), contributions=given.get(unit, ()))
