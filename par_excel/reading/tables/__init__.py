"""Tables out of official documents: Word, PDF, web page, workbook or CSV, all as grids of texts.

Takes the bytes of a document; gives its `Grid`s in order, each with the words above it. What the tables mean is not
known here.
"""
