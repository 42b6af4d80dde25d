"""What the pages of one running panel share, and how a page gets at it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, current_app

from par_excel.panel.door import Door
from par_excel.panel.jobs import Jobs
from par_excel.panel.periods import KnownPeriods
from par_excel.panel.presence import Presence
from par_excel.panel.views import PeriodViews
from par_excel.panel.watching import Watcher

_NAME = "panel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
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
