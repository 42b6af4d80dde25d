"""What is tried: the unpacked folder on a Windows, with a place to work in; what it makes is compared with this system's."""

import sys
import zipfile
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from tools.windows.wine import Ended, Windows

HERE = (sys.executable, "-X", "utf8", "-m", "par_excel")
"""The program on this system."""
FINE, ONE_TO_LOOK_AT = (0,), (0, 1)
_INSIDE = Path(__file__).with_name("inside.py")
_COMPARED = (".xlsx", ".docx", ".csv", ".toml", ".txt", ".eml", ".html")


class Fault(Exception):  # noqa: N818 - what was found is a sentence
    """The folder does not do what it should."""


class Trial(Struct, frozen=True):
    """A folder that is tried."""

    windows: Windows
    package: Path
    """The folder packed."""
    folder: Path
    """The folder unpacked; nobody may write into it, where this system can forbid that."""
    work: Path
    """For all that is made; its name has Vietnamese letters and blanks."""
    expected: Path | None
    """The sample period as another system made it."""

    @property
    def command(self) -> list[str]:
        """What a person types for the program."""
        return self.windows.batch(self.folder / "par-excel.cmd")

    def run(
        self,
        command: Collection[str],
        *arguments: str,
        statuses: Collection[int] = FINE,
        folder: Path | None = None,
    ) -> Ended:
        """Run a command of the program to its end.

        Raises:
            Fault: it ended with a status that it should not have.
        """
        ended = self.windows.run([*command, *arguments], folder or self.work)
        if ended.status not in statuses:
            raise Fault(f"{arguments} ended with {ended.status}: {ended.said}")
        return ended


def run_inside(trial: Trial, *arguments: str) -> tuple[int, str]:
    """Let the folder's own Python run `inside.py` in a console of its own; return the status and what it saw."""
    seen = trial.work / "đã thấy.txt"
    seen.unlink(missing_ok=True)
    python = trial.windows.program(trial.folder / "chuong_trinh" / "python.exe")
    command = [*python, "-X", "utf8", str(_INSIDE), str(trial.work), str(seen), *arguments]
    status = trial.windows.run_in_console(command, trial.work)
    return status, seen.read_text("utf-8") if seen.exists() else ""


def unpacked(package: Path, target: Path) -> Path:
    """Unpack the folder and return its place."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(target)
    return next(target.iterdir())


def ensure_same(there: Path, here: Path) -> None:
    """Compare what was written on Windows with what was written here.

    Raises:
        Fault: it differs.
    """
    ours = {path.relative_to(here).as_posix(): path for path in here.rglob("*") if path.suffix in _COMPARED}
    theirs = {path.relative_to(there).as_posix() for path in there.rglob("*") if path.suffix in _COMPARED}
    if not ours or ours.keys() != theirs:
        raise Fault(f"other files than here: {sorted(ours.keys() ^ theirs)}")
    other = [name for name, path in sorted(ours.items()) if path.read_bytes() != (there / name).read_bytes()]
    if other:
        raise Fault(f"other bytes than here: {other}")
    print(f"  {len(ours)} files are the same, byte for byte")
