"""Page “Nhật ký”: everything is held against what was received, and against the code on the signed paper."""

from pathlib import Path
from time import sleep

import pytest

from par_excel.workflow.folder.ledgers import anchor_of
from par_excel.workflow.results.merge import merge_inbox
from tests.panel.conftest import Visitor
from tests.workflow.periods import RECEIVED, full_period


@pytest.mark.parametrize(
    ("number", "said"), [(0, "trên giấy khớp với sổ theo dõi"), (1000, "phần cuối đã bị cắt bỏ")]
)
def test_the_code_on_paper_is_typed_beside_the_button_that_verifies(
    visitor: Visitor, tmp_path: Path, number: int, said: str
) -> None:
    folder = full_period(tmp_path / "ky")
    merge_inbox(folder, now=RECEIVED)
    here = f"/ky/{visitor.panel.periods.add(folder.root).id}/nhat-ky/"
    assert 'name="ma"' in visitor.get(here).text
    reached, dash, mark = anchor_of(folder).partition("-")
    visitor.post(f"{here}doi-chieu", {"ma": f" {int(reached) + number}{dash}{mark} "})
    jobs = visitor.panel.jobs
    while jobs.is_busy:
        sleep(0.01)
    assert jobs.current is not None
    assert said in jobs.current.outcome
