"""A ledger on a real PostgreSQL: several at once, servers that vanish, and what they refuse."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace

from par_excel.ledger import is_shared_ledger_there, open_ledger, open_shared_ledger
from par_excel.ledger.database import Database
from par_excel.ledger.failures import (
    ExtraMissing,
    LedgerDamaged,
    LedgerLost,
    LedgerNotEmpty,
    LedgerTooNew,
    SharedLedgerFailure,
)
from par_excel.model import DecisionKind, OutputError, SharedLedger
from tests.ledger.made import LATER, SEEN, body, is_sound, is_told, log_of, parcel
from tests.ledger.places import FilePlace, Place, ServerPlace
from tests.postgres import OWNER, PASSWORD, Server, running_server
from tests.programs import needs_postgresql

pytestmark = needs_postgresql

ROOT = Path(__file__).parents[2]
PARCELS = [parcel(name, copies=500) for name in ("một", "hai", "ba")]
OFFICIALS, EACH = 3, 12


@pytest.fixture
def shared(postgres: Server, tmp_path: Path) -> ServerPlace:
    return ServerPlace(postgres, postgres.schema(), tmp_path)


MADE = "a" * 64
APPEND_ONLY = {"parcel": "received", "content": "data", "sighting": "name", "entry": "line", "kept": "data"}


def work(place: Place) -> None:
    """Do what a run does: take in, read what is unread, decide and approve what is not yet, look at all of it."""
    with place.open(with_log=True) as ledger:
        ledger.record(PARCELS, seen=SEEN)
        ledger.record([parcel("một", copies=500, name="lại.xlsx")], seen=LATER)
        ledger.store([(sha256, body(sha256), "a") for sha256 in ledger.unread("a")])
        if not ledger.decisions():
            ledger.decide(DecisionKind.EXCLUDE, by="An", at=LATER, reason="nhầm", sha256=PARCELS[0].sha256)
        if ledger.approvals.newest() is None:
            ledger.approvals.add(
                b"{}", {"a.xlsx": b"a"}, version=1, decision="số 12", by="B", account="b", at=LATER
            )
        ledger.note_outputs({"outbox/tong_hop.xlsx": MADE}, at=LATER)
        for recorded in ledger.outcomes():
            assert len(ledger.data(recorded.sha256)) == recorded.size_bytes


def held(place: Place) -> list[Any]:
    """Return all that stands in a ledger, whatever it is kept in."""
    tables = ("parcel", "content", "sighting", "reading", "entry", "kept")
    return [sorted(place.query(f"SELECT * FROM {table}")) for table in tables]  # noqa: S608 - own names


def test_the_same_work_leaves_the_same_rows_as_in_a_file(shared: ServerPlace, tmp_path: Path) -> None:
    (tmp_path / "file").mkdir()
    file = FilePlace(tmp_path / "file" / "ledger.sqlite")
    for place in (file, shared):
        work(place)
        work(place)
    assert held(shared) == held(file)
    assert shared.log.read_bytes() == file.log.read_bytes()


def test_several_officials_at_once_lose_nothing_and_fork_nothing(shared: ServerPlace, tmp_path: Path) -> None:
    """Each has a folder and a log of his own; all take in the same files, decide, and try to approve."""
    command = [sys.executable, "-m", "tests.ledger.official", *_arguments(replace(shared.place, user=OWNER))]
    with ExitStack() as stack:
        running = []
        for number in range(OFFICIALS):
            (tmp_path / f"{number}").mkdir()
            running.append(
                stack.enter_context(
                    subprocess.Popen(
                        [*command, str(tmp_path / f"{number}"), f"Người {number}", str(EACH)],
                        cwd=ROOT,
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        env={**os.environ, "PGPASSWORD": PASSWORD, "PYTHONUTF8": "1"},
                        text=True,
                    )
                )
            )
        for each in running:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        said = [each.communicate("go\n")[0].split() for each in running]
    assert sum(int(new) for new, _ in said) == EACH
    assert sorted(approved for _, approved in said) == ["False"] * (OFFICIALS - 1) + ["True"]
    with shared.open() as ledger:
        assert ledger.verify().problems == ()
        entries = ledger.entries()
    assert [each.number for each in entries] == list(range(1, EACH + OFFICIALS * EACH + 2))
    for number in range(OFFICIALS):
        with ServerPlace(shared.server, shared.place, tmp_path / f"{number}").open(with_log=True) as ledger:
            assert ledger.log_notice == ""
        told = (tmp_path / f"{number}" / "nhat_ky.jsonl").read_text(encoding="utf-8").splitlines()
        assert told == [line for (line,) in shared.query("SELECT line FROM entry ORDER BY number")]


def test_what_one_folder_wrote_is_known_in_the_other(shared: ServerPlace, tmp_path: Path) -> None:
    other = ServerPlace(shared.server, shared.place, tmp_path / "khác")
    with shared.open() as here, other.open() as there:
        here.note_outputs({"outbox/tong_hop.xlsx": MADE}, at=LATER)
        there.note_outputs({"outbox/tong_hop.xlsx": "b" * 64}, at=LATER)
        assert here.outputs() == there.outputs() == {"outbox/tong_hop.xlsx": (MADE, "b" * 64)}


def test_a_copy_in_a_file_holds_all_of_it_and_goes_back_to_a_server(
    shared: ServerPlace, tmp_path: Path, postgres: Server
) -> None:
    work(shared)
    copy = FilePlace(tmp_path / "bản sao" / "ledger.sqlite")
    copy.path.parent.mkdir()
    with shared.open() as ledger:
        ledger.backup(copy.path)
        ledger.backup(copy.path)
    assert [path.name for path in copy.path.parent.iterdir()] == ["ledger.sqlite"]
    assert held(copy) == held(shared)
    assert is_sound(copy.path)
    back = ServerPlace(postgres, postgres.schema(), tmp_path)
    with copy.open(
        with_log=True
    ) as ledger:  # writes the log that the copy of the ledger came without, and says so
        assert "đã ghi lại cho đủ từ sổ theo dõi" in ledger.log_notice
    with copy.open(with_log=True) as ledger, back.open() as target:
        assert ledger.verify().problems == ()
        assert ledger.outputs() == {"outbox/tong_hop.xlsx": (MADE,)}
        target.take_all(ledger)
        assert target.verify().problems == ()
        assert target.outputs() == {"outbox/tong_hop.xlsx": (MADE,)}
        with pytest.raises(LedgerNotEmpty, match="đã có dữ liệu"):
            target.take_all(ledger)
    assert is_told(copy.path)
    assert held(back) == held(shared)


def test_a_lost_ledger_is_made_anew_from_the_log(shared: ServerPlace) -> None:
    work(shared)
    before, told = held(shared), shared.log.read_bytes()
    shared.lose()
    with pytest.raises(LedgerLost, match="Không còn sổ theo dõi"), shared.open(with_log=True):
        pass
    with shared.open(with_log=True, adopts=True) as ledger:
        assert ledger.lost() == ("một.xlsx", "hai.xlsx", "ba.xlsx")
    work(shared)
    after = held(shared)
    assert (after[:5], shared.log.read_bytes()) == (before[:5], told)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE reading SET body = replace(body, '\"1.5\"', '\"2.5\"')", "Kết quả đọc của tệp một.xlsx"),
        ("DELETE FROM content", "Không có nội dung của tệp hai.xlsx"),
        ("UPDATE content SET data = '\\x00'", "Nội dung đã lưu của tệp ba.xlsx"),
        ("UPDATE parcel SET received = '2021'", "Danh sách tệp đã nhận"),
        ("UPDATE parcel SET size_bytes = 1", "Kích thước đã ghi của tệp một.xlsx"),
        ("UPDATE sighting SET seen = '2021'", "Danh sách tên tệp đã nhận"),
        ("UPDATE entry SET kind = 'x' WHERE number = 4", "từ việc số 4"),
        ("DELETE FROM entry WHERE number = 2", "không còn nguyên vẹn"),
        ("UPDATE kept SET data = '\\x00'", "đã phê duyệt không còn nguyên vẹn"),
        ("ALTER TABLE entry ADD COLUMN x text", "Các bảng của sổ theo dõi đã bị sửa"),
    ],
)
def test_what_was_changed_is_named(shared: ServerPlace, statement: str, sentence: str) -> None:
    work(shared)
    shared.change(statement, is_hindered=False)
    try:
        with shared.open(with_log=True) as ledger:
            problems = ledger.verify().problems
    except LedgerDamaged as failure:
        problems = (str(failure),)
    assert any(sentence in problem for problem in problems)


@pytest.mark.parametrize(
    ("statement", "failure", "sentence"),
    [
        ("ALTER TABLE entry DISABLE TRIGGER entry_no_change", LedgerDamaged, "đã bị sửa"),
        ("ALTER TABLE entry RENAME line TO dong", LedgerDamaged, "đã bị sửa"),
        ("UPDATE ledger SET version = 4", LedgerTooNew, "phiên bản mới hơn"),
        ("DELETE FROM ledger", LedgerDamaged, "báo người quản trị"),
    ],
)
def test_tables_that_are_not_as_laid_out_are_refused(
    shared: ServerPlace, statement: str, failure: type[Exception], sentence: str
) -> None:
    work(shared)
    shared.change(statement)
    with pytest.raises(failure, match=sentence):
        shared.open()


def test_an_emptied_table_is_refused_by_the_server(shared: ServerPlace) -> None:
    work(shared)
    with pytest.raises(shared.refused, match="append-only"):
        shared.change("TRUNCATE content, parcel CASCADE")


def test_looking_whether_a_ledger_is_there_makes_none(shared: ServerPlace) -> None:
    assert not is_shared_ledger_there(shared.place, password=PASSWORD)
    assert not is_shared_ledger_there(shared.place, password=PASSWORD)
    shared.open().close()
    assert is_shared_ledger_there(shared.place, password=PASSWORD)


def test_who_waits_too_long_is_told(shared: ServerPlace) -> None:
    with (
        shared.open(busy_seconds=0.05) as ledger,
        shared.somebody_writes(),
        pytest.raises(SharedLedgerFailure, match="người khác đang ghi"),
    ):
        ledger.record(PARCELS, seen=SEEN)
    with shared.open() as ledger:
        assert ledger.record(PARCELS, seen=SEEN) == len(PARCELS)


def _unknown_host(server: Server) -> SharedLedger:
    return server.schema(host="may-chu.invalid")


def _other_port(server: Server) -> SharedLedger:
    return server.schema(port=1)


def _other_database(server: Server) -> SharedLedger:
    return server.schema(database="khong_co")


def _other_encoding(server: Server) -> SharedLedger:
    return server.schema(database="khac")


def _other_authority(server: Server) -> SharedLedger:
    return server.schema(authority="")


@pytest.mark.parametrize(
    ("place", "password", "sentence"),
    [
        (_unknown_host, PASSWORD, "không kết nối được .*kiểm tra mạng"),
        (_other_port, PASSWORD, "không kết nối được .*kiểm tra mạng"),
        (_other_database, PASSWORD, "không chấp nhận tài khoản par, mật khẩu hoặc cơ sở dữ liệu khong_co"),
        (Server.schema, "sai", "không chấp nhận tài khoản par, mật khẩu"),
        (Server.schema, None, "hỏi mật khẩu của tài khoản par mà chưa có"),
        (_other_encoding, PASSWORD, "không dùng mã UTF8"),
        (_other_authority, PASSWORD, "không kết nối được .*certificate"),
    ],
    ids=["host", "port", "database", "password", "no password", "encoding", "certificate"],
)
def test_a_server_that_will_not_do_is_a_sentence(
    postgres: Server,
    place: Callable[[Server], SharedLedger],
    password: str | None,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PGPASSWORD", raising=False)
    with pytest.raises(SharedLedgerFailure, match=sentence) as told:
        open_shared_ledger(place(postgres), password=password, folder="")
    assert "\n" not in str(told.value)
    assert isinstance(told.value, OutputError)


def test_what_another_program_uses_is_left_alone(postgres: Server) -> None:
    place = postgres.schema(schema="cua_nguoi_khac", user=OWNER)
    with postgres.administrator() as connection:
        connection.execute("CREATE SCHEMA cua_nguoi_khac AUTHORIZATION par_chu")
        connection.execute("CREATE TABLE cua_nguoi_khac.entry (number integer)")
    with pytest.raises(SharedLedgerFailure, match="đang được chương trình khác dùng"):
        open_shared_ledger(place, password=PASSWORD, folder="")
    with postgres.administrator() as connection:
        found = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'cua_nguoi_khac'"
        ).fetchall()
    assert found == [("entry",)]


def test_rights_that_are_missing_are_a_sentence(shared: ServerPlace) -> None:
    work(shared)
    shared.change("REVOKE INSERT ON parcel FROM par")
    with (
        shared.open() as ledger,
        pytest.raises(SharedLedgerFailure, match="tài khoản par chưa được cấp đủ quyền trên lược đồ"),
    ):
        ledger.record([parcel("bốn")], seen=SEEN)


@pytest.mark.parametrize(
    "statement",
    [
        *(f"UPDATE {table} SET {column} = {column}" for table, column in APPEND_ONLY.items()),  # noqa: S608 - own
        *(f"DELETE FROM {table}" for table in (*APPEND_ONLY, "reading", "output", "ledger")),  # noqa: S608 - own
        *(f"TRUNCATE {table} CASCADE" for table in APPEND_ONLY),
        "UPDATE output SET hashes = hashes",
        "UPDATE ledger SET version = version",
        "ALTER TABLE entry DISABLE TRIGGER entry_no_change",
        "DROP TRIGGER entry_no_change ON entry",
        "CREATE TRIGGER mine BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        "CREATE TABLE mine (number integer)",
        "DROP TABLE kept",
        "SET session_replication_role = replica",
    ],
)
def test_the_programs_account_can_add_and_nothing_else(shared: ServerPlace, statement: str) -> None:
    """With the rights of the guide: whoever has the account's password changes nothing that was kept."""
    work(shared)
    before = held(shared)
    with shared.open() as ledger, pytest.raises(psycopg.errors.InsufficientPrivilege):
        ledger.database.execute(statement)
    assert held(shared) == before


def test_a_server_for_reading_only_is_a_sentence(shared: ServerPlace) -> None:
    """A stand-by says so however a transaction begins; here the right to write is given up within it."""
    with shared.open() as ledger, pytest.raises(SharedLedgerFailure, match="chỉ cho đọc"):
        write_without_right(ledger.database)


def write_without_right(database: Database) -> None:
    with database.writing():
        database.execute("SET TRANSACTION READ ONLY")
        database.execute("INSERT INTO output (name, hashes) VALUES (?, ?)", ("a", "b"))


def test_a_connection_cut_at_any_statement_leaves_all_or_nothing(
    shared: ServerPlace, postgres: Server
) -> None:
    """The administrator ends the connection before each statement of a recording, in turn."""
    number = 0
    while not _gets_through(shared, number):
        with shared.open(with_log=True) as ledger:
            assert ledger.verify().problems == ()
            assert len(ledger.contents()) in (0, len(PARCELS))
        number += 1
        shared = ServerPlace(postgres, postgres.schema(), shared.folder)
        shared.log.unlink(missing_ok=True)
    assert number > 10
    with shared.open() as ledger:
        assert len(ledger.contents()) == len(PARCELS)


def _gets_through(shared: ServerPlace, number: int) -> bool:
    """Record, with the connection cut before the statement of this number; say whether there were fewer."""
    with shared.open() as ledger:
        database: Any = ledger.database
        ((pid,),) = database.execute("SELECT pg_backend_pid()")
        carry_out, said = database.execute, iter(range(number))

        def cut(statement: str, values: Any = ()) -> Any:
            if next(said, None) is None and not cuts:
                with shared.connection() as connection:
                    connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
                cuts.append(statement)
            return carry_out(statement, values)

        cuts: list[str] = []
        database.execute = cut
        try:
            ledger.record(PARCELS, seen=SEEN)
        except SharedLedgerFailure as failure:
            assert "mất kết nối với máy chủ" in str(failure)  # noqa: PT017 - there may be none
            return False
        return not cuts


@pytest.fixture
def mortal() -> Iterator[Server]:
    with running_server() as server:
        yield server


def killed_while_writing(database: Database, server: Server) -> None:
    with database.writing():
        database.execute("INSERT INTO output (name, hashes) VALUES (?, ?)", ("dở", "dang"))
        server.kill()


def test_a_server_killed_in_the_middle_loses_nothing_that_was_kept(mortal: Server, tmp_path: Path) -> None:
    place = ServerPlace(mortal, mortal.schema(), tmp_path)
    work(place)
    before = held(place)
    with place.open() as ledger:
        with pytest.raises(SharedLedgerFailure, match="mất kết nối"):
            killed_while_writing(ledger.database, mortal)
        with pytest.raises(SharedLedgerFailure, match="mất kết nối"):
            ledger.contents()
    with pytest.raises(SharedLedgerFailure, match="không kết nối được"):
        place.open()
    mortal.start()
    assert held(place) == before
    assert place.query("SELECT name FROM output WHERE name = 'dở'") == []
    work(place)
    assert held(place) == before
    with place.open(with_log=True) as ledger:
        assert ledger.verify().problems == ()


def test_without_the_extra_there_is_a_sentence(
    postgres: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "par_excel.ledger.postgres", None)
    with pytest.raises(ExtraMissing, match=r"par-excel\[server\]"):
        open_shared_ledger(postgres.schema(), password=PASSWORD, folder="")
    with pytest.raises(ExtraMissing):
        is_shared_ledger_there(postgres.schema(), password=PASSWORD)
    with open_ledger(tmp_path / "ledger.sqlite", log=log_of(tmp_path / "ledger.sqlite")) as ledger:
        assert ledger.contents() == ()


def _arguments(place: SharedLedger) -> list[str]:
    return [place.host, str(place.port), place.database, place.user, place.schema, place.authority]
