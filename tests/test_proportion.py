"""Text from outside costs steps in proportion to its length: counted, not timed, over families of growing inputs.

Every function of `vietnamese` and `reading` that takes one text, or bytes, is run on every family.
"""

import inspect
import sys
import typing
from collections.abc import Callable, Iterator
from functools import cache, partial
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

import pytest

import par_excel.reading
import par_excel.vietnamese
from tests.steps import TooManyStepsError, steps_of

_ROOMS = (par_excel.vietnamese, par_excel.reading)
_SHORT, _LONG = 20, 40
_MOST = 400_000
_FAMILIES = (
    "1/QĐ-", "1/QĐ.", "12/QĐ - ", "Quyết định số ", "x ngày ", "1/2/20", "5 tháng 2 ", "của a ", "mỗi ", "a", "a.", "A&",
    "1", "1.", "1.234", "1 234 ", "- ", "(a) ", " ", "\r\n", ";", "%", "[[a", '"', "<a ", "=?", "?= =?", "a@", "<a@b",
    "a: b\r\n", "\n\n", "a|", "../", "\u202e", "ñ¸", "_x0041_",
)  # fmt: skip


@cache
def _modules() -> list[ModuleType]:
    return [
        import_module(found.name)
        for room in _ROOMS
        for found in walk_packages(room.__path__, f"{room.__name__}.")
    ]


def _parsers() -> Iterator[tuple[str, Callable[[Any], object], type]]:
    """Yield every function that can be called with one text or with bytes alone."""
    for module in _modules():
        for name, each in vars(module).items():
            if name.startswith("_"):
                continue  # is handed what another has tidied, and runs as part of it
            plain = inspect.unwrap(each) if callable(each) else None
            if not inspect.isfunction(plain) or plain.__module__ != module.__name__:
                continue
            parameters = list(inspect.signature(plain).parameters.values())
            needed = [
                one
                for one in parameters
                if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
            ]
            if len(needed) != 1 or needed[0].kind is needed[0].KEYWORD_ONLY:
                continue
            kind = typing.get_type_hints(plain).get(needed[0].name)
            if kind in (str, bytes):
                yield f"{module.__name__.removeprefix('par_excel.')}.{name}", plain, kind


_PARSERS = {name: (parser, kind) for name, parser, kind in _parsers()}


@cache
def _remembering() -> list[Callable[[], None]]:
    """Return what empties each function that remembers."""
    return [
        each.cache_clear
        for module in _modules()
        for each in vars(module).values()
        if hasattr(each, "cache_clear")
    ]


def _forget() -> None:
    """Empty what functions remember: a text that was met before costs nothing."""
    for clear in _remembering():
        clear()


def _use(parser: Callable[[Any], object], given: str | bytes) -> None:
    try:
        found = parser(given)
        if inspect.isgenerator(found):
            for _ in found:
                pass
    except TooManyStepsError:
        raise
    except Exception:  # noqa: BLE001 - what is refused is refused; how much it costs is the question
        return


@pytest.fixture(scope="module", autouse=True)
def _deep() -> Iterator[None]:
    former = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    yield
    sys.setrecursionlimit(former)


@pytest.mark.parametrize("name", _PARSERS)
def test_steps_grow_in_proportion(name: str) -> None:
    parser, kind = _PARSERS[name]
    modules = _modules()
    uneven: list[tuple[str, int, int]] = []
    for family in _FAMILIES:
        counts: list[int] = []
        for times in (_SHORT, _LONG):
            text = f"{family * times}x"
            given = text.encode() if kind is bytes else text
            try:
                _forget()
                counts.append(steps_of(partial(_use, parser, given), modules, most=_MOST))
            except TooManyStepsError:
                counts.append(_MOST)
        short, long = counts
        if long > 2.6 * short + 300:
            uneven.append((family, short, long))
    assert uneven == []


def test_the_parsers_are_found() -> None:
    assert {"vietnamese.references.parse_references", "vietnamese.values.parse_number"} <= set(_PARSERS)
    assert len(_PARSERS) > 40
