"""The page of requirements: each of the 29, with checks and tests that are there."""

import ast
import re
from functools import cache

from par_excel.checks import RULES
from tests.named_tests import NAMED, PAGES, ROOT, named_in

_LAST = 29


def _rows() -> dict[int, list[str]]:
    text = (ROOT / "docs" / "reference" / "requirements.md").read_text("utf-8")
    lines = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    return {
        int(cells[0]): cells[1:]
        for cells in ([cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines)
    }


@cache
def _tests_of(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.exists():
        return frozenset()
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_requirement_has_its_row() -> None:
    rows = _rows()
    assert list(rows) == list(range(1, _LAST + 1))
    assert [number for number, cells in rows.items() if not NAMED.search(cells[-1])] == []


def test_every_check_that_is_named_exists() -> None:
    named = {code for cells in _rows().values() for code in re.findall(r"[A-Z]{2}\d{2}", cells[1])}
    assert named <= set(RULES)
    assert {code[:2] for code in named} == {"ID", "SC", "EV", "IN", "CO", "DL"}


def test_every_test_that_is_named_exists() -> None:
    named = [name for page in PAGES for name in named_in(page)]
    assert len(named) > 80
    assert [each for each in named if each.split("::")[1] not in _tests_of(each.split("::")[0])] == []
