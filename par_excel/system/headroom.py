"""How much more memory than now a process may take."""

from par_excel.system.usage import Usage

_LEAST_HEADROOM = 64 * 1024 * 1024
"""What a task may take even where interpreter and libraries alone nearly fill the limit."""


def most_mapped(usage: Usage, memory_bytes: int) -> int:
    """Return the bound for what is mapped, so that what is really held stays below `memory_bytes`.

    Libraries map much more than they ever touch; a bound on the whole would depend on them. So the bound begins at
    what is mapped now, and leaves as much room as there is between what is held now and what may be held.
    """
    return usage.mapped_bytes + max(memory_bytes - usage.resident_bytes, _LEAST_HEADROOM)
