"""How large the program is: lines of code, modules, and how long its functions are. CI prints it.

A line of code is one that holds something beside blanks, comments and docstrings; an attribute's docstring is one too.
"""

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from msgspec import Struct

PROGRAM = Path(__file__).parents[1] / "par_excel"
_NO_CODE = frozenset(
    {
        tokenize.COMMENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
        tokenize.INDENT,
        tokenize.NEWLINE,
        tokenize.NL,
    }
)


class Module(Struct, frozen=True):
    """What one module measures."""

    place: str
    lines: int
    """All of them."""
    code: int
    functions: tuple[tuple[str, int], ...]
    """Name and lines of code of each, from `def` to its end."""


def measure(path: Path) -> Module:
    """Measure one module."""
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    code = _code_lines(text) - _docstring_lines(tree)
    return Module(
        path.relative_to(PROGRAM.parent).as_posix(),
        len(text.splitlines()),
        len(code),
        tuple(_functions(tree, code)),
    )


def _code_lines(text: str) -> set[int]:
    return {
        number
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in _NO_CODE
        for number in range(token.start[0], token.end[0] + 1)
    }


def _docstring_lines(tree: ast.Module) -> set[int]:
    return {
        number
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def _functions(tree: ast.Module, code: set[int]) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node.name, len(code.intersection(range(node.lineno, (node.end_lineno or node.lineno) + 1)))


def report(modules: list[Module]) -> Iterator[str]:
    """Tell what they measure together, room by room, and which modules and functions are the longest."""
    lengths = sorted(length for module in modules for _, length in module.functions)
    tenths = quantiles(lengths, n=10)
    yield f"{sum(module.code for module in modules):,} lines of code in {len(modules)} modules"
    yield f"{len(lengths):,} functions: median {median(lengths):.0f} lines, nine in ten up to {tenths[-1]:.0f}"
    name, length = max(
        ((f"{module.place}:{name}", length) for module in modules for name, length in module.functions),
        key=lambda function: function[1],
    )
    yield f"longest function: {name}, {length} lines"
    longest = max(modules, key=lambda module: module.lines)
    yield f"longest module: {longest.place}, {longest.lines} lines"
    rooms = sorted({module.place.split("/")[1] for module in modules if module.place.count("/") > 1})
    for room in rooms:
        own = [module for module in modules if module.place.startswith(f"{PROGRAM.name}/{room}/")]
        yield f"  {room:<11} {sum(module.code for module in own):>6,} lines {len(own):>4} modules"


if __name__ == "__main__":
    sys.stdout.write("\n".join(report([measure(path) for path in sorted(PROGRAM.rglob("*.py"))])) + "\n")
