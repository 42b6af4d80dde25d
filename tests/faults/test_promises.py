"""The page of promises names tests that are there, and something for each promise."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "promises.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(PAGE)
    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in text_of(file)]
    assert len(named) > 40
    assert missing == []


def test_every_promise_has_a_test() -> None:
    _, *promises = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    assert [each.partition(":")[0] for each in promises] == [f"P{number}" for number in range(1, 17)]
    assert [each for each in promises if not NAMED.search(each)] == []


def test_every_test_of_faults_holds_a_promise() -> None:
    there = {
        (f"tests/faults/{path.name}", name)
        for path in Path(__file__).parent.glob("test_*.py")
        if path.name != Path(__file__).name
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert there - set(NAMED.findall(PAGE)) == set()


def text_of(file: str) -> str:
    path = ROOT / file
    return path.read_text("utf-8") if path.exists() else ""
