"""When Python looks for circles of values that nobody uses any more."""

import gc

_NEW_VALUES = 200_000
"""Python's own 700 makes it walk over a thousand returns again and again, for a third of the time of a merge."""


def collect_seldom() -> None:
    """Let this process look for circles seldom: it makes hardly any, and what it holds it holds to its end."""
    gc.set_threshold(_NEW_VALUES, 20, 100)
