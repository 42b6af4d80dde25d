"""What the tests of killing do in processes of their own: a server that forks one `merge` for each folder it is told.

Loading the libraries takes far longer than merging; forked, a run is at work at once and can be killed at any moment.
Protocol, line by line: `FOLDER` → the id of the process that merges there; `end` → its status, once it is gone.
"""

import os
import sys
from pathlib import Path

from par_excel.workflow.folder import Folder
from par_excel.workflow.merging import merge_inbox
from tests.workflow.periods import RECEIVED


def serve() -> None:
    """Fork a run for each folder; a process is waited for only when told, so that its id stays its own."""
    running: list[int] = []
    for line in sys.stdin:
        if line.strip() == "end":
            _, status = os.waitpid(running.pop(0), 0)
            print(status, flush=True)  # noqa: T201 - the parent reads it
            continue
        process = os.fork()
        if process == 0:
            merge_inbox(Folder(Path(line.strip())), now=RECEIVED)
            os._exit(0)
        running.append(process)
        print(process, flush=True)  # noqa: T201


if __name__ == "__main__":
    print("ready", flush=True)  # noqa: T201
    serve()
