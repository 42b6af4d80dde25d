"""From a collection to master workbook and report; the year before, the review, and the comparison of outputs with the ledger."""
