"""A result made by hand in which every state occurs and every text is hostile, long or both."""

from collections.abc import Sequence
from datetime import timedelta

from msgspec.structs import replace

from par_excel.merge.documents import by_document
from par_excel.model import (
    Assignment,
    Basis,
    Contribution,
    Decision,
    DecisionKind,
    Finding,
    FindingKey,
    LeafResult,
    LeafState,
    Received,
    Result,
    ReturnState,
    Severity,
    SharedCriterion,
    Submission,
    Unit,
    UnitState,
)
from par_excel.vietnamese import split_documents
from tests import invented
from tests.writing import sample_result

HOSTILE = (
    '=HYPERLINK("https://xau.example.vn";"bấm vào đây")',
    "+84 233 3852 529",
    "-0,5 điểm so với năm trước",
    "@SUM(A1:A9)",
    "=cmd|' /C calc'!A0",
    "https://xau.example.vn",
    "internal:'Bản nộp'!A1",
    "{=1+1}",
    "<r><t>chữ đậm</t></r>",
    "<r><b>&amp;</r>",
    "_x0041_ và &#65; & <b>đậm</b>",
    "chuông\x07 tắt\x00, \ufffe",
    "Điểm\tcột\nDòng hai\r\nDòng ba",
    "NGUYỄN VĂN Ẩ – ‘’“”…",
)
"""Texts that a careless writer would turn into formulas, links or markup, or drop letters of."""
VERY_LONG = " ".join(
    f"({number}) Văn bản số {number}/UBND-NC về cải cách hành chính." for number in range(1, 121)
)


def basis() -> Basis:
    """Return the invented basis, one row of it held against the official table."""
    made = invented.basis()
    verified = replace(made.catalogue["1.1"].provenance, confidence=("verified",))
    rows = tuple(
        replace(row, provenance=verified) if row.code == "1.1" else row for row in made.catalogue.criteria
    )
    return replace(made, catalogue=replace(made.catalogue, criteria=rows))


def given(unit: str, file: str, *texts: str) -> Submission:
    """Return a submission of a unit whose notes are these texts."""
    difficulties, proposals = texts or ("Không", "Không")
    closing = sample_result.closing(difficulties, proposals)
    return replace(invented.submission(unit), file=file, closing=closing)


def finding(code: str, severity: Severity, value: str) -> Finding:
    """Return a finding of this weight."""
    return replace(sample_result.finding(code), severity=severity, value=value)


def leaves(made: Basis, first: Submission) -> tuple[LeafResult, ...]:
    """Return the leaves of the invented catalogue, one state after the other."""
    counted = invented.answer(
        "1.1",
        "0.5",
        ticked=("1.1-b",),
        evidence="\n".join(HOSTILE),
        explanation=VERY_LONG,
        figures=HOSTILE[0],
    )
    explained = invented.answer("1.2", "1", ticked=("1.2-b",), evidence="", explanation=HOSTILE[3])
    rate = invented.answer("1.3.1", "0.97", rate=("97", "100"), evidence=HOSTILE[8], figures=HOSTILE[9])
    faulty = invented.answer("2.3", "7.125", evidence=HOSTILE[10], explanation=HOSTILE[11])
    found = (finding("SC02", Severity.ERROR, HOSTILE[4]),)
    made_leaves = (
        sample_result.leaf(made, "1.1", LeafState.COUNTED, "0.5", answer=counted),
        sample_result.leaf(made, "1.2", LeafState.COUNTED, "1", answer=explained),
        sample_result.leaf(made, "1.3.1", LeafState.COUNTED, "0.97", answer=rate),
        sample_result.leaf(made, "1.3.2", LeafState.SURVEY),
        sample_result.leaf(made, "2.1", LeafState.NO_RETURN),
        sample_result.leaf(made, "2.2", LeafState.OFFICE),
        sample_result.leaf(made, "2.3", LeafState.FAULTY, answer=faulty, faulty=found),
    )
    unanswered = sample_result.leaf(made, "2.1", LeafState.UNANSWERED, answer=invented.answer("2.1"))
    return tuple(
        leaf if leaf.answer is None else replace(leaf, submission=replace(first, answers=(leaf.answer,)))
        for leaf in (*made_leaves[:4], unanswered, *made_leaves[5:])
    )


def shared(made: Basis, every: Sequence[LeafResult]) -> tuple[SharedCriterion, ...]:
    """Return two shared leaves and a shared heading: a difference, an agreement, a silence, nothing returned."""
    contribution, other = made.assignments[1], made.assignments[0]
    first, _, third = made.period.units
    differing = invented.contribution("1.2/Y", "1.2", proposed="0.75", evidence=HOSTILE[1])
    agreeing = invented.contribution("1.2/Y", "1.2", proposed="1")
    silent = invented.contribution("1.2/Y", "1.2", evidence=HOSTILE[2])
    rows: tuple[tuple[Assignment, Contribution | None], ...] = (
        (contribution, differing),
        (contribution, agreeing),
        (contribution, silent),
    )
    return (
        SharedCriterion(
            criterion=every[1].criterion,
            lead=every[1],
            score=every[1].score,
            contributions=tuple((assignment, third, each) for assignment, each in rows),
        ),
        SharedCriterion(
            criterion=made.catalogue["2"], lead=None, score=None, contributions=((other, first, None),)
        ),
    )


def received(first: Submission, third: Submission) -> tuple[Received, ...]:
    """Return a line for every fate of a return."""
    fates = {
        ReturnState.CURRENT: (first.sha256, "so-a", first.file),
        ReturnState.SUPERSEDED: ("2" * 64, "so-a", HOSTILE[7]),
        ReturnState.EXCLUDED: ("3" * 64, "so-b", HOSTILE[6]),
        ReturnState.REFUSED: ("4" * 64, "", "bao_cao.pdf"),
    }
    lines = [
        replace(sample_result.received_line(file, state, unit=unit, detail=HOSTILE[5]), sha256=sha256)
        for state, (sha256, unit, file) in fates.items()
    ]
    late = replace(
        lines[0], file=third.file, sha256=third.sha256, unit="so-c", in_inbox=False, saved_by=HOSTILE[3]
    )
    return (*lines, replace(late, received=late.received + timedelta(days=3), saved_at=late.received))


def draft(made: Basis) -> Result:
    """Return the result of a period in full swing."""
    first, second, third = made.period.units
    sent = given("so-a", f"{HOSTILE[0][:12]}.xlsx", HOSTILE[0], VERY_LONG)
    late = given("so-c", "phuluc_3.xlsx")
    every = leaves(made, sent)
    merged = sample_result.merged(
        made,
        every,
        (
            sample_result.unit_result(first, UnitState.FAULTY, every, given=sent, errors=1),
            sample_result.unit_result(second, UnitState.MISSING, every),
            sample_result.unit_result(third, UnitState.VALID, every, given=late),
        ),
        shared=shared(made, every),
        initiatives=((first, invented.initiative(title=HOSTILE[0], content=VERY_LONG[:900], cost="")),),
        received=received(sent, late),
        draft_reasons=("Sở B chưa nộp", "bản nộp của Sở A còn 1 lỗi"),
    )
    evidence = tuple(
        invented.evidence_entry(first, "1.1", text, which)
        for text in HOSTILE
        for which in range(len(split_documents(text)))
    )
    findings = (
        finding("SC09", Severity.NOTE, HOSTILE[1]),
        finding("SC02", Severity.ERROR, HOSTILE[4]),
        replace(finding("CO01", Severity.WARNING, HOSTILE[2]), unit="", criterion=""),
    )
    return replace(
        merged,
        documents=by_document(evidence),
        findings=findings,
        decisions=decisions(first),
        in_force=frozenset({2}),
    )


def decisions(unit: Unit) -> tuple[Decision, ...]:
    """Return a waiver of a finding, and a second one of the same that holds."""
    key = FindingKey(unit.id, "EV01", "1.1", HOSTILE[0])
    return tuple(
        Decision(
            number=number,
            kind=DecisionKind.WAIVE,
            at=invented.RECEIVED,
            by=HOSTILE[1],
            reason=HOSTILE[2],
            finding=key,
        )
        for number in (1, 2)
    )
