"""Rounds in which every agency answers correctly, as real ones do: whatever is still said of them is a false alarm.

Their evidence is of every kind that a real return cites: decisions in force since 2011, plans and letters of the year
before that govern the year, reports signed in January; scans keep the names that the scanner gave them, signed reports
come under many names or not by e-mail at all, and who contributes proposes the score that the lead gives.
`python -m bench.correct_rounds 25` makes 25 rounds of the eight agencies and counts what is said of their 200 returns.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from bench.answers import answers_of
from par_excel.checks import RULES
from par_excel.config import load_basis
from par_excel.form import ClosingField, Column, Entries, Form, LiveForm, form_for
from par_excel.model import Basis, Finding, Severity, Unit
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.workflow.intake.check import check_inbox
from par_excel.writing.template.workbook import template_workbook

YEAR = 2020
SEED = 2020
_RECEIVED = datetime(YEAR + 1, 2, 17, 9, tzinfo=UTC)
_SYMBOLS = {
    "1": "SNV",
    "2": "STP",
    "3": "VP",
    "4": "STC",
    "5": "STTTT",
    "6": "SKHCN",
    "7": "SKHĐT",
    "8": "STNMT",
}
_SCANS = (
    "Scan_0001.pdf",
    "scan0002.pdf",
    "IMG_20210210_0003.jpg",
    "Quét 4.pdf",
    "20210216153000.pdf",
    "CamScanner 5.pdf",
)
_PDF = b"%PDF-1.7 "


def make_correct_round(root: Path, *, seed: int) -> Folder:
    """Lay out a working folder, and put a correct return of each of the eight agencies into its inbox."""
    folder = Folder(root)
    lay_out(folder, year=YEAR)
    basis = load_basis(root)
    forms = {unit.id: form_for(basis, unit) for unit in basis.period.units}
    chances = {unit.id: Random(f"{seed} {unit.id} correct") for unit in basis.period.units}  # noqa: S311 - no secrets
    given = {unit.id: _answers(forms[unit.id], unit, chances[unit.id], seed) for unit in basis.period.units}
    scores = dict(_scores(basis, forms, given))
    for unit in basis.period.units:
        own = folder.inbox / unit.id
        own.mkdir()
        entries = _proposed(forms[unit.id], given[unit.id], scores, chances[unit.id])
        (own / f"Phụ lục {unit.appendix}.xlsx").write_bytes(template_workbook(forms[unit.id], RULES, entries))
        number = entries.closing[ClosingField.REPORT_NUMBER]
        for name in _delivered(unit, number, chances[unit.id]):
            (own / name).write_bytes(_PDF + f"{unit.id} {name}".encode())
    return folder


def _answers(form: Form, unit: Unit, chance: Random, seed: int) -> Entries:
    """Return valid answers whose evidence is as real returns cite it."""
    plain = answers_of(form, unit, seed=seed)
    cited = {
        (key, column): "\n".join(_documents(unit, chance)) if column is Column.EVIDENCE else value
        for (key, column), value in plain.scores.items()
    }
    number = f"{chance.randint(1, 300)}/BC-{_SYMBOLS[unit.appendix]}"
    closing = {**plain.closing, ClosingField.REPORT_NUMBER: number}
    return replace(plain, scores=cited, closing=closing)


def _documents(unit: Unit, chance: Random) -> Iterator[str]:
    symbol, of = _SYMBOLS[unit.appendix], f"của {unit.name}"
    for _ in range(chance.randint(1, 3)):
        number = chance.randint(1, 4_000)
        standing = _day(chance, date(2011, 1, 5), date(YEAR - 1, 12, 28))
        before = _day(chance, date(YEAR - 1, 9, 1), date(YEAR - 1, 12, 30))
        within = _day(chance, date(YEAR, 1, 3), date(YEAR, 12, 30))
        january = _day(chance, date(YEAR + 1, 1, 4), date(YEAR + 1, 1, 29))
        yield chance.choice(
            (
                f"Quyết định số {number}/QĐ-UBND ngày {standing} của UBND tỉnh quy định chức năng, nhiệm vụ",
                f"Nghị quyết số {number}/NQ-HĐND ngày {standing} của HĐND tỉnh",
                f"Quyết định số {number}/QĐ-{symbol} ngày {standing} ban hành quy chế làm việc",
                f"Kế hoạch số {number}/KH-UBND ngày {before} của UBND tỉnh về cải cách hành chính năm {YEAR}",
                f"Công văn số {number}/{symbol}-VP ngày {before} hướng dẫn thực hiện nhiệm vụ năm {YEAR}",
                f"Báo cáo số {number}/BC-{symbol} ngày {within} {of}",
                f"Thông báo số {number}/TB-{symbol} ngày {within} {of}",
                f"Báo cáo số {number}/BC-{symbol} ngày {january} tổng kết công tác năm {YEAR}",
                f"Nghị định số {chance.randint(1, 150)}/2018/NĐ-CP ngày {standing} của Chính phủ",
            )
        )


def _day(chance: Random, first: date, last: date) -> str:
    return f"{first + timedelta(days=chance.randint(0, (last - first).days)):%d/%m/%Y}"


def _scores(
    basis: Basis, forms: Mapping[str, Form], given: Mapping[str, Entries]
) -> Iterator[tuple[str, Decimal]]:
    """Yield the score that each lead gives, by criterion."""
    for unit in basis.period.units:
        live = LiveForm(forms[unit.id], given[unit.id], {})
        for leaf in live.form.leaves:
            typed, follows = given[unit.id].scores.get((leaf.key, Column.SCORE)), live.score(leaf)
            score = typed if typed is not None else None if follows is None else follows.value
            if isinstance(score, Decimal):
                yield leaf.criterion, score


def _proposed(form: Form, entries: Entries, scores: Mapping[str, Decimal], chance: Random) -> Entries:
    """Return the answers with proposals for some of the criteria that others score."""
    proposals = {
        (row.key, Column.SCORE): scores[row.criterion]
        for row in form.contributions
        if row.criterion in scores and chance.random() < 0.5
    }
    return replace(entries, scores={**entries.scores, **proposals})


def _delivered(unit: Unit, number: str, chance: Random) -> Iterator[str]:
    """Yield the names of what comes with a return: scans, and the signed report where it comes by e-mail."""
    plain = number.replace("/", "-")
    yield from chance.sample(_SCANS, chance.randint(0, 3))
    report = chance.choice(
        (
            "",
            "",
            f"{plain}.pdf",
            f"{plain} bao cao CCHC da ky.pdf",
            f"Báo cáo {unit.name}.pdf",
            "Báo cáo tự đánh giá (bản ký số).pdf",
            "Báo cáo CCHC năm 2020.pdf",
        )
    )
    if report:
        yield report


def findings_of(folder: Folder) -> tuple[int, tuple[Finding, ...]]:
    """Return how many returns are in use, and all that is said of them."""
    collection = check_inbox(folder, now=_RECEIVED).intake.collection
    own = (finding for judged in collection.current.values() for finding in judged.findings)
    return len(collection.current), (*own, *collection.findings)


def main() -> None:
    """Make rounds, and say how many errors and warnings a correct return gets."""
    given = argparse.ArgumentParser(description="Count what is found in rounds of correct returns.")
    given.add_argument("rounds", type=int, nargs="?", default=25, help="of eight returns each")
    given.add_argument("--seed", type=int, default=SEED)
    asked = given.parse_args()
    returns, found = 0, Counter[tuple[Severity, str]]()
    for number in range(asked.rounds):
        with TemporaryDirectory() as place:
            read, findings = findings_of(make_correct_round(Path(place) / "ky", seed=asked.seed + number))
            returns += read
            found.update((finding.severity, finding.code) for finding in findings)
    sys.stdout.writelines(_lines(returns, found))


def _lines(returns: int, found: Mapping[tuple[Severity, str], int]) -> Iterable[str]:
    yield f"{returns} returns\n"
    for severity in Severity:
        codes = {
            code: count for (weight, code), count in sorted(found.items(), key=str) if weight is severity
        }
        shown = ", ".join(f"{code} {count}" for code, count in codes.items())
        yield f"{severity.name.lower()}: {sum(codes.values())}, {sum(codes.values()) / returns:.2f} a return ({shown})\n"


if __name__ == "__main__":
    main()
