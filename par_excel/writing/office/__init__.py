"""Workbooks and documents that the office works with after merging: review, entry list, explanations, reconciliation."""
