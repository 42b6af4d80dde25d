"""What pip, pipx and uv install holds every file of the program."""

import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_file_of_the_program_is_packaged() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    patterns = [pattern.removeprefix("**/") for pattern in settings["package-data"]["*"]]
    missing = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "par_excel").rglob("*.*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
        if not any(fnmatch(path.name, pattern) for pattern in patterns)
    ]
    assert not missing
