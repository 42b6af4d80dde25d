"""Replies fetched from a real mailbox: each once, whole, and nothing changed on the server."""

import os
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from par_excel.model import ConfigError, PostError, ReturnState, Security
from par_excel.workflow.fetching import Fetchings, Reply, fetch
from par_excel.workflow.folder import Folder
from par_excel.workflow.intake import take_in
from tests.post.mailboxes import PASSWORD, Server, breaking_after, dovecot
from tests.programs import needs_dovecot
from tests.workflow.periods import RECEIVED, basis_of, good_return, period

pytestmark = needs_dovecot
_XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with dovecot() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path, server: Server) -> Folder:
    """Return the small period, whose par.toml names the mailbox."""
    folder = period(tmp_path / "ky")
    server.trust(folder.root)
    folder.settings.write_text(server.settings() + folder.settings.read_text("utf-8"), "utf-8")
    return folder


def message(sender: str, subject: str = "Gửi Phụ lục", *attached: tuple[str, bytes]) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "snv@example.vn", subject
    made["Date"] = "Wed, 17 Feb 2021 08:00:00 +0700"
    made.set_content("Kính gửi.\n")
    for name, data in attached:
        made.add_attachment(data, maintype="application", subtype=_XLSX, filename=name)
    return made.as_bytes().replace(b"\n", b"\r\n")


def fetched(folder: Folder) -> Fetchings:
    return fetch(folder, password=PASSWORD)


def files(folder: Folder) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.replies.glob("*"))]


def test_whole_letters_come_once_and_the_server_stays_as_it_was(folder: Folder, server: Server) -> None:
    letters = [
        message("b@example.vn", "Có tệp", ("phuluc_2.xlsx", good_return(folder, "so-b"))),
        message("la@xa.vn", "Thư của người lạ"),
    ]
    server.fill(*letters)
    first = fetched(folder)
    assert sorted(files(folder)) == sorted(letters)
    assert [each.unit.id if each.unit else "" for each in first.letters] == ["so-b", ""]
    assert [each.sender for each in first.strangers] == ["la@xa.vn"]
    assert all(b"\\Seen" not in each for each in server.flags())
    again = fetched(folder)
    assert (again.letters, again.before) == ((), 2)
    intake = take_in(folder, basis_of(folder), now=RECEIVED)
    assert list(intake.collection.current) == ["so-b"]


def test_what_is_asked_for_is_marked(folder: Folder, server: Server) -> None:
    server.fill(message("b@example.vn"), message("c@example.vn"))
    fetch(folder, password=PASSWORD, is_marking=True)
    assert all(b"\\Seen" in each for each in server.flags())


def test_names_are_safe_and_in_the_order_of_arrival(folder: Folder, server: Server) -> None:
    senders = ["Ông Bá <BA@Xã.vn>", "CON <con@aux.vn>", '"../../etc" <..%2f@x.vn>', ""]
    server.fill(*(message(sender) for sender in senders[:3]), b"khong co dau thu nao ca\r\n")
    fetched(folder)
    names = sorted(path.name for path in folder.replies.iterdir())
    assert len(names) == 4
    for name in names:
        assert name.isascii()
        assert not set(name) & set('<>:"/\\|?*%')
        assert len(name) <= 90


def test_numbers_that_begin_anew_double_nothing(folder: Folder, server: Server) -> None:
    letters = [message("b@example.vn", f"Thư {number}") for number in range(3)]
    server.fill(*letters)
    fetched(folder)
    time.sleep(1.1)  # the server's validity is a time in seconds
    server.fill(*letters, message("b@example.vn", "mới"))
    again = fetched(folder)
    assert again.count(Reply.KNOWN) == 3
    assert again.count(Reply.NEW) == 1
    assert len(files(folder)) == 4


def test_what_was_taken_in_is_known_without_its_file(folder: Folder, server: Server) -> None:
    server.fill(message("b@example.vn", "x", ("phuluc_2.xlsx", good_return(folder, "so-b"))))
    fetched(folder)
    take_in(folder, basis_of(folder), now=RECEIVED)
    for path in folder.replies.iterdir():
        path.unlink()
    assert fetched(folder).count(Reply.KNOWN) == 1
    assert files(folder) == []


def test_a_gap_in_the_numbers_is_no_gap_in_the_letters(folder: Folder, server: Server) -> None:
    server.fill(*(message("b@example.vn", f"Thư {number}") for number in range(4)))
    with server.session() as session:
        session.select("INBOX")
        session.store("2", "+FLAGS", "\\Deleted")
        session.expunge()
    assert fetched(folder).count(Reply.NEW) == 3
    server_has = [message("b@example.vn", f"Thư {number}") for number in (0, 2, 3)]
    assert len(files(folder)) == len(server_has)


@pytest.mark.parametrize("security", list(Security))
def test_both_kinds_of_connection(folder: Folder, server: Server, security: Security) -> None:
    port = server.tls_port if security is Security.TLS else server.port
    text = folder.settings.read_text("utf-8").replace(f"cong = {server.tls_port}", f"cong = {port}")
    folder.settings.write_text(text.replace("tep_chung", f'bao_mat = "{security.value}"\ntep_chung'), "utf-8")
    server.fill(message("b@example.vn"))
    assert fetched(folder).count(Reply.NEW) == 1


def test_a_refused_login_is_one_sentence(folder: Folder, server: Server) -> None:
    server.fill()
    with pytest.raises(PostError, match="không chấp nhận tài khoản"):
        fetch(folder, password=PASSWORD[::-1])


def test_a_server_that_nobody_vouches_for(folder: Folder) -> None:
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text.replace('tep_chung_thu = "chung_thu.pem"\n', ""), "utf-8")
    with pytest.raises(PostError, match="chứng thư"):
        fetched(folder)


def test_no_mailbox_is_told(folder: Folder, server: Server) -> None:
    text = folder.settings.read_text("utf-8").replace(server.settings(), "")
    folder.settings.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="chưa có hộp thư"):
        fetched(folder)


def test_a_large_letter(folder: Folder, server: Server) -> None:
    head = b"From: b@example.vn\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    large = head + (b64encode(os.urandom(57)) + b"\r\n") * (25 * 1024 * 1024 // 57)
    server.fill(large)
    assert fetched(folder).count(Reply.NEW) == 1
    assert files(folder) == [large]


def test_a_letter_with_two_workbooks(folder: Folder, server: Server) -> None:
    data = good_return(folder, "so-a"), good_return(folder, "so-b")
    two = message("b@example.vn", "hai tệp", ("phuluc_1.xlsx", data[0]), ("phuluc_2.xlsx", data[1]))
    server.fill(two)
    fetched(folder)
    intake = take_in(folder, basis_of(folder), now=RECEIVED)
    assert sorted(intake.collection.current) == ["so-a", "so-b"]


HEADS = {
    "UTF-8 B": b"=?UTF-8?B?U+G7nyBUxrAgcGjDoXA=?=",
    "UTF-8 Q": b"=?utf-8?Q?S=E1=BB=9F_T=C6=B0_ph=C3=A1p?=",
    "folded in a letter": b"=?UTF-8?B?U+G7?=\r\n =?UTF-8?B?nyBUxrA=?=",
    "windows-1258": b"=?windows-1258?Q?S=F5=D2_T=FD_ph=E1p?=",
    "raw bytes": "Sở Tư pháp".encode(),
    "broken": b"=?UTF-8?B?khong phai base64",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_every_kind_of_header_comes_as_it_is(folder: Folder, server: Server, head: bytes) -> None:
    data = b"From: " + head + b" <b@example.vn>\r\nSubject: " + head + b"\r\n\r\nxin gui\r\n"
    server.fill(data)
    (letter,) = fetched(folder).letters
    assert (letter.sender, letter.unit is not None) == ("b@example.vn", True)
    assert files(folder) == [data]


def test_broken_parts_come_as_they_are_and_the_sender_tells_whose_it_is(
    folder: Folder, server: Server
) -> None:
    data = (
        b"From: b@example.vn\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Disposition: attachment; filename=phuluc_2.xlsx\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"UEsDBBQA!!!! hong\r\n"
    )
    server.fill(data)
    fetched(folder)
    assert files(folder) == [data]
    intake = take_in(folder, basis_of(folder), now=RECEIVED)
    assert {each.state for each in intake.collection.received} == {ReturnState.REFUSED}
    assert {finding.unit for finding in intake.refusals} == {"so-b"}


def test_a_thousand_letters(folder: Folder, server: Server) -> None:
    letters = [f"From: b{number}@example.vn\r\n\r\nthu {number}\r\n".encode() for number in range(1_000)]
    server.fill(*letters)
    assert fetched(folder).count(Reply.NEW) == 1_000
    assert sorted(files(folder)) == sorted(letters)


def test_a_connection_that_breaks_in_a_letter_costs_nothing(folder: Folder, server: Server) -> None:
    letters = [message("b@example.vn", str(number), ("a.bin", os.urandom(60_000))) for number in range(5)]
    server.fill(*letters)
    text = folder.settings.read_text("utf-8")
    with breaking_after(server.tls_port, 200_000) as port:
        folder.settings.write_text(text.replace(f"cong = {server.tls_port}", f"cong = {port}"), "utf-8")
        with pytest.raises(PostError, match="không lấy được thư"):
            fetched(folder)
    before = files(folder)
    assert 0 < len(before) < 5
    assert set(before) < set(letters)
    folder.settings.write_text(text, "utf-8")
    assert fetched(folder).before == len(before)
    assert sorted(files(folder)) == sorted(letters)


def test_killed_at_any_moment_every_letter_is_there_once(folder: Folder, server: Server) -> None:
    letters = [message("b@example.vn", str(number), ("a.bin", os.urandom(30_000))) for number in range(60)]
    server.fill(*letters)
    command = [sys.executable, "-m", "par_excel", "-C", str(folder.root), "fetch"]
    environment = {**os.environ, "PAR_EXCEL_IMAP_PASSWORD": PASSWORD}
    killed = 0
    for wanted in (1, 9, 25):
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and len(list(folder.replies.glob("*.eml"))) < wanted:
                time.sleep(0.002)
            process.kill()
        killed += process.returncode == -signal.SIGKILL
        assert {path.read_bytes() for path in folder.replies.glob("*.eml")} <= set(letters)
    assert killed == 3
    assert subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
    assert sorted(path.read_bytes() for path in folder.replies.glob("*.eml")) == sorted(letters)
