"""All rows of one ledger into another, from a file to a server or back."""

from par_excel.ledger.database import COLUMNS, Database
from par_excel.ledger.failures import LedgerNotEmpty

_OUTPUT = "output"


def copy_rows(source: Database, target: Database) -> None:
    """Copy all that a ledger holds into an empty one, a row at a time; both are whole, whatever happens meanwhile.

    Of what was written to outputs, only that of the source's own working folder is copied, and becomes that of the
    target's.

    Raises:
        LedgerNotEmpty: the target holds something.
    """
    with source.reading(), target.writing():
        for table in COLUMNS:
            if target.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None:  # noqa: S608 - own names
                raise LedgerNotEmpty(target.place)
        for table in COLUMNS:
            _copy_table(source, target, table)


def _copy_table(source: Database, target: Database, table: str) -> None:
    key, *_ = columns = COLUMNS[table]
    listed, marks = ", ".join(columns), ", ".join("?" * len(columns))
    take = f"SELECT {listed} FROM {table} WHERE {key} = ?"  # noqa: S608 - own names
    put = f"INSERT INTO {table} ({listed}) VALUES ({marks})"  # noqa: S608 - own names
    keys = source.execute(f"SELECT {key} FROM {table} ORDER BY {key}").fetchall()  # noqa: S608 - own names
    for found in keys:
        row = source.execute(take, found).fetchone()
        if table != _OUTPUT:
            target.execute(put, row)
        elif row[0].startswith(source.folder):
            target.execute(put, (target.folder + row[0].removeprefix(source.folder), *row[1:]))
