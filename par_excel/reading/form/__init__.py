"""Forms that came back: whose it is, rows and columns bound to it, every value with its remarks, and how it differs.

Takes a `Workbook` and the `Basis`; gives a `Submission`, or a `Refusal` that says why not.
"""
