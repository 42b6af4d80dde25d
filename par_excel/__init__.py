"""par_excel: the Excel round trip of a Vietnamese province's PAR INDEX self-assessment."""

__version__ = "0.1.0"
