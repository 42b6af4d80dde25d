"""Run a folder of public workbooks, mails and archives through reading and checks, and report what came of it.

    python -m tools.corpus FOLDER            read everything, compare with the list, report
    python -m tools.corpus FOLDER --write    write the list anew, and the page of docs/reference with its figures

The folder holds one folder a repository, `owner+name`, with files of its test data at their own paths. Only the
list of their hashes is kept here, never the files. Status 1 where a file raised, killed or hung its reader, or
came out otherwise than the list says.
"""

import argparse
import csv
import gzip
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from par_excel.model import RefusalReason
from par_excel.system import ProcessLimits
from tools.apart import ACCEPTED, Fact, read_apart

ROOT = Path(__file__).parent.parent
OUTCOMES = frozenset({ACCEPTED, *(reason.name for reason in RefusalReason)})
"""Everything else is a failure of the reader."""
LIST = ROOT / "tests" / "hostile" / "corpus.csv.gz"
PAGE = ROOT / "docs" / "reference" / "corpus.md"
_WORST = 5


class Listed(Struct, frozen=True, kw_only=True):
    """One public file, as the list knows it."""

    sha256: str
    size_bytes: int
    repository: str
    path: str
    outcome: str


def main() -> int:
    """Read the folder and report."""
    arguments = _arguments()
    files = sorted(path for path in arguments.folder.rglob("*") if path.is_file() and not path.is_symlink())
    facts = list(_read_all(files, count=arguments.processes))
    found = [_listed(fact, arguments.folder) for fact in facts]
    sys.stdout.write(report(facts))
    if arguments.write:
        write_list(found)
        PAGE.write_text(render_page(found), encoding="utf-8", newline="\n")
        return int(any(fact.is_failure for fact in facts))
    changes = list(differences(found, read_list()))
    sys.stdout.writelines(f"{line}\n" for line in changes)
    return int(bool(changes) or any(fact.is_failure for fact in facts))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="write list and page anew")
    parser.add_argument("--processes", type=int, default=0, help="at once; as many as cores if not given")
    return parser.parse_args()


def _read_all(files: Sequence[Path], *, count: int) -> Iterator[Fact]:
    for done, fact in enumerate(read_apart(files, limits=ProcessLimits(), count=count), start=1):
        if fact.is_failure:
            sys.stdout.write(f"{fact.outcome}: {fact.path} {fact.sha256}\n{fact.trace}")
        if done % 500 == 0:
            sys.stderr.write(f"{done}/{len(files)}\n")
        yield fact


def _listed(fact: Fact, folder: Path) -> Listed:
    repository, *steps = Path(fact.path).relative_to(folder).parts
    return Listed(
        sha256=fact.sha256,
        size_bytes=fact.size_bytes,
        repository=repository.replace("+", "/", 1),
        path="/".join(steps),
        outcome=fact.outcome,
    )


def report(facts: Sequence[Fact]) -> str:
    """Return counts, failures and worst cases."""
    outcomes = Counter(fact.outcome for fact in facts)
    slowest = sorted(facts, key=lambda fact: -fact.milliseconds)[:_WORST]
    largest = sorted(facts, key=lambda fact: -fact.peak_kib)[:_WORST]
    lines = [
        f"{len(facts)} files, {len({fact.sha256 for fact in facts})} different; items: {sum(fact.items for fact in facts)}",
        *(f"{count:7} {outcome}" for outcome, count in outcomes.most_common()),
        f"failures: {sum(fact.is_failure for fact in facts)}",
        *(f"{fact.milliseconds:9.0f} ms  {fact.outcome:<16} {fact.path}" for fact in slowest),
        *(f"{fact.peak_kib / 1024:9.1f} MiB {fact.outcome:<16} {fact.path}" for fact in largest),
    ]
    return "\n".join(lines) + "\n"


def differences(found: Iterable[Listed], listed: Iterable[Listed]) -> Iterator[str]:
    """Yield in which the files at hand came out otherwise than the list says; files not at hand are no difference."""
    known = {each.sha256: each.outcome for each in listed}
    for each in found:
        before = known.get(each.sha256)
        if before is None:
            yield f"not in the list: {each.repository}: {each.path} ({each.outcome})"
        elif before != each.outcome:
            yield f"{before} → {each.outcome}: {each.repository}: {each.path}"


def write_list(found: Iterable[Listed], path: Path = LIST) -> None:
    """Write the list, in order of repositories and paths; the same files give the same bytes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for each in sorted(found, key=lambda each: (each.repository, each.path)):
        writer.writerow((each.sha256, each.size_bytes, each.repository, each.path, each.outcome))
    path.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), 9, mtime=0))


def read_list(path: Path = LIST) -> list[Listed]:
    """Return what the list holds; nothing where there is none yet."""
    if not path.exists():
        return []
    rows = csv.reader(io.StringIO(gzip.decompress(path.read_bytes()).decode("utf-8"), newline=""))
    return [
        Listed(sha256=sha256, size_bytes=int(size), repository=repository, path=place, outcome=outcome)
        for sha256, size, repository, place, outcome in rows
    ]


_PAGE = """\
# Public files that reading is tried on

This page is written by `python -m tools.corpus FOLDER --write`.

Test data of public spreadsheet, mail and archive libraries is full of files that once broke a program.
Every file below goes through reading and checks in a process with limited memory and time; none may raise, kill or hang it.
None of them is a form of this program, so that none may be accepted either.
Only the list of their SHA-256 sums is kept, in `tests/hostile/corpus.csv.gz`, with repository, path and what came of each; the files are not.
To try it, lay out the test data of a repository as `FOLDER/owner+name/…` and run `python -m tools.corpus FOLDER`: files that come out otherwise than listed are named.

{files} files, {different} of them different, {mebibytes} MiB; failures: {failures}.

## What came of them

The reasons are those of `RefusalReason`; several stand together where an archive or a letter holds other files.

| outcome | files |
| --- | ---: |
{outcomes}

## Where they come from

| repository | files |
| --- | ---: |
{repositories}
"""


def render_page(listed: Sequence[Listed]) -> str:
    """Return the page of docs/reference."""
    return _PAGE.format(
        files=len(listed),
        different=len({each.sha256 for each in listed}),
        mebibytes=sum(each.size_bytes for each in listed) >> 20,
        failures=sum(not OUTCOMES.issuperset(each.outcome.split()) for each in listed),
        outcomes=_rows(Counter(f"`{each.outcome}`" for each in listed)),
        repositories=_rows(Counter(each.repository for each in listed)),
    )


def _rows(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(f"| {name} | {count} |" for name, count in ordered)


if __name__ == "__main__":
    sys.exit(main())
