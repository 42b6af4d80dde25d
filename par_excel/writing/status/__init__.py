"""Where a period stands: one page for a browser, and the words that terminal and page share."""
