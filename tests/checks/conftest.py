"""`judge`: a table of answers becomes one submission; each row must give just the codes of its last column."""

import pytest

from par_excel.checks import judge as judge_submission
from tests.checks.tables import Judge, basis_of, rows_of, submission_of, verdict


@pytest.fixture
def judge() -> Judge:
    def compare_rows(table: str) -> None:
        rows = rows_of(table)
        basis = basis_of(rows)
        findings = judge_submission(submission_of(rows, basis), basis)
        found = {
            row["mã"]: sorted(finding.code for finding in findings if finding.criterion == row["mã"])
            for row in rows
        }
        assert found == {row["mã"]: verdict(row) for row in rows}
        assert [finding.code for finding in findings if not finding.criterion] == []

    return compare_rows
