"""EV: is a score proved by evidence or at least explained, and does a contribution hold anything.

Decision 320/QĐ-UBND I.2: where evidence is missing, an explanation is obligatory.
"""
# ruff: noqa: ARG001, D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator

from par_excel.checks.cells import (
    answered,
    appendix_of,
    has_lost_structure,
    is_refused,
    proof_cells,
    reason,
    rows_lost,
    says_nothing,
)
from par_excel.checks.declaring import check, hit
from par_excel.model import Answer, Basis, Contribution, Criterion, Hit, Place, Severity, Submission


def _to_prove(submission: Submission, basis: Basis) -> Iterator[tuple[Answer, Criterion]]:
    """Yield the answers whose score is above 0 and whose evidence and explanation can be read."""
    for answer, criterion in answered(submission, basis):
        score = answer.score.value if answer.score.value is not None else answer.derived
        readable = not is_refused(answer.evidence) and not is_refused(answer.explanation)
        if score is not None and score > 0 and readable:
            yield answer, criterion


def _proofs(contribution: Contribution) -> tuple[str, ...]:
    """Return what a contribution says, without what says nothing."""
    cells = (contribution.figures, contribution.evidence, contribution.explanation)
    return tuple(cell.raw for cell in cells if is_refused(cell) or not says_nothing(cell))


@check(
    Submission,
    "EV01",
    Severity.ERROR,
    title="Có điểm nhưng thiếu tài liệu kiểm chứng và giải trình",
    why="điểm {score} phải có tài liệu kiểm chứng; thiếu tài liệu thì phải giải trình cách xác định điểm",
    mend="ghi tên, số, ngày của tài liệu kiểm chứng; nếu không có, ghi giải trình",
    live="Thiếu tài liệu, giải trình",
    example="chấm 1 điểm, để trống cả hai cột",
)
def score_without_proof(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in _to_prove(submission, basis):
        if _has_no_proof(answer):
            score = answer.score.value if answer.score.value is not None else answer.derived
            yield hit(answer.evidence, criterion.code, score=score)


@check(
    Submission,
    "EV02",
    Severity.NOTE,
    title="Chỉ có giải trình, không có tài liệu kiểm chứng",
    why="được chấp nhận theo quy định và được ghi rõ trong bảng tổng hợp",
    mend="không phải sửa; nếu có tài liệu kiểm chứng, nên bổ sung",
    live="Đạt (chỉ có giải trình)",
    example="chấm 1 điểm, chỉ ghi cột Giải trình",
)
def explanation_only(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in _to_prove(submission, basis):
        if answer.evidence.value is None and not says_nothing(answer.explanation):
            yield hit(answer.evidence, criterion.code)


@check(
    Submission,
    "EV03",
    Severity.WARNING,
    title="Tài liệu kiểm chứng chưa có nội dung cụ thể",
    why="nội dung trong ô không cho biết tài liệu nào, nên được coi như chưa có tài liệu",
    mend="ghi tên, số, ngày của tài liệu ở chính ô này, kể cả khi trùng với tiêu chí khác",
    example="“như trên”, “…”",
)
def evidence_says_nothing(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in _to_prove(submission, basis):
        is_explained = not says_nothing(answer.explanation)
        if answer.evidence.value is not None and says_nothing(answer.evidence) and is_explained:
            yield hit(answer.evidence, criterion.code)
    for contribution in submission.contributions:
        evidence = contribution.evidence
        if evidence.value is not None and says_nothing(evidence) and _proofs(contribution):
            yield hit(evidence, contribution.criterion)


@check(
    Submission,
    "EV04",
    Severity.ERROR,
    title="Chưa có nội dung phối hợp",
    why="cơ quan được giao phối hợp nội dung “{content}” nhưng chưa có số liệu, tài liệu hoặc giải trình",
    mend="ghi số liệu, tài liệu kiểm chứng hoặc giải trình ở dòng của nội dung này",
    live="Chưa có nội dung phối hợp",
    example="để trống cả dòng của nội dung phối hợp",
)
def contribution_empty(submission: Submission, basis: Basis) -> Iterator[Hit]:
    appendix = appendix_of(submission, basis)
    given = {contribution.id: contribution for contribution in submission.contributions}
    is_explained = has_lost_structure(submission)
    for assignment in appendix.contributions if appendix else ():
        contribution = given.get(assignment.id)
        if contribution is not None and not _proofs(contribution):
            yield hit(contribution.evidence, assignment.criterion, content=assignment.content)
        elif contribution is None and not is_explained and assignment.criterion not in rows_lost(submission):
            yield hit(Place(submission.file), assignment.criterion, content=assignment.content)


@check(
    Submission,
    "EV05",
    Severity.ERROR,
    title="Ô số liệu, tài liệu hoặc giải trình không đọc được",
    why="{reason}",
    mend="nhập nội dung bằng chữ; khi chép từ nơi khác thì dán giá trị (Paste Values)",
    example="#REF! ở cột Tài liệu kiểm chứng",
    guards_sums=True,
)
def proof_not_readable(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for cell, criterion in proof_cells(submission):
        if is_refused(cell):
            yield hit(cell, criterion, reason=reason(cell))


@check(
    Submission,
    "EV13",
    Severity.WARNING,
    title="Bị trừ điểm nhưng chưa giải trình rõ",
    why="điểm {score} thấp hơn điểm tối đa {maximum}; giải trình cần từ {least} ký tự trở lên để nêu được lý do",
    mend="ghi ở cột Giải trình: nội dung nào chưa đạt, vì sao, hướng khắc phục",
    example="chấm 0,5 trên 1,5, cột Giải trình để trống hoặc chỉ ghi “chưa đạt”",
)
def loss_not_explained(submission: Submission, basis: Basis) -> Iterator[Hit]:
    least = basis.period.minimum_explanation
    for answer, criterion in answered(submission, basis):
        score = answer.score.value if answer.score.value is not None else answer.derived
        if score is None or not 0 <= score < criterion.maximum or is_refused(answer.explanation):
            continue
        has_own_finding = bool(answer.not_arisen.value) or (score > 0 and _has_no_proof(answer))
        if not has_own_finding and _said(answer) < least:
            yield hit(answer.explanation, criterion.code, score=score, maximum=criterion.maximum, least=least)


def _has_no_proof(answer: Answer) -> bool:
    return says_nothing(answer.evidence) and says_nothing(answer.explanation)


def _said(answer: Answer) -> int:
    """Return how many letters and digits the explanation has."""
    text = "" if says_nothing(answer.explanation) else answer.explanation.value or ""
    return sum(map(str.isalnum, text))
