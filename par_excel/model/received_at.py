"""When something was received: what our own server says, else what the sender says; where the two differ, both."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum

from msgspec import Struct

from par_excel.model.parcel import Mail
from par_excel.vietnamese import local_time

_APART = timedelta(hours=1)
"""How far two clocks may differ before both are told."""


class Clock(Enum):
    """Whose clock tells when something was received; the value is what an official reads behind the moment."""

    SERVER = "theo máy chủ thư"
    """The office's own: in the letter, or when the letter was fetched."""
    SENDER = "theo thư của người gửi"
    """Nobody else says it."""
    INTAKE = "theo lúc nhận vào sổ"


class ReceivedAt(Struct, frozen=True):
    """When something was received, whose clock says so, and what others say."""

    at: datetime
    clock: Clock
    others: tuple[str, ...] = ()
    """What is more than an hour apart from it, in words."""

    @property
    def note(self) -> str:
        """What is shown behind the moment; empty where nobody has to be told."""
        shown = (self.clock.value,) if self.clock is Clock.SENDER or self.others else ()
        return "; ".join((*shown, *self.others))


def received_at(mail: Mail | None, *, fetched: datetime | None, seen: datetime) -> ReceivedAt:
    """Return when something was received, never after its bytes were there.

    Args:
        mail: the letter that it came in; None where it lay in the inbox by itself.
        fetched: when our server took the letter in, as was noted when it was fetched.
        seen: when its bytes were first taken in.
    """
    arrived, sent = (None, None) if mail is None else (mail.arrived_at, mail.sent_at)
    told, clock = (
        (sent, Clock.SENDER) if fetched is None and arrived is None else (fetched or arrived, Clock.SERVER)
    )
    at, clock = (seen, Clock.INTAKE) if told is None or told > seen else (told, clock)
    said = (
        ("người gửi ghi gửi lúc", sent),
        ("trong thư ghi nhận lúc", arrived),
        ("máy chủ ghi nhận lúc", fetched),
    )
    others = (
        f"{what} {local_time(when):%d/%m/%Y %H:%M}" for what, when in said if when and abs(when - at) > _APART
    )
    return ReceivedAt(at, clock, tuple(others))


def earliest(copies: Iterable[ReceivedAt]) -> ReceivedAt:
    """Return the first of several copies: a sender's word counts where our own server says nothing of any of them."""
    every = sorted(copies, key=lambda each: each.at)
    by_clock = {each.clock: each for each in reversed(every)}
    return next(by_clock[clock] for clock in Clock if clock in by_clock)
