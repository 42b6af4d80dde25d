"""What is kept in few letters is what was kept, whoever asks, and however often."""

import pickle

import pytest

from par_excel.ledger.kept import Kept

LETTERS = "một hai ba bốn".encode()
WORDS = ("một", "hai", "ba", "bốn")


def words(stored: bytes) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(stored.decode().split())


def test_it_is_any_sequence_of_the_same_values() -> None:
    kept = Kept(LETTERS, words)
    assert kept == WORDS
    assert kept == WORDS
    assert list(WORDS) == kept
    assert kept == Kept(LETTERS, words)
    assert kept != WORDS[1:]
    assert kept != "một hai ba bốn"
    assert kept != 4
    assert hash(kept) == hash(WORDS)
    assert repr(kept) == repr(WORDS)


def test_it_is_asked_for_as_any_sequence() -> None:
    kept = Kept(LETTERS, words)
    assert (len(kept), kept[0], kept[-1], kept[1:3]) == (4, "một", "bốn", ("hai", "ba"))
    assert (*kept, *reversed(kept)) == (*WORDS, *WORDS[::-1])
    assert "ba" in kept
    with pytest.raises(IndexError):
        kept[4]


def test_it_goes_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Kept(LETTERS, words))) == WORDS  # noqa: S301 - made here


def test_it_takes_less_room_than_what_it_says() -> None:
    kept = Kept(LETTERS * 1000, words)
    assert len(kept) == 3001
    assert len(pickle.dumps(kept)) < 2_000
