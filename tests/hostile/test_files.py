"""Every hostile file comes out as it must: the same values, known other values, or one of the right reasons.

Never an exception. What must come of each stands with the file, in the families of `damage.py`.
"""

import socket
import time
from collections import Counter

import pytest

from par_excel.model import Submission
from tests.hostile import books, contents, foreign, parcels, sheets, texts, values, xmls, zips
from tests.hostile.canary import canary
from tests.hostile.cases import Case, accepted, good, refused, truth
from tests.hostile.damage import cases
from tests.hostile.patience import HungError, ends_within
from tests.hostile.reading import complaint, outcomes
from tests.hostile.reading import values as values_of

CASES = tuple(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_hostile_file(case: Case) -> None:
    assert complaint(case, outcomes(case.make(), case.file)) == ""


def test_there_are_hundreds_and_no_two_have_one_name() -> None:
    names = Counter(case.file.casefold() for case in CASES)
    assert len(CASES) > 700
    assert max(names.values()) == 1
    families = (zips, xmls, sheets, books, values, contents, texts, foreign, parcels)
    assert all(len(tuple(family.cases())) > 20 for family in families)


@pytest.mark.parametrize("number", [1, 3, 4, 6, 8])
def test_a_good_return_is_read_as_another_reader_reads_it(number: int) -> None:
    found = outcomes(good(number))
    assert isinstance(found[0], Submission)
    assert dict(values_of(found[0])) == dict(truth(number))


def test_a_hang_is_seen() -> None:
    with pytest.raises(HungError), ends_within(0.2):
        time.sleep(30)


def test_the_verdict_sees_what_is_wrong() -> None:
    good_case = Case(name="good", make=good, expected=accepted())
    assert complaint(good_case, outcomes(good())) == ""
    key = next(iter(truth()))
    for expected in (accepted({key: "khác"}), accepted({}, "ID29"), refused()):
        assert complaint(Case(name="x", make=good, expected=expected), outcomes(good()))
    assert complaint(good_case, outcomes(good()[:5000]))
    assert complaint(good_case, outcomes(good(6)))


def test_nothing_is_fetched() -> None:
    with canary() as watch:
        links = [case for case in xmls.cases(watch.url) if case.name.startswith("xml-dtd")]
        assert len(links) > 20
        for case in (*links, *contents.cases(watch.url)):
            outcomes(case.make(), case.file)
        assert watch.visitors == []


def test_the_canary_sings() -> None:
    with canary() as watch:
        address = watch.url.removeprefix("http://").rstrip("/").split(":")
        with socket.create_connection((address[0], int(address[1])), timeout=5) as caller:
            caller.sendall(b"GET /")
            assert caller.recv(10) == b""
        assert watch.visitors == ["GET /"]
