"""The form that an agency fills in: a `Form` becomes a locked workbook."""
