"""What a unit of a generated round answers: other values for every unit, all of them valid, the same for the same seed."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from par_excel.form import (
    TICK,
    ClosingField,
    Column,
    Entries,
    Form,
    FormRow,
    InitiativeColumn,
    RowKind,
    figure_key,
)
from par_excel.model import LOWER, UPPER, Formula, Unit

Scores = dict[tuple[str, Column], str | Decimal]

_KINDS = (
    ("Báo cáo", "BC"),
    ("Quyết định", "QĐ"),
    ("Kế hoạch", "KH"),
    ("Công văn", "CV"),
    ("Tờ trình", "TTr"),
)
_WORKS = (
    "rà soát, sắp xếp các đơn vị trực thuộc",
    "giải quyết hồ sơ của người dân và doanh nghiệp đúng hạn",
    "công khai thủ tục hành chính tại bộ phận một cửa",
    "tuyên truyền cải cách hành chính trên hệ thống truyền thanh cơ sở",
    "kiểm tra công vụ, chấn chỉnh kỷ luật, kỷ cương hành chính",
    "số hóa kết quả giải quyết thủ tục hành chính còn hiệu lực",
    "bồi dưỡng nghiệp vụ cho công chức làm việc tại bộ phận một cửa",
)
_TOOLS = ("trang thông tin điện tử", "mã phản hồi nhanh", "tổng đài tự động", "biểu mẫu điện tử dùng chung")
_NAMES = ("Nguyễn Văn", "Trần Thị", "Lê Quang", "Phạm Minh", "Hoàng Thu", "Võ Đình")
_GIVEN = ("An", "Bình", "Cường", "Dung", "Hà", "Hải", "Lan", "Long", "Nga", "Phúc", "Sơn", "Tâm")


def answers_of(form: Form, unit: Unit, *, seed: int, is_faulty: bool = False) -> Entries:
    """Return what a unit fills into its form.

    Args:
        form: the form of its appendix.
        unit: who fills it in.
        seed: of the round; the same seed gives the same values.
        is_faulty: the first row lacks what proves it, which is an error.
    """
    chance = Random(f"{seed} {unit.id}")  # noqa: S311 - values to measure with, no secrets
    scores: Scores = {}
    for row in (*form.leaves, *form.contributions):
        scores |= _reached(form, row, chance) if row.kind is RowKind.LEAF else {}
        scores |= _proof(row, unit, chance)
    if is_faulty:
        scores |= _fault(form)
    return Entries(
        {place: value for place, value in scores.items() if value != ""},
        tuple(_initiatives(unit, chance)) if form.appendix.has_initiatives else (),
        _closing(unit, chance),
    )


def _reached(form: Form, leaf: FormRow, chance: Random) -> Scores:
    """Return ticks, or figures, or a typed score."""
    scale = form.basis.catalogue[leaf.criterion].scale
    if not isinstance(scale, Formula):
        return _ticks(form, leaf, chance)
    values: Scores = {}
    if scale.has_figures:
        whole = chance.randint(40, 2000)
        values[figure_key(leaf.key, UPPER), Column.FIGURES] = Decimal(chance.randint(whole // 2, whole))
        values[figure_key(leaf.key, LOWER), Column.FIGURES] = Decimal(whole)
    if not scale.is_computable:
        values[leaf.key, Column.SCORE] = (scale.cap * chance.randint(0, 20) / 20).quantize(Decimal("0.01"))
    return values


def _ticks(form: Form, leaf: FormRow, chance: Random) -> Scores:
    lines = form.lines(leaf, RowKind.LINE)
    nothing = form.lines(leaf, RowKind.NOTHING)
    if nothing:
        chosen = [line for line in lines if chance.random() < 0.7] or list(nothing)
    else:
        chosen = [lines[min(chance.randrange(len(lines)), chance.randrange(len(lines)))]]
    return {(line.key, Column.LEVEL): TICK for line in chosen}


def _proof(row: FormRow, unit: Unit, chance: Random) -> Scores:
    done, tasks = chance.randint(5, 60), chance.randint(60, 90)
    work = chance.choice(_WORKS)
    return {
        (row.key, Column.FIGURES): f"Đã hoàn thành {done}/{tasks} nhiệm vụ được giao về {work}.",
        (row.key, Column.EVIDENCE): "\n".join(_documents(unit, chance)),
        (
            row.key,
            Column.EXPLANATION,
        ): f"{unit.name} {work}; phần chưa đạt do nguồn lực được bố trí trong quý "
        f"{chance.choice(('II', 'III', 'IV'))}, sẽ hoàn thành {chance.randint(3, 20)} nhiệm vụ còn lại vào đầu năm sau.",
    }


def _documents(unit: Unit, chance: Random) -> Iterator[str]:
    for _ in range(chance.randint(1, 3)):
        kind, letters = chance.choice(_KINDS)
        number, day, month = chance.randint(1, 99_999), chance.randint(1, 28), chance.randint(1, 12)
        yield f"{kind} số {number}/{letters}-UBND ngày {day:02d}/{month:02d}/2020 của {unit.name}"


def _fault(form: Form) -> Scores:
    """Return what makes the first row one that nothing proves; its score is its highest one."""
    first = next(iter((*form.leaves, *form.contributions)))
    blank: Scores = {
        (first.key, column): "" for column in (Column.FIGURES, Column.EVIDENCE, Column.EXPLANATION)
    }
    lines = form.lines(first, RowKind.LINE) if first.kind is RowKind.LEAF else ()
    best = max(lines, key=lambda line: line.points or 0, default=None)
    marks: Scores = {(line.key, Column.LEVEL): TICK if line is best else "" for line in lines}
    if first.kind is RowKind.LEAF and not lines:
        figures = {(row.key, Column.FIGURES): Decimal(100) for row in form.lines(first, *_FIGURES)}
        typed = {} if figures else {(first.key, Column.SCORE): first.points or Decimal(0)}
        return {**blank, **figures, **typed}
    nothing = form.lines(first, RowKind.NOTHING) if lines else ()
    return blank | marks | {(line.key, Column.LEVEL): "" for line in nothing}


_FIGURES = (RowKind.FIGURE,)


def _initiatives(unit: Unit, chance: Random) -> Iterator[dict[InitiativeColumn, str]]:
    for number in range(1, chance.randint(1, 3) + 1):
        work, tool = chance.choice(_WORKS), chance.choice(_TOOLS)
        yield {
            InitiativeColumn.TITLE: f"Ứng dụng {tool} lần {number} tại {unit.name}",
            InitiativeColumn.CONTENT: f"{unit.name} dùng {tool} để {work}, bắt đầu từ tháng {chance.randint(1, 12)}.",
            InitiativeColumn.REACH: f"{chance.randint(1, 40)} đơn vị trực thuộc",
            InitiativeColumn.COST: f"{chance.randint(5, 300)} triệu đồng",
            InitiativeColumn.DURATION: f"Giảm {chance.randint(1, 9)} ngày làm việc",
            InitiativeColumn.EVIDENCE: next(_documents(unit, chance)),
        }


def _closing(unit: Unit, chance: Random) -> dict[ClosingField, str]:
    author, head = (f"{chance.choice(_NAMES)} {chance.choice(_GIVEN)}" for _ in range(2))
    return {
        ClosingField.DIFFICULTIES: f"{unit.name} còn thiếu {chance.randint(1, 9)} biên chế làm công tác cải cách hành chính.",
        ClosingField.PROPOSALS: f"Đề nghị tổ chức {chance.randint(1, 5)} lớp bồi dưỡng nghiệp vụ trong năm sau.",
        ClosingField.REPORT_NUMBER: f"Số {chance.randint(1, 999)}/BC-UBND ngày 10/02/2021",
        ClosingField.AUTHOR: author,
        ClosingField.AUTHOR_TITLE: "Chuyên viên",
        ClosingField.PHONE: f"0233{chance.randint(100_000, 999_999)}",
        ClosingField.HEAD: head,
        ClosingField.HEAD_TITLE: "Thủ trưởng đơn vị",
        ClosingField.SIGNED_ON: f"{chance.randint(1, 15):02d}/02/2021",
    }
