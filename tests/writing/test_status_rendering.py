"""The status page as Chromium shows and prints it: nothing is refused, nothing runs over the edge, it fits its paper."""

import subprocess
from pathlib import Path

import pytest

from par_excel.writing.status.page import status_page
from tests.programs import needs_chromium
from tests.writing.test_status_page import hostile, missing, standing, unit

pytestmark = needs_chromium
_BROWSER = (
    "chromium",
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--enable-logging=stderr",
)


def browse(page: Path, profile: Path, *arguments: str) -> str:
    """Let Chromium open a page; return what it says."""
    done = subprocess.run(
        [*_BROWSER, f"--user-data-dir={profile}", *arguments, page.as_uri()],
        capture_output=True,
        timeout=120,
        check=True,
    )
    return (done.stdout + done.stderr).decode("utf-8", "replace")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "tinh_hinh.html"
    path.write_bytes(status_page(standing(units=tuple(unit(0) for _ in range(6)) + (missing(),) * 2)))
    return path


def test_it_prints_on_two_pages_at_most_with_everything_on_them(page: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "in.pdf"
    browse(page, tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert text.count("\f") <= 2
    for part in (
        "Việc tiếp theo",
        "Gửi thư nhắc.",
        "Diễn biến",
        "PL 1",
        "So với hạn nộp",
        "đúng hạn",
        "○ chưa nộp",
    ):
        assert part in text


def test_styles_are_taken_and_markup_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(status_page(hostile()))
    said = browse(path, tmp_path / "profile", "--window-size=390,1200", f"--screenshot={tmp_path / 'a.png'}")
    assert "Content Security Policy" not in said  # a refusal is told with these words
    assert (tmp_path / "a.png").stat().st_size > 10_000
    dumped = browse(path, tmp_path / "profile", "--dump-dom")
    assert "<script" not in dumped
    assert "&lt;script" in dumped
