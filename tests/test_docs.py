"""The docs say what is there: generated pages are fresh, links lead somewhere, commands and settings are named."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from par_excel.cli import group
from tools.make_reference import FOLDER, pages

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", ["checks.md", "commands.md"])
def test_generated_pages_are_fresh(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_holds_both_sides_of_a_conflict(page: Path) -> None:
    assert not re.search(r"^(<{7}|>{7}) ", page.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_pictures_lead_to_a_file(page: Path) -> None:
    targets = _LINK.findall(page.read_text("utf-8"))
    lost = [each for each in targets if "://" not in each and not (page.parent / each).exists()]
    assert not lost


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_text_is_composed(page: Path) -> None:
    assert unicodedata.is_normalized("NFC", page.read_text("utf-8"))


@pytest.mark.parametrize("readme", ["README.md", "README.vi.md"])
def test_every_command_is_named_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    assert [name for name in group.commands if f"`{name}" not in text] == []


def test_every_setting_is_explained() -> None:
    text = (ROOT / "docs" / "reference" / "formats.md").read_text("utf-8")
    settings = tomllib.loads((ROOT / "par.toml").read_text("utf-8"))
    assert [key for key in _keys(settings) if f"`{key}`" not in text] == []


def _keys(table: object) -> Iterator[str]:
    if isinstance(table, dict):
        for key, value in table.items():
            yield key
            yield from _keys(value)
    elif isinstance(table, list):
        for each in table:
            yield from _keys(each)


def test_index_of_the_guide_names_every_page() -> None:
    folder = ROOT / "docs" / "huong-dan"
    index = (folder / "muc-luc.md").read_text("utf-8")
    assert [
        page.name for page in folder.glob("*.md") if page.name != "muc-luc.md" and page.name not in index
    ] == []
