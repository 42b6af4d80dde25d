"""A correct return is left alone: what is said of one has to be worth a person's minute."""

from pathlib import Path

from bench.correct_rounds import SEED, findings_of, make_correct_round
from par_excel.model import Severity


def test_nothing_is_wrong_with_correct_returns(tmp_path: Path) -> None:
    for seed in (SEED - 1, SEED - 2):
        returns, findings = findings_of(make_correct_round(tmp_path / str(seed), seed=seed))
        assert returns == 8
        assert [each.sentence for each in findings if each.severity is not Severity.NOTE] == []
