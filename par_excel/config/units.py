"""The rows of don_vi → the units that fill the forms; for a few of them tables in par.toml are enough.

A list is for many: one appendix, hundreds of units, some of them in groups.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from par_excel.config.problems import APPENDIX, EMAIL, Problems, id_flaw
from par_excel.config.table import Row, read_parts
from par_excel.config.words import UnitColumn
from par_excel.model import Unit


def read_units(rows: Sequence[Row], known: Iterable[Unit], problems: Problems) -> tuple[Unit, ...]:
    """Return the units of the list.

    Args:
        rows: of the table.
        known: units that par.toml itself has; none may be there twice.
        problems: where what is wrong goes.
    """
    taken = list(known)
    ids = {unit.id.casefold(): "par.toml" for unit in taken}
    names = {unit.name.casefold(): "par.toml" for unit in taken}
    units = []
    for row in rows:
        unit = _unit(row, problems)
        _check_unique(row, UnitColumn.ID, unit.id, ids, problems)
        _check_unique(row, UnitColumn.NAME, unit.name, names, problems)
        units.append(unit)
    return tuple(units)


def units_csv(units: Iterable[Unit]) -> bytes:
    """Return units as a list that can be put beside par.toml and that Excel opens with its diacritics."""
    text = io.StringIO()
    table = csv.DictWriter(text, list(UnitColumn), lineterminator="\r\n")
    table.writeheader()
    for unit in units:
        table.writerow(
            {
                UnitColumn.ID: unit.id,
                UnitColumn.NAME: unit.name,
                UnitColumn.APPENDIX: ";".join(unit.appendices),
                UnitColumn.GROUP: unit.group,
                UnitColumn.EMAIL: unit.email,
                UnitColumn.CONTACT: unit.contact,
            }
        )
    # Without the mark Excel takes a CSV file for the code page of Windows.
    return text.getvalue().encode("utf-8-sig")


def _unit(row: Row, problems: Problems) -> Unit:
    flaw = id_flaw(row[UnitColumn.ID])
    if flaw:
        problems.add(row.line, f"Cột “{UnitColumn.ID}” ghi “{row[UnitColumn.ID]}”.", flaw)
    if not row[UnitColumn.NAME]:
        problems.add(row.line, f"Cột “{UnitColumn.NAME}” để trống.", "ghi tên đầy đủ của đơn vị.")
    appendix, *also = read_parts(row[UnitColumn.APPENDIX]) or ("",)
    if not all(map(APPENDIX.fullmatch, (appendix, *also))):
        problems.add(
            row.line,
            f"Cột “{UnitColumn.APPENDIX}” ghi “{row[UnitColumn.APPENDIX]}”.",
            "ghi số hoặc ký hiệu của phụ lục mà đơn vị điền, ví dụ 1.",
        )
    email = row[UnitColumn.EMAIL]
    if email and not EMAIL.fullmatch(email):
        problems.add(
            row.line,
            f"Cột “{UnitColumn.EMAIL}” ghi “{email}”, không phải địa chỉ thư điện tử.",
            "ghi một địa chỉ, hoặc để trống nếu chưa có.",
        )
    return Unit(
        id=row[UnitColumn.ID],
        name=row[UnitColumn.NAME],
        appendix=appendix,
        also=tuple(also),
        email=email,
        contact=row[UnitColumn.CONTACT],
        group=row[UnitColumn.GROUP],
    )


def _check_unique(row: Row, column: str, value: str, taken: dict[str, str], problems: Problems) -> None:
    folded = value.casefold()
    if value and folded in taken:
        problems.add(
            row.line,
            f"Cột “{column}” ghi “{value}”, đã có ở {taken[folded]}.",
            "đặt giá trị khác cho dòng này.",
        )
    taken.setdefault(folded, f"dòng {row.line}")
