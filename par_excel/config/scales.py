"""Scales as the catalogue's rows give them, each held against the criterion's maximum."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from par_excel.config.blocks import Block
from par_excel.config.problems import Problems
from par_excel.config.table import Row, read_amount, read_optional_amount, read_parts
from par_excel.config.words import NOTHING_REACHED, CatalogueColumn, LineKind, listed
from par_excel.model import (
    Cumulative,
    Expression,
    ExpressionError,
    Figure,
    Formula,
    Levels,
    Scale,
    ScaleKind,
    ScaleLine,
    Share,
    Survey,
    line_id,
    parse_expression,
    share_formula,
)
from par_excel.model.expression import RESERVED
from par_excel.vietnamese import format_number

_SHARE_COLUMNS = (
    CatalogueColumn.THRESHOLD,
    CatalogueColumn.FACTOR,
    CatalogueColumn.NUMERATOR,
    CatalogueColumn.DENOMINATOR,
)
_RULE_COLUMNS = (CatalogueColumn.FIGURES, CatalogueColumn.RULE, CatalogueColumn.FLOOR)
_RATE_COLUMNS = (*_SHARE_COLUMNS[:2], CatalogueColumn.CAP, *_SHARE_COLUMNS[2:], *_RULE_COLUMNS)
_FIGURE_ID = re.compile(r"[A-Za-z]{1,3}\d?")
_HOW_RULES_ARE_WRITTEN = (
    "viết bằng tên các số liệu, số, dấu + - × /, ngoặc, min(…; …), max(…; …), nếu(điều kiện; giá trị; giá trị khác), "
    "ví dụ (b/a) × 1 + (c/a) × 0,5."
)
_PER_CENT = Decimal(100)


def read_scale(block: Block, kind: ScaleKind, problems: Problems) -> Scale | None:
    """Return the scale of a leaf, or None where it could not be read; problems tell what is wrong."""
    filled = [column for column in _RATE_COLUMNS if block.head[column]]
    if kind is not ScaleKind.RATE and filled:
        problems.add(
            block.head.line,
            f"Thang “{kind}” không dùng cột {listed(filled)}.",
            f"để trống các cột đó, hoặc đổi thang điểm thành “{ScaleKind.RATE}”.",
        )
    scale = _READERS[kind](block, problems)
    if scale is not None and block.maximum is not None and scale.top != block.maximum:
        problems.add(block.head.line, *_wrong_top(scale, block.maximum))
    return scale


def _wrong_top(scale: Scale, maximum: Decimal) -> tuple[str, str]:
    top, given = format_number(scale.top), format_number(maximum)
    if isinstance(scale, Formula):
        return f"Trần {top} khác điểm tối đa {given}.", "sửa cột “Trần” hoặc cột “Điểm” cho bằng nhau."
    what = "Tổng điểm các mức" if isinstance(scale, Cumulative) else "Mức cao nhất"
    return f"{what} là {top}, khác điểm tối đa {given}.", "sửa điểm của các mức hoặc điểm tối đa cho khớp."


def _read_levels(block: Block, problems: Problems) -> Levels | None:
    lines = _lines(block, ScaleKind.LEVELS, problems)
    return Levels(lines) if lines else None


def _read_cumulative(block: Block, problems: Problems) -> Cumulative | None:
    lines = _lines(block, ScaleKind.CUMULATIVE, problems)
    if not lines:
        return None
    for row, line in zip(block.lines, lines, strict=True):
        if not line.points:
            problems.add(
                row.line,
                f"Thang “{ScaleKind.CUMULATIVE}” có mức 0 điểm.",
                f"xóa dòng này; chương trình tự thêm dòng “{NOTHING_REACHED}”.",
            )
    return Cumulative(lines, ScaleLine(f"{block.code}-0", NOTHING_REACHED, Decimal(0)))


def _lines(block: Block, kind: ScaleKind, problems: Problems) -> tuple[ScaleLine, ...]:
    """Return the scale lines, or none where one of them cannot be read."""
    for note in block.notes:
        problems.add(
            note.line,
            f"Dòng “{LineKind.NOTE}” không dùng cho thang “{kind}”.",
            f"đổi dòng thành “{LineKind.LINE}” kèm điểm, hoặc xóa dòng.",
        )
    if not block.lines:
        problems.add(
            block.head.line,
            f"Thang “{kind}” chưa có mức nào.",
            f"thêm các dòng “{LineKind.LINE}” ngay dưới dòng này.",
        )
    points = [read_amount(row, CatalogueColumn.POINTS, problems) for row in block.lines]
    lines = tuple(
        ScaleLine(line_id(block.code, index), row[CatalogueColumn.TEXT], each)
        for index, (row, each) in enumerate(zip(block.lines, points, strict=True))
        if each is not None
    )
    return lines if len(lines) == len(block.lines) else ()


def _read_formula(block: Block, problems: Problems) -> Formula | None:
    head = block.head
    _refuse_lines(block, ScaleKind.RATE, problems)
    # The cap always equals the maximum, so a blank one is known.
    cap = read_amount(head, CatalogueColumn.CAP, problems) if head[CatalogueColumn.CAP] else block.maximum
    is_share = any(head[column] for column in _SHARE_COLUMNS)
    has_rule = any(head[column] for column in _RULE_COLUMNS)
    if is_share and has_rule:
        problems.add(
            head.line,
            f"Dòng ghi cả cột {listed(_SHARE_COLUMNS)} và cột {listed(_RULE_COLUMNS)}.",
            "tỷ lệ đơn giản thì dùng các cột đầu, cách tính khác thì dùng các cột sau; để trống các cột còn lại.",
        )
    if cap is None:
        return None
    return _read_rule(block, cap, problems) if has_rule else _read_share(block, cap, problems)


def _read_share(block: Block, cap: Decimal, problems: Problems) -> Formula:
    head = block.head
    threshold = read_optional_amount(head, CatalogueColumn.THRESHOLD, problems)
    factor = read_optional_amount(head, CatalogueColumn.FACTOR, problems)
    _check_share(head, threshold, factor, problems)
    share = Share(
        threshold=threshold,
        factor=factor,
        numerator=head[CatalogueColumn.NUMERATOR],
        denominator=head[CatalogueColumn.DENOMINATOR],
    )
    return share_formula(share, cap=cap, note=_note(block))


def _read_rule(block: Block, cap: Decimal, problems: Problems) -> Formula | None:
    head = block.head
    figures = _figures(head, problems)
    floor = read_optional_amount(head, CatalogueColumn.FLOOR, problems) or Decimal(0)
    if floor > cap:
        problems.add(
            head.line, f"Sàn {format_number(floor)} cao hơn trần {format_number(cap)}.", "sửa cột “Sàn”."
        )
    text = head[CatalogueColumn.RULE]
    rule: Expression | None = None
    try:
        rule = parse_expression(text, [figure.id for figure in figures]) if text else None
    except ExpressionError as error:
        problems.add(
            head.line, f"Cột “{CatalogueColumn.RULE}” ghi “{text}”: {error}.", _HOW_RULES_ARE_WRITTEN
        )
    return Formula(figures=figures, rule=rule, cap=cap, floor=floor, note=_note(block), text=text)


def _figures(head: Row, problems: Problems) -> tuple[Figure, ...]:
    """Return the figures that a cell lists: `a: what it counts; b: …`."""
    found: dict[str, Figure] = {}
    for part in read_parts(head[CatalogueColumn.FIGURES].replace("\n", ";")):
        id_, _, name = (each.strip() for each in part.partition(":"))
        is_sound = _FIGURE_ID.fullmatch(id_) and id_.lower() not in RESERVED and name and id_ not in found
        if not is_sound:
            problems.add(
                head.line,
                f"Cột “{CatalogueColumn.FIGURES}” ghi “{part}”.",
                "ghi mỗi số liệu một tên gồm chữ không dấu rồi đến nội dung, ví dụ “a: tổng số báo cáo; b: số báo cáo chậm”.",
            )
        else:
            found[id_] = Figure(id_, name)
    if not found:
        problems.add(
            head.line,
            f"Có công thức nhưng cột “{CatalogueColumn.FIGURES}” để trống.",
            "ghi các số liệu của công thức.",
        )
    return tuple(found.values())


def _check_share(head: Row, threshold: Decimal | None, factor: Decimal | None, problems: Problems) -> None:
    if threshold is not None and threshold > _PER_CENT:
        problems.add(
            head.line, f"Ngưỡng {format_number(threshold)}% lớn hơn 100%.", "ghi ngưỡng từ 0 đến 100."
        )
    if factor is not None and not factor:
        problems.add(head.line, "Hệ số là 0.", "ghi hệ số lớn hơn 0, hoặc để trống nếu chưa rõ.")
    if bool(head[CatalogueColumn.NUMERATOR]) != bool(head[CatalogueColumn.DENOMINATOR]):
        problems.add(
            head.line,
            "Chỉ có một trong hai cột “Tử số”, “Mẫu số”.",
            "ghi cả hai cột, hoặc để trống cả hai nếu chưa rõ.",
        )


def _read_survey(block: Block, problems: Problems) -> Survey | None:
    _refuse_lines(block, ScaleKind.SURVEY, problems)
    return None if block.maximum is None else Survey(_note(block), block.maximum)


def _refuse_lines(block: Block, kind: ScaleKind, problems: Problems) -> None:
    for row in block.lines:
        problems.add(
            row.line,
            f"Thang “{kind}” không có dòng “{LineKind.LINE}”.",
            f"đổi dòng thành “{LineKind.NOTE}” (không kèm điểm), hoặc đổi thang điểm của tiêu chí {block.code}.",
        )


def _note(block: Block) -> str:
    return "\n".join(row[CatalogueColumn.TEXT] for row in block.notes)


_READERS: Mapping[ScaleKind, Callable[[Block, Problems], Scale | None]] = {
    ScaleKind.LEVELS: _read_levels,
    ScaleKind.CUMULATIVE: _read_cumulative,
    ScaleKind.RATE: _read_formula,
    ScaleKind.SURVEY: _read_survey,
}
