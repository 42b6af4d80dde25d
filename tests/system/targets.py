"""What the children of these tests do: the first word of a task says it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

MIB = 1024 * 1024
HERE = "tests.system.targets"


def doer(setup: bytes) -> Callable[[bytes], bytes]:
    def do(task: bytes) -> bytes:
        word, _, rest = task.partition(b" ")
        return DEEDS[word.decode()](rest, setup)

    return do


def echo(rest: bytes, setup: bytes) -> bytes:
    return setup + rest


def spin(_rest: bytes, _setup: bytes) -> bytes:
    while True:
        pass


def spin_in_c(_rest: bytes, _setup: bytes) -> bytes:
    return b"%d" % sum(range(1 << 60))  # one call that is never left


def sleep(rest: bytes, _setup: bytes) -> bytes:
    time.sleep(float(rest))
    return b"slept " + rest


def compute(rest: bytes, _setup: bytes) -> bytes:
    until = time.process_time() + float(rest)
    while time.process_time() < until:
        pass
    return b"computed"


def grow(rest: bytes, _setup: bytes) -> bytes:
    """Take so many MiB, touch them all, and give them back."""
    blocks = [b"x" * MIB for _ in range(int(rest))]
    return b"%d" % len(blocks)


def grow_at_once(rest: bytes, _setup: bytes) -> bytes:
    return b"%d" % len(bytes(int(rest) * MIB))


def grow_slowly(_rest: bytes, _setup: bytes) -> bytes:
    blocks = []
    while True:
        blocks.append(b"x" * MIB)
        time.sleep(0.002)


def hoard(_rest: bytes, _setup: bytes) -> bytes:
    """Take memory in the smallest pieces, down to the last."""
    things: list[object] = []
    while True:
        things.append([things, len(things)])


def overrun(_rest: bytes, _setup: bytes) -> bytes:
    """End as the system ends a process that computes too long."""
    if sys.platform != "win32":
        signal.raise_signal(signal.SIGXCPU)
    return b"went on"


def leave(rest: bytes, _setup: bytes) -> bytes:
    os._exit(int(rest))


def system_exit(_rest: bytes, _setup: bytes) -> bytes:
    sys.exit("enough")


def crash(_rest: bytes, _setup: bytes) -> bytes:
    ctypes.string_at(0)
    return b"survived"


def abort(_rest: bytes, _setup: bytes) -> bytes:
    os.abort()


def fail(rest: bytes, _setup: bytes) -> bytes:
    raise ValueError(rest.decode())


class _Unspeakable(Exception):  # noqa: N818 - a wicked one
    def __str__(self) -> str:
        raise RuntimeError


def fail_wickedly(_rest: bytes, _setup: bytes) -> bytes:
    raise _Unspeakable


def talk(rest: bytes, _setup: bytes) -> bytes:
    print("tiếng Việt " * 10_000)  # noqa: T201
    sys.stderr.write("tiếng Việt " * 10_000)
    os.write(1, b"A" * 100_000)
    os.system("echo from a shell")  # noqa: S605
    return b"said " + rest + b" " + (sys.stdin.read() or "nothing").encode()


def large(rest: bytes, _setup: bytes) -> bytes:
    return b"y" * (int(rest) * MIB)


def size(rest: bytes, _setup: bytes) -> bytes:
    return b"%d" % len(rest)


def meet(rest: bytes, _setup: bytes) -> bytes:
    """Make one file, and wait until another task has made the other."""
    mine, other = (Path(path) for path in rest.decode().split())
    mine.touch()
    while not other.exists():
        time.sleep(0.01)
    return b"met"


def number(_rest: bytes, _setup: bytes) -> bytes:
    """Tell the process."""
    return b"%d" % os.getpid()


def handles(_rest: bytes, _setup: bytes) -> bytes:
    """Tell what this process holds open."""
    folder = Path("/proc/self/fd")
    return "\n".join(str(entry.readlink()) for entry in folder.iterdir() if entry.is_symlink()).encode()


def surroundings(_rest: bytes, _setup: bytes) -> bytes:
    seen = {name for name in os.environ if name.startswith("PYTHON")}
    return repr((sorted(seen), sys.flags.utf8_mode, sys.flags.safe_path)).encode()


def note_and_spin(rest: bytes, _setup: bytes) -> bytes:
    """Write down the number of this process and of one that it starts, then never answer."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as other:
        Path(rest.decode(), f"{os.getpid()}").write_text(f"{other.pid}", "utf-8")
        while True:
            pass


def fall_asleep(rest: bytes, _setup: bytes) -> bytes:
    """As above, with a child that waits instead of computing."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as other:
        Path(rest.decode(), f"{os.getpid()}").write_text(f"{other.pid}", "utf-8")
        time.sleep(600)
    return b""


def interrupt(rest: bytes, _setup: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGINT)
    return b"not interrupted " + rest


DEEDS: dict[str, Callable[[bytes, bytes], bytes]] = {
    deed.__name__: deed
    for deed in (
        abort,
        compute,
        crash,
        echo,
        fail,
        fail_wickedly,
        fall_asleep,
        grow,
        grow_at_once,
        grow_slowly,
        handles,
        hoard,
        interrupt,
        large,
        leave,
        meet,
        note_and_spin,
        number,
        overrun,
        size,
        sleep,
        spin,
        spin_in_c,
        surroundings,
        system_exit,
        talk,
    )
}


def not_ready(setup: bytes) -> Callable[[bytes], bytes]:
    raise ValueError(setup.decode())


def never_ready(_setup: bytes) -> Callable[[bytes], bytes]:
    os._exit(7)
