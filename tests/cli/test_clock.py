"""A clock that stands where no file can be dated is named in a sentence."""

from datetime import UTC, datetime, tzinfo

import pytest

from par_excel.cli import clock
from par_excel.model import ConfigError


@pytest.mark.parametrize("year", [1979, 2108, 2226])
def test_a_clock_far_off_is_named(year: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Standing":
            return cls(year, 6, 1, tzinfo=tz)

    monkeypatch.setattr(clock, "datetime", Standing)
    with pytest.raises(ConfigError, match=f"Đồng hồ của máy tính đang chỉ ngày 01/06/{year}"):
        clock.now()


def test_the_clock_is_read_in_utc() -> None:
    assert clock.now().tzinfo is UTC
