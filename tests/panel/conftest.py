"""A panel without a server: the application as a client of it sees it, let in or not."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest
from flask.testing import FlaskClient
from msgspec import Struct
from werkzeug.test import TestResponse

from par_excel.panel.application import make_application
from par_excel.panel.door import TOKEN_HEADER, Door
from par_excel.panel.jobs import Jobs
from par_excel.panel.periods import KnownPeriods
from par_excel.panel.running import Panel, Presence
from par_excel.panel.views import PeriodViews
from par_excel.panel.watching import Watcher

NOW = datetime(2021, 2, 17, 9, tzinfo=UTC)
PORT = 40404


class Visitor(Struct, frozen=True):
    """A browser, with the headers that browsers send."""

    panel: Panel
    client: FlaskClient

    def get(self, address: str, **headers: str) -> TestResponse:
        return self.client.get(address, base_url=self.panel.door.origin, headers=_named(headers))

    def post(
        self, address: str, data: object = None, *, token: str | None = None, **headers: str
    ) -> TestResponse:
        sent = {"origin": self.panel.door.origin, **headers}
        known = self.panel.door.token if token is None else token
        return self.client.post(
            address,
            data=data or {},
            base_url=self.panel.door.origin,
            headers={TOKEN_HEADER: known, **_named(sent)},
        )

    def enter(self) -> "Visitor":
        address = self.panel.door.new_address()
        assert self.get(address.removeprefix(self.panel.door.origin)).status_code == 303
        return self


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-").title(): value for name, value in headers.items()}


@pytest.fixture
def panel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Panel:
    monkeypatch.setenv("PAR_EXCEL_STATE", str(tmp_path / "riêng"))
    jobs = Jobs()
    return Panel(
        door=Door(PORT),
        jobs=jobs,
        presence=Presence(monotonic),
        periods=KnownPeriods(),
        views=PeriodViews(lambda: NOW),
        watcher=Watcher(jobs, lambda: NOW),
        clock=lambda: NOW,
    )


@pytest.fixture
def stranger(panel: Panel) -> Iterator[Visitor]:
    """A browser that was not let in."""
    with make_application(panel).test_client() as client:
        yield Visitor(panel, client)


@pytest.fixture
def visitor(stranger: Visitor) -> Visitor:
    """A browser that was let in."""
    return stranger.enter()
