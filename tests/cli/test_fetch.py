"""The command `fetch` as an official runs it."""

import json
from pathlib import Path

from tests.cli.running import run
from tests.post.mailboxes import PASSWORD, dovecot
from tests.programs import needs_dovecot
from tests.workflow.periods import period

pytestmark = needs_dovecot


def test_what_came_is_told_and_nothing_twice(tmp_path: Path) -> None:
    folder = period(tmp_path / "ky")
    environment = {"PAR_EXCEL_IMAP_PASSWORD": PASSWORD}
    with dovecot() as server:
        server.trust(folder.root)
        folder.settings.write_text(server.settings() + folder.settings.read_text("utf-8"), "utf-8")
        server.fill(
            b"From: b@example.vn\r\nSubject: x\r\n\r\nxin gui\r\n",
            b"From: \x1b[31mla@xa.vn\r\nSubject: x\r\n\r\nquang cao\r\n",
        )
        done = run("-C", folder.root, "fetch", environment=environment)
        assert (done.status, done.err) == (1, "")
        rows = [line.split() for line in done.out.splitlines()[1:3]]
        assert rows == [["Sở", "B", "1", "0", "1"], ["Địa", "chỉ", "lạ", "1", "0", "1"]]
        assert "  b@example.vn – x: " in done.out
        assert "la@xa.vn – x: " in done.out
        assert "\x1b[31m" not in done.out
        assert "2 thư mới trong" in done.out
        assert "2 không kèm bảng tính, 1 của địa chỉ lạ; 0 thư đã có nội dung" in done.out
        nothing = run("-C", folder.root, "fetch", environment=environment)
        assert (nothing.status, len(nothing.out.splitlines())) == (0, 1)
        again = json.loads(run("-C", folder.root, "fetch", "--json", environment=environment).out)
        assert again == {
            "new": 0,
            "known": 0,
            "without_workbook": 0,
            "strangers": 0,
            "too_large": 0,
            "before": 2,
            "letters": [],
        }
        refused = run("-C", folder.root, "fetch", environment={"PAR_EXCEL_IMAP_PASSWORD": "sai"})
        assert refused.status == 3
        assert refused.err.startswith("Lỗi: Máy chủ thư localhost: không chấp nhận tài khoản")
    gone = run("-C", folder.root, "fetch", environment=environment)
    assert gone.status == 3
    assert len(gone.err.splitlines()) == 1
