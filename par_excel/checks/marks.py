"""SC: the marks and figures from which a score follows: ticks, numerator and denominator, KPS.

The score itself is judged in `scores`.
"""
# ruff: noqa: ARG001, D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator
from decimal import Decimal

from par_excel.checks.cells import answered, is_refused, mark_cells, reason, says_nothing
from par_excel.checks.declaring import check, hit
from par_excel.model import (
    Basis,
    Cell,
    Cumulative,
    Formula,
    Hit,
    Levels,
    Remark,
    Severity,
    Submission,
    WhenNotArisen,
)


@check(
    "SC04",
    Severity.ERROR,
    title="Đánh dấu nhiều mức ở thang điểm chọn một mức",
    why="chỉ một mức đúng với kết quả của tiêu chí; đang có {count} mức được đánh dấu",
    mend="giữ dấu x ở một mức đạt, xóa các dấu còn lại",
    live="Chỉ đánh dấu một mức",
    example="đánh dấu cả mức 1,5 và mức 0,5",
    guards_sums=True,
)
def several_levels_ticked(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        if isinstance(criterion.scale, Levels) and len(answer.ticked) > 1:
            second = [tick.mark for tick in answer.ticks if tick.mark.value][1]
            yield hit(second, criterion.code, count=len(answer.ticked))


@check(
    "SC05",
    Severity.ERROR,
    title="Mức đánh dấu mâu thuẫn",
    why="dòng “{nothing}” được đánh dấu cùng với dòng của nội dung đạt",
    mend="xóa dấu ở dòng “{nothing}” nếu có nội dung đạt; nếu không, xóa các dấu còn lại",
    live="Mức đánh dấu mâu thuẫn",
    example="đánh dấu “Không đạt nội dung nào” và một nội dung đạt",
    guards_sums=True,
)
def nothing_ticked_with_something(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        if not isinstance(criterion.scale, Cumulative) or len(answer.ticked) < 2:
            continue
        nothing = criterion.scale.nothing
        for tick in answer.ticks:
            if tick.line == nothing.id and tick.mark.value:
                yield hit(tick.mark, criterion.code, nothing=nothing.text)


@check(
    "SC09",
    Severity.ERROR,
    title="Số liệu để tính điểm chưa hợp lệ",
    why="{which}: {problem}",
    mend="nhập đủ các số liệu là số không âm, mẫu số lớn hơn 0; "
    "nếu không phát sinh, chọn KPS ở cột Mức đạt và giải trình",
    live="Số liệu chưa hợp lệ",
    example="có tử số nhưng để trống mẫu số",
    guards_sums=True,
)
def figures_not_valid(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        scale = criterion.scale
        if not isinstance(scale, Formula) or answer.not_arisen.value:
            continue
        if all(amount.cell.is_empty for amount in answer.amounts):
            continue
        for figure, amount in zip(scale.figures, answer.amounts, strict=False):
            problem = _problem(amount.cell, is_divisor=figure.id in scale.divisors)
            if problem:
                which = figure.label.lower() or f"số liệu {figure.id}"
                yield hit(amount.cell, criterion.code, which=which, problem=problem)


def _problem(cell: Cell[Decimal], *, is_divisor: bool) -> str:
    """Say what is wrong with one figure of several, or nothing."""
    if is_refused(cell):
        return reason(cell)
    if cell.value is None:
        return "còn để trống"
    if cell.value < 0:
        return "là số âm"
    if is_divisor and cell.value == 0:
        return "bằng 0 nên không chia được"
    return ""


@check(
    "SC10",
    Severity.ERROR,
    title="Chọn KPS (không phát sinh) nhưng chưa giải trình",
    why="khi không phát sinh, giải trình là căn cứ duy nhất của điểm",
    mend="ghi ở cột Giải trình vì sao không phát sinh và cách xác định điểm",
    live="KPS: cần giải trình",
    example="chọn KPS, để trống cột Giải trình",
)
def not_arisen_without_explanation(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        if answer.not_arisen.value and says_nothing(answer.explanation):
            yield hit(answer.explanation, criterion.code)


@check(
    "SC34",
    Severity.ERROR,
    title="Điểm không theo quy định khi không phát sinh",
    why="bộ tiêu chí quy định: {rule}",
    mend="bỏ điểm đã nhập, điểm theo đúng quy định ghi trong ngoặc ở tên tiêu chí; nếu có phát sinh thì bỏ KPS",
    live="KPS: điểm sai quy định",
    example="chọn KPS ở tiêu chí không tính điểm khi không phát sinh mà vẫn nhập 1 điểm",
    guards_sums=True,
)
def score_against_the_rule(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        score, rule = answer.score.value, criterion.when_not_arisen
        if not answer.not_arisen.value or score is None or rule is WhenNotArisen.TYPED:
            continue
        if rule is WhenNotArisen.LEFT_OUT or score != criterion.maximum:
            yield hit(answer.score, criterion.code, rule=criterion.rules)


@check(
    "SC11",
    Severity.WARNING,
    title="Tử số lớn hơn mẫu số",
    why="mẫu số là {denominator} nên tỷ lệ vượt 100%",
    mend="kiểm tra lại hai số liệu; nếu đúng, giải trình ở cột Giải trình",
    example="tử số 120, mẫu số 100",
)
def numerator_above_denominator(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        scale = criterion.scale
        if not isinstance(scale, Formula) or scale.share is None or len(answer.amounts) != 2:
            continue
        upper, lower = (amount.cell for amount in answer.amounts)
        if upper.value is not None and lower.value is not None and upper.value > lower.value > 0:
            yield hit(upper, criterion.code, denominator=lower.value)


@check(
    "SC12",
    Severity.ERROR,
    title="Ô Mức đạt không đọc được",
    why="{reason}",
    mend="ghi x ở dòng của mức đạt, hoặc chọn KPS ở dòng của tiêu chí nếu không phát sinh; xóa nội dung khác",
    example="ghi “đạt” thay cho x",
    guards_sums=True,
)
def mark_not_readable(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for cell, criterion in mark_cells(submission):
        if is_refused(cell):
            yield hit(cell, criterion, reason=reason(cell))


@check(
    "SC15",
    Severity.WARNING,
    title="Vừa chọn KPS vừa đánh dấu mức đạt hoặc nhập số liệu",
    why="đã không phát sinh thì không có mức hoặc số liệu để tính điểm",
    mend="bỏ KPS nếu có phát sinh; nếu không, xóa dấu, số liệu và nhập điểm",
    example="chọn KPS ở dòng tiêu chí và đánh dấu x ở mức 1,5",
)
def not_arisen_with_marks(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        has_figures = any(amount.cell.value for amount in answer.amounts)
        if answer.not_arisen.value and (answer.ticked or has_figures):
            yield hit(answer.not_arisen, criterion.code)


@check(
    "SC17",
    Severity.NOTE,
    title="Dấu đánh khác chữ x",
    why="nội dung trong ô được hiểu là dấu x (hoặc KPS ở dòng của tiêu chí)",
    mend="không phải sửa nếu hiểu như vậy là đúng; lần sau ghi chữ x hoặc chọn KPS từ danh sách",
    example="“X”, “✓”, “v”, chữ ü ở phông Wingdings",
)
def tick_normalised(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for cell, criterion in mark_cells(submission):
        if Remark.TICK_NORMALISED in cell.remarks:
            yield hit(cell, criterion)


@check(
    "SC30",
    Severity.NOTE,
    title="Có ô chọn (TRUE, FALSE) ở cột Mức đạt",
    why="TRUE được hiểu là dấu x, FALSE là để trống; {count} ô như vậy",
    mend="không phải sửa nếu hiểu như vậy là đúng; lần sau ghi chữ x hoặc để trống",
    example="ô chọn (Checkbox) của Excel 365 hoặc Google Sheets",
)
def check_boxes(submission: Submission, basis: Basis) -> Iterator[Hit]:
    boxes = [item for item in mark_cells(submission) if Remark.CHECK_BOX in item[0].remarks]
    if boxes:
        cell, criterion = boxes[0]
        yield hit(cell, criterion, count=len(boxes))
