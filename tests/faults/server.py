"""A process that has loaded everything and forks one command for each order: loading takes far longer than merging.

Forked, a run is at work at once, can be killed at any moment, and makes few calls of the system besides its own work.
Orders and answers are JSON, line by line; `Runs` in `runs.py` speaks with it.
"""

import ctypes
import gc
import io
import json
import os
import signal
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import IO, Any, cast

from tests.faults.command import run_command

_LOADED = (
    *("par_excel.cli.facts", "par_excel.cli.terminal", "par_excel.cli.records", "par_excel.cli.words"),
    *(
        "par_excel.workflow.results.merge",
        "par_excel.workflow.records.decisions",
        "par_excel.workflow.conclusion.approve",
    ),
    *("par_excel.writing.master.workbook", "par_excel.writing.report.document"),
)
NOBODY = 65534
_PR_SET_PTRACER, _ANYBODY = 0x59616D61, -1
_CAPABILITIES_3 = 0x20080522


class Terminal(io.RawIOBase):
    """Where a run prints, by another call of the system than the one by which files are written.

    So a disk on which every `write` fails leaves a person's screen as it is.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return os.writev(self._descriptor, [data])


def text_to(path: str) -> IO[str]:
    return io.TextIOWrapper(io.BufferedWriter(Terminal(path)), encoding="utf-8")


def may_be_run_by_nobody() -> bool:
    """Say whether an ordinary user may start this very Python and load the program."""
    process = os.fork()
    if process == 0:
        become_nobody()
        may = all(os.access(path, os.R_OK | os.X_OK) for path in (sys.executable, Path.cwd(), sys.prefix))
        os._exit(0 if may else 1)
    return os.waitpid(process, 0)[1] == 0


def become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def give_up_rights() -> None:
    """Keep the name of root and lose all that it may do beyond an ordinary user."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    if ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def become_ordinary(how: str) -> None:
    if how == "nobody":
        become_nobody()
    elif how == "root without rights":
        give_up_rights()


def limit_files(size_bytes: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, size_bytes))


def run_order(order: dict[str, Any], gate: int, ready: int) -> int:
    """Do in the forked process what the order says, once the gate is opened."""
    sys.stdout, sys.stderr = text_to(order["out"]), text_to(order["err"])
    if order["user"]:
        become_ordinary(order["user"])
    os.chdir(order["there"])
    if order["held"]:
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)  # where only parents may trace
    os.close(ready)
    if order["held"]:
        os.read(gate, 1)
    if order["file_bytes"]:
        limit_files(order["file_bytes"])
    status = run_command(order["arguments"], datetime.fromisoformat(order["now"]))
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return status


class Server:
    """Forks runs and waits for each only when told, so that its id stays its own."""

    def __init__(self) -> None:
        self._gates: dict[int, int] = {}

    def start(self, order: dict[str, Any]) -> int:
        """Fork a run; whoever traces it sees none of its preparations."""
        gate, opener = os.pipe()
        is_ready, ready = os.pipe()
        process = os.fork()
        if process == 0:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.close(opener)
            os.close(is_ready)
            for other in self._gates.values():
                os.close(other)
            status = 70
            try:
                status = run_order(order, gate, ready)
            finally:
                os._exit(status)
        os.close(gate)
        os.close(ready)
        os.read(is_ready, 1)  # ends when the run has closed its end, or died
        os.close(is_ready)
        self._gates[process] = opener
        return process

    def open(self, process: int) -> int:
        return os.write(self._gates[process], b"x")

    def end(self, process: int) -> int:
        os.close(self._gates.pop(process))
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])

    def answer(self, order: dict[str, Any]) -> int:
        if order["do"] == "start":
            return self.start(order)
        return cast("int", getattr(self, order["do"])(order["process"]))


def tell(answer: object) -> None:
    print(json.dumps(answer), flush=True)  # noqa: T201 - the parent reads it


def serve() -> None:
    for module in _LOADED:
        import_module(module)
    gc.collect()
    gc.freeze()
    nobody = os.geteuid() == 0 and may_be_run_by_nobody()
    tell("nobody" if nobody else "root without rights" if os.geteuid() == 0 else "")
    server = Server()
    for line in sys.stdin:
        tell(server.answer(json.loads(line)))


if __name__ == "__main__":
    serve()
