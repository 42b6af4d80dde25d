"""Hostile files of every kind and entries in one inbox, through the real command: it says a word of each, and goes on.

A good return lies beside them and must be accepted. Nothing in the inbox changes, nobody is called, and the memory
of the process is limited, so that a file that grows would be seen as a death.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from par_excel.config import packaged_files
from tests.hostile.canary import Canary, canary
from tests.hostile.cases import Case, good
from tests.hostile.damage import cases
from tests.hostile.entries import Entry, entries
from tools.apart import YEAR

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, pipes and such names are POSIX's")

_KIB = 1_048_576
_SECONDS = 300
_GOOD = "beside-phuluc_1.xlsx"
_ENTRIES = "la"
_SLOW = (
    "xml-attributes-1,000,000",
    "sheet-blank-rows-300,000",
    "sheet-numbers-250,000",
    "zip-60,000-parts",
)
"""Take seconds each, twice; alone they are read by every run of these tests."""


class Ran(Struct, frozen=True):
    """What the command did with the inbox."""

    facts: Mapping[str, Any]
    status: int
    errors: str
    words: str
    """What it says to people, the second time."""
    before: Mapping[str, object]
    after: Mapping[str, object]
    planted: tuple[Entry, ...]
    watch: Canary
    folder: Path

    @property
    def named(self) -> frozenset[str]:
        """Every file that the output names."""
        lists = (self.facts["received"], self.facts["refused"], self.facts["skipped"])
        return frozenset(each["file"] for found in lists for each in found)


def _quick(*url: str) -> list[Case]:
    """Return every second case: here it is the inbox that is tried, not each file."""
    return [case for case in cases(*url) if case.name not in _SLOW][::2]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("ky")
    for name, data in packaged_files(YEAR).items():
        (folder / name).write_bytes(data)
    inbox = folder / "inbox"
    (inbox / _ENTRIES).mkdir(parents=True)
    with canary() as watch:
        for case in _quick(watch.url):
            (inbox / case.file).write_bytes(case.make())
        planted = tuple(entries())
        for entry in planted:
            entry.plant(inbox / _ENTRIES, good()[:5000])
        (inbox / _GOOD).write_bytes(good(1))
        before = _state(inbox)
        first = _check(folder, "--json")
        second = _check(folder)
        yield Ran(
            facts=json.loads(first.stdout),
            status=first.returncode,
            errors=first.stderr + second.stderr,
            words=second.stdout,
            before=before,
            after=_state(inbox),
            planted=planted,
            watch=watch,
            folder=folder,
        )


def _check(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    limited = ["sh", "-c", f'ulimit -v {_KIB} && exec "$0" "$@"', sys.executable, "-m", "par_excel"]
    return subprocess.run(
        [*limited, "-C", str(folder), "check", *options],
        capture_output=True,
        encoding="utf-8",
        timeout=_SECONDS,
        check=False,
    )


def _state(folder: Path) -> Mapping[str, object]:
    """Return what lies in a folder: of files content and time, of the rest its kind."""
    found: dict[str, object] = {}
    for place, _, names in os.walk(folder):
        found[place] = "folder"
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118 - names that are no UTF-8
            status = os.lstat(path)
            is_small_file = os.path.isfile(path) and not os.path.islink(path) and status.st_size < 1 << 26  # noqa: PTH113, PTH114
            content = hashlib.sha256(Path(path).read_bytes()).hexdigest() if is_small_file else ""
            found[path] = (status.st_mode, status.st_size, status.st_mtime_ns, content)
    return found


def test_the_command_ends_and_asks_for_a_person(ran: Ran) -> None:
    assert ran.status == 1, ran.errors
    assert "Traceback" not in ran.errors
    assert "Error" not in ran.errors


def test_the_good_return_beside_them_is_accepted(ran: Ran) -> None:
    unit = next(each for each in ran.facts["units"] if each["appendix"] == "1")
    errors = [each for each in unit["findings"] if each["severity"] == "lỗi"]
    assert (unit["state"], unit["file"], errors) == ("hợp lệ", _GOOD, [])


def test_every_file_is_named(ran: Ran) -> None:
    """Also those of the same content, and archives and letters for what is in them."""
    said = set(_strings(ran.facts))
    assert [case.file for case in _quick() if not any(text.startswith(case.file) for text in said)] == []


def _strings(facts: object) -> Iterator[str]:
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, Mapping | list):
        for each in facts.values() if isinstance(facts, Mapping) else facts:
            yield from _strings(each)


def test_every_entry_is_named_with_its_reason(ran: Ran) -> None:
    skipped = {each["file"]: each["reason"] for each in ran.facts["skipped"]}
    for entry in ran.planted:
        names = [
            name
            for name in ran.named
            if name.startswith(f"{_ENTRIES}/") and entry.tag in unicodedata.normalize("NFC", name)
        ]
        reasons = [skipped.get(name) for name in names]
        assert reasons == [entry.reason and entry.reason.value], entry.tag


def test_nothing_that_was_left_is_read(ran: Ran) -> None:
    assert "root:" not in json.dumps(ran.facts)
    assert not any("passwd/" in name for name in ran.named)


def test_the_inbox_is_not_touched(ran: Ran) -> None:
    assert ran.after == ran.before


def test_nobody_is_called_and_nothing_is_written_elsewhere(ran: Ran) -> None:
    assert ran.watch.visitors == []
    outside = [
        path for path in ran.folder.parent.rglob("*ra-ngoai*") if ran.folder / "inbox" not in path.parents
    ]
    assert outside == []
    assert not Path("/tmp/ra-ngoai.txt").exists()  # noqa: S108 - where a zip's name would lead
    assert not (Path.cwd() / "ra-ngoai").exists()


def test_a_second_run_says_the_same_in_words(ran: Ran) -> None:
    """The terminal gets no sequence that steers it, and no file name passes for a line of the report."""
    steering = re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", ran.words)
    assert steering == []
    assert "\nphuluc_1.xlsx: hợp lệ" not in ran.words
    assert re.search(rf"hợp lệ +0 +\d+ +\d+ +{re.escape(_GOOD)}", ran.words)
