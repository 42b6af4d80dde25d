"""What is shown: foreign names come to no life, programs get the same facts, wherever and however it is printed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from par_excel.checks import RULES
from par_excel.form import Column
from par_excel.model import UnitState
from par_excel.vietnamese import harmless
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.results.merge import MergeOutcome, merge_inbox
from tests.cli.conftest import Command
from tests.cli.running import Ended, run
from tests.workflow.periods import RECEIVED, UNITS, full_period, good_return, send

TERRIBLE = (
    "a\x1b[31m\x1b]0;x\x07.xlsx",
    "hai\ndong\t.xlsx",
    "phuluc\u202exslx.exe",
    "\x9b2J\u2028\u200b.pdf",
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Return a period of which one return has faults of each severity."""
    folder = full_period(tmp_path / "ky")
    faults: dict[tuple[str, Column], str | Decimal] = {
        ("1.1-a", Column.LEVEL): "",
        ("1.1", Column.SCORE): "1,5",
        ("1.2", Column.EVIDENCE): "",
    }
    send(folder, "so-a.xlsx", good_return(folder, "so-a", faults))
    return folder


def merged(folder: Folder) -> MergeOutcome:
    return merge_inbox(folder, now=RECEIVED)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Phụ lục 1 – “Sở Nội vụ”.xlsx", "Phụ lục 1 – “Sở Nội vụ”.xlsx"),
        ("một\r\nhai\nba\tbốn", "một ⏎ hai ⏎ ba bốn"),
        ("\x1b[31m\x07\x7f\x00", "‹U+001B›[31m‹U+0007›‹U+007F›‹U+0000›"),
        ("\x9b2J\x85", "‹U+009B›2J‹U+0085›"),
        ("phuluc\u202exslx.exe", "phuluc‹U+202E›xslx.exe"),
        ("\u2066\u2069\u200f\u061c\u2028", "‹U+2066›‹U+2069›‹U+200F›‹U+061C›‹U+2028›"),
        ("\udcc3\ue000\U000e0041", "‹U+DCC3›‹U+E000›‹U+E0041›"),
    ],
)
def test_what_could_steer_a_terminal_is_shown_instead(text: str, shown: str) -> None:
    assert harmless(text) == shown


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
@pytest.mark.parametrize("name", TERRIBLE, ids=ascii)
def test_names_of_files_come_to_no_life(command: Command, folder: Folder, name: str) -> None:
    (folder.inbox / "so-b.xlsx").rename(folder.inbox / name)
    send(folder, f"pdf {name}", b"%PDF-1.7")
    plain = len(command("-C", folder.root, "merge").out.splitlines())
    for arguments in (["check"], ["merge"], ["check", "--json"]):
        done = command("-C", folder.root, *arguments)
        assert done.status == 1
        assert not [each for each in done.out if ord(each) < 32 and each != "\n"]
        assert not set(done.out) & set("\x9b\u2028\u202e\u200b")
    (folder.inbox / name).rename(folder.inbox / "so-b.xlsx")
    assert len(command("-C", folder.root, "merge").out.splitlines()) == plain
    assert merged(folder).checked.intake.state("so-b") is UnitState.VALID


# --- facts for programs -----------------------------------------------------------------------------------------------


def facts_of(done: Ended) -> Any:
    assert done.err == ""
    return json.loads(done.out, parse_float=lambda text: pytest.fail(f"a number that is no text: {text}"))


def test_json_of_check_tells_the_same_facts(command: Command, folder: Folder) -> None:
    send(folder, "quet.pdf", b"%PDF-1.7")
    send(folder, "rong.xlsx", b"")
    intake = merged(folder).checked.intake
    done = command("-C", folder.root, "check", "--json")
    facts = facts_of(done)
    assert done.status == 1
    assert facts["period"] == "thu-2020"
    assert [unit["id"] for unit in facts["units"]] == list(UNITS)
    for unit in facts["units"]:
        assert unit["state"] == intake.state(unit["id"]).value
        assert unit["file"] == intake.file(unit["id"])
        assert [told(each) for each in unit["findings"]] == [
            (each.code, each.severity.value, each.place.cell, each.criterion, each.value, each.why, each.mend)
            for each in intake.findings(unit["id"])
        ]
    assert [(each["code"], each["file"]) for each in facts["refused"]] == [("ID04", "quet.pdf")]
    assert [each["file"] for each in facts["skipped"]] == ["rong.xlsx"]
    assert [
        (each["file"], each["state"], each["in_inbox"], each["received"]) for each in facts["received"]
    ] == [
        (each.file, each.state.value, each.in_inbox, each.received.isoformat())
        for each in intake.collection.received
    ]


def told(finding: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(finding[name] for name in ("code", "severity", "cell", "criterion", "value", "why", "mend"))


def test_what_is_printed_names_every_error_that_the_facts_name(command: Command, folder: Folder) -> None:
    facts = facts_of(command("-C", folder.root, "check", "--json"))
    shown = command("-C", folder.root, "check").out
    errors = [each for unit in facts["units"] for each in unit["findings"] if each["severity"] == "lỗi"]
    assert errors
    assert all(
        f"[{each['code']}] lỗi: Tiêu chí {each['criterion']} (ô {each['cell']}, " in shown for each in errors
    )


def test_json_of_merge_has_exact_decimal_text(command: Command, folder: Folder) -> None:
    result = merged(folder).result
    facts = facts_of(command("-C", folder.root, "merge", "--json"))
    assert facts["is_draft"] is True
    assert facts["draft_reasons"] == list(result.draft_reasons)
    assert (facts["total"]["score"], facts["total"]["self_maximum"], facts["total"]["maximum"]) == (
        "2.46",
        "3.5",
        "4.5",
    )
    assert [Decimal(each["score"]) for each in facts["fields"]] == [total.score for total in result.fields]
    assert {each["unit"]: each["score"] for each in facts["by_unit"]} == {
        unit.unit.id: f"{unit.total.score:f}" for unit in result.units
    }


def test_of_many_files_that_are_left_some_are_named_and_the_rest_counted(
    command: Command, folder: Folder
) -> None:
    for number in range(13):
        send(folder, f"trong_{number:02d}.txt", b"")
    shown = command("-C", str(folder.root), "check").out
    assert shown.count("Tệp rỗng, chưa có nội dung.") == 11
    assert "  … và 3 tệp khác: Tệp rỗng, chưa có nội dung.\n" in shown


def test_checks_are_listed(command: Command, folder: Folder) -> None:
    listed = facts_of(command("-C", folder.root, "check", "--list", "--json"))
    assert [each["code"] for each in listed] == list(RULES)
    lines = command("check", "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == list(RULES)


# --- wherever it is printed -------------------------------------------------------------------------------------------

PLACES: Mapping[str, Mapping[str, str | None]] = {
    "usual": {},
    "LANG=C": {"LANG": "C", "LC_ALL": "C", "LANGUAGE": None, "TZ": "Asia/Ho_Chi_Minh"},
    "LANG=C without UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "COLUMNS": "20"},
    "ascii": {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "TZ": "America/Los_Angeles", "TERM": None},
    "cp1252": {"PYTHONIOENCODING": "cp1252", "NO_COLOR": "1", "FORCE_COLOR": None, "TERM": "xterm-256color"},
}


def test_output_is_the_same_wherever_it_is_printed(folder: Folder) -> None:
    merged(folder)  # received once, at a time that no clock changes
    outputs = [folder.master.read_bytes(), folder.report.read_bytes()]
    seen = {run("-C", folder.root, "check", environment=environment) for environment in PLACES.values()}
    [done] = seen
    assert done.status == 1
    assert "1   Sở A     có lỗi " in done.out
    *shown, _ = done.out.splitlines()  # the last line tells of the feedback: `merge` says it at its end
    merged_again = run("-C", folder.root, "merge", environment=PLACES["ascii"])
    assert merged_again.out.splitlines()[: len(shown)] == shown
    assert [folder.master.read_bytes(), folder.report.read_bytes()] == outputs


def test_a_mistake_is_the_same_wherever_it_is_printed(folder: Folder) -> None:
    seen = {run("-C", folder.root, "chek", environment=environment) for environment in PLACES.values()}
    assert len(seen) == 1


# --- progress ---------------------------------------------------------------------------------------------------------


def test_no_progress_when_piped(command: Command, folder: Folder) -> None:
    done = command("-C", folder.root, "check")
    assert done.err == ""
    assert "\r" not in done.out


def test_progress_and_colours_on_a_terminal(folder: Folder) -> None:
    shown = on_terminal(folder, "check")
    # where it takes a while, its speed stands behind
    assert re.findall(r"\r(Đang đọc \d/\d)", shown) == ["Đang đọc 0/2", "Đang đọc 1/2", "Đang đọc 2/2"]
    assert re.search(r"Đang đọc 2/2[^\r]*\r\n", shown)
    assert "\x1b[31m" in shown
    assert "Đang đọc" not in on_terminal(folder, "check"), "nothing is left to read"
    folder.ledger.unlink()
    folder.log.unlink()
    assert "Đang đọc" not in on_terminal(folder, "check", "--json")


def on_terminal(folder: Folder, *arguments: str) -> str:
    """Return what a command shows on a terminal."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "par_excel", "-C", str(folder.root), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm-256color"},
    ):
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return shown.decode("utf-8")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so where the other side is closed
        return b""
