"""The lock file of `make test-lowest` holds the lowest versions that pyproject.toml allows."""

import re

from packaging.version import Version

from tools.lowest_versions import ROOT, lowest_versions


def test_the_lock_file_holds_every_lower_bound() -> None:
    text = (ROOT / "requirements" / "lowest.txt").read_text("utf-8")
    locked = {name: Version(version) for name, version in re.findall(r"^([\w-]+)==(\S+)", text, re.MULTILINE)}
    lowest = [each.split("==") for each in lowest_versions()]
    assert {name.lower(): locked[name.lower()] for name, _ in lowest} == {
        name.lower(): Version(version) for name, version in lowest
    }
