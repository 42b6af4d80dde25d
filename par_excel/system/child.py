"""What a child process does: it is set up once, then answers one task after the other until nobody asks any more.

Started as ``python -m par_excel.system.child package.module:function``, it imports what that needs at once, whether it is
told its limits and its work by then or not. It speaks on what were its standard input and output; whatever a library
prints goes nowhere. It imports nothing of the program but what the target names.
"""

import gc
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import PurePath
from queue import SimpleQueue
from typing import BinaryIO

from par_excel.system.frames import Frame, FrameKind, read_frame, write_frame
from par_excel.system.interpreter import PATH_VARIABLE
from par_excel.system.own_limits import end_own_group, limit_own_cpu, limit_own_memory

Work = Callable[[bytes], bytes]

_MOST_BYTES = 1 << 40
"""Most bytes in one frame from the parent: in effect no bound, since nobody but our own parent writes here."""
_MOST_DETAIL = 1000
"""Characters of an exception's text that are sent to the parent."""
_OUT_OF_MEMORY = Frame(FrameKind.MEMORY)
"""The answer of a child that ran out of memory; made beforehand, as there may be no room for it then."""


def main(target: str) -> None:
    """Run a child."""
    os.environ.pop(PATH_VARIABLE, None)  # was meant for this process, not for programs that it starts
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is left to the parent, which ends this process
    tasks_in, answers_out = _take_over_pipes()
    # another thread, so that a busy child notices the end of its parent
    inbox: SimpleQueue[Frame | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(tasks_in, inbox), daemon=True).start()
    module, _, name = target.partition(":")
    gc.disable()  # libraries that are loaded leave no rubbish; looking for it takes a sixth of the time
    with suppress(Exception):  # told when it is set up
        import_module(module)
    work: Work
    cpu_seconds: int

    def set_up(told: bytes) -> bytes:
        nonlocal work, cpu_seconds
        limits, _, setup = told.partition(b"\n")
        memory_bytes, cpu_seconds = map(int, limits.split())
        work = getattr(import_module(module), name)(setup)
        gc.freeze()
        gc.enable()
        # once the libraries are loaded: the bound begins at what is mapped by then (see `most_mapped`)
        limit_own_memory(memory_bytes)
        return b""

    def limited_work(task: bytes) -> bytes:
        # anew for every task: the system counts the whole life of a process
        limit_own_cpu(cpu_seconds)
        return work(task)

    kind = _answer(set_up, inbox, answers_out)
    if kind is FrameKind.ANSWER:
        while kind is not FrameKind.MEMORY:  # beyond that nothing can be relied on
            kind = _answer(limited_work, inbox, answers_out)


def _answer(work: Work, inbox: "SimpleQueue[Frame | None]", out: BinaryIO) -> FrameKind:
    """Wait for a task and answer it; what it held is forgotten before the next one comes."""
    task = inbox.get()
    answer = _OUT_OF_MEMORY if task is None else _frame(work, task.data)
    del task
    write_frame(out, answer)
    return answer.kind


def _frame(work: Work, task: bytes) -> Frame:
    try:
        return Frame(FrameKind.ANSWER, work(task))
    except MemoryError:
        return _OUT_OF_MEMORY
    except BaseException as failure:  # noqa: BLE001 - also sys.exit(): only this task has no answer
        return Frame(FrameKind.ERROR, _description(failure))


def _receive(stream: BinaryIO, inbox: "SimpleQueue[Frame | None]") -> None:
    """Hand on what the parent sends; None for what does not fit into memory. With the parent, the child ends."""
    try:
        while frame := read_frame(stream, most_bytes=_MOST_BYTES):
            inbox.put(frame)
            del frame
    except MemoryError:
        inbox.put(None)  # the rest of the frame is never read: the child ends with this
    except BaseException:  # noqa: BLE001 - a broken pipe; nothing more will come
        end_own_group()
    else:
        end_own_group()


def _take_over_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes to and from the parent; what stood for them leads nowhere now.

    So nothing that a library prints is taken for an answer, and programs that are started here inherit neither pipe.
    """
    tasks_in, answers_out = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - only there does it exist

        # in text mode Windows makes \r\n of every \n and takes the byte 0x1A for the end
        for pipe in (tasks_in, answers_out):
            msvcrt.setmode(pipe, os.O_BINARY)
    return os.fdopen(tasks_in, "rb"), os.fdopen(answers_out, "wb")


def _description(failure: BaseException) -> bytes:
    """Return in one line what was raised and where."""
    try:
        last = traceback.extract_tb(failure.__traceback__)[-1]
        place = f" ({PurePath(last.filename).name}, {last.lineno})"
        text = f"{type(failure).__name__}: {failure}"[:_MOST_DETAIL] + place
    except Exception:  # noqa: BLE001 - an exception that cannot say what it is
        text = type(failure).__name__
    return text.encode("utf-8", "replace")


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # there is nothing to tidy up, and a thread of a library cannot delay it
