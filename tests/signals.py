"""Signals of a run that was started in the background, with ``nohup make test &`` for instance.

Such a run ignores Ctrl+C and the end of its terminal, and what it starts would, too.
"""

import signal
import sys


def heed_signals() -> None:
    """Let Ctrl+C and the end of the terminal do to this process what they do to one in the foreground."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
