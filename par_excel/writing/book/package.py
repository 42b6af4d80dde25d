"""The file of a workbook, part by part: each goes into it while it is written, and none is held as a whole."""

from io import BytesIO, StringIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlsxwriter.packager import Packager

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every part: the clock is never asked."""
_PIECE = 1 << 18
"""So many characters of a part are held at once."""


class Part(StringIO):
    """A part that is being written; XlsxWriter knows by its class that it is not the name of a file."""

    def __init__(self, out: IO[bytes]) -> None:
        super().__init__()
        self._out = out
        self._pieces: list[str] = []
        self._size = 0

    def write(self, text: str, /) -> int:
        """Take some letters of the part."""
        self._pieces.append(text)
        self._size += len(text)
        if self._size >= _PIECE:
            self._pass_on()
        return len(text)

    def _pass_on(self) -> None:
        self._out.write("".join(self._pieces).encode())
        self._pieces.clear()
        self._size = 0

    def close(self) -> None:
        """Pass on the last letters; the part takes no more."""
        if not self._out.closed:
            self._pass_on()
            self._out.close()
        super().close()


class Package(Packager):  # type: ignore[misc]
    """Writes the parts of a workbook into its file; XlsxWriter would first hold them all."""

    def __init__(self, stream: BytesIO) -> None:
        super().__init__()
        self._file = ZipFile(stream, "w", ZIP_DEFLATED)
        self._part: Part | None = None

    def _create_package(self) -> list[object]:
        with self._file:
            try:
                pictures = super()._create_package()
            finally:
                self._finish_part()
            for data, name, _ in pictures:
                self._file.writestr(_info(name), data.getvalue())
        return []

    def _filename(self, name: str) -> Part:
        # XlsxWriter asks for a file when it begins a part: the one before is whole then.
        self._finish_part()
        self._part = Part(self._file.open(_info(name), "w"))
        return self._part

    def _finish_part(self) -> None:
        if self._part is not None:
            self._part.close()


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _FIRST_DAY)
    info.compress_type = ZIP_DEFLATED
    return info
