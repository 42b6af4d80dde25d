"""What is recorded and stored, and what is read back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from par_excel.ledger import Ledger, OutdatedReading, UnknownParcel, open_ledger
from par_excel.ledger.ledger import Recorded
from par_excel.model import Parcel, Severity
from tests.ledger.made import LATER, SEEN, finding, parcel, query, reading, refusal

ONE, TWO, THREE = parcel("một"), parcel("hai"), parcel("ba")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        yield opened


def test_new_parcels_are_returned_once_and_in_order(ledger: Ledger) -> None:
    assert ledger.record([TWO, ONE], seen=SEEN) == (TWO, ONE)
    assert ledger.record([ONE, THREE, TWO], seen=LATER) == (THREE,)
    assert ledger.record([ONE, TWO, THREE], seen=LATER) == ()


def test_the_same_bytes_under_another_name_are_a_sighting(ledger: Ledger) -> None:
    again = parcel("một", name="gửi lại/Một.xlsx")
    assert ledger.record([ONE, again], seen=SEEN) == (ONE,)
    assert ledger.record([again, ONE], seen=LATER) == ()
    assert ledger.names(ONE.sha256) == ("một.xlsx", "gửi lại/Một.xlsx")


def test_a_sighting_keeps_the_first_time(ledger: Ledger, path: Path) -> None:
    ledger.record([ONE], seen=SEEN)
    ledger.record([ONE], seen=LATER)
    assert query(path, "SELECT name, seen FROM sighting") == [
        ("một.xlsx", "2021-02-17T08:30:00.000000+00:00")
    ]


def test_bytes_come_back_also_after_reopening(path: Path) -> None:
    empty = parcel("")
    with open_ledger(path) as ledger:
        ledger.record([ONE, empty], seen=SEEN)
    with open_ledger(path) as ledger:
        assert ledger.data(ONE.sha256) == ONE.data
        assert ledger.data(empty.sha256) == b""


def test_unread_follows_the_order_of_intake_and_the_key(ledger: Ledger) -> None:
    ledger.record([THREE, ONE, TWO], seen=SEEN)
    assert ledger.unread("a") == (THREE.sha256, ONE.sha256, TWO.sha256)
    ledger.store(ONE.sha256, reading(ONE.sha256), [], reading_key="a")
    assert ledger.unread("a") == (THREE.sha256, TWO.sha256)
    assert ledger.unread("b") == (THREE.sha256, ONE.sha256, TWO.sha256)


def test_outcomes_come_back_equal_in_order_of_intake(ledger: Ledger) -> None:
    ledger.record([ONE, TWO, THREE], seen=SEEN)
    ledger.record([parcel("hai", name="bản sao.xlsx")], seen=LATER)
    found = (finding(), finding("SC05", severity=Severity.WARNING), finding())
    ledger.store(THREE.sha256, refusal(THREE.sha256), [], reading_key="a")
    ledger.store(TWO.sha256, reading(TWO.sha256), found, reading_key="a")
    assert ledger.outcomes() == (
        Recorded(
            sha256=TWO.sha256,
            names=("hai.xlsx", "bản sao.xlsx"),
            size_bytes=3,
            received=SEEN,
            order=2,
            outcome=reading(TWO.sha256),
            findings=found,
        ),
        Recorded(
            sha256=THREE.sha256,
            names=("ba.xlsx",),
            size_bytes=2,
            received=SEEN,
            order=3,
            outcome=refusal(THREE.sha256),
            findings=(),
        ),
    )


def test_storing_again_replaces_the_former_reading(ledger: Ledger, path: Path) -> None:
    ledger.record([ONE], seen=SEEN)
    ledger.store(ONE.sha256, reading(ONE.sha256), [finding(), finding()], reading_key="a")
    ledger.store(ONE.sha256, reading(ONE.sha256, score="0.5"), [finding("EV01")], reading_key="b")
    (recorded,) = ledger.outcomes()
    assert recorded.outcome == reading(ONE.sha256, score="0.5")
    assert recorded.findings == (finding("EV01"),)
    assert ledger.unread("b") == ()
    assert query(path, "SELECT value FROM value WHERE row_key = '1.1' AND column_name = 'score'") == [
        ("0.5",)
    ]
    ledger.store(ONE.sha256, refusal(ONE.sha256), [], reading_key="c")
    assert query(path, "SELECT count(*) FROM value") == [(0,)]


def test_plain_sql_finds_the_figures(ledger: Ledger, path: Path) -> None:
    ledger.record([ONE], seen=SEEN)
    ledger.store(ONE.sha256, reading(ONE.sha256), [finding()], reading_key="a")
    assert query(
        path, "SELECT value, raw, sheet, cell, remarks FROM value WHERE part = 'answer' AND row_key = '1.1'"
    )[0] == ("1.5", "1.5", "Chấm điểm", "E5", "")
    assert query(path, "SELECT row_key, value, raw FROM value WHERE part = 'tick'") == [
        ("1.1-a", "true", "x"),
        ("1.1-b", None, ""),
    ]
    assert query(path, "SELECT row_key, value FROM value WHERE column_name IN ('numerator', 'proposed')") == [
        ("1.3.1", "97"),
        ("2.1/X", "0.5"),
    ]
    assert query(path, "SELECT value FROM value WHERE part = 'initiative' AND column_name = 'title'") == [
        ("Trả kết quả qua Zalo",)
    ]
    assert query(path, "SELECT remarks FROM value WHERE row_key = '1.1' AND column_name = 'explanation'") == [
        ("để trống",)
    ]
    assert query(path, "SELECT code, severity, cell FROM finding") == [("SC02", "lỗi", "E5")]


def test_times_are_kept_in_utc(ledger: Ledger) -> None:
    vietnam = timezone(timedelta(hours=7))
    ledger.record([ONE], seen=datetime(2021, 2, 17, 15, 30, 0, 250, tzinfo=vietnam))
    ledger.store(ONE.sha256, refusal(ONE.sha256), [], reading_key="a")
    (recorded,) = ledger.outcomes()
    assert recorded.received.isoformat() == "2021-02-17T08:30:00.000250+00:00"


def test_a_time_without_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="zone"):
        ledger.record([ONE], seen=datetime(2021, 2, 17))  # noqa: DTZ001 - that is the mistake
    assert ledger.unread("a") == ()


def test_a_hash_of_other_bytes_is_refused_before_anything_is_kept(ledger: Ledger) -> None:
    wrong = Parcel(name="ba.xlsx", data=b"khac", sha256=THREE.sha256, modified=SEEN)
    with pytest.raises(ValueError, match=r"ba\.xlsx"):
        ledger.record([ONE, wrong], seen=SEEN)
    assert ledger.unread("a") == ()


def test_an_unknown_parcel_has_its_own_sentence(ledger: Ledger) -> None:
    with pytest.raises(UnknownParcel, match="không có tệp nào mang mã nội dung"):
        ledger.data(ONE.sha256)
    with pytest.raises(UnknownParcel):
        ledger.names(ONE.sha256)
    with pytest.raises(UnknownParcel):
        ledger.store(ONE.sha256, refusal(ONE.sha256), [], reading_key="a")
    assert ledger.outcomes() == ()


@pytest.mark.parametrize("table", ["parcel", "sighting"])
@pytest.mark.parametrize("change", ["UPDATE {} SET sha256 = sha256", "DELETE FROM {}"])
def test_parcels_and_sightings_are_append_only(ledger: Ledger, path: Path, table: str, change: str) -> None:
    ledger.record([ONE], seen=SEEN)
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(change.format(table))


def test_replacing_a_parcel_leaves_it_as_it_was(ledger: Ledger, path: Path) -> None:
    ledger.record([ONE], seen=SEEN)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT OR REPLACE INTO parcel (sha256, received, size_bytes, data) VALUES (?, '', 1, x'00')",
            (ONE.sha256,),
        )
    assert ledger.data(ONE.sha256) == ONE.data


def test_a_reading_of_another_shape_is_read_again(ledger: Ledger, path: Path) -> None:
    ledger.record([ONE], seen=SEEN)
    ledger.store(ONE.sha256, refusal(ONE.sha256), [], reading_key="a")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("""UPDATE outcome SET shape = 'former', body = '{"reason": "a former word"}'""")
    assert ledger.unread("a") == (ONE.sha256,)
    with pytest.raises(OutdatedReading, match="chạy lại lệnh check"):
        ledger.outcomes()
    ledger.store(ONE.sha256, refusal(ONE.sha256), [], reading_key="a")
    assert ledger.outcomes()[0].outcome == refusal(ONE.sha256)
