"""Returns spoilt at random: an outcome always comes, and whatever is taken stands in the file, by another reader.

The examples are the same in every run; `python -m tools.fuzz` goes on with others for as long as one likes.
"""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.hostile.cases import good
from tests.hostile.fuzzing import trouble
from tests.hostile.mutations import RETURNS, Step, mutated
from tests.hostile.reading import outcomes
from tests.hostile.second_reader import disagreements, read_cells

_STEPS = st.lists(
    st.builds(Step, st.integers(0, 999), st.integers(0, 200_000), st.integers(0, 99_999)),
    min_size=1,
    max_size=6,
)


@given(number=st.sampled_from(RETURNS), steps=_STEPS)
@example(number=4, steps=[Step(0, 0, 0)])
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_spoilt_returns(number: int, steps: list[Step]) -> None:
    assert trouble(mutated(number, steps)) == ""


@pytest.mark.parametrize("number", [1, 3, 4, 6, 8])
def test_the_second_reader_agrees_on_good_returns(number: int) -> None:
    submission = outcomes(good(number))[0]
    assert disagreements(submission, read_cells(good(number))) == []  # type: ignore[arg-type]
    assert trouble(good(number)) == ""


def test_the_second_reader_sees_another_value() -> None:
    submission = outcomes(good(4))[0]
    found = disagreements(submission, read_cells(good(6)))  # type: ignore[arg-type]
    assert len(found) > 20
    assert any("a tick was read" in each for each in found)


def test_steps_spoil() -> None:
    """Nearly every step makes other bytes, and both outcomes occur."""
    spoilt = [mutated(4, [Step(kind, 7919 * kind, 104_729 * kind)]) for kind in range(1, 120)]
    assert len(set(spoilt)) > 90
    words = {type(outcomes(data)[0]).__name__ for data in spoilt}
    assert words == {"Submission", "Refusal"}
