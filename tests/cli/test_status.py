"""The command `status` as a process of its own: what it prints, writes and returns."""

import json
import re
from pathlib import Path

import pytest

from par_excel.cli.standing import show_standing
from par_excel.model import LetterKind, LetterState, SentLetter
from par_excel.workflow.folder.folder import Folder
from tests.cli.conftest import Command
from tests.cli.running import run
from tests.programs import needs_faketime
from tests.workflow.periods import full_period, good_return, period, send
from tests.writing.test_status_page import NOW, hostile, missing, standing, unit


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return full_period(tmp_path / "ky")


@needs_faketime
def test_printed_plain_when_piped(folder: Folder) -> None:
    (folder.inbox / "so-b.xlsx").unlink()
    at = ("faketime", "-f", "2021-02-09 02:00:00")
    assert run("-C", folder.root, "check", before=at, environment={"TZ": "UTC"}).status == 1
    done = run("-C", folder.root, "status", before=at, environment={"TZ": "UTC"})
    assert (done.status, done.err) == (1, "")
    assert done.out == (
        "Tình hình lúc 09/02/2021 09:00\n"
        "  18/02/2021  còn 9 ngày (2 ngày làm việc)   Nộp\n"
        "  23/02/2021  còn 14 ngày (5 ngày làm việc)  Trình\n"
        "\n"
        "PL  Cơ quan  Trạng thái  Nhận lúc     Bản  Lỗi  Cảnh báo  So với hạn (ngày làm việc)\n"
        "1   Sở A     hợp lệ      09/02 09:00    1    0         0  đúng hạn\n"
        "2   Sở B     chưa nộp                                     còn 9 ngày (2)\n"
        "\n"
        "Việc tiếp theo: Còn 1 cơ quan chưa nộp, hạn nộp còn 2 ngày làm việc: gửi thư nhắc.\n"
    )


def test_facts_for_programs(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "check")
    send(folder, "moi.xlsx", good_return(folder, "so-a", saved="2021-02-19T01:00:00Z"))
    done = command("-C", folder.root, "status", "--json")
    facts = json.loads(done.out)
    assert done.status == 1
    assert (facts["untaken"], facts["is_due"], facts["page"]) == (["moi.xlsx"], True, None)
    assert [(each["id"], each["day"]) for each in facts["deadlines"]] == [
        ("nop", "2021-02-18"),
        ("trinh", "2021-02-23"),
    ]
    first = facts["units"][0]
    assert (first["state"], first["version"], first["counted"], first["leaves"]) == ("hợp lệ", 1, 2, 2)
    assert first["days_left"] < 0
    assert 0 > first["working_days_left"] > first["days_left"]


def test_nothing_to_do_is_status_0(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "merge")
    done = command("-C", folder.root, "status")
    assert (done.status, done.err) == (0, "")
    assert done.out.endswith("các thời hạn của kỳ đã qua.\n")


def test_all_valid_and_not_merged_yet_is_for_a_person(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "check")
    done = command("-C", folder.root, "status")
    assert done.status == 1
    assert done.out.endswith("Mọi cơ quan đã nộp bản hợp lệ: chạy lệnh merge để tổng hợp.\n")


def test_the_page(command: Command, folder: Folder, tmp_path: Path) -> None:
    done = command("-C", folder.root, "status", "--html")
    assert f"Đã lập {folder.status_page}." in done.out
    assert folder.status_page.read_text("utf-8").startswith("<!DOCTYPE html>")
    elsewhere = tmp_path / "mạng" / "ky.html"
    assert f"Đã lập {elsewhere}." in command("-C", folder.root, "status", "--html", elsewhere).out
    assert elsewhere.exists()
    facts = json.loads(command("-C", folder.root, "status", "--html", "--json").out)
    assert facts["page"] == str(folder.status_page)


@pytest.mark.parametrize("name", ["inbox/a.html", "ledger.sqlite", "par.toml"])
def test_a_page_in_the_inbox_or_over_another_file_is_refused(
    command: Command, folder: Folder, name: str
) -> None:
    before = (folder.root / "par.toml").read_bytes()
    done = command("-C", folder.root, "status", "--html", folder.root / name)
    assert done.status == 2
    assert "Cách sửa: " in done.line
    assert sorted(path.name for path in folder.inbox.iterdir()) == ["so-a.xlsx", "so-b.xlsx"]
    assert (folder.root / "par.toml").read_bytes() == before
    assert not folder.ledger.exists()


def test_a_return_that_left_is_named_with_what_to_do(command: Command, folder: Folder) -> None:
    command("-C", folder.root, "merge")
    (folder.inbox / "so-b.xlsx").unlink()
    done = command("-C", folder.root, "status")
    assert re.search(
        r'Không còn trong inbox nhưng vẫn được tính: so-b\.xlsx .*par-excel -C .* exclude "so-b\.xlsx"',
        done.out,
    )


def test_an_empty_period_and_a_wrong_folder(command: Command, tmp_path: Path) -> None:
    done = command("-C", period(tmp_path / "ky").root, "status")
    assert done.status == 1
    assert "Chưa có biểu mẫu: lập bằng lệnh templates" in done.out
    wrong = command("-C", tmp_path, "status")
    assert wrong.status == 2
    assert re.search(r"par-excel (-C .* )?init", wrong.line)


def test_letters_have_a_column_where_some_went_out(capsys: pytest.CaptureFixture[str]) -> None:
    sent = SentLetter("so-a", LetterKind.REMIND, LetterState.SENT, NOW, "a@b.vn", "0")
    show_standing(standing(units=(unit(0, letters=(sent,)), missing())), None)
    [head, first, second] = [
        line for line in capsys.readouterr().out.splitlines() if line.startswith(("PL", "1 ", "2 "))
    ]
    assert head.endswith("Thư đã gửi")
    assert first.endswith("nhắc 17/02/2021")
    assert second.endswith("còn 1 ngày (1)")


def test_foreign_names_cannot_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show_standing(hostile(), None)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "‹U+001B›[31m" in out


def test_of_many_files_alike_some_are_named_and_the_others_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_standing(standing(untaken=tuple(f"tep-{number:02d}.xlsx" for number in range(15))), None)
    out = capsys.readouterr().out
    assert out.count("Chưa được nhận: tep-") == 10
    assert "… và 5 tệp khác như vậy (xem đủ bằng status --json hoặc --html)." in out
