"""The names of fetched letters in the inbox: when our server took a letter in, from whom, and its number there."""

import re
from collections.abc import Iterable
from datetime import datetime

from par_excel.vietnamese import VIETNAM, slug

REPLIES = "thu"
"""The folder within the inbox."""
_NAME = re.compile(
    r"(?P<when>\d{4}-\d\d-\d\d_\d{4}|khong-ro)_.*_(?P<series>[0-9a-f]{8}-\d+)-(?P<uid>\d+)\.eml", re.DOTALL
)
_WHEN = "%Y-%m-%d_%H%M"
_UNKNOWN = "khong-ro"
_LIMIT_SENDER = 40
"""Letters of the sender's address that a name has."""


def letter_name(received: datetime | None, sender: str, series: str, uid: int) -> str:
    """Return a name that every system can keep, in the order of arrival as far as that is known, unique for the mailbox."""
    who = slug(sender.replace("@", " "))[:_LIMIT_SENDER].strip("-") or _UNKNOWN
    when = _UNKNOWN if received is None else f"{received.astimezone(VIETNAM):{_WHEN}}"
    return f"{when}_{who}_{series}-{uid}.eml"


def numbers_of(names: Iterable[str], series: str) -> frozenset[int]:
    """Return the numbers that letters of a mailbox have, by their names."""
    found = map(_NAME.fullmatch, names)
    return frozenset(int(name["uid"]) for name in found if name and name["series"] == series)


def fetched_at(paths: Iterable[str]) -> datetime | None:
    """Return when our server took a letter in, by the paths under which it lay in the inbox; None where none says so."""
    return min(filter(None, map(_moment, paths)), default=None)


def _moment(path: str) -> datetime | None:
    folder, _, name = path.rpartition("/")
    found = _NAME.fullmatch(name) if folder == REPLIES else None
    try:
        return None if found is None else datetime.strptime(found["when"], _WHEN).replace(tzinfo=VIETNAM)
    except ValueError:
        return None
