"""The whole round of the sample period in a real Chromium, from an empty folder to an approved result."""

import json
from pathlib import Path

from par_excel.model import UnitState
from par_excel.workflow.correspondence.status import read_standing
from par_excel.workflow.folder.folder import Folder, lay_out
from tests.panel.browser import chromium, enter
from tests.panel.conftest import NOW
from tests.programs import needs_chromium
from tools.panel_client import running_panel

pytestmark = needs_chromium
MOST_STEPS = 40


def test_the_whole_round_takes_few_clicks(tmp_path: Path) -> None:
    with running_panel(tmp_path) as panel, chromium() as browser:
        person = enter(browser, panel.address)
        page = person.page
        person.click("text=Tạo kỳ thử >> nth=0")
        person.job("Đã tạo kỳ thử")
        root = tmp_path / "Documents" / "par_excel ky thu"
        assert "3 cơ quan có bản nộp còn lỗi" in page.inner_text("main")

        # corrected returns are dropped as three agencies have sent them
        mended = sorted((root / "ban_sua").glob("*.xlsx"))
        person.choose_files('input[name="tep"]', mended)
        person.click("text=Nhận các tệp đã chọn")
        person.job("Đã đọc và kiểm tra xong")
        assert page.locator("#da-nhan").inner_text().count("đang dùng") >= len(mended)

        # the office's own score of the criterion that no agency scores
        person.click('nav >> text="Tiêu chí"')
        person.click('a[href$="/tieu-chi/1.5"]')
        person.fill('input[name="diem"]', "1")
        person.fill('textarea[name="ly_do"]', "Ba sáng kiến được công nhận")
        person.fill('input[name="nguoi"]', "Nguyễn Thị Lan")
        person.click("text=Ghi ý kiến rà soát")
        assert "Nguyễn Thị Lan" in page.inner_text("main")

        # what stands in the way is accepted, all with one reason
        person.click('nav >> text="Kết quả"')
        person.click("label.all input")
        person.fill('form[data-all] input[name="ly_do"]', "Đã thống nhất tại cuộc họp ngày 01/03/2021")
        person.click('form[data-all] button:has-text("Chấp nhận")')
        person.click("text=Lập bảng tổng hợp và báo cáo")
        person.job("Đã lập bảng tổng hợp và báo cáo")

        person.fill('input[name="quyet_dinh"]', "số 123/QĐ-UBND, ngày 05/03/2021")
        person.click('button:has-text("Phê duyệt")')
        person.job("Đã phê duyệt phiên bản 1")
        assert "đã phê duyệt" in page.inner_text("main")
        assert person.faults == []
        assert person.steps <= MOST_STEPS, f"{person.steps} clicks and fields"

        standing = read_standing(Folder(root), now=NOW)
        assert standing.approval is not None
        assert standing.approval.decision.startswith("số 123/QĐ-UBND")
        assert {unit.state for unit in standing.units} <= {UnitState.VALID, UnitState.FROZEN}
        log = [json.loads(line) for line in (root / "nhat_ky.jsonl").read_text("utf-8").splitlines()]
        assert any("Nguyễn Thị Lan" in json.dumps(each, ensure_ascii=False) for each in log)


def test_dropping_onto_the_page_is_the_same_as_choosing(tmp_path: Path) -> None:
    root = tmp_path / "kỳ"
    lay_out(Folder(root))
    with running_panel(tmp_path) as panel, chromium() as browser:
        person = enter(browser, panel.address)
        person.fill('input[name="thu_muc"]', str(root))
        person.click('button:has-text("Mở")')
        person.page.locator("#tha").wait_for()
        person.drop({"thư của xã <b>.txt": "không phải bảng tính".encode()})
        person.job("Đã đọc và kiểm tra xong")
        assert [path.name for path in (root / "inbox").iterdir()] == ["thư của xã _b_.txt"]
        assert person.faults == []
