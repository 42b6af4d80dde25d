"""What the tests of the ledger share."""

from pathlib import Path

import pytest

from tests.ledger.places import FilePlace, Place, ServerPlace
from tests.programs import needs_postgresql


@pytest.fixture(params=["file", pytest.param("server", marks=needs_postgresql)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Return where a ledger may be kept: in a file, and on a server."""
    if request.param == "file":
        return FilePlace(tmp_path / "ledger.sqlite")
    server = request.getfixturevalue("postgres")
    return ServerPlace(server, server.schema(), tmp_path)
