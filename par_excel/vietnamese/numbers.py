"""Vietnamese numbers as they are written: in digits with a decimal comma (``1250,5``), and in words (``năm mươi phẩy sáu``).

Digits are exact; only `format_percent` rounds. Words are those of documents of state offices.
"""

from decimal import Decimal


def normal(value: Decimal) -> Decimal:
    """Return the same number without needless zeros or an exponent (1.50 → 1.5, 1E+2 → 100)."""
    whole, _, part = f"{value:f}".partition(".")
    part = part.rstrip("0")
    return Decimal(f"{whole}.{part}" if part else whole) if value else Decimal(0)


def format_number(value: Decimal, *, least_places: int = 0, grouped: bool = False) -> str:
    """Return ``1,5``: exact, with a decimal comma and at least so many decimal places.

    What people read and nothing reads back may be `grouped`: ``2.187,4``.
    """
    whole, _, part = f"{normal(value):f}".partition(".")
    part = part.ljust(least_places, "0")
    if grouped:
        whole = f"{int(whole):,}".replace(",", ".") if int(whole) else whole
    return f"{whole},{part}" if part else whole


def format_percent(value: Decimal, *, places: int = 2, least_places: int = 0) -> str:
    """Return ``91,17%`` for a ratio of 0.9117, rounded half up for showing only; columns give `least_places`."""
    step = Decimal(1).scaleb(-places)
    shown = (value * 100).quantize(step, rounding="ROUND_HALF_UP")
    return f"{format_number(shown, least_places=least_places)}%"


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", "nghìn", "triệu")
_GROUPS_OF_BILLION = len(_THOUSANDS)


def number_words(value: Decimal | int) -> str:
    """Return a number in words; decimals are read as a number too, behind a `không` for each zero that leads."""
    whole, _, part = f"{normal(Decimal(value)):f}".removeprefix("-").partition(".")
    words = [_whole_words(int(whole))]
    if part:
        rest = part.lstrip("0")
        words += ["phẩy", *[_DIGITS[0]] * (len(part) - len(rest)), _whole_words(int(rest))]
    return " ".join(["âm", *words] if value < 0 else words)


def _whole_words(number: int) -> str:
    if not number:
        return _DIGITS[0]
    groups: list[int] = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    words: list[str] = []
    for index in range(len(groups) - 1, -1, -1):
        if groups[index]:
            words += _group_words(groups[index], is_first=index == len(groups) - 1)
            words += [_THOUSANDS[index % _GROUPS_OF_BILLION]] if index % _GROUPS_OF_BILLION else []
        if index and not index % _GROUPS_OF_BILLION:
            words.append("tỷ")
    return " ".join(words)


def _group_words(group: int, *, is_first: bool) -> list[str]:
    """Return three digits in words; within a number a missing hundred is said (``không trăm linh năm``)."""
    hundreds, rest = divmod(group, 100)
    words = [] if is_first and not hundreds else [_DIGITS[hundreds], "trăm"]
    tens, ones = divmod(rest, 10)
    if not rest:
        return words
    if not tens:
        return [*words, "linh", _DIGITS[ones]] if words else [_DIGITS[ones]]
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return [*words, _ones_word(ones, tens)] if ones else words


def _ones_word(ones: int, tens: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    return "lăm" if ones == 5 else _DIGITS[ones]
