"""What earlier versions of the program approved is still read, and still compared in the same words.

`approved/*.json` were written by the program of November 2026 (commit 0e26a0a), with line breaks added, and are never
rewritten: they stand for approvals in the ledgers of offices.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from par_excel.ledger import decode_snapshot, encode_snapshot
from par_excel.merge.result_differences import result_differences
from par_excel.merge.snapshot import take_snapshot
from par_excel.merge.years import compared
from par_excel.model import YearResult, YearRow
from tests import invented
from tests.writing import sample_result

_FOLDER = Path(__file__).parent / "approved"


def _body(name: str) -> bytes:
    """Return an approval as the ledger holds it: on one line."""
    facts = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def test_an_old_approval_is_read_whole() -> None:
    """What later versions of the program add is written too; nothing of what was approved is lost or changed."""
    for name in ("first.json", "second.json"):
        snapshot = decode_snapshot(_body(name))
        assert decode_snapshot(encode_snapshot(snapshot)) == snapshot
        _holds(json.loads(encode_snapshot(snapshot)), json.loads(_body(name)))


def _holds(now: object, before: object) -> None:
    if isinstance(before, dict):
        assert isinstance(now, dict)
        for key, value in before.items():
            _holds(now[key], value)
    elif isinstance(before, list):
        assert isinstance(now, list)
        for each, value in zip(now, before, strict=True):
            _holds(each, value)
    else:
        assert now == before


def test_what_is_kept_of_the_year_before_is_told_alike() -> None:
    before, now = (
        YearResult(year, "a.xlsx", (YearRow("1", "A", True, Decimal(2), Decimal("1.5")),))
        for year in (2019, 2020)
    )
    comparison = compared(before, now)
    basis = invented.basis()
    snapshot = take_snapshot(basis, replace(sample_result.complete(basis), comparison=comparison))
    assert snapshot.result.former == "14e545a2455f"


def test_every_kind_of_difference_is_told_as_before(golden: Callable[[str, str], None]) -> None:
    first, second = decode_snapshot(_body("first.json")), decode_snapshot(_body("second.json"))
    assert result_differences(first, decode_snapshot(_body("first.json"))) == ()
    lines = []
    for title, found in {
        "first → second": result_differences(first, second),
        "second → first": result_differences(second, first),
    }.items():
        lines += [f"== {title}"]
        lines += [
            f"{each.part.value} | {each.key} | {each.name} | {each.what} | {each.before} | {each.now} | {each.why}"
            for each in found
        ]
    golden("approval_differences.txt", "\n".join([*lines, ""]))
