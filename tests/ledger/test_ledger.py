"""What is recorded and stored, and what is read back."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from par_excel.ledger import Ledger, Made, NobodyDecides, ReasonMissing, Recorded, encode_readings
from par_excel.ledger.failures import LedgerDamaged, OutdatedReading, UnknownParcel
from par_excel.ledger.recorded import Sighting, seal_of
from par_excel.model import DecisionKind, FindingKey, Mail, Parcel, Severity
from tests.ledger.made import LATER, SEEN, body, filled_in, finding, parcel, reading, refusal
from tests.ledger.places import FilePlace, Place


class Held(bytes):
    """Bytes of which one can tell whether anybody still holds them."""

    alive = 0

    def __init__(self, _: bytes) -> None:
        Held.alive += 1

    def __del__(self) -> None:
        Held.alive -= 1


ONE, TWO, THREE = parcel("một"), parcel("hai"), parcel("ba")


@pytest.fixture
def ledger(place: Place) -> Iterator[Ledger]:
    with place.open() as opened:
        yield opened


def test_new_parcels_are_counted_once_and_kept_in_order(ledger: Ledger) -> None:
    assert ledger.record([TWO, ONE], seen=SEEN) == 2
    assert ledger.record([ONE, THREE, TWO], seen=LATER) == 1
    assert ledger.record([ONE, TWO, THREE], seen=LATER) == 0
    assert ledger.unread("a") == (TWO.sha256, ONE.sha256, THREE.sha256)


def test_parcels_are_let_go_of_one_by_one(ledger: Ledger) -> None:
    def stream() -> Iterator[Parcel]:
        for number in range(20):
            data = Held(f"gói {number}".encode() * 1000)
            assert Held.alive <= 2
            yield Parcel(name=f"{number}", data=data, sha256=hashlib.sha256(data).hexdigest(), modified=SEEN)

    assert ledger.record(stream(), seen=SEEN) == 20


def test_where_nothing_is_new_another_process_may_be_writing(place: Place) -> None:
    with place.open(busy_seconds=0) as ledger:
        ledger.record([ONE], seen=SEEN)
        with place.somebody_writes():
            assert ledger.record([ONE], seen=LATER) == 0


def test_what_fails_on_the_way_leaves_nothing(ledger: Ledger, place: Place) -> None:
    def stream() -> Iterator[Parcel]:
        yield ONE
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - made above
        ledger.record(stream(), seen=SEEN)
    assert place.query("SELECT count(*) FROM parcel") == place.query("SELECT count(*) FROM entry") == [(0,)]


def test_the_same_bytes_under_another_name_are_a_sighting(ledger: Ledger) -> None:
    again = parcel("một", name="gửi lại/Một.xlsx")
    assert ledger.record([ONE, again], seen=SEEN) == 1
    assert ledger.record([again, ONE], seen=LATER) == 0
    assert ledger.names(ONE.sha256) == ("một.xlsx", "gửi lại/Một.xlsx")


def test_a_sighting_keeps_the_first_time(ledger: Ledger, place: Place) -> None:
    ledger.record([ONE], seen=SEEN)
    ledger.record([ONE], seen=LATER)
    assert place.query("SELECT name, seen FROM sighting") == [("một.xlsx", "2021-02-17T08:30:00Z")]


def test_bytes_come_back_also_after_reopening(place: Place) -> None:
    empty = parcel("")
    with place.open() as ledger:
        ledger.record([ONE, empty], seen=SEEN)
    with place.open() as ledger:
        assert ledger.data(ONE.sha256) == ONE.data
        assert ledger.data(empty.sha256) == b""


def test_unread_follows_the_order_of_intake_and_the_key(ledger: Ledger) -> None:
    ledger.record([THREE, ONE, TWO], seen=SEEN)
    assert ledger.unread("a") == (THREE.sha256, ONE.sha256, TWO.sha256)
    ledger.store([(ONE.sha256, body(ONE.sha256), "a")])
    assert ledger.unread("a") == (THREE.sha256, TWO.sha256)
    assert ledger.unread("b") == (THREE.sha256, ONE.sha256, TWO.sha256)


def test_outcomes_come_back_equal_in_order_of_intake(ledger: Ledger) -> None:
    ledger.record([ONE, TWO, THREE], seen=SEEN)
    ledger.record([parcel("hai", name="bản sao.xlsx")], seen=LATER)
    packed = (
        reading(refusal(TWO.sha256), path="scan.pdf"),
        reading(
            filled_in(TWO.sha256),
            finding(),
            finding("SC05", severity=Severity.WARNING),
            path="thư/phuluc_1.xlsx",
            mail=Mail(sender="a@b.vn", sent_at=SEEN, subject="Gửi biểu mẫu"),
        ),
    )
    ledger.store([(THREE.sha256, encode_readings([]), "a")])
    ledger.store([(TWO.sha256, encode_readings(packed), "a")])
    assert ledger.outcomes() == (
        Recorded(
            sha256=TWO.sha256,
            sightings=(Sighting("hai.xlsx", SEEN), Sighting("bản sao.xlsx", LATER)),
            size_bytes=3,
            received=SEEN,
            order=2,
            readings=packed,
            reading_key="a",
        ),
        Recorded(
            sha256=THREE.sha256,
            sightings=(Sighting("ba.xlsx", SEEN),),
            size_bytes=2,
            received=SEEN,
            order=3,
            readings=(),
            reading_key="a",
        ),
    )
    assert ledger.outcomes()[0].names == ("hai.xlsx", "bản sao.xlsx") == ledger.names(TWO.sha256)


def test_a_parcel_whose_names_were_lost_is_told(ledger: Ledger, place: Place) -> None:
    ledger.record([ONE], seen=SEEN)
    ledger.store([(ONE.sha256, encode_readings([]), "a")])
    place.change("DELETE FROM sighting", is_hindered=False)
    with pytest.raises(LedgerDamaged, match=f"tệp có mã {ONE.sha256} không còn tên nào"):
        ledger.outcomes()


def test_storing_again_replaces_the_former_reading(ledger: Ledger, place: Place) -> None:
    ledger.record([ONE], seen=SEEN)
    ledger.store([(ONE.sha256, body(ONE.sha256, findings=[finding(), finding()]), "a")])
    ledger.store([(ONE.sha256, body(ONE.sha256, score="0.5", findings=[finding("EV01")]), "b")])
    (recorded,) = ledger.outcomes()
    assert recorded.readings == (reading(filled_in(ONE.sha256, score="0.5"), finding("EV01")),)
    assert (ledger.unread("a"), ledger.unread("b")) == ((ONE.sha256,), ())
    assert place.query("SELECT count(*) FROM reading") == [(1,)]


def test_plain_sql_finds_the_figures(tmp_path: Path) -> None:
    place = FilePlace(tmp_path / "ledger.sqlite")
    with place.open() as ledger:
        ledger.record([ONE], seen=SEEN)
        ledger.store([(ONE.sha256, body(ONE.sha256), "a")])
        scores = """
            SELECT answer.value ->> '$[0]', answer.value ->> '$[2][2]', answer.value ->> '$[2][0]'
            FROM reading, json_each(body) AS file, json_each(file.value, '$.submission.answers') AS answer
        """
        assert place.query(scores) == [
            ("1.1", "1.5", "Chấm điểm!E5"),
            ("1.3.1", "0.97", "Chấm điểm!E5"),
        ]
        found = """
            SELECT finding.value ->> '$.code', finding.value ->> '$.severity'
            FROM reading, json_each(body) AS file, json_each(file.value, '$.findings') AS finding
        """
        assert place.query(found) == [("SC02", "lỗi")]


def test_decisions_come_back_in_order(place: Place) -> None:
    vietnam = timezone(timedelta(hours=7))
    key = FindingKey("so-a", "SC02", "1.1", "1,75")
    with place.open() as ledger:
        ledger.record([ONE], seen=SEEN)
        given = (
            ledger.decide(
                DecisionKind.EXCLUDE,
                by=" An ",
                at=SEEN,
                reason="gửi nhầm\n",
                sha256=ONE.sha256,
                file="một.xlsx",
            ),
            ledger.decide(DecisionKind.WAIVE, by="An", at=LATER, reason="đã có công văn", finding=key),
            ledger.decide(
                DecisionKind.RECEIVED,
                by="Bình",
                at=LATER,
                reason="nộp bản giấy",
                sha256=ONE.sha256,
                received=datetime(2021, 2, 17, 15, 30, tzinfo=vietnam),
            ),
        )
    with place.open() as ledger:
        assert ledger.decisions() == given
        assert [entry.number for entry in ledger.entries()] == [1, 2, 3, 4]
    assert [(each.number, each.by, each.reason) for each in given] == [
        (2, "An", "gửi nhầm"),
        (3, "An", "đã có công văn"),
        (4, "Bình", "nộp bản giấy"),
    ]
    assert (given[0].file, given[1].finding, given[2].received) == ("một.xlsx", key, SEEN)


@pytest.mark.parametrize(
    ("by", "reason", "failure"),
    [("An", " \n", ReasonMissing), ("", "vì", NobodyDecides)],
    ids=["reason", "who"],
)
def test_a_decision_needs_a_reason_and_somebody(
    ledger: Ledger, by: str, reason: str, failure: type[Exception]
) -> None:
    with pytest.raises(failure, match=r"Cách sửa: ghi .* vào tùy chọn --"):
        ledger.decide(DecisionKind.EXCLUDE, by=by, at=SEEN, reason=reason, sha256=ONE.sha256)
    assert ledger.entries() == ()


def test_many_decisions_are_kept_together_or_none_is(ledger: Ledger) -> None:
    keys = [FindingKey("", "", code, "điểm=1") for code in ("1.1", "1.2")]
    with pytest.raises(ReasonMissing):
        ledger.decide_all(DecisionKind.REVIEW, zip(keys, ("vì", " "), strict=True), by="An", at=SEEN)
    with pytest.raises(NobodyDecides):
        ledger.decide_all(DecisionKind.REVIEW, zip(keys, ("vì", "vì"), strict=True), by=" ", at=SEEN)
    assert ledger.entries() == ()
    kept = ledger.decide_all(DecisionKind.REVIEW, zip(keys, ("a", "b"), strict=True), by="An", at=SEEN)
    assert ledger.decisions() == kept
    assert [(each.number, each.finding, each.reason) for each in kept] == [
        (1, keys[0], "a"),
        (2, keys[1], "b"),
    ]
    assert ledger.verify().problems == ()


def test_what_was_written_is_known_again(ledger: Ledger) -> None:
    assert ledger.outputs() == {}
    first, second, third = ("a" * 64, "b" * 64, "c" * 64)
    ledger.note_outputs({"outbox/tong_hop.xlsx": first, "outbox/bao_cao.docx": second}, at=SEEN)
    ledger.note_outputs({"outbox/tong_hop.xlsx": third, "outbox/bao_cao.docx": second}, at=LATER)
    assert ledger.outputs() == {"outbox/bao_cao.docx": (second,), "outbox/tong_hop.xlsx": (first, third)}
    assert [dict(each.files) for each in ledger.entries() if isinstance(each, Made)] == [
        {"outbox/tong_hop.xlsx": first, "outbox/bao_cao.docx": second},
        {"outbox/tong_hop.xlsx": third},
    ], "what was there already adds nothing"
    ledger.note_outputs({"outbox/tong_hop.xlsx": third}, at=LATER)
    assert len(ledger.entries()) == 2
    ledger.note_outputs({"outbox/tong_hop.xlsx": first}, at=LATER)
    assert ledger.outputs()["outbox/tong_hop.xlsx"] == (third, first)
    assert ledger.verify().problems == ()


def test_what_an_older_version_wrote_is_known_until_this_one_writes(ledger: Ledger, place: Place) -> None:
    owner, (first, second, third) = ledger.database.folder, ("a" * 64, "b" * 64, "c" * 64)
    for name, sha256 in (("a.xlsx", first), ("b.xlsx", second)):
        place.change(f"INSERT INTO output (name, hashes) VALUES ('{owner}{name}', '{sha256}')")  # noqa: S608 - own
    assert ledger.outputs() == {"a.xlsx": (first,), "b.xlsx": (second,)}
    ledger.note_outputs({"a.xlsx": first}, at=SEEN)
    place.change(f"UPDATE output SET hashes = '{third}'")  # noqa: S608 - own
    assert ledger.outputs() == {"a.xlsx": (first,), "b.xlsx": (third,)}, (
        "of what is in the chain rows say nothing"
    )
    assert ledger.verify().problems == ()


def test_a_code_names_a_point_that_must_still_be_there(ledger: Ledger) -> None:
    assert ledger.anchor() == ""
    ledger.record([ONE], seen=SEEN)
    first = ledger.anchor()
    ledger.record([TWO], seen=SEEN)
    ledger.note_outputs({"a.xlsx": "a" * 64}, at=LATER)
    second = ledger.anchor()
    assert (first.partition("-")[0], second.partition("-")[0]) == ("1", "2"), (
        "outputs, which carry it, change nothing"
    )
    for typed in (first, second, second.upper(), second.replace("-", " "), second.replace("-", " – ")):
        assert ledger.missing_point(typed) == ""
    other = second[:-1] + ("1" if second.endswith("0") else "0")
    assert "không phải là việc lúc ghi mã này" in ledger.missing_point(other)
    assert "chỉ còn đến việc số 3" in ledger.missing_point("4" + second[1:])
    for nonsense in ("", "2", "2-3f9a", "x" + second, f"{second}0", f"0{second}"):
        with pytest.raises(ValueError, match="no code"):
            ledger.missing_point(nonsense)


def test_times_are_kept_in_utc(ledger: Ledger) -> None:
    vietnam = timezone(timedelta(hours=7))
    ledger.record([ONE], seen=datetime(2021, 2, 17, 15, 30, 0, 250, tzinfo=vietnam))
    ledger.store([(ONE.sha256, body(ONE.sha256), "a")])
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
        ledger.store([(ONE.sha256, body(ONE.sha256), "a")])
    assert ledger.outcomes() == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE parcel SET sha256 = sha256",
        "UPDATE content SET data = data",
        "UPDATE sighting SET name = name",
        "UPDATE entry SET line = line",
        "DELETE FROM parcel",
        "DELETE FROM content",
        "DELETE FROM sighting",
        "DELETE FROM entry",
    ],
)
def test_what_arrived_and_was_decided_is_append_only(ledger: Ledger, place: Place, statement: str) -> None:
    ledger.record([ONE], seen=SEEN)
    with pytest.raises(place.refused, match="append-only"):
        place.change(statement)


def test_replacing_a_parcel_leaves_it_as_it_was(tmp_path: Path) -> None:
    place = FilePlace(tmp_path / "ledger.sqlite")
    with place.open() as ledger:
        ledger.record([ONE], seen=SEEN)
        before = place.query("SELECT * FROM parcel")
        place.change(
            "INSERT OR REPLACE INTO parcel (sha256, received, size_bytes) SELECT sha256, '', 1 FROM parcel",
            "INSERT OR REPLACE INTO content (sha256, data) SELECT sha256, x'00' FROM parcel",
            "INSERT OR REPLACE INTO entry (number, kind, hash, line) VALUES (1, '', '', '')",
        )
        assert ledger.data(ONE.sha256) == ONE.data
        assert place.query("SELECT * FROM parcel") == before
        assert len(ledger.entries()) == 1


def test_a_reading_of_another_shape_is_read_again(ledger: Ledger, place: Place) -> None:
    ledger.record([ONE], seen=SEEN)
    former = b'[{"reason": "a former word"}]'
    ledger.store([(ONE.sha256, former, "a")])
    place.change(f"UPDATE reading SET shape = 'former', seal = '{seal_of('a', 'former', former)}'")  # noqa: S608
    assert ledger.unread("a") == (ONE.sha256,)
    with pytest.raises(OutdatedReading, match="chạy lại lệnh check"):
        ledger.outcomes()
    ledger.store([(ONE.sha256, body(ONE.sha256), "a")])
    assert ledger.outcomes()[0].readings == (reading(filled_in(ONE.sha256), finding()),)
