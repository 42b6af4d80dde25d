"""The Windows folder: what goes into it is pinned, and whatever stands in the way of a start is said in a window."""

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePath

import pytest

from par_excel.system.faults import said_fault
from tools.panel_client import running_panel
from tools.windows.folder.mo_par_excel import FAULT, damaged_file, unmark
from tools.windows.libraries import is_needed
from tools.windows.runtime import Unfit, given_runtime, read_checked
from tools.windows.trial import Fault, ensure_same

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


def test_a_file_of_the_same_length_is_told_where_all_are_read(folder: Path) -> None:
    (folder / "python.exe").write_bytes(b"ZM")
    assert damaged_file(folder) is None
    assert damaged_file(folder, is_read=True) == "python.exe"


def test_our_own_programs_lose_the_mark_of_the_web(folder: Path) -> None:
    """Windows keeps the mark in a stream of the file; elsewhere a file of that name stands for it."""
    program, ours = (
        folder / "chuong_trinh",
        ["python.exe", "pythonw.exe", "DLLs/_ctypes.pyd", "x.dll", "a.py"],
    )
    for name in ours:
        path = program / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"MZ")
        path.with_name(f"{path.name}:Zone.Identifier").write_text("[ZoneTransfer]", "ascii")
    unmark(program)
    marked = {name for name in ours if Path(program, f"{name}:Zone.Identifier").exists()}
    assert (marked, [name for name in ours if not (program / name).exists()]) == ({"a.py"}, [])


# --- a start ----------------------------------------------------------------------------------------------------------


def opened(folder: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Open the folder as a double-click does; return the status, and what a window would show, which here is a text."""
    script = folder / "mo_par_excel.py"
    script.write_bytes((ROOT / "tools" / "windows" / "folder" / "mo_par_excel.py").read_bytes())
    said = folder.parent / "window.txt"
    said.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", str(script), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PAR_EXCEL_WINDOW": str(said), **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    return done.returncode, said.read_text("utf-8-sig") if said.exists() else ""


@pytest.fixture
def below(folder: Path) -> Path:
    """A folder with room beside it."""
    inner = folder / "chuong_trinh"
    inner.mkdir()
    for name in ("noi_dung.tsv", "python.exe", "packages"):
        (folder / name).rename(inner / name)
    return inner


def test_it_gets_as_far_as_saying_something(below: Path) -> None:
    assert opened(below, "--look") == (0, "")


def test_a_start_without_one_of_the_files(below: Path) -> None:
    (below / "python.exe").unlink()
    status, said = opened(below)
    assert status == 3
    assert said.startswith("Thư mục par_excel thiếu hoặc hỏng tệp python.exe. Hãy giải nén lại tệp zip")


def test_a_start_with_a_library_that_is_damaged(below: Path, tmp_path: Path) -> None:
    """As long as it was, and yet no module any more: the file is looked for once nothing else explains it."""
    wrong = tmp_path / "wrong" / "par_excel"
    wrong.mkdir(parents=True)
    (wrong / "__init__.py").write_text("raise SyntaxError('bad')", "utf-8")
    (below / "python.exe").write_bytes(b"ZM")
    status, said = opened(below, PYTHONPATH=str(wrong.parent))
    assert (status, "python.exe" in said, "bad" in said) == (3, True, False)
    (below / "python.exe").write_bytes(b"MZ")
    status, said = opened(below, PYTHONPATH=str(wrong.parent))
    assert (status, said) == (
        3,
        "par_excel không mở được; đề nghị gửi câu này cho người phụ trách chương trình. (SyntaxError: bad)",
    )


def test_a_start_with_a_module_that_is_damaged(below: Path, tmp_path: Path) -> None:
    """The command line takes what it does not understand for a fault of its own: then, too, all files are compared."""
    wrong = tmp_path / "wrong" / "par_excel"
    wrong.mkdir(parents=True)
    (wrong / "__init__.py").touch()
    (wrong / "cli.py").write_text(
        f"import sys\ndef main():\n    print({FAULT + ', mã 0C80-27.'!r}, file=sys.stderr)\n    sys.exit(3)",
        "utf-8",
    )
    (below / "python.exe").write_bytes(b"ZM")
    status, said = opened(below, PYTHONPATH=str(wrong.parent))
    assert (status, "python.exe" in said) == (3, True)
    (below / "python.exe").write_bytes(b"MZ")
    assert opened(below, PYTHONPATH=str(wrong.parent)) == (3, f"{FAULT}, mã 0C80-27.")


def test_a_fault_of_the_program_is_known_by_its_first_words() -> None:
    with pytest.raises(SyntaxError) as failure:
        raise SyntaxError
    assert said_fault(failure.value).startswith(FAULT)


def test_a_start_beside_another_version(below: Path, tmp_path: Path) -> None:
    with running_panel(tmp_path / "home"):
        note = tmp_path / "home" / "riêng" / "par_excel" / "bang_dieu_khien.json"
        note.write_text(json.dumps(json.loads(note.read_text("utf-8")) | {"version": "0.0.9"}), "utf-8")
        status, said = opened(below, PAR_EXCEL_STATE=str(tmp_path / "home" / "riêng"))
    assert status == 3
    assert said.startswith("Lỗi: Bảng điều khiển của par_excel phiên bản 0.0.9 đang chạy")


def test_a_start_where_nothing_can_be_kept(below: Path) -> None:
    status, said = opened(below, PAR_EXCEL_STATE=str(below / "python.exe"))
    assert status == 3
    assert said.startswith("Lỗi: Không ghi được vào thư mục riêng của người dùng. Cách xử lý: kiểm tra ổ đĩa")


# --- what goes into it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "verdict"),
    [
        ("par_excel/cli/__init__.py", True),
        ("PIL/_imaging.cp313-win_amd64.pyd", True),
        ("PIL/_avif.cp313-win_amd64.pyd", False),
        ("holidays/locale/en_US/LC_MESSAGES/VN.mo", True),
        ("holidays/locale/en_US/LC_MESSAGES/TH.mo", False),
        ("pandas/tests/test_all.py", False),
        ("lxml/includes/lxml.h", False),
        ("lxml/etree.cp313-win_amd64.pyd", True),
    ],
)
def test_what_goes_into_the_folder(place: str, verdict: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_needed(PurePath(place)) is verdict


@pytest.mark.parametrize("name", ["Mở par_excel.cmd", "par-excel.cmd", "ĐỌC TRƯỚC.txt"])
def test_what_is_double_clicked_reads_well(name: str) -> None:
    text = (ROOT / "tools" / "windows" / "folder" / name).read_text("utf-8")
    assert not text.startswith("\ufeff")
    assert set(re.findall(r"\$(\w+)", text)) <= {"version", "looks"}
    # before the code page is changed, only letters that every code page has
    assert name.endswith(".txt") or text.partition("chcp 65001")[0].isascii()


# --- what is compared when it is tried --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda there: (there / "outbox" / "tong_hop.xlsx").write_bytes(b"PL"), "other bytes"),
        (lambda there: (there / "outbox" / "tong_hop.xlsx").unlink(), "other files"),
        (lambda there: (there / "thừa.txt").write_bytes(b""), "other files"),
    ],
)
def test_another_output_is_a_fault(tmp_path: Path, change: Callable[[Path], object], said: str) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    for root in (there, here):
        (root / "outbox").mkdir(parents=True)
        (root / "outbox" / "tong_hop.xlsx").write_bytes(b"PK")
        (root / "ledger.sqlite").write_bytes(root.name.encode())  # holds times, and is not compared
    ensure_same(there, here)
    change(there)
    with pytest.raises(Fault, match=said):
        ensure_same(there, here)


def test_nothing_compared_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Fault):
        ensure_same(tmp_path, tmp_path)
