"""Approvals are entries of the chain: all that is fixed comes back exactly, and no letter of it can be changed."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from par_excel.ledger import NobodyDecides, decode_snapshot, encode_snapshot, open_ledger
from par_excel.ledger.entries import APPROVED, BEGINNING, Approval, UnreadableLine, line_of, parse_line
from par_excel.ledger.failures import ApprovedMeanwhile, LedgerDamaged
from par_excel.merge.result_differences import result_differences
from par_excel.merge.snapshot import score_of, take_snapshot
from par_excel.model import DecisionKind, ParExcelError
from tests import invented
from tests.ledger.made import LATER, SEEN, change, change_unhindered, log_of, parcel, query
from tests.writing import sample_result

FILES = {"tong_hop.xlsx": b"master", "bao_cao.docx": b"report"}
BASIS = invented.basis()
SNAPSHOT = take_snapshot(BASIS, sample_result.complete(BASIS), accepted=("Sở A: chưa có bản nộp.",))
BODY = encode_snapshot(SNAPSHOT)
APPROVAL = Approval(
    number=3,
    at=LATER,
    by="Lê Văn B",
    account="b.le",
    version=1,
    decision="số 12/QĐ-UBND, ngày 18/02/2021",
    files={"tong_hop.xlsx": "a" * 64},
    body=BODY,
)


def approve(path: Path, version: int = 1, by: str = "Lê Văn B") -> Approval:
    with open_ledger(path, log=log_of(path)) as ledger:
        return ledger.approvals.add(
            BODY, FILES, version=version, decision="số 12", by=by, account="b.le", at=LATER
        )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a ledger with an arrival, a decision, two approvals, and a decision after them."""
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path, log=log_of(path)) as ledger:
        ledger.record([parcel("một")], seen=SEEN)
        ledger.decide(DecisionKind.EXCLUDE, by="An", at=LATER, reason="nhầm", sha256="a" * 64, account="an.n")
    approve(path)
    approve(path, 2)
    with open_ledger(path, log=log_of(path)) as ledger:
        ledger.decide(DecisionKind.INCLUDE, by="An", at=LATER, reason="dùng lại", sha256="a" * 64)
    return path


def problems(path: Path) -> tuple[str, ...]:
    """Return what verifying finds; a ledger that cannot even be opened says so itself."""
    try:
        with open_ledger(path, log=log_of(path)) as ledger:
            return ledger.verify().problems
    except ParExcelError as failure:
        return (str(failure),)


def test_what_is_fixed_comes_back_equal_and_is_written_alike() -> None:
    assert decode_snapshot(BODY) == SNAPSHOT
    assert encode_snapshot(decode_snapshot(BODY)) == BODY
    assert b"\n" not in BODY
    scales = {type(row.scale).__name__ for row in SNAPSHOT.basis.catalogue.leaves}
    assert scales == {"Levels", "Cumulative", "Formula", "Survey"}
    assert result_differences(decode_snapshot(BODY), SNAPSHOT) == ()


def test_what_holds_nothing_is_no_body() -> None:
    with pytest.raises(ValueError, match="missing required field"):
        decode_snapshot(b"{}")


def test_a_line_of_an_approval_comes_back_equal() -> None:
    line = line_of(APPROVAL, BEGINNING)
    assert parse_line(line.text) == line
    assert f'"noi_dung":"{hashlib.sha256(BODY).hexdigest()}"' in line.text
    assert BODY.decode() in line.text


def test_no_letter_of_an_approval_can_be_changed() -> None:
    text = line_of(APPROVAL, BEGINNING).text
    for index in range(0, len(text), 97):
        with pytest.raises(UnreadableLine):
            parse_line(text[:index] + chr(ord(text[index]) ^ 1) + text[index + 1 :])


@pytest.mark.parametrize(
    "changed",
    [
        lambda said: said.replace(f'"viec":"{APPROVED}"', '"viec":"loại bản nộp"'),
        lambda said: said.replace('"phien_ban":1', '"phien_ban":0'),
        lambda said: said.replace(BODY.decode(), "{}"),
        lambda said: said.replace(f',"ket_qua":{BODY.decode()}', ""),
    ],
)
def test_a_forged_approval_with_a_hash_that_fits_is_no_line(changed: Callable[[str], str]) -> None:
    """What is fixed has a hash of its own beside it, and an approval without it is none."""
    said = line_of(APPROVAL, BEGINNING).text.rpartition(',"ma":"')[0] + "}"
    forged = changed(said)
    assert forged != said
    own = hashlib.sha256(forged.encode()).hexdigest()
    with pytest.raises(UnreadableLine):
        parse_line(f'{forged[:-1]},"ma":"{own}"}}')


def test_an_approval_is_kept_whole(path: Path) -> None:
    with open_ledger(path) as ledger:
        first, second = ledger.approvals.every()
        assert ledger.approvals.newest() == second
        assert (first.number, first.version, second.number, second.version) == (3, 1, 4, 2)
        assert (first.by, first.account, first.at, first.body) == ("Lê Văn B", "b.le", LATER, BODY)
        assert {name: ledger.approvals.file(sha256) for name, sha256 in first.files.items()} == FILES
        assert [each.account for each in ledger.decisions()] == ["an.n", ""]
    assert problems(path) == ()


def test_the_scores_that_are_fixed_are_exact(path: Path) -> None:
    with open_ledger(path) as ledger:
        found = decode_snapshot(ledger.approvals.every()[0].body).result
    assert score_of(found.total) == sum((score_of(item) or Decimal(0) for item in found.items), Decimal(0))


def test_a_version_that_is_not_the_next_is_refused_and_nothing_is_kept(path: Path) -> None:
    before = query(path, "SELECT count(*) FROM entry"), query(path, "SELECT count(*) FROM kept")
    with pytest.raises(ApprovedMeanwhile):
        approve(path, 2)
    with pytest.raises(NobodyDecides):
        approve(path, 3, by="  ")
    assert (query(path, "SELECT count(*) FROM entry"), query(path, "SELECT count(*) FROM kept")) == before


def test_the_log_alone_gives_approvals_back(path: Path) -> None:
    with open_ledger(path) as ledger:
        before = ledger.approvals.every()
    path.unlink()
    with open_ledger(path, log=log_of(path), adopts=True) as ledger:
        assert ledger.approvals.every() == before
        sha256 = before[0].files["tong_hop.xlsx"]
        assert ledger.approvals.file(sha256) is None
        ledger.approvals.give_back(FILES["tong_hop.xlsx"])
        assert ledger.approvals.file(sha256) == FILES["tong_hop.xlsx"]


WITHOUT = "DELETE FROM entry WHERE number = 3"
"""The first approval."""
AFTER = "UPDATE entry SET number = number - 1 WHERE number > 3"


@pytest.mark.parametrize(
    "statements",
    [
        ["UPDATE entry SET line = replace(line, '\"phien_ban\":1', '\"phien_ban\":7')"],
        ["UPDATE entry SET line = replace(line, 'số 12', 'số 13') WHERE number = 3"],
        ["UPDATE entry SET kind = 'loại bản nộp' WHERE number = 3"],
        [WITHOUT],
        [WITHOUT, AFTER],
        [
            "UPDATE entry SET number = 90 WHERE number = 3",
            "UPDATE entry SET number = 3 WHERE number = 4",
            "UPDATE entry SET number = 4 WHERE number = 90",
        ],
        ["UPDATE entry SET line = substr(line, 1, 200) WHERE number = 3"],
        ["UPDATE kept SET data = x'00'"],
        ["DELETE FROM entry WHERE number > 2"],
    ],
    ids=["version", "decision", "kind", "removed", "closed up", "reordered", "cut", "file", "truncated"],
)
@pytest.mark.parametrize("is_log_there", [True, False], ids=["with log", "ledger alone"])
def test_a_changed_removed_reordered_or_truncated_approval_is_noticed(
    path: Path, statements: list[str], *, is_log_there: bool
) -> None:
    change_unhindered(path, *statements)
    if not is_log_there:
        log_of(path).unlink()
    assert problems(path) != ()


@pytest.mark.parametrize("lines", [[0, 1, 3, 4], [0, 1, 3, 2, 4]], ids=["removed", "reordered"])
def test_a_log_without_an_approval_or_in_another_order_is_noticed(path: Path, lines: list[int]) -> None:
    said = log_of(path).read_bytes().splitlines(keepends=True)
    log_of(path).write_bytes(b"".join(said[number] for number in lines))
    assert any("không khớp" in each for each in problems(path))


def test_an_approved_file_whose_bytes_changed_is_never_given_out(path: Path) -> None:
    change_unhindered(path, "UPDATE kept SET data = x'00'")
    with open_ledger(path) as ledger, pytest.raises(LedgerDamaged, match="bản lưu"):
        ledger.approvals.file(ledger.approvals.every()[0].files["tong_hop.xlsx"])


def test_a_ledger_from_before_there_were_approvals_gets_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path, log=log_of(path)) as ledger:
        ledger.record([parcel("một")], seen=SEEN)
    change(path, "DROP TABLE kept", "PRAGMA user_version = 2")
    approve(path)
    assert problems(path) == ()
    assert query(path, "PRAGMA user_version") == [(3,)]
    with open_ledger(path) as ledger:
        assert ledger.data(parcel("một").sha256) == b"m\xe1\xbb\x99t"
