"""The command line in this process, as a fixture: fast, and with all that `main` does around a command."""

from collections.abc import Callable

import pytest

from tests.cli.running import Ended, run_here
from tests.read_here import _read_here  # noqa: F401 - a fixture, for every test

Command = Callable[..., Ended]


@pytest.fixture
def command() -> Command:
    """Return what runs a command as if it had been typed."""
    return run_here
