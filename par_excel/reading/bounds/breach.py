"""Why reading a file stops: turned into a Refusal at the room's door, and never seen outside."""

from par_excel.model import RefusalReason


class Breach(Exception):  # noqa: N818 - it is no error of the program, but what a file does to its reader
    """The file cannot be taken; the detail is a Vietnamese phrase without a full stop."""

    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(f"{reason.value} {detail}")
        self.reason = reason
        self.detail = detail
