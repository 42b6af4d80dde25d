"""Pages that name tests: what they name has to be there, and in a whole run it has to have run."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = ("promises.md", "requirements.md", "../security.md")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")

_RAN: set[str] = set()


def named_in(page: str) -> tuple[str, ...]:
    """Return the tests that a page of docs/reference names, as `file::test`."""
    text = (ROOT / "docs" / "reference" / page).read_text("utf-8")
    return tuple(f"{file}::{name}" for file, name in NAMED.findall(text))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and not report.skipped:
        _RAN.add(report.nodeid.partition("[")[0])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a whole run in which a test did not run that a page names; workers of a parallel run see only their part."""
    config = session.config
    is_whole = config.invocation_params.args and not config.option.file_or_dir and not config.option.keyword
    if hasattr(config, "workerinput") or not is_whole or config.option.collectonly or config.option.markexpr:
        return
    idle = sorted({name for page in PAGES for name in named_in(page)} - _RAN)
    if idle and not session.exitstatus:
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(f"named in docs/reference, but did not run: {', '.join(idle)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
