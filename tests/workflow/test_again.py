"""`merge` again makes only what changed: what stands there, made of the same, stays; anything else is made anew."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import answer, check_inbox
from par_excel.workflow.records.decisions import Decider, exclude
from par_excel.workflow.results import merge as merging
from par_excel.workflow.results.merge import merge_inbox
from par_excel.workflow.results.present import Present, made_anew
from tests.workflow.periods import RECEIVED, full_period, good_return, send

LATER = RECEIVED + timedelta(hours=1)


@dataclass
class Made:
    """The names of the outputs that were made."""

    names: list[str] = field(default_factory=list)

    def __call__(self, folder: Folder, output: Path, present: Present) -> bytes:
        self.names.append(output.name)
        return made_anew(folder, output, present)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    folder = full_period(tmp_path / "ky")
    merge_inbox(folder, now=RECEIVED)
    return folder


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    made = Made()
    monkeypatch.setattr(merging, "made_anew", made)
    return made


def outputs(folder: Folder) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.outbox.rglob("*") if path.is_file()}


def test_nothing_new_makes_nothing(folder: Folder, made: Made) -> None:
    before = outputs(folder)
    outcome = merge_inbox(folder, now=LATER)
    assert made.names == []
    assert outputs(folder) == before
    assert not outcome.kept


def test_what_was_taken_away_is_made_again_alone(folder: Folder, made: Made) -> None:
    before = outputs(folder)
    folder.report.unlink()
    merge_inbox(folder, now=LATER)
    assert made.names == [folder.report.name]
    assert outputs(folder) == before


def test_what_a_person_changed_is_kept_and_made_again_alone(folder: Folder, made: Made) -> None:
    before = outputs(folder)
    folder.master.write_bytes(b"by hand")
    (kept,) = merge_inbox(folder, now=LATER).kept
    assert made.names == [folder.master.name]
    assert kept.read_bytes() == b"by hand"
    assert outputs(folder) == before | {kept: b"by hand"}


def a_newer_return(folder: Folder) -> None:
    send(folder, "so-a-2.xlsx", good_return(folder, "so-a", saved="2021-02-17T08:00:00Z"))


def a_decision(folder: Folder) -> None:
    exclude(folder, "so-a.xlsx", Decider("An", "gửi nhầm", RECEIVED))


def one_less(folder: Folder) -> None:
    (folder.inbox / "so-a.xlsx").unlink()


def another_setting(folder: Folder) -> None:
    settings = folder.settings.read_text("utf-8")
    folder.settings.write_text(settings.replace("tỉnh Thử", "tỉnh Khác"), "utf-8")


@pytest.mark.parametrize("change", [a_newer_return, a_decision, one_less, another_setting])
def test_anything_new_makes_all_anew(folder: Folder, made: Made, change: Callable[[Folder], None]) -> None:
    change(folder)
    merge_inbox(folder, now=LATER)
    assert made.names == [output.name for output in folder.made_of_result]
    found = outputs(folder)
    for output in folder.made_of_result:
        output.unlink()
    merge_inbox(folder, now=LATER)
    assert outputs(folder) == found


def test_a_check_in_between_changes_nothing(folder: Folder, made: Made) -> None:
    answer(folder, check_inbox(folder, now=LATER), now=LATER, with_findings=True)
    merge_inbox(folder, now=LATER)
    assert made.names == []
