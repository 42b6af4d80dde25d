"""The panel: a local page in the browser in which a whole period can be done; requests become the same workflow calls.

It decides nothing and knows no second way of doing anything. What stands on its pages are the values that the workflow
gives, in the words of the workbooks.
"""
