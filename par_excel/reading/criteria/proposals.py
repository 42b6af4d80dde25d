"""A formula that a document tells in words, proposed in the closed language; a person looks it over.

Proposed is only what is said in one of the usual ways, with every figure named by what it counts, and under no condition.
Anything else stays words, and a person writes the formula.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from par_excel.model import ExpressionError, parse_expression
from par_excel.model.expression import Name, parts
from par_excel.vietnamese import format_number, nfc

_AMOUNT = r"\d{1,3}(?:[.,]\d{1,3})?"
_CONDITION = re.compile(r"\b(nếu|trường hợp|dưới|trở lên|ngưỡng|so với năm trước)\b", re.IGNORECASE)
"""What says that the rule does not hold for all figures alike."""
_LEGEND = re.compile(r"\b([a-e])\s*(?:là|:|=)\s*([^,;.\n()]*[^\W\d_]{2}[^,;.\n()]*)")
_START = re.compile(r"=|công thức\s*:?|(?<!\w)(?=[(\[]*\s*[a-e]\s*[/:])", re.IGNORECASE)
_END = re.compile(r"[,;]\s|\.(?:\s|$)|\s(?=(?:trong đó|với|điểm|đ)\b)", re.IGNORECASE)
_MAXIMUM = re.compile(r"(?:điểm\s*)?(?:tối đa|chuẩn)(?!\s*\d)", re.IGNORECASE)
_SIGNS = str.maketrans({"x": "×", "X": "×", "[": "(", "]": ")"})
"""An x between figures is typed for the sign of multiplication; no figure has that name, they are a to e."""
_SHARE = re.compile(
    r"\(\s*(?P<upper>[^()/\n]*[^\W\d_]{2}[^()/\n]*)/(?P<lower>[^()/\n]*[^\W\d_]{2}[^()/\n]*)\)\s*(?:x|×|\*|nhân với)\s*"
    rf"(?P<factor>{_AMOUNT})",
    re.IGNORECASE,
)
_EACH = re.compile(
    rf"mỗi\s+(?P<what>[^\W\d_][^,;:.\n]*?)\s*,?\s*(?:thì\s+)?(?:bị\s+)?(?P<sign>trừ|cộng|được|tính)\s+(?:đi\s+)?(?P<points>{_AMOUNT})\s*(?:điểm|đ)\b",
    re.IGNORECASE,
)
_EACH_LAST = re.compile(
    rf"(?P<sign>trừ|cộng)\s+(?P<points>{_AMOUNT})\s*(?:điểm|đ)\s+(?:cho|đối với|với)?\s*mỗi\s+(?P<what>[^\W\d_][^,;:.\n]*)",
    re.IGNORECASE,
)
_MOST = re.compile(rf"(?:tối đa|không quá)\s*({_AMOUNT})\s*(?:điểm|đ)\b", re.IGNORECASE)
_LONGEST = 1_000
"""Letters of a text in which a formula is looked for, at most."""
_NAMES = "abcde"


class ProposedFormula(Struct, frozen=True):
    """What the catalogue's columns of figures and formula would say."""

    figures: str
    rule: str


def propose_formula(text: str, maximum: Decimal | None) -> ProposedFormula | None:
    """Return the formula that words tell; None where they do not tell it in full."""
    words = nfc(text)
    if maximum is None or len(words) > _LONGEST or _CONDITION.search(words):
        return None
    return _symbols(words, maximum) or _share(words, maximum) or _each(words, maximum)


def _symbols(text: str, maximum: Decimal) -> ProposedFormula | None:
    """Return `(b/a) × 1 + (c/a) × 0,5`, where the text says what each letter counts."""
    legend = {name: " ".join(what.split()) for name, what in _LEGEND.findall(text)}
    shown = _MAXIMUM.sub(format_number(maximum), text).translate(_SIGNS)
    for line in shown.split("\n") if legend else ():
        for start in _START.finditer(line):
            found = _longest_rule(line[start.end() :], legend)
            if found is not None:
                return found
    return None


def _longest_rule(text: str, legend: Mapping[str, str]) -> ProposedFormula | None:
    """Return the longest beginning of a text that is a formula over figures of the legend."""
    for end in sorted({len(text), *(each.start() for each in _END.finditer(text))}, reverse=True):
        rule = " ".join(text[:end].split())
        try:
            found = parse_expression(rule, list(legend))
        except ExpressionError:
            continue
        used = {part.name for part, _ in parts(found) if isinstance(part, Name)}
        if used:
            return ProposedFormula("; ".join(f"{name}: {legend[name]}" for name in sorted(used)), rule)
    return None


def _share(text: str, maximum: Decimal) -> ProposedFormula | None:
    """Return a share of two figures that stand in its brackets by their names."""
    found = _SHARE.search(_MAXIMUM.sub(format_number(maximum), text))
    if found is None:
        return None
    upper, lower = (" ".join(found[side].split()) for side in ("upper", "lower"))
    return ProposedFormula(f"a: {lower}; b: {upper}", f"b/a × {_comma(found['factor'])}")


def _each(text: str, maximum: Decimal) -> ProposedFormula | None:
    """Return points that are added, or taken away from the maximum, for each of what is named."""
    found = sorted((*_EACH.finditer(text), *_EACH_LAST.finditer(text)), key=lambda each: each.start())
    are_deductions = {each["sign"].lower() == "trừ" for each in found}
    if not 0 < len(found) <= len(_NAMES) or len(are_deductions) > 1:
        return None
    named = list(zip(_NAMES, found, strict=False))
    figures = "; ".join(f"{name}: Số {' '.join(each['what'].split())}" for name, each in named)
    terms = [f"{name} × {_comma(each['points'])}" for name, each in named]
    if True in are_deductions:
        return ProposedFormula(figures, " - ".join((format_number(maximum), *terms)))
    most, whole = _MOST.search(text), " + ".join(terms)
    is_bounded = most is not None and Decimal(most[1].replace(",", ".")) < maximum
    return ProposedFormula(figures, f"min({whole}; {_comma(most[1])})" if is_bounded and most else whole)


def _comma(amount: str) -> str:
    return amount.replace(".", ",")
