"""Who does the work that falls into many like pieces: the cores of this computer, unless a subclass does it elsewhere."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from par_excel.system.cores import usable_cores
from par_excel.system.spreading import Progress, spread
from par_excel.system.tasks import ProcessLimits, TaskFailure
from par_excel.system.workers import Workers

K = TypeVar("K")
_C = TypeVar("_C")
_T = TypeVar("_T")
_R = TypeVar("_R")

_TASKS_A_CHILD = 20
"""Starting a child takes as long as so many tasks."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is done in limited children, whatever tasks come.

    Attributes:
        target: "package.module:function", as for `Workers`.
        setup: what the function is given.
        limits: what one task may use.
    """

    target: str
    setup: bytes
    limits: ProcessLimits


class Runner:
    """Does pieces of work; results come in the order of the pieces, the same whoever does them."""

    def spread(
        self,
        work: Callable[[_C, Sequence[_T]], Sequence[_R]],
        common: _C,
        pieces: Sequence[_T],
        *,
        progress: Progress | None = None,
    ) -> Generator[_R, None, None]:
        """Yield what becomes of each piece; see `spreading.spread`."""
        return spread(work, common, pieces, progress=progress)

    def run(
        self, job: Job, tasks: Iterable[tuple[K, bytes]], count: int
    ) -> Iterator[tuple[K, bytes | TaskFailure]]:
        """Yield the answer to each of so many tasks, or what became of it; see `Workers.run`.

        Raises:
            ChildNotStarted: no child can be had; what was yielded before holds.
        """
        children = max(1, min(usable_cores(), count // _TASKS_A_CHILD))
        with Workers(job.target, job.setup, job.limits, children) as workers:
            yield from workers.run(tasks)


OWN_CORES = Runner()
