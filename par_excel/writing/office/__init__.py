"""Workbooks and documents that the office works with: findings, review, entry list, explanations, reconciliation."""
