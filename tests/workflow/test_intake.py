"""Intake: nothing lost, nothing guessed, nothing changed; one bad file never stops the others."""

import hashlib
import os
import random
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from par_excel.checks import RULES
from par_excel.form import Column, form_for
from par_excel.ledger.failures import LedgerDamaged
from par_excel.model import ConfigError, ReturnState, UnitState
from par_excel.workflow.folder.catalogue import make_templates
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import CheckOutcome, check_inbox
from par_excel.workflow.results.merge import merge_inbox
from par_excel.writing.template.workbook import template_workbook
from tests.config import small
from tests.ledger.made import change_unhindered, query
from tests.workflow.periods import (
    ASSIGNMENTS,
    CATALOGUE,
    RECEIVED,
    TOTAL,
    UNITS,
    basis_of,
    form_of,
    full_period,
    good_return,
    period,
    send,
)

LOWER = {("1.2-a", Column.LEVEL): ""}
"""0.25 points less."""
FAULT = {("1.1-b", Column.LEVEL): "x"}
"""Two levels of one."""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return full_period(tmp_path / "ky")


def check(folder: Folder, *, days: int = 0) -> CheckOutcome:
    return check_inbox(folder, now=RECEIVED + timedelta(days=days))


def states(checked: CheckOutcome) -> list[UnitState]:
    return [checked.intake.state(unit) for unit in UNITS]


def received(checked: CheckOutcome) -> dict[str, ReturnState]:
    return {each.file: each.state for each in checked.intake.collection.received}


def codes(checked: CheckOutcome, unit: str) -> list[str]:
    return [finding.code for finding in checked.intake.findings(unit)]


def hashes(folder: Path) -> Mapping[str, tuple[str, int]]:
    return {
        str(path.relative_to(folder)): (
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


# --- what is there counts, once ---------------------------------------------------------------------------------------


def test_good_returns_are_all_in_order(folder: Folder) -> None:
    merged = merge_inbox(folder, now=RECEIVED)
    assert states(merged.checked) == [UnitState.VALID] * 2
    assert [merged.checked.intake.findings(unit) for unit in UNITS] == [(), ()]
    assert (merged.is_in_order, merged.result.total.score) == (True, TOTAL)


def test_same_bytes_twice_are_one_submission(folder: Folder) -> None:
    send(folder, "thu/sao.xlsx", (folder.inbox / "so-a.xlsx").read_bytes())
    first = check(folder)
    assert received(first) == dict.fromkeys(("so-a.xlsx", "so-b.xlsx"), ReturnState.CURRENT)
    assert received(check(folder, days=1)) == received(first)


def test_same_content_under_another_name_later_changes_nothing(folder: Folder) -> None:
    first = check(folder)
    (folder.inbox / "so-a.xlsx").rename(folder.inbox / "So A ban cuoi.xlsx")
    second = check(folder, days=1)
    assert second.intake.collection.received == first.intake.collection.received


def test_newer_return_supersedes_and_both_stay_listed(folder: Folder) -> None:
    merge_inbox(folder, now=RECEIVED)
    send(folder, "so-a 2.xlsx", good_return(folder, "so-a", LOWER, saved="2021-02-16T02:00:00Z"))
    merged = merge_inbox(folder, now=RECEIVED + timedelta(hours=1))
    assert received(merged.checked) == {
        "so-a.xlsx": ReturnState.SUPERSEDED,
        "so-b.xlsx": ReturnState.CURRENT,
        "so-a 2.xlsx": ReturnState.CURRENT,
    }
    assert str(TOTAL - merged.result.total.score) == "0.25"
    sheet = load_workbook(folder.master)["Bản nộp"]
    shown = {value for row in sheet.iter_rows(values_only=True) for value in row}
    assert {"so-a.xlsx", "so-a 2.xlsx", "bị thay thế"} <= shown


def test_older_return_that_arrives_later_does_not_count(folder: Folder) -> None:
    (folder.inbox / "so-a.xlsx").unlink()
    send(folder, "moi.xlsx", good_return(folder, "so-a", saved="2021-02-16T02:00:00Z"))
    check(folder)
    send(folder, "cu.xlsx", good_return(folder, "so-a", LOWER, saved="2021-02-15T02:00:00Z"))
    merged = merge_inbox(folder, now=RECEIVED + timedelta(hours=1))
    assert merged.result.total.score == TOTAL
    assert received(merged.checked)["cu.xlsx"] is ReturnState.SUPERSEDED
    assert codes(merged.checked, "so-a") == []


def test_newer_return_with_errors_decides_and_says_that_the_earlier_was_valid(folder: Folder) -> None:
    check(folder)
    send(folder, "so-a 2.xlsx", good_return(folder, "so-a", FAULT, saved="2021-02-16T02:00:00Z"))
    merged = merge_inbox(folder, now=RECEIVED)
    assert states(merged.checked) == [UnitState.FAULTY, UnitState.VALID]
    assert any("bản nộp trước đó hợp lệ" in reason for reason in merged.result.draft_reasons)


def test_file_that_left_the_inbox_still_counts_and_is_named(folder: Folder) -> None:
    check(folder)
    (folder.inbox / "so-a.xlsx").unlink()
    merged = merge_inbox(folder, now=RECEIVED + timedelta(days=1))
    assert merged.result.total.score == TOTAL
    assert merged.checked.intake.absent == ("so-a.xlsx",)
    assert merged.is_in_order


def test_empty_inbox_with_all_returns_in_the_ledger_still_merges(folder: Folder) -> None:
    check(folder)
    for path in folder.inbox.iterdir():
        path.unlink()
    merged = merge_inbox(folder, now=RECEIVED)
    assert merged.result.total.score == TOTAL
    assert merged.checked.intake.is_empty


def test_reading_that_was_changed_in_the_ledger_is_told_and_never_merged(folder: Folder) -> None:
    """A figure of another value, in a reading that is whole in every other way."""
    merge_inbox(folder, now=RECEIVED)
    before = folder.master.read_bytes()
    change_unhindered(folder.ledger, "UPDATE reading SET body = replace(body, '\"96\"', '\"98\"')")
    assert query(folder.ledger, "SELECT count(*) FROM reading WHERE body LIKE '%\"98\"%'") == [(1,)]
    for command in (merge_inbox, check_inbox):
        with pytest.raises(LedgerDamaged, match=r"kết quả đọc của tệp có mã .* không còn nguyên vẹn"):
            command(folder, now=RECEIVED)
    assert folder.master.read_bytes() == before


def test_late_return_counts_with_a_warning(folder: Folder) -> None:
    checked = check(folder, days=2)
    assert codes(checked, "so-a") == ["DL01"]
    assert checked.is_in_order


def test_time_of_first_intake_stays(folder: Folder) -> None:
    check(folder)
    assert codes(check(folder, days=5), "so-a") == []


# --- nothing depends on order, names, times; nothing is changed -------------------------------------------------------


def test_inbox_is_never_changed(folder: Folder) -> None:
    send(folder, "hong.xlsx", b"PK\x03\x04")
    send(folder, "~$so-a.xlsx", b"lock")
    send(folder, "thu/2021/tai.crdownload", b"part")
    before = hashes(folder.inbox)
    merge_inbox(folder, now=RECEIVED)
    make_templates(folder)
    merge_inbox(folder, now=RECEIVED)
    assert hashes(folder.inbox) == before


def test_checking_twice_changes_nothing(folder: Folder) -> None:
    send(folder, "hong.xlsx", b"PK\x03\x04")
    first = merge_inbox(folder, now=RECEIVED)
    outputs = [path.read_bytes() for path in (folder.master, folder.report, folder.ledger)]
    second = merge_inbox(folder, now=RECEIVED + timedelta(days=30))
    assert second.checked == first.checked
    assert second.result == first.result
    assert [path.read_bytes() for path in (folder.master, folder.report, folder.ledger)] == outputs


def test_no_result_depends_on_names_times_or_order(tmp_path: Path) -> None:
    folder = period(tmp_path / "mau")
    returns = [
        good_return(folder, "so-a", saved="2021-02-14T02:00:00Z"),
        good_return(folder, "so-a", LOWER, saved="2021-02-16T02:00:00Z"),
        good_return(folder, "so-a", FAULT, saved="2021-02-15T02:00:00Z"),
        good_return(folder, "so-b", saved="2021-02-15T02:00:00Z"),
    ]
    chance, results = random.Random(29), set[tuple[object, ...]]()  # noqa: S311 - no secret
    for number in range(6):
        shuffled = period(tmp_path / str(number))
        for index, data in enumerate(chance.sample(returns, len(returns))):
            path = send(shuffled, f"{chance.choice('abz')}/{index}.xlsx", data)
            os.utime(path, (chance.randrange(1_600_000_000),) * 2)
        result = merge_inbox(shuffled, now=RECEIVED).result
        results.add(
            (
                result.total,
                result.fields,
                tuple((unit.unit.id, unit.state, unit.errors, unit.warnings) for unit in result.units),
                frozenset((each.sha256, each.state) for each in result.received),
            )
        )
    assert len(results) == 1
    assert str(TOTAL - result.total.score) == "0.25"


# --- bad files --------------------------------------------------------------------------------------------------------

OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def bad_files(folder: Folder, other: Path) -> dict[str, tuple[bytes, str]]:
    """Return bad files by name, with the code that names them."""
    settings = small.SETTINGS.replace("thu-2020", "ky-khac")
    small.folder(other, settings=settings, catalogue=CATALOGUE, assignments=ASSIGNMENTS)
    whole = good_return(folder, "so-a")
    return {
        "van ban.xlsx": ("Kính gửi Sở Nội vụ".encode(), "ID02"),
        "cut.xlsx": (whole[: len(whole) // 2], "ID05"),
        "quet.xlsx": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "ID04"),
        "ma hoa.xlsx": (OLE, "ID31"),
        "ky truoc.xlsx": (template_workbook(form_of(Folder(other), "so-a"), RULES), "ID09"),
    }


def test_one_bad_file_never_stops_the_rest_and_each_is_named(folder: Folder, tmp_path: Path) -> None:
    bad = bad_files(folder, tmp_path / "khac")
    for name, (data, _) in bad.items():
        send(folder, name, data)
    send(folder, "rong.xlsx", b"")
    merged = merge_inbox(folder, now=RECEIVED)
    intake = merged.checked.intake
    assert merged.result.total.score == TOTAL
    assert states(merged.checked) == [UnitState.VALID] * 2
    assert {finding.place.file: finding.code for finding in intake.refusals} == {
        name: code for name, (_, code) in bad.items()
    }
    assert [skipped.name for skipped in intake.skipped] == ["rong.xlsx"]
    assert not merged.checked.is_in_order


def test_bad_file_that_was_taken_out_again_needs_nobody(folder: Folder) -> None:
    path = send(folder, "quet.pdf", b"%PDF-1.7")
    assert not check(folder).is_in_order
    path.unlink()
    checked = check(folder)
    assert checked.is_in_order
    assert received(checked)["quet.pdf"] is ReturnState.REFUSED


def test_template_sent_back_unfilled_is_no_return(folder: Folder) -> None:
    [path, _] = make_templates(folder)
    (folder.inbox / "so-a.xlsx").write_bytes(path.read_bytes())
    merged = merge_inbox(folder, now=RECEIVED)
    assert states(merged.checked) == [UnitState.MISSING, UnitState.VALID]
    assert received(merged.checked)["so-a.xlsx"] is ReturnState.BLANK
    assert str(merged.result.total.score) == "0.96"


def test_file_of_the_system_needs_nobody(folder: Folder) -> None:
    send(folder, ".gitkeep", b"")
    send(folder, "desktop.ini", b"[x]")
    assert check(folder).is_in_order


# --- settings that change ---------------------------------------------------------------------------------------------


def test_corrected_catalogue_makes_forms_outdated_and_returns_judged_anew(folder: Folder) -> None:
    assert check(folder).is_in_order
    corrected = CATALOGUE.replace("| 4,5  |", "| 4    |").replace("| 1,5  |", "| 1    |")
    small.folder(folder.root, catalogue=corrected, assignments=ASSIGNMENTS)
    (folder.inbox / "so-b.xlsx").unlink()  # what has left the inbox is judged anew from the ledger
    checked = check(folder)
    assert {"ID15", "SC33"} < set(codes(checked, "so-a"))
    assert "ID15" in codes(checked, "so-b"), "it contributes to a criterion whose maximum has changed"
    basis = basis_of(folder)
    assert form_for(basis, basis.units["so-a"]).stamp.fingerprint == basis.fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [("18/02/2021", "15/02/2021"), ('ten = "Sở A"', 'ten = "Sở Anh"'), ('id = "thu-2020"', 'id = "khac"')],
)
def test_corrected_settings_are_taken_up(folder: Folder, old: str, new: str) -> None:
    before = check(folder)
    settings = folder.settings.read_text(encoding="utf-8")
    assert settings.count(old) == 1
    folder.settings.write_text(settings.replace(old, new), encoding="utf-8")
    after = check(folder)
    told = (codes(after, "so-a"), len(after.intake.refusals), after.basis.units["so-a"].name)
    assert told != (codes(before, "so-a"), 0, "Sở A")


def test_where_the_folder_is_reached_from_does_not_matter(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(folder)
    before = folder.ledger.read_bytes()
    monkeypatch.chdir(folder.root.parent)
    check(Folder(Path(folder.root.name)))
    assert folder.ledger.read_bytes() == before


# --- an inbox that is none --------------------------------------------------------------------------------------------


def test_inbox_that_is_missing_or_a_file_is_told(tmp_path: Path) -> None:
    folder = period(tmp_path / "ky")
    folder.inbox.rmdir()
    with pytest.raises(ConfigError, match=r"inbox: Thư mục inbox không có\. Cách sửa: tạo thư mục inbox"):
        check(folder)
    folder.inbox.write_bytes(b"")
    with pytest.raises(ConfigError, match="là một tệp, không phải thư mục"):
        check(folder)
    assert not folder.ledger.exists()


def test_empty_inbox_is_a_period_without_returns(tmp_path: Path) -> None:
    folder = period(tmp_path / "ky")
    merged = merge_inbox(folder, now=RECEIVED)
    assert states(merged.checked) == [UnitState.MISSING] * 2
    assert merged.checked.intake.is_empty
    assert merged.result.is_draft
