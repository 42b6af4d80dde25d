"""The demo, run once for all tests that look at what it made; they change nothing of it."""

import pytest

from par_excel.workflow.demo.demo import Demo, run_demo
from par_excel.workflow.folder.folder import Folder
from tests.read_here import _read_here  # noqa: F401 - a fixture, for every test
from tests.workflow.reviews import round_to_review


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Return what the demo made."""
    return run_demo(Folder(tmp_path_factory.mktemp("demo") / "ky"))


@pytest.fixture(scope="session")
def reviewable(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a small round, taken in, with its review workbook; tests copy it."""
    return round_to_review(tmp_path_factory.mktemp("review") / "ky")
