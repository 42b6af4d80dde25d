"""Excel workbooks of 1997 to 2003 ([MS-XLS]): the stream of a compound file becomes a `Workbook`."""
