"""Lost points as next year's plan: a Word table for each agency, which the office completes and issues.

What was lost, why, and what the scale asks for is filled in; measure, day and person are the office's to write.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from docx.document import Document
from docx.enum.section import WD_ORIENT

from par_excel.model import Basis, Change, Comparison, Cumulative, Formula, LeafResult, Levels, Result
from par_excel.vietnamese import format_number
from par_excel.writing.control.lost_points import LostPoints, lost_points
from par_excel.writing.report.fill import clean, packed
from par_excel.writing.report.rows import score_text
from par_excel.writing.report.sentences import count, full_stop, listed, points
from par_excel.writing.report.word_page import add_table, empty_document, label

_TITLE = "KẾ HOẠCH NÂNG CAO KẾT QUẢ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH"
_HEADS = ("Tiêu chí", "Điểm có thể tăng", "Nguyên nhân", "Cần đạt; giải pháp", "Thời hạn", "Người thực hiện")
_WIDTHS_MM = (46, 16, 84, 60, 24, 36)
_HEADS_BEFORE = ("Tiêu chí", "Cơ quan", "Năm trước chưa đạt", "Năm nay chưa đạt", "Kết quả khắc phục")
_WIDTHS_BEFORE_MM = (90, 60, 28, 28, 44)


def plan_document(basis: Basis, result: Result) -> bytes:
    """Return the plan as a Word document."""
    word = empty_document(_TITLE)
    _turn(word)
    period = basis.period
    lost = lost_points(basis, result, with_ranked=True)
    word.add_paragraph(clean(period.sender.name.upper()), style="Giua 13")
    word.add_paragraph(_TITLE, style="Title")
    word.add_paragraph(clean(f"của {period.province}, năm {period.year + 1}"), style="Trich yeu")
    word.add_paragraph(clean(_summary(basis, result, lost)), style="Van ban")
    for leader, group in groupby(lost, key=lambda each: each.leader):
        _add_agency(word, basis, result, leader, list(group))
    if result.comparison is not None:
        _add_before(word, basis, result, result.comparison)
    label(word, f"{_TITLE.capitalize()} năm {period.year + 1}", period.sender.name)
    return packed(word)


def _turn(word: Document) -> None:
    """Lay the page on its side: six columns of text need its width."""
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin, section.right_margin = section.right_margin, section.right_margin


def _summary(basis: Basis, result: Result, lost: Sequence[LostPoints]) -> str:
    year = basis.period.year
    if not lost:
        return f"Năm {year} không có tiêu chí tự đánh giá nào chưa đạt điểm tối đa."
    agencies = len({each.leader for each in lost})
    gained = "" if result.is_ranking_alone else f"; có thể tăng {points(_sum(lost))}"
    return (
        f"Năm {year} có {count(len(lost))} nội dung chưa đạt điểm tối đa, do {count(agencies)} cơ quan, đơn vị chủ trì{gained}. "
        "Cột “Cần đạt; giải pháp” ghi sẵn yêu cầu của thang điểm; từng cơ quan bổ sung giải pháp, thời hạn, người thực hiện."
    )


def _sum(lost: Sequence[LostPoints]) -> Decimal:
    return sum((each.points for each in lost), Decimal(0))


def _add_agency(
    word: Document, basis: Basis, result: Result, leader: str, lost: Sequence[LostPoints]
) -> None:
    head = f"{leader}: {count(len(lost))} nội dung, có thể tăng {points(_sum(lost))}"
    word.add_paragraph(clean(head), style="Heading 2")
    rows = [
        tuple(
            map(
                clean,
                (
                    f"{each.leaf.criterion.code} {each.leaf.criterion.name}",
                    score_text(each.points),
                    each.cause,
                    wanted(each.leaf),
                    f"Trong năm {basis.period.year + 1}",
                    who(result, each),
                ),
            )
        )
        for each in lost
    ]
    add_table(word, _HEADS, rows, _WIDTHS_MM, numbers=frozenset({1}))


def wanted(leaf: LeafResult) -> str:
    """Return what the scale asks for all points: the lines that were not reached, or the rule."""
    scale = leaf.criterion.scale
    match scale:
        case Levels():
            return max(scale.lines, key=lambda line: line.points).text
        case Cumulative():
            return "\n".join(line.text for line in scale.lines if line.id not in leaf.ticked)
        case Formula(share=share) if share is not None and share.threshold:
            return f"{scale.note} (từ {format_number(share.threshold)}% trở lên)"
        case Formula():
            return scale.note
        case _:
            return ""


def who(result: Result, lost: LostPoints) -> str:
    """Return who takes the lead, and who contributes."""
    shared = [each for each in result.shared if each.criterion.code == lost.leaf.criterion.code]
    names = [unit.name for each in shared for _, unit, _ in each.contributions]
    others = [name for name in dict.fromkeys(names) if name != lost.leader]
    return f"{lost.leader} chủ trì" + (f"; {listed(others)} phối hợp" if others else "")


def _add_before(word: Document, basis: Basis, result: Result, comparison: Comparison) -> None:
    """Add what came of the points that were lost the year before."""
    rows = [tuple(map(clean, row)) for row in _rows_before(basis, result, comparison)]
    word.add_paragraph(f"Kết quả khắc phục hạn chế của năm {comparison.before.year}", style="Heading 2")
    if rows:
        add_table(word, _HEADS_BEFORE, rows, _WIDTHS_BEFORE_MM, numbers=frozenset({2, 3}))
    else:
        text = f"Năm {comparison.before.year} không có tiêu chí nào chưa đạt điểm tối đa."
        word.add_paragraph(text, style="Van ban")


def _rows_before(basis: Basis, result: Result, comparison: Comparison) -> Iterator[tuple[str, ...]]:
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves}
    headings = {row.code for row in basis.catalogue.criteria if not row.is_leaf}
    for each in comparison.changes:
        before = each.before
        if before is None or before.score is None or each.row.code in headings or each.row.is_field:
            continue
        lost = before.maximum - before.score
        if lost > 0:
            leaf = leaves.get(each.now.code) if each.now is not None else None
            unit = "" if leaf is None else basis.period.sender.name if leaf.unit is None else leaf.unit.name
            now = None if leaf is None else leaf.lost
            name = f"{each.row.code} {each.row.name}"
            yield name, unit, score_text(lost), score_text(now), came_of_it(each)


def came_of_it(change: Change) -> str:
    """Return what became of points that were lost the year before."""
    if change.points is None or change.now is None or change.now.score is None:
        return (
            full_stop(change.note[:1].upper() + change.note[1:]) if change.note else "Chưa có điểm năm nay."
        )
    if change.now.score == change.now.maximum:
        return "Đã khắc phục."
    if change.points > 0:
        return f"Tăng {format_number(change.points)} điểm."
    return f"Giảm {format_number(-change.points)} điểm." if change.points < 0 else "Chưa chuyển biến."
