"""A panel in a process of its own, and a client that sends it what a browser sends: for tests and for measuring."""

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from msgspec import Struct

from par_excel.panel.door import TOKEN

_PANEL = (sys.executable, "-m", "par_excel", "panel", "--no-browser")
_SECONDS = 120.0
_BOUNDARY = "----tep-tha-vao-trang"


class RunningPanel(Struct, frozen=True):
    """A panel in a process of its own, with a home of its own."""

    process: subprocess.Popen[str]
    home: Path
    address: str
    """That lets one browser in."""

    @property
    def origin(self) -> str:
        """Where its pages are."""
        return self.address.partition("/?")[0]

    def another_address(self) -> str:
        """Return what a second start of the program opens."""
        return _address(start_panel(self.home))

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self.process.kill()
        self.process.wait(10)


def start_panel(home: Path, *options: str, clock: str = "") -> subprocess.Popen[str]:
    """Start the program as a double-click does, without a browser; with a clock, at that time of Hà Nội."""
    (home / "Documents").mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [*(("faketime", clock) if clock else ()), *_PANEL, *options],
        env={
            **os.environ,
            "HOME": str(home),
            "USERPROFILE": str(home),
            "PAR_EXCEL_STATE": str(home / "riêng"),
            **({"DONT_FAKE_MONOTONIC": "1", "TZ": "Asia/Ho_Chi_Minh"} if clock else {}),
        },
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@contextmanager
def running_panel(home: Path, *options: str, clock: str = "") -> Iterator[RunningPanel]:
    """Run a panel, and end it."""
    process = start_panel(home, *options, clock=clock)
    try:
        yield RunningPanel(process, home, _address(process))
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"http://\S+", said)
    if found is None:
        raise RuntimeError(f"the panel tells no address: {said}")
    return found[0]


@dataclass(slots=True)
class Caller:
    """A client that was let in."""

    origin: str
    cookie: str
    token: str

    @classmethod
    def enter(cls, panel: RunningPanel) -> "Caller":
        """Use up the address of a panel."""
        return cls.enter_by(panel.address)

    @classmethod
    def enter_by(cls, address: str) -> "Caller":
        """Use up an address, wherever its panel was started."""
        origin = address.partition("/?")[0]
        answer, _ = _ask(origin, "GET", address.removeprefix(origin), {})
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        _, text = _ask(origin, "GET", "/", {"Cookie": cookie})
        return cls(origin, cookie, text.partition('data-token="')[2].partition('"')[0])

    def get(self, place: str) -> str:
        """Return a page."""
        return _ask(self.origin, "GET", place, {"Cookie": self.cookie})[1]

    def post(self, place: str, fields: Mapping[str, str] | None = None) -> http.client.HTTPResponse:
        """Send a form."""
        body = urlencode({TOKEN: self.token, **(fields or {})}).encode()
        return self._send(place, body, "application/x-www-form-urlencoded")

    def drop(self, place: str, files: Mapping[str, bytes]) -> http.client.HTTPResponse:
        """Drop files onto a page."""
        parts = [
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="tep"; filename="{name}"\r\n\r\n'.encode()
            + data
            + b"\r\n"
            for name, data in files.items()
        ]
        field = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{TOKEN}"\r\n\r\n{self.token}\r\n'
        body = b"".join([field.encode(), *parts, f"--{_BOUNDARY}--\r\n".encode()])
        return self._send(place, body, f"multipart/form-data; boundary={_BOUNDARY}")

    def _send(self, place: str, body: bytes, kind: str) -> http.client.HTTPResponse:
        headers = {"Cookie": self.cookie, "Origin": self.origin, "Content-Type": kind}
        return _ask(self.origin, "POST", place, headers, body)[0]

    def outcome(self) -> str:
        """Wait for the work under way, and return what came of it."""
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            job = json.loads(self.get("/viec"))
            if job["number"] and job["over"]:
                if job["failed"]:
                    raise RuntimeError(job["outcome"])
                return str(job["outcome"])
            time.sleep(0.02)
        raise TimeoutError


def _ask(
    origin: str, method: str, place: str, headers: Mapping[str, str], body: bytes | None = None
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", int(origin.rpartition(":")[2]), timeout=60)
    try:
        connection.request(method, place, body, dict(headers))
        answer = connection.getresponse()
        return answer, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
