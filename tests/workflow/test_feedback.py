"""Feedback files: for whom, under which names, the same again; what a person changed stays."""

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from par_excel.form import FEEDBACK_SHEET, Column
from par_excel.model import ReturnState, UnitState
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import CheckOutcome, answer, check_inbox
from par_excel.workflow.intake.feedback import feedback_contents
from tests.cli.running import run
from tests.workflow.periods import RECEIVED, full_period, good_return, send

FAULT: dict[tuple[str, Column], str | Decimal] = {
    ("1.1", Column.SCORE): Decimal(7),
    ("1.1-a", Column.LEVEL): "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a period in which unit a has an error and unit b none."""
    folder = full_period(tmp_path / "ky")
    send(folder, "so-a.xlsx", good_return(folder, "so-a", FAULT))
    return folder


def checked(folder: Folder) -> CheckOutcome:
    return check_inbox(folder, now=RECEIVED)


def names(folder: Folder) -> list[str]:
    return sorted(
        path.relative_to(folder.feedback).as_posix() for path in folder.feedback.rglob("*") if path.is_file()
    )


FIRST = ["danh_sach.txt", "phuluc_1/phan_hoi_phuluc_1_lan_1.txt", "phuluc_1/phan_hoi_phuluc_1_lan_1.xlsx"]


def test_who_has_something_to_mend_gets_workbook_and_letter(folder: Folder) -> None:
    answered = answer(folder, checked(folder), now=RECEIVED)
    assert names(folder) == FIRST
    assert sorted(path.relative_to(folder.feedback).as_posix() for path in answered.written) == FIRST
    listed = (folder.feedback / "danh_sach.txt").read_text("utf-8-sig")
    assert "gửi phuluc_1/phan_hoi_phuluc_1_lan_1 (.xlsx và .txt). Còn 1 lỗi phải sửa." in listed
    assert "Phụ lục 2 – Sở B: không có gì phải sửa." in listed


def test_letters_open_in_every_editor_of_windows(folder: Folder) -> None:
    answer(folder, checked(folder), now=RECEIVED)
    for name in FIRST[:2]:
        data = (folder.feedback / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf")
        assert data.count(b"\n") == data.count(b"\r\n")


def test_the_same_collection_gives_the_same_bytes(folder: Folder) -> None:
    first = checked(folder)
    contents = feedback_contents(folder, first.basis, first.intake.collection, now=RECEIVED)
    again = checked(folder)
    assert feedback_contents(folder, again.basis, again.intake.collection, now=RECEIVED) == contents


def test_a_feedback_workbook_that_is_mended_and_sent_back_is_in_order(folder: Folder) -> None:
    answer(folder, checked(folder), now=RECEIVED)
    book = openpyxl.load_workbook(folder.feedback / FIRST[2])
    place = next(
        row[3].value for row in book[FEEDBACK_SHEET].iter_rows(min_row=6) if "SC02" in str(row[7].value)
    )
    book["Chấm điểm"][str(place).rpartition(" ")[2]].value = 1.5
    stream = BytesIO()
    book.save(stream)
    send(folder, "tra-loi.xlsx", stream.getvalue())
    second = checked(folder)
    assert second.intake.state("so-a") is UnitState.VALID
    answer(folder, second, now=RECEIVED)
    assert names(folder) == FIRST  # what was sent stays
    assert "Phụ lục 1 – Sở A: không có gì phải sửa." in (folder.feedback / FIRST[0]).read_text("utf-8-sig")


def test_what_is_still_wrong_is_the_next_round(folder: Folder) -> None:
    answer(folder, checked(folder), now=RECEIVED)
    book = openpyxl.load_workbook(folder.feedback / FIRST[2])
    book["Khó khăn, vướng mắc"]["B5"].value = "Chưa có số liệu của huyện"
    stream = BytesIO()
    book.save(stream)
    send(folder, "tra-loi.xlsx", stream.getvalue())
    answer(folder, checked(folder), now=RECEIVED)
    assert names(folder)[3:] == [
        "phuluc_1/phan_hoi_phuluc_1_lan_2.txt",
        "phuluc_1/phan_hoi_phuluc_1_lan_2.xlsx",
    ]


def test_feedback_that_comes_back_unchanged_is_no_return_and_no_next_round(folder: Folder) -> None:
    answer(folder, checked(folder), now=RECEIVED)
    send(folder, "tra-loi.xlsx", (folder.feedback / FIRST[2]).read_bytes())
    second = checked(folder)
    [state] = [each.state for each in second.intake.collection.received if each.file == "tra-loi.xlsx"]
    assert state is ReturnState.SENT_BACK
    answer(folder, second, now=RECEIVED)
    assert names(folder) == FIRST


def test_a_letter_that_a_person_changed_is_kept(folder: Folder) -> None:
    answer(folder, checked(folder), now=RECEIVED)
    letter = folder.feedback / FIRST[1]
    letter.write_text("Kính gửi anh Ba", encoding="utf-8")
    answered = answer(folder, checked(folder), now=RECEIVED)
    (kept,) = answered.kept
    assert kept.read_text("utf-8") == "Kính gửi anh Ba"
    assert letter.read_text("utf-8-sig").startswith("Kính gửi: Sở A")


def test_nothing_received_is_nothing_written(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    for path in folder.inbox.iterdir():
        path.unlink()
    assert answer(folder, checked(folder), now=RECEIVED).written == ()
    assert not folder.feedback.exists()


def test_the_commands_write_it_and_say_so(folder: Folder) -> None:
    checked(folder)  # received in time, whatever day it is
    done = run("-C", folder.root, "check")
    assert f"Phản hồi cho 1 cơ quan: {folder.feedback} (xem danh_sach.txt)." in done.out
    assert names(folder) == FIRST
    facts = json.loads(run("-C", folder.root, "check", "--json").out)
    assert [Path(name).name for name in facts["written"]] == [
        "phan_hoi_phuluc_1_lan_1.xlsx",
        "phan_hoi_phuluc_1_lan_1.txt",
        "danh_sach.txt",
    ]
    merged = json.loads(run("-C", folder.root, "merge", "--json").out)
    assert merged["feedback"] == facts["written"]


def test_every_finding_is_in_the_workbook_that_is_asked_for(folder: Folder) -> None:
    facts = json.loads(run("-C", folder.root, "check", "--json", "--xlsx").out)
    found = [finding for unit in facts["units"] for finding in unit["findings"]]
    rows = list(openpyxl.load_workbook(folder.findings)["Phát hiện"].iter_rows(values_only=True))
    listed = [row for row in rows if isinstance(row[0], int)]
    assert sorted(str(row[2]) for row in listed) == sorted(finding["code"] for finding in found)
    assert "SC02" in {row[2] for row in listed}
