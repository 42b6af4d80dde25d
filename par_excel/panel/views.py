"""A period as its pages see it now: read once, and again when something that it depends on has changed."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from threading import Lock

from msgspec import Struct, field

from par_excel.model import Basis, Result, Standing
from par_excel.vietnamese import local_day
from par_excel.workflow.correspondence.next_step import outputs_made
from par_excel.workflow.correspondence.status import standing_of
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.stamps import stamps_of
from par_excel.workflow.intake.arrivals import list_inbox
from par_excel.workflow.intake.looking import Look, look
from par_excel.workflow.results.approved import Approved
from par_excel.workflow.results.present import Present, present_of


class PeriodView(Struct, frozen=True, dict=True):
    """Settings, returns and result of a period, as they stand."""

    folder: Folder
    at: datetime

    @cached_property
    def basis(self) -> Basis:
        """What everything is judged against."""
        return basis_of(self.folder)

    @cached_property
    def seen(self) -> Look:
        """What the ledger holds and what waits in the inbox."""
        return look(self.folder, self.basis)

    @cached_property
    def present(self) -> Present:
        """What the period comes to, as approved where it is."""
        return present_of(self.folder, self.basis, self.seen.intake.collection)

    @property
    def result(self) -> Result:
        """What the period comes to."""
        return self.present.result

    @property
    def approved(self) -> Approved | None:
        """What was approved, and in what the present differs from it."""
        return self.present.approved

    @cached_property
    def standing(self) -> Standing:
        """Where every agency stands."""
        return standing_of(
            self.basis, self.seen, now=self.at, made=outputs_made(self.folder), approved=self.approved
        )


class PeriodViews(Struct):
    """The last view of each period, for as long as nothing has changed: what a page shows costs no reading then."""

    clock: Callable[[], datetime]
    _kept: dict[Folder, tuple[object, PeriodView]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, folder: Folder) -> PeriodView:
        """Return a period as it stands now.

        Raises:
            ConfigError: its settings are wrong, or its inbox is not there.
        """
        now = self.clock()
        marks = (stamps_of(folder), list_inbox(folder.inbox).files, local_day(now))
        with self._lock:
            found = self._kept.get(folder)
            if found is None or found[0] != marks:
                found = self._kept[folder] = (marks, PeriodView(folder, now))
            return found[1]
