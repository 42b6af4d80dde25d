"""The page of one criterion: a score that is none is named, and nothing is recorded."""

from pathlib import Path

import pytest

from par_excel.panel.running import Panel
from tests.panel.conftest import Visitor
from tests.workflow.periods import full_period


@pytest.mark.parametrize("said", ["không rõ", "50%", "1.234", "1/2"])
def test_what_is_no_score_is_named(visitor: Visitor, panel: Panel, tmp_path: Path, said: str) -> None:
    folder = full_period(tmp_path / "ky")
    known = panel.periods.add(folder.root)
    form = {"nguoi": "Lan", "diem": said, "ly_do": "đã xem tài liệu"}
    answer = visitor.post(f"/ky/{known.id}/tieu-chi/1.1/ra-soat", form)
    assert answer.status_code == 409
    assert f"“{said}” không phải là điểm" in answer.text
