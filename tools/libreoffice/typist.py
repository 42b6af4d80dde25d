"""One job for a running LibreOffice: type into a workbook, read its cells, or save it in another format.

Runs under the interpreter that has LibreOffice's ``uno`` and imports nothing of the project: a job comes as JSON
on standard input, what came of it goes as JSON to standard output.
Text is typed as a person would, so that the locale parses it and protection refuses it; ``setFormula`` would do
neither.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException
from com.sun.star.table.CellContentType import EMPTY, FORMULA, TEXT

# UNO's objects have no types that Python knows.
Uno = Any

FILTERS = {
    "com.sun.star.sheet.SpreadsheetDocument": {
        "csv": "Text - txt - csv (StarCalc)",
        "ods": "calc8",
        "pdf": "calc_pdf_Export",
        "xls": "MS Excel 97",
        "xlsx": "Calc MS Excel 2007 XML",
    },
    "com.sun.star.text.TextDocument": {
        "doc": "MS Word 97",
        "docx": "MS Word 2007 XML",
        "odt": "writer8",
        "pdf": "writer_pdf_Export",
    },
}


class JobError(Exception):
    """The job asks for what the document or LibreOffice cannot give."""


class Desk:
    """The running LibreOffice, as seen from here."""

    def __init__(self, address: str, patience: float) -> None:
        self.context = connect(address, patience)
        self.desktop = self._service("com.sun.star.frame.Desktop")
        self.dispatcher = self._service("com.sun.star.frame.DispatchHelper")

    def _service(self, name: str) -> Uno:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def open(self, path: str) -> Uno:
        """Open a file in a window: without one LibreOffice saves no frozen panes."""
        document = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, ())
        if document is None:
            msg = f"LibreOffice cannot open {Path(path).name}"
            raise JobError(msg)
        return document

    def quit(self) -> bool:
        """End LibreOffice by its own menu, so that it leaves nothing behind."""
        try:
            return bool(self.desktop.terminate())
        except DisposedException:  # it was quicker than its answer
            return True

    def dispatch(self, document: Uno, command: str, **arguments: str) -> None:
        """Give a command as a menu or the keyboard would."""
        frame = document.CurrentController.Frame
        self.dispatcher.executeDispatch(frame, command, "", 0, properties(**arguments))


def connect(address: str, patience: float) -> Uno:
    """Connect to LibreOffice, waiting while it starts."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    deadline = time.monotonic() + patience
    while True:
        try:
            return resolver.resolve(f"uno:{address};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def properties(**values: Any) -> tuple[Uno, ...]:
    """Make UNO's kind of keyword arguments."""
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def sheet_of(document: Uno, name: str) -> Uno:
    """Find a sheet by its name."""
    sheets = document.Sheets
    if not sheets.hasByName(name):
        msg = f"no sheet {name!r}; there are {', '.join(sheets.ElementNames)}"
        raise JobError(msg)
    return sheets.getByName(name)


def save(document: Uno, target: str, filter_name: str) -> None:
    """Save a copy of the document."""
    document.storeToURL(Path(target).as_uri(), properties(FilterName=filter_name))


# --- steps: each tells whether LibreOffice let it happen --------------------------------------------------------------


def go_to(desk: Desk, document: Uno, sheet: Uno, point: str) -> None:
    """Select a cell, as with a click."""
    if not sheet.IsVisible:
        msg = f"sheet {sheet.Name!r} is hidden: nobody can type there"
        raise JobError(msg)
    document.CurrentController.setActiveSheet(sheet)
    desk.dispatch(document, ".uno:GoToCell", ToPoint=point)


def type_text(desk: Desk, document: Uno, step: dict[str, Any]) -> bool:
    """Type a text into a cell; an empty text is the Delete key."""
    sheet = sheet_of(document, step["sheet"])
    cell = sheet.getCellRangeByName(step["cell"]).getCellByPosition(0, 0)
    before = (cell.Formula, cell.Type)
    go_to(desk, document, sheet, step["cell"])
    if step["text"]:
        desk.dispatch(document, ".uno:EnterString", StringName=step["text"])
    else:
        desk.dispatch(document, ".uno:ClearContents")
    may_refuse = sheet.isProtected() and cell.CellProtection.IsLocked
    return not (may_refuse and (cell.Formula, cell.Type) == before)


def unprotect(_desk: Desk, document: Uno, step: dict[str, Any]) -> bool:
    """Take the protection off a sheet that has no password."""
    sheet = sheet_of(document, step["sheet"])
    sheet.unprotect("")
    return not sheet.isProtected()


def change_row(desk: Desk, document: Uno, step: dict[str, Any], command: str) -> bool:
    """Select a whole row and give a command; the cell below tells by its address whether anything moved."""
    sheet = sheet_of(document, step["sheet"])
    below = sheet.getCellByPosition(0, step["row"])
    go_to(desk, document, sheet, f"A{step['row']}")
    document.CurrentController.select(sheet.Rows.getByIndex(step["row"] - 1))
    desk.dispatch(document, command)
    return bool(below.CellAddress.Row != step["row"])


def insert_row(desk: Desk, document: Uno, step: dict[str, Any]) -> bool:
    """Insert an empty row above a row."""
    return change_row(desk, document, step, ".uno:InsertRowsBefore")


def delete_row(desk: Desk, document: Uno, step: dict[str, Any]) -> bool:
    """Delete a row."""
    return change_row(desk, document, step, ".uno:DeleteRows")


STEPS = {"Type": type_text, "Unprotect": unprotect, "InsertRow": insert_row, "DeleteRow": delete_row}

# --- jobs -------------------------------------------------------------------------------------------------------------


def type_into(desk: Desk, document: Uno, job: dict[str, Any]) -> list[int]:
    """Carry out steps, save, and give the numbers of those that were refused."""
    refused = [
        number for number, step in enumerate(job["steps"]) if not STEPS[step["step"]](desk, document, step)
    ]
    save(document, job["target"], job["filter"])
    return refused


def read(_desk: Desk, document: Uno, job: dict[str, Any]) -> list[list[Any]]:
    """Give what cells show and hold."""
    if job["recalculate"]:
        document.calculateAll()
    sheets = {name: sheet_of(document, name) for name in {name for name, _ in job["cells"]}}
    return [shown(sheets[name].getCellRangeByName(cell)) for name, cell in job["cells"]]


def shown(cells: Uno) -> list[Any]:
    """Give string, number, formula and error code of a cell."""
    cell = cells.getCellByPosition(0, 0)
    kind = cell.FormulaResultType2 if cell.Type == FORMULA else None
    is_text = cell.Type in (TEXT, EMPTY) or kind == uno.getConstantByName(
        "com.sun.star.sheet.FormulaResult.STRING"
    )
    error = cell.getError()
    value = None if is_text or error else cell.Value
    return [cell.String, value, cell.Formula if cell.Type == FORMULA else "", error]


def convert(_desk: Desk, document: Uno, job: dict[str, Any]) -> None:
    """Save in the format that an extension names."""
    for service, filters in FILTERS.items():
        if document.supportsService(service) and job["extension"] in filters:
            save(document, job["target"], filters[job["extension"]])
            return
    msg = f"no way is known to save this document as {job['extension']}"
    raise JobError(msg)


JOBS = {"type_into": type_into, "read": read, "convert": convert}


def carry_out(job: dict[str, Any]) -> Any:
    """Open the job's document, do the job, and close the document whatever happens."""
    desk = Desk(job["address"], job["patience"])
    if job["job"] == "quit":
        return desk.quit()
    document = desk.open(job["source"])
    try:
        return JOBS[job["job"]](desk, document, job)
    finally:
        document.close(True)


def main() -> None:
    """Read a job, do it, and tell what came of it."""
    try:
        answer = {"result": carry_out(json.load(sys.stdin))}
    except Exception as problem:  # noqa: BLE001 -- all of it belongs to the caller, who cannot see this process
        answer = {"problem": f"{type(problem).__name__}: {problem}"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
