"""Whoever looks for a thing finds it: short modules, short functions, and a class name that means one thing."""

import ast
from collections import Counter

from tools.size import PROGRAM, measure

MOST_IN_A_MODULE, MOST_IN_A_FUNCTION = 350, 50
MODULES = tuple(sorted(PROGRAM.rglob("*.py")))


def test_modules_and_functions_are_short() -> None:
    measured = [measure(path) for path in MODULES]
    assert len(measured) > 100
    assert [each.place for each in measured if each.code > MOST_IN_A_MODULE] == []
    assert [
        (each.place, name)
        for each in measured
        for name, length in each.functions
        if length > MOST_IN_A_FUNCTION
    ] == []


def test_a_class_name_means_one_thing() -> None:
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert len(names) > 100
    assert [name for name, count in names.items() if count > 1] == []
