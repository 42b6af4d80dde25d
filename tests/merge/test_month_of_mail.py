"""A generated month of ordinary mail: two officials should have to decide few returns, and none is wrongly in use."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from par_excel.merge import Returns
from par_excel.model import Answer, Basis, Judged, Mail
from tests import invented
from tests.merge.returns import day, judged

LETTERS = 200
UNITS = ("so-a", "so-b", "so-c")
AGENCIES = 8
CODES = tuple(f"{number}.1" for number in range(1, 25))
OFFICE = "snv@quang-tri.vn"
MOST_HELD = 2
"""Of a hundred returns."""


@dataclass
class Agency:
    """What an agency has sent so far."""

    unit: str
    number: int
    revision: int = 0
    version: int = 0
    given: tuple[str, ...] = ()
    final: str = ""
    """SHA-256 of its newest real answer."""

    @property
    def address(self) -> str:
        return f"{self.unit}-{self.number}@quang-tri.vn"


class Month:
    """A month in which agencies, the office and mail servers write letters; one unit id stands for several agencies."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        self.now = day(1)
        self.count = 0
        self.last_answers: tuple[Answer, ...] = ()

    def letters(self, agency: Agency) -> Iterator[Judged]:
        """Yield what one agency's correspondence brings."""
        yield self.answer(agency, share=1.0)
        for _ in range(LETTERS // AGENCIES - 1):
            kinds = ("question", "reminder", "correction", "mended", "feedback", "forward", "twice", "phone")
            kind = self.chance.choices(kinds, weights=(25, 20, 20, 12, 8, 6, 5, 4))[0]
            yield from self.one(agency, kind)

    def one(self, agency: Agency, kind: str) -> Iterator[Judged]:
        self.pass_time()
        if kind == "question":
            yield self.blank(agency, agency.address)
        elif kind == "reminder":
            yield self.blank(agency, OFFICE)
        elif kind == "feedback":
            yield self.own(agency, self.chance.choice((OFFICE, agency.address)))
        elif kind == "forward":
            yield self.answer(agency, sender=OFFICE)
        elif kind == "phone":
            yield self.answer(agency, sender="canbo@gmail.com", is_saved=False)
        elif kind == "mended":
            agency.revision += 1  # it mended the feedback on its last answer
            yield self.answer(agency)
        elif kind == "twice":
            yield self.answer(agency)
            self.now += timedelta(minutes=self.chance.randint(4, 90))
            yield self.answer(agency)
        else:
            yield self.answer(agency, sender=self.chance.choice((agency.address, "vanthu.so@gmail.com")))

    def pass_time(self) -> None:
        self.now += timedelta(minutes=self.chance.randint(60, 36 * 60))

    def answer(
        self, agency: Agency, *, sender: str = "", is_saved: bool = True, share: float = 0.98
    ) -> Judged:
        """Return a real answer: a correction, in which now and then a row is left blank or added."""
        agency.version += 1
        if not agency.given:
            agency.given = CODES[: int(len(CODES) * share)]
        elif self.chance.random() < 0.1:
            agency.given = tuple(code for code in CODES if code in agency.given[1:])
        else:
            agency.given = CODES
        score = f"0.{agency.version % 90 + 10}"
        answers = tuple(invented.answer(code, score) for code in agency.given)
        saved = self.now - timedelta(minutes=self.chance.randint(1, 3)) if is_saved else None
        made = self.made(agency, answers, agency.revision, sender or agency.address, saved)
        agency.final = made.submission.sha256
        self.last_answers = answers
        return made

    def blank(self, agency: Agency, sender: str) -> Judged:
        made = self.made(agency, (), self.chance.randint(0, agency.revision), sender, None)
        return replace(made, submission=replace(made.submission, is_blank=True))

    def own(self, agency: Agency, sender: str) -> Judged:
        """Return the office's feedback on what it has, sent back or forwarded unchanged."""
        return self.made(agency, self.last_answers, agency.revision + 1, sender, self.now)

    def made(
        self,
        agency: Agency,
        answers: tuple[Answer, ...],
        revision: int,
        sender: str,
        saved: datetime | None,
    ) -> Judged:
        self.count += 1
        seen = self.now.replace(hour=8, minute=0) + timedelta(days=1)  # the office fetches each morning
        mail = Mail(
            sender=sender,
            sent_at=self.now,
            subject="",
            arrived_at=self.now + timedelta(seconds=self.chance.randint(1, 120)),
        )
        return judged(
            agency.unit,
            name=f"{agency.number}-{self.chance.randrange(10**9)}-{self.count}",
            order=self.count,
            revision=revision,
            saved=saved,
            received=self.now,
            first_seen=seen,
            answers=answers,
            initiatives=(),
            mail=mail,
        )


def basis_of(agency: Agency) -> Basis:
    basis = invented.basis()
    units = tuple(
        replace(each, email=agency.address if each.id == agency.unit else f"khac-{each.id}@quang-tri.vn")
        for each in basis.period.units
    )
    sender = replace(basis.period.sender, email=OFFICE)
    return replace(basis, period=replace(basis.period, units=units, sender=sender))


@pytest.mark.parametrize("seed", range(5))
def test_few_returns_of_an_ordinary_month_wait_and_none_is_wrongly_in_use(seed: int) -> None:
    letters = held = 0
    for number in range(AGENCIES):
        agency = Agency(UNITS[number % len(UNITS)], number)
        mail = list(Month(seed * 100 + number).letters(agency))
        found = Returns(mail, basis_of(agency))
        waiting = {each.judged.submission.sha256 for each in found.held}
        in_use = found.in_use[agency.unit].submission.sha256
        assert in_use == agency.final or agency.final in waiting
        letters += len(mail)
        held += len(waiting)
    assert letters >= LETTERS
    assert held * 100 <= MOST_HELD * letters
