"""Names of a room that are loaded when they are first asked for.

Every run starts child processes that read returns. Most of what a room offers they never need, and a dataclass takes as
long to load as a page of a return to read.
"""

from collections.abc import Callable
from importlib import import_module


def on_demand(room: str, *modules: str) -> Callable[[str], object]:
    """Return a `__getattr__` for a room, which finds a name in the first of these of its modules that has it."""

    def loaded(name: str) -> object:
        for module in () if name.startswith("__") else modules:
            found = vars(import_module(f"{room}.{module}"))
            if name in found:
                return vars(import_module(room)).setdefault(name, found[name])  # asked for once
        raise AttributeError(f"module {room!r} has no attribute {name!r}")

    return loaded
