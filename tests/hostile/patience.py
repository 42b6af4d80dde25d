"""A reader that hangs is stopped, so that the hang is seen as what it is."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SECONDS = 60
"""Far more than any file takes, on a slow machine too."""


class HungError(BaseException):
    """Reading has not ended; no handler of exceptions may take it for damage."""


@contextmanager
def ends_within(seconds: float = SECONDS) -> Iterator[None]:
    """Raise in the block once so much time has passed; where the system has no such alarm, only hope.

    Raises:
        HungError: the time is over.
    """
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _ring(_: int, __: FrameType | None) -> None:
    raise HungError
