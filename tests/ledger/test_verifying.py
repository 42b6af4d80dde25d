"""Damage is found wherever it is, and named; a copy is whole whatever happens meanwhile."""

import random
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from par_excel.ledger import open_ledger
from par_excel.ledger.failures import LedgerDamaged
from par_excel.ledger.verifying import verify
from par_excel.model import DecisionKind, OutputError, ParExcelError
from tests.ledger.made import (
    LATER,
    SEEN,
    body,
    change_unhindered,
    dump,
    flip,
    is_sound,
    log_of,
    parcel,
    query,
)

COPIES = 6
FLIPS = 500
LOG_FLIPS = 500
PARCELS = [parcel(name, copies=500) for name in ("một", "hai", "ba")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a ledger of three parcels with their readings, a second name, and a decision."""
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path, log=log_of(path)) as ledger:
        ledger.record(PARCELS, seen=SEEN)
        ledger.record([parcel("một", copies=500, name="lại.xlsx")], seen=LATER)
        for each in PARCELS:
            ledger.store([(each.sha256, body(each.sha256), "a")])
        ledger.decide(DecisionKind.EXCLUDE, by="An", at=LATER, reason="nhầm", sha256=PARCELS[0].sha256)
    return path


def problems(path: Path) -> tuple[str, ...]:
    """Return what verifying finds; a ledger that cannot even be opened says so itself."""
    try:
        with open_ledger(path, log=log_of(path)) as ledger:
            return ledger.verify().problems
    except ParExcelError as failure:
        return (str(failure),)


def test_a_sound_ledger_is_counted(path: Path) -> None:
    with open_ledger(path, log=log_of(path)) as ledger:
        found = ledger.verify()
    assert found.problems == ()
    assert (found.parcels, found.readings, found.entries) == (3, 3, 5)
    assert found.size_bytes == sum(len(each.data) for each in PARCELS)


def test_verifying_changes_nothing(path: Path) -> None:
    before, told = path.read_bytes(), log_of(path).read_bytes()
    assert problems(path) == ()
    assert (path.read_bytes(), log_of(path).read_bytes()) == (before, told)


@pytest.mark.parametrize("number", range(3))
def test_a_flipped_byte_in_what_arrived_is_named(path: Path, number: int) -> None:
    flip(path, PARCELS[number].data[:60])
    found = [
        f"Nội dung đã lưu của tệp {PARCELS[number].name} không còn nguyên vẹn" in each
        for each in problems(path)
    ]
    assert found == [True]


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (["UPDATE reading SET body = replace(body, '\"1.5\"', '\"2.5\"')"], "Kết quả đọc của tệp một.xlsx"),
        (["DELETE FROM content"], "Không có nội dung của tệp hai.xlsx"),
        (
            ["UPDATE content SET data = x'00'"],
            "Nội dung đã lưu của tệp ba.xlsx",
        ),
        (["UPDATE parcel SET received = '2021'"], "Danh sách tệp đã nhận"),
        (
            ["UPDATE parcel SET size_bytes = 1"],
            "Kích thước đã ghi của tệp một.xlsx",
        ),
        (
            ["UPDATE sighting SET seen = '2021'"],
            "Danh sách tên tệp đã nhận",
        ),
        (
            ["DELETE FROM sighting WHERE sequence = 4"],
            "Danh sách tên tệp đã nhận",
        ),
        (["UPDATE entry SET kind = 'x' WHERE number = 4"], "từ việc số 4"),
        (["UPDATE entry SET hash = 'x' WHERE number = 3"], "từ việc số 3"),
        (["DELETE FROM entry WHERE number = 2"], "không còn nguyên vẹn"),
        (
            ["PRAGMA foreign_keys = OFF", "INSERT INTO content VALUES ('x', x'')"],
            "trỏ đến một tệp không có trong sổ",
        ),
    ],
)
def test_what_was_changed_is_named(path: Path, statements: list[str], sentence: str) -> None:
    change_unhindered(path, *statements)
    assert any(sentence in problem for problem in problems(path))


def test_a_log_that_differs_is_named(path: Path) -> None:
    with open_ledger(path, log=log_of(path)) as ledger:
        log_of(path).write_bytes(b"x\n")
        assert ledger.verify().problems == ("Nhật ký nhat_ky.jsonl không khớp với sổ theo dõi.",)
    assert any("không khớp với sổ theo dõi" in problem for problem in problems(path))
    assert any("được giữ tại nhat_ky_khong_khop_" in problem for problem in problems(path)), (
        "until it is taken away"
    )
    for aside in path.parent.glob("nhat_ky_khong_khop_*"):
        aside.unlink()
    assert problems(path) == ()


def test_no_flipped_byte_goes_unnoticed_or_unnamed(path: Path) -> None:
    """A byte that makes no difference to what the ledger holds may go unnoticed; every other one is told."""
    sound, held = path.read_bytes(), dump(path)
    chance = random.Random(320)  # noqa: S311 - no secret
    noticed = 0
    for position in sorted(chance.sample(range(len(sound)), FLIPS)):
        changed = bytearray(sound)
        changed[position] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        if problems(path):
            noticed += 1
            continue
        assert dump(path) == held, f"byte {position}"
    assert noticed > FLIPS // 4


def test_no_flipped_bit_of_the_log_goes_unnoticed(path: Path) -> None:
    sound = log_of(path).read_bytes()
    chance = random.Random(321)  # noqa: S311 - no secret
    with open_ledger(path) as ledger:
        for position in chance.choices(range(len(sound)), k=LOG_FLIPS):
            changed = bytearray(sound)
            changed[position] ^= 1 << chance.randrange(8)
            log_of(path).write_bytes(changed)
            assert verify(ledger.database, log_of(path)).problems, f"byte {position}"


def test_a_copy_holds_the_same(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "sao" / "ledger.sqlite"
    target.parent.mkdir()
    target.write_bytes(b"what was there")
    with open_ledger(path) as ledger:
        ledger.backup(target)
    assert dump(target) == dump(path)
    assert [each.name for each in target.parent.iterdir()] == ["ledger.sqlite"]


def test_a_copy_made_while_others_write_is_whole(path: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def keep_writing() -> None:
        with open_ledger(path) as ledger:
            number = 0
            while not stop.is_set():
                number += 1
                ledger.record([parcel(f"{number}-{each}", copies=300) for each in range(3)], seen=SEEN)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        with open_ledger(path) as ledger:
            for number in range(COPIES):
                ledger.backup(tmp_path / f"{number}.sqlite")
    finally:
        stop.set()
        writer.join()
    counts = []
    for number in range(COPIES):
        copy = tmp_path / f"{number}.sqlite"
        assert is_sound(copy)
        with open_ledger(copy) as ledger:
            assert ledger.verify().problems == ()
        counts += query(copy, "SELECT (count(*) - 3) % 3, count(*) FROM parcel")
    assert {rest for rest, _ in counts} == {0}, "no half of a transaction"
    assert counts[-1][1] > counts[0][1], "something was written meanwhile"


def test_a_copy_of_a_broken_ledger_is_refused(path: Path, tmp_path: Path) -> None:
    root = query(path, "SELECT rootpage FROM sqlite_schema WHERE name = 'sighting'")[0][0]
    size = query(path, "PRAGMA page_size")[0][0]
    content = bytearray(path.read_bytes())
    content[(root - 1) * size : root * size] = bytes(size)
    path.write_bytes(content)
    target = tmp_path / "copy.sqlite"
    with open_ledger(path) as ledger, pytest.raises(LedgerDamaged, match="đã hỏng"):
        ledger.backup(target)
    assert not list(tmp_path.glob("*copy*"))


def test_a_copy_into_a_place_that_is_not_there_is_an_output_error(path: Path, tmp_path: Path) -> None:
    with open_ledger(path) as ledger, pytest.raises(OutputError, match="không mở được tệp"):
        ledger.backup(tmp_path / "không có" / "copy.sqlite")


def test_a_reader_does_not_keep_a_copy_from_being_made(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM parcel").fetchall()
        with open_ledger(path) as ledger:
            ledger.backup(tmp_path / "copy.sqlite")
        other.execute("ROLLBACK")
    assert is_sound(tmp_path / "copy.sqlite")
