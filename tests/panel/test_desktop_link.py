"""The link on the desktop: offered by the unpacked folder for Windows alone, and what became of it is told."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from par_excel.system.desktop import desktop_link, own_opener
from tests.panel.conftest import Visitor

PAGE = import_module("par_excel.panel.pages.start")
OFFER, MADE = "Tạo biểu tượng", "Đã tạo"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "mo_par_excel.py").touch()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "pythonw.exe"))
    return tmp_path


def test_elsewhere_no_link_is_offered_nor_made(visitor: Visitor) -> None:
    assert OFFER not in visitor.get("/").text
    assert MADE not in visitor.post("/lien-ket").text
    assert sys.platform == "win32" or desktop_link("par_excel", Path("par_excel")) is None


def test_the_folder_offers_a_link(visitor: Visitor, folder: Path) -> None:
    assert own_opener() == folder / "mo_par_excel.py"
    assert OFFER in visitor.get("/").text


def test_the_place_of_the_link_is_told(
    visitor: Visitor, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def make(*given: object) -> Path:
        made.append(given)
        return folder / "par_excel.lnk"

    monkeypatch.setattr(PAGE, "desktop_link", make)
    assert f"{MADE}: {folder / 'par_excel.lnk'}" in visitor.post("/lien-ket").text
    assert made == [("par_excel", folder / "pythonw.exe", f'-X utf8 "{folder / "mo_par_excel.py"}"')]


@pytest.mark.usefixtures("folder")
def test_a_link_that_windows_refuses(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Path:
        raise OSError(13, "denied")

    monkeypatch.setattr(PAGE, "desktop_link", refuse)
    assert "Không ghi được biểu tượng" in visitor.post("/lien-ket").text
