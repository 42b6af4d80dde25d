"""A return that was read is let go of at once: nothing in it holds itself, so that no sweep is waited for."""

import gc
from pathlib import Path

import pytest

from par_excel.config import load_basis
from par_excel.model import Submission
from par_excel.reading.form.submissions import read_submission
from tests.workflow.periods import parcel

ROOT = Path(__file__).parents[2]
RETURNS = sorted((ROOT / "par_excel/workflow/demo/returns").glob("*.xlsx"))


@pytest.mark.parametrize("path", RETURNS, ids=lambda path: path.stem)
def test_a_return_leaves_no_circles(path: Path) -> None:
    basis, given = load_basis(ROOT), parcel(path.read_bytes(), path.name)
    assert isinstance(read_submission(given, basis), Submission)  # what is remembered is made now
    gc.collect()
    gc.disable()
    try:
        read_submission(given, basis)
        assert gc.collect() == 0
    finally:
        gc.enable()
