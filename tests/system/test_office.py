"""LibreOffice is found where it is installed, and what was started has an end."""

import sys
import time
from pathlib import Path

from par_excel.system import find_office, run_office
from par_excel.system.office import windows_places

PYTHON = Path(sys.executable)


def program(folder: Path, name: str) -> Path:
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("#!/bin/sh\n", encoding="utf-8")
    place.chmod(0o755)
    return place


def test_it_is_found_on_the_path(tmp_path: Path) -> None:
    name = "soffice.exe" if sys.platform == "win32" else "soffice"
    made = program(tmp_path, name)
    assert find_office({"PATH": str(tmp_path), "PATHEXT": ".EXE"}) == made


def test_it_is_found_where_windows_has_it(tmp_path: Path) -> None:
    made = program(tmp_path, "LibreOffice/program/soffice.exe")
    assert windows_places({"PROGRAMFILES": str(tmp_path)}) == (made,)
    assert find_office({"PATH": "", "PROGRAMFILES": str(tmp_path)}) == made


def test_none_is_found_where_there_is_none(tmp_path: Path) -> None:
    found = find_office({"PATH": str(tmp_path), "PROGRAMFILES": str(tmp_path)})
    assert found is None or "LibreOffice" in str(found)  # macOS has one place for all


def test_how_it_ended_is_said() -> None:
    assert run_office(PYTHON, ["-c", "raise SystemExit(0)"], seconds=60)
    assert not run_office(PYTHON, ["-c", "raise SystemExit(3)"], seconds=60)


def test_what_does_not_end_is_ended_with_what_it_started(tmp_path: Path) -> None:
    told = tmp_path / "told"
    inner = f"import time, pathlib; time.sleep(3); pathlib.Path({str(told)!r}).write_text('x')"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    began = time.monotonic()
    assert not run_office(PYTHON, ["-c", outer], seconds=1)
    assert time.monotonic() - began < 3
    time.sleep(max(0.0, began + 4.5 - time.monotonic()))
    assert not told.exists()
