"""How a check is declared: once, with its code, its severity and its words.

The function says where the breach is; the declaration says what it means. Nothing here judges.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeVar

from msgspec import Struct

from par_excel.checks.return_index import ReturnIndex
from par_excel.model import Basis, Cell, Doubt, Hit, Judged, Place, Remark, Rule, Severity, Submission
from par_excel.vietnamese import format_date, format_moment, format_number, visible

SHOWN_CHARACTERS = 80
"""Characters of a foreign text that a finding quotes."""
TEXT_NUMBERS = (Remark.TEXT_NUMBER, Remark.POINT, Remark.GROUPS, Remark.UNIT, Remark.FULL_WIDTH)
"""What is remarked of a number that was typed as text."""

AnyCell = Cell[Decimal] | Cell[str] | Cell[bool]

S = TypeVar("S")


class Delivered(Struct, frozen=True):
    """A file that came with a unit's returns and is no return itself."""

    name: str
    """Path inside the inbox."""
    is_report: bool
    """Whether it is the unit's signed report."""


class CollectedReturn(Struct, frozen=True, kw_only=True):
    """A submission that counts, how it arrived, and the index of all others: the scope of checks across returns."""

    judged: Judged
    index: ReturnIndex
    """The current submissions of all units, this one among them."""
    rivals: tuple[Submission, ...] = ()
    """Submissions of the same unit that wait for a decision and may be its final one."""
    sent_again: tuple[Submission, ...] = ()
    """Earlier submissions of the same unit that came once more after this one."""
    doubt: Doubt | None = None
    """Why this one may not be the unit's own; it counts for want of another."""
    delivered: tuple[Delivered, ...] | None = None
    """What came with the unit's returns; None where that is not known."""
    has_paper_report: bool = False
    """Whether the office has the signed report on paper."""

    @property
    def submission(self) -> Submission:
        """The submission itself."""
        return self.judged.submission


class Check(Struct, Generic[S], frozen=True):
    """A declared check: what it looks at, its words, and the function that finds the breaches."""

    scope: type[S]
    rule: Rule
    find: Callable[[S, Basis], Iterator[Hit]]


class Retired(Struct, frozen=True):
    """A code that is no longer given and never given again."""

    day: date
    title: str
    successor: str
    """Empty where there is none."""


def check(  # noqa: PLR0913 - one argument per part of the declaration
    code: str,
    severity: Severity,
    *,
    title: str,
    why: str,
    mend: str,
    office: str = "",
    live: str = "",
    example: str = "",
    guards_sums: bool = False,
) -> Callable[[Callable[[S, Basis], Iterator[Hit]]], Check[S]]:
    """Declare the decorated function as a check of what its first parameter is; the title becomes its docstring."""
    rule = Rule(
        code=code,
        severity=severity,
        title=title,
        why=why,
        mend=mend,
        office=office,
        live=live,
        example=example,
        guards_sums=guards_sums,
    )

    def declared(find: Callable[[S, Basis], Iterator[Hit]]) -> Check[S]:
        find.__doc__ = f"{title}."
        scope: type[S] = next(iter(find.__annotations__.values()))
        return Check(scope, rule, find)

    return declared


def by_code(rules: Iterable[Rule]) -> dict[str, Rule]:
    """Return the rules by code, in order of code; a code declared twice raises."""
    found: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda each: each.code):
        if rule.code in found:
            raise ValueError(f"check code declared twice: {rule.code}")
        found[rule.code] = rule
    return found


def hit(where: AnyCell | Place, criterion: str = "", *, value: str | None = None, **facts: object) -> Hit:
    """Return a breach at a cell or place; the value is what stands in the cell unless another is given."""
    place = where if isinstance(where, Place) else where.place
    found = value if value is not None else "" if isinstance(where, Place) else text_in(where)
    return Hit(place, criterion, quoted(found), {name: fact_text(fact) for name, fact in facts.items()})


def text_in(cell: AnyCell) -> str:
    """Return what stands in the cell as a person sees it there: a stored number has a decimal comma."""
    if isinstance(cell.value, Decimal) and cell.remarks.isdisjoint(TEXT_NUMBERS):
        return format_number(cell.value)
    return cell.raw


def fact_text(fact: object) -> str:
    """Return a fact as a Vietnamese sentence names it."""
    if isinstance(fact, Decimal):
        return format_number(fact)
    if isinstance(fact, datetime):
        return format_moment(fact)
    if isinstance(fact, date):
        return format_date(fact)
    return one_line(str(fact))


def quoted(text: str) -> str:
    """Return foreign text on one line, shortened, with forbidden characters shown."""
    line = one_line(text)
    return line if len(line) <= SHOWN_CHARACTERS else f"{line[: SHOWN_CHARACTERS - 1]}…"


def one_line(text: str) -> str:
    """Return the text without line breaks, with forbidden characters shown."""
    return " ".join(visible(text).split())
