"""The command `mail` as an official runs it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.cli.conftest import Command
from tests.cli.running import run
from tests.post.servers import CA_FILE, PASSWORD, USER, Mailbox, mail_server
from tests.workflow.periods import period


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return period(tmp_path / "ky")


@pytest.fixture
def mailbox(folder: Folder) -> Iterator[Mailbox]:
    with mail_server(folder.root) as mailbox:
        table = f'[thu]\nmay_chu = "localhost"\ncong = {mailbox.port}\ntai_khoan = "{USER}"\n'
        text = folder.settings.read_text("utf-8").replace('email = ""', 'email = "a@example.vn"')
        folder.settings.write_text(f'{table}tep_chung_thu = "{CA_FILE}"\n\n{text}', "utf-8")
        yield mailbox


def test_drafts_are_listed_and_a_missing_address_is_told(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "mail", "invite")
    assert done.status == 1
    assert "Đã lập 2 thư mời trong" in done.out
    assert "Sở A chưa có thư điện tử" in done.out
    assert (folder.letters / "moi" / "phuluc_2_so-b.eml").is_file()
    facts = json.loads(command("-C", folder.root, "mail", "invite", "--unit", "PL2", "--json").out)
    assert [draft["recipient"] for draft in facts["drafts"]] == ["b@example.vn"]


def test_nobody_to_write_to(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "mail", "feedback")
    assert (done.status, done.out) == (0, "Không có đơn vị nào cần thư phản hồi.\n")


def test_sent_once_with_the_password_of_the_environment(folder: Folder, mailbox: Mailbox) -> None:
    environment = {"PAR_EXCEL_SMTP_PASSWORD": PASSWORD}
    done = run("-C", folder.root, "mail", "invite", "--send", "--yes", environment=environment)
    assert (done.status, done.err) == (0, "")
    assert "2 thư đã gửi." in done.out
    again = run("-C", folder.root, "mail", "invite", "--send", "--yes", "--json", environment=environment)
    assert {each["fate"] for each in json.loads(again.out)} == {"đã gửi trước đó"}
    assert len(mailbox.taken) == 2
    shown = run("-C", folder.root, "status")
    assert "mời" in shown.out
    log = run("-C", folder.root, "log")
    assert log.out.count("đã gửi thư mời cho so-") == 2
    assert PASSWORD not in done.out + log.out + folder.log.read_text("utf-8")


def test_without_a_yes_nothing_is_sent(folder: Folder, mailbox: Mailbox) -> None:
    done = run("-C", folder.root, "mail", "invite", "--send")
    assert "sẽ gửi" in done.out
    assert done.status == 3  # nobody answers
    assert run("-C", folder.root, "mail", "invite", "--send", "--json").status == 2
    assert mailbox.taken == []


def test_a_wrong_password_is_one_sentence(folder: Folder, mailbox: Mailbox) -> None:
    environment = {"PAR_EXCEL_SMTP_PASSWORD": "sai"}
    done = run("-C", folder.root, "mail", "invite", "--send", "--yes", environment=environment)
    assert done.status == 3
    assert done.err == f"Lỗi: Máy chủ thư localhost: không chấp nhận tài khoản {USER} hoặc mật khẩu.\n"
    assert mailbox.taken == []
