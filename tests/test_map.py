"""docs/map.md is true: every place that it names is there, and a score really goes the way that it shows."""

import re
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from types import FrameType

import pytest
from openpyxl import load_workbook

from par_excel.form import Column, Sheet
from par_excel.model import DEFAULT_LIMITS, Cell, Parcel
from par_excel.workflow.demo.demo import RETURNS
from par_excel.workflow.folder.folder import Folder, basis_of, lay_out
from par_excel.workflow.intake import child_reader
from par_excel.workflow.results.merge import merge_inbox

ROOT = Path(__file__).parents[1]
MAP = (ROOT / "docs" / "map.md").read_text("utf-8")
WAY = re.compile(r"<!-- way:begin -->\n(.*?)<!-- way:end -->", re.DOTALL)
MOST = 28
CRITERION, SCORE = "8.4", "0.37"
"""A criterion of which the catalogue knows no formula: the score is typed; it stands nowhere else in the period."""
BESIDE = ("par_excel.writing.feedback.", "par_excel.writing.template.", "par_excel.form.")
"""The feedback to the agency is another way, from the same return."""


class Followed:
    """The modules of which a function was given the score or its cell, or gave it back, in the order of their first time."""

    def __init__(self) -> None:
        self.modules: dict[str, None] = {}

    def look(self, frame: FrameType, event: str, value: object) -> None:
        name = frame.f_globals.get("__name__", "")
        if event not in {"call", "return"} or not name.startswith("par_excel.") or name in self.modules:
            return
        code = frame.f_code
        given = [
            frame.f_locals.get(each) for each in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        ]
        if any(map(carries, given if event == "call" else [value])):
            self.modules[name] = None


def carries(value: object) -> bool:
    """Say whether a value is the score, or the cell that was read for it."""
    return is_score(value) or (isinstance(value, Cell) and is_score(getattr(value, "value", None)))


def is_score(value: object) -> bool:
    if isinstance(value, str):
        return value in {SCORE, SCORE.replace(".", ",")}
    return isinstance(value, Decimal) and str(value) == SCORE


def return_with_score(target: Path) -> bytes:
    book = load_workbook(RETURNS / "phuluc_4.xlsx")
    sheet = book[Sheet.SCORES.value]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(row for row in rows if Column.CODE.value in row)
    at = [row[header.index(Column.CODE.value)] for row in rows].index(CRITERION)
    sheet.cell(at + 1, header.index(Column.SCORE.value) + 1).value = float(SCORE)
    book.save(target)
    return target.read_bytes()


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ...]]:
    folder = Folder(tmp_path_factory.mktemp("ky"))
    lay_out(folder, year=2020)
    data = return_with_score(folder.inbox / "phuluc_4.xlsx")
    now = datetime(2021, 2, 17, 9, tzinfo=UTC)
    parcel = Parcel(name="phuluc_4.xlsx", data=data, sha256=sha256(data).hexdigest(), modified=now)
    # what a limited child does, here in this very process so that it can be followed
    read = child_reader.reader(child_reader.setup(basis_of(folder), DEFAULT_LIMITS))
    followed = Followed()
    threading.setprofile(followed.look)
    sys.setprofile(followed.look)
    try:
        read(child_reader.task((parcel,)))
        merge_inbox(folder, now=now)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    yield tuple(name for name in followed.modules if not name.startswith(BESIDE))
    shutil.rmtree(folder.root)


def shown_way() -> list[str]:
    found = WAY.search(MAP)
    assert found is not None
    return re.findall(r"^\d+\. `([\w.]+)`", found.group(1), re.MULTILINE)


def test_the_way_of_a_score_is_the_one_on_the_map(followed: tuple[str, ...]) -> None:
    assert [name.removeprefix("par_excel.") for name in followed] == shown_way()


def test_the_way_of_a_score_is_short(followed: tuple[str, ...]) -> None:
    assert 15 < len(followed) <= MOST


def test_every_place_on_the_map_is_there() -> None:
    named = {
        *re.findall(
            r"`((?:checks|config|form|merge|model|post|reading|system|vietnamese|writing)/[\w./]*)`", MAP
        ),
        *(f"{name.replace('.', '/')}.py" for name in shown_way()),
    }
    assert len(named) > 30
    assert [place for place in sorted(named) if not (ROOT / "par_excel" / place).exists()] == []


def test_every_subpackage_stands_on_the_map() -> None:
    for room in ("reading", "writing", "workflow"):
        inside = [
            each.name for each in (ROOT / "par_excel" / room).iterdir() if (each / "__init__.py").exists()
        ]
        assert [name for name in inside if f"`{name}`" not in MAP] == []
