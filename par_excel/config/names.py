"""Names that stand in file names, stamps and addresses: what they may look like."""

import re

from par_excel.vietnamese import slug

APPENDIX = re.compile(r"[0-9A-Za-z]{1,20}")
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LIMIT_ID = 40
_RESERVED = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}
"""Names that Windows gives to no file."""


def id_flaw(value: str) -> str:
    """Return how to mend what cannot be a name in file names and stamps; nothing where it can."""
    if _is_id(value):
        return ""
    proposal = slug(value)[:_LIMIT_ID].strip("-")
    return f"chỉ dùng chữ thường không dấu, chữ số và dấu gạch nối, không quá {_LIMIT_ID} ký tự" + (
        f", ví dụ “{proposal}”." if _is_id(proposal) else "."
    )


def _is_id(value: str) -> bool:
    return bool(_ID.fullmatch(value)) and len(value) <= _LIMIT_ID and value not in _RESERVED
