"""One stage of par_excel alone, in a process of its own, where no command is that stage and nothing else.

`python -m bench.stage feedback FOLDER` takes in the inbox, then times what is written to the units, and says the
seconds of that.
"""

import gc
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from par_excel.cli import COLLECT_SELDOM
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import answer, check_inbox


def feedback(folder: Folder) -> tuple[float, int]:
    """Return the seconds that workbooks and letters of feedback take, and how many files were written."""
    now = datetime.now(tz=UTC)
    checked = check_inbox(folder, now=now)
    start = time.perf_counter()
    written = answer(folder, checked, now=now).written
    return time.perf_counter() - start, len(written)


STAGES: Mapping[str, Callable[[Folder], tuple[float, int]]] = {"feedback": feedback}


def main() -> None:
    """Run the stage that the command line names, and say its seconds and the number of files."""
    gc.set_threshold(*COLLECT_SELDOM)  # as every command does
    name, folder = sys.argv[1:]
    seconds, files = STAGES[name](Folder(Path(folder)))
    sys.stdout.write(f"{seconds} {files}\n")


if __name__ == "__main__":
    main()
