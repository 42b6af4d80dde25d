"""Only time in which the computer was awake is waited for: its sleep counts as a moment."""

from collections.abc import Callable, Iterator

import pytest

from par_excel.panel.running import Presence
from par_excel.system.awake import AwakeSeconds


def clock(*moments: float) -> Callable[[], float]:
    told: Iterator[float] = iter(moments)
    return lambda: next(told)


def test_seconds_add_up() -> None:
    awake = AwakeSeconds(5, clock(100, 102, 103, 107))
    assert [awake(), awake(), awake()] == [2, 3, 7]


@pytest.mark.parametrize("asleep", [60, 3600, 90 * 86_400])
def test_an_hours_sleep_counts_as_a_moment(asleep: float) -> None:
    awake = AwakeSeconds(5, clock(0, 2, 2 + asleep, 4 + asleep))
    assert [awake(), awake(), awake()] == [2, 7, 9]


def test_a_panel_is_not_idle_because_the_computer_slept() -> None:
    """The clock of Windows goes on in a sleep; the page that is open says so a moment after waking."""
    moments = [0.0, *(2.0 * look for look in range(1, 100)), 200 + 8 * 3600.0]
    now = AwakeSeconds(5, clock(0.0, *moments))
    presence = Presence(now)
    for _ in range(99):
        assert presence.idle_seconds <= 198
    assert presence.idle_seconds == 203
