"""What a page says of the next step names pages and buttons, no command."""

import inspect
import re

import pytest

from par_excel.panel.pages.period import on_pages
from par_excel.workflow.correspondence import next_step


def test_no_next_step_names_a_command_on_a_page() -> None:
    texts = re.findall(r'"([^"\n]*\blệnh\b[^"\n]*)"', inspect.getsource(next_step))
    assert len(texts) > 8
    assert [text for text in texts if "lệnh" in on_pages(text)] == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("chạy lệnh check", "bấm nút “Nhận và kiểm tra các tệp trong inbox”"),
        ("rà soát bằng lệnh review, trình", "rà soát ở trang “Tiêu chí”, trình"),
        ("rà soát tiếp bằng lệnh review nếu cần", "rà soát tiếp ở trang “Tiêu chí” nếu cần"),
        ("chọn bằng lệnh use hoặc exclude", "chọn ở trang “Cơ quan”"),
        ("không có lệnh nào", "không có lệnh nào"),
    ],
)
def test_commands_become_places(said: str, shown: str) -> None:
    assert on_pages(said) == shown
