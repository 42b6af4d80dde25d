"""What is asked of the systems: their structures have the sizes of their headers, and their answers are right."""

import ast
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from par_excel.system import usable_cores
from par_excel.system.runner import quota_cores
from par_excel.system.usage import TASK_INFO, TIMEBASE, Usage, most_mapped, usage_of
from par_excel.system.windows import EXTENDED_LIMITS, MEMORY_COUNTERS, PROMISED, RESIDENT, limits_of_job

MIB = 1024 * 1024
ROOT = Path(__file__).parents[2]
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="other systems set other limits")
needs_64_bits = pytest.mark.skipif(sys.maxsize < 1 << 32, reason="sizes of 64-bit systems")


def test_no_program_opens_a_console_on_windows() -> None:
    """Started from the panel, which has none, each would open one of its own for a moment."""
    silent = {"creationflags", "start_new_session"}
    for path in sorted((ROOT / "par_excel").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in {
                "subprocess.run",
                "subprocess.Popen",
            }:
                assert silent & {keyword.arg for keyword in call.keywords}, f"{path.name}, line {call.lineno}"


@needs_64_bits
def test_sizes_of_structures() -> None:
    """As the headers of the systems lay them out for 64 bits."""
    assert [each.size for each in (EXTENDED_LIMITS, MEMORY_COUNTERS)] == [144, 72]
    assert [each.size for each in (TASK_INFO, TIMEBASE)] == [96, 8]


@needs_64_bits
def test_places_of_fields() -> None:
    """Of LimitFlags and ProcessMemoryLimit, WorkingSetSize and PagefileUsage, pti_resident_size, by the same headers."""
    bounded = limits_of_job(512 * MIB)
    assert int.from_bytes(bounded[16:20], "little") == 0x2500
    assert int.from_bytes(bounded[112:120], "little") == 512 * MIB
    counters = MEMORY_COUNTERS.unpack(bytes(range(72)))
    assert [counters[field].to_bytes(8, "little")[0] for field in (RESIDENT, PROMISED)] == [16, 56]
    assert TASK_INFO.unpack(bytes(range(96)))[1].to_bytes(8, "little")[0] == 8


def test_limits_of_a_job() -> None:
    held, bounded = (
        EXTENDED_LIMITS.unpack(limits_of_job(None)),
        EXTENDED_LIMITS.unpack(limits_of_job(512 * MIB)),
    )
    assert held == (0, 0, 0x2400, *(0,) * 16)
    assert bounded == (0, 0, 0x2500, *(0,) * 12, 512 * MIB, *(0,) * 3)


def test_headroom() -> None:
    now = Usage(mapped_bytes=1000 * MIB, resident_bytes=100 * MIB, cpu_seconds=0)
    assert most_mapped(now, 512 * MIB) == 1412 * MIB
    assert most_mapped(now, 50 * MIB) == 1064 * MIB


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells through a handle")
def test_usage_of_this_process() -> None:
    before = usage_of(os.getpid())
    block = b"x" * (64 * MIB)
    started = time.process_time()
    while time.process_time() - started < 0.2:
        pass
    after = usage_of(os.getpid())
    assert before is not None
    assert after is not None
    assert after.resident_bytes - before.resident_bytes > 48 * MIB
    assert after.mapped_bytes >= after.resident_bytes
    assert 0.1 < after.cpu_seconds - before.cpu_seconds < 5
    assert len(block) == 64 * MIB


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells through a handle")
def test_usage_of_nobody() -> None:
    assert usage_of(1 << 30) is None


def run_limited(program: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program in which the limits of a child are at hand, and nobody else watches."""
    prelude = "from par_excel.system.own_limits import *\nimport resource\n"
    return subprocess.run(
        [sys.executable, "-c", prelude + program], cwd=ROOT, capture_output=True, timeout=300, check=False
    )


@needs_limits
@pytest.mark.parametrize(
    ("inherited_seconds", "name"),
    [(None, "SIGXCPU"), (4, "SIGXCPU"), (1, "SIGKILL")],  # the last: what is inherited ends it anyway
)
def test_the_system_itself_ends_what_computes_too_long(inherited_seconds: int | None, name: str) -> None:
    inherit = f"resource.setrlimit(resource.RLIMIT_CPU, ({inherited_seconds}, {inherited_seconds}))\n"
    program = (inherit if inherited_seconds else "") + "limit_own_cpu(1)\nwhile True: pass"
    assert run_limited(program).returncode == -signal.Signals[name]


@needs_limits
def test_computing_time_may_be_given_again_and_again() -> None:
    program = (
        "import time\n"
        "for _ in range(3):\n"
        "    limit_own_cpu(1)\n"
        "    until = time.process_time() + 0.7\n"
        "    while time.process_time() < until: pass\n"
    )
    assert run_limited(program).returncode == 0


@needs_limits
def test_the_system_itself_gives_no_more_memory() -> None:
    program = "limit_own_memory(160 << 20)\nprint(len(b'x' * (120 << 20)))\nb'x' * (160 << 20)"
    done = run_limited(program)
    assert done.stdout == b"%d\n" % (120 << 20)
    assert done.stderr.endswith(b"MemoryError\n")


@needs_limits
def test_a_crash_leaves_no_image() -> None:
    program = "limit_own_memory(160 << 20)\nprint(resource.getrlimit(resource.RLIMIT_CORE))"
    assert run_limited(program).stdout == b"(0, 0)\n"


@pytest.mark.parametrize(
    ("quota", "cores"),
    [
        ("200000 100000\n", 2),
        ("150000 100000", 2),
        ("5000 100000", 1),
        ("max 100000", sys.maxsize),
        ("", sys.maxsize),
        ("1 0", sys.maxsize),
    ],
)
def test_quota_of_a_container(quota: str, cores: int) -> None:
    assert quota_cores(quota) == cores


def test_usable_cores() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
