"""What a person has made of an output is never overwritten; an output that is open elsewhere is named."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from tests.cli.conftest import command as command  # noqa: PLC0414 - a fixture
from tests.cli.running import Ended
from tests.faults.laying import change_by_hand, copy_of
from tests.faults.state import in_process, outputs_of
from tests.workflow.periods import RECEIVED

Command = Callable[..., Ended]
KEPT = "bao_cao_sua_tay_2021-02-17_1600.docx"


@pytest.fixture
def folder(begun: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Return a period whose report was changed by hand; the clock stands still."""
    monkeypatch.setattr("par_excel.cli.clock.now", lambda: RECEIVED)
    return copy_of(begun, tmp_path / "ky")


def merge(command: Command, folder: Folder) -> Ended:
    return command("-C", folder.root, "merge")


def test_an_output_changed_by_hand_is_kept_and_named(command: Command, folder: Folder) -> None:
    changed = folder.report.read_bytes()
    done = merge(command, folder)
    assert done.status == 1
    assert f"được giữ lại tại {folder.outbox / KEPT}" in done.out
    assert (folder.outbox / KEPT).read_bytes() == changed
    assert folder.report.read_bytes() != changed


def test_it_is_kept_once_and_what_was_kept_is_left_alone(
    command: Command, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge(command, folder)
    kept = (folder.outbox / KEPT).read_bytes()
    monkeypatch.setattr("par_excel.cli.clock.now", lambda: RECEIVED + timedelta(hours=1))
    again = merge(command, folder)
    assert "sua_tay" not in again.out
    assert [name for name in outputs_of(folder) if "sua_tay" in name] == [KEPT]
    changed = change_by_hand(folder.master)
    assert "tong_hop_sua_tay_2021-02-17_1700.xlsx" in merge(command, folder).out
    assert (folder.outbox / "tong_hop_sua_tay_2021-02-17_1700.xlsx").read_bytes() == changed
    assert (folder.outbox / KEPT).read_bytes() == kept


def locking(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one output stand open in Excel, as Windows has it: it cannot be replaced."""
    replace = os.replace

    def refused(source: Path, target: Path) -> None:
        if Path(target).name == name and Path(source).name.startswith(".par-"):
            raise PermissionError(13, "The process cannot access the file", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refused)


@pytest.mark.parametrize("name", ["tong_hop.xlsx", "bao_cao.docx"])
def test_an_output_that_is_open_elsewhere_is_named_and_nothing_changes(
    command: Command, folder: Folder, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = outputs_of(folder)
    with monkeypatch.context() as patch:
        locking(name, patch)
        done = merge(command, folder)
    assert done.status == 3
    assert done.line.startswith(
        f"Lỗi: Không ghi được {folder.outbox / name}: tệp đang mở trong chương trình khác"
    )
    assert outputs_of(folder) == before
    assert not in_process(folder)
    assert merge(command, folder).status == 1
    assert outputs_of(folder)[name] != before[name]
