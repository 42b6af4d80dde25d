"""The Windows folder: what goes into it is pinned, and what is missing in it is named before anything else."""

import hashlib
import re
from pathlib import Path

import pytest

from tools.windows.folder.mo_par_excel import damaged_file
from tools.windows.runtime import Unfit, given_runtime, read_checked

ROOT = Path(__file__).parent.parent


def locked(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def test_the_folder_has_the_versions_that_are_tested() -> None:
    tested, handed_out = locked("dev.txt") | locked("run.txt"), locked("windows.txt")
    assert {name: handed_out[name] for name in handed_out.keys() & tested.keys()} == {
        name: tested[name] for name in handed_out.keys() & tested.keys()
    }
    assert locked("run.txt").keys() - handed_out.keys() <= {"colorama", "setuptools"}


def test_every_file_of_the_runtime_has_a_voucher() -> None:
    rows = read_checked()
    assert len({place for _, place, _ in rows}) == len(rows) > 500
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest, _, _ in rows)
    programs = {voucher for _, place, voucher in rows if place.endswith((".exe", ".dll", ".pyd"))}
    assert programs == {"signed: Microsoft Corporation", "signed: Python Software Foundation"}


def test_a_folder_that_holds_no_python(tmp_path: Path) -> None:
    with pytest.raises(Unfit, match=r"python313\.dll is missing"):
        given_runtime(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = []
    for place, data in {"python.exe": b"MZ", "packages/par_excel/cli/__init__.py": b"code"}.items():
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        lines.append(f"{hashlib.sha256(data).hexdigest()}\t{len(data)}\t{place}\n")
    (tmp_path / "noi_dung.tsv").write_text("".join(lines), "utf-8")
    return tmp_path


def test_a_whole_folder(folder: Path) -> None:
    (folder / "more.txt").write_text("what somebody put there", "utf-8")
    assert damaged_file(folder) is None


@pytest.mark.parametrize("place", ["python.exe", "packages/par_excel/cli/__init__.py", "noi_dung.tsv"])
def test_a_missing_file_is_named(folder: Path, place: str) -> None:
    (folder / place).unlink()
    assert damaged_file(folder) == place


def test_a_shortened_file_is_named(folder: Path) -> None:
    (folder / "python.exe").write_bytes(b"M")
    assert damaged_file(folder) == "python.exe"


@pytest.mark.parametrize("name", ["Mở par_excel.cmd", "par-excel.cmd", "ĐỌC TRƯỚC.txt"])
def test_what_is_double_clicked_reads_well(name: str) -> None:
    text = (ROOT / "tools" / "windows" / "folder" / name).read_text("utf-8")
    assert not text.startswith("\ufeff")
    assert set(re.findall(r"\$(\w+)", text)) <= {"version", "looks"}
    # before the code page is changed, only letters that every code page has
    assert name.endswith(".txt") or text.partition("chcp 65001")[0].isascii()
