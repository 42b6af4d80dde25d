"""The progress line says how far, how fast, and how long it will take."""

import pytest

from par_excel.cli.terminal import progress_line


@pytest.mark.parametrize(
    ("done", "total", "seconds", "line"),
    [
        (3, 8, 0.5, "Đang đọc 3/8"),
        (300, 1000, 5, "Đang đọc 300/1000 (60 tệp/giây, còn khoảng 12 giây)"),
        (100, 10_000, 5, "Đang đọc 100/10000 (20 tệp/giây, còn khoảng 8 phút)"),
        (2, 8, 10, "Đang đọc 2/8 (12 tệp/phút, còn khoảng 30 giây)"),
        (8, 8, 4, "Đang đọc 8/8 (2 tệp/giây)"),
        (0, 8, 4, "Đang đọc 0/8"),
    ],
)
def test_progress_line(done: int, total: int, seconds: float, line: str) -> None:
    assert progress_line("Đang đọc", done, total, seconds) == line
