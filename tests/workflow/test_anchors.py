"""The ends of ledger and log are cut so that the two agree: what names a point of the chain elsewhere tells it."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from par_excel.model import ConfigError, LetterKind, ParExcelError
from par_excel.post.message import CHAIN
from par_excel.workflow.correspondence.mail import write_drafts
from par_excel.workflow.correspondence.status import read_standing, write_status_page
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.ledgers import anchor_of, ledger_of
from par_excel.workflow.folder.lost_records import COPIES
from par_excel.workflow.records.backup import back_up
from par_excel.workflow.records.decisions import Decider, correct_received
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.verify import verify_all
from tests.ledger.made import change, change_unhindered, query
from tests.workflow.approvals import approved, copy_of
from tests.workflow.periods import RECEIVED, full_period

LATER = RECEIVED + timedelta(hours=1)
CUT = "phần cuối đã bị cắt bỏ"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a round that was merged before and after a decision, and never changed by a test."""
    folder = full_period(tmp_path_factory.mktemp("anchors") / "ky")
    merge_inbox(folder, now=RECEIVED)
    return folder


@pytest.fixture
def folder(once: Folder, tmp_path: Path) -> Folder:
    return copy_of(once, tmp_path / "ky")


def _decide(folder: Folder) -> None:
    """Record a decision that somebody wants to be rid of."""
    correct_received(folder, "so-a.xlsx", LATER, Decider("An", "theo dấu công văn đến", LATER))


def _cut(folder: Folder, number: int) -> None:
    """Take away all entries from this number on, out of ledger and log, with all that hangs on them."""
    change_unhindered(folder.ledger, f"DELETE FROM entry WHERE number >= {number}", "DELETE FROM kept")  # noqa: S608
    lines = folder.log.read_bytes().splitlines(keepends=True)
    folder.log.write_bytes(b"".join(lines[: number - 1]))


def _last(folder: Folder) -> int:
    return int(query(folder.ledger, "SELECT max(number) FROM entry")[0][0])


def _merged(folder: Folder) -> None:
    merge_inbox(folder, now=LATER)


def _page(folder: Folder) -> None:
    write_status_page(folder, read_standing(folder, now=LATER))


def _drafts(folder: Folder) -> None:
    assert write_drafts(folder, LetterKind.INVITE, now=LATER).mail.letters


def _copy(folder: Folder) -> None:
    back_up(folder, None, now=LATER)


@pytest.mark.parametrize(
    ("leave", "where"),
    [
        (_merged, "outbox/phieu_trinh.docx"),
        (_page, "outbox/tinh_hinh.html"),
        (_drafts, "outbox/thu/"),
        (_copy, f"{COPIES}/"),
    ],
    ids=["control sheet", "status page", "letters", "copy"],
)
def test_a_cut_end_is_told_by_each_place_that_names_it(
    folder: Folder, leave: Callable[[Folder], None], where: str
) -> None:
    before = _last(folder)
    _decide(folder)
    leave(folder)
    assert not [each for each in verify_all(folder).problems if "mã đối chiếu" in each], (
        "the chain may have grown"
    )
    _cut(folder, before + 1)
    for path in (folder.master, folder.report):  # made anew so that they agree with what was cut
        path.unlink()
    told = [each for each in verify_all(folder).problems if CUT in each]
    assert len(told) == 1
    assert told[0].startswith(where)
    assert f"chỉ còn đến việc số {before}, trong khi mã này ghi lúc đã có việc số {before + 1}" in told[0]


def test_a_cut_approval_is_told_by_its_code_alone(folder: Folder) -> None:
    before = _last(folder)
    code = approved(folder).anchor
    assert verify_all(folder, code=code).problems == ()
    assert int(code.partition("-")[0]) == before + 1
    _cut(folder, before + 1)
    for place in (folder.approvals, folder.outbox):  # all that was made of it
        shutil.rmtree(place)
    folder.outbox.mkdir()
    assert verify_all(folder).problems == (), "within the folder nothing tells of it"
    [told] = verify_all(folder, code=code).problems
    assert told.startswith(f"Mã đối chiếu {code}: ")
    assert CUT in told


def test_the_approved_sheet_names_a_point_before_its_own_approval(folder: Folder) -> None:
    _decide(folder)
    named = anchor_of(folder)
    done = approved(folder)
    assert done.approval is not None
    assert (done.approval.anchor, done.result.approval and done.result.approval.anchor) == (named, named)
    assert f">{named}<" in _text(folder.approved(1) / folder.control_sheet.name)
    before = (folder.approved(1) / folder.control_sheet.name).read_bytes()
    merge_inbox(folder, now=LATER + timedelta(days=1))
    assert (folder.control_sheet.read_bytes(), verify_all(folder).problems) == (before, ())


def _text(path: Path) -> str:
    with zipfile.ZipFile(path) as pack:
        return pack.read("word/document.xml").decode("utf-8")


def test_a_chain_made_anew_from_some_point_on_is_told(folder: Folder) -> None:
    before = _last(folder)
    _decide(folder)
    _page(folder)
    _cut(folder, before + 1)
    correct_received(folder, "so-a.xlsx", RECEIVED, Decider("An", "khác đi", LATER))
    [told] = [each for each in verify_all(folder).problems if "mã đối chiếu" in each]
    assert told.endswith(
        f"việc số {before + 1} trong sổ theo dõi không phải là việc lúc ghi mã này: sổ và nhật ký đã bị lập lại."
    )


def test_what_is_no_code_is_a_sentence(folder: Folder) -> None:
    with pytest.raises(ConfigError, match="“128-xyz” không phải mã đối chiếu"):
        verify_all(folder, code="128-xyz")


def test_a_letter_carries_the_code_and_is_the_same_letter_all_the_same(folder: Folder) -> None:
    drafts = write_drafts(folder, LetterKind.INVITE, now=LATER)
    first = {each.place: each.place.read_bytes() for each in drafts.mail.letters}
    code = anchor_of(folder)
    assert all(f"\r\n{CHAIN}: {code}\r\n".encode() in data for data in first.values())
    write_drafts(folder, LetterKind.INVITE, now=LATER)
    assert {path: path.read_bytes() for path in first} == first, "outputs, which carry it, do not change it"


def test_an_edited_hash_of_an_output_is_told(folder: Folder) -> None:
    changed = folder.report
    changed.write_bytes(changed.read_bytes() + b"x")
    name = changed.relative_to(folder.root).as_posix()
    told = f"Tệp {name} khác với bản chương trình đã lập"
    assert any(each.startswith(told) for each in verify_all(folder).problems)
    own = hashlib.sha256(changed.read_bytes()).hexdigest()
    change(folder.ledger, f"INSERT OR REPLACE INTO output VALUES ('{name}', '{own}')")  # noqa: S608
    assert any(each.startswith(told) for each in verify_all(folder).problems), "a row says nothing any more"
    former = query(folder.ledger, "SELECT number, line FROM entry WHERE kind = 'lập tệp'")
    number, line = next((number, line) for number, line in former if name in line)
    start = line.index(name) + len(name) + 3
    forged = line[:start] + own + line[start + 64 :]
    change_unhindered(folder.ledger, f"UPDATE entry SET line = '{forged}' WHERE number = {number}")  # noqa: S608
    assert any("nhật ký các việc đã làm không còn nguyên vẹn" in each for each in _problems(folder))


def _problems(folder: Folder) -> tuple[str, ...]:
    try:
        return verify_all(folder).problems
    except ParExcelError as failure:
        return (str(failure),)


def test_an_output_put_back_to_an_older_one_is_told(folder: Folder) -> None:
    former = folder.control_sheet.read_bytes()
    _decide(folder)
    _merged(folder)
    assert folder.control_sheet.read_bytes() != former
    folder.control_sheet.write_bytes(former)
    assert any(
        "phieu_trinh.docx là bản chương trình đã lập trước đó" in each for each in verify_all(folder).problems
    )


def test_merging_again_adds_no_entry(folder: Folder) -> None:
    with ledger_of(folder) as ledger:
        before = ledger.entries()
    merge_inbox(folder, now=LATER)
    with ledger_of(folder) as ledger:
        assert ledger.entries() == before
