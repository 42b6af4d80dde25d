"""Unpack the Windows folder and use it as an official would: on Windows itself, elsewhere under Wine.

What is tried: the command line from a folder with Vietnamese letters and blanks, forms byte for byte as on this system,
a double-click that ends in a page, a second one that finds the first, missing files that are named. With --demo also the
whole sample period, every output compared.
"""

import argparse
import http.client
import json
import os
import sys
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

from tools.windows.wine import Windows, this_windows

_ODD_PLACE = "Bộ công cụ đánh giá"
_SECONDS = 180.0
_NOTE = "par_excel/bang_dieu_khien.json"
_COMPARED = (".xlsx", ".docx", ".csv", ".toml", ".txt", ".eml", ".html")


class Fault(Exception):  # noqa: N818 - what was found is a sentence
    """The folder does not do what it should."""


def unpacked(package: Path, target: Path) -> Path:
    """Unpack the folder and return its place."""
    with zipfile.ZipFile(package) as archive:
        archive.extractall(target)
    return next(target.iterdir())


def try_bill(folder: Path) -> None:
    """Every part that is named has the hash of what it was taken from, or of its programs."""
    bill = json.loads((folder / "chuong_trinh" / "sbom.cdx.json").read_text("utf-8"))
    parts = bill["components"]
    if without := [each["name"] for each in parts if not each.get("hashes") and not each.get("components")]:
        raise Fault(f"no hash of: {without}")
    print(f"  {len(parts)} parts, each with its hash")


def try_commands(windows: Windows, folder: Path, work: Path) -> None:
    """Lay out a period and write its forms, here and there; they are the same."""
    for system, command in (
        ("windows", windows.batch(folder / "par-excel.cmd")),
        ("here", [sys.executable, "-X", "utf8", "-m", "par_excel"]),
    ):
        (work / system).mkdir()
        for arguments in (["init", "ky"], ["-C", "ky", "templates"]):
            windows.run([*command, *arguments], work / system)
    _compare(work / "windows" / "ky", work / "here" / "ky")


def try_demo(windows: Windows, folder: Path, work: Path, expected: Path | None) -> None:
    """Make the sample period of eight returns; what was written is the same as here, or as another system wrote it."""
    windows.run([*windows.batch(folder / "par-excel.cmd"), "demo", "windows-thu"], work, may_find=True)
    if expected is None:
        here = [sys.executable, "-X", "utf8", "-m", "par_excel"]
        windows.run([*here, "demo", "here-thu"], work, may_find=True)
        expected = work / "here-thu"
    _compare(work / "windows-thu", expected)


def _compare(there: Path, here: Path) -> None:
    ours = {path.relative_to(here).as_posix(): path for path in here.rglob("*") if path.suffix in _COMPARED}
    theirs = {path.relative_to(there).as_posix() for path in there.rglob("*") if path.suffix in _COMPARED}
    if ours.keys() != theirs:
        raise Fault(f"other files than here: {sorted(ours.keys() ^ theirs)}")
    other = [name for name, path in sorted(ours.items()) if path.read_bytes() != (there / name).read_bytes()]
    if other:
        raise Fault(f"other bytes than here: {other}")
    print(f"  {len(ours)} files are the same, byte for byte")


def try_panel(windows: Windows, folder: Path) -> None:
    """Double-click twice: one panel, whose page answers; it ends when it is asked to."""
    note = windows.own_folder / _NOTE
    note.unlink(missing_ok=True)
    started = time.monotonic()
    windows.start(windows.batch(folder / "Mở par_excel.cmd"))
    said = _wait_for(note)
    print(f"  from the double-click to the first page: {time.monotonic() - started:.1f} s")
    windows.start(windows.batch(folder / "Mở par_excel.cmd"))
    time.sleep(5)
    if json.loads(note.read_text("utf-8")) != said:
        raise Fault("a second double-click began a second panel")


def _wait_for(note: Path) -> dict[str, str]:
    """Wait until the panel answers with its first page; return what its note says."""
    for _ in _tries():
        try:
            said: dict[str, str] = json.loads(note.read_text("utf-8"))
            asking = http.client.HTTPConnection("127.0.0.1", int(said["port"]), timeout=20)
            asking.request("POST", "/go-cua", headers={"X-Go-Cua": said["knock"]})
            address = asking.getresponse().read().decode()
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
            if "Các kỳ đánh giá" in opener.open(address, timeout=20).read().decode():
                return said
        except (OSError, ValueError, KeyError):
            continue
    raise Fault("no page came up")


def try_missing_file(windows: Windows, folder: Path) -> None:
    """Without one of its files the folder says so and opens nothing."""
    lost = folder / "chuong_trinh" / "packages" / "par_excel" / "panel" / "server.py"
    kept = lost.read_bytes()
    lost.unlink()
    program = folder / "chuong_trinh"
    look = (
        "import sys; sys.path.insert(0, sys.argv[1]); import mo_par_excel as m; print(m.damaged_file(m.HERE))"
    )
    said = windows.run([*windows.program(program / "python.exe"), "-c", look, str(program)], program)
    lost.write_bytes(kept)
    if "packages/par_excel/panel/server.py" not in said:
        raise Fault(f"a missing file is not named: {said}")


def _tries() -> Iterator[None]:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        yield None
        time.sleep(0.5)


def main() -> None:
    """Try the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("--demo", action="store_true", help="the whole sample period too (minutes)")
    parser.add_argument("--expected", type=Path, help="the sample period as another system made it")
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place,
        this_windows(Path(place)) as windows,
    ):
        work = Path(place, _ODD_PLACE)
        work.mkdir()
        folder = unpacked(given.package, work / "phần mềm")
        print("bill of materials")
        try_bill(folder)
        windows.prepare(folder)
        print("commands and forms")
        try_commands(windows, folder, work)
        print("missing file")
        try_missing_file(windows, folder)
        print("panel")
        try_panel(windows, folder)
        if given.demo:
            print("sample period")
            try_demo(windows, folder, work, given.expected)
        if list(folder.rglob("__pycache__")):
            raise Fault("something was written into the program's folder")
    print("All tried.")


if __name__ == "__main__":
    try:
        main()
    except Fault as fault:
        sys.exit(f"FAULT: {fault}")
