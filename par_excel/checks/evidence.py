"""EV: is a score proved by evidence or at least explained, and does a contribution hold anything.

Decision 320/QĐ-UBND I.2: where evidence is missing, an explanation is obligatory.
"""
# ruff: noqa: ARG001, D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice

from par_excel.checks.cells import (
    all_cells,
    answered,
    has_lost_structure,
    is_refused,
    proof_cells,
    reason,
    rows_lost,
    says_nothing,
)
from par_excel.checks.declaring import check, fact_text, hit
from par_excel.model import (
    Answer,
    Basis,
    Cell,
    Contribution,
    Criterion,
    Hit,
    Place,
    Remark,
    Severity,
    Submission,
)
from par_excel.vietnamese import days_year_first, is_as_above

_LIMIT_NAMED = 5
"""Days of one cell that are told: a cell that lists hundreds has them all written alike."""


def _above(submission: Submission) -> dict[Place, str]:
    """Return, for each evidence cell that says “như trên”, the criterion whose document is meant.

    A cell with nothing above it that names anything is not there: it says nothing.
    """
    meant: dict[Place, str] = {}
    for rows in (submission.answers, submission.contributions):
        named = ""
        for row in rows:
            if is_as_above(row.evidence.value or ""):
                meant |= {row.evidence.place: named} if named else {}
            else:
                named = "" if says_nothing(row.evidence) else row.criterion
    return meant


def _to_prove(submission: Submission, basis: Basis) -> Iterator[tuple[Answer, Criterion]]:
    """Yield the answers whose score is above 0 and whose evidence and explanation can be read."""
    for answer, criterion in answered(submission, basis):
        score = _score(answer)
        readable = not is_refused(answer.evidence) and not is_refused(answer.explanation)
        if score is not None and score > 0 and readable:
            yield answer, criterion


def _score(answer: Answer) -> Decimal | None:
    """Return the score given, or the one that follows from marks and figures."""
    return answer.derived if answer.score.value is None else answer.score.value


def _proofs(contribution: Contribution) -> tuple[str, ...]:
    """Return what a contribution says, without what says nothing."""
    cells = (contribution.figures, contribution.evidence, contribution.explanation)
    return tuple(cell.raw for cell in cells if is_refused(cell) or not says_nothing(cell))


@check(
    "EV01",
    Severity.ERROR,
    title="Có điểm nhưng thiếu tài liệu kiểm chứng và giải trình",
    why="điểm {score} phải có tài liệu kiểm chứng; thiếu tài liệu thì phải giải trình cách xác định điểm",
    mend="ghi tên, số, ngày của tài liệu kiểm chứng; nếu không có, ghi giải trình",
    live="Thiếu tài liệu, giải trình",
    example="chấm 1 điểm, để trống cả hai cột",
)
def score_without_proof(submission: Submission, basis: Basis) -> Iterator[Hit]:
    above = _above(submission)
    for answer, criterion in _to_prove(submission, basis):
        if _has_no_proof(answer) and answer.evidence.place not in above:
            yield hit(answer.evidence, criterion.code, score=_score(answer))


@check(
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
    "EV03",
    Severity.WARNING,
    title="Tài liệu kiểm chứng chưa có nội dung cụ thể",
    why="{reason}",
    mend="ghi tên, số, ngày của tài liệu ở chính ô này, kể cả khi trùng với tiêu chí khác",
    example="“như trên”, “…”",
)
def evidence_says_nothing(submission: Submission, basis: Basis) -> Iterator[Hit]:
    above = _above(submission)
    for answer, criterion in _to_prove(submission, basis):
        evidence = answer.evidence
        is_proved = evidence.place in above or not says_nothing(answer.explanation)
        if evidence.value is not None and says_nothing(evidence) and is_proved:
            yield hit(evidence, criterion.code, reason=_emptiness(evidence, above))
    for contribution in submission.contributions:
        evidence = contribution.evidence
        is_said = bool(_proofs(contribution)) or evidence.place in above
        if evidence.value is not None and says_nothing(evidence) and is_said:
            yield hit(evidence, contribution.criterion, reason=_emptiness(evidence, above))


def _emptiness(evidence: Cell[str], above: Mapping[Place, str]) -> str:
    """Say what a cell is taken for that names no document itself."""
    meant = above.get(evidence.place)
    if meant is None:
        return "nội dung trong ô không cho biết tài liệu nào, nên được coi như chưa có tài liệu"
    return f"ô ghi “{evidence.raw.strip()}” được hiểu là tài liệu của tiêu chí {meant}"


@check(
    "EV04",
    Severity.ERROR,
    title="Chưa có nội dung phối hợp",
    why="cơ quan được giao phối hợp nội dung “{content}” nhưng chưa có số liệu, tài liệu hoặc giải trình",
    mend="ghi số liệu, tài liệu kiểm chứng hoặc giải trình ở dòng của nội dung này",
    live="Chưa có nội dung phối hợp",
    example="để trống cả dòng của nội dung phối hợp",
)
def contribution_empty(submission: Submission, basis: Basis) -> Iterator[Hit]:
    appendix = basis.appendices.get(submission.appendix)
    given = {contribution.id: contribution for contribution in submission.contributions}
    is_explained, above = has_lost_structure(submission), _above(submission)
    for assignment in appendix.contributions if appendix else ():
        contribution = given.get(assignment.id)
        if contribution is not None and contribution.evidence.place in above:
            continue
        if contribution is not None and not _proofs(contribution):
            yield hit(contribution.evidence, assignment.criterion, content=assignment.content)
        elif contribution is None and not is_explained and assignment.criterion not in rows_lost(submission):
            yield hit(Place(submission.file), assignment.criterion, content=assignment.content)


@check(
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
    "EV13",
    Severity.WARNING,
    title="Giải trình chưa rõ",
    why="{reason}; giải trình hiện có {said} ký tự (kể cả dấu cách), cần từ {least} ký tự trở lên",
    mend="ghi ở cột Giải trình: nội dung nào chưa đạt, vì sao, hướng khắc phục; "
    "nếu đủ điểm mà không có tài liệu, ghi điểm được xác định từ số liệu, công việc nào",
    example="chấm 0,5 trên 1,5, cột Giải trình để trống hoặc chỉ ghi “chưa đạt”",
)
def explanation_too_short(submission: Submission, basis: Basis) -> Iterator[Hit]:
    least = basis.period.minimum_explanation
    for answer, criterion in answered(submission, basis):
        score = _score(answer)
        if score is None or score < 0 or is_refused(answer.explanation) or _said(answer) >= least:
            continue
        is_lost = score < criterion.maximum and not (score > 0 and _has_no_proof(answer))
        is_only_proof = (
            score >= criterion.maximum and says_nothing(answer.evidence) and not _has_no_proof(answer)
        )
        if answer.not_arisen.value or not (is_lost or is_only_proof):
            continue
        yield hit(
            answer.explanation,
            criterion.code,
            reason=f"điểm {fact_text(score)} thấp hơn điểm tối đa {fact_text(criterion.maximum)}"
            if is_lost
            else "không có tài liệu kiểm chứng nên giải trình là căn cứ duy nhất của điểm",
            said=_said(answer),
            least=least,
        )


@check(
    "EV20",
    Severity.WARNING,
    title="Ô chỉ có hình ảnh",
    why="hình ảnh trong ô không phải là nội dung bằng chữ nên ô được coi như để trống; trong tệp .xlsx, .ods, hình ở ba "
    "cột số liệu, tài liệu, giải trình được giữ làm tệp tài liệu của tiêu chí",
    mend="ghi nội dung của ô bằng chữ (tên, số, ngày của tài liệu); gửi ảnh chụp tài liệu thành tệp riêng",
    example="ảnh chụp văn bản được dán vào ô Tài liệu kiểm chứng",
)
def cell_holds_picture(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for cell, criterion in all_cells(submission):
        if Remark.PICTURE in cell.remarks:
            yield hit(cell, criterion)


def _has_no_proof(answer: Answer) -> bool:
    return says_nothing(answer.evidence) and says_nothing(answer.explanation)


def _said(answer: Answer) -> int:
    """Return how long the explanation is as a spreadsheet counts it, `LEN(TRIM(…))`; dots alone say nothing."""
    return 0 if says_nothing(answer.explanation) else len(" ".join((answer.explanation.value or "").split()))


@check(
    "EV21",
    Severity.NOTE,
    title="Ngày viết theo thứ tự năm, tháng, ngày",
    why="“{written}” được hiểu là ngày {day}",
    mend="không phải sửa nếu đúng là ngày đó; lần sau ghi ngày trước, ví dụ 10/12/2020",
    example="Báo cáo số 12/BC-SNV ngày 2020-12-10",
)
def day_year_first(submission: Submission, basis: Basis) -> Iterator[Hit]:
    closing = submission.closing
    signed = ((cell, "") for cell in (closing.report_number, closing.signed_on))
    for cell, criterion in (*proof_cells(submission), *signed):
        for day, written in islice(days_year_first(cell.value or "").items(), _LIMIT_NAMED):
            yield hit(cell, criterion, written=written, day=day)
