"""SC: is there a score, can it be read, is it a value that the catalogue's scale can give.

Ticks, figures and KPS, from which a score follows, are judged in `marks` under the same family.
"""
# ruff: noqa: ARG001, D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator
from decimal import Decimal

from par_excel.checks.cells import (
    all_cells,
    answered,
    answered_before_a_change,
    has_lost_structure,
    is_refused,
    number_cells,
    reason,
    rows_lost,
)
from par_excel.checks.declaring import TEXT_NUMBERS, check, hit
from par_excel.form import TOTAL_KEY, Column
from par_excel.model import (
    Answer,
    Basis,
    Criterion,
    Cumulative,
    DifferenceKind,
    Formula,
    Hit,
    Levels,
    Place,
    Remark,
    Scale,
    ScoreOrigin,
    Severity,
    Submission,
    WhenNotArisen,
    reachable_scores,
)
from par_excel.vietnamese import NumberRefusal, format_number, parse_number

_SUM_OF = f"{Column.SCORE.value} dòng "


def _how(scale: Scale | None, *, not_arisen: bool = False) -> str:
    """Say how a criterion of this scale is scored."""
    if not_arisen:
        return "nhập điểm vào cột Điểm tự đánh giá và giải trình vì sao không phát sinh"
    if isinstance(scale, Levels):
        return "đánh dấu x vào dòng của mức đạt"
    if isinstance(scale, Cumulative):
        return "đánh dấu x vào từng nội dung đạt, hoặc vào dòng “Không đạt nội dung nào”"
    if isinstance(scale, Formula) and scale.is_computable:
        return "nhập tử số và mẫu số" if scale.share is not None else "nhập đủ các số liệu của cách tính"
    return "nhập điểm vào cột Điểm tự đánh giá"


def _is_within(score: Decimal | None, criterion: Criterion) -> bool:
    return score is not None and 0 <= score <= criterion.maximum


def _has_figures(answer: Answer) -> bool:
    cells = [amount.cell for amount in answer.amounts]
    return any(cell.value is not None or is_refused(cell) for cell in cells)


def _has_marks(answer: Answer) -> bool:
    return bool(answer.ticked) or any(is_refused(tick.mark) for tick in answer.ticks)


def _is_unscored(answer: Answer, criterion: Criterion) -> bool:
    """Say whether nothing gives a score; what gives a faulty one is reported where it stands."""
    if answer.score.value is not None or is_refused(answer.score):
        return False
    if answer.not_arisen.value:
        return criterion.when_not_arisen is not WhenNotArisen.LEFT_OUT
    follows_from_figures = isinstance(criterion.scale, Formula) and criterion.scale.is_computable
    return not _has_marks(answer) and not (follows_from_figures and _has_figures(answer))


def _typed_alone(submission: Submission, basis: Basis) -> Iterator[tuple[Answer, Criterion]]:
    """Yield what was typed within the limits although nothing is marked from which it would follow."""
    for answer, criterion in answered(submission, basis):
        is_alone = answer.derived is None and not _has_marks(answer) and not answer.not_arisen.value
        if answer.origin is ScoreOrigin.TYPED and is_alone and _is_within(answer.score.value, criterion):
            yield answer, criterion


@check(
    "SC01",
    Severity.ERROR,
    title="Chưa chấm điểm",
    why="mọi tiêu chí của phụ lục đều phải tự chấm, kể cả khi đạt 0 điểm",
    mend="{how}",
    live="Chưa chấm điểm",
    example="tiêu chí 1.1 không có mức nào được đánh dấu",
    guards_sums=True,
)
def score_missing(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        if Remark.MISSING not in answer.score.remarks and _is_unscored(answer, criterion):
            how = _how(criterion.scale, not_arisen=bool(answer.not_arisen.value))
            yield hit(answer.score, criterion.code, value="", how=how)
    appendix = basis.appendices.get(submission.appendix)
    if appendix is None or has_lost_structure(submission):
        return
    seen = {answer.criterion for answer in submission.answers} | rows_lost(submission)
    for leaf in appendix.leaves:
        if leaf.code not in seen:
            yield hit(Place(submission.file), leaf.code, how=_how(leaf.scale))


@check(
    "SC02",
    Severity.ERROR,
    title="Điểm ngoài khoảng cho phép",
    why="điểm của tiêu chí này từ 0 đến {maximum}",
    mend="nhập điểm từ 0 đến {maximum}",
    live="Điểm ngoài khoảng cho phép",
    example="1,75 ở tiêu chí có điểm tối đa 1,5",
    guards_sums=True,
)
def score_out_of_range(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        if answer.score.value is not None and not _is_within(answer.score.value, criterion):
            yield hit(answer.score, criterion.code, maximum=criterion.maximum)


@check(
    "SC03",
    Severity.ERROR,
    title="Điểm không đọc được thành số",
    why="{reason}",
    mend="nhập số, ví dụ 0,5 (hoặc 0.5 nếu Excel dùng dấu chấm); khi chép từ nơi khác thì dán giá trị (Paste Values)",
    live="Điểm phải là số",
    example="“1.234”, “1/2”, #REF!, “đạt”",
    guards_sums=True,
)
def score_not_readable(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        if is_refused(answer.score):
            yield hit(answer.score, criterion.code, reason=reason(answer.score))


@check(
    "SC06",
    Severity.ERROR,
    title="Điểm nhập khác điểm tính từ mức đánh dấu hoặc số liệu",
    why="theo mức đã đánh dấu hoặc số liệu đã nhập, điểm là {derived}",
    mend="nhập {derived} nếu phần đánh dấu, số liệu là đúng; nếu không, sửa phần đánh dấu, số liệu cho khớp với điểm",
    live="Điểm khác mức đã đánh dấu",
    example="đánh dấu mức 0,5 nhưng nhập 1",
    guards_sums=True,
)
def score_differs_from_marks(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in answered(submission, basis):
        counts_marks = answer.origin is ScoreOrigin.TYPED and not answer.not_arisen.value
        typed = answer.score.value if counts_marks else None
        if typed is not None and answer.derived is not None and typed != answer.derived:
            yield hit(answer.score, criterion.code, derived=answer.derived)


@check(
    "SC07",
    Severity.ERROR,
    title="Điểm không phải là một mức của thang điểm",
    why="thang điểm của tiêu chí này chỉ cho các giá trị {values}",
    mend="nhập một trong các giá trị đó và {how}",
    live="Không phải mức của thang điểm",
    example="nhập 0,7 ở thang điểm 1,5; 0,5; 0",
    guards_sums=True,
)
def score_not_on_scale(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in _typed_alone(submission, basis):
        values = reachable_scores(criterion.scale) if criterion.scale else None
        if values is not None and answer.score.value not in values:
            shown = "; ".join(format_number(value) for value in values)
            yield hit(answer.score, criterion.code, values=shown, how=_how(criterion.scale))


@check(
    "SC08",
    Severity.NOTE,
    title="Điểm được nhập trực tiếp, chưa có căn cứ trong biểu mẫu",
    why="điểm được nhận vì nằm trong thang điểm, nhưng biểu mẫu chưa cho biết căn cứ",
    mend="để hồ sơ đầy đủ, {how}",
    example="nhập 0,5 mà không đánh dấu mức 0,5",
)
def score_typed_over_formula(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for answer, criterion in _typed_alone(submission, basis):
        scale = criterion.scale
        if isinstance(scale, Formula):
            is_accepted = scale.is_computable and not _has_figures(answer)
        else:
            values = reachable_scores(scale) if scale else None
            is_accepted = values is None or answer.score.value in values
        if is_accepted:
            yield hit(answer.score, criterion.code, how=_how(scale))


@check(
    "SC13",
    Severity.WARNING,
    title="Điểm có nhiều chữ số thập phân hơn quy định",
    why="điểm tính từ tỷ lệ được làm tròn đến {places} chữ số thập phân",
    mend="làm tròn điểm đến {places} chữ số thập phân",
    example="nhập 0,98765",
)
def score_with_too_many_places(submission: Submission, basis: Basis) -> Iterator[Hit]:
    places = basis.period.places
    for answer, criterion in answered(submission, basis):
        score = answer.score.value if answer.origin is ScoreOrigin.TYPED else None
        if score is None or not isinstance(criterion.scale, Formula) or criterion.scale.is_computable:
            continue
        if format_number(score).partition(",")[2][places:]:
            yield hit(answer.score, criterion.code, places=places)


@check(
    "SC14",
    Severity.ERROR,
    title="Điểm đề xuất chưa hợp lệ",
    why="{reason}",
    mend="nhập số từ 0 đến {maximum}, ví dụ 0,5 (hoặc 0.5 nếu Excel dùng dấu chấm), hoặc để trống nếu không đề xuất điểm",
    example="đề xuất 3 điểm cho tiêu chí có điểm tối đa 1,5",
)
def proposal_not_valid(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for contribution in submission.contributions:
        criterion = basis.catalogue.get(contribution.criterion)
        proposed = contribution.proposed
        if criterion is None:
            continue
        if is_refused(proposed):
            yield hit(proposed, criterion.code, reason=reason(proposed), maximum=criterion.maximum)
        elif proposed.value is not None and not _is_within(proposed.value, criterion):
            because = f"điểm của tiêu chí này từ 0 đến {format_number(criterion.maximum)}"
            yield hit(proposed, criterion.code, reason=because, maximum=criterion.maximum)


@check(
    "SC16",
    Severity.NOTE,
    title="Số được đọc sau khi chuẩn hóa",
    why="cách ghi trong ô: {remarks}; giá trị được hiểu là {read}",
    mend="không phải sửa nếu {read} là đúng; lần sau nhập số như Excel trên máy dùng (0,5 hoặc 0.5), không kèm chữ",
    example="“1.5”, “1,50 điểm”, “１,５”",
)
def number_normalised(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for cell, criterion in number_cells(submission):
        met = [remark.value for remark in TEXT_NUMBERS if remark in cell.remarks]
        if met and isinstance(cell.value, Decimal):
            yield hit(cell, criterion, remarks=", ".join(met), read=cell.value)


@check(
    "SC18",
    Severity.NOTE,
    title="Kết quả lưu trong tệp khác kết quả tính lại",
    why="tính lại từ phần đánh dấu, số liệu trong tệp được {read}; giá trị được dùng là {read}",
    mend="không phải sửa nếu {read} là đúng",
    example="tệp được một ứng dụng xem trên điện thoại lưu lại",
)
def cached_value_stale(submission: Submission, basis: Basis) -> Iterator[Hit]:
    changed = {answer.criterion for answer, _ in answered_before_a_change(submission)}
    for cell, criterion in number_cells(submission):
        if Remark.STALE in cell.remarks and criterion not in changed:
            read = cell.value if isinstance(cell.value, Decimal) else "để trống"
            yield hit(cell, criterion, value=cell.raw, read=read)


@check(
    "SC31",
    Severity.NOTE,
    title="Ô nhập chứa công thức của đơn vị",
    why="chương trình tính lại công thức, kết quả đúng bằng giá trị lưu trong tệp nên giá trị được nhận",
    mend="không phải sửa; lần sau nhập giá trị, hoặc dán giá trị (Paste Values)",
    example="=SUM(F9:F11) hoặc =0,5+0,25 ở ô số liệu",
)
def own_formula_taken(submission: Submission, basis: Basis) -> Iterator[Hit]:
    computed = {
        answer.score.place
        for answer in submission.answers
        if answer.origin is not ScoreOrigin.TYPED and not is_refused(answer.score)
    }
    for cell, criterion in all_cells(submission):
        is_own = Remark.FORMULA in cell.remarks and cell.value is not None
        if is_own and cell.place not in computed:
            yield hit(cell, criterion)


@check(
    "SC32",
    Severity.NOTE,
    title="Số hiển thị khác số lưu trong ô",
    why="định dạng của ô làm tròn khi hiển thị; giá trị được dùng là {read}",
    mend="không phải sửa nếu {read} là đúng; nên bỏ định dạng làm tròn để người xem thấy đúng số",
    example="ô định dạng không có chữ số thập phân hiện 1, số lưu là 0,5",
)
def number_shown_rounded(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for cell, criterion in number_cells(submission):
        if Remark.SHOWN_ROUNDED in cell.remarks and isinstance(cell.value, Decimal):
            yield hit(cell, criterion, read=cell.value)


@check(
    "SC20",
    Severity.WARNING,
    title="Tổng điểm nhập đè khác tổng tính lại",
    why="tổng các điểm trong biểu mẫu là {total}; kết quả dùng tổng tính lại này",
    mend="kiểm tra lại điểm của từng tiêu chí; không nhập vào ô tổng",
    example="nhập 20 vào ô tổng, các điểm cộng lại được 18,5",
)
def typed_sum_differs(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for difference in submission.differences:
        if difference.kind is not DifferenceKind.FORMULA_LOST or not difference.label.startswith(_SUM_OF):
            continue
        read = parse_number(difference.found)
        total = _sum(submission, difference.label.removeprefix(_SUM_OF), basis)
        if total is not None and not isinstance(read, NumberRefusal) and read.value != total:
            yield hit(difference.place, difference.criterion, value=difference.found, total=total)


def _sum(submission: Submission, key: str, basis: Basis) -> Decimal | None:
    """Return what the scores under a row add up to; None where one is lacking, or where it is the row of a leaf."""
    heading = basis.catalogue.get(key)
    if key != TOTAL_KEY and (heading is None or heading.is_leaf):
        return None
    is_bonus = heading is not None and heading.is_bonus
    cells = [
        answer.score
        for answer, criterion in answered(submission, basis)
        if criterion.is_bonus == is_bonus and (heading is None or answer.criterion.startswith(f"{key}."))
    ]
    numbers = [cell.value for cell in cells if cell.remarks.isdisjoint(TEXT_NUMBERS)]
    given = [number for number in numbers if number is not None]
    # what is missing or a text has a finding of its own; no spreadsheet adds it up
    return sum(given, Decimal(0)) if len(given) == len(cells) else None
