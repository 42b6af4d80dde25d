"""Automatic numbers of Word: they stand in no text, and are counted as Word counts them.

A paragraph names a list and a level, itself or by its style; numbering.xml says what each level looks like, where it
begins, and after which level it begins anew.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from string import ascii_lowercase

from msgspec import Struct, field
from msgspec.structs import replace

from par_excel.reading.tables.trees import Element, attribute, child, children

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LEVELS = 9
"""Levels of a list in Word, numbered from 0."""
_MOST_STYLES = 50
"""How many styles are followed that are based on one another: damaged ones may go round in a circle."""
_BULLET = "-"


class ListLevel(Struct, frozen=True):
    """What the numbers of one level look like."""

    format: str
    """`decimal`, `upperRoman`, `bullet` …"""
    text: str
    """`%1.%2.`: the numbers of levels, from 1, with what stands between."""
    start: int
    restarts_after: int | None
    """The level, from 1, at whose next number it begins anew; 0 for never, None for any higher one."""
    is_legal: bool
    """Whether numbers of higher levels are shown in digits, whatever their own look."""


Levels = Mapping[int, ListLevel]


class ListReference(Struct, frozen=True):
    """The list and level of a paragraph; level None where it does not say."""

    list: str
    level: int | None


class Numbering(Struct):
    """Counts the automatic numbers of a document; asked once for every paragraph, in their order."""

    lists: Mapping[str, tuple[str, Levels]] = field(default_factory=dict)
    """By list: whose counters it shares, and its levels."""
    styles: Mapping[str, ListReference] = field(default_factory=dict)
    _counters: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, paragraph: Element) -> str:
        """Return the number or mark in front of a paragraph; empty where it has none."""
        found = self._reference(paragraph)
        if found is None or found.list not in self.lists:
            return ""
        shared, levels = self.lists[found.list]
        at = found.level or 0
        if at not in levels:
            return ""
        counters = self._counters[shared]
        counters[at] = counters.get(at, levels[at].start - 1) + 1
        # Without `lvlRestart` a level begins anew whenever a higher one counts on.
        for lower in [each for each in counters if each > at]:
            if _begins_anew(levels.get(lower), at):
                del counters[lower]
        return _shown(levels, at, counters)

    def _reference(self, paragraph: Element) -> ListReference | None:
        properties = child(paragraph, "pPr")
        own = _reference_in(properties)
        by_style = self.styles.get(attribute(child(properties, "pStyle"), "val"))
        if own is None:
            return by_style
        if own.level is None and by_style is not None and by_style.list == own.list:
            return ListReference(own.list, by_style.level)
        return own


def _begins_anew(level: ListLevel | None, after: int) -> bool:
    if level is None or level.restarts_after is None:
        return True
    return level.restarts_after != 0 and after < level.restarts_after


def _shown(levels: Levels, at: int, counters: Mapping[int, int]) -> str:
    level = levels[at]
    if level.format == "bullet":
        return _BULLET
    text = level.text
    for index in range(_LEVELS):
        mark = f"%{index + 1}"
        if mark in text and index in levels:
            number = counters.get(index, levels[index].start)
            look = "decimal" if level.is_legal else levels[index].format
            text = text.replace(mark, _number(number, look))
    return text.strip()


def _number(number: int, look: str) -> str:
    show = _LOOKS.get(look.removeprefix("upper").removeprefix("lower"), str)
    return show(number).upper() if look.startswith("upper") else show(number)


def _roman(number: int) -> str:
    digits = ""
    for value, letters in _ROMAN:
        while number >= value:
            digits, number = digits + letters, number - value
    return digits


def _letters(number: int) -> str:
    """Return `a` … `z`, `aa`, `bb`: Word repeats the letter."""
    if number < 1:
        return ""
    times, index = divmod(number - 1, len(ascii_lowercase))
    return ascii_lowercase[index] * (times + 1)


_LOOKS: Mapping[str, Callable[[int], str]] = {
    "Roman": _roman,
    "Letter": _letters,
    "decimalZero": "{:02}".format,
    "none": lambda _: "",
}


def read_numbering(numbering: Element | None, styles: Element | None) -> Numbering:
    """Return the lists of a document and which styles bring them; none where the parts are missing."""
    lists = {} if numbering is None else _lists(numbering)
    return Numbering(lists, {} if styles is None else _styles(styles, lists))


def _lists(numbering: Element) -> dict[str, tuple[str, Levels]]:
    abstract = {
        attribute(each, "abstractNumId"): {
            int(attribute(level, "ilvl", "0")): _level(level) for level in children(each, "lvl")
        }
        for each in children(numbering, "abstractNum")
    }
    found: dict[str, tuple[str, Levels]] = {}
    for each in children(numbering, "num"):
        of, id_ = attribute(child(each, "abstractNumId"), "val"), attribute(each, "numId")
        changes = {int(attribute(change, "ilvl", "0")): change for change in children(each, "lvlOverride")}
        levels = {at: _overridden(level, changes.get(at)) for at, level in abstract.get(of, {}).items()}
        # lists of one kind count on, but one that begins anew has counters of its own
        is_own = any(child(change, "startOverride") is not None for change in changes.values())
        found[id_] = (f"{of}/{id_}" if is_own else of, levels)
    return found


def _level(element: Element) -> ListLevel:
    restart = child(element, "lvlRestart")
    return ListLevel(
        format=attribute(child(element, "numFmt"), "val", "decimal"),
        text=attribute(child(element, "lvlText"), "val"),
        start=_whole(attribute(child(element, "start"), "val"), 0),
        restarts_after=None if restart is None else _whole(attribute(restart, "val"), 0),
        is_legal=child(element, "isLgl") is not None,
    )


def _overridden(level: ListLevel, change: Element | None) -> ListLevel:
    if change is None:
        return level
    own = child(change, "lvl")
    changed = level if own is None else _level(own)
    start = child(change, "startOverride")
    return replace(changed, start=_whole(attribute(start, "val"), changed.start))


def _styles(styles: Element, lists: Mapping[str, tuple[str, Levels]]) -> dict[str, ListReference]:
    by_id = {attribute(each, "styleId"): each for each in children(styles, "style")}
    found = ((id_, _of_style(id_, by_id)) for id_ in by_id)
    return {id_: of for id_, of in found if of is not None and of.list in lists}


def _of_style(id_: str, by_id: Mapping[str, Element]) -> ListReference | None:
    """Return the list of a style, or of the nearest one that it is based on."""
    level: int | None = None
    for _ in range(_MOST_STYLES):
        style = by_id.get(id_)
        if style is None:
            return None
        found = _reference_in(child(style, "pPr"))
        if found is not None:
            level = found.level if level is None else level
            if found.list:
                return ListReference(found.list, level)
        id_ = attribute(child(style, "basedOn"), "val")
    return None


def _reference_in(properties: Element | None) -> ListReference | None:
    given = child(properties, "numPr")
    if given is None:
        return None
    level = child(given, "ilvl")
    return ListReference(
        attribute(child(given, "numId"), "val"), None if level is None else _whole(attribute(level, "val"), 0)
    )


def _whole(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else default
