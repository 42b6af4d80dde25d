"""The guide for officials: short, with a picture on every page, and every command in it runs as it stands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Command

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "docs" / "huong-dan"
MOST_WORDS = 4_000
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_WITHOUT_FOLDER = {"demo", "init", "panel"}
"""They make a folder, or ask for none."""


def pages() -> list[Path]:
    """Return the pages in the order in which they are read."""
    index = (GUIDE / "muc-luc.md").read_text("utf-8")
    return [GUIDE / name for name in re.findall(r"^\d+\. \[.*?\]\((.*?)\)", index, re.MULTILINE)]


def lines(page: Path) -> Iterator[str]:
    for block in _BLOCK.findall(page.read_text("utf-8")):
        yield from block.splitlines()


def test_the_guide_is_short() -> None:
    words = sum(len(page.read_text("utf-8").split()) for page in GUIDE.glob("*.md"))
    assert words <= MOST_WORDS


def test_every_page_of_a_task_has_a_picture() -> None:
    without = {"xu-ly-su-co.md"}
    assert {page.name for page in pages() if "![" not in page.read_text("utf-8")} == without


def test_every_command_names_its_folder_in_quotes() -> None:
    commands = [line for page in pages() for line in lines(page)]
    assert len(commands) > 20
    for line in commands:
        assert re.match(r'par-excel -C "', line) or shlex.split(line)[1] in _WITHOUT_FOLDER, line


def test_every_command_runs_as_it_stands(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, as they are read, in a fresh folder; 1 says that something needs a person."""
    monkeypatch.chdir(tmp_path)
    failed = {}
    for page in pages():
        for line in lines(page):
            program, *arguments = shlex.split(line)
            assert program == "par-excel"
            ended = command(*arguments)
            if ended.status not in {0, 1}:
                failed[line] = f"{ended.status}: {ended.err}"
    assert not failed
