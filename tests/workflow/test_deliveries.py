"""Returns in letters, archives and folders with what came beside them; who sent them, in which order, how often."""

import zipfile
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from par_excel.form import Column
from par_excel.model import ReturnState, UnitState
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import CheckOutcome, check_inbox
from par_excel.workflow.results.merge import merge_inbox
from tests.workflow.periods import RECEIVED, TOTAL, UNITS, full_period, good_return, period, send

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
LOWER = {("1.2-a", Column.LEVEL): ""}
"""0.25 points less."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return period(tmp_path / "ky")


def packed(**files: bytes) -> bytes:
    """Return a zip with these files; `__` in a name is a folder's slash, `_` its point."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def letter(
    *attachments: tuple[str, bytes], sender: str = "vanthu@so-a.vn", sent: datetime = RECEIVED
) -> bytes:
    """Return a letter with attachments, as a mail program saves it."""
    message = EmailMessage()
    message["From"] = f"Văn thư <{sender}>"
    message["To"] = "snv@example.vn"
    message["Subject"] = "Gửi biểu mẫu tự đánh giá"
    message["Date"] = sent
    message.set_content("Kính gửi Sở Nội vụ.")
    for name, data in attachments:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def check(folder: Folder, *, days: float = 0) -> CheckOutcome:
    return check_inbox(folder, now=RECEIVED + timedelta(days=days))


def received(checked: CheckOutcome) -> dict[str, tuple[str, ReturnState]]:
    return {each.file: (each.unit, each.state) for each in checked.intake.collection.received}


def codes(checked: CheckOutcome, unit: str) -> list[str]:
    return [finding.code for finding in checked.intake.findings(unit)]


def test_returns_in_letter_archive_and_folder_count_with_their_evidence(folder: Folder) -> None:
    archive = packed(phuluc_xlsx=good_return(folder, "so-b"), minh__qd_pdf=PDF)
    send(
        folder,
        "thu/so a.eml",
        letter(("Phụ lục 1.xlsx", good_return(folder, "so-a")), ("BC tự đánh giá.pdf", PDF)),
    )
    send(folder, "so b/gui.zip", archive)
    merged = merge_inbox(folder, now=RECEIVED)
    assert merged.result.total.score == TOTAL
    assert merged.is_in_order
    assert received(merged.checked) == {
        "thu/so a.eml/Phụ lục 1.xlsx": ("so-a", ReturnState.CURRENT),
        "thu/so a.eml/BC tự đánh giá.pdf": ("so-a", ReturnState.REPORT),
        "so b/gui.zip/phuluc.xlsx": ("so-b", ReturnState.CURRENT),
        "so b/gui.zip/minh/qd.pdf": ("so-b", ReturnState.ATTACHED),
    }
    assert [merged.checked.intake.attached(unit) for unit in UNITS] == [1, 1]


def test_an_archive_with_the_returns_of_several_units_counts_for_each(folder: Folder) -> None:
    send(
        folder,
        "tat ca.zip",
        packed(a__1_xlsx=good_return(folder, "so-a"), b__2_xlsx=good_return(folder, "so-b")),
    )
    merged = merge_inbox(folder, now=RECEIVED)
    assert merged.result.total.score == TOTAL
    assert [merged.checked.intake.state(unit) for unit in UNITS] == [UnitState.VALID] * 2


def test_a_scan_in_place_of_the_return_is_refused_and_beside_it_is_evidence(folder: Folder) -> None:
    send(folder, "so a/quet.pdf", PDF)
    alone = check(folder)
    assert [finding.code for finding in alone.intake.refusals] == ["ID04"]
    send(folder, "so a/phuluc.xlsx", good_return(folder, "so-a"))
    beside = check(folder)
    assert beside.intake.refusals == ()
    assert received(beside)["so a/quet.pdf"] == ("so-a", ReturnState.ATTACHED)


def test_a_damaged_workbook_beside_the_return_is_still_refused_aloud(folder: Folder) -> None:
    whole = good_return(folder, "so-a")
    send(folder, "so a/phuluc.xlsx", whole)
    send(folder, "so a/phuluc (1).xlsx", whole[: len(whole) // 2])
    assert [finding.code for finding in check(folder).intake.refusals] == ["ID05"]


def test_the_same_return_by_letter_and_by_hand_is_one(folder: Folder) -> None:
    data = good_return(folder, "so-a")
    send(folder, "phuluc.xlsx", data)
    send(folder, "thu.eml", letter(("phuluc.xlsx", data)))
    checked = check(folder)
    assert received(checked) == {"phuluc.xlsx": ("so-a", ReturnState.CURRENT)}
    assert codes(checked, "so-a") == ["ID41"]


def test_the_letter_says_when_it_was_received(folder: Folder) -> None:
    in_time = RECEIVED - timedelta(days=1)
    send(folder, "thu.eml", letter(("a.xlsx", good_return(folder, "so-a")), sent=in_time))
    checked = check(folder, days=5)
    assert codes(checked, "so-a") == []
    assert [each.received for each in checked.intake.collection.received] == [in_time]


def test_a_letter_from_the_future_was_received_when_it_came(folder: Folder) -> None:
    send(
        folder,
        "thu.eml",
        letter(("a.xlsx", good_return(folder, "so-a")), sent=RECEIVED + timedelta(days=900)),
    )
    assert [each.received for each in check(folder).intake.collection.received] == [RECEIVED]


def test_the_later_letter_counts_whatever_the_order_of_intake(folder: Folder) -> None:
    first = letter(("a.xlsx", good_return(folder, "so-a")), sent=RECEIVED)
    second = letter(("a.xlsx", good_return(folder, "so-a", LOWER)), sent=RECEIVED - timedelta(hours=3))
    send(folder, "1.eml", first)
    check(folder)
    send(folder, "2.eml", second)
    assert received(check(folder, days=1))["1.eml/a.xlsx"] == ("so-a", ReturnState.CURRENT)


def test_an_old_return_sent_again_after_the_newer_is_told_and_changes_nothing(folder: Folder) -> None:
    old = good_return(folder, "so-a", LOWER, saved="2021-02-14T02:00:00Z")
    send(folder, "cu.xlsx", old)
    check(folder)
    send(folder, "moi.xlsx", good_return(folder, "so-a", saved="2021-02-15T02:00:00Z"))
    check(folder, days=0.1)
    send(folder, "gui lai/cu.xlsx", old)
    checked = check(folder, days=0.2)
    assert received(checked)["moi.xlsx"] == ("so-a", ReturnState.CURRENT)
    assert codes(checked, "so-a") == ["ID19"]


def test_a_renamed_old_return_was_not_sent_again(folder: Folder) -> None:
    send(folder, "cu.xlsx", good_return(folder, "so-a", LOWER, saved="2021-02-14T02:00:00Z"))
    check(folder)
    send(folder, "moi.xlsx", good_return(folder, "so-a", saved="2021-02-15T02:00:00Z"))
    (folder.inbox / "cu.xlsx").rename(folder.inbox / "ban cu.xlsx")
    assert codes(check(folder, days=0.1), "so-a") == []


def test_a_letter_without_attachment_and_a_file_named_otherwise_are_told(folder: Folder) -> None:
    send(folder, "quen.eml", letter())
    send(folder, "phuluc_2.xlsx", good_return(folder, "so-a"))
    checked = check(folder)
    assert [finding.code for finding in checked.intake.refusals] == ["ID33"]
    assert codes(checked, "so-a") == ["ID40"]


def test_what_was_read_in_a_letter_survives_its_leaving_the_inbox(folder: Folder) -> None:
    path = send(folder, "thu.eml", letter(("a.xlsx", good_return(folder, "so-a"))))
    check(folder)
    path.unlink()
    checked = check(folder, days=1)
    assert checked.intake.absent == ("thu.eml/a.xlsx",)
    assert checked.intake.state("so-a") is UnitState.VALID


def test_an_output_changed_by_hand_is_kept_under_a_dated_name(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    merge_inbox(folder, now=RECEIVED)
    folder.master.write_bytes(b"my own notes")
    merged = merge_inbox(folder, now=datetime(2021, 2, 17, 9, 30, tzinfo=UTC))
    assert [path.name for path in merged.kept] == ["tong_hop_sua_tay_2021-02-17_1630.xlsx"]
    assert merged.kept[0].read_bytes() == b"my own notes"
    assert folder.master.read_bytes().startswith(b"PK")
    again = merge_inbox(folder, now=RECEIVED + timedelta(days=1))
    assert again.kept == ()
    assert len(list(folder.outbox.glob("tong_hop*"))) == 2


def test_outputs_of_another_result_are_not_taken_for_changed_by_hand(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    merge_inbox(folder, now=RECEIVED)
    send(folder, "moi.xlsx", good_return(folder, "so-a", LOWER, saved="2021-02-18T02:00:00Z"))
    assert merge_inbox(folder, now=RECEIVED + timedelta(hours=1)).kept == ()
