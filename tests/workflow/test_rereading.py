"""Figures come from the bytes: a reading that was changed in the ledger, its hash made anew, is named and not approved."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from par_excel.form import Column
from par_excel.ledger.recorded import seal_of
from par_excel.workflow.conclusion.approve import FiguresChanged
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.intake.looking import look
from par_excel.workflow.results.approved import approvals_of
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.verify import verify_all
from tests.workflow.approvals import approved, copy_of
from tests.workflow.periods import RECEIVED, full_period, good_return, period, send

LATER = RECEIVED + timedelta(hours=1)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Return a round that was merged; nobody changes it."""
    folder = full_period(tmp_path_factory.mktemp("read") / "ky")
    merge_inbox(folder, now=RECEIVED)
    return folder


@pytest.fixture
def folder(once: Folder, tmp_path: Path) -> Folder:
    return copy_of(once, tmp_path / "ky")


def _forge(folder: Folder, name: str, change: Callable[[list[Any]], None]) -> None:
    """Change what was read of a file, and make the hash beside it anew: anybody with SQLite can."""
    sha256 = hashlib.sha256((folder.inbox / name).read_bytes()).hexdigest()
    with closing(sqlite3.connect(folder.ledger, isolation_level=None)) as connection:
        key, shape, body = connection.execute(
            "SELECT reading_key, shape, body FROM reading WHERE sha256 = ?", (sha256,)
        ).fetchone()
        said = json.loads(body)
        change(said)
        forged = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        seal = seal_of(key, shape, forged.encode())
        connection.execute("UPDATE reading SET body = ?, seal = ? WHERE sha256 = ?", (forged, seal, sha256))


def _raise_score(said: list[Any]) -> None:
    """Make 0.96 points a whole one."""
    [file] = said
    answer = next(each for each in file["submission"]["answers"] if each[0] == "1.3")
    answer[2][2] = "1.00"


def _drop_findings(said: list[Any]) -> None:
    said[0]["findings"] = [{**finding, "severity": "ghi chú"} for finding in said[0].get("findings", [])] or [
        _ALIEN
    ]


_ALIEN = {
    "code": "SC02",
    "severity": "lỗi",
    "unit": "so-b",
    "place": {"file": "", "sheet": "Chấm điểm", "cell": "E9"},
    "criterion": "1.3",
    "value": "9",
    "title": "Điểm vượt điểm tối đa",
    "why": "không rõ",
    "mend": "không rõ",
}


def test_a_changed_score_is_named_by_file_and_cell_and_stops_approve(folder: Folder) -> None:
    _forge(folder, "so-b.xlsx", _raise_score)
    with pytest.raises(FiguresChanged, match=r"so-b\.xlsx.*ô E\d+.*1,00.*0,96") as stopped:
        approved(folder)
    assert stopped.value.exit_status == 1
    assert not approvals_of(folder)
    [told, *_] = [each for each in verify_all(folder).problems if "so-b.xlsx" in each and "0,96" in each]
    assert "đọc lại từ nội dung đã lưu" in told


def test_a_finding_that_was_taken_away_or_put_in_is_named(folder: Folder) -> None:
    _forge(folder, "so-b.xlsx", _drop_findings)
    with pytest.raises(FiguresChanged, match=r"so-b\.xlsx.*SC02"):
        approved(folder)


def _cite_less(said: list[Any]) -> None:
    documents = said[0]["submission"]["documents"]
    documents[next(iter(documents))] = []


def _cite_another(said: list[Any]) -> None:
    for documents in said[0]["submission"]["documents"].values():
        documents[0]["text"] += " (sửa)"


@pytest.mark.parametrize(("change", "told"), [(_cite_less, "0 mục"), (_cite_another, r"\(sửa\)")])
def test_a_citation_that_was_changed_is_named(
    folder: Folder, change: Callable[[list[Any]], None], told: str
) -> None:
    _forge(folder, "so-b.xlsx", change)
    with pytest.raises(FiguresChanged, match=rf"so-b\.xlsx, tài liệu kiểm chứng: .*{told}"):
        approved(folder)


def test_documents_of_a_cell_that_names_thousands_are_not_kept(tmp_path: Path) -> None:
    folder = period(tmp_path / "ky")
    many = "\n".join(f"QĐ {number}" for number in range(4_000))
    send(folder, "so-b.xlsx", good_return(folder, "so-b", {("1.3", Column.EVIDENCE): many}))
    check_inbox(folder, now=RECEIVED)
    submission = look(folder, basis_of(folder)).intake.collection.current["so-b"].submission
    [row] = [each for each in submission.rows if each.evidence.value == many]
    assert submission.documents.keys() == {each.evidence.value for each in submission.rows} - {None, "", many}
    assert len(submission.documents_of(row)) == 4_000
    assert verify_all(folder).problems == ()


def test_a_return_that_was_made_a_refusal_is_named(folder: Folder) -> None:
    def refuse(said: list[Any]) -> None:
        del said[0]["submission"]
        said[0]["refusal"] = {
            "sha256": said[0]["sha256"],
            "file": "so-b.xlsx",
            "reason": "Tệp là văn bản, bản quét hoặc tài liệu khác, không phải biểu mẫu Excel.",
            "detail": "PDF",
        }

    _forge(folder, "so-b.xlsx", refuse)
    told = verify_all(folder).problems
    assert any("so-b.xlsx" in each and "bản nộp" in each for each in told)


def test_reading_all_again_on_request_puts_the_figures_right(folder: Folder) -> None:
    _forge(folder, "so-b.xlsx", _raise_score)
    check_inbox(folder, now=LATER, retry=True)
    assert verify_all(folder).problems == ()
    assert approved(folder).is_new


def test_what_is_as_it_was_read_is_approved_and_whole(folder: Folder) -> None:
    send(folder, "ghi chu.pdf", b"%PDF-1.4 nothing")
    merge_inbox(folder, now=LATER)
    assert verify_all(folder).problems == ()
    outcome = approved(folder)
    assert outcome.approval is not None or outcome.obstacles


def test_the_time_at_which_a_return_arrived_is_held_against_the_chain(folder: Folder) -> None:
    with closing(sqlite3.connect(folder.ledger, isolation_level=None)) as connection:
        trigger = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'parcel_no_update'"
        ).fetchone()[0]
        connection.execute("DROP TRIGGER parcel_no_update")
        connection.execute("UPDATE parcel SET received = '2021-02-01T00:00:00Z'")
        connection.execute(trigger)
    with pytest.raises(FiguresChanged, match="không khớp với nhật ký"):
        approved(folder)
