"""Exit status 0 all in order, 1 something for a person, 2 wrong usage or settings, 3 could not be done."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from par_excel import cli
from par_excel.config import packaged_files
from par_excel.form import Column
from par_excel.system.faults import module_code
from par_excel.workflow.folder.folder import Folder
from tests.cli.conftest import Command
from tests.cli.running import ROOT, run
from tests.config import small
from tests.workflow.periods import ASSIGNMENTS, CATALOGUE, full_period, good_return, period, send
from tools.fault import places


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return full_period(tmp_path / "ky")


# --- 0 and 1 ----------------------------------------------------------------------------------------------------------


def test_all_in_order(command: Command, folder: Folder) -> None:
    merged = run("-C", folder.root, "merge")
    assert (merged.status, merged.err) == (0, "")
    assert "Tổng điểm tự đánh giá: 3,46/3,5 điểm." in merged.out
    assert "DỰ THẢO" not in merged.out
    assert folder.master.exists()
    assert folder.report.exists()
    checked = command("-C", folder.root, "check")
    assert (checked.status, checked.err) == (0, "")
    assert checked.out.count(" hợp lệ ") == 2


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["templates"], 0),
        (["catalogue", "check"], 1),  # an invented set has not the totals that were published for its year
        (["catalogue", "export"], 0),
        (["check", "--list"], 0),
        (["check", "--list", "--json"], 0),
        (["check"], 0),
        (["merge", "--json"], 0),
    ],
    ids=str,
)
def test_every_command_on_a_sound_period(
    command: Command, folder: Folder, arguments: list[str], status: int
) -> None:
    done = command("-C", folder.root, *arguments)
    assert (done.status, done.err) == (status, "")
    assert done.out


def test_rows_that_nobody_has_verified_are_for_a_person(command: Command, tmp_path: Path) -> None:
    for name, data in packaged_files(2020).items():
        (tmp_path / name).write_bytes(data)
    done = command("-C", tmp_path, "catalogue", "check")
    assert (done.status, done.err) == (1, "")
    assert "Chưa đối chiếu với văn bản gốc: 146 dòng" in done.out


def test_errors_are_for_a_person(command: Command, folder: Folder) -> None:
    send(folder, "so-a.xlsx", good_return(folder, "so-a", {("1.1", Column.EVIDENCE): ""}))
    for name in ("check", "merge"):
        done = command("-C", folder.root, name)
        assert (done.status, done.err) == (1, "")
        assert re.search(r"^1   Sở A     có lỗi        1 +\d+ +\d+  so-a\.xlsx$", done.out, re.MULTILINE)
        assert "\nPhụ lục 1 – Sở A:\n" in done.out
        assert "[EV01] lỗi: Tiêu chí 1.1 (ô G8, sheet “Chấm điểm”) – " in done.out
    assert "Kết quả là DỰ THẢO vì:" in done.out


def test_a_missing_return_is_for_a_person(command: Command, folder: Folder) -> None:
    (folder.inbox / "so-b.xlsx").unlink()
    done = command("-C", folder.root, "merge")
    assert done.status == 1
    assert re.search(r"^2   Sở B     chưa nộp$", done.out, re.MULTILINE)
    assert "  - Chưa có bản nộp của: Sở B." in done.out


def test_an_empty_inbox_is_told(command: Command, tmp_path: Path) -> None:
    done = command("-C", period(tmp_path / "ky").root, "check")
    assert done.status == 1
    assert "Thư mục inbox chưa có bản nộp nào: chép các tệp nhận được vào đó rồi chạy lại." in done.out


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("quet.pdf", b"%PDF-1.7", "[ID04] lỗi: quet.pdf – "),
        ("rong.xlsx", b"", "  rong.xlsx: Tệp rỗng, chưa có nội dung."),
    ],
)
def test_a_file_that_is_no_return_is_for_a_person(
    command: Command, folder: Folder, name: str, data: bytes, sentence: str
) -> None:
    send(folder, name, data)
    done = command("-C", folder.root, "check")
    assert done.status == 1
    assert sentence in done.out


def test_a_return_that_left_the_inbox_is_named(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "check")
    (folder.inbox / "so-b.xlsx").unlink()
    done = command("-C", folder.root, "check")
    assert done.status == 0
    assert "Không còn trong inbox nhưng vẫn được tính: so-b.xlsx." in done.out


def test_laying_out_a_period_and_its_templates(command: Command, tmp_path: Path) -> None:
    done = command("init", tmp_path / "ky")
    assert (done.status, done.err) == (0, "")
    assert (tmp_path / "ky" / "par.toml").exists()
    done = command("-C", tmp_path / "ky", "templates")
    assert done.status == 0
    assert "  templates/phuluc_8.xlsx\nĐã lập 8 biểu mẫu." in done.out.replace("\\", "/")


# --- 2 ----------------------------------------------------------------------------------------------------------------


def test_a_folder_without_settings_is_told_about_init(command: Command, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "không có"):
        for arguments in (
            ["check"],
            ["merge"],
            ["templates"],
            ["catalogue", "check"],
            ["catalogue", "export"],
        ):
            done = command("-C", place, *arguments)
            assert done.status == 2
            assert "par.toml: Thư mục này chưa có tệp thiết lập" in done.line
            assert "par-excel " in done.line
            assert " init" in done.line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('ngay = "18/02/2021"', 'ngay = "31/02/2021"', "par.toml, dòng 14: "),
        ("nam = 2020", "nam = hai", "par.toml, dòng 3: "),
        ('ten = "Nộp"', "ten = ", "par.toml, dòng 15: "),
    ],
)
def test_wrong_settings_are_told_with_file_and_line(
    command: Command, folder: Folder, old: str, new: str, place: str
) -> None:
    assert small.SETTINGS.count(old) == 1
    folder.settings.write_text(small.SETTINGS.replace(old, new), encoding="utf-8")
    for name in ("check", "merge", "templates"):
        done = command("-C", folder.root, name)
        assert done.status == 2
        assert done.line.startswith(f"Lỗi: {folder.root}{os.sep}{place}")
        assert " Cách sửa: " in done.line


def test_a_wrong_catalogue_is_told_with_file_and_line(command: Command, folder: Folder) -> None:
    wrong = CATALOGUE.replace("| 0,25 |", "| 0,5  |")
    small.folder(folder.root, catalogue=wrong, assignments=ASSIGNMENTS)
    done = command("-C", folder.root, "merge")
    assert done.status == 2
    assert "tieu_chi.csv, dòng " in done.line
    done = command("-C", folder.root, "catalogue", "check")
    assert (done.status, done.out) == (2, "")
    assert all(line.startswith("Lỗi: ") for line in done.err.splitlines())


def test_an_inbox_that_is_missing_or_a_file_is_told(command: Command, folder: Folder) -> None:
    shutil.rmtree(folder.inbox)
    done = command("-C", folder.root, "check")
    assert done.status == 2
    assert done.line.endswith(
        "inbox: Thư mục inbox không có. Cách sửa: tạo thư mục inbox trong thư mục làm việc rồi chép các tệp "
        "nhận được vào đó, hoặc chỉ đúng thư mục làm việc bằng tùy chọn -C."
    )
    folder.inbox.write_bytes(b"")
    done = command("-C", folder.root, "merge")
    assert done.status == 2
    assert "là một tệp, không phải thư mục" in done.line


def test_laying_out_over_settings_is_refused(command: Command, folder: Folder) -> None:
    before = folder.settings.read_bytes()
    done = command("init", folder.root)
    assert done.status == 2
    assert "lệnh init không ghi đè" in done.line
    assert folder.settings.read_bytes() == before
    assert command("demo", folder.root).status == 2
    assert command("init", folder.root / "moi", "--year", "1999").status == 2


# --- 3 ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tong_hop.xlsx", "bao_cao.docx"])
def test_an_output_that_cannot_be_replaced(command: Command, folder: Folder, name: str) -> None:
    (folder.outbox / name).mkdir()
    done = command("-C", folder.root, "merge")
    assert done.status == 3
    assert done.line == (
        f"Lỗi: Không ghi được {folder.outbox / name}: ở vị trí này đã có một thư mục cùng tên. "
        "Hãy đổi tên thư mục đó rồi chạy lại."
    )
    assert [path.name for path in folder.outbox.iterdir()] == [name]


def test_a_file_in_the_place_of_the_outbox(command: Command, folder: Folder) -> None:
    folder.outbox.rmdir()
    folder.outbox.write_bytes(b"")
    done = command("-C", folder.root, "merge")
    assert done.status == 3
    assert "Không ghi được" in done.line


def test_a_ledger_that_is_none(command: Command, folder: Folder) -> None:
    folder.ledger.write_bytes(b"no ledger at all" * 100)
    done = command("-C", folder.root, "check")
    assert done.status == 3
    assert "Không dùng được sổ theo dõi" in done.line


def as_ordinary_user() -> tuple[str, ...]:
    """Return what a command is preceded by so that closed folders are closed: root walks through them."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and there is no setpriv to take that right away")
    return ("setpriv", "--bounding-set=-all", "--inh-caps=-all")


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights as POSIX has them")
@pytest.mark.parametrize(("closed", "named"), [("outbox", "outbox"), ("", "ledger.sqlite")])
def test_a_folder_that_may_not_be_written(folder: Folder, closed: str, named: str) -> None:
    (folder.root / closed).chmod(0o555)
    try:
        done = run("-C", folder.root, "merge", before=as_ordinary_user())
    finally:
        (folder.root / closed).chmod(0o755)
    assert done.status == 3
    assert named in done.line
    assert "không có quyền" in done.line or "chưa được cấp quyền" in done.line
    assert list(folder.outbox.iterdir()) == []


def test_a_fault_of_the_program_is_one_line_too(
    command: Command, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise KeyError("một\nhai\x1b[31m")

    monkeypatch.setitem(cli.group.commands, "check", click.Command("check", callback=broken))
    done = command("-C", folder.root, "check")
    assert done.status == 3
    found = re.fullmatch(r"Lỗi của chương trình, mã ([0-9A-F]{4})-(\d+)\. Các tệp .*", done.line)
    assert found is not None
    assert found[1] == module_code(Path(__file__).name)
    assert "KeyError" not in done.line
    assert places(f"{module_code('entry.py')}-7") == [
        f"par_excel/{room}/entry.py:7"
        for room in (
            "cli",
            "merge",
            "model",
            "panel/pages",
            "reading/office",
            "workflow/conclusion",
            "writing/office",
        )
    ]
    monkeypatch.setenv("PAR_EXCEL_TRACEBACK", "1")
    monkeypatch.setattr("sys.argv", ["par-excel", "check"])
    with pytest.raises(KeyError):
        cli.main()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals as POSIX has them")
def test_stopped_by_the_keyboard(folder: Folder) -> None:
    for day in range(10, 25):  # enough to do that the interruption comes in the midst of it
        send(folder, f"{day}.xlsx", good_return(folder, "so-a", saved=f"2021-01-{day}T00:00:00Z"))
    program = (
        "from tests.signals import heed_signals; heed_signals(); print('x', flush=True)\n"
        "from par_excel.cli import main; main()"
    )
    with subprocess.Popen(
        [
            sys.executable,
            "-c",
            program,
            "-C",
            str(folder.root),
            "merge",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        while not folder.ledger.exists() and process.poll() is None:
            pass
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 3
    assert said.splitlines()[-1] == "Đã dừng theo yêu cầu; chạy lại lệnh để làm tiếp."
    assert "Traceback" not in said


def test_a_pipe_that_is_closed_early(folder: Folder) -> None:
    script = f'"{sys.executable}" -m par_excel -C "{folder.root}" check --list | head -1'
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
