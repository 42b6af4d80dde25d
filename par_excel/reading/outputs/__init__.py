"""Outputs: master workbooks and reports read back, by openpyxl and python-docx.

Takes the bytes of a file that may have been changed, cut or swapped since it was made; gives its passages, the
differences between two files, or the tables that a later year is compared with. Formulas and links are not followed.
"""
