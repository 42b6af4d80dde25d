"""All checks and rules, collected from the modules of the families in source order.

A check is added by declaring it in its family; there is no list to extend. The office may change severities in its
settings (`par.toml`), except of rules that guard the sums.
"""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from par_excel.checks import (
    arrivals,
    changed_catalogue,
    coordination,
    documents,
    evidence,
    figures,
    identity,
    initiatives,
    marks,
    scores,
    structure,
)
from par_excel.checks.declaring import Check, Retired, S, by_code
from par_excel.checks.refusals import REFUSALS
from par_excel.model import ConfigError, Period, Rule

_FAMILIES: tuple[ModuleType, ...] = (
    identity,
    changed_catalogue,
    arrivals,
    structure,
    scores,
    marks,
    figures,
    evidence,
    documents,
    initiatives,
    coordination,
)

CHECKS: tuple[Check[Any], ...] = tuple(
    each for family in _FAMILIES for each in vars(family).values() if isinstance(each, Check)
)
"""The checks in source order."""

RULES: Mapping[str, Rule] = MappingProxyType(
    by_code([*REFUSALS.values(), identity.CHECK_FAILED, *(each.rule for each in CHECKS)])
)
"""The words of every code that can be given, in order of code."""

RETIRED: Mapping[str, Retired] = MappingProxyType({})
"""Codes that are no longer given; they are never given again."""


def checks_of(scope: type[S]) -> tuple[Check[S], ...]:
    """Return the checks that look at this scope."""
    return tuple(each for each in CHECKS if each.scope is scope)


def live_texts() -> Mapping[str, str]:
    """Return what the form's own check column shows, by code, for the breaches it can see."""
    return {code: rule.live for code, rule in RULES.items() if rule.live}


_SETTINGS = "par.toml"
_GUARDED = frozenset({rule.code for rule in RULES.values() if rule.guards_sums}) | {
    rule.code for rule in REFUSALS.values()
}


def ensure_changeable(period: Period) -> None:
    """Make sure that every changed check exists and may be changed.

    Raises:
        ConfigError: it does not, or it guards the sums; file and line say where.
    """
    file = period.sources.get("par.toml", _SETTINGS)
    for code, change in period.severity_changes.items():
        if code not in RULES:
            raise ConfigError(
                f"Không có nội dung kiểm tra mang mã {code}.",
                "xem các mã bằng lệnh par-excel check --list.",
                file=file,
                line=change.line,
            )
        if code in _GUARDED and change.severity is not RULES[code].severity:
            raise ConfigError(
                f"{code} ({RULES[code].title}) bảo vệ tổng điểm nên không hạ mức và không tắt được.",
                f"bỏ dòng này; với một bản nộp cụ thể, dùng lệnh par-excel waive cho phát hiện {code}.",
                file=file,
                line=change.line,
            )
