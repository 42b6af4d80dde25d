"""Mail servers that answer oddly or not at all: a sentence, nothing lost, and no letter larger than may be read."""

import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from par_excel.model import PostError
from par_excel.workflow.correspondence.fetch import FetchOutcome, FetchState, fetch
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.intake import take_in
from tests.cli.running import run
from tests.post.odd_imap import OddServer, odd_imap
from tests.workflow.periods import RECEIVED, basis_of, good_return, period

LETTER = b"From: b@example.vn\r\nSubject: Phu luc\r\n\r\nKinh gui.\r\n"
XLSX = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return period(tmp_path / "ky")


def name_server(folder: Folder, server: OddServer, more: str = "") -> None:
    own = folder.settings.read_text("utf-8")
    folder.settings.write_text(server.settings(folder.root) + own + more, "utf-8")


def fetched(folder: Folder) -> FetchOutcome:
    return fetch(folder, password="x")  # noqa: S106 - of a server of our own


def files(folder: Folder) -> list[str]:
    return sorted(path.name for path in folder.replies.glob("*"))


ODD = {
    "no validity": (OddServer((LETTER,), selected=""), "không cho số hiệu cố định"),
    "validity 0": (OddServer((LETTER,), selected="* OK [UIDVALIDITY 0] none"), "không cho số hiệu cố định"),
    "odd validity": (OddServer((LETTER,), selected="* OK [UIDVALIDITY bay] odd"), "localhost"),
    "open text": (OddServer((LETTER,), literal='BODY[] "'), "không lấy được thư"),
    "odd literal": (OddServer((LETTER,), literal="BODY[] {{nhieu}}"), "không lấy được thư"),
    "number": (OddServer((LETTER,), literal="BODY[] 12"), "không lấy được thư"),
    "closed": (OddServer((LETTER,), closes_after=0), "không lấy được thư"),
    "cut": (OddServer((LETTER,), closes_after=20), "không lấy được thư"),
}


@pytest.mark.parametrize("case", ODD)
def test_what_a_server_should_not_say_is_a_sentence(folder: Folder, case: str) -> None:
    server, sentence = ODD[case]
    with odd_imap(server):
        name_server(folder, server)
        with pytest.raises(PostError, match=sentence) as told:
            fetched(folder)
    assert "\n" not in str(told.value)
    assert files(folder) == []


def letter_with(folder: Folder, *, received: str = "") -> bytes:
    """Return a letter with a good return, dated in time; our server's own line stands on top where it wrote one."""
    made = EmailMessage()
    if received:
        made["Received"] = f"from mail.example by mx.example.vn; {received}"
    made["From"], made["To"], made["Subject"] = "a@example.vn", "snv@example.vn", "Phu luc"
    made["Date"] = "Wed, 17 Feb 2021 08:00:00 +0700"
    data = good_return(folder, "so-a")
    made.add_attachment(data, maintype="application", subtype=XLSX, filename="so-a.xlsx")
    return made.as_bytes().replace(b"\n", b"\r\n")


def test_a_size_that_is_no_number_is_no_size(folder: Folder) -> None:
    with odd_imap(OddServer((LETTER,), size="(a b)")) as server:
        name_server(folder, server)
        assert fetched(folder).count(FetchState.NEW) == 1


@pytest.mark.parametrize(
    "said", ["FLAGS ()", "INTERNALDATE NIL", 'INTERNALDATE "99-Xyz-2021 99:99:99 +0700"']
)
def test_a_server_that_says_no_time_names_none(folder: Folder, said: str) -> None:
    """The letter comes; its time is the sender's word then, and is shown as that."""
    with odd_imap(OddServer((letter_with(folder),), received=said)) as server:
        name_server(folder, server)
        assert fetched(folder).count(FetchState.NEW) == 1
        assert fetched(folder).before == 1, "it is known again by its name"
    assert [name.startswith("khong-ro_a-example-vn_") for name in files(folder)] == [True]
    [received] = take_in(folder, basis_of(folder), now=RECEIVED).collection.received
    assert (received.received_note, received.sender) == ("theo thư của người gửi", "a@example.vn")


def test_a_letter_above_the_limit_is_named_and_not_asked_for(folder: Folder) -> None:
    large = LETTER + b"x" * 3 * 1024 * 1024
    with odd_imap(OddServer((LETTER, large))) as server:
        name_server(folder, server, "\n[gioi_han]\ntep_nhan_mb = 2\n")
        for before in (0, 1):
            found = fetched(folder)
            assert (found.count(FetchState.TOO_LARGE), found.before) == (1, before)
            [left] = found.too_large
            assert (left.uid, left.size_bytes) == (2, len(large))
        assert not [each for each in server.asked if "FETCH 2 " in each and "BODY" in each]
        ended = run("-C", folder.root, "fetch", environment={"PAR_EXCEL_IMAP_PASSWORD": "x"})
    assert ended.status == 1
    assert "Thư số 2 (3 MB) lớn hơn giới hạn nên được để lại trên máy chủ" in ended.out
    assert len(files(folder)) == 1


_FETCHING = """
import resource, sys
from pathlib import Path
from par_excel.workflow.correspondence.fetch import fetch
from par_excel.workflow.folder.folder import Folder
found = fetch(Folder(Path(sys.argv[1])), password="x")
print(len(found.letters), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system for the peak as Linux tells it")
def test_memory_does_not_grow_with_letters_of_25_mb(tmp_path: Path) -> None:
    """Each letter is let go of before the next one comes."""
    letters = [LETTER + bytes([65 + number]) * 25 * 1024 * 1024 for number in range(6)]
    peaks = []
    for number in (1, len(letters)):
        folder = period(tmp_path / str(number))
        with odd_imap(OddServer(tuple(letters[:number]))) as server:
            name_server(folder, server)
            done = subprocess.run(
                [sys.executable, "-c", _FETCHING, str(folder.root)],
                capture_output=True,
                text=True,
                check=True,
            )
        count, peak = map(int, done.stdout.split())
        assert count == number
        peaks.append(peak / 1024)
    assert peaks[1] < peaks[0] + 40, f"{peaks} MiB"
