"""Unpack the Windows folder and use it as an official would: on Windows itself, elsewhere under Wine.

It lies where letters are Vietnamese and nobody may write, and all that it makes is compared with what this system makes.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from par_excel.system.own_limits import end_as_by_hand
from tools.windows.by_command import try_forms, try_period
from tools.windows.by_double_click import try_double_click, try_obstacles
from tools.windows.in_panel import try_panel
from tools.windows.obstacles import write_protected
from tools.windows.trial import Fault, Trial, run_inside, unpacked
from tools.windows.wine import this_windows

_ODD_PLACE = "Bộ công cụ đánh giá"


def try_bill(trial: Trial) -> None:
    """Every part that is named has the hash of what it was taken from, or of its programs."""
    bill = json.loads((trial.folder / "chuong_trinh" / "sbom.cdx.json").read_text("utf-8"))
    parts = bill["components"]
    if without := [each["name"] for each in parts if not each.get("hashes") and not each.get("components")]:
        raise Fault(f"no hash of: {without}")
    print(f"  {len(parts)} parts, each with its hash")


def try_inside(trial: Trial) -> None:
    """The folder's own Python tries what only it can: files that are held, consoles, long paths, Ctrl+C."""
    status, said = run_inside(trial)
    if status or not said:
        raise Fault(f"ended with {status}: {said}")
    print("".join(f"  {line}\n" for line in said.splitlines()), end="")


TRIALS: Mapping[str, Callable[[Trial], None]] = {
    "bill": try_bill,
    "double-click": try_double_click,
    "panel": try_panel,
    "forms": try_forms,
    "period": try_period,
    "inside": try_inside,
    "obstacles": try_obstacles,
}
"""In the order in which they are tried: the first double-click is the first that Python runs at all."""


def main() -> None:
    """Try the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("trials", nargs="*", help=f"of {', '.join(TRIALS)}; none: all")
    parser.add_argument("--expected", type=Path, help="the sample period as another system made it")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    end_as_by_hand()  # a mount and a server of Wine would be left behind
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place,
        this_windows(Path(place)) as windows,
    ):
        work = Path(place, _ODD_PLACE)
        folder = unpacked(given.package, work / "phần mềm")
        windows.prepare(folder)
        with write_protected(folder) as is_protected:
            print("nobody may write" if is_protected else "LEFT OUT: forbidding to write", "into the folder")
            for name in given.trials or TRIALS:
                started = time.monotonic()
                print(name, flush=True)
                TRIALS[name](Trial(windows, given.package, folder, work, given.expected))
                print(f"  {time.monotonic() - started:.0f} s", flush=True)
        if list(folder.rglob("__pycache__")):
            raise Fault("something was written into the program's folder")
    print("All tried.")


if __name__ == "__main__":
    try:
        main()
    except Fault as fault:
        sys.exit(f"FAULT: {fault}")
