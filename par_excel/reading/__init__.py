"""Reading: the inbox becomes parcels, a parcel becomes a submission; it observes and never judges.

Callers import from the modules: who lists the inbox needs no reader of workbooks, which only child processes load.
"""
