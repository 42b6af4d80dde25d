"""Deadlines, days left or late and letters in words: the same on a terminal and on the page."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from par_excel.model import DeadlineStanding, LetterState, Margin, SentLetter, UnitStanding
from par_excel.vietnamese import format_date, local_day, local_time


def days_text(margin: Margin, *, brief: bool = False) -> str:
    """Return `9 ngày (2 ngày làm việc)`, whatever side of the deadline it is on; `9 ngày (2)` where a head says it."""
    return f"{abs(margin.days)} ngày ({abs(margin.working_days)}{'' if brief else ' ngày làm việc'})"


def left_text(margin: Margin, *, brief: bool = False) -> str:
    """Return how far a deadline is from now."""
    if margin.days == 0:
        return "hạn là hôm nay"
    return f"{'quá hạn' if margin.is_late else 'còn'} {days_text(margin, brief=brief)}"


def deadline_text(standing: DeadlineStanding) -> str:
    """Return how far a deadline is from now, and whether offices work on its day."""
    return left_text(standing.margin) + (", rơi vào ngày nghỉ" if standing.is_day_off else "")


def unit_margin_text(standing: UnitStanding, *, brief: bool = False) -> str:
    """Return days left for an agency that has not handed in, else how its current return met the deadline."""
    margin = standing.margin
    if standing.received is None:
        return left_text(margin, brief=brief)
    if not margin.is_late:
        return "đúng hạn"
    first_in_time = any(not receipt.is_late for receipt in standing.receipts[:1])
    return f"muộn {days_text(margin, brief=brief)}" + (", bản đầu đúng hạn" if first_in_time else "")


def moment_text(moment: datetime | None, *, year: int | None = None) -> str:
    """Return `17/02/2021 15:30`, by the clocks of Vietnam; empty where there is none.

    Args:
        moment: to be shown; without a zone it is taken as Vietnamese.
        year: the one that need not be said.
    """
    if moment is None:
        return ""
    there = local_time(moment)
    return f"{there:%d/%m %H:%M}" if there.year == year else f"{there:%d/%m/%Y %H:%M}"


def letters_text(letters: Sequence[SentLetter]) -> str:
    """Return `mời 08/02/2021; nhắc 17/02/2021 (2 lần)`: each kind with the day of the last, and what is not known."""
    last = {(letter.kind, letter.state): letter for letter in letters}
    counts = Counter((letter.kind, letter.state) for letter in letters)
    parts = []
    for key, letter in last.items():
        kind, state = key
        unsure = "" if state is LetterState.SENT else f", {state.value}"
        often = f" ({counts[key]} lần)" if counts[key] > 1 else ""
        parts.append(f"{kind.value} {format_date(local_day(letter.at))}{often}{unsure}")
    return "; ".join(parts)
