"""A rule of the catalogue as a spreadsheet formula that gives the same value, whichever program works it out.

A comparison of a quotient with a number is multiplied out, so that a figure exactly on a threshold stands on it: what
spreadsheets divide is a binary fraction.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from par_excel.model import Formula
from par_excel.model.expression import Choice, Expression, Extreme, Name, Number, Operation, parts

_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}
_PER_CENT = 100


class LiveRule(Struct, frozen=True):
    """A formula with the cells of its figures."""

    formula: Formula
    cells: Mapping[str, str]
    """Where each figure is read, in the order of the formula."""
    places: int

    @property
    def divisors(self) -> tuple[str, ...]:
        """The cells that must be above zero."""
        return tuple(cell for figure, cell in self.cells.items() if figure in self.formula.divisors)

    @property
    def others(self) -> tuple[str, ...]:
        """The cells that may be zero."""
        return tuple(cell for figure, cell in self.cells.items() if figure not in self.formula.divisors)

    def sound(self) -> str:
        """Return the condition that a score follows from the figures."""
        conditions = (
            f"COUNT({','.join(self.cells.values())})={len(self.cells)}",
            # compared as it is, a text would be greater than every number; N makes 0 of it
            *(f"N({cell})>0" for cell in self.divisors),
            *(f"N({cell})>=0" for cell in self.others),
        )
        return f"AND({','.join(conditions)})"

    def unsound(self, typed: Iterable[str]) -> str:
        """Return the condition that figures are given, in the cells where they are typed, from which no score follows."""
        given = ",".join(self.cells.values())
        faults = (
            f"COUNT({given})<{len(self.cells)}",
            *(f"N({cell})<=0" for cell in self.divisors),
            *(f"N({cell})<0" for cell in self.others),
        )
        return f"COUNTA({','.join(typed)})>0,OR({','.join(faults)})"

    def score(self) -> str:
        """Return the score, or an empty text where none follows."""
        return f'IF({self.sound()},{self.value()},"")'

    def value(self, *, otherwise: str = '""') -> str:
        """Return the score that follows from sound figures; `otherwise` where the rule still divides by zero."""
        assert self.formula.rule is not None  # noqa: S101 - is_computable says so; narrows the type
        bounded = self._bounded(self.formula.rule)
        return f"IFERROR({bounded},{otherwise})" if self._may_fail() else bounded

    def _may_fail(self) -> bool:
        """Say whether the rule divides by something else than a figure that is known to be above zero."""
        assert self.formula.rule is not None  # noqa: S101 - as above
        return any(
            isinstance(part, Operation)
            and part.sign == "/"
            and not isinstance(part.right, Number)
            and not (isinstance(part.right, Name) and part.right.name in self.formula.divisors)
            for part, _ in parts(self.formula.rule)
        )

    def _bounded(self, rule: Expression) -> str:
        """Return a rule rounded and within its bounds; a choice between values is one between bounded values."""
        formula = self.formula
        match rule:
            case Choice(_, _, _, then, otherwise):
                return f"IF({self._condition(rule)},{self._bounded(then)},{self._bounded(otherwise)})"
            case Number(value) if formula.floor <= value <= formula.cap and _has_places(value, self.places):
                return _number(value)
        rounded = f"ROUND({self._text(rule)},{self.places})"
        if formula.floor or _may_be_negative(rule):
            rounded = f"MAX({formula.floor:f},{rounded})"
        return f"MIN({formula.cap:f},{rounded})"

    def _text(self, rule: Expression) -> str:
        match rule:
            case Number(value):
                return _number(value)
            case Name(name):
                return self.cells[name]
            case Operation(sign, left, right):
                return f"{self._operand(left, sign)}{sign}{self._operand(right, sign, is_right=True)}"
            case Extreme(is_least, values):
                return f"{'MIN' if is_least else 'MAX'}({','.join(map(self._text, values))})"
            case Choice(_, _, _, then, otherwise):
                return f"IF({self._condition(rule)},{self._text(then)},{self._text(otherwise)})"

    def _operand(self, rule: Expression, sign: str, *, is_right: bool = False) -> str:
        """Return a part of an operation, in brackets where it would be worked out in another order."""
        text = self._text(rule)
        if not isinstance(rule, Operation):
            return text
        own, around = _STRENGTH[rule.sign], _STRENGTH[sign]
        return f"({text})" if own < around or (is_right and own == around) else text

    def _condition(self, choice: Choice) -> str:
        match choice.left, choice.right:
            case Operation("/", left, Name(name)), Number(limit) if name in self.formula.divisors:
                # times a hundred as well: a threshold in whole per cent is then a whole number, which a binary one
                # holds
                return f"{self._operand(left, '*')}*{_PER_CENT}{choice.sign}{_number(limit * _PER_CENT)}*{self.cells[name]}"
        return f"{self._text(choice.left)}{choice.sign}{self._text(choice.right)}"


def _number(value: Fraction) -> str:
    """Return a number of a rule as it was written: all of them are decimal."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return f"{exact:f}" if exact >= 0 else f"({exact:f})"


def _has_places(value: Fraction, places: int) -> bool:
    return Fraction(value * 10**places).denominator == 1


def _may_be_negative(rule: Expression) -> bool:
    return any(isinstance(part, Operation) and part.sign == "-" for part, _ in parts(rule))
