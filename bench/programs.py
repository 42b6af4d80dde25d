"""What is measured: stages of par_excel, and other programs on the same workbooks, each in a process of its own.

A program that does not say what it should have found stops the comparison: who skips work must not win by it.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from msgspec import Struct

from bench.watched import Ran, run_watched
from par_excel.workflow.folder.folder import Folder

PYTHON = sys.executable
ROOT = Path(__file__).parents[1]
MOST_FOR_FRICTIONLESS = 1_000
"""Returns; it would take half an hour for ten thousand."""


class Ground(Struct, frozen=True, kw_only=True):
    """A round of one size, and the same with something to be mended in every return."""

    size: int
    folder: Folder
    faulty: Folder

    @property
    def table(self) -> Path:
        """Where a script writes its table."""
        return self.folder.root / "bang.xlsx"

    @property
    def catalogue(self) -> Path:
        """The criteria with their maxima."""
        return self.folder.root / "tieu_chi.csv"


class Figure(Struct, frozen=True, kw_only=True):
    """What one program took for one round."""

    program: str
    size: int
    seconds: float
    cpu_seconds: float
    peak_bytes: float


class Program(Struct, frozen=True, kw_only=True):
    """Something that is measured."""

    key: str
    title: str
    command: Callable[[Ground], Sequence[str]]
    is_right: Callable[[Ran, Ground], bool]
    before: Callable[[Ground], None] = lambda _: None
    says_seconds: bool = False
    """Whether it says itself how long the measured part took."""
    most: int | None = None
    """Returns; a larger round is left out."""
    needs: str = ""
    """A library that may be missing."""
    is_on_faulty: bool = False
    """Whether it works on the round in which something is to be mended."""

    def reason_left_out(self, size: int) -> str:
        """Say why it is not measured; empty where it is."""
        if self.needs and find_spec(self.needs) is None:
            return f"{self.needs} is not installed"
        return f"left out above {self.most:,} returns" if self.most is not None and size > self.most else ""

    def measure(self, ground: Ground) -> Figure:
        """Run it once.

        Raises:
            RuntimeError: it failed, or did not find what it should have.
        """
        self.before(ground)
        ran = run_watched(self.command(ground), cwd=ROOT)
        if not self.is_right(ran, ground):
            raise RuntimeError(f"{self.title}: status {ran.status}: {ran.said[:500]} {ran.failed}")
        return Figure(
            program=self.key,
            size=ground.size,
            seconds=float(ran.said.split()[0]) if self.says_seconds else ran.seconds,
            cpu_seconds=ran.cpu_seconds,
            peak_bytes=ran.peak_mib * 2**20,
        )


def _command(*arguments: str) -> Callable[[Ground], Sequence[str]]:
    return lambda ground: (PYTHON, "-m", "par_excel", "-C", str(ground.folder.root), *arguments)


def _script(module: str) -> Callable[[Ground], Sequence[str]]:
    return lambda ground: (
        *(PYTHON, "-m", module, str(ground.folder.inbox)),
        *(str(ground.catalogue), str(ground.table)),
    )


def _forget(folder: Folder) -> None:
    """Let the next run begin without a ledger, a log and outputs."""
    for path in (folder.ledger, folder.log):
        path.unlink(missing_ok=True)
    _set_aside(folder.outbox)


def _forget_templates(ground: Ground) -> None:
    _set_aside(ground.folder.templates)


def _set_aside(folder: Path) -> None:
    """Empty a folder and delete nothing: for minutes after thousands were deleted, ext4 takes ten times as long for a new file."""
    folder.rename(Path(mkdtemp(dir=folder.parents[1])) / folder.name)
    folder.mkdir()


def _has_templates(ran: Ran, ground: Ground) -> bool:
    return ran.status == 0 and _count(ground.folder.templates, "*.xlsx") == ground.size


def _has_feedback(ran: Ran, ground: Ground) -> bool:
    return ran.status == 0 and _count(ground.faulty.feedback, "*.xlsx") == ground.size


def _has_letters(ran: Ran, ground: Ground) -> bool:
    return ran.status == 0 and _count(ground.folder.letters, "*.eml") == ground.size


def _has_outputs(ran: Ran, ground: Ground) -> bool:
    return ran.status in {0, 1} and ground.folder.master.is_file() and ground.folder.report.is_file()


def _count(folder: Path, pattern: str) -> int:
    return sum(1 for _ in folder.rglob(pattern))


def _says(*expected: str) -> Callable[[Ran, Ground], bool]:
    """Return what holds the words that a program says against these; `N` is the number of returns, `?` anything."""

    def is_right(ran: Ran, ground: Ground) -> bool:
        words = ran.said.split()
        wanted = [str(ground.size) if word == "N" else word for word in expected]
        same = all(want in {"?", word} for want, word in zip(wanted, words, strict=False))
        return ran.status == 0 and len(words) == len(wanted) and same

    return is_right


PROGRAMS: Sequence[Program] = (
    Program(
        key="templates",
        title="templates",
        command=_command("templates"),
        before=_forget_templates,
        is_right=_has_templates,
    ),
    Program(
        key="intake",
        title="intake: guard, read, check, record (`check --json`)",
        command=_command("check", "--json"),
        before=lambda ground: _forget(ground.folder),
        is_right=lambda ran, _: ran.status == 0,
    ),
    Program(
        key="feedback",
        title="feedback to every unit: workbook and letter",
        command=lambda ground: (PYTHON, "-m", "bench.stage", "feedback", str(ground.faulty.root)),
        before=lambda ground: _forget(ground.faulty),
        is_right=_has_feedback,
        says_seconds=True,
        is_on_faulty=True,
    ),
    Program(
        key="letters",
        title="invitations as drafts, template attached (`mail invite`)",
        command=_command("mail", "invite", "--json"),
        is_right=_has_letters,
    ),
    Program(
        key="merge",
        title="whole `merge`, first time",
        command=_command("merge", "--json"),
        before=lambda ground: _forget(ground.folder),
        is_right=_has_outputs,
    ),
    Program(
        key="again",
        title="`merge` again, nothing new",
        command=_command("merge", "--json"),
        is_right=_has_outputs,
    ),
    Program(
        key="openpyxl",
        title="user's script: pandas + openpyxl",
        command=_script("bench.user_script_openpyxl"),
        is_right=_says("N", "?", "?", "0"),
    ),
    Program(
        key="calamine",
        title="user's script: pandas + calamine",
        command=_script("bench.user_script_calamine"),
        is_right=_says("N", "?", "?", "0"),
    ),
    Program(
        key="frictionless",
        title="frictionless validate, one sheet",
        command=lambda ground: (
            *(PYTHON, "-m", "bench.frictionless_validate"),
            *(str(ground.folder.inbox), str(ground.catalogue)),
        ),
        is_right=_says("N", "0"),
        most=MOST_FOR_FRICTIONLESS,
        needs="frictionless",
    ),
    Program(
        key="floor",
        title="floor: unzip + expat without handlers",
        command=lambda ground: (PYTHON, "-m", "bench.floor", str(ground.folder.inbox)),
        is_right=_says("N", "?"),
    ),
)
STAGES = ("templates", "intake", "feedback", "letters", "merge", "again")
OTHERS = ("openpyxl", "calamine", "frictionless", "floor")
