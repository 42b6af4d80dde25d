"""The refusal of a file that is no output of this program, and the bound on its size."""

import zipfile
from io import BytesIO

_LIMIT_UNPACKED = 1024 * 1024 * 1024
"""The master workbook of 4,000 returns takes a fifth of it."""


class UnreadableOutput(ValueError):  # noqa: N818 - named after what it is
    """The file cannot be opened; the text says why, in Vietnamese."""


def ensure_size(data: bytes) -> None:
    """Stop where a zipped file unpacks to more than any output does.

    Raises:
        UnreadableOutput: it does.
        BadZipFile: it is no zipped file.
    """
    with zipfile.ZipFile(BytesIO(data)) as pack:
        if sum(info.file_size for info in pack.infolist()) > _LIMIT_UNPACKED:
            raise UnreadableOutput("tệp lớn bất thường")
