"""What the folder's own Python meets on this Windows; it runs this file, in a console of its own, and needs no other.

Arguments: a folder to work in, and a text for what was seen; or after these a batch file, which is shown on the console.
"""

import ctypes
import os
import pkgutil
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import par_excel
from par_excel.system.files import extended
from par_excel.workflow.demo.demo import MENDED_RETURNS

assert sys.platform == "win32"

_PROGRAM = (sys.executable, "-X", "utf8", "-m", "par_excel")
_READ, _ALONE, _EXISTING = 0x8000_0000, 0, 3
"""Of CreateFileW: what is asked for, with whom it is shared, what has to be there."""
_CODE_PAGES = 1258, 65001
_SECONDS = 120
_kernel = ctypes.WinDLL("kernel32", use_last_error=True)
_kernel.CreateFileW.restype = ctypes.c_void_p
_kernel.CloseHandle.argtypes = (ctypes.c_void_p,)
_kernel.ReadConsoleOutputCharacterW.argtypes = (
    ctypes.c_void_p,
    ctypes.c_void_p,
    *(ctypes.c_uint32,) * 2,
    ctypes.c_void_p,
)


class Fault(Exception):  # noqa: N818 - what was found is a sentence
    """Something is not as it should be."""


def ensure(said: str, wanted: str) -> str:
    """Return what was wanted, if it was said."""
    if wanted not in said:
        raise Fault(f"{wanted!r} is not said, but {said!r}")
    return wanted


def run(*arguments: str, **environment: str) -> tuple[int, str]:
    """Run the program; return its status and what it said."""
    done = subprocess.run(
        [*_PROGRAM, *arguments],
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )
    return done.returncode, done.stdout


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold a file as Excel holds a workbook: nobody else may open it."""
    handle = _kernel.CreateFileW(str(path), _READ, _ALONE, None, _EXISTING, 0, None)
    if handle in {None, ctypes.c_void_p(-1).value}:
        raise Fault(f"{path} cannot be held: {ctypes.get_last_error()}")
    try:
        yield
    finally:
        _kernel.CloseHandle(handle)


# --- what is tried ----------------------------------------------------------------------------------------------------


def every_module(_: Path) -> str:
    """Nothing that a module of the program loads was left out of the folder."""
    names = [found.name for found in pkgutil.walk_packages(par_excel.__path__, "par_excel.")]
    for name in names:
        if not name.endswith("__main__"):
            import_module(name)
    return f"{len(names)} modules load"


def held_files(period: Path) -> str:
    """A file that another program holds is told by its name, nothing is left half, and the next run does it all."""
    held_return, held_output = period / "inbox" / "giữ.xlsx", period / "outbox" / "tong_hop.xlsx"
    shutil.copy(MENDED_RETURNS / "phuluc_2.xlsx", held_return)
    with held(held_return):
        _, said = run("-C", str(period), "check")
        ensure(said, "giữ.xlsx")
        ensure(said, "Không mở được tệp")
    with held(held_output):
        status, said = run("-C", str(period), "merge")
        sentence = ensure(said, "tong_hop.xlsx: tệp đang mở trong chương trình khác")
    if status != 3 or list(period.rglob("*.part")):
        raise Fault(f"ended with {status}, left {list(period.rglob('*.part'))}")
    status, said = run("-C", str(period), "merge")
    if status > 1:
        raise Fault(said)
    return sentence


def long_paths(period: Path) -> str:
    """A return deeper than 260 characters is received."""
    folder = f"{period / 'inbox'}\\" + "\\".join(["thư mục dài"] * 25)
    Path(extended(folder)).mkdir(parents=True)
    shutil.copy(MENDED_RETURNS / "phuluc_5.xlsx", extended(f"{folder}\\sâu.xlsx"))
    _, said = run("-C", str(period), "check")
    ensure(said, "thư mục dài/sâu.xlsx")
    try:
        Path(f"{folder}\\sâu.xlsx").stat()
    except OSError:
        bound = "this Windows has a limit"
    else:
        bound = "this Windows has no limit of its own"
    return f"a return at {len(folder) + 9} characters is received; {bound}"


def code_pages(period: Path) -> str:
    """A console shows Vietnamese whatever its code page is, to the program and to its batch file."""
    batch = Path(sys.executable).parent.parent / "par-excel.cmd"
    before = _kernel.GetConsoleOutputCP()
    for page in _CODE_PAGES:
        if not (_kernel.SetConsoleOutputCP(page) and _kernel.SetConsoleCP(page)):
            raise Fault(f"no console in code page {page}: {ctypes.get_last_error()}")
        for program in (_PROGRAM, ("cmd", "/c", str(batch))):
            _, said = _shown([*program, "-C", period.name, "status"], period.parent)
            ensure(said, "Sở Kế hoạch và Đầu tư")
    _kernel.SetConsoleOutputCP(before)
    return f"{_CODE_PAGES} show Vietnamese"


def _shown(command: list[str], folder: Path) -> tuple[int, str]:
    """Run a command on this console; return its status and what stands there, without the blanks at its margin."""
    console = os.open("CONOUT$", os.O_RDWR)
    try:
        subprocess.run(["cmd", "/c", "cls"], stdout=console, stderr=console, check=False)
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            timeout=_SECONDS,
            check=False,
        )
        return done.returncode, _on_screen()
    finally:
        os.close(console)


def _on_screen() -> str:
    handle = _kernel.CreateFileW("CONOUT$", _READ | 0x4000_0000, 3, None, _EXISTING, 0, None)
    read = ctypes.c_uint32()
    room = ctypes.create_unicode_buffer(1 << 15)
    _kernel.ReadConsoleOutputCharacterW(handle, room, len(room) - 1, 0, ctypes.byref(read))
    _kernel.CloseHandle(handle)
    return " ".join("".join(room[: read.value]).split())


def ctrl_c(period: Path) -> str:
    """Ctrl+C ends what goes on until then with a sentence; Ctrl+Break and a console that is closed leave no note behind."""
    signal.signal(signal.SIGINT, lambda *_: None)
    status, said = _interrupted("-C", str(period), "watch", "--every", "1", until="nhấn Ctrl-C")
    ensure(said, "Đã dừng theo dõi.")
    if status > 1:
        raise Fault(f"watch ended with {status}")
    own = period / "riêng"
    os.environ["PAR_EXCEL_STATE"] = str(own)
    status, said = _interrupted("panel", "--no-browser", until="một lần")
    ensure(said, "Bảng điều khiển đã đóng.")
    if status or list(own.rglob("*.json")):
        raise Fault(f"panel ended with {status}, left {list(own.rglob('*.json'))}")
    broken = _break(own)
    del os.environ["PAR_EXCEL_STATE"]
    return f"watch and panel end by Ctrl+C; {broken}"


def _interrupted(*arguments: str, until: str) -> tuple[int, str]:
    process = _started([*_PROGRAM, *arguments], until)
    os.kill(0, signal.CTRL_C_EVENT)  # to all on this console
    said, _ = process.communicate(timeout=_SECONDS)
    return process.returncode, said


def _started(command: list[str], until: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    assert process.stdout is not None
    for line in process.stdout:
        if until in line:
            return process
    raise Fault(f"{command} ended with {process.wait()} before it said {until!r}")


def _break(own: Path) -> str:
    """Wine 8 hands on no Ctrl+Break: there the panel is told of it as the system's own code would."""
    signal.signal(signal.SIGBREAK, lambda *_: None)
    raising = (
        "import signal, sys, threading; from par_excel.cli import main;"
        "threading.Timer(float(sys.argv.pop()), signal.raise_signal, [signal.SIGBREAK]).start(); main()"
    )
    process = _started([*_PROGRAM, "panel", "--no-browser"], "một lần")
    try:
        os.kill(0, signal.CTRL_BREAK_EVENT)
        how = "panel ends by Ctrl+Break"
    except OSError:
        os.kill(0, signal.CTRL_C_EVENT)
        process.communicate(timeout=_SECONDS)
        process = _started(
            [sys.executable, "-X", "utf8", "-c", raising, "panel", "--no-browser", "8"], "một lần"
        )
        how = "panel ends by SIGBREAK, which this Windows does not send itself"
    process.communicate(timeout=_SECONDS)
    if process.returncode or list(own.rglob("*.json")):
        raise Fault(f"panel ended with {process.returncode}, left {list(own.rglob('*.json'))}")
    return how


_TRIALS: tuple[Callable[[Path], str], ...] = (every_module, held_files, long_paths, code_pages, ctrl_c)


def main(work: str, seen: str, batch: str = "") -> int:
    """Try everything, or show a batch file; return how many faults there are, or its status."""
    if batch:
        status, said = _shown(["cmd", "/c", str(Path(batch))], Path(work))
        Path(seen).write_text(said, "utf-8")
        return status
    period = Path(work, "bên-trong").resolve()
    run("demo", str(period))
    faults = 0
    with Path(seen).open("w", encoding="utf-8") as text:
        for each in _TRIALS:
            started = time.monotonic()
            try:
                said = each(period)
            except Exception as failure:  # noqa: BLE001 - the others are tried, too
                faults += 1
                said = f"FAULT {type(failure).__name__}: {failure}"
            text.write(f"{each.__name__}, {time.monotonic() - started:.1f} s: {said}\n")
            text.flush()
    return faults


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
