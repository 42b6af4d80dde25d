"""Children end with their parent, leave nothing behind, and live in whatever surroundings there are."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from par_excel.system import Cause, Job, ProcessLimits, TaskFailure, Workers

MIB = 1024 * 1024
ROOT = Path(__file__).parents[2]
TARGET = "tests.system.targets:doer"
LIMITS = ProcessLimits(memory_bytes=160 * MIB, cpu_seconds=1, wall_seconds=600)
PARENT = [sys.executable, "-m", "tests.system.parent"]

PATIENCE_SECONDS = 60
"""A machine may have much else to do."""

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes through /proc")
needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="sends signals")


def is_running(pid: int) -> bool:
    """Tell whether a process lives; one that only waits to be asked for its status does not."""
    try:
        return Path("/proc", str(pid), "stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except OSError:
        return False


def wait_for(folder: Path, count: int) -> list[int]:
    """Return the processes that have written themselves down in a folder, and those that they started."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        noted = [path for path in folder.iterdir() if path.read_text("utf-8")]
        if len(noted) == count:
            return [int(pid) for path in noted for pid in (path.name, path.read_text("utf-8"))]
        time.sleep(0.02)
    raise TimeoutError(f"{count} processes")


def wait_until_gone(pids: list[int]) -> None:
    """Wait until none of these runs any more; of themselves they would go on for ten minutes."""
    until = time.monotonic() + PATIENCE_SECONDS
    while any(map(is_running, pids)):
        assert time.monotonic() < until, [pid for pid in pids if is_running(pid)]
        time.sleep(0.01)


@pytest.fixture
def busy_parent(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """A parent in a session of its own whose two children, each with a process of its own, never answer."""
    command = [*PARENT, f"note_and_spin {tmp_path}", f"fall_asleep {tmp_path}"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as parent:
        try:
            pids = wait_for(tmp_path, 2)
            assert all(map(is_running, pids))
            yield parent, pids
        finally:
            parent.kill()
    for pid in pids:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)


@needs_proc
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_children_end_with_their_parent(
    busy_parent: tuple[subprocess.Popen[bytes], list[int]], name: str
) -> None:
    parent, pids = busy_parent
    end = signal.Signals[name]
    parent.send_signal(end)
    assert parent.wait(PATIENCE_SECONDS) == -end
    wait_until_gone(pids)


@needs_proc
def test_ctrl_c_is_quiet(busy_parent: tuple[subprocess.Popen[bytes], list[int]]) -> None:
    parent, pids = busy_parent
    os.killpg(parent.pid, signal.SIGINT)
    out, err = parent.communicate(timeout=PATIENCE_SECONDS)
    assert (parent.returncode, out, err) == (130, b"", b"")
    wait_until_gone(pids)


@needs_proc
def test_leaving_the_block_ends_busy_children(tmp_path: Path) -> None:
    with Workers(Job(TARGET, b"", ProcessLimits(wall_seconds=600)), 2) as workers:
        running = workers.run(enumerate([b"echo a", *[f"fall_asleep {tmp_path}".encode()] * 2]))
        assert next(running) == (0, b"a")
        pids = wait_for(tmp_path, 2)
    wait_until_gone(pids)


@needs_proc
def test_what_a_child_started_ends_with_it(tmp_path: Path) -> None:
    with Workers(Job(TARGET, b"", LIMITS), 1) as workers:
        tasks = [(0, f"note_and_spin {tmp_path}".encode()), (1, b"echo x")]
        assert [outcome for _, outcome in workers.run(tasks)] == [TaskFailure(Cause.CPU_TIME), b"x"]
        wait_until_gone(wait_for(tmp_path, 1))


@needs_proc
def test_nothing_is_left_after_fifty_starts() -> None:
    def descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    def children() -> list[str]:
        found = []
        for task in Path("/proc/self/task").iterdir():
            with suppress(OSError):  # a thread that has just ended
                found += (task / "children").read_text().split()
        return sorted(found)

    gc.collect()  # what other tests left open is closed now, not while this one counts
    before, had = descriptors(), children()
    with Workers(Job(TARGET, b"", LIMITS), 2) as workers:
        ended = [outcome for _, outcome in workers.run((n, b"leave 1") for n in range(50))]
    assert ended == [TaskFailure(Cause.CRASH, "exit status 1")] * 50
    assert (descriptors(), children()) == (before, had)


@needs_proc
def test_children_hold_nothing_of_their_parent(tmp_path: Path) -> None:
    secret = tmp_path / "ledger.sqlite"
    with secret.open("wb") as stream:
        os.set_inheritable(stream.fileno(), True)
        with Workers(Job(TARGET, b"", LIMITS), 1) as workers:
            [(_, held)] = workers.run([(0, b"handles")])
    assert isinstance(held, bytes)
    open_files = held.decode().splitlines()
    assert "ledger.sqlite" not in held.decode()
    assert sum(name.startswith("pipe:") for name in open_files) == 2


def test_what_python_is_told_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONINSPECT", "1")
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    with Workers(Job(TARGET, b"", LIMITS), 1) as workers:
        [(_, seen)] = workers.run([(0, b"surroundings")])
    assert seen == repr((["PYTHONHASHSEED"], 1, True)).encode()


@pytest.mark.parametrize("tongue", ["C", "POSIX", "vi_VN.UTF-8"])
def test_any_language(tongue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", tongue)
    monkeypatch.setenv("LANG", tongue)
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONCOERCECLOCALE", "0")
    done = subprocess.run(
        [*PARENT, "talk a", "echo b", "fail c"], cwd=ROOT, capture_output=True, timeout=300, check=True
    )
    assert done.stdout.decode().splitlines()[:2] == ["said a nothing", "b"]
    assert done.stderr == b""


def test_any_folder(tmp_path: Path) -> None:
    """The program in a folder with spaces and Vietnamese letters, started in there, with a target next to it."""
    folder = tmp_path / "Thư mục của Sở Nội vụ (bản mới)"
    shutil.copytree(ROOT / "par_excel" / "system", folder / "par_excel" / "system")
    (folder / "par_excel" / "__init__.py").touch()
    (folder / "trả lời.txt").write_text("từ thư mục này", "utf-8")
    (folder / "đích.py").write_text(
        "from pathlib import Path\n"
        "def make(setup):\n"
        "    return lambda task: Path(task.decode()).read_bytes()\n",
        "utf-8",
    )
    (folder / "chạy.py").write_text(
        "import sys\n"
        "from par_excel.system import Job, ProcessLimits, Workers\n"
        "with Workers(Job('đích:make', b'', ProcessLimits()), 1) as workers:\n"
        "    for _, answer in workers.run([(0, 'trả lời.txt'.encode())]):\n"
        "        sys.stdout.buffer.write(answer)\n",
        "utf-8",
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-c", "import runpy; runpy.run_path('chạy.py')"],
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert (done.stdout.decode(), done.stderr.decode()) == ("từ thư mục này", "")


@pytest.fixture
def without_resource(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide from children what Windows does not have either."""
    (tmp_path / "resource.py").write_text("raise ImportError('hidden')\n", "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


@needs_proc
@pytest.mark.usefixtures("without_resource")
@pytest.mark.parametrize(
    ("task", "cause"),
    [
        ("grow_slowly", Cause.MEMORY),
        ("grow 3000", Cause.MEMORY),
        ("spin", Cause.CPU_TIME),
        ("spin_in_c", Cause.CPU_TIME),
    ],
)
def test_the_parent_alone_watches(task: str, cause: Cause) -> None:
    with Workers(Job(TARGET, b"", LIMITS), 1) as workers:
        tasks = enumerate([b"echo before", task.encode(), b"echo after"])
        assert [outcome for _, outcome in workers.run(tasks)] == [b"before", TaskFailure(cause), b"after"]


@needs_proc
@pytest.mark.parametrize(("hidden", "most_mib"), [(False, 175), (True, 600)])
def test_how_large_a_child_becomes(
    *,
    hidden: bool,
    most_mib: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if hidden:
        (tmp_path / "resource.py").write_text("raise ImportError('hidden')\n", "utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    program = (
        "import sys, tests.system.parent as parent\n"
        "parent.main(['grow 3000', 'grow_slowly', 'grow_at_once 3000'])\n"
        "from ctypes import CDLL, byref, c_long\n"
        "usage = (c_long * 40)()\n"
        "CDLL(None).getrusage(-1, byref(usage))\n"
        "print(usage[4] // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=300, check=True
    )
    *deaths, peak_mib = done.stdout.decode().splitlines()
    assert all("Cause.MEMORY" in failure for failure in deaths[:2])
    assert int(peak_mib) < most_mib


@needs_signals
def test_a_parent_that_slept_has_not_waited() -> None:
    """Suspended with its children for longer than one waits, it goes on where it was."""
    program = (
        "from par_excel.system import Job, ProcessLimits, Workers\n"
        "limits = ProcessLimits(wall_seconds=4)\n"
        "with Workers(Job('tests.system.targets:doer', b'', limits), 1) as workers:\n"
        "    for _, outcome in workers.run(enumerate([b'echo a', b'sleep 1', b'echo b'])):\n"
        "        print(outcome, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"b'a'\n"
        parent.send_signal(signal.SIGSTOP)
        time.sleep(5)
        parent.send_signal(signal.SIGCONT)
        assert parent.stdout.read() == b"b'slept 1'\nb'b'\n"
