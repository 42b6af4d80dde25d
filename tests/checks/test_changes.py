"""What the settings may change about the checks, and what they may not."""

import pytest
from msgspec.structs import replace

from par_excel.checks import ensure_changeable, judge
from par_excel.model import Basis, ConfigError, Severity, SeverityChange
from tests import invented


def _basis(**changes: Severity | None) -> Basis:
    plain = invented.basis()
    given = {code: SeverityChange(severity, 7) for code, severity in changes.items()}
    return replace(plain, period=replace(plain.period, severity_changes=given))


def _weights(basis: Basis) -> dict[str, Severity]:
    answer = invented.answer(
        "1.1", "1.5", ticked=["1.1-a"], derived="1.5", evidence="", explanation="Theo sổ theo dõi"
    )
    return {each.code: each.severity for each in judge(invented.submission(answers=[answer]), basis)}


def test_a_finding_weighs_what_the_settings_say() -> None:
    assert _weights(_basis())["EV02"] is Severity.NOTE
    assert _weights(_basis(EV02=Severity.ERROR))["EV02"] is Severity.ERROR
    assert "EV02" not in _weights(_basis(EV02=None))


@pytest.mark.parametrize("code", ["SC01", "SC02", "SC03", "EV05", "ID01", "ID23", "ID99"])
def test_what_guards_the_sums_stays(code: str) -> None:
    for severity in (None, Severity.NOTE):
        with pytest.raises(ConfigError, match=rf"dòng 7: {code} .* bảo vệ tổng điểm"):
            ensure_changeable(_basis(**{code: severity}).period)
    ensure_changeable(_basis(**{code: Severity.ERROR}).period)


def test_a_code_that_does_not_exist_is_named() -> None:
    with pytest.raises(ConfigError, match="dòng 7: Không có nội dung kiểm tra mang mã EV77"):
        ensure_changeable(_basis(EV77=Severity.NOTE).period)


def test_the_others_may_be_changed() -> None:
    ensure_changeable(_basis(EV01=Severity.WARNING, EV11=None, IN01=Severity.NOTE).period)
