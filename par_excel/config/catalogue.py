"""The rows of tieu_chi → the criteria: a tree by their codes, every row under its parent, every sum equal to its maximum.

Everything wrong in the file is told at once.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from par_excel.config.blocks import Block, gather_blocks
from par_excel.config.problems import Problems
from par_excel.config.scales import read_scale
from par_excel.config.table import Row, read_parts
from par_excel.config.words import (
    BONUS_SHOWN,
    EXAMPLE_WORDS,
    METHODS,
    SCALE_KINDS,
    VERIFIED_WORDS,
    WHEN_NOT_ARISEN,
    CatalogueColumn,
    listed,
)
from par_excel.model import (
    EXAMPLE,
    VERIFIED,
    Confirmation,
    Criterion,
    Level,
    Method,
    Provenance,
    Scale,
    ScaleKind,
    WhenNotArisen,
)
from par_excel.vietnamese import fold, format_number

_PARENT_LEVELS = {Level.FIELD: None, Level.CRITERION: Level.FIELD, Level.COMPONENT: Level.CRITERION}


def children_of(blocks: Sequence[Block]) -> Mapping[str, tuple[Block, ...]]:
    """Return the rows below each code that has any."""
    found: dict[str, tuple[Block, ...]] = {}
    for block in blocks:
        if block.parent is not None:
            found[block.parent] = (*found.get(block.parent, ()), block)
    return found


def check_tree(blocks: Sequence[Block], problems: Problems) -> None:
    """Report codes that stand twice, rows without their parent, and sums that do not agree."""
    first: dict[str, Block] = {}
    for block in blocks:
        if block.code in first:
            problems.add(
                block.head.line,
                f"Mã {block.code} đã có ở dòng {first[block.code].head.line}.",
                "sửa lại một trong hai mã; nếu Excel đã đổi 1.10 thành 1.1 thì đặt định dạng cột mã là Text.",
            )
        first.setdefault(block.code, block)
    _check_parents(blocks, first, problems)
    for code, children in children_of(blocks).items():
        if code in first:
            counted = (
                children
                if _is_bonus(first[code], first)
                else [child for child in children if not _is_bonus(child, first)]
            )
            _check_sum(first[code], counted, problems)


def _check_parents(blocks: Sequence[Block], by_code: Mapping[str, Block], problems: Problems) -> None:
    latest: dict[Level, str] = {}
    for block in blocks:
        fault = _parent_fault(block, by_code, latest)
        if fault is not None:
            problems.add(block.head.line, *fault)
        if fault is None or block.level is not Level.FIELD:
            # A criterion mistaken for a field must not put everything after it in the wrong place.
            latest[block.level] = block.code


def _parent_fault(
    block: Block, by_code: Mapping[str, Block], latest: Mapping[Level, str]
) -> tuple[str, str] | None:
    wanted, parent = _PARENT_LEVELS[block.level], block.parent
    if wanted is None:
        if parent is None:
            return None
        return (
            f"Mã {block.code} có nhiều phần nhưng ghi cấp “{block.level.value}”.",
            "sửa mã chỉ còn một phần, hoặc sửa cấp.",
        )
    if parent is None or parent not in by_code:
        missing = f"chưa có dòng mã {parent}" if parent else "mã chỉ có một phần"
        return (
            f"Mã {block.code} ghi cấp “{block.level.value}” nhưng {missing} ({wanted.value}) để đứng dưới.",
            "thêm dòng cấp trên, hoặc sửa mã hay cấp của dòng này.",
        )
    if by_code[parent].level is not wanted:
        return (
            f"Mã {block.code} ghi cấp “{block.level.value}” nhưng đứng dưới {by_code[parent].level.value} {parent}.",
            f"sửa cấp: dòng cấp trên phải là {wanted.value}.",
        )
    if latest.get(wanted) != parent:
        return (
            f"Mã {block.code} không đứng dưới mã {parent}.",
            f"chuyển dòng về ngay sau các dòng của {parent}.",
        )
    return None


def _is_bonus(block: Block, by_code: Mapping[str, Block]) -> bool:
    """Say whether a row, or one above it, lies outside the total."""
    if fold(block.head[CatalogueColumn.BONUS]) == BONUS_SHOWN:
        return True
    above = by_code.get(block.parent or "")
    return above is not None and _is_bonus(above, by_code)


def _check_sum(parent: Block, children: Sequence[Block], problems: Problems) -> None:
    given = [block.maximum for block in children if block.maximum is not None]
    if parent.maximum is None or len(given) < len(children):
        return
    total = sum(given, Decimal(0))
    if total != parent.maximum:
        problems.add(
            parent.head.line,
            f"Điểm tối đa của {parent.code} là {format_number(parent.maximum)} nhưng các dòng ngay dưới cộng lại "
            f"là {format_number(total)}.",
            "sửa điểm tối đa của dòng này hoặc của các dòng dưới cho khớp.",
        )


class Expected(Struct, frozen=True):
    """What par.toml says of a period; None where it could not be read, so that nothing is held against it."""

    year: int | None
    appendices: Mapping[str, str] | None
    """By appendix, the one under which its agency fills all that falls to it."""


def read_criteria(rows: Sequence[Row], expected: Expected, problems: Problems) -> tuple[Criterion, ...]:
    """Return the criteria in the order of the file; they are only whole where no problem was found."""
    if not rows:
        return ()
    if expected.year is not None:
        _check_year(rows, expected.year, problems)
    blocks, is_whole = gather_blocks(rows, problems)
    if is_whole:
        check_tree(blocks, problems)
    headings = children_of(blocks)
    by_code = {block.code: block for block in reversed(blocks)}
    criteria = (
        _criterion(
            block,
            expected,
            problems,
            is_bonus=_is_bonus(block, by_code),
            is_heading=block.code in headings or _may_be_heading(block, is_whole=is_whole),
        )
        for block in blocks
    )
    return tuple(criterion for criterion in criteria if criterion is not None)


def read_provenance(row: Row, source: str, confidence: str) -> Provenance:
    """Return where a row comes from; Vietnamese words for verified and example are as good as the English ones."""
    parts = (_known(part) for part in read_parts(row[confidence]))
    by = row.values.get(CatalogueColumn.CONFIRMED_BY, "")
    confirmation = Confirmation(by, row[CatalogueColumn.CONFIRMED_ON]) if by else None
    return Provenance(row[source], tuple(dict.fromkeys(parts)), confirmation)


def _known(part: str) -> str:
    if fold(part) in VERIFIED_WORDS:
        return VERIFIED
    return EXAMPLE if fold(part) in EXAMPLE_WORDS else part


def _may_be_heading(block: Block, *, is_whole: bool) -> bool:
    """Say whether the rows below may be among those that could not be placed: no second problem then."""
    return not is_whole and not block.head[CatalogueColumn.SCALE]


def _check_year(rows: Sequence[Row], year: int, problems: Problems) -> None:
    wrong = [row for row in rows if row[CatalogueColumn.YEAR] != str(year)]
    if wrong:
        more = f" (và {len(wrong) - 1} dòng khác)" if len(wrong) > 1 else ""
        problems.add(
            wrong[0].line,
            f"Cột “{CatalogueColumn.YEAR}” ghi “{wrong[0][CatalogueColumn.YEAR]}”{more}, trong khi kỳ đánh giá là năm {year}.",
            f"kiểm tra có đúng bộ tiêu chí của năm {year} không, rồi sửa cột năm; hoặc sửa khóa nam trong par.toml.",
        )


def _criterion(
    block: Block, expected: Expected, problems: Problems, *, is_bonus: bool, is_heading: bool
) -> Criterion | None:
    method = _method(block, problems)
    may_not_arise = not (is_heading or is_bonus) and (method is None or method.is_self_assessed)
    when_not_arisen = _when_not_arisen(block, problems, is_allowed=may_not_arise)
    _check_bonus(block, problems)
    if is_heading:
        _refuse_scale(block, problems)
    scale = None if is_heading else _leaf_scale(block, method, problems)
    lead = _lead(block, method, expected.appendices, problems, is_heading=is_heading)
    if method is None or block.maximum is None:
        return None
    return Criterion(
        code=block.code,
        parent=block.parent,
        level=block.level,
        name=block.head[CatalogueColumn.TEXT],
        maximum=block.maximum,
        method=method,
        scale=scale,
        lead=lead,
        evidence=read_parts(block.head[CatalogueColumn.EVIDENCE]),
        provenance=read_provenance(block.head, CatalogueColumn.SOURCE, CatalogueColumn.CONFIDENCE),
        is_bonus=is_bonus,
        when_not_arisen=when_not_arisen,
    )


def _when_not_arisen(block: Block, problems: Problems, *, is_allowed: bool) -> WhenNotArisen:
    column, word = CatalogueColumn.NOT_ARISEN, block.head[CatalogueColumn.NOT_ARISEN]
    rule = WHEN_NOT_ARISEN.get(fold(word))
    if rule is None:
        words = listed(each.value for each in WhenNotArisen if each.value)
        problems.add(block.head.line, f"Cột “{column}” ghi “{word}”.", f"để trống, hoặc ghi {words}.")
    elif word and not is_allowed:
        problems.add(
            block.head.line,
            f"Cột “{column}” chỉ dùng cho tiêu chí do cơ quan tự chấm, không phải điểm thưởng.",
            "để trống cột này ở dòng này.",
        )
    return rule or WhenNotArisen.TYPED


def _check_bonus(block: Block, problems: Problems) -> None:
    word = block.head[CatalogueColumn.BONUS]
    if word and fold(word) != BONUS_SHOWN:
        problems.add(
            block.head.line,
            f"Cột “{CatalogueColumn.BONUS}” ghi “{word}”.",
            f"để trống, hoặc ghi “{BONUS_SHOWN}” nếu điểm của dòng này và các dòng dưới nằm ngoài tổng điểm.",
        )


def _method(block: Block, problems: Problems) -> Method | None:
    word = block.head[CatalogueColumn.METHOD]
    method = METHODS.get(fold(word))
    if method is None:
        words = listed(each.value for each in Method)
        problems.add(
            block.head.line,
            f"Cột “{CatalogueColumn.METHOD}” ghi “{word}”.",
            f"chọn một trong các từ: {words}.",
        )
    return method


def _refuse_scale(block: Block, problems: Problems) -> None:
    """Report a scale on a heading: only what has nothing below it is scored."""
    if block.head[CatalogueColumn.SCALE]:
        problems.add(
            block.head.line,
            f"Mã {block.code} có thang điểm, nhưng bên dưới còn có tiêu chí được chấm điểm.",
            f"để trống cột “{CatalogueColumn.SCALE}” ở dòng này, hoặc sửa mã của các dòng dưới.",
        )
    for row in (*block.lines, *block.notes):
        problems.add(
            row.line,
            f"Dòng “{row[CatalogueColumn.LEVEL]}” đứng dưới đề mục {block.code}, là dòng không chấm điểm.",
            "chuyển dòng xuống dưới tiêu chí được chấm điểm, hoặc xóa dòng.",
        )


def _leaf_scale(block: Block, method: Method | None, problems: Problems) -> Scale | None:
    word = block.head[CatalogueColumn.SCALE]
    kind = SCALE_KINDS.get(fold(word))
    if kind is None:
        what = (
            f"Cột “{CatalogueColumn.SCALE}” ghi “{word}”." if word else f"Mã {block.code} chưa có thang điểm."
        )
        problems.add(
            block.head.line,
            what,
            f"chọn một trong các từ ở cột “{CatalogueColumn.SCALE}”: {listed(ScaleKind)}.",
        )
        return None
    if method is Method.MIXED:
        problems.add(
            block.head.line,
            f"Cách chấm “{method.value}” chỉ dùng cho đề mục, không dùng cho tiêu chí được chấm điểm.",
            "chọn cách chấm của chính tiêu chí này.",
        )
    elif method is not None and (method is Method.SURVEY) != (kind is ScaleKind.SURVEY):
        problems.add(
            block.head.line,
            f"Cách chấm “{method.value}” không đi với thang “{kind}”.",
            f"thang “{ScaleKind.SURVEY}” chỉ đi với cách chấm “{Method.SURVEY.value}”, và ngược lại.",
        )
    return read_scale(block, kind, problems)


def _lead(
    block: Block,
    method: Method | None,
    appendices: Mapping[str, str] | None,
    problems: Problems,
    *,
    is_heading: bool,
) -> str | None:
    lead = block.head[CatalogueColumn.APPENDIX]
    fault = _lead_fault(lead, method, appendices, is_heading=is_heading)
    if fault is not None:
        problems.add(block.head.line, *fault)
    return (appendices or {}).get(lead, lead) or None


def _lead_fault(
    lead: str, method: Method | None, appendices: Collection[str] | None, *, is_heading: bool
) -> tuple[str, str] | None:
    column = CatalogueColumn.APPENDIX
    if is_heading:
        return ("Đề mục không có phụ lục chủ trì.", f"để trống cột “{column}” ở dòng này.") if lead else None
    if method in {Method.SURVEY, Method.OFFICE} and lead:
        return (
            f"Cách chấm “{method.value}” không có phụ lục chủ trì, nhưng cột “{column}” ghi “{lead}”.",
            f"để trống cột “{column}”, hoặc sửa cách chấm.",
        )
    if not lead:
        is_needed = method is not None and method.is_self_assessed
        return (
            ("Tiêu chí do cơ quan tự chấm chưa có phụ lục chủ trì.", f"ghi phụ lục chủ trì ở cột “{column}”.")
            if is_needed
            else None
        )
    if len(read_parts(lead)) != 1:
        return (
            f"Cột “{column}” ghi “{lead}”: một tiêu chí chỉ có một phụ lục chủ trì.",
            "chỉ ghi phụ lục chủ trì; các phụ lục phối hợp ghi ở phan_cong.",
        )
    if appendices is not None and lead not in appendices:
        return (
            f"Không có cơ quan nào phụ trách phụ lục {lead}.",
            f'thêm bảng [[don_vi]] có phu_luc = "{lead}" vào par.toml, hoặc sửa cột “{column}”.',
        )
    return None
