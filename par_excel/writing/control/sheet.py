"""The control sheet for the leader who signs: what was accepted by whom and why, what is open, and who is to act.

It goes no further than the province; on one page where all is well. Nothing is judged here: what is open and what was
accepted is handed in.
"""

from collections.abc import Iterator, Sequence

from docx.document import Document
from msgspec import Struct

from par_excel.model import (
    ANCHOR,
    EXAMPLE_REMARK,
    TO_CONFIRM,
    Basis,
    DecisionKind,
    FindingKey,
    LeafResult,
    NoteKind,
    Result,
    ResultDifference,
)
from par_excel.vietnamese import format_percent, number_words
from par_excel.writing.book.texts import citation
from par_excel.writing.control.lost_points import lost_points
from par_excel.writing.control.ranked import GROUP_HEADS, group_rows, losing_lines, shared_lines
from par_excel.writing.control.returns import (
    UNIT_HEADS,
    other_returns,
    outstanding,
    standing,
    unit_rows,
    without_initiatives,
)
from par_excel.writing.report.difficulties import is_for_above, notes_of
from par_excel.writing.report.fill import packed
from par_excel.writing.report.ranking import ranking_sentences
from par_excel.writing.report.rows import NOTHING, score_text, signed
from par_excel.writing.report.sentences import (
    codes,
    count,
    first_sentence,
    full_stop,
    listed,
    listed_units,
    points,
    reporting,
    subject,
)
from par_excel.writing.report.word_page import add_paragraphs, add_signature, add_table, empty_document, label

_TITLE = "PHIẾU TRÌNH"
_TEXT = "Phieu trinh"
_SIGN = "(Ký, ghi rõ họ tên)"
_LIMIT_TASKS = 10
"""Tasks that are told one by one; the plan has them all."""
_LIMIT_LINES = 40
"""Lines of anything else that is listed; the master workbook has them all."""


class ResultStanding(Struct, frozen=True):
    """What only the whole program knows of a result."""

    open_points: tuple[str, ...] = ()
    """What has still to be decided before the result can be approved."""
    accepted: tuple[str, ...] = ()
    """What stood in the way and was accepted, each with who and why."""
    doubts: tuple[str, ...] = ()
    """Where what the ministry is told does not agree with itself."""
    anchor: str = ""
    """Code of where the chain of entries stood; `verify --code` compares with it."""


def control_sheet(basis: Basis, result: Result, known: ResultStanding) -> bytes:
    """Return the control sheet as a Word document."""
    word = empty_document(_TITLE)
    _add_head(word, basis)
    add_table(word, ("Nội dung", "Kết quả"), tuple(_summary(basis, result, known)), (48, 117))
    well: list[str] = []
    for title, absent, lines in _parts(basis, result, known):
        if lines:
            _add_list(word, title, lines)
        else:
            well.append(absent)
    if well:
        add_paragraphs(word, _TEXT, (f"Không có: {listed(well)}.",))
    _add_units(word, basis, result)
    add_paragraphs(word, _TEXT, filter(None, (other_returns(result),)))
    _add_review(word, basis, result)
    _add_differences(word, result)
    add_signature(word, f"Lãnh đạo {basis.period.sender.name}", _SIGN, beside=("NGƯỜI LẬP PHIẾU", _SIGN))
    label(word, f"Phiếu trình: {subject(basis.period)}", basis.period.sender.name)
    return packed(word)


_SCORES = frozenset({5, 6, 7})
_SHARES = frozenset({4, 5, 6})


def _add_units(word: Document, basis: Basis, result: Result) -> None:
    """Add what each agency reached, and what groups of units reached that are ranked."""
    if not result.is_ranking_alone:
        add_paragraphs(word, "Heading 2", ("Kết quả của các cơ quan",))
        rows = unit_rows(result, basis.period.sender.name)
        add_table(word, UNIT_HEADS, rows, (43, 13, 24, 14, 18, 17, 18, 18), numbers=_SCORES)
    if result.rankings:
        add_paragraphs(word, "Heading 2", ("Kết quả của các đơn vị cùng biểu mẫu",))
        add_table(word, GROUP_HEADS, group_rows(result), (45, 18, 18, 18, 24, 21, 21), numbers=_SHARES)


def _add_head(word: Document, basis: Basis) -> None:
    head = basis.period.report
    add_paragraphs(word, "Giua 13", (basis.period.sender.name.upper(),))
    add_paragraphs(word, "Title", (_TITLE,))
    add_paragraphs(word, "Trich yeu", (subject(basis.period),))
    to = f"Kính trình: {head.signer_title.capitalize()} {reporting(basis)}"
    add_paragraphs(word, "Kinh gui", (to,))


def _summary(basis: Basis, result: Result, known: ResultStanding) -> Iterator[tuple[str, str]]:
    total, mark = result.total, result.approval
    if not result.is_ranking_alone:
        share = f", đạt {format_percent(total.ratio)}" if total.ratio is not None else ""
        said = f"{points(total.score)} trên {points(total.self_maximum)}{share} ({number_words(total.score)} điểm)"
        yield "Tổng điểm tự đánh giá", said if total.counted else "chưa có điểm được tính"
    aside = [f"không tính {points(total.left_out_maximum)} không phát sinh"] if total.left_out_maximum else []
    if total.bonus_maximum:
        aside.append(f"điểm thưởng {points(total.bonus)} trên tối đa {points(total.bonus_maximum)}")
    if aside:
        yield "Ngoài tổng điểm", "; ".join(aside)
    if total.own is not None:
        changed = signed(total.score - total.own) if total.score != total.own else "không đổi"
        yield "Trước khi rà soát", f"{points(total.own)} do các cơ quan tự đánh giá; thay đổi: {changed}"
    if mark is not None and mark.holds:
        yield "Tình trạng", f"Đã phê duyệt theo Quyết định {mark.decision}; phiên bản {mark.version}"
        yield "Mã kết quả", mark.short
    else:
        yield "Tình trạng", "Dự thảo" if result.is_draft else "Đủ điều kiện trình, chưa phê duyệt"
    if known.anchor:
        yield ANCHOR, known.anchor
    yield "Cơ quan, đơn vị", standing(result)
    ranked = ranking_sentences(result)
    if ranked:
        yield "Xếp hạng", " ".join(ranked)
    yield "Bộ tiêu chí", _catalogue(basis)


def _catalogue(basis: Basis) -> str:
    rows, every = len(basis.catalogue.unverified), len(basis.catalogue)
    if basis.catalogue.is_example:
        return EXAMPLE_REMARK
    if rows:
        return f"Còn {rows}/{every} dòng chưa đối chiếu với văn bản gốc"
    return citation(basis.catalogue) or "Đã đối chiếu với văn bản gốc"


def _parts(basis: Basis, result: Result, known: ResultStanding) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each list: its title, what it is called where it is empty, and its lines."""
    unsure = [each.removesuffix(TO_CONFIRM) for each in basis.period.legal_bases if each.endswith(TO_CONFIRM)]
    late = tuple(outstanding(basis.period, result))
    missing = without_initiatives(basis, result)
    open_points = shared_lines(basis, known.open_points)
    yield "Còn phải quyết định", "việc còn phải quyết định", open_points
    accepted = (*known.accepted, *_waived(result))
    yield "Đã chấp nhận", "nội dung chấp nhận ngoại lệ", accepted
    yield "Nội dung gửi Bộ cần xem lại", "nội dung gửi Bộ cần xem lại", known.doubts
    yield "Căn cứ cần đối chiếu số, ký hiệu", "căn cứ chưa rõ số, ký hiệu", tuple(unsure)
    yield "Chưa nộp, nộp muộn, còn lỗi", "cơ quan chưa nộp, nộp muộn hoặc còn lỗi", late
    if missing or not result.is_ranking_alone:
        yield (
            "Chưa đề xuất sáng kiến",
            "cơ quan chưa đề xuất sáng kiến",
            (listed_units(missing),) if missing else (),
        )
    if result.rankings:
        losing = losing_lines(result)
        yield "Tiêu chí nhiều đơn vị chưa đạt", "tiêu chí còn đơn vị chưa đạt điểm tối đa", losing
    if result.is_ranking_alone:
        return
    yield "Đề nghị giao việc", "tiêu chí chưa đạt điểm tối đa", _tasks(basis, result)
    yield "Kiến nghị trong tỉnh", "kiến nghị trong tỉnh", _proposals(basis, result)


def _waived(result: Result) -> Iterator[str]:
    """Yield each finding that a decision accepts, with who decided and why."""
    decisions = {
        each.finding: each
        for each in result.decisions
        if each.kind is DecisionKind.WAIVE and each.number in result.in_force
    }
    for unit in result.units:
        for finding in unit.judged.waived if unit.judged is not None else ():
            key = FindingKey(finding.unit, finding.code, finding.criterion, finding.value)
            if key in decisions:
                where = f", tiêu chí {finding.criterion}" if finding.criterion else ""
                value = f" (“{finding.value}”)" if finding.value else ""
                said = f"{unit.unit.name}{where}: {finding.title}{value}."
                yield f"{said} Đã chấp nhận: {decisions[key].reason} ({decisions[key].by})."


def _tasks(basis: Basis, result: Result) -> tuple[str, ...]:
    """Return the weightiest tasks with their causes, and the rest by agency."""
    every = sorted(lost_points(basis, result), key=lambda each: -each.points)
    lines = [
        f"{each.task}: {first_sentence(each.cause)}" if each.cause else each.task
        for each in every[:_LIMIT_TASKS]
    ]
    rest: dict[str, list[LeafResult]] = {}
    for each in every[_LIMIT_TASKS:]:
        rest.setdefault(each.leader, []).append(each.leaf)
    lines += [f"Giao {leader} chủ trì khắc phục hạn chế ở {codes(leaves)}" for leader, leaves in rest.items()]
    return tuple(map(full_stop, lines))


def _proposals(basis: Basis, result: Result) -> tuple[str, ...]:
    notes = notes_of(result.units, NoteKind.PROPOSAL)
    own = [each for each in notes if not is_for_above(basis, each.text)]
    return tuple(f"{listed(each.agencies)}: {full_stop(each.text)}" for each in own)


def _add_review(word: Document, basis: Basis, result: Result) -> None:
    """Add what the office's review changed."""
    changed = [leaf for leaf in result.leaves if leaf.is_changed]
    if not changed:
        return
    add_paragraphs(word, "Heading 2", ("Điểm thay đổi sau rà soát",))
    rows = [
        (
            leaf.criterion.code,
            basis.period.sender.name if leaf.unit is None else leaf.unit.name,
            NOTHING if leaf.own is None else score_text(leaf.own),
            score_text(leaf.score),
            "" if leaf.review is None else f"{leaf.review.opinion.reason} ({leaf.review.by})",
        )
        for leaf in changed
    ]
    heads = ("Tiêu chí", "Cơ quan", "Tự đánh giá", "Sau rà soát", "Ý kiến, lý do (người rà soát)")
    add_table(word, heads, rows, (18, 45, 20, 20, 62), numbers=frozenset({2, 3}))


def _add_differences(word: Document, result: Result) -> None:
    mark = result.approval
    if mark is None or not mark.differences:
        return
    title = f"Khác phiên bản {mark.against} ở {count(len(mark.differences))} điểm"
    add_paragraphs(word, "Heading 2", (title,))
    shown = mark.differences[:_LIMIT_LINES]
    add_table(
        word, ("Nội dung", "Trước", "Nay", "Vì sao"), [_difference(each) for each in shown], (55, 33, 33, 44)
    )
    if len(mark.differences) > len(shown):
        add_paragraphs(word, _TEXT, ("Xem đủ ở sheet “Khác bản phê duyệt” của bảng tổng hợp.",))


def _difference(each: ResultDifference) -> tuple[str, str, str, str]:
    what = " ".join(dict.fromkeys(filter(None, (each.part.value, each.key, each.name))))
    return f"{what}: {each.what}", each.before or NOTHING, each.now or NOTHING, each.why


def _add_list(word: Document, title: str, lines: Sequence[str]) -> None:
    add_paragraphs(word, "Heading 2", (title,))
    add_paragraphs(word, _TEXT, (f"- {line}" for line in lines[:_LIMIT_LINES]))
    if len(lines) > _LIMIT_LINES:
        add_paragraphs(word, _TEXT, (f"- … và {len(lines) - _LIMIT_LINES} nội dung khác.",))
