"""The command line in this process: fast, and with all that `main` does around a command."""

from collections.abc import Callable
from pathlib import Path

import pytest

from par_excel.cli import main
from tests.cli.running import Ended
from tests.read_here import _read_here  # noqa: F401 - a fixture, for every test

Command = Callable[..., Ended]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return what runs a command as if it had been typed."""

    def typed(*arguments: str | Path) -> Ended:
        monkeypatch.setattr("sys.argv", ["par-excel", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        assert "Traceback" not in said.out + said.err
        return Ended(ended.value.code, said.out, said.err)

    return typed
