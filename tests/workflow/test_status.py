"""Where a period stands before, on and after its deadlines, over Tết 2021; and what is to be done next."""

from collections.abc import Callable
from pathlib import Path

import pytest

from par_excel.model import ConfigError, LetterKind, LetterState, UnitState
from par_excel.workflow.correspondence.status import read_standing, write_status_page
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.intake import take_in
from par_excel.workflow.records.decisions import Decider, exclude
from tests.config import small
from tests.workflow.periods import basis_of, full_period, good_return, period, send
from tests.workflow.standings import letter, received, told_at, vietnam

Golden = Callable[[str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return period(tmp_path / "ky")


def test_told_before_on_and_after_the_deadlines(golden: Golden, folder: Folder) -> None:
    moments = [
        vietnam(5),  # two working weeks before, Tết between
        vietnam(9),
        vietnam(12),  # the first day of Tết
        vietnam(17),
        vietnam(18, 23, 59),
        vietnam(19, 0, 0),
        vietnam(22),
        vietnam(24),
        vietnam(1, month=3),
    ]
    folder.templates.mkdir(exist_ok=True)
    (folder.templates / "phuluc_1.xlsx").touch()  # the forms are made
    nothing = told_at(folder, moments)
    received(folder, "so-a", vietnam(9, 15))
    received(folder, "so-b", vietnam(19, 10))
    golden("status.txt", f"CHƯA CÓ BẢN NỘP\n\n{nothing}\nĐÃ NỘP\n\n{told_at(folder, moments[2:])}")


def test_told_with_letters(golden: Golden, folder: Folder) -> None:
    received(folder, "so-a", vietnam(17, 10), faulty=True)
    remind = letter("so-b", LetterKind.REMIND, vietnam(17, 8))
    feedback = letter("so-a", LetterKind.FEEDBACK, vietnam(17, 11))
    early = letter("so-a", LetterKind.FEEDBACK, vietnam(17, 9))
    unsure = letter("so-b", LetterKind.REMIND, vietnam(17, 9), LetterState.UNKNOWN)
    invited = letter("so-b", LetterKind.INVITE, vietnam(8))
    again = letter("so-b", LetterKind.REMIND, vietnam(18, 8))
    cases = {
        "KHÔNG CÓ THƯ": (),
        "ĐÃ NHẮC": (remind,),
        "ĐÃ NHẮC, ĐÃ PHẢN HỒI": (remind, feedback),
        "PHẢN HỒI TRƯỚC BẢN ĐANG DÙNG": (early, remind),
        "KHÔNG RÕ": (invited, unsure),
        "NHẮC LẠI": (unsure, again, feedback),
    }
    moments = [vietnam(17, 12), vietnam(18), vietnam(19)]
    golden(
        "status_letters.txt",
        "\n".join(f"{name}\n\n{told_at(folder, moments, letters)}" for name, letters in cases.items()),
    )


def test_nothing_is_taken_in_and_nothing_is_written(tmp_path: Path) -> None:
    folder = full_period(tmp_path / "ky")
    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    standing = read_standing(folder, now=vietnam(17))
    assert standing.untaken == ("so-a.xlsx", "so-b.xlsx")
    assert {unit.state for unit in standing.units} == {UnitState.MISSING}
    assert standing.next_step.sentence == "Có 2 tệp trong inbox chưa được nhận: chạy lệnh check."
    take_in(folder, basis_of(folder), now=vietnam(17))
    send(folder, "sua.xlsx", good_return(folder, "so-a", saved="2021-02-18T01:00:00Z"))
    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    standing = read_standing(folder, now=vietnam(17))
    assert standing.untaken == ("sua.xlsx",)
    assert {unit.state for unit in standing.units} == {UnitState.VALID}
    assert {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()} == before


def test_a_return_that_left_the_inbox_counts_and_is_named(folder: Folder) -> None:
    received(folder, "so-a", vietnam(9))
    (folder.inbox / "so-a.xlsx").unlink()
    standing = read_standing(folder, now=vietnam(17))
    [absent] = standing.absent
    assert (absent.unit.id, absent.file, absent.state) == ("so-a", "so-a.xlsx", UnitState.VALID)


def test_versions_and_receipts_leave_out_what_was_excluded(folder: Folder) -> None:
    received(folder, "so-a", vietnam(9), faulty=True)
    received(folder, "so-a", vietnam(19), name="nham.xlsx")
    first = read_standing(folder, now=vietnam(20)).units[0]
    assert (first.version, first.file, first.margin.days) == (2, "nham.xlsx", -1)
    assert [(each.at, each.has_errors, each.is_late) for each in first.receipts] == [
        (vietnam(9), True, False),
        (vietnam(19), False, True),
    ]
    exclude(folder, "nham.xlsx", Decider("Lan", "gửi nhầm", vietnam(20)))
    first = read_standing(folder, now=vietnam(20)).units[0]
    assert (first.version, first.file, len(first.receipts)) == (1, "so-a.xlsx", 1)
    assert (first.state, first.margin.days) == (UnitState.FAULTY, 9)


def test_files_that_are_no_returns_and_empty_ones_are_named_and_locks_are_not(folder: Folder) -> None:
    received(folder, "so-a", vietnam(9))
    received(folder, "so-b", vietnam(9))
    send(folder, "quet.pdf", b"%PDF-1.7")
    take_in(folder, basis_of(folder), now=vietnam(9))
    send(folder, "~$so-a.xlsx", b"x")
    send(folder, "rong.xlsx", b"")
    send(folder, "desktop.ini", b"x")
    standing = read_standing(folder, now=vietnam(17))
    assert standing.refused == ("quet.pdf",)
    assert [name for name, _ in standing.left] == ["rong.xlsx"]
    assert standing.next_step.is_due
    assert standing.next_step.sentence == "2 tệp trong inbox chưa nhận được: xem lý do bằng lệnh check."


def test_changed_settings_ask_for_reading_anew_but_a_changed_calendar_does_not(folder: Folder) -> None:
    received(folder, "so-a", vietnam(9))
    text = folder.settings.read_text("utf-8")
    folder.settings.write_text(f'{text}[lich]\nnghi_them = ["17/02/2021"]\n', "utf-8")
    standing = read_standing(folder, now=vietnam(9))
    assert standing.unread == ()
    assert standing.deadlines[0].margin.working_days == 1
    folder.settings.write_text(text.replace('tinh = "tỉnh Thử"', 'tinh = "tỉnh Khác"'), "utf-8")
    standing = read_standing(folder, now=vietnam(9))
    assert standing.unread == ("so-a.xlsx",)
    assert standing.next_step.sentence == "Có 1 tệp đã nhận cần đọc lại: chạy lệnh check."


def test_a_lost_ledger_and_a_log_that_differs_are_told_and_left_alone(folder: Folder) -> None:
    received(folder, "so-a", vietnam(9))
    whole = folder.log.read_bytes()
    folder.log.write_bytes(b"")
    assert "không khớp nhau" in read_standing(folder, now=vietnam(9)).notice
    assert folder.log.read_bytes() == b""
    folder.log.write_bytes(whole)
    folder.ledger.unlink()
    standing = read_standing(folder, now=vietnam(9))
    assert "Không còn sổ theo dõi" in standing.notice
    assert standing.untaken == ("so-a.xlsx",)
    assert not folder.ledger.exists()


def test_a_deadline_on_a_day_off_is_told(tmp_path: Path) -> None:
    settings = small.SETTINGS.replace("18/02/2021", "15/02/2021")
    folder = Folder(small.folder(tmp_path, settings=settings))
    folder.inbox.mkdir()
    assert "Nộp: còn 6 ngày (0 ngày làm việc), rơi vào ngày nghỉ" in told_at(folder, [vietnam(9)])


def test_without_an_inbox_it_is_a_wrong_folder(folder: Folder) -> None:
    folder.inbox.rmdir()
    with pytest.raises(ConfigError, match="Thư mục inbox không có"):
        read_standing(folder, now=vietnam(9))


def test_the_page_goes_where_it_is_wanted_but_never_into_the_inbox_or_over_another_file(
    folder: Folder,
) -> None:
    standing = read_standing(folder, now=vietnam(9))
    assert write_status_page(folder, standing) == folder.outbox / "tinh_hinh.html"
    wanted = folder.root / "mạng nội bộ" / "ky.html"
    assert write_status_page(folder, standing, wanted) == wanted
    assert wanted.read_bytes() == (folder.outbox / "tinh_hinh.html").read_bytes()
    for place in (folder.inbox / "a.html", folder.inbox / "con" / ".." / "a.html", folder.ledger):
        with pytest.raises(ConfigError):
            write_status_page(folder, standing, place)
    assert list(folder.inbox.iterdir()) == []


def test_a_signed_report_that_is_lacking_is_named(tmp_path: Path) -> None:
    folder = period(tmp_path)
    folder.settings.write_text(small.SETTINGS, encoding="utf-8")
    send(folder, "a/so-a.xlsx", good_return(folder, "so-a"))
    noon = vietnam(17, 12)
    take_in(folder, basis_of(folder), now=noon)
    standing = read_standing(folder, now=noon)
    assert [unit.unit.id for unit in standing.without_report] == ["so-a"]
    page = write_status_page(folder, standing).read_text("utf-8")
    assert "Chưa đủ báo cáo bằng văn bản đã ký (số, ngày, tệp PDF): Sở A" in page
