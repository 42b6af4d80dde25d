"""IN: the initiatives that every agency proposes, and what must be said of each.

Decision 320/QĐ-UBND II.1-II.8: at least one, with scale of application, cost and time.
"""
# ruff: noqa: ARG001, D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator

from par_excel.checks.cells import has_lost_structure, says_nothing
from par_excel.checks.declaring import CollectedReturn, check, hit
from par_excel.checks.return_index import ReturnIndex, ValuesByUnit
from par_excel.form import INITIATIVE_OBLIGATORY, InitiativeColumn, Sheet
from par_excel.model import Basis, Cell, Hit, Initiative, Place, Severity, Submission
from par_excel.vietnamese import fold

_LEAST_CONTENT = 40
"""Letters of a content from which on it is compared; shorter ones are alike by chance."""
_NONE_NEEDED = frozenset({"không", "không có"})
"""What is a real answer where cost and time are asked for, and says nothing elsewhere."""


@check(
    "IN01",
    Severity.ERROR,
    title="Chưa đủ sáng kiến",
    why="mỗi cơ quan đề xuất ít nhất {minimum} sáng kiến, biểu mẫu gửi về có {count}",
    mend="ghi sáng kiến vào sheet “{sheet}” với quy mô áp dụng, kinh phí và thời gian",
    example="sheet Sáng kiến để trống",
)
def too_few_initiatives(submission: Submission, basis: Basis) -> Iterator[Hit]:
    appendix = basis.appendices.get(submission.appendix)
    minimum, count = basis.period.minimum_initiatives, len(submission.initiatives)
    if appendix is None or not appendix.has_initiatives or count >= minimum:
        return
    sheet = Sheet.INITIATIVES.value
    if not (count == 0 and has_lost_structure(submission)):
        yield hit(Place(submission.file, sheet), minimum=minimum, count=count, sheet=sheet)


@check(
    "IN02",
    Severity.ERROR,
    title="Sáng kiến chưa ghi đủ nội dung bắt buộc",
    why="còn thiếu: {missing}",
    mend="ghi đủ các cột bắt buộc của sáng kiến; nếu không tốn kinh phí, ghi “Không phát sinh”",
    live="Thiếu: quy mô, kinh phí hoặc thời gian",
    example="sáng kiến chưa ghi kinh phí",
)
def initiative_incomplete(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for initiative in submission.initiatives:
        obligatory = zip(INITIATIVE_OBLIGATORY, initiative.cells, strict=False)
        missing = {column.value: cell for column, cell in obligatory if _is_missing(column, cell)}
        if missing:
            yield hit(next(iter(missing.values())), missing=", ".join(missing))


def _is_missing(column: InitiativeColumn, cell: Cell[str]) -> bool:
    may_be_none = column in {InitiativeColumn.COST, InitiativeColumn.DURATION}
    return says_nothing(cell) and not (may_be_none and fold(cell.value or "").strip(".") in _NONE_NEEDED)


@check(
    "IN03",
    Severity.WARNING,
    title="Sáng kiến trùng nhau",
    why="sáng kiến cùng {what} đã có ở {first}",
    mend="nếu là một sáng kiến, giữ lại một dòng; nếu là hai, ghi tên và nội dung khác nhau",
    example="hai dòng cùng tên “Trả kết quả qua Zalo”",
)
def initiative_doubled(submission: Submission, basis: Basis) -> Iterator[Hit]:
    titles: dict[str, Place] = {}
    contents: dict[str, Place] = {}
    for initiative in submission.initiatives:
        title, content = _title(initiative), _content(initiative)
        if title in titles:
            yield hit(initiative.title, what="tên", first=titles[title])
        elif content in contents:
            yield hit(initiative.content, what="nội dung", first=contents[content])
        if title:
            titles.setdefault(title, initiative.title.place)
        if content:
            contents.setdefault(content, initiative.content.place)


@check(
    "IN04",
    Severity.WARNING,
    title="Sáng kiến giống sáng kiến của cơ quan khác",
    why="một cơ quan khác gửi sáng kiến có {what} giống như vậy; mỗi cơ quan đề xuất sáng kiến trong lĩnh vực của mình",
    mend="nếu là sáng kiến chung, thống nhất một cơ quan đứng tên; nếu chép mẫu, ghi sáng kiến của cơ quan mình",
    example="hai cơ quan gửi sáng kiến cùng tên, cùng nội dung",
)
def initiative_of_another(collected: CollectedReturn, basis: Basis) -> Iterator[Hit]:
    known, unit = collected.index.table(_words), collected.submission.unit
    for initiative in collected.submission.initiatives:
        if known.is_given_by_another(_title(initiative), unit):
            yield hit(initiative.title, what="tên")
        elif known.is_given_by_another(_content(initiative), unit):
            yield hit(initiative.content, what="nội dung")


def _words(index: ReturnIndex) -> ValuesByUnit[str, None]:
    """Return who wrote which titles and contents; a title is shorter than any content that counts, or means the same."""
    return ValuesByUnit(
        (words, None, each.submission.unit)
        for each in index.current
        for initiative in each.submission.initiatives
        for words in (_title(initiative), _content(initiative))
        if words
    )


def _title(initiative: Initiative) -> str:
    return fold(initiative.title.value or "")


def _content(initiative: Initiative) -> str:
    """Return the content as it is compared; one that says little is nobody's own."""
    content = fold(initiative.content.value or "")
    return content if len(content) >= _LEAST_CONTENT else ""
