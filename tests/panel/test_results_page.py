"""The page of results: approving goes by the day that it is in Vietnam."""

from datetime import UTC, datetime
from pathlib import Path
from time import sleep

from msgspec.structs import replace

from par_excel.panel.application import make_application
from par_excel.panel.running import Panel
from tests.panel.conftest import Visitor
from tests.workflow.periods import full_period

EARLY = datetime(2021, 3, 5, 23, tzinfo=UTC)
"""Six in the morning of the sixth, in Vietnam."""


def test_a_decision_of_today_is_taken_in_the_morning(panel: Panel, tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    early = replace(panel, clock=lambda: EARLY)
    known = early.periods.add(folder.root)
    with make_application(early).test_client() as client:
        visitor = Visitor(early, client).enter()
        form = {"nguoi": "Lan", "quyet_dinh": "số 12/QĐ-UBND, ngày 06/03/2021"}
        answer = visitor.post(f"/ky/{known.id}/ket-qua/phe-duyet", form)
    while early.jobs.is_busy:
        sleep(0.01)
    assert answer.status_code == 303, answer.text
    assert early.jobs.current is not None
    assert early.jobs.current.outcome.startswith("Đã phê duyệt phiên bản 1")
