"""Runs under strace: their calls of the system counted, one of them the last, or refused by the system.

Only the main thread is looked at, which records, stores, writes and renames; the others start children and wait for them.
strace counts the calls of each name for themselves: the third fsync is the same in every run of the same period.
"""

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from par_excel.workflow.folder.folder import Folder
from tests.faults.kills import Undisturbed, undisturbed_run
from tests.faults.laying import copy_of
from tests.faults.runs import Ended, Run, Runs
from tests.faults.state import in_process, opens, outputs_of, state_of

WRITING = ("pwrite64", "write", "fsync", "fdatasync")
"""What a full disk refuses."""
NAMING = ("rename", "unlink", "ftruncate", "mkdir", "link")
"""What changes names and sizes."""
OPENING = ("openat",)
CHANGING = (*WRITING, *NAMING, *OPENING)
_CALL = re.compile(r"(\w+)\((.*)")
_MAKING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")


class Call(Struct, frozen=True):
    """One call that a run makes."""

    number: int
    """Among all that were looked at."""
    name: str
    text: str
    before: Mapping[str, int]
    """How many of each name there were before it."""

    @property
    def is_change(self) -> bool:
        """Say whether it changes anything; a file that is opened to be read does not."""
        # a device keeps nothing; without it a child cannot be started early, and is started later
        is_device = '"/dev/' in self.text
        return self.name not in OPENING or (_MAKING.search(self.text) is not None and not is_device)

    def once(self, what: str) -> list[str]:
        """Return what makes strace do this to the call."""
        return [f"{self.name}:{what}:when={self.before.get(self.name, 0) + 1}"]

    def from_here_on(self, what: str, names: Iterable[str]) -> list[str]:
        """Return what makes strace do this to the call, and to all of these names that follow."""
        return [f"{name}:{what}:when={self.before.get(name, 0) + 1}+" for name in names]


@contextmanager
def traced(
    runs: Runs, folder: Folder, names: Sequence[str], *inject: str, arguments: Sequence[str] = ()
) -> Iterator[tuple[Run, Path]]:
    """Let a run go under strace; give it with the place of the list of its calls."""
    log = folder.root.with_suffix(".strace")
    run = runs.start(folder, *arguments, is_held=True)
    options = [option for each in inject for option in ("-e", f"inject={each}")]
    command = ["strace", "-o", str(log), "-e", f"trace={','.join(names)}", *options, "-p", str(run.process)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8") as tracer:
        assert tracer.stderr is not None
        said = tracer.stderr.readline()
        assert "attached" in said, said
        run.release()
        yield run, log
        tracer.wait(120)


class Stage(Struct, frozen=True):
    """A period that is disturbed over and over, always in the same place, and what it is when nobody disturbs it."""

    runs: Runs
    started: Folder
    place: Path
    expected: Undisturbed
    arguments: tuple[str, ...] = ()
    """Of the command that is disturbed; `merge` where none are given."""

    def calls(self, names: Sequence[str]) -> list[Call]:
        """Return the calls of these names that an undisturbed run makes."""
        with traced(self.runs, copy_of(self.started, self.place), names, arguments=self.arguments) as (
            run,
            log,
        ):
            assert run.ended().status == self.expected.status
        return list(_calls(log.read_text("utf-8").splitlines()))

    def changes(self, names: Sequence[str]) -> list[Call]:
        """Return those of them that change anything."""
        return [call for call in self.calls(names) if call.is_change]

    def kill_at(
        self, call: Call, names: Sequence[str], then: Callable[[Folder], object] | None = None
    ) -> None:
        """Kill a run at this call; see that nothing is half there, and that the next run ends as if nothing had been.

        `then` looks at what the killed run left, before the next one.
        """
        folder = copy_of(self.started, self.place)
        inject = call.once("signal=KILL")
        with traced(self.runs, folder, names, *inject, arguments=self.arguments) as (run, _):
            ended = run.ended()
        assert ended.is_killed, (call, ended)
        assert opens(folder), call
        if then is not None:
            then(folder)
        self._goes_on(folder, call)

    def refuse(self, call: Call, names: Sequence[str], how: str) -> Ended:
        """Let the system refuse a call, or all from there on: `how` is `ENOSPC` or `ENOSPC+`.

        A run that cannot be finished says so in one sentence, and every former output is there as it was; the next
        run ends as if nothing had been.
        """
        folder = copy_of(self.started, self.place)
        before = outputs_of(folder)
        error = f"error={how.rstrip('+')}"
        inject = call.from_here_on(error, names) if how.endswith("+") else call.once(error)
        with traced(self.runs, folder, names, *inject, arguments=self.arguments) as (run, log):
            ended = run.ended()
        assert "(INJECTED)" in log.read_text("utf-8"), call
        if ended.status == 3:
            assert ended.sentence, call
            assert outputs_of(folder) == before, call
            assert call.name == "unlink" or not in_process(folder), call
        else:
            assert ended.status == self.expected.status, (call, ended)
            assert opens(folder), call
        self._goes_on(folder, call)
        return ended

    def _goes_on(self, folder: Folder, call: Call) -> None:
        ended = self.runs.run(folder, *self.arguments)
        assert ended.status == self.expected.status, (call, ended)
        assert state_of(folder) == self.expected.state, call


def stage_of(runs: Runs, started: Folder, place: Path, *arguments: str) -> Stage:
    """Return a period to be disturbed in this place."""
    return Stage(runs, started, place, undisturbed_run(runs, started, place, *arguments), arguments)


def sample(calls: Sequence[Call], tried: int) -> list[Call]:
    """Return so many calls, the first and the last among them."""
    last = len(calls) - 1
    return [calls[number] for number in sorted({round(index * last / (tried - 1)) for index in range(tried)})]


def _calls(lines: Iterable[str]) -> Iterator[Call]:
    counts = Counter[str]()
    for number, found in enumerate(filter(None, map(_CALL.match, lines)), start=1):
        yield Call(number, found[1], found[2], dict(counts))
        counts[found[1]] += 1
