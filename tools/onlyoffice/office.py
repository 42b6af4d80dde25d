"""ONLYOFFICE in a process of its own: opens workbooks and documents, types into them, saves them, and makes their pages."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import asdict

SCRIPT = Path(__file__).with_name("builder.py")
Typed = Mapping[str, Mapping[str, str | float]]


class Job(Struct, frozen=True):
    """A file, where it is saved, and what is typed into it before."""

    source: str
    targets: Sequence[str]
    """Their endings say in which format."""
    cells: Typed = field(default_factory=dict)
    """By sheet and address."""
    sheets: Sequence[str] = ()
    """Where they are named, each is saved into a target of its own: as PDF one sheet is printed at a time."""


def run_onlyoffice(jobs: Sequence[Job]) -> None:
    """Let ONLYOFFICE do some jobs, one after the other.

    Raises:
        RuntimeError: it did not do all of them.
    """
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "jobs.json")
        given.write_text(json.dumps([asdict(job) for job in jobs]), "utf-8")
        command = [sys.executable, str(SCRIPT), str(given)]
        done = subprocess.run(command, capture_output=True, timeout=600, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2_000:])
