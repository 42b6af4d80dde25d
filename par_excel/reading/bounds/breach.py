"""The exception for a file that cannot be taken."""

from par_excel.model import RefusalReason


class Breach(Exception):  # noqa: N818 - it is no error of the program, but what a file does to its reader
    """The file cannot be taken; the detail is a Vietnamese phrase without a full stop.

    It becomes a `Refusal` in a submission, and the reason why a table of the office is not read.
    """

    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(f"{reason.value} {detail}")
        self.reason = reason
        self.detail = detail
