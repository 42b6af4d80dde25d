"""A real Dask cluster for tests: a scheduler and workers as processes of their own, in folders that share nothing."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from par_excel.system.cluster import connected

ROOT = Path(__file__).parents[2]
_START_SECONDS = 300


@dataclass
class RunningCluster:
    """A scheduler with its workers."""

    address: str
    folder: Path
    scheduler: "subprocess.Popen[bytes]"
    workers: "list[subprocess.Popen[bytes]]"

    def add_worker(self, *more: str) -> "subprocess.Popen[bytes]":
        """Start one more worker; it has one thread, and nobody starts it again."""
        place = self.folder / f"worker{len(self.workers)}"
        place.mkdir()
        command = ["-m", "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny"]
        options = ["--no-dashboard", "--local-directory", str(place), "--memory-limit", "0"]
        self.workers.append(_started([*command, *options, *more], place))
        return self.workers[-1]

    def wait(self, count: int) -> None:
        """Wait until so many workers are there."""
        with connected(self.address) as client:
            client.wait_for_workers(count, timeout=_START_SECONDS)

    def stop(self) -> None:
        """Stop all of it."""
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@contextmanager
def running_cluster(folder: Path, workers: int) -> Iterator[RunningCluster]:
    """Start a cluster with so many workers, and stop it with the block."""
    place = folder / "scheduler"
    place.mkdir()
    file = place / "scheduler.json"
    command = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    scheduler = _started([*command, "--scheduler-file", str(file)], place)
    running = RunningCluster(_address(file), folder, scheduler, [])
    try:
        for _ in range(workers):
            running.add_worker()
        with pytest.MonkeyPatch.context() as patch:
            # a busy machine takes longer than anybody would wait
            patch.setattr("par_excel.system.cluster._CONNECT_SECONDS", _START_SECONDS)
            if workers:
                running.wait(workers)
            yield running
    finally:
        running.stop()


def _started(command: list[str], place: Path) -> "subprocess.Popen[bytes]":
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=nowhere,
        stderr=nowhere,
        stdin=nowhere,
    )


def _address(file: Path) -> str:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            return str(json.loads(file.read_text("utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.05)
    raise TimeoutError("no scheduler")
