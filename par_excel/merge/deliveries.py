"""What came with a return: evidence and the signed report belong to the unit whose return lies beside them.

Folders, archives and letters are one tree of paths here: `so_noi_vu/phu_luc_1.zip/bao cao.pdf`. A file belongs to
the return in the nearest folder, archive or letter that holds a return at all. Where that holds returns of
several units, and in the inbox itself, which everybody shares, nothing says whose it is: then it is nobody's.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from par_excel.model import RefusalReason
from par_excel.vietnamese import slug

MAY_BE_EVIDENCE = frozenset({RefusalReason.DOCUMENT, RefusalReason.NOT_A_WORKBOOK, RefusalReason.FOREIGN})
"""Files that are no form of ours. A damaged or locked one may be the return itself: it is refused aloud."""

_REPORT = re.compile(r"(?:^|-)(?:bao-cao|baocao|bc)(?:-|$)")
_ABOUT = re.compile(
    r"tu-danh-gia|tu-cham|cai-cach-hanh-chinh|cchc|par-index|parindex|(?:^|-)(?:da-ky|ky-so|ky)(?:-|$)"
)


@dataclass(frozen=True, slots=True)
class Owner:
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


def is_signed_report(path: str, report_numbers: Iterable[str] = (), unit: str = "") -> bool:
    """Say whether a file calls itself the unit's report: by words in its name, its agency, or the number on the form.

    Args:
        path: of the file.
        report_numbers: as written on the forms of the unit, `123/BC-SNV`.
        unit: the name of the unit: “Báo cáo Sở Nội vụ.pdf” is its report.
    """
    last = path.rpartition("/")[2]
    name, agency = slug(last.rpartition(".")[0] or last), slug(unit)
    is_about = _ABOUT.search(name) is not None or (bool(agency) and name.endswith(f"-{agency}"))
    if _REPORT.search(name) is not None and is_about:
        return True
    numbers = (slug(number) for number in report_numbers)
    return any("bc" in number.split("-") and f"-{number}-" in f"-{name}-" for number in numbers)


def _folders(path: str) -> Iterator[str]:
    """Yield the folders around a path, nearest first, without the inbox itself."""
    while path := path.rpartition("/")[0]:
        yield path
