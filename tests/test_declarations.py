"""What is declared once holds everywhere: codes, sentences, a test for each, fresh reference pages."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unicodedata import is_normalized

import pytest

from par_excel.checks import CHECKS, FACT_WORDS, RETIRED, RULES, facts_of, live_texts, render_reference
from par_excel.checks.identity import CHECK_FAILED
from par_excel.checks.refusals import REFUSALS
from par_excel.model import Family, RefusalReason, Rule
from tests.checks.faults import all_findings
from tests.checks.tables import VERDICT, rows_of, verdict

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference" / "checks.md"

each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)


def test_codes_are_unique_and_formed_of_family_and_two_digits() -> None:
    codes = [each.rule.code for each in CHECKS] + [rule.code for rule in REFUSALS.values()]
    assert len(codes) == len(set(codes)) == len(RULES) - 1
    families = "|".join(family.name for family in Family)
    assert all(re.fullmatch(f"({families})[0-9]{{2}}", code) for code in [*RULES, *RETIRED])


def test_no_retired_code_is_given() -> None:
    assert not set(RETIRED) & set(RULES)


def test_every_reason_for_a_refusal_has_a_rule() -> None:
    assert set(REFUSALS) == set(RefusalReason)


def test_every_sentence_renders() -> None:
    findings = [finding for group in all_findings().values() for finding in group]
    assert CHECK_FAILED.code not in {finding.code for finding in findings}
    assert {finding.code for finding in findings} == set(RULES) - {CHECK_FAILED.code}
    assert not [finding.sentence for finding in findings if re.search(r"[{}\n]", finding.sentence)]


@each_rule
def test_words_are_plain_parts_of_a_sentence(rule: Rule) -> None:
    words = (rule.title, rule.why, rule.mend, rule.example)
    assert all(words)
    assert not [part for part in words if part.strip() != part or part.endswith(".")]
    assert rule.title[0].isupper()
    assert not (rule.why + rule.mend).isascii()
    assert all(is_normalized("NFC", part) for part in (*words, rule.live))


@each_rule
def test_every_fact_has_a_word_for_the_reference(rule: Rule) -> None:
    assert facts_of(rule.why + rule.mend) <= set(FACT_WORDS)


def test_no_word_is_left_without_a_fact() -> None:
    used = frozenset[str]().union(*(facts_of(rule.why + rule.mend + rule.office) for rule in RULES.values()))
    assert set(FACT_WORDS) == used


def test_the_form_shows_a_text_of_its_own_for_each_code() -> None:
    live = live_texts()
    assert {code: RULES[code].live for code in live} == live
    assert len(set(live.values())) == len(live)
    assert not [text for text in live.values() if '"' in text]


def test_the_reference_is_fresh(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        REFERENCE.write_text(render_reference(), encoding="utf-8", newline="\n")
    assert REFERENCE.read_text(encoding="utf-8") == render_reference()


@cache
def _tables() -> dict[str, list[list[str]]]:
    """Return the verdicts of every table in tests/checks, by the code that the test is named after."""
    found: dict[str, list[list[str]]] = {}
    for path in sorted((ROOT / "tests" / "checks").glob("test_*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
                code = function.name.split("_")[1].upper()
                found.setdefault(code, []).extend(_verdicts(function))
    return found


def _verdicts(function: ast.FunctionDef) -> Iterator[list[str]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and f"{VERDICT} |" in node.value:
            yield from (verdict(row) for row in rows_of(node.value))


@each_rule
def test_every_code_has_a_row_that_gives_it_and_one_that_does_not(rule: Rule) -> None:
    one_table_for_all = "EACH"  # test_each_reason_has_its_own_code
    rows = _tables()[one_table_for_all if rule in REFUSALS.values() else rule.code]
    assert any(rule.code in row for row in rows)
    assert any(rule.code not in row for row in rows)
