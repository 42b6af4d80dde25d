"""The page of one agency: what was made for it can be opened there."""

from pathlib import Path

from par_excel.ledger import open_ledger
from par_excel.merge.decided import waived
from par_excel.model import DecisionKind, FindingKey
from par_excel.panel.running import Panel
from par_excel.workflow.intake.check import answer, check_inbox
from tests.panel.conftest import Visitor
from tests.workflow.periods import RECEIVED, full_period, good_return, send
from tests.workflow.test_feedback import FAULT


def test_feedback_is_opened_from_the_page_of_its_agency_alone(
    visitor: Visitor, panel: Panel, tmp_path: Path
) -> None:
    folder = full_period(tmp_path / "ky")
    send(folder, "so-a.xlsx", good_return(folder, "so-a", FAULT))
    answer(folder, check_inbox(folder, now=RECEIVED), now=RECEIVED)
    known = panel.periods.add(folder.root)
    pages = {unit: visitor.get(f"/ky/{known.id}/co-quan/{unit}").text for unit in ("so-a", "so-b")}
    for ending in ("xlsx", "txt"):
        name = f"phan_hoi_phuluc_1_lan_1.{ending}"
        assert [name in pages[unit] for unit in ("so-a", "so-b")] == [True, False]


def test_of_two_values_that_were_accepted_one_is_taken_back(
    visitor: Visitor, panel: Panel, tmp_path: Path
) -> None:
    folder = full_period(tmp_path / "ky")
    keys = [FindingKey("so-a", "EV06", "1.1", value) for value in ("Báo cáo", "Kế hoạch")]
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        for key in keys:
            ledger.decide(DecisionKind.WAIVE, by="Lan", at=RECEIVED, reason="đã xem hồ sơ", finding=key)
    known = panel.periods.add(folder.root)
    form = {"ma": "EV06", "tieu_chi": "1.1", "gia_tri": "Kế hoạch", "nguoi": "Lan", "ly_do": "đã xem lại"}
    answer = visitor.post(f"/ky/{known.id}/co-quan/so-a/bo-chap-nhan", form)
    assert answer.status_code == 303, answer.text
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        assert list(waived(ledger.decisions())) == keys[:1]
