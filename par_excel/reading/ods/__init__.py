"""OpenDocument spreadsheets, packed (`.ods`) or flat (`.fods`): bytes become a `Workbook`."""
