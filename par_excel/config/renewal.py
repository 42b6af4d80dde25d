"""par.toml of a year → that of the next one: what stays, stays word by word; what has to be confirmed says so.

The text is changed line by line, so that the office's own remarks stay where they are.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from par_excel.config.problems import Problems
from par_excel.config.sections import CALENDAR_KEYS
from par_excel.config.sources import Source, read_table
from par_excel.config.table import Row
from par_excel.config.words import MergerColumn
from par_excel.model import Period, Unit, WorkingDays
from par_excel.vietnamese import fold, format_date, slug

_CONFIRM = "# CẦN XÁC NHẬN:"
_TABLE = re.compile(r"\s*(\[\[?[a-z_]+\]\]?)\s*(#.*)?")
_KEY = re.compile(r"\s*([a-z_]+)\s*=")
_DAYS = re.compile(rf"^([ \t]*(?:{'|'.join(CALENDAR_KEYS)})\s*=\s*)\[(?:[^\]#]++|#[^\n]*+)*+\]", re.MULTILINE)
"""A list of days, which may go over several lines, with remarks between."""
_UNITS = "[[don_vi]]"
_YEARLY = frozenset({"id", "ten", "bo_tieu_chi"})
_PACKAGED = files("par_excel.config") / "packaged"


class Mergers(Struct, frozen=True):
    """Which agency became which: from a table of the office, or the packaged one."""

    new_names: Mapping[str, str]
    """By the folded name of the old agency."""
    gone: tuple[str, ...]
    """Words for what there is no more."""
    reasons: Mapping[str, str]
    """Why, by the folded name of the old agency."""

    def new_name(self, unit: Unit) -> str:
        """Return what an agency is called now; a table may name it by its id, where others bear the same name."""
        return self.new_names.get(fold(unit.id)) or self.new_names.get(fold(unit.name), unit.name)


def read_mergers(path: Path | None, *, after: int, until: int) -> Mergers:
    """Return the mergers of a table that hold first for an index year after one, up to and with another.

    Args:
        path: the table; the packaged one where none is named.
        after: the index year of the former settings.
        until: the new index year.

    Raises:
        ConfigError: the table cannot be read.
    """
    name = "to_chuc_2025.csv"
    source = (
        Source(f"{name} (bản có sẵn)", ".csv", (_PACKAGED / name).read_bytes())
        if path is None
        else read_table(path)
    )
    problems = Problems(source.label)
    rows = [
        row
        for row in source.rows(tuple(MergerColumn), problems)
        if _begins(row, problems) in range(after + 1, until + 1)
    ]
    if problems.found:
        raise problems.found[0]
    old, new = MergerColumn.OLD, MergerColumn.NEW
    return Mergers(
        {fold(row[old]): row[new] for row in rows if row[new]},
        tuple(row[old] for row in rows if not row[new]),
        {fold(row[old]): row[MergerColumn.REASON] for row in rows},
    )


def _begins(row: Row, problems: Problems) -> int:
    since = row[MergerColumn.SINCE]
    if not since.isdecimal():
        problems.add(
            row.line, f"Cột “{MergerColumn.SINCE}” ghi “{since}”.", "ghi năm chỉ số đầu tiên, ví dụ 2025."
        )
        return 0
    return int(since)


def merged_units(units: Sequence[Unit], mergers: Mergers) -> Mapping[str, tuple[Unit, ...]]:
    """Return the old units by the name of the new one, in the order in which the new ones stand."""
    found: dict[str, tuple[Unit, ...]] = {}
    for unit in units:
        name = mergers.new_name(unit)
        found[name] = (*found.get(name, ()), unit)
    return found


class Renewal(Struct, frozen=True, kw_only=True):
    """A step from one index year to a later one."""

    period: Period
    """What the former settings say."""
    units: tuple[Unit, ...]
    """Those that stand in par.toml itself; others stand in the list beside it."""
    year: int
    """The new index year."""
    former: str
    """Where the former ledger lies, as seen from the new folder; empty where there is none."""
    mergers: Mergers
    calendar: WorkingDays
    """Of the days on which the new deadlines may fall."""

    def settings(self, text: str) -> str:
        """Return the settings of the new year, made from the text of the former ones."""
        text = _DAYS.sub(r"\1[]", text.replace("\r\n", "\n"))
        lines = list(_with_tables(text.split("\n")))
        at = next((at for at, (_, table) in enumerate(lines) if table == _UNITS), len(lines))
        above, below = (
            [changed for line, table in part if table != _UNITS for changed in self._line(line, table)]
            for part in (lines[:at], lines[at:])
        )
        if self.former and not any(table == "[nam_truoc]" for _, table in lines):
            above += ["[nam_truoc]", f'tep = "{self.former}"', ""]
        return "\n".join([*above, *self._units(), *below]).rstrip() + "\n"

    def _line(self, line: str, table: str) -> Iterator[str]:
        found = _KEY.match(line)
        key = found[1] if found is not None else ""
        old, new = str(self.period.year), str(self.year)
        match table, key:
            case "[ky]", "nam":
                yield line.replace(old, new, 1)
            # Names the packaged set of the former year.
            case "[ky]", "danh_muc":
                yield f"# {line}"
            case "[ky]", key if key in _YEARLY:
                yield line.replace(old, new)
            case "[ky]", "can_cu_bo_tieu_chi" | "can_cu":
                yield f"{_CONFIRM} văn bản của năm {new}; dưới đây là của năm {old}."
                yield line
            case "[[han]]", "ngay":
                yield from self._deadline(line)
            case "[nam_truoc]", "tep":
                yield f'tep = "{self.former}"'
            # Each period has a schema of its own on the server.
            case "[so_chung]", _ if line.strip() and not line.lstrip().startswith("#"):
                yield f"# {line}"
            case _:
                yield line

    def _deadline(self, line: str) -> Iterator[str]:
        found = re.search(r'"(\d{1,2}/\d{1,2}/\d{4})"|(\d{4}-\d{2}-\d{2})', line)
        day = None if found is None else _day(found[0].strip('"'))
        if found is None or day is None:
            yield line
            return
        proposed = self._proposed(day)
        yield f"{_CONFIRM} đề xuất theo ngày {format_date(day)} của kỳ trước."
        yield line.replace(found[0], f'"{format_date(proposed)}"')

    def _proposed(self, day: date) -> date:
        """Return the same day so many years later, or the next one on which offices work."""
        later = day.year + self.year - self.period.year
        # 29 February is in leap years alone.
        moved = date(later, day.month, min(day.day, 28) if day.month == 2 else day.day)
        while not self.calendar.is_worked(moved):
            moved += timedelta(days=1)
        return moved

    def _units(self) -> Iterator[str]:
        if not self.units:
            return
        yield "# Các cơ quan tự chấm điểm, lấy theo kỳ trước; một cơ quan điền nhiều phụ lục thì có một biểu mẫu chung."
        for name, olds in merged_units(self.units, self.mergers).items():
            if len(olds) > 1 or name != olds[0].name:
                yield f"{_CONFIRM} {self._reason(olds)}"
            yield from _unit_lines(name, olds)

    def _reason(self, olds: Sequence[Unit]) -> str:
        names = ", ".join(f"{unit.name} (phụ lục {unit.appendix_label})" for unit in olds)
        reasons = dict.fromkeys(
            reason for unit in olds if (reason := self.mergers.reasons.get(fold(unit.name), ""))
        )
        return f"từ {names}; {'; '.join(reasons)}."


def _with_tables(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield lines, each with the table that it stands in; what is said right above a table belongs to it.

    Above the first unit it belongs to the table before, and at the end to none: it stays, though units are written anew.
    """
    table = ""
    remarks: list[str] = []
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            remarks.append(line)
            continue
        former, found = table, _TABLE.fullmatch(line)
        if found is not None:
            table = found[1]
        owner = former if table == _UNITS else table
        yield from ((remark, owner) for remark in remarks)
        remarks.clear()
        yield line, table
    yield from ((remark, "") for remark in remarks)


def _day(text: str) -> date | None:
    try:
        if "-" in text:
            return date.fromisoformat(text)
        day, month, year = map(int, text.split("/"))
        return date(year, month, day)
    except ValueError:
        return None


def renewed_units(units: Sequence[Unit], mergers: Mergers) -> tuple[Unit, ...]:
    """Return a list of units as it is after mergers: the one that keeps its name keeps its id, address and group too."""
    return tuple(_renewed(name, olds) for name, olds in merged_units(units, mergers).items())


def _renewed(name: str, olds: Sequence[Unit]) -> Unit:
    first = next((unit for unit in olds if unit.name == name), olds[0])
    appendix, *also = sorted(dict.fromkeys(each for unit in olds for each in unit.appendices), key=_natural)
    id_ = first.id if first.name == name else slug(name)[:40].strip("-")
    return replace(first, id=id_, name=name, appendix=appendix, also=tuple(also))


def _unit_lines(name: str, olds: Sequence[Unit]) -> Iterator[str]:
    unit = _renewed(name, olds)
    shown = ", ".join(f'"{each}"' for each in unit.appendices)
    yield _UNITS
    yield f'id = "{unit.id}"'
    yield f'ten = "{name}"'
    yield f"phu_luc = [{shown}]" if unit.also else f"phu_luc = {shown}"
    if unit.group:
        yield f'nhom = "{unit.group}"'
    if unit.address:
        yield f'xung_ho = "{unit.address}"'
    yield f'email = "{unit.email}"'
    yield f'lien_he = "{unit.contact}"'
    yield ""


def _natural(appendix: str) -> tuple[int, str]:
    return (int(appendix) if appendix.isdecimal() else 1_000, appendix)
