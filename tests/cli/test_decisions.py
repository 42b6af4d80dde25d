"""The commands by which a person decides and looks back: what they say, and how they end."""

import json
from pathlib import Path

import pytest

from par_excel.form import Column
from par_excel.system.account import account_name
from par_excel.workflow.folder.folder import Folder
from tests.cli.conftest import Command
from tests.cli.running import ROOT, run
from tests.workflow.periods import full_period, good_return, send, spoil_stored

WHY = ("--by", "An", "--reason", "có công văn")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a period in which the first unit sent a return without evidence for a criterion, after a good one."""
    folder = full_period(tmp_path / "ky")
    faulty = good_return(folder, "so-a", {("1.1", Column.EVIDENCE): ""}, saved="2021-02-16T02:00:00Z")
    send(folder, "so-a 2.xlsx", faulty)
    return folder


def test_exclude_and_include(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "exclude", "so-a 2.xlsx", *WHY)
    assert (done.status, done.err) == (0, "")
    first, second = done.out.splitlines()
    assert first.startswith("Đã ghi quyết định số 4: loại bản nộp so-a 2.xlsx (mã ")
    assert first.endswith(") – lý do: có công văn.")
    assert second == "Phụ lục 1 – Sở A: hợp lệ – bản đang dùng: so-a.xlsx."
    again = command("-C", folder.root, "exclude", "so-a 2.xlsx", *WHY)
    assert again.status == 2
    assert "đã bị loại từ trước" in again.line
    done = command("-C", folder.root, "include", "so-a 2.xlsx", *WHY)
    assert done.out.splitlines()[1] == "Phụ lục 1 – Sở A: có lỗi – bản đang dùng: so-a 2.xlsx."


def test_waive_and_its_undoing(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "waive", "PL1", "EV01", "1.1", *WHY)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Đã ghi quyết định số 4: chấp nhận ngoại lệ EV01 của so-a, tiêu chí 1.1 – lý do: có công văn.",
        "Phụ lục 1 – Sở A: hợp lệ – bản đang dùng: so-a 2.xlsx.",
    ]
    done = command("-C", folder.root, "waive", "1", "EV01", "--undo", *WHY)
    assert done.out.splitlines()[1] == "Phụ lục 1 – Sở A: có lỗi – bản đang dùng: so-a 2.xlsx."


def test_received(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "received", "so-b.xlsx", "17/02/2021", "15:30", *WHY)
    assert done.status == 0
    assert ") là 17/02/2021 15:30 – lý do: có công văn." in done.out
    history = json.loads(command("-C", folder.root, "history", "2", "--json").out)
    assert [version["received"] for version in history["versions"]] == ["2021-02-17T08:30:00+00:00"]
    done = command("-C", folder.root, "received", "so-b.xlsx", "--undo", *WHY)
    assert done.status == 0
    history = json.loads(command("-C", folder.root, "history", "2", "--json").out)
    assert [version["received"] for version in history["versions"]] != ["2021-02-17T08:30:00+00:00"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["exclude", "so-a.xlsx"],
            "Quyết định phải kèm lý do. Cách sửa: ghi lý do thật vào tùy chọn --reason",
        ),
        (["exclude", "so-a.xlsx", "--reason", " "], "Quyết định phải kèm lý do."),
        (
            ["waive", "1", "EV01", "--by", " ", "--reason", "có công văn"],
            "Quyết định phải ghi ai là người quyết định.",
        ),
        (
            ["exclude", "khác.xlsx", *WHY],
            "Không có bản nộp nào là “khác.xlsx”. Cách sửa: dùng tên tệp hoặc mã",
        ),
        (["waive", "Sở", "EV01", *WHY], "“Sở” không rõ là đơn vị nào."),
        (["waive", "1", "SC99", *WHY], "không có lỗi hay cảnh báo SC99."),
        (["received", "so-b.xlsx", "hôm qua", *WHY], "“hôm qua” không phải là ngày giờ."),
        (["received", "so-b.xlsx", *WHY], "“” không phải là ngày giờ."),
        (["received", "so-b.xlsx", "01/01/2999", *WHY], "Thời điểm nhận chưa đến."),
        (["history", "9"], "“9” không phải là đơn vị nào của kỳ này."),
        (["log"], "Thư mục này chưa có sổ theo dõi."),
        (["verify"], "Thư mục này chưa có sổ theo dõi."),
        (["backup"], "Thư mục này chưa có sổ theo dõi."),
    ],
    ids=lambda each: " ".join(each[:2]) if isinstance(each, list) else "",
)
def test_what_is_not_clear_is_one_line_and_status_2(
    command: Command, folder: Folder, arguments: list[str], sentence: str
) -> None:
    done = command("-C", folder.root, *arguments)
    assert done.status == 2
    assert sentence in done.line


def test_who_decides_is_who_works_on_this_computer(folder: Folder) -> None:
    named = {"LOGNAME": "an.nguyen", "USER": "an.nguyen", "USERNAME": "an.nguyen"}
    assert run("-C", folder.root, "exclude", "so-b.xlsx", "--reason", "vì", environment=named).status == 0
    log = run("-C", folder.root, "log", "--decisions")
    assert "an.nguyen: loại bản nộp so-b.xlsx" in log.out


def test_history_shows_versions_and_what_changed(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "history", "PL1")
    assert (done.status, done.err) == (0, "")
    shown = done.out.splitlines()
    assert shown[0] == "Phụ lục 1 – Sở A: 2 bản nộp"
    assert any(line.startswith("1. so-a.xlsx (mã ") and "): bị thay thế (0 lỗi, " in line for line in shown)
    assert any(line.startswith("2. so-a 2.xlsx (mã ") and "): đang dùng (1 lỗi, " in line for line in shown)
    assert shown[-2:] == [
        "   1 thay đổi so với bản trước:",
        "   - Tiêu chí 1.1, Tài liệu kiểm chứng: “Báo cáo số 12/BC-so-a ngày 10/12/2020” → (trống)",
    ]
    facts = json.loads(command("-C", folder.root, "history", "PL1", "--json").out)
    assert [version["changes"] for version in facts["versions"]] == [
        None,
        [
            {
                "part": "Tiêu chí 1.1",
                "name": "Tài liệu kiểm chứng",
                "old": "Báo cáo số 12/BC-so-a ngày 10/12/2020",
                "new": "",
            }
        ],
    ]


def test_the_log_tells_everything_newest_last(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "exclude", "so-b.xlsx", *WHY)
    done = command("-C", folder.root, "log")
    assert done.status == 0
    lines = done.out.splitlines()
    assert len(lines) == 4
    assert ["nhận tệp" in line for line in lines] == [True, True, True, False]
    assert f"  An (tài khoản {account_name()}): loại bản nộp so-b.xlsx (mã " in lines[-1]
    assert len(command("-C", folder.root, "log", "--decisions").out.splitlines()) == 1
    facts = json.loads(command("-C", folder.root, "log", "--json").out)
    assert [each["number"] for each in facts] == [1, 2, 3, 4]
    assert (facts[3]["by"], facts[3]["reason"], facts[3]["file"]) == ("An", "có công văn", "so-b.xlsx")


def test_verify_and_backup(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "check")
    done = command("-C", folder.root, "verify")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "Mọi dữ liệu còn nguyên vẹn."
    done = command("-C", folder.root, "backup", folder.root.parent / "sao")
    assert (done.status, done.err) == (0, "")
    [copy] = (folder.root.parent / "sao").iterdir()
    assert done.out.startswith(
        f"Đã sao lưu vào {copy}: ledger.sqlite, nhat_ky.jsonl, par.toml, phan_cong.csv, tieu_chi.csv."
    )
    spoil_stored(folder, "so-b.xlsx")
    done = command("-C", folder.root, "verify")
    assert done.status == 1
    assert "  - Nội dung đã lưu của tệp so-b.xlsx không còn nguyên vẹn" in done.out
    facts = json.loads(command("-C", folder.root, "verify", "--json").out)
    damaged, not_read = facts["problems"]
    assert facts["parcels"] == 3
    assert "so-b.xlsx" in damaged
    assert not_read.startswith("Chưa đọc lại được các tệp đã nhận")


def test_an_altered_log_is_told(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "exclude", "so-b.xlsx", *WHY)
    folder.log.write_bytes(folder.log.read_bytes().replace("có công văn".encode(), "không có gì".encode()))
    done = command("-C", folder.root, "log")
    assert done.status == 0
    assert "lý do: có công văn" in done.out
    assert "Nhật ký nhat_ky.jsonl không khớp với sổ theo dõi" in done.out
    for arguments in (["include", "so-b.xlsx", *WHY], ["history", "1"], ["check"]):
        folder.log.write_bytes(folder.log.read_bytes()[5:])
        assert (
            "Nhật ký nhat_ky.jsonl không khớp với sổ theo dõi" in command("-C", folder.root, *arguments).out
        )
    done = command("-C", folder.root, "verify")
    assert done.status == 1
    assert "Có một bản nhật ký không khớp với sổ theo dõi" in done.out


def test_a_lost_ledger_comes_back_by_restore_which_names_every_decision(
    command: Command, folder: Folder
) -> None:
    command("-C", folder.root, "exclude", "so-a 2.xlsx", *WHY)
    folder.ledger.unlink()
    stopped = command("-C", folder.root, "check")
    assert stopped.status == 2
    assert "restore" in stopped.line
    assert not folder.ledger.exists()
    done = command("-C", folder.root, "restore", *WHY)
    assert (done.status, done.err) == (1, ""), "a person is to look it over"
    lines = done.out.splitlines()
    assert lines[0] == "Đã nhận 4 dòng từ nhật ký; trong đó có 1 quyết định:"
    assert "An (tài khoản" in lines[1]
    assert "loại bản nộp so-a 2.xlsx" in lines[1]
    assert lines[-1].startswith("Xem lại từng quyết định trên, rồi chạy lệnh check")
    again = command("-C", folder.root, "restore", *WHY)
    assert again.status == 2
    assert "không có dòng nào mà sổ theo dõi chưa có" in again.line
    command("-C", folder.root, "check")
    assert "nhận các dòng chỉ có trong nhật ký" in command("-C", folder.root, "log").out
    assert command("-C", folder.root, "verify").status == 0


def test_marks_that_turn_text_are_shown_in_the_log_and_its_file(command: Command, folder: Folder) -> None:
    reason = "nhầm \u202exslx.exe\u202c"
    command("-C", folder.root, "exclude", "so-a 2.xlsx", "--by", "An", "--reason", reason)
    told = command("-C", folder.root, "log").out
    assert "\u202e" not in told
    assert "‹U+202E›" in told
    assert "\u202e" not in folder.log.read_text("utf-8"), "a viewer of plain text would turn it"


def test_foreign_text_is_shown_harmlessly(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "exclude", "so-b.xlsx", "--by", "An", "--reason", "\x1b[31mđỏ\u202e")
    done = command("-C", folder.root, "log")
    assert "‹U+001B›[31mđỏ‹U+202E›" in done.out
    assert "\x1b" not in done.out


def test_every_command_here_has_a_page_of_help() -> None:
    for name in ("exclude", "include", "waive", "received", "history", "log", "verify", "backup"):
        done = run(name, "--help", folder=ROOT)
        assert done.status == 0
        assert done.out.startswith(f"Cách dùng: par-excel {name}")
