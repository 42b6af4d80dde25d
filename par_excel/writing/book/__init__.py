"""What workbooks and documents share: the package itself, cells, pages, heights of rows, tables, texts and figures."""
