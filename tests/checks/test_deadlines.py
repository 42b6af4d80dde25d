"""DL: received after the day, which ends at midnight in Vietnam. Requirements 15 and 18."""

from datetime import datetime

from msgspec.structs import replace

from par_excel.checks import judge_collection
from par_excel.model import Finding
from tests import invented
from tests.checks.tables import Row, compare


def _received(row: Row) -> tuple[Finding, ...]:
    received = datetime.fromisoformat(row["nhận lúc"])
    return judge_collection([invented.judged(invented.submission(), received=received)], invented.basis())


def test_dl01_received_late() -> None:
    compare(
        """
        | nhận lúc                  | phát hiện |
        | 2021-02-17T08:30:00+07:00 |           |
        | 2021-02-18T23:59:59+07:00 |           |
        | 2021-02-19T00:00:00+07:00 | DL01      |
        | 2021-02-18T16:59:00+00:00 |           |
        | 2021-02-18T17:00:00+00:00 | DL01      |
        | 2021-02-18T23:59:59       |           |
        """,
        _received,
    )


def test_dl01_says_both_times() -> None:
    (finding,) = _received({"nhận lúc": "2021-02-19T01:05:00+00:00"})
    assert finding.why == "thời hạn là hết ngày 18/02/2021, nhận lúc 08:05 ngày 19/02/2021"


def test_a_period_without_the_deadline_knows_no_late_return() -> None:
    plain = invented.basis()
    basis = replace(plain, period=replace(plain.period, deadlines=()))
    late = datetime.fromisoformat("2021-03-01T00:00:00+07:00")
    assert judge_collection([invented.judged(invented.submission(), received=late)], basis) == ()
