"""A round whose ledger is on a server: the same results, from any folder; how a ledger gets there and back."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from par_excel.ledger.failures import LedgerNotEmpty
from par_excel.model import ConfigError, UnitState
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.ledgers import VARIABLE, has_ledger, ledger_of, share
from par_excel.workflow.intake.check import answer, check_inbox
from par_excel.workflow.intake.looking import look
from par_excel.workflow.records.backup import back_up
from par_excel.workflow.records.decisions import Decider, exclude
from par_excel.workflow.records.log import read_trail
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.verify import verify_all
from tests.cli.running import run
from tests.postgres import PASSWORD, Server
from tests.programs import needs_postgresql
from tests.workflow.approvals import approved
from tests.workflow.periods import RECEIVED, UNITS, full_period, good_return, send, spoil_stored

pytestmark = needs_postgresql

LATER = RECEIVED + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)


@pytest.fixture
def table(postgres: Server) -> str:
    """Return what names a place on the server that no other test uses."""
    return postgres.settings(postgres.laid_out())


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a period with good returns whose ledger is a file."""
    folder = full_period(tmp_path / "riêng")
    send(folder, "nhầm.xlsx", good_return(folder, "so-a", saved="2021-02-16T02:00:00Z"))
    return folder


def shared_copy(folder: Folder, root: Path, table: str) -> Folder:
    """Return a copy whose ledger is on the server."""
    copy = Folder(Path(shutil.copytree(folder.root, root)))
    name_server(copy, table)
    return copy


def name_server(folder: Folder, table: str) -> None:
    with folder.settings.open("a", encoding="utf-8") as settings:
        settings.write(table)


def whole_round(folder: Folder) -> None:
    """Check, decide, merge, approve, and merge again."""
    answer(folder, check_inbox(folder, now=RECEIVED), now=RECEIVED, with_findings=True)
    exclude(folder, "nhầm.xlsx", Decider("An", "gửi nhầm", RECEIVED))
    merge_inbox(folder, now=LATER)
    assert approved(folder).is_new
    merge_inbox(folder, now=LATER)


def files(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()
    }


def outputs(folder: Folder) -> dict[str, bytes]:
    return {**files(folder.outbox), folder.log.name: folder.log.read_bytes()}


def test_a_whole_round_is_byte_for_byte_that_of_a_ledger_in_a_file(
    folder: Folder, tmp_path: Path, table: str
) -> None:
    shared = shared_copy(folder, tmp_path / "chung", table)
    whole_round(folder)
    whole_round(shared)
    assert outputs(shared) == outputs(folder)
    assert not shared.ledger.exists()
    assert (found := verify_all(shared)).problems == ()
    assert found == verify_all(folder)
    assert read_trail(shared) == read_trail(folder)


def test_a_second_official_in_another_folder_sees_and_makes_the_same(
    folder: Folder, tmp_path: Path, table: str
) -> None:
    here = shared_copy(folder, tmp_path / "An", table)
    there = shared_copy(folder, tmp_path / "Bình", table)
    for return_file in there.inbox.iterdir():
        return_file.unlink()
    whole_round(here)
    seen = look(there, basis_of(there))
    assert [seen.intake.state(unit) for unit in UNITS] == [UnitState.VALID, UnitState.VALID]
    merge_inbox(there, now=LATER)
    assert there.master.read_bytes() == here.master.read_bytes()
    assert there.report.read_bytes() == here.report.read_bytes()
    assert there.log.read_bytes() == here.log.read_bytes()
    assert files(there.approvals) == files(here.approvals)
    merge_inbox(here, now=LATER)
    assert not list(here.outbox.glob("*sua_tay*"))
    assert not list(there.outbox.glob("*sua_tay*"))
    assert verify_all(there).problems == ()


def test_a_ledger_of_ones_own_goes_to_the_server_and_nothing_is_lost(folder: Folder, table: str) -> None:
    whole_round(folder)
    before, trail, verified = outputs(folder), read_trail(folder), verify_all(folder)
    name_server(folder, table)
    with pytest.raises(ConfigError, match=r"còn sổ riêng ledger.sqlite.*par-excel share"):
        check_inbox(folder, now=LATER)
    ended = run("-C", folder.root, "share")
    assert (ended.status, ended.err) == (0, "")
    assert "sổ riêng được giữ tại ledger_da_chuyen.sqlite" in ended.out
    assert (folder.ledger.exists(), folder.ledger.with_stem("ledger_da_chuyen").exists()) == (False, True)
    assert read_trail(folder) == trail
    assert verify_all(folder) == verified
    merge_inbox(folder, now=LATER)
    assert outputs(folder) == before
    with pytest.raises(ConfigError, match="không có sổ riêng"):
        share(folder)


def test_sharing_that_was_cut_short_is_finished_by_the_next_run(folder: Folder, table: str) -> None:
    """The copy is there, and the file did not get its other name any more."""
    check_inbox(folder, now=RECEIVED)
    name_server(folder, table)
    kept = share(folder).kept
    kept.rename(folder.ledger)
    assert share(folder).verification.problems == ()
    check_inbox(folder, now=LATER)


def test_a_server_with_another_ledger_takes_no_second_one(folder: Folder, tmp_path: Path, table: str) -> None:
    other = shared_copy(folder, tmp_path / "khác", table)
    send(other, "thêm.xlsx", good_return(other, "so-b", saved="2021-02-16T03:00:00Z"))
    check_inbox(other, now=RECEIVED)
    check_inbox(folder, now=RECEIVED)
    name_server(folder, table)
    with pytest.raises(LedgerNotEmpty, match="đặt tên lược đồ khác"):
        share(folder)
    assert folder.ledger.exists()


def test_a_damaged_ledger_is_not_handed_over(folder: Folder, table: str) -> None:
    check_inbox(folder, now=RECEIVED)
    spoil_stored(folder, "so-b.xlsx")
    name_server(folder, table)
    with pytest.raises(ConfigError, match="không còn nguyên vẹn"):
        share(folder)
    assert folder.ledger.exists()


def test_sharing_needs_a_server(folder: Folder) -> None:
    check_inbox(folder, now=RECEIVED)
    with pytest.raises(ConfigError, match="chưa đặt sổ theo dõi chung"):
        share(folder)


def test_a_copy_is_an_ordinary_ledger_that_stands_alone(folder: Folder, tmp_path: Path, table: str) -> None:
    shared = shared_copy(folder, tmp_path / "chung", table)
    whole_round(shared)
    saved = back_up(shared, None, now=LATER)
    assert saved.verification.problems == ()
    assert {"ledger.sqlite", "nhat_ky.jsonl", "par.toml"} <= set(saved.files)
    alone = Folder(saved.place)
    alone.settings.write_text(alone.settings.read_text(encoding="utf-8").replace(table, ""), encoding="utf-8")
    shutil.copytree(shared.inbox, alone.inbox)
    merge_inbox(alone, now=LATER)
    assert alone.master.read_bytes() == shared.master.read_bytes()
    assert alone.report.read_bytes() == shared.report.read_bytes()


def test_what_was_recorded_can_be_saved_although_the_settings_are_wrong_otherwise(
    folder: Folder, tmp_path: Path, table: str
) -> None:
    shared = shared_copy(folder, tmp_path / "chung", table)
    check_inbox(shared, now=RECEIVED)
    shared.settings.write_text(
        shared.settings.read_text(encoding="utf-8").replace("[ky]", "[ky_nao]"), encoding="utf-8"
    )
    with ledger_of(shared) as ledger:
        assert len(ledger.contents()) == 3
    assert back_up(shared, None, now=LATER).verification.problems == ()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (("luoc_do = ", "luoc = "), "thiếu khóa luoc_do"),
        (("[so_chung]", "so_chung = 1\n[khac]"), "Bảng so_chung viết sai dạng"),
        (('luoc_do = "par_', 'luoc_do = "Par '), "chữ thường không dấu"),
        (('may_chu = "', 'may_chu = "postgresql://par:x@'), "không ghi mật khẩu"),
        (("[so_chung]", "[so_chung]\nbao_mat = 'ssl'"), "“tls” hoặc “khong”"),
        (("[so_chung]", "[so_chung]\nmat_khau = 'x'"), "khóa lạ “mat_khau”"),
    ],
)
def test_settings_that_are_wrong_are_told_and_nothing_is_made(
    folder: Folder, table: str, changed: tuple[str, str], sentence: str
) -> None:
    settings = folder.settings.read_text(encoding="utf-8")
    added = table.replace(*changed)
    folder.settings.write_text(added + settings if "[khac]" in added else settings + added, encoding="utf-8")
    for look_at in (has_ledger, ledger_of, share, verify_all, read_trail):
        with pytest.raises(ConfigError, match=sentence):
            look_at(folder)
    with pytest.raises(ConfigError):
        check_inbox(folder, now=RECEIVED)
    assert not folder.ledger.exists()


def test_a_server_that_does_not_answer_is_one_line(folder: Folder, postgres: Server) -> None:
    name_server(folder, postgres.settings(postgres.schema(port=1)))
    for command in ("check", "verify", "status"):
        ended = run("-C", folder.root, command)
        assert ended.status == 3
        assert "Không dùng được sổ theo dõi chung" in ended.line
    assert not folder.ledger.exists()


def test_the_password_is_looked_for_where_the_guide_says(
    folder: Folder, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_server(folder, table)
    monkeypatch.delenv(VARIABLE)
    nowhere = {VARIABLE: None, "PGPASSWORD": None, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    ended = run("-C", folder.root, "check", environment=nowhere)
    assert (ended.status, "mà chưa có" in ended.line) == (3, True)
    assert run("-C", folder.root, "check", environment={**nowhere, "PGPASSWORD": PASSWORD}).status == 0
    monkeypatch.setattr(
        "keyring.get_password", lambda *asked: PASSWORD if asked[0] == "par_excel postgresql" else None
    )
    with ledger_of(folder) as ledger:
        assert ledger.contents()


@pytest.fixture(autouse=True)
def _nothing_left(tmp_path: Path) -> Iterator[None]:
    """No run leaves a half-made file behind."""
    yield
    assert not list(tmp_path.rglob(".par-*"))
