"""The cells of a submission as the checks walk them, and why a cell could not be taken, in words.

Nothing here judges: it only says what there is.
"""

from collections.abc import Iterator, Mapping

from par_excel.checks.declaring import AnyCell
from par_excel.model import (
    REFUSED,
    Answer,
    Basis,
    Cell,
    Criterion,
    Difference,
    DifferenceKind,
    Remark,
    ScoreOrigin,
    Submission,
)
from par_excel.vietnamese import is_empty_phrase

REASONS: Mapping[Remark, str] = {
    Remark.ERROR_VALUE: "ô đang báo lỗi công thức nên không có giá trị",
    Remark.NEVER_COMPUTED: "ô chứa công thức chưa được tính nên trong tệp chưa có kết quả",
    Remark.NOT_A_NUMBER: "nội dung trong ô không phải là một số",
    Remark.AMBIGUOUS_NUMBER: "không rõ dấu chấm là dấu thập phân hay dấu phân cách hàng nghìn",
    Remark.FRACTION: "ô ghi phân số, không phải số thập phân",
    Remark.PERCENT: "ô ghi tỷ lệ phần trăm, không phải một số",
    Remark.DATE: "ô đang là ngày tháng; chương trình bảng tính có thể đã tự đổi số (ví dụ 1/2) thành ngày",
    Remark.TRUTH_VALUE: "ô chứa giá trị đúng/sai (TRUE/FALSE), không phải nội dung cần nhập",
    Remark.UNKNOWN_TYPE: "ô mang kiểu dữ liệu mà định dạng bảng tính không có; tệp có thể đã bị hỏng khi lưu",
    Remark.UNPROVED_FORMULA: "ô chứa công thức mà kết quả không kiểm tra được: chỉ nhận phép tính, SUM, ROUND "
    "trên các ô của biểu mẫu và cho đúng giá trị lưu trong tệp",
    Remark.NOT_A_TICK: "ô này chỉ nhận chữ x ở dòng mức đạt, hoặc KPS ở dòng của tiêu chí; "
    "ký hiệu ✓ của phông chữ Wingdings chỉ được nhận khi ô còn giữ phông chữ đó",
}
"""Why a cell could not be taken, for each remark that refuses."""


def reason(cell: AnyCell) -> str:
    """Return why the cell could not be taken, or nothing where it could."""
    return next((REASONS[remark] for remark in Remark if remark in cell.remarks & REFUSED), "")


def is_refused(cell: AnyCell) -> bool:
    """Say whether something stands in the cell that could not be taken."""
    return cell.value is None and bool(cell.remarks & REFUSED)


def says_nothing(cell: Cell[str]) -> bool:
    """Say whether a text cell is blank or holds only dots or an empty phrase."""
    return not cell.value or is_empty_phrase(cell.value)


def answered(submission: Submission, basis: Basis) -> Iterator[tuple[Answer, Criterion]]:
    """Yield the answers with the criterion that each is judged against."""
    for answer in submission.answers:
        if (criterion := basis.catalogue.get(answer.criterion)) is not None:
            yield answer, criterion


def rows_lost(submission: Submission) -> frozenset[str]:
    """Return the criteria of which the form has lost a row."""
    return frozenset(
        difference.criterion
        for difference in submission.differences
        if difference.kind is DifferenceKind.ROW_MISSING
    )


def has_lost_structure(submission: Submission) -> bool:
    """Say whether a whole sheet or column of the form is gone, which is reported by itself."""
    lost = {DifferenceKind.SHEET_MISSING, DifferenceKind.COLUMN_MISSING}
    return any(difference.kind in lost for difference in submission.differences)


def number_cells(submission: Submission) -> Iterator[tuple[AnyCell, str]]:
    """Yield the cells that take numbers, with the criterion of each."""
    for answer in submission.answers:
        yield answer.score, answer.criterion
        for amount in answer.amounts:
            yield amount.cell, answer.criterion
    for contribution in submission.contributions:
        yield contribution.proposed, contribution.criterion


def mark_cells(submission: Submission) -> Iterator[tuple[AnyCell, str]]:
    """Yield the cells that take an x or KPS, with the criterion of each."""
    for answer in submission.answers:
        yield answer.not_arisen, answer.criterion
        for tick in answer.ticks:
            yield tick.mark, answer.criterion


def proof_cells(submission: Submission) -> Iterator[tuple[Cell[str], str]]:
    """Yield the cells that take figures, evidence and explanation, with the criterion of each."""
    for row in submission.rows:
        for cell in (row.figures, row.evidence, row.explanation):
            yield cell, row.criterion


def other_cells(submission: Submission) -> Iterator[tuple[AnyCell, str]]:
    """Yield the cells of the initiatives and of the last sheet, which belong to no criterion."""
    for initiative in submission.initiatives:
        yield from ((cell, "") for cell in initiative.cells)
    yield from ((cell, "") for cell in submission.closing.cells)


def all_cells(submission: Submission) -> Iterator[tuple[AnyCell, str]]:
    """Yield every input cell, with the criterion of each."""
    yield from number_cells(submission)
    yield from mark_cells(submission)
    yield from proof_cells(submission)
    yield from other_cells(submission)


def answered_before_a_change(submission: Submission) -> Iterator[tuple[Answer, Difference]]:
    """Yield the answers whose score would be another by points that changed after the form was issued."""
    changed = [each for each in submission.differences if each.kind is DifferenceKind.CHANGED_POINTS]
    for answer in submission.answers if changed else ():
        for difference in changed:
            is_ticked = difference.label in answer.ticked
            is_figured = difference.label == answer.criterion and answer.origin is ScoreOrigin.RATE
            if difference.criterion == answer.criterion and (is_ticked or is_figured):
                yield answer, difference
                break
