"""The report's generated sentences: each follows from the result and stays right for none, one and many.

What an office may want to word differently stands in the Word template; only sentences whose shape depends
on the data are made here. Nothing is judged or summed up anew.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from par_excel.model import TO_CONFIRM, Basis, Initiative, LeafResult, LeafState, Period, Result, Total, Unit
from par_excel.vietnamese import fold, format_number, format_percent, number_words
from par_excel.writing.book.figures import recognised_count

LEAVES = "tiêu chí, tiêu chí thành phần"
MOST_NAMED = 12
"""Names in one sentence: of a hundred nobody reads all; the annexes and the master workbook have them."""
_UNCOUNTED = frozenset({LeafState.FAULTY, LeafState.UNANSWERED, LeafState.NO_RETURN, LeafState.OFFICE})
_CITY = "thành phố"
_FIRST_LINES = frozenset({"ủy ban nhân dân", "uỷ ban nhân dân", "hội đồng nhân dân"})
"""First lines that are no agency by themselves: the second one goes on with the name."""
_END = re.compile(r"(?<=[.!?;])\s+(?=\S)")
_LIMIT_SENTENCE = 200
"""Characters of an explanation that a list takes."""
LIMIT_CODES = 40
"""Codes that a sentence lists; the table names them all."""


def count(number: int) -> str:
    """Return ``03``: officials write counts below ten with a zero."""
    return f"{number:02d}"


def points(value: Decimal) -> str:
    """Return ``1,5 điểm``."""
    return f"{format_number(value, grouped=True)} điểm"


def listed(parts: Sequence[str]) -> str:
    """Return ``a, b và c``."""
    return " và ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def listed_units(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Return ``A, B và C``; of many units the first, and how many more there are."""
    more = len(names) - most
    return listed(names) if more <= 0 else f"{', '.join(names[:most])} và {count(more)} đơn vị khác"


def subject(period: Period) -> str:
    """Return what the report is about, for its title."""
    title = (
        period.title if fold(period.title).startswith("kết quả") else f"Kết quả {_lower_first(period.title)}"
    )
    return title if fold(period.province) in fold(title) else f"{title} của {period.province}"


def is_one_name(period: Period) -> bool:
    """Say whether the two lines at the head of the report are the name of one agency."""
    return fold(period.report.superior) in _FIRST_LINES


def reporting(basis: Basis) -> str:
    """Return who reports, as sentences name it: the people's committee, or the office where it reports itself."""
    period = basis.period
    return f"Ủy ban nhân dân {period.province}" if is_one_name(period) else period.sender.name


def legal_bases(basis: Basis, *, is_final: bool = False) -> tuple[str, ...]:
    """Return one line per legal basis, the catalogue's own among them; a final report marks none as unconfirmed."""
    given = basis.period.legal_bases
    catalogue = basis.catalogue.legal_basis
    is_named = not catalogue or any(fold(catalogue) in fold(each) for each in given)
    every = given if is_named else (*given, catalogue)
    shown = [each.removesuffix(TO_CONFIRM) if is_final else each for each in every]
    return punctuated(each if fold(each).startswith("căn cứ") else f"Căn cứ {each}" for each in shown)


def overall(basis: Basis, result: Result) -> tuple[str, ...]:
    """Return the result of the whole: score, parts of the maximum, what is not counted, best and lowest field."""
    total, province = result.total, basis.period.province
    parts = parts_sentence(total, province, whole="Bộ tiêu chí")
    if total.survey_maximum:
        parts += " Điểm điều tra xã hội học được xác định riêng, không tính vào tổng điểm tự đánh giá."
    sentences = (
        score_sentence(f"Tổng điểm tự đánh giá của {province}", total, province, in_words=True),
        parts,
        bonus_sentence(total),
        counted_sentence(result.leaves),
        _extremes(result),
    )
    return tuple(sentence for sentence in sentences if sentence)


def by_whom(province: str) -> str:
    """Return who gave the scores that count, as the ministry is told."""
    return f"do {_CITY if fold(province).startswith(_CITY) else 'tỉnh'} tự đánh giá"


def score_sentence(what: str, total: Total, province: str, *, in_words: bool = False) -> str:
    """Return what was reached of what the province could reach; `in_words` says the score in words as well."""
    if total.ratio is None:
        return f"Không có nội dung {by_whom(province)}."
    if not total.counted:
        return f"Chưa có điểm tự đánh giá trên tổng số {points(total.self_maximum)} {by_whom(province)}."
    words = f" (bằng chữ: {number_words(total.score)} điểm)" if in_words else ""
    return (
        f"{what} là {points(total.score)}{words} trên tổng số {points(total.self_maximum)} {by_whom(province)},"
        f" đạt {format_percent(total.ratio)}."
    )


def parts_sentence(total: Total, province: str, *, whole: str) -> str:
    """Return what the maximum consists of."""
    parts = [
        f"{points(value)} {how}"
        for value, how in (
            (total.self_maximum, by_whom(province)),
            (total.survey_maximum, "xác định qua điều tra xã hội học"),
            (total.office_maximum, "chưa tự đánh giá"),
            (total.left_out_maximum, "không phát sinh nên không tính"),
        )
        if value
    ]
    if not (total.survey_maximum or total.office_maximum or total.left_out_maximum):
        return f"{whole} có tổng điểm tối đa {points(total.maximum)}."
    return f"{whole} có tổng điểm tối đa {points(total.maximum)}, gồm {listed(parts)}."


def bonus_sentence(total: Total) -> str:
    """Return what was reached outside the total; nothing where the set has no bonus points."""
    if not total.bonus_maximum:
        return ""
    return (
        f"Ngoài tổng điểm, điểm thưởng đạt {points(total.bonus)} trên tối đa {points(total.bonus_maximum)}, "
        "không tính vào tỷ lệ."
    )


def counted_sentence(leaves: Iterable[LeafResult]) -> str:
    """Return which rows have no score yet; nothing where none is without."""
    without = [leaf for leaf in leaves if leaf.state in _UNCOUNTED]
    if not without:
        return ""
    return f"Còn {count(len(without))} {LEAVES} chưa có điểm tự đánh giá: {codes(without)}."


def codes(leaves: Sequence[LeafResult]) -> str:
    """Return ``tiêu chí 1.1, 1.2 và 1.3``; of very many the first ones and how many more there are."""
    named = [leaf.criterion.code for leaf in leaves[:LIMIT_CODES]]
    more = len(leaves) - len(named)
    return f"tiêu chí {listed([*named, f'{count(more)} tiêu chí khác'] if more else named)}"


def _extremes(result: Result) -> str:
    ranked = sorted((total.ratio, total.name) for total in result.fields if total.ratio is not None)
    if len(ranked) < 2 or ranked[0][0] == ranked[-1][0] or result.total.counted != result.total.leaves:
        return ""
    lowest = [f"“{name}”" for ratio, name in ranked if ratio == ranked[0][0]]
    highest = [f"“{name}”" for ratio, name in ranked if ratio == ranked[-1][0]]
    return (
        f"Tỷ lệ điểm đạt cao nhất ở lĩnh vực {listed(highest)} ({format_percent(ranked[-1][0])}), "
        f"thấp nhất ở lĩnh vực {listed(lowest)} ({format_percent(ranked[0][0])})."
    )


def initiatives(result: Result) -> str:
    """Return the sentence above the table of initiatives: of a review what was recognised, else what was proposed."""
    if not result.initiatives:
        return "Không có sáng kiến, giải pháp mới được đề xuất."
    if result.initiative_reviews:
        number = recognised_count(result)
        return (
            f"Có {count(number)} sáng kiến, giải pháp mới về cải cách hành chính được công nhận."
            if number
            else "Không có sáng kiến, giải pháp mới được công nhận."
        )
    given = {unit.id for unit, _ in result.initiatives}
    return (
        f"Có {count(len(given))} cơ quan, đơn vị đề xuất {count(len(result.initiatives))} sáng kiến, giải pháp mới "
        "về cải cách hành chính."
    )


def shown_initiatives(result: Result) -> Iterator[tuple[Unit, Initiative]]:
    """Yield what the table of initiatives shows: of a review only what was recognised."""
    for index, each in enumerate(result.initiatives):
        review = result.initiative_reviews[index] if result.initiative_reviews else None
        if not result.initiative_reviews or (review is not None and review.opinion.is_recognised):
            yield each


def draft_reasons(result: Result) -> tuple[str, ...]:
    """Return one line per reason why the report is a draft."""
    return punctuated(f"- {reason}" for reason in result.draft_reasons)


def approval(result: Result) -> str:
    """Return by which decision the result was approved; empty where it was not."""
    mark = result.approval
    if mark is None or not mark.holds:
        return ""
    return f"Kết quả tự đánh giá được phê duyệt tại Quyết định {mark.decision.replace(', ngày', ' ngày')}."


def punctuated(parts: Iterable[str]) -> tuple[str, ...]:
    """Return lines that end in a semicolon, the last in a full stop."""
    every = [part.rstrip(".;, ") for part in parts]
    return (*(f"{line};" for line in every[:-1]), *(f"{line}." for line in every[-1:]))


def full_stop(text: str) -> str:
    """Return a sentence with an end."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(';, ')}."


def first_sentence(text: str) -> str:
    """Return as much of an explanation as a list takes: its first sentence, cut where that is very long."""
    first = _END.split(" ".join(text.split()), maxsplit=1)[0]
    return first if len(first) <= _LIMIT_SENTENCE else f"{first[:_LIMIT_SENTENCE].rpartition(' ')[0]} …"


def _lower_first(text: str) -> str:
    """Return the text as it stands within a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
