"""Ledger and log both gone: every command says so first, and the guide's page gets all of it back, step by step."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from par_excel.workflow.correspondence.status import read_standing
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.folder.lost_records import lost_records
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.records.backup import back_up
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.verify import verify_all
from tests.cli.running import run
from tests.workflow.approvals import NOW, approved_period, copy_of
from tests.workflow.periods import RECEIVED, full_period, good_return, period, send

GUIDE = Path(__file__).parents[2] / "docs" / "dong-lenh" / "khoi-phuc.md"


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return approved_period(tmp_path_factory.mktemp("lost") / "ky")


@pytest.fixture
def folder(once: Folder, tmp_path: Path) -> Folder:
    return copy_of(once, tmp_path / "ky")


def lose(folder: Folder) -> None:
    folder.ledger.unlink()
    folder.log.unlink()


def test_a_new_folder_has_lost_nothing(tmp_path: Path) -> None:
    assert lost_records(period(tmp_path / "ky")) == ""
    assert lost_records(full_period(tmp_path / "ky 2")) == ""


def test_what_was_lost_is_told_with_what_is_left_of_it(folder: Folder) -> None:
    back_up(folder, None, now=NOW)
    lose(folder)
    told = lost_records(folder)
    assert "(tong_hop.xlsx, bao_cao.docx, phien_ban_1)" in told
    assert "chép mọi tệp trong sao_luu/2021-02-20_160000 vào thư mục này" in told


@pytest.mark.parametrize("command", ["status", "check", "merge"])
def test_every_command_says_so_first_and_asks_for_a_person(folder: Folder, command: str) -> None:
    lose(folder)
    done = run("-C", folder.root, command)
    assert done.status == 1
    first = [line for line in done.out.splitlines() if line.strip()][:2]
    assert any(
        line.startswith("Sổ theo dõi ledger.sqlite và nhật ký nhat_ky.jsonl không còn") for line in first
    )


def test_verify_says_so_and_makes_no_ledger(folder: Folder) -> None:
    lose(folder)
    [problem] = verify_all(folder).problems
    assert problem.startswith("Sổ theo dõi ledger.sqlite và nhật ký nhat_ky.jsonl không còn")
    assert not folder.ledger.exists()


def test_status_asks_for_restoring_before_anything_else(folder: Folder) -> None:
    lose(folder)
    step = read_standing(folder, now=NOW).next_step
    assert (step.sentence, step.is_due) == (
        "Khôi phục sổ theo dõi và nhật ký từ bản sao lưu trước mọi việc khác.",
        True,
    )


def test_a_ledger_that_was_begun_anew_still_says_which_approvals_it_lacks(folder: Folder) -> None:
    lose(folder)
    check_inbox(folder, now=NOW + timedelta(days=1))
    again = check_inbox(folder, now=NOW + timedelta(days=2))
    assert "không có phê duyệt của phiên bản 1" in again.intake.lost
    assert not again.is_in_order


def test_the_guide_gets_all_of_it_back(folder: Folder) -> None:
    """Do what the page says, in its order; every command that it names in a numbered step is run."""
    master, total = folder.master.read_bytes(), merge_inbox(folder, now=NOW).result.total
    said = re.findall(r"^\d+\. .*?`par-excel (\w+)`", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert said == ["backup", "verify", "verify", "check", "log", "merge"]
    done = [run("-C", folder.root, said[0]).status]
    send(folder, "thu/sau.xlsx", good_return(folder, "so-b", saved="2021-02-01T00:00:00Z"))
    lose(folder)
    lost = run("-C", folder.root, said[1])
    assert "không còn" in lost.out
    [copy] = (folder.root / "sao_luu").iterdir()
    for path in copy.iterdir():
        shutil.copy2(path, folder.root / path.name)
    sound = run("-C", folder.root, said[2])
    assert "Mọi dữ liệu còn nguyên vẹn." in sound.out
    done += [run("-C", folder.root, command).status for command in said[3:]]
    assert done == [0, 0, 0, 0]
    assert merge_inbox(folder, now=RECEIVED + timedelta(days=9)).result.total == total
    assert folder.master.read_bytes() == master
