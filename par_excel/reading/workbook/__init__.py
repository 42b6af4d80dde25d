"""A workbook as it stands in the file, whatever its format.

The values that the readers of all formats give (`Workbook`, `RawSheet`, `RawCell`), and what they share: addresses,
and what stored numbers stand for.
"""
