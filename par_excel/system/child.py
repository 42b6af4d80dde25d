"""What a child process does: it is set up once, then answers one task after the other until nobody asks any more.

Started as ``python -m par_excel.system.child package.module:function``. It speaks on what were its standard input and
output; whatever a library prints goes nowhere. It imports nothing of the program but what the target names.
"""

import os
import sys
import threading
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from queue import SimpleQueue
from typing import BinaryIO

from par_excel.system.frames import Frame, Kind, read_frame, write_frame
from par_excel.system.interpreter import PATH_VARIABLE
from par_excel.system.own_limits import end_own_group, ignore_interrupts, limit_own_cpu, limit_own_memory
from par_excel.system.tasks import ProcessLimits

Work = Callable[[bytes], bytes]

_MOST_BYTES = 1 << 40
"""The parent is trusted."""
_MOST_DETAIL = 1000
_OUT_OF_MEMORY = Frame(Kind.MEMORY)
"""Made in good time: while the task is being given up there may be no room for it."""


def main(arguments: list[str]) -> None:
    """Run a child; the arguments are the target and the limits of memory and computing time."""
    target, limits = (
        arguments[0],
        ProcessLimits(memory_bytes=int(arguments[1]), cpu_seconds=int(arguments[2])),
    )
    os.environ.pop(PATH_VARIABLE, None)  # was meant for this process, not for programs that it starts
    ignore_interrupts()
    tasks_in, answers_out = _take_over_pipes()
    # another thread, so that a busy child notices the end of its parent
    inbox: SimpleQueue[Frame | None] = SimpleQueue()
    threading.Thread(target=_receive, args=(tasks_in, inbox), daemon=True).start()
    try:
        work = _set_up(target, inbox)
    except BaseException as failure:  # noqa: BLE001 - whatever it is, the parent is told
        write_frame(answers_out, Frame(Kind.UNFIT, _told(failure)))
        return
    limit_own_memory(limits.memory_bytes)
    write_frame(answers_out, Frame(Kind.READY))
    _serve(work, inbox, answers_out, limits)


def _serve(work: Work, inbox: "SimpleQueue[Frame | None]", out: BinaryIO, limits: ProcessLimits) -> None:
    """Answer one task after the other; a task that ran out of memory is the last one."""
    kind = Kind.READY
    while kind is not Kind.MEMORY:
        task = inbox.get()
        answer = _OUT_OF_MEMORY if task is None else _answer(work, task.data, limits)
        del task
        write_frame(out, answer)
        kind = answer.kind
        del answer  # may be large, and would lie there during the next task


def _answer(work: Work, task: bytes, limits: ProcessLimits) -> Frame:
    limit_own_cpu(limits.cpu_seconds)
    try:
        return Frame(Kind.ANSWER, work(task))
    except MemoryError:
        return _OUT_OF_MEMORY
    except BaseException as failure:  # noqa: BLE001 - also sys.exit(): only this task has no answer
        return Frame(Kind.ERROR, _told(failure))


def _set_up(target: str, inbox: "SimpleQueue[Frame | None]") -> Work:
    module, _, name = target.partition(":")
    make: Callable[[bytes], Work] = getattr(import_module(module), name)
    setup = inbox.get()
    if setup is None:
        raise MemoryError
    return make(setup.data)


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

        for pipe in (tasks_in, answers_out):
            msvcrt.setmode(pipe, os.O_BINARY)
    return os.fdopen(tasks_in, "rb"), os.fdopen(answers_out, "wb")


def _told(failure: BaseException) -> bytes:
    """Return in one line what was raised and where."""
    try:
        last = traceback.extract_tb(failure.__traceback__)[-1]
        place = f" ({PurePath(last.filename).name}, {last.lineno})"
        text = f"{type(failure).__name__}: {failure}"[:_MOST_DETAIL] + place
    except Exception:  # noqa: BLE001 - an exception that cannot say what it is
        text = type(failure).__name__
    return text.encode("utf-8", "replace")


if __name__ == "__main__":
    main(sys.argv[1:])
    os._exit(0)  # there is nothing to tidy up, and a thread of a library cannot delay it
