"""The server itself: found again by a second start, ended when nobody looks, and nothing lost when it is killed."""

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from par_excel.panel.periods import KnownPeriods, free_place, period_id
from par_excel.panel.server import run_panel
from par_excel.workflow.demo.demo import run_demo
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.workflow.results.verify import verify_all
from tests.panel.conftest import NOW
from tools.panel_client import Caller, running_panel, start_panel


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
        assert start_panel(tmp_path).wait(60) == 3
    said = capfd.readouterr().err
    assert said.startswith("Lỗi: Bảng điều khiển của par_excel phiên bản 0.0.9 đang chạy")


def test_a_note_whose_panel_was_killed_is_no_hindrance(tmp_path: Path) -> None:
    with running_panel(tmp_path) as panel:
        panel.kill()
    with running_panel(tmp_path) as again:
        assert again.origin != panel.origin
        assert Caller.enter(again).get("/").count("<h1>") == 1


def test_interrupted_before_the_first_page_it_is_closed_and_leaves_no_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAR_EXCEL_STATE", str(tmp_path))
    monkeypatch.setattr("par_excel.panel.server.end_as_by_hand", lambda: None)  # is for a process of its own

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    assert run_panel(clock=lambda: NOW, tell=interrupt, open_page=lambda _: None)
    assert list((tmp_path / "par_excel").iterdir()) == []


def test_a_sample_period_is_found_where_documents_are_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where an office has moved them to another drive: the page that follows is of the period that was made."""
    (tmp_path / "ổ khác").mkdir()
    (tmp_path / "nhà").symlink_to(tmp_path / "ổ khác")
    monkeypatch.setenv("HOME", str(tmp_path / "nhà"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "nhà"))
    monkeypatch.setenv("PAR_EXCEL_STATE", str(tmp_path / "riêng"))
    place = free_place("kỳ")
    lay_out(Folder(place))
    assert KnownPeriods().add(place).id == period_id(place)


def test_a_disk_that_is_full_is_told(tmp_path: Path) -> None:
    """No file may grow: the note by which a second start would find this one cannot be written."""
    resource = pytest.importorskip("resource", reason="limits as POSIX has them")
    done = subprocess.run(
        [sys.executable, "-m", "par_excel", "panel", "--no-browser"],
        env={**os.environ, "PAR_EXCEL_STATE": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(
        "Lỗi: Không ghi được vào thư mục riêng của người dùng. Cách xử lý: kiểm tra ổ đĩa"
    )
    assert list((tmp_path / "par_excel").iterdir()) == []


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
                assert caller.post("/mo", {"thu_muc": str(root)}).status == 303
            else:
                assert caller.post(f"{period}/{cut_short[0]}", cut_short[1]).status == 303
                assert caller.outcome()
            if place is not None:
                assert caller.post(f"{period}/{place}", fields).status == 303
                time.sleep(0.1)
                panel.kill()
        cut_short = None if place is None else (place, fields)
    found = verify_all(Folder(root))
    assert found.problems == ()
    assert not list(root.rglob("*.part"))
    assert not list((tmp_path / "riêng").rglob("*.json.*"))
