"""A child stands by where the inbox was changed after the ledger."""

import os
from pathlib import Path

import pytest

from par_excel.model import ParExcelError
from par_excel.system.worker import _STANDING_BY
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.standby import TARGET, reader_standing_by
from tests.cli.running import run_here


@pytest.mark.parametrize(
    ("inbox", "ledger", "stands_by"), [(None, None, False), (2, None, True), (2, 1, True), (1, 2, False)]
)
def test_a_child_stands_by_where_there_is_news(
    *, inbox: int | None, ledger: int | None, stands_by: bool, tmp_path: Path
) -> None:
    folder = Folder(tmp_path)
    if inbox is not None:
        folder.inbox.mkdir()
        os.utime(folder.inbox, (inbox, inbox))
    if ledger is not None:
        folder.ledger.touch()
        os.utime(folder.ledger, (ledger, ledger))
    with reader_standing_by(tmp_path):
        assert bool(_STANDING_BY) is stands_by
    assert not _STANDING_BY


@pytest.mark.parametrize(
    "arguments",
    [("check", "--list"), ("check", "--scheduler", "không"), ("merge", "--scheduler", "không")],
)
def test_no_child_stands_by_where_nothing_is_read_here(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox").mkdir()
    started: list[Path] = []
    monkeypatch.setattr("par_excel.workflow.intake.standby.reader_standing_by", started.append)
    run_here("-C", tmp_path, *arguments)
    assert not started


@pytest.mark.parametrize(
    ("command", "does"),
    [
        ("check", "par_excel.workflow.intake.check.check_inbox"),
        ("merge", "par_excel.workflow.results.merge.merge_inbox"),
    ],
)
def test_a_command_that_fails_leaves_no_child(
    command: str, does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = []

    def fail(*_: object, **__: object) -> None:
        children.append(_STANDING_BY[TARGET].process)
        raise ParExcelError("hỏng")

    (tmp_path / "inbox").mkdir()
    monkeypatch.setattr(does, fail)
    assert "hỏng" in run_here("-C", tmp_path, command).err
    [child] = children
    assert child.poll() is not None
