"""The HTML of a letter as Chromium prints it: all of it there, nothing of it alive."""

import subprocess
from pathlib import Path

from par_excel.post.wording import Wording, written
from tests.programs import needs_chromium
from tests.writing.test_status_rendering import browse

pytestmark = needs_chromium
_HOSTILE = "<img src=x onerror=document.title='HONG'> <b>đậm</b> Ằ Ẵ Ợ ữ ỹ đ"


def test_a_letter_prints_with_every_letter_and_nothing_comes_alive(tmp_path: Path) -> None:
    text = f"Kính gửi: {{don_vi}}\n\nĐề nghị:\n- {'tên-rất-dài' * 30}\n- mục hai"
    page = tmp_path / "thu.html"
    page.write_text(written(Wording("Thư", text), {"don_vi": _HOSTILE}).html, "utf-8")
    pdf = tmp_path / "thu.pdf"
    said = browse(page, tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    assert "HONG" not in said
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    shown = done.stdout.decode().replace("\n", "").replace(" ", "")
    assert _HOSTILE.replace(" ", "") in shown
    assert "tên-rất-dài" * 30 in shown
    assert "mụchai" in shown
