"""The server itself: found again by a second start, ended when nobody looks, and nothing lost when it is killed."""

import http.client
import json
import re
import stat
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from par_excel.panel.periods import period_id
from par_excel.workflow.demo.demo import run_demo
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.results.verify import verify_all
from tests.panel.browser import RunningPanel, running_panel, start

_SECONDS = 60.0


@dataclass(slots=True)
class Caller:
    """A client of a panel that sends what a browser sends."""

    panel: RunningPanel
    cookie: str
    token: str

    @classmethod
    def enter(cls, panel: RunningPanel) -> "Caller":
        answer, _ = _ask(panel, "GET", panel.address.removeprefix(panel.origin), {})
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        _, text = _ask(panel, "GET", "/", {"Cookie": cookie})
        found = re.search(r'data-token="([^"]+)"', text)
        assert found is not None
        return cls(panel, cookie, found[1])

    def get(self, place: str) -> str:
        return _ask(self.panel, "GET", place, {"Cookie": self.cookie})[1]

    def post(self, place: str, **fields: str) -> int:
        headers = {
            "Cookie": self.cookie,
            "Origin": self.panel.origin,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"ma_phien": self.token, **fields})
        return _ask(self.panel, "POST", place, headers, body)[0].status

    def outcome(self) -> str:
        """Wait for the work under way, and return what came of it."""
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            job = json.loads(self.get("/viec"))
            if job["number"] and job["over"]:
                assert not job["failed"], job["outcome"]
                return str(job["outcome"])
            time.sleep(0.05)
        raise AssertionError("the work never ended")


def _ask(
    panel: RunningPanel, method: str, place: str, headers: dict[str, str], body: str | None = None
) -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection("127.0.0.1", int(panel.origin.rpartition(":")[2]), timeout=30)
    try:
        connection.request(method, place, body, headers)
        answer = connection.getresponse()
        return answer, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def test_a_second_start_finds_the_first(tmp_path: Path) -> None:
    with running_panel(tmp_path) as panel:
        address = panel.another_address()
        assert address.startswith(panel.origin)
        assert address != panel.address
        note = tmp_path / "riêng" / "par_excel" / "bang_dieu_khien.json"
        assert stat.S_IMODE(note.stat().st_mode) == 0o600
        assert Caller.enter(panel).get("/").count("<h1>") == 1
    assert not note.exists()


def test_another_version_is_not_taken_for_this_one(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with running_panel(tmp_path):
        note = tmp_path / "riêng" / "par_excel" / "bang_dieu_khien.json"
        note.write_text(json.dumps(json.loads(note.read_text("utf-8")) | {"version": "0.0.9"}), "utf-8")
        assert start(tmp_path).wait(60) == 3
    said = capfd.readouterr().err
    assert said.startswith("Lỗi: Bảng điều khiển của par_excel phiên bản 0.0.9 đang chạy")


def test_a_note_whose_panel_was_killed_is_no_hindrance(tmp_path: Path) -> None:
    with running_panel(tmp_path) as panel:
        panel.kill()
    with running_panel(tmp_path) as again:
        assert again.origin != panel.origin
        assert Caller.enter(again).get("/").count("<h1>") == 1


def test_it_ends_when_no_page_is_open(tmp_path: Path) -> None:
    with running_panel(tmp_path, "--idle", "0.1") as panel:
        assert panel.process.wait(30) == 0
        assert panel.process.stdout is not None
        assert "Bảng điều khiển đã đóng." in panel.process.stdout.read()


_WORK: Mapping[str, Mapping[str, str]] = {
    "nhan": {},
    "ban-sua": {},
    "ket-qua/lap": {},
    "ket-qua/phe-duyet": {"quyet_dinh": "số 1/QĐ-UBND, ngày 01/03/2021", "nguoi": "An"},
    "thu/lap/phan-hoi": {},
    "nhap/lap": {},
    "nhat-ky/sao-luu": {},
    "bo-tieu-chi/bieu-mau": {},
}


def test_killed_in_the_middle_of_each_work_nothing_is_lost(tmp_path: Path) -> None:
    """The process is killed while it works; the next one does that work whole on the same folder, and is killed in another."""
    root = tmp_path / "kỳ"
    run_demo(Folder(root))
    period, cut_short = f"/ky/{period_id(root.resolve())}", None
    for place, fields in [*_WORK.items(), (None, {})]:
        with running_panel(tmp_path) as panel:
            caller = Caller.enter(panel)
            if cut_short is None:
                assert caller.post("/mo", thu_muc=str(root)) == 303
            else:
                assert caller.post(f"{period}/{cut_short[0]}", **cut_short[1]) == 303
                assert caller.outcome()
            if place is not None:
                assert caller.post(f"{period}/{place}", **fields) == 303
                time.sleep(0.1)
                panel.kill()
        cut_short = None if place is None else (place, fields)
    found = verify_all(Folder(root))
    assert found.problems == ()
    assert not list(root.rglob("*.part"))
    assert not list((tmp_path / "riêng").rglob("*.json.*"))
