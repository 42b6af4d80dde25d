"""What came with a return: evidence and the signed report belong to the unit whose return lies beside them.

Folders, archives and letters are one tree of paths here: `so_noi_vu/phu_luc_1.zip/bao cao.pdf`. A file belongs to
the return in the nearest folder, archive or letter that holds a return at all. Where that holds returns of
several units, and in the inbox itself, which everybody shares, nothing says whose it is: then it is nobody's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from par_excel.model import RefusalReason
from par_excel.vietnamese import slug

MAY_BE_EVIDENCE = frozenset({RefusalReason.DOCUMENT, RefusalReason.NOT_A_WORKBOOK, RefusalReason.FOREIGN})
"""Files that are no form of ours. A damaged or locked one may be the return itself: it is refused aloud."""

_REPORT = re.compile(r"(?:^|-)(?:bao-cao|baocao|bc)(?:-|$)")
_ABOUT = re.compile(r"tu-danh-gia|tu-cham|cai-cach-hanh-chinh|cchc|par-index|parindex")


def owners(returns: Iterable[tuple[str, str]], others: Iterable[str]) -> Mapping[str, str]:
    """Return the unit that each other file came with, by path; a file that came with none is absent.

    Args:
        returns: path and unit of every return.
        others: the paths of the files that are no returns.
    """
    units: dict[str, set[str]] = {}
    for path, unit in returns:
        for folder in _folders(path):
            units.setdefault(folder, set()).add(unit)
    found: dict[str, str] = {}
    for path in others:
        nearest = next((units[folder] for folder in _folders(path) if folder in units), frozenset[str]())
        if len(nearest) == 1:
            [found[path]] = nearest
    return found


def is_signed_report(path: str, report_numbers: Iterable[str] = ()) -> bool:
    """Say whether a file calls itself the unit's report: by words in its name, or by the number that the form gives.

    Args:
        path: of the file.
        report_numbers: as written on the forms of the unit, `123/BC-SNV`.
    """
    name = slug(path.rpartition("/")[2])
    if _REPORT.search(name) is not None and _ABOUT.search(name) is not None:
        return True
    numbers = (slug(number) for number in report_numbers)
    return any("bc" in number.split("-") and f"-{number}-" in f"-{name}-" for number in numbers)


def _folders(path: str) -> Iterator[str]:
    """Yield the folders around a path, nearest first, without the inbox itself."""
    while path := path.rpartition("/")[0]:
        yield path
