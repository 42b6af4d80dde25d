"""What all tests of faults share: the process that forks runs, and the periods that are disturbed."""

import os
from collections.abc import Iterator

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.faults.laying import begun_period, fresh_period
from tests.faults.runs import Runs, forked_runs


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Return what starts runs that can be killed, traced and limited."""
    if not hasattr(os, "fork"):
        pytest.skip("runs are forked, as only POSIX can")
    with forked_runs(tmp_path_factory.mktemp("said")) as server:
        yield server


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a period with outputs, decisions and returns that came later; tests work on copies."""
    return begun_period(tmp_path_factory.mktemp("begun") / "ky")


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a period in which nothing was run yet; tests work on copies."""
    return fresh_period(tmp_path_factory.mktemp("fresh") / "ky")
