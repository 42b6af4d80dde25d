"""Print what `make lock` resolves into requirements/lowest.txt: the lowest versions that pyproject.toml allows.

What runs the tests stands beside them as requirements/dev.txt locks it.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
TESTING = (
    "aiosmtpd",
    "hypothesis",
    "psycopg",
    "psycopg-binary",
    "pytest",
    "pytest-xdist",
    "python-calamine",
    "trustme",
)
"""What the quick tests import beyond the program's own dependencies."""


def lowest_versions() -> Iterator[str]:
    """Yield every dependency of the program at the lower bound that is declared for it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for line in project["dependencies"]:
        requirement = Requirement(line)
        lower = next(each.version for each in requirement.specifier if each.operator == ">=")
        yield f"{requirement.name}=={lower}"


def _locked(names: Iterable[str]) -> Iterator[str]:
    text = (ROOT / "requirements" / "dev.txt").read_text("utf-8")
    for name in names:
        version = re.search(rf"^{name}==(\S+)", text, re.MULTILINE)
        assert version is not None, f"{name} is not locked"
        yield f"{name}=={version[1]}"


if __name__ == "__main__":
    print(*lowest_versions(), *_locked(TESTING), sep="\n")
