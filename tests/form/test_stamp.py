"""The stamp comes back from its text and from its name, and a damaged one is none."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par_excel.form import NAME_PREFIX, form_for, parse_stamp, stamp_name, stamp_text
from par_excel.model import Stamp
from tests.invented import basis

WORD = string.ascii_lowercase + string.digits
IDS = st.builds("-".join, st.lists(st.text(WORD, min_size=1, max_size=12), min_size=1, max_size=4))
STAMPS = st.builds(
    Stamp,
    period=IDS,
    appendix=st.text(string.ascii_letters + string.digits, min_size=1, max_size=4),
    unit=IDS,
    fingerprint=st.text("0123456789abcdef", min_size=12, max_size=12),
    form_version=st.integers(0, 9999),
    revision=st.integers(0, 9999),
)
STAMP = Stamp(
    period="thu-2020",
    appendix="1",
    unit="so-a",
    fingerprint="0123456789ab",
    form_version=1,
    revision=0,
)
TEXT = stamp_text(STAMP)


def test_text_shows_what_it_is_made_of() -> None:
    assert TEXT.rpartition(".")[0] == "PAR.thu-2020.PL1.so-a.0123456789ab.M1.R0"
    assert stamp_name(STAMP) == TEXT.replace("-", "_")


@given(STAMPS)
def test_comes_back_from_text_and_name(stamp: Stamp) -> None:
    assert parse_stamp(stamp_text(stamp)) == stamp
    assert parse_stamp(f" {stamp_text(stamp)}\n") == stamp
    assert parse_stamp(stamp_name(stamp)) == stamp


@given(STAMPS)
def test_name_is_one_that_spreadsheet_programs_take(stamp: Stamp) -> None:
    name = stamp_name(stamp)
    assert name.startswith(NAME_PREFIX)
    assert re.fullmatch(r"[A-Za-z0-9_.]{1,255}", name)
    assert name.count(".") == 7


@settings(derandomize=True)  # one change in 65,536 would give the same check digits
@given(STAMPS, st.data())
def test_one_changed_letter_is_noticed(stamp: Stamp, data: st.DataObject) -> None:
    text = stamp_text(stamp)
    index = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(sorted(set(WORD + "ABCDEF.") - {text[index]})))
    assert parse_stamp(f"{text[:index]}{other}{text[index + 1 :]}") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PAR.",
        TEXT[:-1],
        TEXT + "0",
        TEXT.lower(),
        TEXT.replace("PL1", "PL2"),
        TEXT.replace("R0", "R1"),
        TEXT.replace("M1", "M٣"),
        TEXT.replace("so-a", "sở-a"),
        TEXT.replace(".", ". "),
        f"{TEXT} {TEXT}",
        "PAR.thu-2020.PL1.so-a.0123456789ab.M1.R0",
        "x" * 100_000,
    ],
)
def test_damaged_one_is_none(text: str) -> None:
    assert parse_stamp(text) is None


def test_stamp_of_a_form_names_all_that_it_depends_on() -> None:
    form = form_for(basis(), basis().units["so-b"], revision=3)
    assert form.stamp == Stamp(
        period="thu-2020",
        appendix="2",
        unit="so-b",
        fingerprint=basis().fingerprint,
        form_version=1,
        revision=3,
    )
