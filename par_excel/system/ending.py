"""How this program itself is ended by the system: at logging out or shutting down, as by Ctrl-C."""

import signal


def end_as_by_hand() -> None:
    """Let the system's request to end run everything that a Ctrl-C runs; called once, in the main thread."""
    signal.signal(signal.SIGTERM, _end)


def _end(*_: object) -> None:
    raise SystemExit
