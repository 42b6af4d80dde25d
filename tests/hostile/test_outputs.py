"""Text from a return is data: in the master workbook and the report it is no formula, no field, no link."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from par_excel.config import packaged_files
from tests.hostile.texts import MARK, cases
from tools.apart import YEAR

_FORMULAS = {"f", "formula1", "formula2", "definedName"}
_FIELDS = {"instrText", "fldSimple", "hyperlink"}
_TEXTS = {"t"}


@pytest.fixture(scope="module")
def outbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what `merge` makes of a return that holds every text."""
    folder = tmp_path_factory.mktemp("ky")
    for name, data in packaged_files(YEAR).items():
        (folder / name).write_bytes(data)
    (folder / "inbox").mkdir()
    case = next(case for case in cases() if case.name == "text-everything")
    (folder / "inbox" / f"=1+1 {MARK}.xlsx").write_bytes(case.make())
    done = subprocess.run(
        [sys.executable, "-m", "par_excel", "-C", str(folder), "merge"],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return folder / "outbox"


def _trees(path: Path) -> list[tuple[str, etree._Element]]:
    """Return the XML parts of an office file by name."""
    with zipfile.ZipFile(path) as file:
        names = [name for name in file.namelist() if name.endswith((".xml", ".rels"))]
        return [(name, etree.fromstring(file.read(name))) for name in names]


def _found(path: Path, kinds: set[str]) -> list[str]:
    """Return the elements of these kinds that hold a text from the return, in words or in an attribute."""
    elements = [
        (name, etree.tostring(element, encoding="unicode", with_tail=False))
        for name, tree in _trees(path)
        for element in tree.iter(etree.Element)
        if etree.QName(element).localname in kinds
    ]
    return [f"{name}: {text[:200]}" for name, text in elements if MARK in text]


def _links(path: Path) -> list[str]:
    """Return the targets of relationships that lead where a text from the return would lead."""
    targets = [
        str(relation.get("Target"))
        for name, tree in _trees(path)
        if name.endswith(".rels")
        for relation in tree
    ]
    return [target for target in targets if "127.0.0.1" in target or MARK in target]


@pytest.mark.parametrize("name", ["tong_hop.xlsx", "bao_cao.docx"])
def test_texts_are_there_as_text_alone(outbox: Path, name: str) -> None:
    assert len(_found(outbox / name, _TEXTS)) > 10
    assert _links(outbox / name) == []


def test_no_text_becomes_a_formula_field_or_link(outbox: Path) -> None:
    assert _found(outbox / "tong_hop.xlsx", _FORMULAS) == []
    assert _found(outbox / "tong_hop.xlsx", _FIELDS) == []
    assert _found(outbox / "bao_cao.docx", _FIELDS) == []
