"""The tree that the codes span: every row under its parent, every sum equal to the parent's maximum."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from par_excel.config.blocks import Block
from par_excel.config.problems import Problems
from par_excel.model import Level
from par_excel.vietnamese import format_number

_PARENT_LEVELS = {Level.FIELD: None, Level.CRITERION: Level.FIELD, Level.COMPONENT: Level.CRITERION}


def children_of(blocks: Sequence[Block]) -> Mapping[str, tuple[Block, ...]]:
    """Return the rows below each code that has any."""
    parents = dict.fromkeys(block.parent for block in blocks)
    return {
        parent: tuple(block for block in blocks if block.parent == parent)
        for parent in parents
        if parent is not None
    }


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
            _check_sum(first[code], children, problems)


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
