"""frictionless validates the answer table of every workbook, by its Python interface, in one process.

It does what it can: the columns as a table schema (numbers where numbers stand), and one check of its own kind that
holds scores against the catalogue's maxima and wants evidence or an explanation beside a score. It reads one sheet of
the five, writes nothing and keeps nothing; its report says row and field.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from frictionless import Check, Checklist, Dialect, Error, Resource, Schema, errors, fields
from frictionless.formats import ExcelControl
from frictionless.table import Row

from bench.user_script_openpyxl import SHEET, read_maxima

HEAD_ROWS = 6
"""Titles and the header; the header above contributed criteria is recognised by its words."""
HEADER_WORDS = ("Điểm tối đa", "Điểm tự đánh giá", "Điểm đề xuất")
NUMBERS = frozenset({"maximum", "score"})
COLUMNS = (
    "code",
    "name",
    "maximum",
    "level",
    "score",
    "figures",
    "evidence",
    "explanation",
    "check",
    "margin",
)


class AgainstCatalogue(Check):  # type: ignore[misc]
    """A score lies between 0 and the catalogue's maximum, and something proves it."""

    type = "against-catalogue"
    Errors = [errors.RowError]  # noqa: RUF012 - frictionless wants a list

    def __init__(self, maxima: Mapping[str, float]) -> None:
        """Take the maxima by code."""
        super().__init__()
        self._maxima = maxima

    def validate_row(self, row: Row) -> Iterator[Error]:
        """Yield what is wrong in a row."""
        maximum = self._maxima.get(row["code"])
        if maximum is None:
            return
        score = row["score"]
        if score is None or not 0 <= score <= maximum:
            yield errors.RowError.from_row(row, note=f"score is not between 0 and {maximum}")
        elif score > 0 and not row["evidence"] and not row["explanation"]:
            yield errors.RowError.from_row(row, note="nothing proves the score")


def table_schema() -> Schema:
    """Return the schema of the answer table."""
    columns = [
        fields.NumberField(name=name) if name in NUMBERS else fields.AnyField(name=name) for name in COLUMNS
    ]
    return Schema(fields=columns, missing_values=["", *HEADER_WORDS])


def faults_in(path: Path, schema: Schema, maxima: Mapping[str, float]) -> list[str]:
    """Return what frictionless finds in one workbook."""
    dialect = Dialect(
        header=False,
        comment_rows=list(range(1, HEAD_ROWS + 1)),
        skip_blank_rows=True,
        controls=[ExcelControl(sheet=SHEET)],
    )
    resource = Resource(path=path.name, basepath=str(path.parent), dialect=dialect, schema=schema)
    report = resource.validate(Checklist(checks=[AgainstCatalogue(maxima)]))
    return [
        error.message for error in (*report.errors, *(each for task in report.tasks for each in task.errors))
    ]


def main() -> None:
    """Validate the inbox by the catalogue that the command line names; say how much there was."""
    inbox, catalogue = map(Path, sys.argv[1:])
    maxima = {str(code): maximum for code, maximum in read_maxima(catalogue).items()}
    schema = table_schema()
    paths = sorted(inbox.glob("*.xlsx"))
    faults = sum(len(faults_in(path, schema, maxima)) for path in paths)
    sys.stdout.write(f"{len(paths)} {faults}\n")


if __name__ == "__main__":
    main()
