"""Why a merged period is not final yet, in words."""

from collections.abc import Iterable, Iterator, Sequence

from par_excel.model import (
    EXAMPLE_REMARK,
    Basis,
    Held,
    LeafResult,
    LeafState,
    Submission,
    UnitResult,
    UnitState,
)
from par_excel.vietnamese import format_number

_NAMED = 12
"""Names of units in one sentence; of a hundred that are late nobody reads all here, and `status` has them."""
_UNCOUNTED = (LeafState.FAULTY, LeafState.UNANSWERED, LeafState.NO_RETURN)


def draft_reasons(
    basis: Basis,
    leaves: Sequence[LeafResult],
    units: Sequence[UnitResult],
    strangers: Iterable[Submission] = (),
    held: Sequence[Held] = (),
) -> tuple[str, ...]:
    """Return one sentence per reason, the weightiest first; none where nothing is missing."""
    return (
        *_missing(units),
        *_held(basis, held),
        *_strangers(strangers),
        *_faulty(leaves, units),
        *_uncounted(leaves, units),
        *_office(leaves),
        *_unverified(basis),
    )


def _missing(units: Iterable[UnitResult]) -> Iterator[str]:
    names = [each.unit.name for each in units if each.state is UnitState.MISSING]
    if names:
        yield f"Chưa có bản nộp của: {_listed(names)}."


def _held(basis: Basis, held: Sequence[Held]) -> Iterator[str]:
    if held:
        units = dict.fromkeys(each.unit for each in held)
        names = [basis.units[unit].name for unit in units if unit in basis.units]
        yield f"Còn {len(held)} bản nộp chờ quyết định, của: {_listed(names)}."


def _strangers(submissions: Iterable[Submission]) -> Iterator[str]:
    """Yield a sentence on each return whose unit the period does not know."""
    for submission in submissions:
        yield f"Bản nộp “{submission.file}” chưa xác định được cơ quan gửi nên chưa được tính."


def _faulty(leaves: Iterable[LeafResult], units: Sequence[UnitResult]) -> Iterator[str]:
    faulty = [each for each in units if each.state is UnitState.FAULTY]
    if not faulty:
        return
    errors = sum(each.errors for each in faulty)
    ids = {each.unit.id for each in faulty}
    has_uncounted = any(
        leaf.state in _UNCOUNTED and leaf.unit is not None and leaf.unit.id in ids for leaf in leaves
    )
    tail = "; các điểm có lỗi chưa được tính vào tổng" if has_uncounted else ""
    yield f"Còn {errors} lỗi ở {len(faulty)} cơ quan: {_listed(list(map(_unit, faulty)))}{tail}."


def _listed(names: Sequence[str]) -> str:
    """Return the first few names, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" và {more} nơi khác" if more > 0 else "")


def _unit(unit: UnitResult) -> str:
    earlier = ", bản nộp trước đó hợp lệ" if unit.has_earlier_valid else ""
    return f"{unit.unit.name} ({unit.errors} lỗi{earlier})"


def _uncounted(leaves: Iterable[LeafResult], units: Iterable[UnitResult]) -> Iterator[str]:
    """Yield what has no score although neither a missing return nor an error accounts for it."""
    accounted = {each.unit.id for each in units if each.state in {UnitState.MISSING, UnitState.FAULTY}}
    codes = dict.fromkeys(
        leaf.criterion.code
        for leaf in leaves
        if leaf.state in _UNCOUNTED and (leaf.unit is None or leaf.unit.id not in accounted)
    )
    if codes:
        yield f"Chưa có điểm được tính của tiêu chí: {', '.join(codes)}."


def _office(leaves: Iterable[LeafResult]) -> Iterator[str]:
    for leaf in leaves:
        if leaf.state is LeafState.OFFICE and leaf.score is None:
            row = leaf.criterion
            level = row.level.value.capitalize()
            most = format_number(row.maximum)
            yield f"{level} {row.code} ({row.name}; tối đa {most} điểm): cơ quan tổng hợp chưa chấm."


def _unverified(basis: Basis) -> Iterator[str]:
    rows = len(basis.catalogue.unverified)
    if basis.catalogue.is_example:
        yield f"{EXAMPLE_REMARK}."
    elif rows:
        yield (
            f"Bộ tiêu chí còn {rows}/{len(basis.catalogue)} dòng chưa đối chiếu với văn bản gốc; "
            "tên, điểm tối đa và thang điểm của các dòng đó có thể còn thay đổi."
        )
