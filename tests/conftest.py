"""What all tests share: golden files, which `pytest --update-golden` rewrites so that the diff can be read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.named_tests import pytest_runtest_logreport, pytest_sessionfinish  # noqa: F401 - hooks as well
from tests.postgres import postgres  # noqa: F401 - a fixture
from tests.programs import pytest_runtest_setup, pytest_terminal_summary  # noqa: F401 - pytest finds the hooks here

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the golden files")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with `tests/golden/<name>`."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.read_text(encoding="utf-8") == text

    return compare
