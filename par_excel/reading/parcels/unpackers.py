"""RAR and 7z: unpacked by bsdtar where the machine has it (Windows 10 and later call it tar.exe), never to disk.

Where bsdtar cannot read something it fills up with zero bytes. So a 7z is first taken out to nowhere, which shows errors,
and is unpacked whole or not at all; of a RAR, of which bsdtar checks less, every file is held against its checksum.
"""

import os
import re
import shutil
import subprocess
import tarfile
import tempfile
import threading
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import IO

from msgspec import Struct

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.inflating import CHUNK_BYTES
from par_excel.reading.bounds.limits import ensure_ratio
from par_excel.reading.parcels.pieces import Container, Enclosed
from par_excel.reading.parcels.rar_headers import rar_checksums
from par_excel.reading.parcels.tars import open_tar, tar_content, tar_name, tar_packed
from par_excel.system.usage import usage_of

_NAMES = ("bsdtar", "tar")
_KEPT_VARIABLES = ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
_UTF_8_LOCALES = {"LC_ALL": "C.UTF-8", "LC_CTYPE": "C.UTF-8"}
"""Without one, bsdtar gives up names outside ASCII."""
_PASSWORD = re.compile(rb"encrypt|crypto|passphrase|password", re.IGNORECASE)
_UNSUPPORTED = re.compile(rb"unsupported|not supported", re.IGNORECASE)
_COMPLAINT_BYTES = 1 << 16
"""How much bsdtar may say on its standard error before it is ended."""
_WATCH_SECONDS = 0.2
_VERSION_SECONDS = 10
_SHARE_OF_TIME, _MOST_OF_TIME = 4, 0.75
"""Of `Limits.wall_seconds`, bsdtar may compute a quarter and be waited for three quarters: at the whole of it the parent
ends this very process, and no sentence would say why."""
_MIB = 1024 * 1024
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def find_unpacker() -> str | None:
    """Return the path of a bsdtar, None where this machine has none."""
    return _found(os.environ.get("SYSTEMROOT", ""), os.environ.get("PATH", ""))


@cache
def _found(system_root: str, path: str) -> str | None:
    folders = [os.path.join(system_root, "System32")] if system_root else []  # noqa: PTH118 - not this system's path
    folders += path.split(os.pathsep)
    # a relative folder would let a file in the working folder pass for the program
    absolute = [folder for folder in folders if os.path.isabs(folder)]  # noqa: PTH117 - PATH is text
    for name in _NAMES:
        for folder in absolute:
            program = shutil.which(str(Path(folder, name)))
            if program is not None and _is_bsdtar(program):
                return program
    return None


def _is_bsdtar(program: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - found in the system's own folders
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_VERSION_SECONDS,
            check=False,
            creationflags=_NO_WINDOW,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return b"bsdtar" in done.stdout or b"libarchive" in done.stdout


def rar_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a RAR archive.

    Raises:
        Breach: nothing here can unpack it.
    """
    checksums = rar_checksums(data)
    # from a file, bsdtar would take a zip stored at the end of the archive for the archive itself
    return Container(
        _files(_UnpackedArchive(data, "tệp nén RAR", is_piped=True, checksums=checksums), limits)
    )


def seven_zip_container(data: bytes, limits: Limits) -> Container:
    """Return the files of a 7z archive, which bsdtar must be able to go back and forth in.

    Raises:
        Breach: nothing here can unpack it.
    """
    return Container(_files(_UnpackedArchive(data, "tệp nén 7z", is_piped=False, checksums=None), limits))


class _UnpackedArchive(Struct, frozen=True):
    data: bytes
    kind: str
    is_piped: bool
    checksums: Sequence[int | None] | None
    """Checksums of the files and folders in their order; None where bsdtar looks at them itself."""

    @property
    def name(self) -> str:
        """What bsdtar is told to read; relative, as tar.exe cannot be given every path."""
        return "-" if self.is_piped else "archive"


def _files(archive: _UnpackedArchive, limits: Limits) -> Iterator[Enclosed]:
    program = find_unpacker()
    if program is None:
        raise Breach(RefusalReason.ARCHIVE, f"{archive.kind}; máy này không có chương trình giải nén")
    with tempfile.TemporaryDirectory(prefix="par_excel_", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if not archive.is_piped:
            (folder / archive.name).write_bytes(archive.data)
        if archive.checksums is None:
            with closing(_UnpackerRun([program, "-xOf", archive.name], archive, folder, limits)) as trial:
                trial.ensure_whole()
        # `@` puts the files of one archive into another; pax keeps names in Unicode and of any length
        arguments = [program, "-cf", "-", "--format", "pax", f"@{archive.name}"]
        with closing(_UnpackerRun(arguments, archive, folder, limits)) as run:
            yield from run.files()


class _UnpackerRun:
    """One run of bsdtar over one archive, which ends at the latest when it is closed."""

    def __init__(
        self, arguments: Sequence[str], archive: _UnpackedArchive, folder: Path, limits: Limits
    ) -> None:
        self._archive, self._limits = archive, limits
        self._is_late = self._is_stopped = False
        self._size = 0
        self._complaints = (folder / "complaints").open("w+b")
        self._process = subprocess.Popen(  # noqa: S603 - a fixed list of arguments, no shell
            arguments,
            stdin=subprocess.PIPE if archive.is_piped else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            cwd=folder,
            env=_environment(),
            creationflags=_NO_WINDOW,
        )
        self._has_ended = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._watch, self._feed)]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End the program, whether it has done its work or not."""
        self._has_ended.set()
        self._process.kill()
        for thread in self._threads:
            thread.join()
        self._output.close()
        self._process.wait()
        self._complaints.close()

    def ensure_whole(self) -> None:
        """Read all output to its end.

        Raises:
            Breach: it is too much, or the archive cannot be unpacked to its end.
        """
        while chunk := self._output.read(CHUNK_BYTES):
            self._count(len(chunk))
        self._ensure_success()

    def files(self) -> Iterator[Enclosed]:
        """Yield the files in the order of the archive.

        Raises:
            Breach: that is not all.
        """
        found = 0
        with suppress(tarfile.TarError), open_tar(self._output) as tar:
            for number, member in enumerate(tar):
                found = number + 1
                if number == self._limits.entries:
                    raise Breach(RefusalReason.PARCEL_TOO_LARGE, f"có hơn {number} tệp bên trong")
                if not member.isdir():
                    content = self._content(tar, member, number)
                    yield Enclosed(name=tar_name(member), packed=tar_packed(member), content=content)
        while self._output.read(CHUNK_BYTES):
            pass
        self._ensure_success()
        known = self._archive.checksums
        if self._complaint_bytes() or (known is not None and found < len(known)):  # fewer files than headers
            # it leaves out what a tar cannot hold, and calls that success
            raise Breach(RefusalReason.DAMAGED, f"{self._archive.kind} có tệp không giải nén được")

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101 - it is piped
        return self._process.stdout

    def _content(
        self, tar: tarfile.TarFile, member: tarfile.TarInfo, number: int
    ) -> Generator[bytes, None, None]:
        checksum = 0
        try:
            for chunk in tar_content(tar, member):
                self._count(len(chunk))
                checksum = zlib.crc32(chunk, checksum)
                yield chunk
        except (GeneratorExit, Breach):
            if member.isreg():
                self._is_stopped = True
                self._process.kill()
            raise
        known = self._archive.checksums
        if known is not None and (number >= len(known) or known[number] not in {None, checksum}):
            raise Breach(
                RefusalReason.DAMAGED, f"{self._archive.kind} bị hỏng, nội dung tệp không nguyên vẹn"
            )

    def _count(self, size: int) -> None:
        self._size += size
        ensure_ratio(self._size, len(self._archive.data), self._limits)
        most = self._limits.packed_files_bytes
        if self._size > most:
            raise Breach(
                RefusalReason.PARCEL_TOO_LARGE, f"{self._archive.kind} lớn hơn {most // _MIB} MB khi giải nén"
            )

    def _ensure_success(self) -> None:
        status, kind = self._process.wait(), self._archive.kind
        if self._is_late:
            raise Breach(RefusalReason.NOT_READ, f"{kind} giải nén quá lâu nên được dừng lại")
        if self._is_stopped:
            raise Breach(RefusalReason.PARCEL_TOO_LARGE, f"{kind} vượt giới hạn nên không được giải nén hết")
        if not status:
            return
        self._complaints.seek(0)
        text = self._complaints.read(_COMPLAINT_BYTES)
        if _PASSWORD.search(text):
            raise Breach(RefusalReason.PASSWORD, f"{kind} có mật khẩu")
        if _UNSUPPORTED.search(text):
            raise Breach(RefusalReason.ARCHIVE, f"{kind} được nén theo cách máy này không giải nén được")
        raise Breach(RefusalReason.DAMAGED, f"{kind} bị hỏng, không giải nén được hết")

    def _complaint_bytes(self) -> int:
        return os.fstat(self._complaints.fileno()).st_size

    def _feed(self) -> None:
        """Write the archive to the program, which may stop reading when it knows enough."""
        stream = self._process.stdin
        if stream is not None:
            with suppress(OSError):
                stream.write(self._archive.data)
            with suppress(OSError):
                stream.close()

    def _watch(self) -> None:
        """End a program that computes too long, waits nearly as long as this process may, or complains without end."""
        waited = 0.0
        while waited < self._limits.wall_seconds * _MOST_OF_TIME:
            if self._has_ended.wait(_WATCH_SECONDS):
                return
            waited += _WATCH_SECONDS
            usage = usage_of(self._process.pid)  # a busy machine may keep it waiting
            computed = waited if usage is None else usage.cpu_seconds
            is_too_long = computed > self._limits.wall_seconds / _SHARE_OF_TIME
            if is_too_long or self._complaint_bytes() > _COMPLAINT_BYTES:
                break
        self._is_late = self._process.poll() is None
        self._process.kill()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return kept | _UTF_8_LOCALES
