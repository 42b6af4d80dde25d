"""A round on a real cluster, whose workers see neither the working folder nor each other's, comes out the same."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from par_excel.ledger import open_ledger
from par_excel.system.cluster import cluster
from par_excel.workflow.folder.catalogue import make_templates
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.workflow.intake.check import answer, check_inbox
from par_excel.workflow.results.merge import merge_inbox
from tests.cli.running import run
from tests.hostile.cases import RETURNS
from tests.hostile.damage import cases
from tests.system.clusters import RunningCluster, running_cluster

RECEIVED = datetime(2021, 2, 17, 9, tzinfo=UTC)
_HOSTILE = 40


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCluster]:
    with running_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as found:
        yield found


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample returns, and hostile and damaged files beside them."""
    place = tmp_path_factory.mktemp("inbox")
    for each in RETURNS.glob("*.xlsx"):
        shutil.copy(each, place)
    hostile = [case for case in cases() if len(case.file) < 100][::4]
    for case in hostile[:_HOSTILE]:
        (place / case.file).write_bytes(case.make())
    return place


def round_of(root: Path, inbox: Path) -> Folder:
    folder = Folder(root)
    lay_out(folder, year=2020)
    shutil.rmtree(folder.inbox)
    shutil.copytree(inbox, folder.inbox)
    return folder


def files(place: Path) -> dict[str, bytes]:
    return {
        path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()
    }


def test_a_whole_round_is_byte_for_byte_that_of_one_computer(
    running: RunningCluster, inbox: Path, tmp_path: Path
) -> None:
    here, there = round_of(tmp_path / "here", inbox), round_of(tmp_path / "there", inbox)
    with cluster(running.address) as runner:
        make_templates(there, runner=runner)
        checked = check_inbox(there, now=RECEIVED, runner=runner)
        answer(there, checked, now=RECEIVED, with_findings=True, runner=runner)
        merge_inbox(there, now=RECEIVED, runner=runner)
        assert not runner.is_lost
    make_templates(here)
    answer(here, check_inbox(here, now=RECEIVED), now=RECEIVED, with_findings=True)
    merge_inbox(here, now=RECEIVED)
    assert len(checked.intake.refusals) > 5
    assert files(there.outbox) == files(here.outbox)
    assert files(there.templates) == files(here.templates)
    with open_ledger(here.ledger) as one, open_ledger(there.ledger) as other:
        assert other.outcomes() == one.outcomes()


def test_the_command_takes_the_address(running: RunningCluster, inbox: Path, tmp_path: Path) -> None:
    folder = round_of(tmp_path / "ky", inbox)
    ended = run("-C", folder.root, "check", "--scheduler", running.address)
    assert ended.status == 1
    assert ended.err == ""
    assert "Sở Nội vụ" in ended.out
    with open_ledger(folder.ledger) as ledger:
        assert ledger.outcomes()


@pytest.mark.parametrize(
    ("command", "address"),
    [("check", "may-chu"), ("merge", "tcp://may-chu"), ("templates", "x://may-chu:1")],
)
def test_an_address_that_is_none_is_said_in_one_sentence(command: str, address: str, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    lay_out(folder, year=2020)
    # as a process: what its end brings to light is told as well
    ended = run("-C", tmp_path, command, "--scheduler", address, environment={})
    assert ended.status == 3
    assert ended.err == f"Lỗi: Địa chỉ cụm máy “{address}” không đúng: ghi như tcp://may-chu:8786.\n"
    assert not any(folder.outbox.iterdir())
