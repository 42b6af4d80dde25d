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
from par_excel.post.imap import ImapMailbox
from par_excel.workflow.correspondence.fetch import FetchOutcome, FetchState, fetch
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.intake import take_in
from tests.post.mailboxes import ACCENTED_PASSWORD, PASSWORD, Server, breaking_after, dovecot
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


def fetched(folder: Folder) -> FetchOutcome:
    return fetch(folder, password=PASSWORD)


def files(folder: Folder) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.replies.glob("[!.]*"))]


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
    assert again.count(FetchState.KNOWN) == 3
    assert again.count(FetchState.NEW) == 1
    assert len(files(folder)) == 4


def test_another_mailbox_with_the_same_validity_is_not_taken_for_this_one(
    folder: Folder, server: Server
) -> None:
    mine = [message("b@example.vn", f"Thư {number}") for number in range(3)]
    other = [message("b@example.vn", f"Thư khác {number}") for number in range(3)]
    server.fill(*mine)
    server.add_folder("Khac", *other)
    server.renumber(1, "INBOX", "Khac")
    assert fetched(folder).count(FetchState.NEW) == 3
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(text.replace("[nhan_thu]\n", '[nhan_thu]\nthu_muc = "Khac"\n'), "utf-8")
    again = fetched(folder)
    assert (again.count(FetchState.NEW), again.before) == (3, 0)
    assert sorted(files(folder)) == sorted(mine + other)
    assert fetched(folder).before == 3


@pytest.mark.parametrize("security", list(Security))
def test_a_password_may_have_accents(tmp_path: Path, server: Server, security: Security) -> None:
    server.fill(message("b@example.vn"))
    server.trust(tmp_path)
    with ImapMailbox(server.postbox(security), ACCENTED_PASSWORD, tmp_path) as mailbox:
        assert len(mailbox.uids()) == 1
    with (
        pytest.raises(PostError, match="không chấp nhận tài khoản"),
        ImapMailbox(server.postbox(security), "sai dấu", tmp_path),
    ):
        pass


@pytest.mark.parametrize("security", list(Security))
def test_a_server_that_nobody_vouches_for_is_told_as_such(
    tmp_path: Path, server: Server, security: Security
) -> None:
    server.trust(tmp_path)
    for changed in ({"authority": ""}, {"host": "127.0.0.1"}):
        with (
            pytest.raises(PostError, match="không tin được chứng thư"),
            ImapMailbox(server.postbox(security, **changed), PASSWORD, tmp_path),
        ):
            pass


def test_letters_are_told_by_sender_and_files(folder: Folder, server: Server) -> None:
    broken = b"From: b@example.vn\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--x\r\n"
    book = b"PK\x03\x04"
    server.fill(
        message("b@example.vn", "hai", ("a.xlsx", book), ("b.xlsx", book)),
        message("b@example.vn", "không"),
        message("b@example.vn", "văn bản", ("quyết định.docx", book)),
        message("la@xa.vn", "lạ", ("không tên", book)),
        message("b@example.vn", "lồng", ("thư.eml", b"x")),
        broken,
    )
    found = fetched(folder)
    looks = [each.look for each in found.letters]
    shown = [(look.files, look.likely) for look in looks if look is not None]
    assert shown == [(2, 2), (0, 0), (1, 0), (1, 1), (1, 1), (0, 0)]
    assert found.without_form == tuple(found.letters[number] for number in (1, 2, 5))
    assert found.strangers == (found.letters[3],)


def test_a_letter_that_was_written_and_not_yet_renamed_is_not_there(folder: Folder, server: Server) -> None:
    server.fill(message("b@example.vn"))
    folder.replies.mkdir()
    (folder.replies / ".par-0123456789abcdef.eml").write_bytes(message("b@example.vn"))
    assert fetched(folder).count(FetchState.NEW) == 1
    assert files(folder) == [message("b@example.vn")]


def test_what_a_killed_run_left_is_swept_away(folder: Folder, server: Server) -> None:
    server.fill(message("b@example.vn"), message("c@example.vn"))
    folder.replies.mkdir()
    left = folder.replies / ".par-0123456789abcdef.eml"
    left.write_bytes(b"half")
    os.utime(left, (1_600_000_000, 1_600_000_000))
    assert fetched(folder).count(FetchState.NEW) == 2
    assert not left.exists()


def test_what_was_taken_in_is_known_without_its_file(folder: Folder, server: Server) -> None:
    server.fill(message("b@example.vn", "x", ("phuluc_2.xlsx", good_return(folder, "so-b"))))
    fetched(folder)
    take_in(folder, basis_of(folder), now=RECEIVED)
    for path in folder.replies.iterdir():
        path.unlink()
    assert fetched(folder).count(FetchState.KNOWN) == 1
    assert files(folder) == []


def test_a_gap_in_the_numbers_is_no_gap_in_the_letters(folder: Folder, server: Server) -> None:
    server.fill(*(message("b@example.vn", f"Thư {number}") for number in range(4)))
    with server.session() as session:
        session.select("INBOX")
        session.store("2", "+FLAGS", "\\Deleted")
        session.expunge()
    assert fetched(folder).count(FetchState.NEW) == 3
    server_has = [message("b@example.vn", f"Thư {number}") for number in (0, 2, 3)]
    assert len(files(folder)) == len(server_has)


@pytest.mark.parametrize("security", list(Security))
def test_both_kinds_of_connection(folder: Folder, server: Server, security: Security) -> None:
    port = server.tls_port if security is Security.TLS else server.port
    text = folder.settings.read_text("utf-8").replace(f"cong = {server.tls_port}", f"cong = {port}")
    folder.settings.write_text(text.replace("tep_chung", f'bao_mat = "{security.value}"\ntep_chung'), "utf-8")
    server.fill(message("b@example.vn"))
    assert fetched(folder).count(FetchState.NEW) == 1


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
    assert fetched(folder).count(FetchState.NEW) == 1
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
    assert fetched(folder).count(FetchState.NEW) == 1_000
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
    letters = [message("b@example.vn", str(number), ("a.xlsx", os.urandom(30_000))) for number in range(60)]
    server.fill(*letters)
    command = [sys.executable, "-m", "par_excel", "-C", str(folder.root), "fetch"]
    environment = {**os.environ, "PAR_EXCEL_IMAP_PASSWORD": PASSWORD}
    killed = 0
    for wanted in (1, 9, 25):
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
            while process.poll() is None and len(list(folder.replies.glob("[!.]*.eml"))) < wanted:
                time.sleep(0.002)
            process.kill()
        killed += process.returncode == -signal.SIGKILL
        assert {path.read_bytes() for path in folder.replies.glob("[!.]*.eml")} <= set(letters)
    assert killed == 3
    assert subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
    assert sorted(path.read_bytes() for path in folder.replies.glob("[!.]*.eml")) == sorted(letters)


def test_another_mailbox_may_number_alike(folder: Folder, server: Server) -> None:
    """Many servers begin every mailbox with the same validity."""
    server.fill(message("b@example.vn", "INBOX"))
    fetched(folder)
    before = files(folder)
    for path in list(folder.replies.iterdir()):
        head, _, number = path.name.rpartition("-")
        series = head.rpartition("_")[2]
        other = path.with_name(path.name.replace(series, f"00000000-{series.partition('-')[2]}"))
        path.rename(other)  # as if another mailbox had given this number to this letter
        assert number == "1.eml"
        other.write_bytes(message("c@example.vn", "another letter"))
    again = fetched(folder)
    assert (again.before, again.count(FetchState.NEW)) == (0, 1)
    assert set(before) < set(files(folder))
