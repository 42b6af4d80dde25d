"""What is copied as evidence: of the unit that delivered it, no programs, names that fit, and one failure costs only itself."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

import par_excel.workflow.folder.outputs
from par_excel.model import OutputError
from par_excel.workflow.conclusion.entry import EntryOutcome, make_entry_list
from par_excel.workflow.folder.folder import Folder
from tests.reading.linked_parts import laid_over
from tests.reading.ole_files import ole_file
from tests.reading.workbooks import SCORES, part_of
from tests.workflow.periods import RECEIVED, full_period, good_return, send

PDF = b"%PDF-1.4 "


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return full_period(tmp_path / "ky")


def _send(folder: Folder, unit: str, **files: bytes) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("phuluc.xlsx", good_return(folder, unit))
        for name, data in files.items():
            archive.writestr(name, data)
    (folder.inbox / f"{unit}.xlsx").unlink()
    send(folder, f"{unit}.zip", packed.getvalue())


def _made(folder: Folder) -> EntryOutcome:
    return make_entry_list(folder, now=RECEIVED)


def _names(folder: Folder) -> set[str]:
    every = folder.entry_files.rglob("*")
    return {path.relative_to(folder.entry_files).as_posix() for path in every if path.is_file()}


def test_a_file_named_after_a_criterion_of_another_unit_is_no_evidence_of_that_unit(folder: Folder) -> None:
    _send(folder, "so-b", **{"1.2 Kế hoạch.pdf": PDF, "1.3 Số liệu.pdf": PDF + b"b"})
    _made(folder)
    assert _names(folder) == {"chua_ro_tieu_chi/so-b_01_1.2 Kế hoạch.pdf", "1.3_01_1.3 Số liệu.pdf"}


PROGRAMS = (
    "1.2 a.pdf.exe", "b.HTA", "c.lnk", "d.bat", "e.ps1", "g.js", "h.vbs", "i.url", "k.docm", "l.svg", "m.html", "n.scr",
    "o.iso", "không đuôi", "p.exe.", "q.jar", "r.search-ms",
)  # fmt: skip


def test_programs_scripts_links_and_macros_are_named_and_not_copied(folder: Folder) -> None:
    _send(folder, "so-a", **{name: b"MZ\x90" + name.encode() for name in PROGRAMS}, **{"thật.pdf": PDF})
    made = _made(folder)
    assert _names(folder) == {"chua_ro_tieu_chi/so-a_01_thật.pdf"}
    assert {Path(each).name.rstrip(".") for each in made.not_taken} >= {name.rstrip(".") for name in PROGRAMS}


def test_an_old_document_with_macros_is_known_by_its_content(folder: Folder) -> None:
    macro = ole_file({"WordDocument": bytes(5000), "Macros": {"_VBA_PROJECT": b"x"}})
    _send(folder, "so-a", **{"cũ.doc": macro})
    made = _made(folder)
    assert _names(folder) == set()
    assert made.not_taken == ("so-a.zip/cũ.doc",)


def test_a_setting_lists_what_is_taken(folder: Folder) -> None:
    settings = folder.settings.read_text("utf-8")
    folder.settings.write_text(f'{settings}\n[nhap_lieu]\nloai_tai_lieu = ["pdf", ".DWG"]\n', "utf-8")
    _send(folder, "so-a", **{"bản vẽ.dwg": b"AC1032", "ảnh.png": b"\x89PNG", "a.pdf": PDF})
    assert _made(folder).not_taken == ("so-a.zip/ảnh.png",)
    assert {name.rpartition(".")[2] for name in _names(folder)} == {"dwg", "pdf"}


def test_names_fit_255_bytes_and_stay_unique(folder: Folder) -> None:
    long = "ệ" * 140
    _send(folder, "so-a", **{f"{long}1.pdf": PDF + b"1", f"{long}2.pdf": PDF + b"2"})
    made = _made(folder)
    assert made.files == 2 == len(_names(folder))
    assert all(len(name.rpartition("/")[2].encode()) <= 200 for name in _names(folder))


def test_one_file_that_cannot_be_copied_is_named_and_the_rest_go_on(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    _send(folder, "so-a", **{"xấu.pdf": PDF + b"1", "tốt.pdf": PDF + b"2"})
    write = par_excel.workflow.folder.outputs.write_outputs

    def refuse(contents: dict[Path, bytes]) -> None:
        for path in contents:
            if "xấu" in path.name:
                raise OutputError(path, "ổ đĩa báo lỗi.")
        write(contents)

    monkeypatch.setattr("par_excel.workflow.folder.own_outputs.write_outputs", refuse)
    made = _made(folder)
    assert [each.source for each in made.missing] == ["so-a.zip/xấu.pdf"]
    assert {name.rpartition("_")[2] for name in _names(folder)} == {"tốt.pdf"}
    assert folder.entry.exists()


def _with_pictures(folder: Folder, unit: str, **pictures: bytes) -> bytes:
    data = good_return(folder, unit)
    return laid_over(data, part_of(data, SCORES), pictures)


@pytest.mark.parametrize("is_packed", [False, True])
def test_pictures_in_cells_are_kept_as_evidence_of_the_criterion(folder: Folder, *, is_packed: bool) -> None:
    sheet = load_workbook(BytesIO(good_return(folder, "so-a")))[SCORES]
    row = next(cells[0].row for cells in sheet.iter_rows(max_col=1) if cells[0].value == "1.2")
    pictures = {f"G{row}": b"\x89PNG\r\n\x1a\n 1", f"H{row + 1}": b"GIF89a 2", f"F{row}": b"<svg/>"}
    data = _with_pictures(folder, "so-a", **pictures)
    (folder.inbox / "so-a.xlsx").unlink()
    if is_packed:
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("phuluc.xlsx", data)
        send(folder, "so-a.zip", packed.getvalue())
    else:
        send(folder, "so-a.xlsx", data)
    made = _made(folder)
    place = "so-a.zip/phuluc.xlsx" if is_packed else "so-a.xlsx"
    kept = {path.name: path.read_bytes() for path in folder.entry_files.iterdir()}
    assert kept == {
        f"1.2_01_hình ở ô G{row}.png": pictures[f"G{row}"],
        f"1.2_02_hình ở ô H{row + 1}.gif": pictures[f"H{row + 1}"],
    }
    assert made.not_taken == (f"{place}/hình ở ô F{row}.svg",)
    [item] = [item for item in made.entry.items if item.files]
    assert [file.source for file in item.files] == [
        f"{place}/hình ở ô G{row}.png",
        f"{place}/hình ở ô H{row + 1}.gif",
    ]


def test_pictures_beside_a_contribution_belong_to_the_criterion_that_it_is_given_to(folder: Folder) -> None:
    sheet = load_workbook(BytesIO(good_return(folder, "so-b")))[SCORES]
    row = next(cells[0].row for cells in sheet.iter_rows(max_col=1) if cells[0].value == "1.1/X")
    send(folder, "so-b.xlsx", _with_pictures(folder, "so-b", **{f"G{row}": b"\xff\xd8\xff 1"}))
    _made(folder)
    assert _names(folder) == {f"1.1_01_hình ở ô G{row}.jpg"}
