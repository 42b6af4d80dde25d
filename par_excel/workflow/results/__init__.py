"""From a collection to master workbook and report; the year before, the review, and the proof that outputs are right."""
