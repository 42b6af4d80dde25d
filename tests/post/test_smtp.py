"""Letters handed to a real server: taken, refused, or lost where nobody can say."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from par_excel.model import ConfigError, PostError, Security
from par_excel.post.smtp import ConnectionLost, LetterRefused, SmtpConnection
from tests.post.servers import DROP, DROP_AFTER, PASSWORD, Mailbox, mail_server

FROM, TO = "snv@quangtri.example.vn", "a@example.vn"
DATA = b"Subject: x\r\n\r\n.\r\n..hai cham\r\nhet\r\n"


@pytest.fixture(params=list(Security))
def mailbox(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Mailbox]:
    with mail_server(tmp_path, request.param) as mailbox:
        yield mailbox


def send(mailbox: Mailbox, folder: Path, *recipients: str) -> None:
    with SmtpConnection(mailbox.office(), PASSWORD, folder) as server:
        for recipient in recipients:
            server.send(DATA, sender=FROM, recipient=recipient)


def test_letters_arrive_as_they_are(mailbox: Mailbox, tmp_path: Path) -> None:
    send(mailbox, tmp_path, TO, "b@example.vn")
    assert [address for address, _ in mailbox.taken] == [TO, "b@example.vn"]
    assert {data for _, data in mailbox.taken} == {DATA}


def test_a_wrong_password_is_told(mailbox: Mailbox, tmp_path: Path) -> None:
    for wrong in ("sai", None):
        with (
            pytest.raises(PostError, match="không chấp nhận tài khoản"),
            SmtpConnection(mailbox.office(), wrong, tmp_path),
        ):
            pass
    assert mailbox.taken == []


def test_a_server_that_nobody_vouches_for_is_not_talked_to(mailbox: Mailbox, tmp_path: Path) -> None:
    for changed in ({"authority": ""}, {"host": "127.0.0.1"}):
        with (
            pytest.raises(PostError, match="chứng thư"),
            SmtpConnection(mailbox.office(**changed), PASSWORD, tmp_path),
        ):
            pass


def test_nobody_there_is_told(tmp_path: Path) -> None:
    with mail_server(tmp_path) as gone:
        office = gone.office()
    with pytest.raises(PostError, match="không nối được"), SmtpConnection(office, PASSWORD, tmp_path):
        pass


def test_no_authority_file_is_told(tmp_path: Path) -> None:
    office = Mailbox(port=1).office(authority="khong_co.pem")
    with pytest.raises(ConfigError, match="chứng thư"):
        SmtpConnection(office, PASSWORD, tmp_path)


def test_a_refused_recipient_costs_only_that_letter(mailbox: Mailbox, tmp_path: Path) -> None:
    mailbox.refused = frozenset({TO})
    with SmtpConnection(mailbox.office(), PASSWORD, tmp_path) as server:
        with pytest.raises(LetterRefused, match=r"550 5\.1\.1 no such user"):
            server.send(DATA, sender=FROM, recipient=TO)
        server.send(DATA, sender=FROM, recipient="b@example.vn")
    assert [address for address, _ in mailbox.taken] == ["b@example.vn"]


def answering(number: int, answer: str) -> Callable[[int], str | None]:
    return lambda count: answer if count == number else None


def test_a_text_that_is_refused_costs_only_that_letter(mailbox: Mailbox, tmp_path: Path) -> None:
    answers = iter(["552 too large", None])
    mailbox.on_letter = lambda _: next(answers)
    with SmtpConnection(mailbox.office(), PASSWORD, tmp_path) as server:
        with pytest.raises(LetterRefused, match="552 too large"):
            server.send(DATA, sender=FROM, recipient=TO)
        server.send(DATA, sender=FROM, recipient=TO)
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize(("answer", "taken"), [(DROP, 0), (DROP_AFTER, 1)])
def test_a_connection_that_breaks_leaves_doubt(
    mailbox: Mailbox, tmp_path: Path, answer: str, taken: int
) -> None:
    mailbox.on_letter = answering(1, answer)
    with SmtpConnection(mailbox.office(), PASSWORD, tmp_path) as server:
        with pytest.raises(ConnectionLost):
            server.send(DATA, sender=FROM, recipient=TO)
        assert len(mailbox.taken) == taken
        mailbox.on_letter = lambda _: None
        server.send(DATA, sender=FROM, recipient=TO)  # over another connection
    assert len(mailbox.taken) == taken + 1


def test_a_server_that_hung_up_between_letters_is_called_again(mailbox: Mailbox, tmp_path: Path) -> None:
    with SmtpConnection(mailbox.office(), PASSWORD, tmp_path) as server:
        mailbox.is_hanging_up = True
        server.send(DATA, sender=FROM, recipient=TO)
        server.send(DATA, sender=FROM, recipient="b@example.vn")
    assert [address for address, _ in mailbox.taken] == [TO, "b@example.vn"]


def test_a_server_that_always_hangs_up_refuses(mailbox: Mailbox, tmp_path: Path) -> None:
    mailbox.is_hanging_up_always = True
    with (
        SmtpConnection(mailbox.office(), PASSWORD, tmp_path) as server,
        pytest.raises(LetterRefused, match="đóng kết nối"),
    ):
        server.send(DATA, sender=FROM, recipient=TO)
    assert mailbox.taken == []
