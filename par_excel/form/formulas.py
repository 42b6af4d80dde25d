"""The live formulas of a form, each with the exact value that it has for given entries.

The value is issued as the formula's cached result: LibreOffice does not recalculate what it opens, and
previewers and phones cannot. Formulas use only functions that every spreadsheet program knows, no locale,
no volatile function; numbers in them are points, as the file format wants. Numbers that people type are looked at as
the form reads them (`typed_numbers`).
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal
from functools import cached_property, wraps
from typing import TypeVar

from msgspec import Struct, field

from par_excel.form.columns import (
    DONE,
    INITIATIVE_OBLIGATORY,
    LEFT_OUT_DONE,
    NOT_ARISEN,
    TICK,
    Column,
    InitiativeColumn,
    RowKind,
)
from par_excel.form.entries import Entries, trimmed
from par_excel.form.form import FIRST_ROW, INITIATIVE_HEADER_ROW, Form, FormRow
from par_excel.form.live_rule import LiveRule
from par_excel.form.typed_numbers import number_column, read_cell, read_typed, reading_formulas, takes_number
from par_excel.model import Criterion, Cumulative, Formula, Levels, WhenNotArisen, derive_score, what_follows

_T = TypeVar("_T")

_BLANK = '""'
_SHOWN = Context(prec=15)
"""The digits that spreadsheet programs keep."""
_TOLERANCE = Decimal("0.000001")
"""How far a typed score may be from what follows: spreadsheet programs compute in binary fractions."""
_INITIATIVE_CODE = "IN02"
_LEFT_OUT = ""
"""In place of a code: the row is complete, and has no score."""
_Step = tuple[str, bool, str]
"""A condition as formula, whether it holds for the entries, and the code of the check that speaks then."""


def _written_once(write: Callable[["LiveForm", FormRow], _T]) -> Callable[["LiveForm", FormRow], _T]:
    """Keep what a row's formulas are: they follow from the form alone, while values follow from entries."""

    @wraps(write)
    def written(live: "LiveForm", row: FormRow) -> _T:
        known, key = live.form.formulas, (write.__name__, row.key)
        if key not in known:
            known[key] = write(live, row)
        found: _T = known[key]
        return found

    return written


class Live(Struct, frozen=True):
    """A formula and its value; an empty text is a value too."""

    formula: str
    value: str | Decimal


class LiveForm(Struct, frozen=True, dict=True):
    """The formulas of one form for given entries."""

    form: Form
    entries: Entries
    texts: Mapping[str, str]
    """What the check column says, by the code of the check."""
    _scores: dict[str, Live | None] = field(default_factory=dict)
    """What was once worked out, by row key: totals, checks and the count of what is complete ask again."""
    _steps: dict[str, list[_Step]] = field(default_factory=dict)

    def score(self, leaf: FormRow) -> Live | None:
        """Return the formula of a leaf's score; None where the score can only be typed."""
        if leaf.key not in self._scores:
            self._scores[leaf.key] = self._live_score(leaf)
        return self._scores[leaf.key]

    def _live_score(self, leaf: FormRow) -> Live | None:
        scale = self._scale(leaf)
        formula = self._score_formula(leaf)
        if formula is None:
            return None
        derived = derive_score(
            scale,
            self._ticked(leaf, RowKind.LINE, RowKind.NOTHING),
            amounts=[self._amount(row) for row in self._figure_rows(leaf)],
            places=self.form.basis.period.places,
        )
        follows = what_follows(
            self._criteria[leaf.criterion], derived, is_not_arisen=self.entries.is_not_arisen(leaf.key)
        )
        return Live(formula, "" if follows.value is None else follows.value)

    @_written_once
    def _score_formula(self, leaf: FormRow) -> str | None:
        follows, is_full = self._follows(leaf), self._when_not_arisen(leaf) is WhenNotArisen.FULL
        if follows is None and not is_full:
            return None
        not_arisen = leaf.cell(Column.MAXIMUM) if is_full else _BLANK
        return f"=IF({self._not_arisen(leaf)},{not_arisen},{follows or _BLANK})"

    def _follows(self, leaf: FormRow) -> str | None:
        """Return what follows from ticks or figures, as a formula; None where nothing can."""
        scale = self._scale(leaf)
        if isinstance(scale, Formula):
            return self._rule(leaf, scale).score() if scale.is_computable else None
        marks, points = self._marks(leaf)
        ticked = f'COUNTIF({marks},"{TICK}")'
        if isinstance(scale, Levels):
            return f'IF({ticked}=1,SUMIF({marks},"{TICK}",{points}),"")'
        none = self._none_ticked(leaf)
        return f'IF({ticked}=0,IF({none},0,""),IF({none},"",SUMIF({marks},"{TICK}",{points})))'

    def _when_not_arisen(self, leaf: FormRow) -> WhenNotArisen:
        return self._criteria[leaf.criterion].when_not_arisen

    @staticmethod
    def _not_arisen(leaf: FormRow, sign: str = "=") -> str:
        return f'{leaf.cell(Column.LEVEL)}{sign}"{NOT_ARISEN}"'

    def _rule(self, leaf: FormRow, scale: Formula) -> LiveRule:
        return LiveRule(scale, self._figures(leaf), self.form.basis.period.places)

    def rate(self, row: FormRow) -> Live | None:
        """Return the formula of the line that shows the rate in per cent; None where nothing is computed."""
        leaf = self.form.by_key[row.criterion]
        scale = self._scale(leaf)
        if not isinstance(scale, Formula) or not scale.has_figures or scale.share is None:
            return None
        upper, lower = self._figures(leaf).values()
        formula = f'=IF(COUNT({upper},{lower})=2,IF({lower}>0,{upper}/{lower}*100,""),"")'
        above, below = map(self._amount, self._figure_rows(leaf))
        if above is None or below is None or below <= 0:
            return Live(formula, "")
        return Live(formula, _SHOWN.divide(above * 100, below))

    def _amount(self, row: FormRow) -> Decimal | None:
        number = read_typed(self.entries.scores.get((row.key, Column.FIGURES), "")).number
        return number if isinstance(number, Decimal) else None

    def reading(self, row: FormRow) -> Mapping[str, Live]:
        """Return the formulas that read the number of a row, by their cells on the sheet of numbers; none where none is."""
        if not takes_number(row):
            return {}
        typed = self.entries.scores.get((row.key, number_column(row)))
        if typed is None:
            typed = self._score_value(row) if row.kind is RowKind.LEAF else ""
        formulas = zip(self._reading_formulas(row).items(), read_typed(typed), strict=True)
        return {cell: Live(formula, value) for (cell, formula), value in formulas}

    @_written_once
    def _reading_formulas(self, row: FormRow) -> Mapping[str, str]:
        return reading_formulas(row)

    def sum(self, row: FormRow) -> Live:
        """Return the formula of a heading's or the whole appendix's total."""
        return Live(self._sum_formula(row), self._sum_value(row))

    @_written_once
    def _sum_formula(self, row: FormRow) -> str:
        parts = (self.form.by_number[part] for part in row.parts)
        cells = ",".join(
            read_cell(part) if part.kind is RowKind.LEAF else part.cell(Column.SCORE) for part in parts
        )
        return f"=SUM({cells})" if cells else "=0"

    def maximum(self, row: FormRow) -> Live | None:
        """Return the formula of the maximum of a sum of which rows may be left out; None where none may."""
        if not row.optional or row.points is None:
            return None
        leaves = [self.form.by_number[number] for number in row.optional]
        left_out = [leaf.points or Decimal(0) for leaf in leaves if self.entries.is_not_arisen(leaf.key)]
        terms = (f"-IF({self._not_arisen(leaf)},{leaf.cell(Column.MAXIMUM)},0)" for leaf in leaves)
        return Live(f"={row.points:f}{''.join(terms)}", row.points - sum(left_out, Decimal(0)))

    def _sum_value(self, row: FormRow) -> Decimal:
        parts = (self.form.by_number[part] for part in row.parts)
        values = (
            self._score_value(part) if part.kind is RowKind.LEAF else self._sum_value(part) for part in parts
        )
        return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))

    def _score_value(self, leaf: FormRow) -> str | Decimal:
        typed = self.entries.scores.get((leaf.key, Column.SCORE))
        if typed is not None:
            return read_typed(typed).number
        live = self.score(leaf)
        return "" if live is None else live.value

    def check(self, row: FormRow) -> Live:
        """Return the formula that says what is still wrong in a leaf or contribution."""
        return self._chain(self._steps_of(row))

    def text(self, code: str) -> str:
        """Return what the check column says for a check."""
        return LEFT_OUT_DONE if code == _LEFT_OUT else self.texts[code]

    def codes(self, row: FormRow) -> tuple[str, ...]:
        """Return the checks that may speak in a leaf or contribution."""
        return tuple(code for _, _, code in self._steps_of(row))

    @cached_property
    def all_codes(self) -> frozenset[str]:
        """The checks that may speak anywhere in the form."""
        rows = (*self.form.leaves, *self.form.contributions)
        return frozenset({_INITIATIVE_CODE}.union(*map(self.codes, rows))) - {_LEFT_OUT}

    def _steps_of(self, row: FormRow) -> list[_Step]:
        if row.key not in self._steps:
            is_leaf = row.kind is RowKind.LEAF
            self._steps[row.key] = self._leaf_steps(row) if is_leaf else self._contribution_steps(row)
        return self._steps[row.key]

    def _leaf_steps(self, leaf: FormRow) -> list[_Step]:
        score, maximum = read_cell(leaf), leaf.cell(Column.MAXIMUM)
        evidence, explanation = leaf.cell(Column.EVIDENCE), leaf.cell(Column.EXPLANATION)
        value, given = self._score_value(leaf), self.entries
        number = value if isinstance(value, Decimal) else None
        not_arisen = given.is_not_arisen(leaf.key)
        has_evidence = bool(given.text(leaf.key, Column.EVIDENCE))
        has_explanation = bool(given.text(leaf.key, Column.EXPLANATION))
        return [
            *self._rule_steps(leaf, value),
            *self._scale_steps(leaf),
            (f'{score}=""', value == "", "SC01"),
            (f"NOT(ISNUMBER({score}))", number is None, "SC03"),
            (
                f"OR({score}<0,{score}>{maximum})",
                number is not None and not 0 <= number <= (leaf.points or 0),
                "SC02",
            ),
            (
                f"AND({self._not_arisen(leaf)},LEN(TRIM({explanation}))=0)",
                not_arisen and not has_explanation,
                "SC10",
            ),
            *self._value_steps(leaf, number),
            (
                f"AND({score}>0,LEN(TRIM({evidence}))=0,LEN(TRIM({explanation}))=0)",
                bool(number) and not has_evidence and not has_explanation,
                "EV01",
            ),
            (f"AND({score}>0,LEN(TRIM({evidence}))=0)", bool(number) and not has_evidence, "EV02"),
        ]

    def _rule_steps(self, leaf: FormRow, value: str | Decimal) -> list[_Step]:
        """Say what the set's rule asks for where nothing arose; of a row that is left out nothing else is looked at."""
        rule = self._when_not_arisen(leaf)
        if rule is WhenNotArisen.TYPED:
            return []
        score, explanation = read_cell(leaf), leaf.cell(Column.EXPLANATION)
        here, kps = self.entries.is_not_arisen(leaf.key), self._not_arisen(leaf)
        if rule is WhenNotArisen.FULL:
            other = here and value not in {"", leaf.points}
            return [(f'AND({kps},{score}<>"",{score}<>{leaf.cell(Column.MAXIMUM)})', other, "SC34")]
        is_said = bool(self.entries.text(leaf.key, Column.EXPLANATION))
        return [
            (f'AND({kps},{score}<>"")', here and value != "", "SC34"),
            (f"AND({kps},LEN(TRIM({explanation}))=0)", here and not is_said, "SC10"),
            (kps, here, _LEFT_OUT),
        ]

    def _scale_steps(self, leaf: FormRow) -> list[_Step]:
        scale = self._scale(leaf)
        if isinstance(scale, Levels):
            marks, _ = self._marks(leaf)
            return [(f'COUNTIF({marks},"{TICK}")>1', len(self._ticked(leaf)) > 1, "SC04")]
        if isinstance(scale, Cumulative):
            marks, _ = self._marks(leaf)
            none = self.form.lines(leaf, RowKind.NOTHING)[0]
            both = self.entries.is_ticked(none.key) and bool(self._ticked(leaf))
            return [(f'AND({self._none_ticked(leaf)},COUNTIF({marks},"{TICK}")>0)', both, "SC05")]
        if scale.has_figures:
            return [self._figures_step(leaf)]
        return []

    def _figures_step(self, leaf: FormRow) -> _Step:
        scale = self._scale(leaf)
        assert isinstance(scale, Formula)  # noqa: S101 - only formulas have figures; narrows the type
        given = [self.entries.scores.get((row.key, Column.FIGURES), "") for row in self._figure_rows(leaf)]
        amounts = [read_typed(entry).number for entry in given]
        divisors = [figure.id in scale.divisors for figure in scale.figures]
        sound = all(
            isinstance(amount, Decimal) and (amount > 0 if is_divisor else amount >= 0)
            for amount, is_divisor in zip(amounts, divisors, strict=True)
        )
        blank = all(entry == "" for entry in given)
        is_wrong = not self.entries.is_not_arisen(leaf.key) and not blank and not sound
        return self._unsound(leaf), is_wrong, "SC09"

    @_written_once
    def _unsound(self, leaf: FormRow) -> str:
        scale = self._scale(leaf)
        assert isinstance(scale, Formula)  # noqa: S101 - only formulas have figures; narrows the type
        typed = [row.cell(Column.FIGURES) for row in self._figure_rows(leaf)]
        return f"AND({self._not_arisen(leaf, '<>')},{self._rule(leaf, scale).unsound(typed)})"

    def _value_steps(self, leaf: FormRow, number: Decimal | None) -> list[_Step]:
        """Compare a typed score with what follows, and with the scale."""
        scale, score = self._scale(leaf), read_cell(leaf)
        live = self.score(leaf)
        if live is None or self._follows(leaf) is None:
            return []
        differs = (
            not self.entries.is_not_arisen(leaf.key)
            and isinstance(live.value, Decimal)
            and number is not None
            and abs(number - live.value) > _TOLERANCE
        )
        steps = [(self._differs(leaf), differs, "SC06")]
        if isinstance(scale, Levels):
            marks, points = self._marks(leaf)
            free = (
                f'AND({self._not_arisen(leaf, "<>")},COUNTIF({marks},"{TICK}")=0,COUNTIF({points},{score})=0)'
            )
            unticked = not self._ticked(leaf) and not self.entries.is_not_arisen(leaf.key)
            outside = number is not None and number not in {line.points for line in scale.lines}
            steps.append((free, unticked and outside, "SC07"))
        return steps

    @_written_once
    def _differs(self, leaf: FormRow) -> str:
        """Return the condition that a typed score is another than the one that follows."""
        scale, score = self._scale(leaf), read_cell(leaf)
        arisen = self._not_arisen(leaf, "<>")
        if isinstance(scale, Formula):
            # AND works out all its parts, and the score divides: the figures are looked at first
            rule = self._rule(leaf, scale)
            far = f"ABS({score}-{rule.value(otherwise=score)})>{_TOLERANCE}"
            return f"IF({rule.sound()},AND({arisen},{far}),FALSE)"
        marks, points = self._marks(leaf)
        count = f'COUNTIF({marks},"{TICK}")'
        follows = f"{count}=1" if isinstance(scale, Levels) else f"OR({count}>0,{self._none_ticked(leaf)})"
        return f'AND({arisen},{follows},ABS({score}-SUMIF({marks},"{TICK}",{points}))>{_TOLERANCE})'

    def _contribution_steps(self, row: FormRow) -> list[_Step]:
        columns = (Column.FIGURES, Column.EVIDENCE, Column.EXPLANATION)
        cells = [row.cell(column) for column in columns]
        filled = [bool(self.entries.text(row.key, column)) for column in columns]
        score, maximum = read_cell(row), row.cell(Column.MAXIMUM)
        typed = read_typed(self.entries.scores.get((row.key, Column.SCORE), "")).number
        number = typed if isinstance(typed, Decimal) else None
        blank = "+".join(f"LEN(TRIM({cell}))" for cell in cells)
        return [
            (f"{blank}=0", not any(filled), "EV04"),
            (f'AND({score}<>"",NOT(ISNUMBER({score})))', typed != "" and number is None, "SC03"),
            (
                f"OR(N({score})<0,N({score})>{maximum})",
                number is not None and not 0 <= number <= (row.points or 0),
                "SC02",
            ),
        ]

    def initiative_check(self, index: int) -> Live:
        """Return the formula that says what the initiative at this index (from 0) still lacks."""
        row = INITIATIVE_HEADER_ROW + 1 + index
        given = self.entries.initiatives[index] if index < len(self.entries.initiatives) else {}
        inputs = [column for column in InitiativeColumn if column.is_input]
        everything = "+".join(f"LEN(TRIM({column.letter}{row}))" for column in inputs)
        lacking = ",".join(f"LEN(TRIM({column.letter}{row}))=0" for column in INITIATIVE_OBLIGATORY)
        text = self.texts[_INITIATIVE_CODE]
        formula = f'=IF({everything}=0,"",IF(OR({lacking}),"{text}","{DONE}"))'
        if not any(trimmed(given.get(column, "")) for column in inputs):
            return Live(formula, "")
        complete = all(trimmed(given.get(column, "")) for column in INITIATIVE_OBLIGATORY)
        return Live(formula, DONE if complete else text)

    def progress(self) -> Live:
        """Return the formula that counts what is complete: `12/31 nội dung đã hoàn thành`."""
        rows = [*self.form.leaves, *self.form.contributions]
        column = Column.CHECK.letter
        done = sum(str(self.check(row).value).startswith(DONE) for row in rows)
        tail = f"/{len(rows)} nội dung đã hoàn thành"
        counted = f'COUNTIF({column}{FIRST_ROW}:{column}{self.form.last_row},"{DONE}*")'
        return Live(f'={counted}&"{tail}"', f"{done}{tail}")

    def _chain(self, steps: Iterable[_Step]) -> Live:
        """Return nested IFs of which the first that holds gives its text."""
        known = [(condition, holds, self.text(code)) for condition, holds, code in steps]
        formula = f'"{DONE}"'
        for condition, _, text in reversed(known):
            formula = f'IF({condition},"{text}",{formula})'
        value = next((text for _, holds, text in known if holds), DONE)
        return Live("=" + formula, value)

    def _scale(self, leaf: FormRow) -> Levels | Cumulative | Formula:
        scale = self._criteria[leaf.criterion].scale
        assert isinstance(scale, Levels | Cumulative | Formula)  # noqa: S101 - survey rows stand in no form
        return scale

    @cached_property
    def _criteria(self) -> Mapping[str, Criterion]:
        return {leaf.code: leaf for leaf in self.form.appendix.leaves}

    def _marks(self, leaf: FormRow) -> tuple[str, str]:
        lines = self.form.lines(leaf, RowKind.LINE)
        first, last = lines[0], lines[-1]
        return tuple(  # type: ignore[return-value]
            f"{first.cell(column)}:{last.cell(column)}" for column in (Column.LEVEL, Column.MAXIMUM)
        )

    def _ticked(self, leaf: FormRow, *kinds: RowKind) -> list[str]:
        lines = self.form.lines(leaf, *(kinds or (RowKind.LINE,)))
        return [row.key for row in lines if self.entries.is_ticked(row.key)]

    def _none_ticked(self, leaf: FormRow) -> str:
        cell = self.form.lines(leaf, RowKind.NOTHING)[0].cell(Column.LEVEL)
        return f'COUNTIF({cell},"{TICK}")=1'

    def _figure_rows(self, leaf: FormRow) -> tuple[FormRow, ...]:
        return self.form.lines(leaf, RowKind.FIGURE)

    def _figures(self, leaf: FormRow) -> Mapping[str, str]:
        """Return the cells in which a formula's figures are read, by their id."""
        scale = self._scale(leaf)
        assert isinstance(scale, Formula)  # noqa: S101 - only formulas have figures; narrows the type
        rows = self._figure_rows(leaf)
        return {figure.id: read_cell(row) for figure, row in zip(scale.figures, rows, strict=True)}
