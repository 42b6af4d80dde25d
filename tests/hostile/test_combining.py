"""A sample of combined damages; `python -m tools.combine` tries thousands."""

import pytest

from tests.hostile.combining import CARRIERS, DAMAGES, combination, complaints, programs


@pytest.mark.parametrize("seed", range(40))
def test_two_damages_in_a_letter_or_archive(seed: int) -> None:
    assert list(complaints(combination(seed))) == []


def test_a_seed_gives_the_same_combination_and_the_sample_meets_everything() -> None:
    assert combination(7).name == combination(7).name
    tried = [combination(seed) for seed in range(40)]
    assert {each.program for each in tried} == set(programs())
    assert {each.carrier for each in tried} == set(CARRIERS)
    assert {damage.name for each in tried for damage in each.damages} == {damage.name for damage in DAMAGES}
