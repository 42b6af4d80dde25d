"""What the pages of one running panel share, how a page gets at it, and whether anybody still looks."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import cast

from flask import Flask, current_app
from msgspec import Struct

from par_excel.panel.door import Door
from par_excel.panel.jobs import Jobs
from par_excel.panel.periods import KnownPeriods
from par_excel.panel.views import PeriodViews
from par_excel.panel.watching import Watcher

_NAME = "panel"


class Presence:
    """When a page last gave a sign.

    Args:
        clock: counts seconds and never goes back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._last = clock()
        self.is_asked_to_end = False
        """Whether somebody has closed the panel by its button."""

    def sign(self) -> None:
        """Note that a page is open."""
        with self._lock:
            self._last = self._clock()

    @property
    def idle_seconds(self) -> float:
        """How long no page has given a sign."""
        with self._lock:
            return self._clock() - self._last


class Panel(Struct, frozen=True, kw_only=True):
    """What the pages of one running panel share."""

    door: Door
    jobs: Jobs
    presence: Presence
    periods: KnownPeriods
    views: PeriodViews
    watcher: Watcher
    clock: Callable[[], datetime]


def keep(app: Flask, panel: Panel) -> None:
    """Let the pages of an application find their panel."""
    app.extensions[_NAME] = panel


def this_panel() -> Panel:
    """Return the panel whose request is answered."""
    return cast("Panel", current_app.extensions[_NAME])
