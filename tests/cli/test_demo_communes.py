"""`demo --communes`: what it says, and which numbers it takes."""

from pathlib import Path

import pytest

from par_excel.cli.demo import demo
from par_excel.workflow.communes import LIMIT_COMMUNES
from tests.cli.running import run


def test_the_demo_says_what_it_shows_and_what_to_look_at(tmp_path: Path) -> None:
    done = run("demo", tmp_path / "xa", "--communes", "5")
    assert (done.status, done.err) == (0, "")
    first, *lines = done.out.splitlines()
    assert first.startswith("Ví dụ minh họa – không phải văn bản chính thức")
    assert "   Các xã: 4 hợp lệ, 1 có lỗi; 0 nộp muộn, 1 đã gửi lại bản sửa." in lines
    assert "3. Đã xếp hạng 5/5 xã; dẫn đầu:" in lines
    named = [Path(line.strip()) for line in lines if line.endswith((".xlsx", ".docx"))]
    assert [path.suffix for path in named] == [".xlsx", ".xlsx", ".docx"]
    assert all(path.is_file() for path in named)


@pytest.mark.parametrize("number", ["0", "2001", "nhiều"])
def test_other_numbers_are_refused(tmp_path: Path, number: str) -> None:
    done = run("demo", tmp_path / "xa", "--communes", number)
    assert done.status == 2
    assert "--communes" in done.err
    assert not (tmp_path / "xa").exists()


def test_the_help_names_the_same_limit_as_the_demo() -> None:
    assert demo.params[1].type.max == LIMIT_COMMUNES  # type: ignore[attr-defined]
