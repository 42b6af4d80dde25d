"""Many letters to and from servers of our own, for the benchmark."""

import time
from datetime import UTC, datetime
from pathlib import Path

from par_excel.model import LetterKind
from par_excel.workflow.correspondence.fetch import FetchState, fetch
from par_excel.workflow.correspondence.letters import planned
from par_excel.workflow.correspondence.mail import send, to_send
from tests.post import mailboxes
from tests.post.servers import CA_FILE, PASSWORD, USER, mail_server
from tests.workflow.periods import SETTINGS, period


def many_letters(place: Path, number: int) -> float:
    """Return the seconds that sending takes, once the letters are made."""
    folder = period(place / "ky")
    units = "".join(
        f'[[don_vi]]\nid = "xa-{index}"\nten = "Xã {index}"\nphu_luc = "1"\nemail = "xa{index}@example.vn"\n'
        'lien_he = ""\n\n'
        for index in range(number)
    )
    with mail_server(folder.root) as mailbox:
        table = f'[thu]\nmay_chu = "localhost"\ncong = {mailbox.port}\ntai_khoan = "{USER}"\n'
        text = SETTINGS.replace("[kiem_tra]", f"{units}[kiem_tra]")
        folder.settings.write_text(f'{table}tep_chung_thu = "{CA_FILE}"\n\n{text}', "utf-8")
        plan = to_send(folder, planned(folder, LetterKind.INVITE, now=datetime(2021, 2, 1, tzinfo=UTC)))
        start = time.perf_counter()
        send(
            folder,
            LetterKind.INVITE,
            plan,
            by="Lan",
            password=PASSWORD,
            clock=lambda: datetime(2021, 2, 1, tzinfo=UTC),
        )
        seconds = time.perf_counter() - start
        assert len(mailbox.taken) >= number
    return seconds


def many_replies(place: Path, number: int) -> float:
    """Return the seconds that fetching so many letters of 20 KiB takes."""
    folder = period(place / "ky")
    letters = (
        f"From: b{index}@example.vn\r\nSubject: {index}\r\n\r\n".encode() + b"noi dung " * 2_200 + b"\r\n"
        for index in range(number)
    )
    with mailboxes.dovecot() as server:
        server.trust(folder.root)
        folder.settings.write_text(server.settings() + folder.settings.read_text("utf-8"), "utf-8")
        server.fill(*letters)
        start = time.perf_counter()
        found = fetch(folder, password=mailboxes.PASSWORD)
        seconds = time.perf_counter() - start
    assert found.count(FetchState.NEW) == number
    return seconds
