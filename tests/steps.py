"""How many steps a function takes over a text: its own lines, and the steps of a backtracking matcher for its patterns.

Time depends on the machine and on what else it does; steps do not. Python's own engine does not count, so its patterns
are walked here once more, the slow and plain way, and what is found must be what Python's engine finds.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from types import FrameType, ModuleType
from typing import Any

# what `re` itself parses patterns with: it has no public name
op: Any = import_module("re._constants")
parser: Any = import_module("re._parser")

Match = Callable[[int], int | None]
"""Given where to begin, returns where a match ends."""


class TooManyStepsError(Exception):
    """So many that it makes no sense to go on."""


class Counter:
    """Counts up to a bound."""

    def __init__(self, most: int) -> None:
        self.count, self._most = 0, most

    def step(self, number: int = 1) -> None:
        self.count += number
        if self.count > self._most:
            raise TooManyStepsError


class _Walk:
    """One pattern walked over one text."""

    def __init__(self, pattern: "re.Pattern[Any]", text: str | bytes, counter: Counter) -> None:
        self._text = text if isinstance(text, str) else text.decode("latin-1")
        self._step = counter.step
        self._parsed = _parsed(pattern)
        self._flags = pattern.flags

    def matcher(self, end: Match) -> Match:
        return self._all(self._parsed, end, self._flags)

    def _all(self, nodes: Any, following: Match, flags: int) -> Match:
        for code, value in reversed(list(nodes)):
            following = self._one(code, value, following, flags)
        return following

    def _one(self, code: Any, value: Any, following: Match, flags: int) -> Match:
        single = self._single(code, value, flags)
        if single is not None:
            return lambda at: following(at + 1) if single(at) else None
        return _WAYS[code](self, value, following, flags)

    def _single(self, code: Any, value: Any, flags: int) -> Callable[[int], bool] | None:
        if code not in _SINGLES:
            return None
        text, step = self._text, self._step
        holds = _known_character(code, value, flags)

        def test(at: int) -> bool:
            step()
            return at < len(text) and holds(text[at])

        return test

    def branch(self, value: Any, following: Match, flags: int) -> Match:
        ways = [list(way) for way in value[1]]
        begins = [self._single(way[0][0], way[0][1], flags) if way else None for way in ways]
        built: dict[int, Match] = {}

        def match(at: int) -> int | None:
            for number, (way, begin) in enumerate(zip(ways, begins, strict=True)):
                if begin is not None and not begin(at):
                    continue  # of a choice of sixty words most end here: the others need not be built
                if number not in built:
                    built[number] = self._all(way, following, flags)
                if (end := built[number](at)) is not None:
                    return end
            return None

        return match

    def group(self, value: Any, following: Match, flags: int) -> Match:
        _, added, removed, nodes = value
        return self._all(nodes, following, (flags | added) & ~removed)

    def atomic(self, value: Any, following: Match, flags: int) -> Match:
        inner = self._all(value, lambda at: at, flags)

        def match(at: int) -> int | None:
            end = inner(at)
            return None if end is None else following(end)

        return match

    def greedy(self, value: Any, following: Match, flags: int) -> Match:
        least, most, nodes = value
        [*inside] = nodes
        single = self._single(inside[0][0], inside[0][1], flags) if len(inside) == 1 else None
        if single is not None:

            def match(at: int) -> int | None:
                end = at
                while end - at < most and single(end):
                    end += 1
                for last in range(end, at + least - 1, -1):
                    self._step()
                    if (found := following(last)) is not None:
                        return found
                return None

            return match
        return self._repeated(value, following, flags, is_greedy=True)

    def lazy(self, value: Any, following: Match, flags: int) -> Match:
        return self._repeated(value, following, flags, is_greedy=False)

    def _repeated(self, value: Any, following: Match, flags: int, *, is_greedy: bool) -> Match:
        least, most, nodes = value

        def match(at: int, done: int = 0) -> int | None:
            self._step()

            def go_on(end: int) -> int | None:
                return None if end == at and done >= least else match(end, done + 1)

            def more() -> int | None:
                return self._all(nodes, go_on, flags)(at) if done < most else None

            if done < least:
                return more()
            found = more() if is_greedy else following(at)
            if found is not None:
                return found
            return following(at) if is_greedy else more()

        return match

    def possessive(self, value: Any, following: Match, flags: int) -> Match:
        inner = self.greedy(value, lambda at: at, flags)

        def match(at: int) -> int | None:
            end = inner(at)
            return None if end is None else following(end)

        return match

    def ahead(self, value: Any, following: Match, flags: int) -> Match:
        return self._looking(value, following, flags, wanted=True)

    def not_ahead(self, value: Any, following: Match, flags: int) -> Match:
        return self._looking(value, following, flags, wanted=False)

    def _looking(self, value: Any, following: Match, flags: int, *, wanted: bool) -> Match:
        direction, nodes = value
        inner = self._all(nodes, lambda at: at, flags)
        width = nodes.getwidth()[0] if direction < 0 else 0

        def match(at: int) -> int | None:
            self._step()
            seen = at >= width and inner(at - width) is not None
            return following(at) if seen is wanted else None

        return match

    def at(self, value: Any, following: Match, flags: int) -> Match:
        text, many = self._text, bool(flags & re.MULTILINE)

        def is_word(at: int) -> bool:
            return 0 <= at < len(text) and (text[at].isalnum() or text[at] == "_")

        def holds(at: int) -> bool:
            if value in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
                return at == 0 or (many and value is op.AT_BEGINNING and text[at - 1] == "\n")
            if value is op.AT_END_STRING:
                return at == len(text)
            if value is op.AT_END:
                return text[at:] in ("", "\n") or (many and text[at] == "\n")
            return (is_word(at - 1) is not is_word(at)) is (value is op.AT_BOUNDARY)

        def match(at: int) -> int | None:
            self._step()
            return following(at) if holds(at) else None

        return match


_SINGLES = frozenset({op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN})
_WAYS: Mapping[Any, Callable[[_Walk, Any, Match, int], Match]] = {
    op.BRANCH: _Walk.branch,
    op.SUBPATTERN: _Walk.group,
    op.ATOMIC_GROUP: _Walk.atomic,
    op.MAX_REPEAT: _Walk.greedy,
    op.MIN_REPEAT: _Walk.lazy,
    op.POSSESSIVE_REPEAT: _Walk.possessive,
    op.ASSERT: _Walk.ahead,
    op.ASSERT_NOT: _Walk.not_ahead,
    op.AT: _Walk.at,
}
_CATEGORIES: Mapping[Any, Callable[[str], bool]] = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda character: character.isalnum() or character == "_",
}
_OPPOSITES = {
    op.CATEGORY_NOT_DIGIT: op.CATEGORY_DIGIT,
    op.CATEGORY_NOT_SPACE: op.CATEGORY_SPACE,
    op.CATEGORY_NOT_WORD: op.CATEGORY_WORD,
}


@cache
def _parsed(pattern: "re.Pattern[Any]") -> Any:
    return parser.parse(
        pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    )


_KNOWN: dict[tuple[Any, int, int], Callable[[str], bool]] = {}


def _known_character(code: Any, value: Any, flags: int) -> Callable[[str], bool]:
    """Return `_character`, which remembers: parsed patterns stay, so that one place of a pattern is one object."""
    key = (code, id(value), flags)
    if key not in _KNOWN:
        _KNOWN[key] = cache(_character(code, value, flags))
    return _KNOWN[key]


def _character(code: Any, value: Any, flags: int) -> Callable[[str], bool]:
    is_any_case = bool(flags & re.IGNORECASE)

    def alike(character: str) -> set[str]:
        return {character, character.lower(), character.upper()} if is_any_case else {character}

    if code is op.ANY:
        return lambda character: character != "\n" or bool(flags & re.DOTALL)
    if code is op.LITERAL:
        return lambda character: any(ord(each) == value for each in alike(character) if len(each) == 1)
    if code is op.NOT_LITERAL:
        return lambda character: all(ord(each) != value for each in alike(character) if len(each) == 1)
    items = [item for item in value if item[0] is not op.NEGATE]
    is_negated = len(items) < len(value)
    return lambda character: any(_in(item, alike(character)) for item in items) is not is_negated


def _in(item: Any, characters: set[str]) -> bool:
    code, value = item
    ones = [each for each in characters if len(each) == 1]
    if code is op.LITERAL:
        return any(ord(each) == value for each in ones)
    if code is op.RANGE:
        return any(value[0] <= ord(each) <= value[1] for each in ones)
    if value in _CATEGORIES:
        return any(_CATEGORIES[value](each) for each in ones)
    return all(not _CATEGORIES[_OPPOSITES[value]](each) for each in ones)


class CountedPattern:
    """A pattern that counts what it costs, and finds what it would find anyway."""

    def __init__(self, pattern: "re.Pattern[Any]", counter: Counter) -> None:
        self._pattern, self._counter = pattern, counter

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pattern, name)
        return self._counted(name, found) if name in _METHODS else found

    def _counted(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **more: Any) -> Any:
            text = args[1] if name.startswith("sub") else args[0]
            begin = args[1] if len(args) > 1 and name in _AT_ONE_PLACE | {"search", "finditer"} else 0
            with _untraced():
                if name in _AT_ONE_PLACE:
                    self._at_one_place(text, begin, is_full=name == "fullmatch")
                else:
                    self._all_over(text, begin, is_first=name == "search")
            return method(*args, **more)

        return call

    def _at_one_place(self, text: str | bytes, begin: int, *, is_full: bool) -> None:
        def end(at: int) -> int | None:
            return at if not is_full or at == len(text) else None

        found = _Walk(self._pattern, text, self._counter).matcher(end)(begin)
        real = self._pattern.fullmatch(text, begin) if is_full else self._pattern.match(text, begin)
        assert found == (None if real is None else real.end()), self._pattern.pattern

    def _all_over(self, text: str | bytes, begin: int, *, is_first: bool) -> None:
        match = _Walk(self._pattern, text, self._counter).matcher(lambda at: at)
        real = [(each.start(), each.end()) for each in self._pattern.finditer(text, begin)]
        at, found = begin, list[tuple[int, int]]()
        while at <= len(text) and not (found and is_first):
            self._counter.step()
            end = match(at)
            if end is not None and (at, end) not in found[-1:]:
                found.append((at, end))
            at = at + 1 if end is None or end == at else end
        solid = [each for each in real if each[0] < each[1]]
        assert [each for each in found if each[0] < each[1]] == (
            solid[:1] if is_first and found and found[0][0] < found[0][1] else [] if is_first else solid
        ), self._pattern.pattern


_AT_ONE_PLACE = frozenset({"match", "fullmatch"})
_METHODS = _AT_ONE_PLACE | {"search", "finditer", "findall", "sub", "subn", "split"}


@contextmanager
def _untraced() -> Iterator[None]:
    former = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(former)


@contextmanager
def counted_patterns(modules: "list[ModuleType]", counter: Counter) -> Iterator[None]:
    """Let the patterns of these modules count into the counter."""
    kept = [
        (module, name, value)
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern)
    ]
    for module, name, value in kept:
        setattr(module, name, CountedPattern(value, counter))
    try:
        yield
    finally:
        for module, name, value in kept:
            setattr(module, name, value)


def steps_of(work: Callable[[], object], modules: "list[ModuleType]", *, most: int) -> int:
    """Return the steps of a piece of work: lines of the program, and steps of its patterns.

    Raises:
        TooManyStepsError: more than `most`.
    """
    counter = Counter(most)

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if "/par_excel/" not in frame.f_code.co_filename:
            return None
        if event in ("line", "call"):
            counter.step()
        return trace

    former = sys.gettrace()
    with counted_patterns(modules, counter):
        sys.settrace(trace)
        try:
            work()
        finally:
            sys.settrace(former)
    return counter.count
