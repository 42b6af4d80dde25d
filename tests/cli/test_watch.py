"""The command `watch` as a process of its own: it takes in what arrives, and ends when it is asked to."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.cli.running import ROOT, run
from tests.signals import heed_signals
from tests.workflow.periods import full_period, good_return, period, send

WITHIN_SECONDS = 60
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")


class Watched:
    """A watch that runs."""

    def __init__(self, process: "subprocess.Popen[bytes]", told: Path) -> None:
        self.process, self._told = process, told

    @property
    def told(self) -> str:
        return self._told.read_text("utf-8")

    def wait_for(self, text: str) -> None:
        """Wait until it says something."""
        until = time.monotonic() + WITHIN_SECONDS
        while text not in self.told:
            assert self.process.poll() is None, self.told
            assert time.monotonic() < until, self.told
            time.sleep(0.05)

    def stop(self) -> int:
        """Press Ctrl-C and return how it ended."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(WITHIN_SECONDS)


@contextmanager
def watching(folder: Folder, tmp_path: Path) -> Iterator[Watched]:
    told = tmp_path / "told.txt"
    with told.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "par_excel", "-C", folder.root, "watch", "--every", "0.3"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=heed_signals,  # noqa: PLW1509 - no other thread runs here
        )
        try:
            watched = Watched(process, told)
            watched.wait_for("Đang theo dõi inbox, 0,3 giây một lần")
            yield watched
        finally:
            process.kill()
            process.wait()


def test_arrivals_other_commands_and_the_end(tmp_path: Path) -> None:
    folder = period(tmp_path / "ky")
    with watching(folder, tmp_path) as watched:
        data = good_return(folder, "so-a")
        with (folder.inbox / "so-a.xlsx").open("wb") as slow:
            for start in range(0, len(data), len(data) // 6):
                slow.write(data[start : start + len(data) // 6])
                slow.flush()
                time.sleep(0.15)
        watched.wait_for("Đã nhận so-a.xlsx của Sở A: hợp lệ (0 lỗi, 0 cảnh báo).")
        send(folder, "so-b.xlsx", good_return(folder, "so-b"))
        merged = run("-C", folder.root, "merge")  # in the way of nothing
        assert (merged.status, merged.err) == (0, "")
        watched.wait_for("các thời hạn của kỳ đã qua.")
        assert watched.stop() == 0
        assert watched.told.endswith("Đã dừng theo dõi.\n")
        for line in watched.told.splitlines()[1:-1]:
            assert re.match(r"\d\d/\d\d \d\d:\d\d:\d\d  |Đang theo dõi", line)
    assert "Sở B" in folder.status_page.read_text("utf-8")


def test_a_folder_that_is_removed_and_brought_back(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    away = tmp_path / "mất mạng"
    with watching(folder, tmp_path) as watched:
        watched.wait_for("Đã nhận so-b.xlsx")
        shutil.move(folder.root, away)
        watched.wait_for("Không thấy thư mục inbox.")
        time.sleep(1)
        assert watched.told.count("Không thấy thư mục inbox.") == 1
        shutil.move(away, folder.root)
        watched.wait_for("Đã hết trở ngại, tiếp tục theo dõi.")
        assert watched.stop() == 1  # not merged yet


def test_stopped_while_it_reads_nothing_is_lost(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    with watching(folder, tmp_path) as watched:
        until = time.monotonic() + WITHIN_SECONDS
        while not folder.log.exists() or not folder.log.stat().st_size:
            assert time.monotonic() < until
            time.sleep(0.005)
        assert watched.stop() in {0, 1}
        assert "Traceback" not in watched.told
    done = run("-C", folder.root, "merge")
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize("seconds", ["0", "nhanh", "99999"])
def test_a_pause_that_makes_no_sense_is_refused(tmp_path: Path, seconds: str) -> None:
    done = run("-C", period(tmp_path / "ky").root, "watch", "--every", seconds)
    assert done.status == 2
    assert "--every" in done.line


def test_a_wrong_folder_is_told_at_once(tmp_path: Path) -> None:
    done = run("-C", tmp_path, "watch")
    assert done.status == 2
    assert "par-excel " in done.line
    assert " init" in done.line
