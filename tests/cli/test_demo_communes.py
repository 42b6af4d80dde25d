"""`demo --communes`: what it says, and which numbers it takes."""

from collections import Counter
from pathlib import Path

import pytest

from par_excel.cli.demo import demo
from par_excel.workflow.demo.commune_demo import run_commune_demo
from par_excel.workflow.demo.communes import LIMIT_COMMUNES
from par_excel.workflow.folder.folder import Folder
from tests.cli.running import run


def made(root: Path) -> dict[str, bytes]:
    """Return every form, return and output by its path."""
    places = [root / place for place in ("templates", "inbox", "outbox")]
    return {
        str(path.relative_to(root)): path.read_bytes()
        for place in places
        for path in place.rglob("*")
        if path.is_file()
    }


def test_the_demo_says_what_it_shows_and_makes_the_same_bytes_every_time(tmp_path: Path) -> None:
    done = run("demo", tmp_path / "xa", "--communes", "3")
    assert (done.status, done.err) == (0, "")
    first, *lines = done.out.splitlines()
    assert first.startswith("Ví dụ minh họa – không phải văn bản chính thức")
    assert "   Các xã: 3 hợp lệ; 0 nộp muộn, 1 đã gửi lại bản sửa." in lines
    assert "3. Đã xếp hạng 3/3 xã; dẫn đầu:" in lines
    named = [Path(line.strip()) for line in lines if line.endswith((".xlsx", ".docx"))]
    assert [path.suffix for path in named] == [".xlsx", ".xlsx", ".docx"]
    assert all(path.is_file() for path in named)
    again = run_commune_demo(Folder(tmp_path / "xa-khac"), 3).folder
    assert made(again.root) == made(tmp_path / "xa")
    suffixes = Counter(Path(name).suffix for name in made(again.root))
    assert suffixes == {".xlsx": 3 + 3 + 1, ".eml": 1, ".docx": 2, ".txt": 1}
    merged = run("-C", tmp_path / "xa", "merge").out.splitlines()
    assert "Đã xếp hạng 3/3 đơn vị của phụ lục 1." in merged
    assert not [line for line in merged if line.startswith("Tổng điểm")]


@pytest.mark.parametrize("number", ["0", "2001"])
def test_other_numbers_are_refused(tmp_path: Path, number: str) -> None:
    done = run("demo", tmp_path / "xa", "--communes", number)
    assert done.status == 2
    assert "--communes" in done.err
    assert not (tmp_path / "xa").exists()


def test_the_help_names_the_same_limit_as_the_demo() -> None:
    assert demo.params[1].type.max == LIMIT_COMMUNES  # type: ignore[attr-defined]
