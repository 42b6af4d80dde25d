"""What a person names on the command line: a unit, a return, a moment. What is not clear is told, never guessed."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time
from typing import TypeVar

from par_excel.model import Basis, ConfigError, Received, ReturnState, Unit
from par_excel.vietnamese import VIETNAM, fold, nfc, parse_date

RETURNS = frozenset(
    {
        ReturnState.CURRENT,
        ReturnState.SUPERSEDED,
        ReturnState.HELD,
        ReturnState.JOINED,
        ReturnState.EXCLUDED,
    }
)
"""States of what is a return; a decision can be about nothing else."""
_LEAST_HASH = 6
"""How many letters of a SHA-256 name a return, at least; with dozens of returns, no two have the same."""
_SHOWN = 8
"""How many returns a sentence names."""
_HASH = re.compile(rf"[0-9a-fA-F]{{{_LEAST_HASH},64}}")
_APPENDIX = re.compile(r"(?:pl|phụ lục|phu luc|phuluc)?[ _-]?(\S+)")
_CLOCK = re.compile(
    r"(?P<day>.+?)[ ,]+(?P<hour>\d{1,2})(?:[:hg](?P<minute>\d{2})?)(?::(?P<second>\d{2}))?", re.ASCII
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ].+)?")

_T = TypeVar("_T")


def find_unit(basis: Basis, said: str) -> Unit:
    """Return the unit that is named: by appendix (`1`, `PL1`), id, name or a part of the name.

    Raises:
        ConfigError: none or several are.
    """
    wanted, units = fold(said), basis.period.units
    appendix = _APPENDIX.fullmatch(wanted)
    ways: Sequence[Callable[[Unit], bool]] = (
        lambda unit: wanted in {fold(unit.id), fold(unit.name)},
        lambda unit: appendix is not None and fold(unit.appendix) == appendix[1],
        lambda unit: wanted in fold(unit.name),
    )
    found = _first(units, ways) if wanted else []
    if len(found) == 1:
        return found[0]
    among = ", ".join(f"{unit.id} (phụ lục {unit.appendix}: {unit.name})" for unit in found or units)
    what = "không rõ là đơn vị nào" if found else "không phải là đơn vị nào của kỳ này"
    raise ConfigError(f"“{said}” {what}.", f"dùng một trong các mã: {among}.")


def find_return(received: Iterable[Received], said: str) -> Received:
    """Return the return that is named: by file, by the last part of its path, or by six letters of its SHA-256.

    Raises:
        ConfigError: none or several are.
    """
    every = list(received)
    returns = [each for each in every if each.state in RETURNS]
    path = fold(nfc(said).replace("\\", "/")).removeprefix("./").removeprefix("inbox/")
    is_hash = _HASH.fullmatch(said) is not None
    ways: Sequence[Callable[[Received], bool]] = (
        lambda each: fold(each.file) == path,
        lambda each: fold(each.file).endswith(f"/{path}"),
        lambda each: is_hash and each.sha256.startswith(said.lower()),
    )
    found = _first(returns, ways) if path else []
    if len(found) == 1:
        return found[0]
    if found:
        raise ConfigError(
            f"“{said}” không rõ là bản nộp nào.", f"dùng mã của một trong các bản: {_named(found)}."
        )
    other = _first(every, ways) if path else []
    if other:
        raise ConfigError(
            f"{other[0].file} không phải là bản nộp ({other[0].state.value}).", "chỉ nêu tên một bản nộp."
        )
    among = f"dùng tên tệp hoặc mã của một trong các bản: {_named(returns)}." if returns else _NOTHING_YET
    raise ConfigError(f"Không có bản nộp nào là “{said}”.", among)


_NOTHING_YET = "chép bản nộp vào thư mục inbox rồi chạy lệnh check trước."


def parse_moment(said: str) -> datetime:
    """Return the moment that a text names: `17/02/2021 15:30`, `17/02/2021 15h30`, `2021-02-17T15:30`, or a day.

    Raises:
        ConfigError: it names none.
    """
    moment = _iso(said.strip()) if _ISO.fullmatch(said.strip()) else _vietnamese(said.strip())
    if moment is None:
        raise ConfigError(f"“{said}” không phải là ngày giờ.", "ghi theo dạng 17/02/2021 15:30.")
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def show_moment(moment: datetime) -> str:
    """Return `17/02/2021 15:30`, by the clocks of Vietnam."""
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def short(sha256: str) -> str:
    """Return the first letters of a hash, as people compare them."""
    return sha256[: _LEAST_HASH + 2]


def _first(given: Iterable[_T], ways: Iterable[Callable[[_T], bool]]) -> list[_T]:
    """Return those that the first way finds which finds any."""
    among = list(given)
    return next((found for way in ways if (found := [each for each in among if way(each)])), [])


def _named(returns: Sequence[Received]) -> str:
    shown = ", ".join(f"{each.file} (mã {short(each.sha256)})" for each in returns[:_SHOWN])
    return shown if len(returns) <= _SHOWN else f"{shown} … (tất cả {len(returns)} bản)"


def _iso(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None


def _vietnamese(said: str) -> datetime | None:
    clock = _CLOCK.fullmatch(said)
    day = parse_date(clock["day"] if clock else said)
    hour, minute, second = map(int, clock.groups("0")[1:]) if clock else (0, 0, 0)
    try:
        return None if day is None else datetime.combine(day, time(hour, minute, second))
    except ValueError:
        return None
