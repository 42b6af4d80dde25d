"""The short code (“mã đối chiếu”) of a point of the chain, for places outside of ledger and log: on paper, in letters.

It is the number of an entry and the beginning of its hash, which holds all that came before. The chain may have grown
since; the entry must still be there.
"""

import re

from par_excel.ledger.entries import End

_GROUPS, _DIGITS = 4, 4
CODE = re.compile(rf"[1-9]\d{{0,17}}(?:-[0-9a-f]{{{_DIGITS}}}){{{_GROUPS}}}")
"""A code as it is written."""
_APART = re.compile(r"[\s.\u2010-\u2015-]+")


def code_of(end: End) -> str:
    """Return the code of a point of the chain: `128-3f9a-77c1-04be-19d2`."""
    groups = (end.hash[at : at + _DIGITS] for at in range(0, _GROUPS * _DIGITS, _DIGITS))
    return "-".join([str(end.number), *groups])


def parse_code(said: str) -> tuple[int, str]:
    """Return the number and the beginning of the hash that a code names, as people type it from paper.

    Raises:
        ValueError: it is no code.
    """
    plain = _APART.sub("-", said.strip().lower())
    if CODE.fullmatch(plain) is None:
        message = "no code of a point of the chain"
        raise ValueError(message)
    number, _, mark = plain.partition("-")
    return int(number), mark.replace("-", "")
