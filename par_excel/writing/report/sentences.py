"""The report's generated sentences: each follows from the result and stays right for none, one and many.

What an office may want to word differently stands in the Word template; only sentences whose shape depends
on the data are made here. Nothing is judged or summed up anew.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from par_excel.model import (
    EXAMPLE_REMARK,
    Basis,
    Deadline,
    DeadlineId,
    LeafResult,
    LeafState,
    Period,
    Result,
    ReturnState,
    Total,
    UnitResult,
    UnitState,
)
from par_excel.vietnamese import (
    fold,
    format_date,
    format_number,
    format_percent,
    is_empty_phrase,
    local_day,
    number_words,
)
from par_excel.writing.book.figures import recognised_count
from par_excel.writing.book.texts import citation

LEAVES = "tiêu chí, tiêu chí thành phần"
MOST_NAMED = 12
"""Of a hundred units nobody reads all in a sentence; the annexes and the master workbook have them."""
_UNCOUNTED = (LeafState.FAULTY, LeafState.UNANSWERED, LeafState.NO_RETURN)


def count(number: int) -> str:
    """Return ``03``: officials write counts below ten with a zero."""
    return f"{number:02d}"


def points(value: Decimal) -> str:
    """Return ``1,5 điểm``."""
    return f"{format_number(value)} điểm"


def listed(parts: Sequence[str]) -> str:
    """Return ``a, b và c``."""
    return " và ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def listed_units(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Return ``A, B và C``; of many units the first, and how many more there are."""
    more = len(names) - most
    return listed(names) if more <= 0 else f"{', '.join(names[:most])} và {count(more)} đơn vị khác"


def received_on(moment: datetime) -> date:
    """Return the day in Vietnam on which something was received."""
    return local_day(moment)


def subject(period: Period) -> str:
    """Return what the report is about, for its title."""
    title = (
        period.title if fold(period.title).startswith("kết quả") else f"Kết quả {_lower_first(period.title)}"
    )
    return title if fold(period.province) in fold(title) else f"{title} của {period.province}"


def legal_bases(basis: Basis) -> tuple[str, ...]:
    """Return one line per legal basis, the catalogue's own among them."""
    given = basis.period.legal_bases
    catalogue = basis.catalogue.legal_basis
    is_named = not catalogue or any(fold(catalogue) in fold(each) for each in given)
    every = given if is_named else (*given, catalogue)
    return punctuated(each if fold(each).startswith("căn cứ") else f"Căn cứ {each}" for each in every)


def unverified(basis: Basis) -> str:
    """Return the remark that the catalogue was not held against the official text, or against which file it was."""
    rows, every = len(basis.catalogue.unverified), len(basis.catalogue)
    if basis.catalogue.is_example:
        return f"{EXAMPLE_REMARK}: bộ tiêu chí, đơn vị và số liệu đều được bịa ra."
    if not rows:
        cited = citation(basis.catalogue)
        return f"{cited}." if cited else ""
    which = "toàn bộ các dòng" if rows == every else f"{count(rows)}/{count(every)} dòng"
    return f"Chưa đối chiếu với văn bản gốc: {which} của bộ tiêu chí dùng để lập báo cáo này."


def deadlines(period: Period) -> tuple[str, ...]:
    """Return one line per day of the calendar."""
    return as_list(f"Đến hết ngày {format_date(each.day)}: {each.title}" for each in period.deadlines)


def course(basis: Basis, result: Result) -> tuple[str, ...]:
    """Return what came in: returns, states of the units, and what came late."""
    sentences = (_returns(basis, result), _states(result), _late(basis.period, result))
    return tuple(sentence for sentence in sentences if sentence)


def _returns(basis: Basis, result: Result) -> str:
    by_state = Counter(each.state for each in result.received)
    office, every = basis.period.sender.name, len(result.received)
    if not every:
        return f"Đến thời điểm tổng hợp, {office} chưa nhận được tệp nào gửi về."
    head = f"Đến thời điểm tổng hợp, {office} đã nhận được {count(every)} tệp gửi về"
    if set(by_state) == {ReturnState.CURRENT}:
        return f"{head}, {'đều ' if every > 1 else ''}được dùng để tổng hợp."
    parts = [f"{count(by_state[state])} tệp {state.value}" for state in ReturnState if by_state[state]]
    return f"{head}, trong đó {listed(parts)}."


def _states(result: Result) -> str:
    every = len(result.units)
    by_state = Counter(unit.state for unit in result.units)
    present = every - by_state[UnitState.MISSING]
    if not present:
        return (
            f"Chưa có cơ quan, đơn vị nào trong số {count(every)} cơ quan, đơn vị có bản nộp được tiếp nhận."
        )
    whole = (
        f"Cả {count(every)} cơ quan, đơn vị đều đã nộp"
        if every > 1
        else f"{count(every)} cơ quan, đơn vị đã nộp"
    )
    head = whole if present == every else f"Đã có {count(present)}/{count(every)} cơ quan, đơn vị nộp"
    shown = [state for state in (UnitState.FROZEN, UnitState.VALID, UnitState.FAULTY) if by_state[state]]
    if len(shown) == 1:
        return f"{head}, bản nộp {'đều ' if present > 1 else ''}{shown[0].value}."
    parts = [f"{count(by_state[state])} bản nộp {state.value}" for state in shown]
    return f"{head}, trong đó có {listed(parts)}."


def _late(period: Period, result: Result) -> str:
    deadline = period.deadline(DeadlineId.SUBMIT)
    present = [(unit, unit.judged) for unit in result.units if unit.judged is not None]
    if deadline is None or not present:
        return ""
    late = [
        _late_unit(unit, judged.received) for unit, judged in present if is_late(judged.received, deadline)
    ]
    if not late:
        return "Các bản nộp đang dùng đều được tiếp nhận trong thời hạn."
    return f"Bản nộp tiếp nhận sau thời hạn (ngày {format_date(deadline.day)}): {listed_units(late)}."


def _late_unit(unit: UnitResult, received: datetime) -> str:
    return f"{unit.unit.name} ({format_date(received_on(received))})"


def is_late(received: datetime, deadline: Deadline) -> bool:
    """Say whether something was received after a day of the calendar."""
    return received_on(received) > deadline.day


def overall(basis: Basis, result: Result) -> tuple[str, ...]:
    """Return the result of the whole: score, parts of the maximum, what is not counted, best and lowest field."""
    total, office = result.total, basis.period.sender.name
    sentences = (
        score_sentence(f"Tổng điểm {assessed(total)} của {basis.period.province}", total, in_words=True),
        parts_sentence(total, office, whole="Bộ tiêu chí"),
        counted_sentence(total, result.leaves),
        _extremes(result),
    )
    return tuple(sentence for sentence in sentences if sentence)


def assessed(total: Total) -> str:
    """Return what the scores that count are called within a sentence."""
    return "tự đánh giá" if total.own is None else "sau rà soát"


def by_whom(total: Total) -> str:
    """Return who gave the scores that count."""
    also = "" if total.own is None else " và cơ quan tổng hợp chấm"
    return f"do các cơ quan tự đánh giá{also}"


def score_sentence(what: str, total: Total, *, in_words: bool = False) -> str:
    """Return what was reached of what agencies could reach; `in_words` says the score in words as well."""
    if total.ratio is None:
        return "Không có nội dung do các cơ quan tự đánh giá."
    if not total.counted:
        return f"Chưa có điểm tự đánh giá nào được tính trên tổng số {points(total.self_maximum)} {by_whom(total)}."
    words = f" (bằng chữ: {number_words(total.score)} điểm)" if in_words else ""
    return (
        f"{what} là {points(total.score)}{words} trên tổng số {points(total.self_maximum)} {by_whom(total)},"
        f" đạt {format_percent(total.ratio)}."
    )


def parts_sentence(total: Total, office: str, *, whole: str) -> str:
    """Return what the maximum consists of."""
    parts = [
        f"{points(value)} {how}"
        for value, how in (
            (total.self_maximum, by_whom(total)),
            (total.survey_maximum, "xác định qua điều tra xã hội học"),
            (total.office_maximum, f"{office} chưa chấm" if total.own is not None else f"do {office} chấm"),
        )
        if value
    ]
    apart = bool(total.survey_maximum or total.office_maximum)
    if not apart:
        return f"{whole} có tổng điểm tối đa {points(total.maximum)}."
    tail = f"; phần không {by_whom(total)} được tính riêng" if total.self_maximum else ""
    return f"{whole} có tổng điểm tối đa {points(total.maximum)}, gồm {listed(parts)}{tail}."


def counted_sentence(total: Total, leaves: Iterable[LeafResult]) -> str:
    """Return how many leaves count, and why the others do not."""
    if not total.leaves:
        return ""
    if total.counted == total.leaves:
        every = "toàn bộ " if total.leaves > 1 else ""
        return f"Kết quả đã tính {every}{count(total.leaves)} {LEAVES} {by_whom(total)}."
    by_state = Counter(leaf.state for leaf in leaves)
    parts = [f"{count(by_state[state])} {state.value}" for state in _UNCOUNTED if by_state[state]]
    which = f" ({'; '.join(parts)})" if parts else ""
    if not total.counted:
        every = "Cả " if total.leaves > 1 else ""
        return f"{every}{count(total.leaves)} {LEAVES} chưa được tính vào tổng điểm{which}."
    return (
        f"Đã tính {count(total.counted)}/{count(total.leaves)} {LEAVES}; "
        f"còn {count(total.leaves - total.counted)} chưa được tính vào tổng điểm{which}."
    )


def _extremes(result: Result) -> str:
    ranked = sorted((total.ratio, total.name) for total in result.fields if total.ratio is not None)
    if len(ranked) < 2 or ranked[0][0] == ranked[-1][0] or result.total.counted != result.total.leaves:
        return ""
    lowest = [name for ratio, name in ranked if ratio == ranked[0][0]]
    highest = [name for ratio, name in ranked if ratio == ranked[-1][0]]
    return (
        f"Tỷ lệ điểm đạt cao nhất ở lĩnh vực {listed(highest)} ({format_percent(ranked[-1][0])}), "
        f"thấp nhất ở lĩnh vực {listed(lowest)} ({format_percent(ranked[0][0])})."
    )


def initiatives(basis: Basis, result: Result) -> str:
    """Return the sentence above the table of initiatives."""
    if not result.initiatives:
        return "Chưa có sáng kiến, giải pháp mới nào được đề xuất."
    given = {unit.id for unit, _ in result.initiatives}
    asked = [unit for unit in basis.period.units if basis.appendices[unit.appendix].has_initiatives]
    without = [unit.name for unit in asked if unit.id not in given]
    tail = f" Chưa có đề xuất của {listed_units(without)}." if without else ""
    return (
        f"Có {count(len(given))} cơ quan, đơn vị đề xuất {count(len(result.initiatives))} sáng kiến, giải pháp mới."
        f"{tail}{_recognised(result)}"
    )


def _recognised(result: Result) -> str:
    if not result.initiative_reviews:
        return ""
    number = recognised_count(result)
    return (
        f" Đã công nhận {count(number)} sáng kiến, giải pháp mới."
        if number
        else " Không công nhận đề xuất nào."
    )


def coordination(result: Result) -> str:
    """Return the sentence above the table of shared criteria."""
    if not result.shared:
        return "Không có tiêu chí cần phối hợp giữa các cơ quan, đơn vị."
    differing = [
        shared.criterion.code
        for shared in result.shared
        if shared.score is not None and shared.differs and (shared.lead is None or shared.lead.review is None)
    ]
    head = f"Có {count(len(result.shared))} tiêu chí do nhiều cơ quan, đơn vị cùng thực hiện; điểm của cơ quan chủ trì được tính."
    if not differing:
        return (
            head
            if any(shared.score is None for shared in result.shared)
            else f"{head} Không có điểm đề xuất khác."
        )
    return f"{head} Điểm đề xuất khác với điểm của cơ quan chủ trì ở tiêu chí {listed(differing)}; đề nghị xem xét, quyết định."


def difficulties(unit: UnitResult) -> tuple[str, ...]:
    """Return what a unit wrote of difficulties and proposals; nothing where it wrote nothing."""
    if unit.judged is None:
        return ()
    closing = unit.judged.submission.closing
    written = (("Khó khăn, vướng mắc", closing.difficulties.value), ("Kiến nghị", closing.proposals.value))
    return tuple(
        f"{label}: {full_stop(text.strip())}" for label, text in written if text and not is_empty_phrase(text)
    )


def draft_reasons(result: Result) -> tuple[str, ...]:
    """Return one line per reason why the report is a draft."""
    return as_list(result.draft_reasons)


def approval(result: Result) -> str:
    """Return by which decision this version was approved; empty where it was not."""
    mark = result.approval
    if mark is None or not mark.holds:
        return ""
    return f"Kèm theo Quyết định {mark.decision}; phiên bản {mark.version}, mã kết quả {mark.short}."


def accepted(result: Result) -> tuple[str, ...]:
    """Return one line for each thing that was still missing and accepted when this version was approved."""
    mark = result.approval
    return as_list(mark.accepted) if mark is not None and mark.holds else ()


def as_list(parts: Iterable[str]) -> tuple[str, ...]:
    """Return lines of a list, each with its dash and its end."""
    return punctuated(f"- {part}" for part in parts)


def punctuated(parts: Iterable[str]) -> tuple[str, ...]:
    """Return lines that end in a semicolon, the last in a full stop."""
    every = [part.rstrip(".;, ") for part in parts]
    return (*(f"{line};" for line in every[:-1]), *(f"{line}." for line in every[-1:]))


def full_stop(text: str) -> str:
    """Return a sentence with an end."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(';, ')}."


def _lower_first(text: str) -> str:
    """Return the text as it stands within a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
