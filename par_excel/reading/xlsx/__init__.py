"""Office Open XML workbooks (ECMA-376): a checked archive becomes a `Workbook`, sheets are read on demand."""
