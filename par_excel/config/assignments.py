"""The rows of phan_cong → who contributes what to which criterion."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from par_excel.config.catalogue import read_provenance
from par_excel.config.problems import Problems
from par_excel.config.table import Row
from par_excel.config.words import ASSIGNMENT_KINDS, AssignmentColumn, listed
from par_excel.model import Assignment, AssignmentKind, Criterion, Method
from par_excel.vietnamese import fold

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_-]*")
_OWN_FILE = (
    "Nếu đang dùng bản có sẵn của chương trình, hãy đặt tệp phan_cong.csv của kỳ này vào thư mục làm việc."
)


def read_assignments(
    rows: Sequence[Row],
    criteria: Mapping[str, Criterion] | None,
    appendices: Mapping[str, str] | None,
    problems: Problems,
) -> tuple[Assignment, ...]:
    """Return the assignments; None for criteria or appendices means that they are not known to be right.

    Args:
        rows: of the table.
        criteria: by code.
        appendices: by appendix, the one under which its agency fills all that falls to it; what one of its appendices
            gives to another one is no contribution any more, and one initiative list is enough for all.
        problems: where what is wrong goes.
    """
    taken = {} if criteria is None else _taken(criteria.values())
    for row in rows:
        _check_id(row, taken, problems)
        _check_appendix(row, appendices, problems)
        kind = _kind(row, problems)
        if criteria is not None:
            _check_criterion(row, kind, criteria, problems)
        if kind is AssignmentKind.CONTRIBUTION and not row[AssignmentColumn.CONTENT]:
            problems.add(row.line, f"Cột “{AssignmentColumn.CONTENT}” để trống.", "ghi nội dung phối hợp.")
    found = [
        _assignment(row, appendices or {})
        for row in rows
        if fold(row[AssignmentColumn.KIND]) in ASSIGNMENT_KINDS
    ]
    return tuple(_without_own(found, rows, criteria or {}))


def listed_assignments(rows: Sequence[Row]) -> tuple[Assignment, ...]:
    """Return the rows of a table in which nothing is wrong, each as it stands there."""
    return tuple(_assignment(row, {}) for row in rows)


def _without_own(
    found: Sequence[Assignment], rows: Sequence[Row], criteria: Mapping[str, Criterion]
) -> Iterator[Assignment]:
    """Yield what is given to others; appendices of one agency, which are one form now, give each other nothing."""
    listed_once: set[tuple[str, str]] = set()
    named = {row[AssignmentColumn.ID]: row[AssignmentColumn.APPENDIX] for row in rows}
    for each in found:
        is_moved = named[each.id] != each.appendix
        criterion = criteria.get(each.criterion)
        if is_moved and criterion is not None and criterion.lead == each.appendix:
            continue
        if each.kind is AssignmentKind.INITIATIVE:
            key = (each.appendix, each.criterion)
            if is_moved and key in listed_once:
                continue
            listed_once.add(key)
        yield each


def _assignment(row: Row, appendices: Mapping[str, str]) -> Assignment:
    return Assignment(
        id=row[AssignmentColumn.ID],
        appendix=appendices.get(row[AssignmentColumn.APPENDIX], row[AssignmentColumn.APPENDIX]),
        criterion=row[AssignmentColumn.CRITERION],
        kind=ASSIGNMENT_KINDS[fold(row[AssignmentColumn.KIND])],
        content=row[AssignmentColumn.CONTENT],
        provenance=read_provenance(row, AssignmentColumn.SOURCE, AssignmentColumn.CONFIDENCE),
    )


def _taken(criteria: Iterable[Criterion]) -> dict[str, str]:
    """Return the ids that already stand in the form, with who has them: both bind rows of one column."""
    taken: dict[str, str] = {}
    for criterion in criteria:
        taken[fold(criterion.code)] = f"mã tiêu chí {criterion.code}"
        owner = f"mã mức điểm của tiêu chí {criterion.code}"
        taken |= {fold(line.id): owner for line in criterion.tick_lines}
    return taken


def _check_id(row: Row, taken: dict[str, str], problems: Problems) -> None:
    id_ = row[AssignmentColumn.ID]
    if not _ID.fullmatch(id_):
        problems.add(
            row.line,
            f"Mã dòng “{id_}” không đúng dạng." if id_ else f"Cột “{AssignmentColumn.ID}” để trống.",
            "ghi mã chỉ gồm chữ không dấu, chữ số và các dấu . / - _, ví dụ 4.3/NS.",
        )
    elif fold(id_) in taken:
        problems.add(row.line, f"Mã dòng {id_} trùng với {taken[fold(id_)]}.", "đặt mã khác cho dòng này.")
    taken.setdefault(fold(id_), f"mã ở dòng {row.line}")


def _check_appendix(row: Row, appendices: Collection[str] | None, problems: Problems) -> None:
    appendix = row[AssignmentColumn.APPENDIX]
    if not appendix:
        problems.add(
            row.line, f"Cột “{AssignmentColumn.APPENDIX}” để trống.", "ghi phụ lục của cơ quan đóng góp."
        )
    elif appendices is not None and appendix not in appendices:
        problems.add(
            row.line,
            f"Không có cơ quan nào phụ trách phụ lục {appendix}.",
            f'thêm bảng [[don_vi]] có phu_luc = "{appendix}" vào par.toml, hoặc sửa cột '
            f"“{AssignmentColumn.APPENDIX}”. {_OWN_FILE}",
        )


def _kind(row: Row, problems: Problems) -> AssignmentKind | None:
    word = row[AssignmentColumn.KIND]
    kind = ASSIGNMENT_KINDS.get(fold(word))
    if kind is None:
        words = listed(each.value for each in AssignmentKind)
        problems.add(
            row.line, f"Cột “{AssignmentColumn.KIND}” ghi “{word}”.", f"chọn một trong các từ: {words}."
        )
    return kind


def _check_criterion(
    row: Row, kind: AssignmentKind | None, criteria: Mapping[str, Criterion], problems: Problems
) -> None:
    code, appendix = row[AssignmentColumn.CRITERION], row[AssignmentColumn.APPENDIX]
    criterion = criteria.get(code)
    if criterion is None:
        problems.add(
            row.line,
            f"Mã tiêu chí “{code}” không có trong bộ tiêu chí.",
            f"sửa cột “{AssignmentColumn.CRITERION}” theo bộ tiêu chí. {_OWN_FILE}",
        )
    elif kind is AssignmentKind.INITIATIVE and not (criterion.is_leaf and criterion.method is Method.OFFICE):
        problems.add(
            row.line,
            f"Dòng “{kind.value}” trỏ đến mã {code}, không phải tiêu chí có cách chấm “{Method.OFFICE.value}”.",
            "ghi mã của tiêu chí về sáng kiến, hoặc sửa cách chấm của tiêu chí đó.",
        )
    elif kind is AssignmentKind.CONTRIBUTION and criterion.lead is not None and criterion.lead == appendix:
        problems.add(
            row.line,
            f"Phụ lục {appendix} chủ trì tiêu chí {code} nên không ghi là “{kind.value}” ở tiêu chí đó.",
            "xóa dòng này, hoặc sửa phụ lục hay mã tiêu chí.",
        )
