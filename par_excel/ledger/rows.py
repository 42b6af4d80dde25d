"""The values of a submission and the findings on it, row by row, so that plain SQL can query and verify them."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from typing import Any, NamedTuple

from par_excel.model import (
    Answer,
    Cell,
    Closing,
    Contribution,
    Finding,
    Initiative,
    Place,
    Refusal,
    Severity,
    Submission,
)


class ValueRow(NamedTuple):
    """One cell read, in the order of the columns of the table."""

    part: str
    row_key: str
    column_name: str
    raw: str
    value: str | None
    sheet: str
    cell: str
    remarks: str


class FindingRow(NamedTuple):
    """One finding, in the order of the columns of the table."""

    code: str
    severity: str
    unit: str
    file: str
    sheet: str
    cell: str
    criterion: str
    value: str
    title: str
    why: str
    mend: str


def value_rows(outcome: Submission | Refusal) -> Iterator[ValueRow]:
    """Yield every cell of a submission, blank ones too, in the order of the form; a refusal has none."""
    if isinstance(outcome, Refusal):
        return
    for answer in outcome.answers:
        yield from _cells("answer", answer.criterion, answer)
        for tick in answer.ticks:
            yield _row("tick", tick.line, "mark", tick.mark)
    for contribution in outcome.contributions:
        yield from _cells("contribution", contribution.id, contribution)
    for number, initiative in enumerate(outcome.initiatives, start=1):
        yield from _cells("initiative", str(number), initiative)
    yield from _cells("closing", "", outcome.closing)


def _cells(part: str, key: str, owner: Answer | Contribution | Initiative | Closing) -> Iterator[ValueRow]:
    """Yield the attributes that are cells; one that the model gains is stored without a change here."""
    for attribute in fields(owner):
        cell = getattr(owner, attribute.name)
        if isinstance(cell, Cell):
            yield _row(part, key, attribute.name, cell)


def _row(part: str, key: str, column: str, cell: Cell[Any]) -> ValueRow:
    remarks = "; ".join(sorted(remark.value for remark in cell.remarks))
    return ValueRow(
        part, key, column, cell.raw, _text(cell.value), cell.place.sheet, cell.place.cell, remarks
    )


def _text(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def finding_row(finding: Finding) -> FindingRow:
    """Return a finding as it is stored."""
    return FindingRow(
        code=finding.code,
        severity=finding.severity.value,
        unit=finding.unit,
        file=finding.place.file,
        sheet=finding.place.sheet,
        cell=finding.place.cell,
        criterion=finding.criterion,
        value=finding.value,
        title=finding.title,
        why=finding.why,
        mend=finding.mend,
    )


def finding_of(columns: Sequence[str]) -> Finding:
    """Return the finding that a row holds; ValueError where its severity is none."""
    row = FindingRow(*columns)
    return Finding(
        code=row.code,
        severity=Severity(row.severity),
        unit=row.unit,
        place=Place(row.file, row.sheet, row.cell),
        criterion=row.criterion,
        value=row.value,
        title=row.title,
        why=row.why,
        mend=row.mend,
    )
