"""What stops a command. What is wrong in returned material is a Finding instead."""

from pathlib import Path


class ParExcelError(Exception):
    """A command cannot go on; the text is one Vietnamese sentence for the official."""

    exit_status = 3


class ConfigError(ParExcelError):
    """Settings or catalogue are wrong: names file and line, what is wrong, and how to mend it."""

    exit_status = 2

    def __init__(
        self, what: str, mend: str, *, file: Path | str | None = None, line: int | None = None
    ) -> None:
        self.what, self.mend, self.file, self.line = what, mend, file, line
        where = "" if file is None else f"{file}: " if line is None else f"{file}, dòng {line}: "
        super().__init__(f"{where}{what} Cách sửa: {mend}")


class PostError(ParExcelError):
    """A mail server cannot be used: not reached, not trusted, or it does not know the account."""

    exit_status = 3

    def __init__(self, host: str, why: str) -> None:
        super().__init__(f"Máy chủ thư {host}: {why}")


class OutputError(ParExcelError):
    """Something could not be written; what was there before is still there."""

    def __init__(self, target: Path | str, reason: str) -> None:
        super().__init__(f"Không ghi được {target}: {reason}")
