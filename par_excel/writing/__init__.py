"""Values become workbooks and documents; nothing here decides anything, and nothing reads a file back.

The subpackages, lowest first: `book` (what all share), `template` (the form), `feedback` (to agencies), `master` and
`report` (the result), `office` (what the office works with), `status` (the page for a browser). Callers import from the
modules, because each loads a heavy library that the others do not need.
"""
