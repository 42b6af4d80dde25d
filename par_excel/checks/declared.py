"""Every check and every rule there is, collected from the family modules in source order.

There is no list to extend: to add a check is to declare it in its family.
"""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from par_excel.checks import (
    arrivals,
    coordination,
    deadlines,
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
from par_excel.model import Rule

_FAMILIES: tuple[ModuleType, ...] = (
    identity,
    arrivals,
    structure,
    scores,
    marks,
    figures,
    evidence,
    documents,
    initiatives,
    coordination,
    deadlines,
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
