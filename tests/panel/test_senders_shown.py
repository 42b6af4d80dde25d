"""Every list of returns shows who sent them, so that a return from a stranger's address is seen wherever one looks."""

from io import BytesIO
from pathlib import Path

from docx import Document

from par_excel.cli.facts import intake_facts
from par_excel.workflow.correspondence.status import read_standing
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.results.merge import merge_inbox
from tests.cli.running import run
from tests.panel.conftest import Visitor
from tests.workflow.letters import ADDRESSES, letter, mailing_period
from tests.workflow.periods import RECEIVED, good_return, send


def test_every_list_of_returns_shows_the_sender(tmp_path: Path, visitor: Visitor) -> None:
    folder = mailing_period(tmp_path / "ky")
    sender = ADDRESSES["so-a"]
    message = letter(sender, RECEIVED, {"phuluc_1.xlsx": good_return(folder, "so-a")})
    send(folder, "thu.eml", message.as_bytes())
    root = str(folder.root)
    assert sender in run("-C", root, "check").out
    assert sender in run("-C", root, "status", "--html").out
    assert sender in folder.status_page.read_text("utf-8")
    assert sender in run("-C", root, "history", "so-a").out
    merge_inbox(folder, now=RECEIVED)
    sheet = Document(BytesIO(folder.control_sheet.read_bytes()))
    cells = [cell.text for table in sheet.tables for row in table.rows for cell in row.cells]
    assert any(sender in text for text in cells)
    checked = check_inbox(folder, now=RECEIVED)
    units = intake_facts(checked.basis, checked.intake)["units"]
    assert [each["sender"] for each in units] == [sender, ""]
    standing = read_standing(folder, now=RECEIVED)
    assert standing.units[0].sender == sender
    here = f"/ky/{visitor.panel.periods.add(folder.root).id}"
    for page in ("/tinh-hinh", "/co-quan/", "/co-quan/so-a"):
        assert sender in visitor.get(here + page).text, page
