"""What came with a return: evidence and the signed report belong to the unit whose return lies beside them.

Folders, archives and letters are one tree of paths here: `so_noi_vu/phu_luc_1.zip/bao cao.pdf`. A file belongs to
the return in the nearest folder, archive or letter that holds a return at all. Where that holds returns of
several units, and in the inbox itself, which everybody shares, nothing says whose it is: then it is nobody's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from par_excel.model import RefusalReason
from par_excel.vietnamese import parse_references, slug

MAY_BE_EVIDENCE = frozenset({RefusalReason.DOCUMENT, RefusalReason.NOT_A_WORKBOOK, RefusalReason.FOREIGN})
"""Files that are no form of ours. A damaged or locked one may be the return itself: it is refused aloud."""

_REPORT = re.compile(r"(?:^|-)(?:bao-cao|baocao|bc)(?:-|$)")
_ABOUT = re.compile(
    r"tu-danh-gia|tu-cham|cai-cach-hanh-chinh|cchc|par-index|parindex|(?:^|-)(?:da-ky|ky-so|ky)(?:-|$)"
)
_HEAD = 400
"""Characters of a document in which its letterhead stands, with its number (Decree 30/2020/NĐ-CP, annex I)."""
_TITLE = re.compile(r"^BÁO CÁO\b", re.MULTILINE)
_SELF_ASSESSED = re.compile(r"tu-danh-gia|tu-cham|cham-diem|chi-so-cai-cach-hanh-chinh|par-index")


class Owner(Struct, frozen=True):
    """Whose a file is."""

    unit: str
    is_aside: bool
    """Whether no return beside it counts or may yet have counted: it is of no account either."""


def owners(returns: Iterable[tuple[str, str, bool]], others: Iterable[str]) -> Mapping[str, Owner]:
    """Return the unit that each other file came with, by path; a file that came with none is absent.

    Args:
        returns: path and unit of every return, and whether it was set aside.
        others: the paths of the files that are no returns.
    """
    units: dict[str, dict[str, bool]] = {}
    for path, unit, is_aside in returns:
        for folder in _folders(path):
            known = units.setdefault(folder, {})
            known[unit] = known.get(unit, True) and is_aside
    found: dict[str, Owner] = {}
    for path in others:
        nearest = next((units[folder] for folder in _folders(path) if folder in units), dict[str, bool]())
        if len(nearest) == 1:
            [(unit, is_aside)] = nearest.items()
            found[path] = Owner(unit, is_aside)
    return found


def is_signed_report(
    path: str, report_numbers: Iterable[str] = (), unit: str = "", *, opening: str = ""
) -> bool:
    """Say whether a file is the unit's report on its own assessment, by its name or by how it begins.

    Args:
        path: of the file.
        report_numbers: as written on the forms of the unit: “123/BC-SNV”, “Báo cáo số 123/BC-SNV ngày 17/02/2021”.
        unit: the name of the unit: “Báo cáo Sở Nội vụ.pdf” is its report.
        opening: the first words of the document; empty where it has none that can be read.
    """
    agency, numbers = slug(unit), tuple(_numbers(report_numbers))
    return _is_named_so(path, agency, numbers) or _begins_so(opening, agency, numbers)


def _numbers(report_numbers: Iterable[str]) -> Iterator[str]:
    """Yield the numbers of reports as names of files write them: `123-bc-snv`."""
    for text in report_numbers:
        for reference in parse_references(text):
            if reference.identity is not None and "bc" in reference.identity[1].split("-"):
                yield "-".join(map(slug, reference.identity))


def _is_named_so(path: str, agency: str, numbers: Iterable[str]) -> bool:
    last = path.rpartition("/")[2]
    name = slug(last.rpartition(".")[0] or last)
    is_about = _ABOUT.search(name) is not None or (bool(agency) and name.endswith(f"-{agency}"))
    if _REPORT.search(name) is not None and is_about:
        return True
    return any(re.search(rf"(?:^|-)0*{number}(?:-|$)", name) for number in numbers)


def _begins_so(opening: str, agency: str, numbers: Iterable[str]) -> bool:
    """Say whether the letterhead has the number, or the agency's name above a title that tells of its own assessment."""
    head, words = slug(opening[:_HEAD]), slug(opening)
    if any(re.search(rf"(?:^|-)so-0*{number}(?:-|$)", head) for number in numbers):
        return True
    is_report = _TITLE.search(opening) is not None and _SELF_ASSESSED.search(words) is not None
    return is_report and bool(agency) and f"-{agency}-" in f"-{head}-"


def _folders(path: str) -> Iterator[str]:
    """Yield the folders around a path, nearest first, without the inbox itself."""
    while path := path.rpartition("/")[0]:
        yield path
