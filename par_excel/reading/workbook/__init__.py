"""A workbook as it stands in the file, whatever its format.

The values that the readers of all formats give (`Workbook`, `RawSheet`, `RawCell`), and what they share: addresses,
number formats, texts in fonts from before Unicode.
"""
