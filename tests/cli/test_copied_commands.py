"""A command that the program prints can be copied: it runs from where the official is, with folder and quotes."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.running import run

COMMAND = re.compile(r"par-excel (-C [^\n“”;]+?)(?=$|”|\.$|; | \()", re.MULTILINE)
PLACE = Path("kỳ đánh giá")


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    return (
        run("demo", PLACE).out
        + run("-C", PLACE, "approve", "--decision", "số 500/QĐ-UBND, ngày 25/02/2021").out
    )


def test_every_command_that_is_printed_runs_as_it_stands(told: str) -> None:
    commands = list(dict.fromkeys(COMMAND.findall(told)))
    assert len(commands) > 3
    assert told.count("par-excel ") == told.count(f'par-excel -C "{PLACE}" ')
    kinds = {tuple(shlex.split(command)[2:4]): command for command in commands}
    for command in kinds.values():
        done = run(*shlex.split(command))
        if "“…”" in done.err:  # what it lacks is only the reason
            reasoned = command.replace('"…"', '"đã có công văn giải trình"')
            done = run(*shlex.split(reasoned), "--by", "Trần Thị B")
        assert done.status in {0, 1}, (command, done.err)


def test_a_placeholder_is_no_reason_and_a_waiver_says_how_it_is_corrected(told: str) -> None:
    waive = ("-C", PLACE, "waive", "chung", "chua-doi-chieu")
    assert "chua-doi-chieu" in told
    refused = run(*waive, "--reason", "…", "--by", "B")
    assert (refused.status, "ghi lý do thật" in refused.err) == (2, True)
    assert run(*waive, "--reason", "đối chiếu sau", "--by", "B").status == 0
    again = run(*waive, "--reason", "lý do khác", "--by", "B")
    assert again.status == 2
    assert f'par-excel -C "{PLACE}" waive chung chua-doi-chieu --undo --reason "…"' in again.err
