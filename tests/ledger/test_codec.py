"""Everything written is read back equal, and equal values are written alike."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from par_excel.ledger import Ledger, open_ledger
from par_excel.ledger.codec import UnreadableBody, current_shape, decode_readings, encode_readings
from par_excel.model import Cell, Reading, Remark, Submission
from tests.invented import answer, place, submission
from tests.ledger.made import SEEN, parcel, reading

ROOT = Path(__file__).parents[2]
PARCEL = parcel("một")
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=7)), timezone(-timedelta(hours=3, minutes=30)), None])
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
    | st.sampled_from(["1,5", "2021-01-01", "\x00'"]),
    int: st.integers(-1, 2**31),
    bool: st.booleans(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    date: st.dates(),
    datetime: st.datetimes(timezones=ZONES),
    NoneType: st.none(),
}
PROPERTY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@cache
def values_of(hint: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one for each kind of type
    """Return any value of a type of the model, by its annotations: a new attribute is tested without a change here."""
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if hint in PLAIN:
        return PLAIN[hint]
    if origin in {Union, UnionType}:
        return st.one_of(*map(values_of, arguments))
    if origin in {tuple, Sequence}:
        return st.lists(values_of(arguments[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(*map(values_of, arguments), max_size=2)
    if origin is frozenset:
        return st.frozensets(values_of(arguments[0]), max_size=4)
    if issubclass(origin, Enum):
        return st.sampled_from(list(origin))
    return st.builds(origin, **{name: values_of(part) for name, part in attributes(hint)})


def attributes(hint: Any) -> Iterator[tuple[str, Any]]:
    """Yield names and types of the attributes; those of a Cell[Decimal] with Decimal in the place of T."""
    arguments = get_args(hint)
    for name, part in get_type_hints(get_origin(hint) or hint).items():
        if arguments and getattr(part, "__parameters__", ()):
            yield name, part[arguments]
        else:
            yield name, part


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("codec") / "ledger.sqlite") as opened:
        opened.record([PARCEL], seen=SEEN)
        yield opened


READINGS = st.lists(values_of(Reading), max_size=3).map(tuple)


@PROPERTY
@given(readings=READINGS)
def test_readings_survive_their_text(readings: tuple[Reading, ...]) -> None:
    text = encode_readings(readings)
    again = decode_readings(text)
    assert again == readings
    assert encode_readings(again) == text, "no digit is lost: 1.50 stays 1.50"


@PROPERTY
@given(readings=READINGS)
def test_what_is_stored_is_read_back_equal(ledger: Ledger, readings: tuple[Reading, ...]) -> None:
    ledger.store([(PARCEL.sha256, encode_readings(readings), "a")])
    (recorded,) = ledger.outcomes()
    assert recorded.readings == readings
    assert encode_readings(recorded.readings) == encode_readings(readings)


def test_values_come_back_in_their_own_types() -> None:
    marked = answer("1.1", "1.50", ticked=("1.1-a",), not_arisen=True)
    numbered = replace(marked, score=Cell(Decimal("1.50"), "1,50", place(), frozenset({Remark.TEXT_NUMBER})))
    given = submission(answers=[numbered], changes={"saved_at": SEEN})
    (again,) = decode_readings(encode_readings([reading(given)]))
    outcome = again.item.outcome
    assert isinstance(outcome, Submission)
    (read,) = outcome.answers
    assert (str(read.score.value), read.score.remarks) == ("1.50", frozenset({Remark.TEXT_NUMBER}))
    assert read.not_arisen.value is True
    assert isinstance(read.ticks, tuple)
    assert outcome.saved_at == SEEN


def test_decimals_are_written_as_text() -> None:
    assert b',"1.50",' in encode_readings([reading(submission(answers=[answer("1.1", "1.50")]))])


def test_sets_are_written_in_order_and_texts_as_they_are() -> None:
    looks_alike = 'b|a"],["'
    cell: Cell[Decimal] = Cell(None, looks_alike, place(), frozenset(Remark))
    given = submission(answers=[replace(answer("1.1"), score=cell)])
    written = json.loads(encode_readings([reading(given)]))[0]["submission"]["answers"][0][2]
    assert written == [
        "Chấm điểm!E5",
        looks_alike,
        None,
        "|".join(sorted(remark.value for remark in Remark)),
    ]


def test_words_of_remarks_do_not_hold_what_stands_between_them() -> None:
    assert not [remark for remark in Remark if "|" in remark.value or not remark.value]


def test_what_is_alike_in_two_returns_is_one_object() -> None:
    given = answer("1.1", "1.50", scale_lines=("1.1-a", "1.1-b"), ticked=("1.1-a",), evidence="")
    read = [
        each.item.outcome.answers[0]
        for sha256 in ("a" * 64, "b" * 64)
        for each in decode_readings(
            encode_readings([reading(submission(answers=[given], changes={"sha256": sha256}))])
        )
        if isinstance(each.item.outcome, Submission)
    ]
    assert read[0] == read[1] == given
    for name in ("criterion", "place", "score", "derived", "not_arisen", "evidence"):
        assert getattr(read[0], name) is getattr(read[1], name), name
    assert all(one is other for one, other in zip(read[0].ticks, read[1].ticks, strict=True))


@pytest.mark.parametrize(
    ("whole", "broken"),
    [
        (b'"Ch\xe1\xba\xa5m \xc4\x91i\xe1\xbb\x83m!E5","1.50","1.50"', b'"Ch","1.50","1.50"'),
        (b'"1.50","1.50"', b'"1.50","1,50"'),
        (b'"1.50","1.50"', b'"1.50",true'),
        (b'"x",true', b'"x","true"'),
        (b'"KPS",true', b'"KPS","KPS"'),
        (b'"tho\xe1\xba\xa1i",true', b'"tho\xe1\xba\xa1i",false'),
        (b'"\xc4\x91\xe1\xbb\x83 tr\xe1\xbb\x91ng"', b'"\xc4\x91\xe1\xbb\x83"'),
    ],
)
def test_a_cell_that_was_changed_is_not_read(whole: bytes, broken: bytes) -> None:
    cell: Cell[Decimal] = Cell(Decimal("1.50"), "1.50", place())
    marked = answer("1.1", ticked=("1.1-a",), not_arisen=True, explanation="thoại", evidence="")
    text = encode_readings([reading(submission(answers=[replace(marked, score=cell)]))])
    assert whole in text
    decode_readings(text)
    with pytest.raises(UnreadableBody):
        decode_readings(text.replace(whole, broken))


@pytest.mark.parametrize("text", [b"", b"[", b"{}", b"[{}]", b'[{"path":"","sha256":"","size_bytes":1}]'])
def test_text_without_readings_is_refused(text: bytes) -> None:
    with pytest.raises(UnreadableBody):
        decode_readings(text)


ORDERED = """
from par_excel.ledger.codec import current_shape, encode_readings
from par_excel.model import Cell
from par_excel.model import Remark
from tests.invented import answer, place, submission
from tests.ledger.made import reading
from msgspec.structs import replace
cell = Cell(None, "", place(), frozenset(Remark))
print(current_shape(), encode_readings([reading(submission(answers=[replace(answer("1.1"), score=cell)]))]))
"""


def test_text_and_shape_do_not_depend_on_the_hash_seed() -> None:
    texts = {
        subprocess.run(
            [sys.executable, "-c", ORDERED],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(texts) == 1
    assert texts.pop().startswith(current_shape())


def test_no_other_set_of_the_model_is_written_than_the_remarks_of_a_cell() -> None:
    """They are put in order when they are written; of another set msgspec would write what Python's order gives."""
    found: set[str] = set()
    waiting: list[Any] = [Reading]
    known: set[Any] = set()
    while waiting:
        hint = waiting.pop()
        if hint in known:
            continue
        known.add(hint)
        waiting.extend(part for part in get_args(hint) if isinstance(part, type) or get_origin(part))
        origin = get_origin(hint) or hint
        if isinstance(origin, type) and issubclass(origin, Struct):
            parts = dict(attributes(hint))
            found.update(name for name, part in parts.items() if get_origin(part) in {frozenset, set})
            waiting.extend(parts.values())
    assert found == {"remarks"}


def test_decoding_takes_few_calls_an_answer() -> None:
    """They are what it takes of time, some 5 µs an answer, and can be counted on a busy machine too."""
    assert calls_to_decode(answers=80) - calls_to_decode(answers=0) < 30 * 80


def calls_to_decode(answers: int) -> int:
    """Return how many functions are called, those written in C too."""
    lines = [f"-{letter}" for letter in "abcd"]
    given = [answer(f"1.{n}", "1.5", scale_lines=lines, ticked=lines[:1]) for n in range(answers)]
    text = encode_readings([reading(submission(answers=given))])
    decode_readings(text)  # what is made once, is made now
    events: list[str] = []
    before = sys.getprofile()
    sys.setprofile(lambda _frame, event, _argument: events.append(event))
    try:
        decode_readings(text)
    finally:
        sys.setprofile(before)
    return events.count("call") + events.count("c_call")
