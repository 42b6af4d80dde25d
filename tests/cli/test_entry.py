"""The commands `entry` and `reconcile`: what they say, and how they end."""

import json
from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.cli.conftest import Command
from tests.workflow.periods import full_period


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return full_period(tmp_path / "ky")


def test_entry_says_what_is_left(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "entry")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"Đã lập {folder.entry}: 3/3 tiêu chí có điểm để nhập.",
        "Đã nhập 0/3 tiêu chí.",
        "Còn lại: 1.1, 1.2, 1.3.",
    ]
    facts = json.loads(command("-C", folder.root, "entry", "--json").out)
    assert facts["left"] == ["1.1", "1.2", "1.3"]
    assert [item["score"] for item in facts["items"]] == ["1.5", "1.00", "0.96"]


def test_entry_of_a_period_with_a_missing_return_is_a_draft(command: Command, folder: Folder) -> None:
    (folder.inbox / "so-b.xlsx").unlink()
    done = command("-C", folder.root, "entry")
    assert done.status == 1
    assert "2/3 tiêu chí có điểm để nhập" in done.out
    assert "DỰ THẢO" in done.out
    assert "Còn lại: 1.1, 1.2." in done.out


def test_a_file_that_is_no_list_is_wrong_usage(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "entry", "--read", folder.inbox / "so-a.xlsx")
    assert done.status == 2
    assert "không có dấu nhận dạng" in done.line
    assert not folder.entry.exists()


def test_reconcile_ends_with_1_where_anything_differs(command: Command, folder: Folder) -> None:
    file = folder.root / "xuat.csv"
    file.write_text("Mã,Điểm\n1.1,1.5\n1.2,1\n1.3,0.96\n", encoding="utf-8")
    done = command("-C", folder.root, "reconcile", file)
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[0] == "Đã so sánh 3 tiêu chí (điểm): không có điểm khác nhau."
    file.write_text("Mã,Điểm\n1.1,1\n1.2,1\n1.3,0.96\n", encoding="utf-8")
    done = command("-C", folder.root, "reconcile", file)
    assert done.status == 1
    assert done.out.splitlines()[0] == "  1.1 – điểm (dòng 2): kết quả “1,5”, phần mềm “1”"
    facts = json.loads(command("-C", folder.root, "reconcile", file, "--json").out)
    assert facts["compared"] == 3
    [difference] = facts["differences"]
    assert (difference["result"], difference["software"]) == ("1,5", "1")


def test_reconcile_with_nothing_in_common_compares_nothing(command: Command, folder: Folder) -> None:
    file = folder.root / "khac.csv"
    file.write_text("Mã,Điểm\n7.1,1\n", encoding="utf-8")
    done = command("-C", folder.root, "reconcile", file)
    assert (done.status, done.out) == (2, "")
    assert "khac.csv: Không dò" in done.line
    assert command("-C", folder.root, "reconcile", folder.root / "khong-co.csv").status == 2
