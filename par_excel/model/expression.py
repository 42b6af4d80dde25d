"""The closed language in which a catalogue says how points follow from figures: exact, and no code.

Numbers with a comma or a point and per cent (`0,25`, `90%`), the names of the figures, `+ - * × / :` and brackets,
`min(…; …)`, `max(…; …)`, and `nếu(điều kiện; giá trị; giá trị khác)` with `< <= > >= =`. Whatever else stands there is
refused. The value is a fraction; a division by zero gives none.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:[.,]\d+)?)(?P<percent>\s*%)?|(?P<name>[^\W\d_]+\d*)|(?P<sign><=|>=|≤|≥|[-+*×·/:()<>=;–]))"
)
_SAME = {"×": "*", "·": "*", ":": "/", "–": "-", "≤": "<=", "≥": ">="}
_COMPARISONS = ("<", "<=", ">", ">=", "=")
_IF, _LEAST, _MOST = frozenset({"nếu", "neu"}), "min", "max"
RESERVED = frozenset({*_IF, _LEAST, _MOST})
"""Words that no figure may be called."""
_DEEPEST = 30
"""Most brackets within one another; no rule of a decision has more than three."""
_LONGEST = 500
"""Most characters of a rule."""


class ExpressionError(ValueError):
    """A rule that is not in the language; the text says in Vietnamese what is wrong."""


class Number(Struct, frozen=True):
    """A number that stands in the rule."""

    value: Fraction


class Name(Struct, frozen=True):
    """A figure."""

    name: str


class Operation(Struct, frozen=True):
    """Two values, and `+`, `-`, `*` or `/` between them."""

    sign: str
    left: "Expression"
    right: "Expression"


class Extreme(Struct, frozen=True):
    """The least or the most of several values."""

    is_least: bool
    values: tuple["Expression", ...]


class Choice(Struct, frozen=True):
    """One value where a comparison holds, another where it does not."""

    sign: str
    left: "Expression"
    right: "Expression"
    then: "Expression"
    otherwise: "Expression"


Expression = Number | Name | Operation | Extreme | Choice

_OPERATIONS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
}
_TESTS: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "=": lambda left, right: left == right,
}


def evaluate(expression: Expression, values: Mapping[str, Decimal]) -> Fraction | None:
    """Return the value of a rule for these figures; None where it divides by zero."""
    try:
        return _value(expression, values)
    except ZeroDivisionError:
        return None


def _value(expression: Expression, values: Mapping[str, Decimal]) -> Fraction:
    match expression:
        case Number(value):
            return value
        case Name(name):
            return Fraction(values[name])
        case Operation(sign, left, right):
            return _OPERATIONS[sign](_value(left, values), _value(right, values))
        case Extreme(is_least, several):
            found = [_value(each, values) for each in several]
            return min(found) if is_least else max(found)
        case Choice(sign, left, right, then, otherwise):
            holds = _TESTS[sign](_value(left, values), _value(right, values))
            return _value(then if holds else otherwise, values)


def parts(expression: Expression, *, is_certain: bool = True) -> Iterator[tuple[Expression, bool]]:
    """Yield a rule and all within it, each with whether it is worked out whatever the figures are."""
    yield expression, is_certain
    inner: tuple[tuple[Expression, bool], ...]
    match expression:
        case Operation(_, left, right):
            inner = ((left, is_certain), (right, is_certain))
        case Extreme(_, several):
            inner = tuple((each, is_certain) for each in several)
        case Choice(_, left, right, then, otherwise):
            inner = ((left, is_certain), (right, is_certain), (then, False), (otherwise, False))
        case _:
            return
    for each, certain in inner:
        yield from parts(each, is_certain=certain)


def certain_divisors(expression: Expression) -> frozenset[str]:
    """Return the figures by which a rule divides whatever they are, so that none of them may be zero."""
    return frozenset(
        part.right.name
        for part, is_certain in parts(expression)
        if is_certain and isinstance(part, Operation) and part.sign == "/" and isinstance(part.right, Name)
    )


def parse_expression(text: str, names: Collection[str]) -> Expression:
    """Return the rule that a text writes.

    Args:
        text: the rule.
        names: of the figures that may stand in it.

    Raises:
        ExpressionError: it is not in the language.
    """
    if len(text) > _LONGEST:
        raise ExpressionError(f"dài quá {_LONGEST} ký tự")
    known = frozenset(names)
    # typed instead of ×, where no figure is called so
    times = {"x", "X"} - known
    parser = _Parser(["*" if token in times else token for token in _tokens(text)], known)
    expression = parser.sum(0)
    parser.end()
    return expression


def _tokens(text: str) -> Iterator[str | Fraction]:
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ExpressionError(f"không hiểu từ chỗ “{text[at : at + 20].strip()}”")
        at = found.end()
        if found["number"]:
            value = Fraction(found["number"].replace(",", "."))
            yield value / 100 if found["percent"] else value
        else:
            yield _SAME.get(found["sign"] or "", found["sign"]) or found["name"]


class _Parser(Struct):
    """Reads tokens from the left: sums of products of values."""

    tokens: list[str | Fraction]
    names: frozenset[str]
    at: int = 0

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise ExpressionError(f"thừa “{self.tokens[self.at]}”")

    def sum(self, depth: int) -> Expression:
        left = self._product(depth)
        while self._next() in {"+", "-"}:
            sign = str(self._take())
            left = Operation(sign, left, self._product(depth))
        return left

    def _product(self, depth: int) -> Expression:
        left = self._single(depth)
        while self._next() in {"*", "/"}:
            sign = str(self._take())
            left = Operation(sign, left, self._single(depth))
        return left

    def _single(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise ExpressionError("quá nhiều ngoặc lồng nhau")
        word = self._take()
        if isinstance(word, Fraction):
            return Number(word)
        if word == "-":
            # Counted as depth: a row of minus signs goes as deep as brackets.
            return Operation("-", Number(Fraction(0)), self._single(depth + 1))
        if word == "(":
            inside = self.sum(depth + 1)
            self._expect(")")
            return inside
        if word.lower() in RESERVED and self._next() == "(":
            return self._call(word.lower(), depth + 1)
        if word in self.names:
            return Name(word)
        known = ", ".join(sorted(self.names)) or "chưa có"
        raise ExpressionError(f"không có số liệu tên “{word}” (các số liệu: {known})")

    def _call(self, word: str, depth: int) -> Expression:
        self._expect("(")
        if word in _IF:
            found = self._choice(depth)
        else:
            values = [self.sum(depth)]
            while self._next() == ";":
                self._take()
                values.append(self.sum(depth))
            found = Extreme(word == _LEAST, tuple(values))
        self._expect(")")
        return found

    def _choice(self, depth: int) -> Expression:
        left = self.sum(depth)
        sign = self._take()
        if sign not in _COMPARISONS:
            raise ExpressionError("điều kiện của nếu(…) cần một dấu so sánh: <, <=, >, >= hoặc =")
        right = self.sum(depth)
        self._expect(";")
        then = self.sum(depth)
        self._expect(";")
        return Choice(str(sign), left, right, then, self.sum(depth))

    def _next(self) -> str | Fraction | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _take(self) -> str | Fraction:
        word = self._next()
        if word is None:
            raise ExpressionError("thiếu phần sau cùng")
        self.at += 1
        return word

    def _expect(self, sign: str) -> None:
        word = self._next()
        if word != sign:
            raise ExpressionError(f"thiếu “{sign}”" + ("" if word is None else f" trước “{word}”"))
        self.at += 1
