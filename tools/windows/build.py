"""Build the Windows folder that needs nothing, packed: `make windows`, or with another Python `--runtime FOLDER`.

The same sources and locks give the same bytes. What is too large, or too deep for Explorer, is no folder to hand out.
"""

import argparse
import hashlib
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Template

from msgspec import Struct
from packageurl import PackageURL

from tools.windows.bill import Part, bill_of_materials, libraries, licences
from tools.windows.guide import guide_pages
from tools.windows.libraries import ROOT, installed_libraries, installed_program, wheel_hashes
from tools.windows.runtime import LIBRARY, Runtime, Unfit, given_runtime, packaged_runtime

HERE = Path(__file__).parent / "folder"
CACHE = ROOT / "build" / "windows"
PROGRAM = "chuong_trinh/"
"""All that nobody needs to see."""
CONTENTS = "noi_dung.tsv"
_PACKAGES = "packages/"
_MOST_PACKED, _MOST_UNPACKED, _LONGEST_PATH = 65_000_000, 160_000_000, 130
_EARLY = "early.zip"
_IN_EARLY = "Lib/encodings/"
"""Imported before anything can say where compiled modules are kept: out of a zip nothing is kept."""
_SEARCHED = (_EARLY, f"{LIBRARY}.zip", ".", "DLLs", "Lib", "packages", "import site")
"""Where this Python looks for modules; neither registry nor environment nor the user's own packages add to it."""
_SIZED = ("pythonw.exe", f"{LIBRARY}.dll", _EARLY, "mo_par_excel.py")
"""What the window itself needs to say what is missing."""


class Release(Struct, frozen=True):
    """What is built, and when."""

    version: str
    made: datetime
    runtime: Runtime

    @property
    def name(self) -> str:
        """Of the folder and of the file that it is packed in."""
        return f"par-excel-{self.version}-windows"


def folder_files(release: Release) -> dict[str, bytes]:
    """Return every file of the folder, by place."""
    packages = installed_libraries(CACHE / "wheels") | installed_program()
    program = {**_settled(release.runtime), **{_PACKAGES + place: data for place, data in packages.items()}}
    found = libraries(packages, PROGRAM + _PACKAGES, wheel_hashes(CACHE / "wheels"))
    ours = next(part for part in found if part.name == "par-excel")
    others = (_interpreter(release.runtime), *(part for part in found if part is not ours))
    program |= {
        f"{LIBRARY}._pth": "\r\n".join((*_SEARCHED, "")).encode(),
        "sbom.cdx.json": bill_of_materials(ours, others, release.made),
        "mo_par_excel.py": (HERE / "mo_par_excel.py").read_bytes(),
    }
    program[CONTENTS] = _contents(program)
    looks = "\n".join(f'call :look "%program%\\{name}" {len(program[name])}' for name in _SIZED)
    files = {PROGRAM + place: data for place, data in program.items()}
    for name in ("Mở par_excel.cmd", "par-excel.cmd", "ĐỌC TRƯỚC.txt"):
        files[name] = _for_notepad(
            (HERE / name).read_text("utf-8"), version=release.version, looks=looks, mark=name.endswith(".txt")
        )
    files["GIẤY PHÉP.txt"] = _for_notepad(licences((ours, *others)), mark=True)
    return files | {f"huong-dan/{place}": data for place, data in guide_pages(ROOT / "docs").items()}


def _settled(runtime: Runtime) -> dict[str, bytes]:
    """Return the files of the runtime, with those apart that are read before anything else."""
    early = {place.removeprefix("Lib/"): data for place, data in runtime.files.items() if _is_early(place)}
    early["sitecustomize.py"] = (HERE / "sitecustomize.py").read_bytes()
    rest = {place: data for place, data in runtime.files.items() if not _is_early(place)}
    return rest | {_EARLY: packed(early, datetime(1980, 1, 1, tzinfo=UTC), zipfile.ZIP_STORED)}


def _is_early(place: str) -> bool:
    return place.startswith(_IN_EARLY)


def _interpreter(runtime: Runtime) -> Part:
    text = next((name for name in runtime.files if name.upper().startswith("LICENSE")), "")
    origin = PackageURL("generic", None, "python", runtime.version, {"origin": runtime.origin})
    signed = {
        PROGRAM + place: hashlib.sha256(data).hexdigest()
        for place, data in sorted(runtime.files.items())
        if place.endswith((".dll", ".exe", ".pyd"))
    }
    texts = (PROGRAM + text,) if text else ()
    return Part("Python", runtime.version, "Python-2.0.1", texts, origin, runtime.sha256, signed)


def _contents(program: Mapping[str, bytes]) -> bytes:
    """Return hash, size and place of every file, by place."""
    return "".join(
        f"{hashlib.sha256(data).hexdigest()}\t{len(data)}\t{place}\n"
        for place, data in sorted(program.items())
    ).encode()


def _for_notepad(text: str, *, mark: bool, **values: str) -> bytes:
    """Return a text with the line ends of Windows; with the mark by which old editors know UTF-8, where that is harmless."""
    filled = Template(text).substitute(values) if values else text
    return filled.replace("\n", "\r\n").encode("utf-8-sig" if mark else "utf-8")


def packed(files: Mapping[str, bytes], made: datetime, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the files as a zip: in order of their places, with one date."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=9) as archive:
        for place, data in sorted(files.items()):
            info = zipfile.ZipInfo(place, made.timetuple()[:6])
            info.create_system, info.compress_type = 0, method
            archive.writestr(info, data)
    return stream.getvalue()


def ensure_small(files: Mapping[str, bytes], package: bytes) -> None:
    """Refuse a folder that is too large.

    Raises:
        Unfit: it is.
    """
    if found := ", ".join(_excesses(files, package)):
        raise Unfit(found)


def _excesses(files: Mapping[str, bytes], package: bytes) -> Iterator[str]:
    if len(package) > _MOST_PACKED:
        yield f"{len(package)} bytes packed"
    if (unpacked := sum(map(len, files.values()))) > _MOST_UNPACKED:
        yield f"{unpacked} bytes unpacked"
    if len(longest := max(files, key=len)) > _LONGEST_PATH:
        yield f"a path of {len(longest)} characters: {longest}"


def _when() -> datetime:
    """Return the time of the last commit."""
    done = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, check=True)
    return datetime.fromtimestamp(int(done.stdout) // 2 * 2, UTC)


def main() -> None:
    """Build, measure and write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runtime", type=Path, help="folder with the embeddable Python 3.13 of python.org")
    given = parser.parse_args().runtime
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    try:
        runtime = given_runtime(given) if given else packaged_runtime(CACHE / "runtime")
        release = Release(version, _when(), runtime)
        files = {f"{release.name}/{place}": data for place, data in folder_files(release).items()}
        package = packed(files, release.made)
        ensure_small(files, package)
    except Unfit as failure:
        sys.exit(f"No folder was built: {failure}")
    target = ROOT / "dist" / f"{release.name}.zip"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(package)
    unpacked = sum(map(len, files.values()))
    print(
        f"{target.relative_to(ROOT)}: {len(package) / 1e6:.1f} MB packed, {unpacked / 1e6:.1f} MB in {len(files)} files"
    )
    print(f"longest path {len(max(files, key=len))}, SHA-256 {hashlib.sha256(package).hexdigest()}")


if __name__ == "__main__":
    main()
