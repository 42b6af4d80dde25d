"""ID01-ID10, ID31-ID34, ID44, ID46, ID47: a parcel that is no submission gets one sentence with advice."""

import pytest

from par_excel.checks import judge_refusal
from par_excel.model import Finding, Refusal, RefusalReason, Severity
from tests import invented
from tests.checks.tables import Row, compare


def _refused(reason: RefusalReason, detail: str = "") -> Finding:
    refusal = Refusal(sha256="0" * 64, file="thu/tep.xlsx", reason=reason, detail=detail)
    return judge_refusal(refusal, invented.basis())


def _named(row: Row) -> tuple[Finding, ...]:
    return (_refused(RefusalReason[row["lý do"]]),)


@pytest.mark.parametrize("reason", RefusalReason)
def test_every_reason_has_its_sentence(reason: RefusalReason) -> None:
    finding = _refused(reason, "chi tiết\nđã gặp")
    assert finding.severity is Severity.ERROR
    assert finding.title == reason.value.rstrip(".")
    assert finding.why.endswith(" (chi tiết đã gặp)")
    assert finding.place.file == "thu/tep.xlsx"
    assert not _refused(reason).why.endswith(")")


def test_each_reason_has_its_own_code() -> None:
    compare(
        """
        | lý do          | phát hiện |
        | EMPTY          | ID01      |
        | NOT_A_WORKBOOK | ID02      |
        | OLD_FORMAT     | ID03      |
        | DOCUMENT       | ID04      |
        | DAMAGED        | ID05      |
        | UNSAFE         | ID06      |
        | TOO_LARGE      | ID07      |
        | TOO_MANY_CELLS | ID50      |
        | TOO_MANY_PARTS | ID51      |
        | PARCEL_TOO_LARGE | ID52      |
        | FOREIGN        | ID08      |
        | OTHER_PERIOD   | ID09      |
        | UNKNOWN_UNIT   | ID10      |
        | PASSWORD       | ID31      |
        | ARCHIVE        | ID32      |
        | NO_FILE        | ID33      |
        | NOT_READ       | ID34      |
        | NOT_READ_YET   | ID54      |
        | EXPLANATION    | ID44      |
        | AUTOMATIC      | ID46      |
        | OWN_LETTER     | ID47      |
        """,
        _named,
    )
