"""A small exact spreadsheet, to hold live formulas against: fractions, and the functions that they may use."""

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

Thunk = Callable[[], Any]
"""Is worked out only when it is asked for, as the branches of IF are."""


class ExactSheet:
    """One formula and the cells that it looks at."""

    _TOKEN = re.compile(
        r'\s*(?:(\d+(?:\.\d+)?)|([A-Z]+\d+)|([A-Z]+)(?=\()|("[^"]*")|(<=|>=|<>|[-+*/(),<>=]))'
    )

    def __init__(self, text: str, cells: dict[str, Fraction]) -> None:
        self.tokens = [next(part for part in found if part) for found in self._TOKEN.findall(text)]
        self.cells, self.at = cells, 0

    def value(self) -> Decimal | None:
        found = self.comparison()()
        assert self.at == len(self.tokens)
        return None if found == "" else Decimal(found.numerator) / Decimal(found.denominator)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return str(self.tokens[self.at - 1])

    def comparison(self) -> Thunk:
        left = self.sum()
        if self.peek() not in {"<", "<=", ">", ">=", "="}:
            return left
        sign, right = self.take(), self.sum()
        tests = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "=": "__eq__"}
        return lambda: getattr(left(), tests[sign])(right())

    def sum(self) -> Thunk:
        left = self.product()
        while self.peek() in {"+", "-"}:
            left = self._both(self.take(), left, self.product())
        return left

    def product(self) -> Thunk:
        left = self.single()
        while self.peek() in {"*", "/"}:
            left = self._both(self.take(), left, self.single())
        return left

    @staticmethod
    def _both(sign: str, left: Thunk, right: Thunk) -> Thunk:
        if sign == "+":
            return lambda: left() + right()
        if sign == "-":
            return lambda: left() - right()
        return (lambda: left() * right()) if sign == "*" else (lambda: left() / right())

    def single(self) -> Thunk:
        word = self.take()
        if word == "(":
            inside = self.comparison()
            self.take()
            return inside
        if word.startswith('"'):
            return lambda: word.strip('"')
        if word in self.cells:
            return lambda: self.cells[word]
        if word.isalpha():
            return self.call(word)
        return lambda: Fraction(word)

    def call(self, name: str) -> Thunk:
        self.take()
        given = [self.comparison()]
        while self.peek() == ",":
            self.take()
            given.append(self.comparison())
        self.take()
        return lambda: getattr(self, f"_{name.lower()}")(*given)

    def _if(self, test: Thunk, then: Thunk, otherwise: Thunk) -> Any:
        return then() if test() else otherwise()

    def _iferror(self, value: Thunk, otherwise: Thunk) -> Any:
        try:
            return value()
        except ZeroDivisionError:
            return otherwise()

    def _and(self, *tests: Thunk) -> bool:
        return all(test() for test in tests)

    def _count(self, *cells: Thunk) -> Fraction:
        return Fraction(len([cell() for cell in cells]))

    def _n(self, cell: Thunk) -> Any:
        return cell()

    def _min(self, *values: Thunk) -> Any:
        return min(value() for value in values)

    def _max(self, *values: Thunk) -> Any:
        return max(value() for value in values)

    def _round(self, value: Thunk, places: Thunk) -> Fraction:
        number, step = value(), 10 ** int(places())
        sign = -1 if number < 0 else 1
        return sign * Fraction(int(abs(number) * step + Fraction(1, 2)), step)
