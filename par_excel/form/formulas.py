"""The live formulas of a form, each with the exact value that it has for given entries.

The value is issued as the formula's cached result: LibreOffice does not recalculate what it opens, and
previewers and phones cannot. Formulas use only functions that every spreadsheet program knows, no locale,
no volatile function; numbers in them are points, as the file format wants. Numbers that people type are looked at as
the form reads them (`typed_numbers`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from functools import cached_property, wraps
from typing import Any, NamedTuple, TypeVar

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
_TEXTS = (Column.FIGURES, Column.EVIDENCE, Column.EXPLANATION)
_LEFT_OUT = ""
"""In place of a code: the row is complete, and has no score."""
_Work = Callable[["LiveForm", FormRow], _T]


def _kept_in(known: str) -> Callable[[_Work[_T]], _Work[_T]]:
    """Keep what is worked out for a row: its formulas follow from the form alone, its values from entries."""

    def kept(work: _Work[_T]) -> _Work[_T]:
        @wraps(work)
        def worked_out(live: "LiveForm", row: FormRow) -> _T:
            found: dict[Any, _T] = getattr(live, known)
            if (work, row.key) not in found:
                found[work, row.key] = work(live, row)
            return found[work, row.key]

        return worked_out

    return kept


class _Given(NamedTuple):
    """What was entered in a leaf or contribution, as the conditions of its check look at it."""

    value: str | Decimal
    """The score, or what stands in its place."""
    number: Decimal | None
    follows: str | Decimal
    """What follows from ticks or figures; an empty text where nothing does."""
    is_not_arisen: bool
    ticks: int
    is_none_ticked: bool
    amounts: Sequence[str | Decimal]
    texts: Mapping[Column, str]


_Step = tuple[str, Callable[[_Given], bool], str]
"""A condition as formula, whether it holds for what was entered, and the code of the check that speaks then."""


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
    formulas: dict[Any, Any] = field(default_factory=dict)
    """What was once written for a row: the same for all entries."""

    @cached_property
    def _values(self) -> dict[Any, Any]:
        """What was once worked out: totals, checks and the count of what is complete ask again."""
        return {}

    @_kept_in("_values")
    def score(self, leaf: FormRow) -> Live | None:
        """Return the formula of a leaf's score; None where the score can only be typed."""
        scale = self._scale(leaf)
        formula = self._score_formula(leaf)
        if formula is None:
            return None
        derived = derive_score(
            scale,
            [line.key for line in self._ticked(leaf)],
            amounts=[self._amount(row) for row in self._figure_rows(leaf)],
            places=self.form.basis.period.places,
        )
        follows = what_follows(
            self._criteria[leaf.criterion], derived, is_not_arisen=self.entries.is_not_arisen(leaf.key)
        )
        return Live(formula, "" if follows.value is None else follows.value)

    @_kept_in("formulas")
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

    @_kept_in("_values")
    def reading(self, row: FormRow) -> Mapping[str, Live]:
        """Return the formulas that read the number of a row, by their cells on the sheet of numbers; none where none is."""
        if not takes_number(row):
            return {}
        typed = self.entries.scores.get((row.key, number_column(row)))
        read = read_typed(self._following(row) if typed is None else typed)
        formulas = zip(self._reading_formulas(row).items(), read, strict=True)
        return {cell: Live(formula, value) for (cell, formula), value in formulas}

    @_kept_in("formulas")
    def _reading_formulas(self, row: FormRow) -> Mapping[str, str]:
        return reading_formulas(row)

    def sum(self, row: FormRow) -> Live:
        """Return the formula of a heading's or the whole appendix's total."""
        return Live(self._sum_formula(row), self._sum_value(row))

    @_kept_in("formulas")
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

    def _score_value(self, row: FormRow) -> str | Decimal:
        typed = self.entries.scores.get((row.key, Column.SCORE))
        return self._following(row) if typed is None else read_typed(typed).number

    def _following(self, row: FormRow) -> str | Decimal:
        """Return the score that follows from ticks or figures; an empty text where none does."""
        live = self.score(row) if row.kind is RowKind.LEAF else None
        return "" if live is None else live.value

    @_kept_in("_values")
    def check(self, row: FormRow) -> Live:
        """Return the formula that says what is still wrong in a leaf or contribution."""
        formula, steps = self._chain(row)
        given = self._given(row)
        return Live(formula, next((self.text(code) for holds, code in steps if holds(given)), DONE))

    @_kept_in("formulas")
    def _chain(self, row: FormRow) -> tuple[str, Sequence[tuple[Callable[[_Given], bool], str]]]:
        """Return nested IFs of which the first that holds gives its text; what holds, and the codes of the checks."""
        steps = tuple(self._leaf_steps(row) if row.kind is RowKind.LEAF else self._contribution_steps(row))
        formula = f'"{DONE}"'
        for condition, _, code in reversed(steps):
            formula = f'IF({condition},"{self.text(code)}",{formula})'
        return f"={formula}", [(holds, code) for _, holds, code in steps]

    def _given(self, row: FormRow) -> _Given:
        entries, value = self.entries, self._score_value(row)
        ticked = [line.kind for line in self._ticked(row)]
        return _Given(
            value,
            value if isinstance(value, Decimal) else None,
            self._following(row),
            entries.is_not_arisen(row.key),
            ticked.count(RowKind.LINE),
            RowKind.NOTHING in ticked,
            [entries.scores.get((line.key, Column.FIGURES), "") for line in self._figure_rows(row)],
            {column: entries.text(row.key, column) for column in _TEXTS},
        )

    def text(self, code: str) -> str:
        """Return what the check column says for a check."""
        return LEFT_OUT_DONE if code == _LEFT_OUT else self.texts[code]

    def codes(self, row: FormRow) -> tuple[str, ...]:
        """Return the checks that may speak in a leaf or contribution."""
        return tuple(code for _, code in self._chain(row)[1])

    @cached_property
    def all_codes(self) -> frozenset[str]:
        """The checks that may speak anywhere in the form."""
        rows = (*self.form.leaves, *self.form.contributions)
        return frozenset({_INITIATIVE_CODE}.union(*map(self.codes, rows))) - {_LEFT_OUT}

    def _leaf_steps(self, leaf: FormRow) -> Iterator[_Step]:
        score, evidence = read_cell(leaf), leaf.cell(Column.EVIDENCE)
        unexplained = f"LEN(TRIM({leaf.cell(Column.EXPLANATION)}))=0"
        yield from self._rule_steps(leaf, unexplained)
        yield from self._scale_steps(leaf)
        yield f'{score}=""', lambda given: given.value == "", "SC01"
        yield f"NOT(ISNUMBER({score}))", lambda given: given.number is None, "SC03"
        beyond = f"OR({score}<0,{score}>{leaf.cell(Column.MAXIMUM)})"
        yield beyond, lambda given: _is_beyond(given.number, leaf), "SC02"
        yield f"AND({self._not_arisen(leaf)},{unexplained})", _is_left_unexplained, "SC10"
        yield from self._value_steps(leaf)
        unproved = f"{score}>0,LEN(TRIM({evidence}))=0"
        yield (
            f"AND({unproved},{unexplained})",
            lambda given: _is_unproved(given) and not given.texts[Column.EXPLANATION],
            "EV01",
        )
        yield f"AND({unproved})", _is_unproved, "EV02"

    def _rule_steps(self, leaf: FormRow, unexplained: str) -> Iterator[_Step]:
        """Say what the set's rule asks for where nothing arose; of a row that is left out nothing else is looked at."""
        rule, score, kps = self._when_not_arisen(leaf), read_cell(leaf), self._not_arisen(leaf)
        if rule is WhenNotArisen.FULL:
            other = f'AND({kps},{score}<>"",{score}<>{leaf.cell(Column.MAXIMUM)})'
            yield other, lambda given: given.is_not_arisen and given.value not in {"", leaf.points}, "SC34"
        elif rule is WhenNotArisen.LEFT_OUT:
            yield f'AND({kps},{score}<>"")', lambda given: given.is_not_arisen and given.value != "", "SC34"
            yield f"AND({kps},{unexplained})", _is_left_unexplained, "SC10"
            yield kps, lambda given: given.is_not_arisen, _LEFT_OUT

    def _scale_steps(self, leaf: FormRow) -> Iterator[_Step]:
        scale = self._scale(leaf)
        if isinstance(scale, Formula):
            if scale.has_figures:
                typed = self._rule(leaf, scale).unsound(
                    row.cell(Column.FIGURES) for row in self._figure_rows(leaf)
                )
                arisen = self._not_arisen(leaf, "<>")
                yield f"AND({arisen},{typed})", lambda given: _is_unsound(given, scale), "SC09"
            return
        ticks = f'COUNTIF({self._marks(leaf)[0]},"{TICK}")'
        if isinstance(scale, Levels):
            yield f"{ticks}>1", lambda given: given.ticks > 1, "SC04"
        else:
            both = f"AND({self._none_ticked(leaf)},{ticks}>0)"
            yield both, lambda given: given.is_none_ticked and given.ticks > 0, "SC05"

    def _value_steps(self, leaf: FormRow) -> Iterator[_Step]:
        """Compare a typed score with what follows, and with the scale."""
        scale, score = self._scale(leaf), read_cell(leaf)
        if self._follows(leaf) is None:
            return
        yield self._differs(leaf), _is_other, "SC06"
        if isinstance(scale, Levels):
            marks, points = self._marks(leaf)
            arisen, known = self._not_arisen(leaf, "<>"), {None, *(line.points for line in scale.lines)}
            free = f'AND({arisen},COUNTIF({marks},"{TICK}")=0,COUNTIF({points},{score})=0)'
            yield (
                free,
                lambda given: not given.is_not_arisen and not given.ticks and given.number not in known,
                "SC07",
            )

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

    def _contribution_steps(self, row: FormRow) -> Iterator[_Step]:
        score = read_cell(row)
        blank = "+".join(f"LEN(TRIM({row.cell(column)}))" for column in _TEXTS)
        yield f"{blank}=0", lambda given: not any(given.texts.values()), "EV04"
        unread = f'AND({score}<>"",NOT(ISNUMBER({score})))'
        yield unread, lambda given: given.value != "" and given.number is None, "SC03"
        beyond = f"OR(N({score})<0,N({score})>{row.cell(Column.MAXIMUM)})"
        yield beyond, lambda given: _is_beyond(given.number, row), "SC02"

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

    def _ticked(self, row: FormRow) -> list[FormRow]:
        """Return the lines of a row that are marked."""
        lines = self.form.lines(row, RowKind.LINE, RowKind.NOTHING)
        return [line for line in lines if self.entries.is_ticked(line.key)]

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


def _is_beyond(number: Decimal | None, row: FormRow) -> bool:
    return number is not None and not 0 <= number <= (row.points or 0)


def _is_left_unexplained(given: _Given) -> bool:
    return given.is_not_arisen and not given.texts[Column.EXPLANATION]


def _is_unproved(given: _Given) -> bool:
    return bool(given.number) and not given.texts[Column.EVIDENCE]


def _is_other(given: _Given) -> bool:
    """Say whether a score was typed that is another than the one that follows."""
    if given.is_not_arisen or given.number is None or not isinstance(given.follows, Decimal):
        return False
    return abs(given.number - given.follows) > _TOLERANCE


def _is_unsound(given: _Given, scale: Formula) -> bool:
    """Say whether figures were typed from which no score follows."""
    sound = all(
        isinstance(amount := read_typed(entry).number, Decimal)
        and (amount > 0 if figure.id in scale.divisors else amount >= 0)
        for entry, figure in zip(given.amounts, scale.figures, strict=True)
    )
    return not given.is_not_arisen and any(entry != "" for entry in given.amounts) and not sound
