"""A command that the program prints can be copied: it runs from where the official is, with folder and quotes."""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from par_excel.model.commands import quoted_word
from tests.cli.running import run

COMMAND = re.compile(r"par-excel (-C [^\n“”;]+?)(?=$|”|\.$|; | \()", re.MULTILINE)
PLACE = Path("kỳ đánh giá")


DECISION = "số 500/QĐ-UBND, ngày 25/02/2021"
ORDERS: tuple[tuple[str, ...], ...] = (
    ("check",),
    ("merge",),
    ("status",),
    ("review",),
    ("approve", "--decision", DECISION),
    ("entry",),
    ("plan",),
    ("verify",),
    ("catalogue", "check"),
    ("mail", "feedback"),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return what a sample period says on its way, with a return of which nobody knows whether it is newer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("lệnh"))
        said = run("demo", PLACE).out
        own = PLACE / "inbox" / "phuluc_2.xlsx"
        shutil.copy(PLACE / "ban_sua" / "phuluc_2.xlsx", own.with_name("phuluc 2 $sửa.xlsx"))
        for order in ORDERS:
            done = run("-C", PLACE, *order)
            said += done.out + done.err
        yield said


def test_every_command_that_is_printed_runs_as_it_stands(told: str) -> None:
    commands = list(dict.fromkeys(COMMAND.findall(told)))
    assert told.count("par-excel ") == told.count(f'par-excel -C "{PLACE}" ')
    kinds = {tuple(shlex.split(command)[2:4]): command for command in commands}
    assert len(kinds) >= 5
    for command in kinds.values():
        done = run(*shlex.split(command))
        if "“…”" in done.err:  # what it lacks is only the reason
            reasoned = command.replace('"…"', '"đã có công văn giải trình"')
            done = run(*shlex.split(reasoned), "--by", "Trần Thị B")
        assert done.status in {0, 1}, (command, done.err)


def test_what_init_says_to_do_next_runs_from_where_it_was_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [command] = COMMAND.findall(run("init", PLACE).out)
    assert run(*shlex.split(command)).status in {0, 1}
    assert (
        'par-excel -C "kỳ mới" catalogue import'
        in run("init", "kỳ mới", "--from", PLACE, "--year", "2021").out
    )


def test_programs_are_given_the_same_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run("demo", PLACE)
    facts = json.loads(run("-C", PLACE, "approve", "--decision", DECISION, "--json").out)
    assert facts["obstacles"]
    assert all(each["settle"].startswith(f'par-excel -C "{PLACE}" ') for each in facts["obstacles"])


@pytest.mark.parametrize(
    "name", ["phuluc 2.xlsx", "giá $HOME `a`.xlsx", "nói “a”; b.xlsx", 'a"b.xlsx', "a'b.xlsx"]
)
def test_a_file_of_any_name_is_one_word_of_the_command(name: str) -> None:
    assert shlex.split(f"x {quoted_word(name)} y") == ["x", name, "y"]


def test_a_placeholder_is_no_reason_and_a_waiver_says_how_it_is_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("demo", PLACE)
    waive = ("-C", PLACE, "waive", "chung", "chua-doi-chieu")
    refused = run(*waive, "--reason", "…", "--by", "B")
    assert (refused.status, "ghi lý do thật" in refused.err) == (2, True)
    assert run(*waive, "--reason", "đối chiếu sau", "--by", "B").status == 0
    again = run(*waive, "--reason", "lý do khác", "--by", "B")
    assert again.status == 2
    assert f'par-excel -C "{PLACE}" waive chung chua-doi-chieu --undo --reason "…"' in again.err
