"""Tables that the office itself fills in or exports.

Review workbook, entry list, explanation tables, exports of the ministry's software: read whole, or refused with what
does not fit.
"""
