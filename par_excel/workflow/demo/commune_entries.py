"""What an invented commune writes into its form: varied, always the same, with a reason wherever points are lost."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from zlib import crc32

from msgspec.structs import replace

from par_excel.form import NOT_ARISEN, TICK, ClosingField, Column, Entries, Form, FormRow, RowKind, figure_key
from par_excel.model import LOWER, UPPER, Cumulative, Formula, Levels, Share
from par_excel.workflow.demo.communes import ISLANDS, PLAIN, group_of

Values = dict[tuple[str, Column], str | Decimal]

_REASONS = (
    "Chưa đạt mức tối đa do nhân lực còn thiếu; UBND xã đã phân công bổ sung, hoàn thành trong quý I năm 2026.",
    "Một số nội dung triển khai chậm vì kinh phí được cấp cuối năm; đã đưa vào kế hoạch năm 2026.",
    "Thiết bị cũ, đường truyền chưa ổn định nên kết quả còn thấp; đã đề nghị tỉnh hỗ trợ thay thế.",
)
_TOLD: Sequence[Mapping[ClosingField, str]] = (
    {
        ClosingField.DIFFICULTIES: "Một công chức kiêm nhiều việc; đường truyền ở các thôn xa còn yếu.",
        ClosingField.PROPOSALS: "Đề nghị tỉnh tập huấn cho công chức mới.",
    },
    {ClosingField.DIFFICULTIES: "Người cao tuổi chưa quen nộp hồ sơ trực tuyến."},
    {ClosingField.PROPOSALS: "Đề nghị bổ sung máy quét cho bộ phận một cửa."},
)
_SPEAKING = 14
"""One commune in so many writes of difficulties."""
_NOT_ARISEN = "Trong năm không phát sinh trường hợp nào thuộc nội dung này, đã rà soát sổ theo dõi của xã."
_BASE, _SPREAD = 50, 45
_SHIFT = {PLAIN: 5, ISLANDS: -6}
_SELDOM = 7
"""Of a hundred communes, how many say that a matter did not arise."""


def commune_entries(form: Form, like: int) -> Entries:
    """Return the values of a commune; two that are alike reach the same points."""
    scores: Values = {}
    for number, leaf in enumerate(form.leaves):
        given, is_full = _reached(form, leaf, like)
        scores |= given
        scores[leaf.key, Column.EVIDENCE] = _evidence(form, number)
        if (leaf.key, Column.LEVEL) in given:
            scores[leaf.key, Column.EXPLANATION] = _NOT_ARISEN
        elif not is_full:
            scores[leaf.key, Column.EXPLANATION] = _REASONS[_roll(like, f"{leaf.key}?") % len(_REASONS)]
    return Entries(scores, (), _closing(form, like))


def with_contradictions(form: Form, entries: Entries) -> Entries:
    """Return the values with two levels ticked where one may be, and a score that nothing proves."""
    levels, several = _first(form, Levels), _first(form, Cumulative)
    ticks = {(line.key, Column.LEVEL): TICK for line in form.lines(levels, RowKind.LINE)[:2]}
    scores = {**entries.scores, **ticks, (several.key, Column.EVIDENCE): ""}
    scores |= {(line.key, Column.LEVEL): TICK for line in form.lines(several, RowKind.LINE)}
    scores |= {(several.key, Column.EXPLANATION): ""}
    return replace(entries, scores=scores)


def with_too_much(form: Form, entries: Entries) -> Entries:
    """Return the values with a score above the maximum."""
    typed = next(leaf for leaf in form.leaves if _is_typed(form, leaf))
    maximum = typed.points or Decimal(0)
    return replace(entries, scores={**entries.scores, (typed.key, Column.SCORE): maximum + Decimal("0.5")})


def _first(form: Form, kind: type[Levels | Cumulative]) -> FormRow:
    return next(leaf for leaf in form.leaves if isinstance(form.basis.catalogue[leaf.criterion].scale, kind))


def _is_typed(form: Form, leaf: FormRow) -> bool:
    scale = form.basis.catalogue[leaf.criterion].scale
    return isinstance(scale, Formula) and not scale.is_computable


def _reached(form: Form, leaf: FormRow, like: int) -> tuple[Values, bool]:
    """Return what gives a leaf its score, and whether that is the highest."""
    match form.basis.catalogue[leaf.criterion].scale:
        case Levels():
            return _level(form, leaf, like)
        case Cumulative():
            return _sum(form, leaf, like)
        case Formula(share=Share() as share) as formula if formula.is_computable:
            return _figures(leaf, share, like)
        case _:
            return _typed(leaf, like)


def _level(form: Form, leaf: FormRow, like: int) -> tuple[Values, bool]:
    lines, roll = form.lines(leaf, RowKind.LINE), _roll(like, leaf.key)
    if roll < _SELDOM:
        highest = leaf.points or Decimal(0)
        return {(leaf.key, Column.LEVEL): NOT_ARISEN, (leaf.key, Column.SCORE): highest}, True
    below = 100 - _strength(like)
    steps = 0 if roll >= below else 1 if roll >= below // 4 else 2
    chosen = lines[min(steps, len(lines) - 1)]
    return {(chosen.key, Column.LEVEL): TICK}, chosen.points == leaf.points


def _sum(form: Form, leaf: FormRow, like: int) -> tuple[Values, bool]:
    lines = form.lines(leaf, RowKind.LINE)
    reached = [line for line in lines if _roll(like, line.key) < _strength(like)]
    chosen = reached or form.lines(leaf, RowKind.NOTHING)
    return {(line.key, Column.LEVEL): TICK for line in chosen}, len(reached) == len(lines)


def _figures(leaf: FormRow, share: Share, like: int) -> tuple[Values, bool]:
    whole = 30 + crc32(f"{like}/{leaf.key}#".encode()) % 471
    easy = 0 if share.threshold is not None and share.threshold >= _BASE else 25
    per_cent = min(100, 50 + _strength(like) // 2 + _roll(like, leaf.key) % 20 - easy)
    part = whole * per_cent // 100
    values: Values = {
        (figure_key(leaf.key, figure), Column.FIGURES): Decimal(count)
        for figure, count in ((UPPER, part), (LOWER, whole))
    }
    return values, part == whole


def _typed(leaf: FormRow, like: int) -> tuple[Values, bool]:
    quarters = min(4, (_strength(like) + _roll(like, leaf.key) % 30) // 25)
    score = (leaf.points or Decimal(0)) * quarters / 4
    return {(leaf.key, Column.SCORE): score}, quarters == 4


def _roll(like: int, key: str) -> int:
    """Return a number below a hundred that depends on nothing else."""
    return crc32(f"{like}/{key}".encode()) % 100


def _strength(like: int) -> int:
    return _BASE + _roll(like, "xã") * _SPREAD // 100 + _SHIFT.get(group_of(like), 0)


def _evidence(form: Form, number: int) -> str:
    name = form.unit.name[:1].lower() + form.unit.name[1:]
    year = form.basis.period.year
    serial = 11 + 7 * number + crc32(form.unit.id.encode()) % 7
    day = f"{1 + serial % 28:02d}/{1 + (5 * number) % 12:02d}/{year}"
    return f"Báo cáo số {serial}/BC-UBND ngày {day} của UBND {name}"


def _closing(form: Form, like: int) -> Mapping[ClosingField, str]:
    year = form.basis.period.year
    told = _TOLD[like // _SPEAKING % len(_TOLD)] if like % _SPEAKING == 0 else {}
    return {
        **told,
        ClosingField.REPORT_NUMBER: f"Báo cáo số 5/BC-UBND ngày 12/01/{year + 1}",
        ClosingField.AUTHOR: "Nguyễn Văn Mẫu",
        ClosingField.AUTHOR_TITLE: "Công chức văn phòng – thống kê",
        ClosingField.PHONE: "0200 000 000",
        ClosingField.HEAD: "Trần Thị Mẫu",
        ClosingField.HEAD_TITLE: "Chủ tịch UBND",
        ClosingField.SIGNED_ON: f"12/01/{year + 1}",
    }
