"""A workbook's bytes become a Workbook: the parts are found by their relationships, sheets are read on demand."""

from collections.abc import Callable, Mapping
from functools import cached_property

from par_excel.model import Limits, RefusalReason
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.bounds.guard import Archive
from par_excel.reading.bounds.limits import Budget
from par_excel.reading.workbook.media import media_of
from par_excel.reading.workbook.number_formats import parse_time
from par_excel.reading.workbook.workbook import RawSheet, Run, Workbook, program_name
from par_excel.reading.xlsx.active_content import carried, formula_risks, in_order
from par_excel.reading.xlsx.legacy_fonts import sheet_runs, string_runs
from par_excel.reading.xlsx.parts import (
    Contents,
    ListedSheet,
    Relationships,
    custom_properties,
    properties,
    relationships,
)
from par_excel.reading.xlsx.pictures import pictures
from par_excel.reading.xlsx.sheet import SheetReader
from par_excel.reading.xlsx.strings import SharedStrings, SharedTexts, read_strings
from par_excel.reading.xlsx.styles import FormatMeanings, cell_formats

_WORKBOOK = "xl/workbook.xml"
"""Where every program puts it; asked only where the relationship that names it is lost."""


def read_workbook(archive: Archive, limits: Limits, *, is_wanted: Callable[[str], bool]) -> Workbook:
    """Return the workbook with the content of the sheets that are wanted by name.

    Raises:
        Breach: a part is missing or goes beyond the limits.
    """
    return _Opened(archive, limits).workbook(is_wanted)


class _Opened:
    def __init__(self, archive: Archive, limits: Limits) -> None:
        self._archive, self._limits = archive, limits
        self._package = relationships(archive, "", limits)
        self._part = self._package.by_kind.get("officedocument", _WORKBOOK)
        if self._part not in archive:
            raise Breach(RefusalReason.NOT_A_WORKBOOK, "tệp nén không chứa bảng tính")
        self._linked = relationships(archive, self._part, limits)
        self._contents = Contents(archive, self._part, limits)
        self._budget = Budget(limits)
        if not self._contents.sheets:
            raise Breach(RefusalReason.DAMAGED, "bảng tính không có trang tính nào")

    def workbook(self, is_wanted: Callable[[str], bool]) -> Workbook:
        core = self._properties("coreproperties", "lastModifiedBy", "modified")
        sheets = tuple(self._sheet(entry, is_wanted) for entry in self._contents.sheets)
        known = {"": self._package, self._part: self._linked}
        form, risks = carried(self._archive, known, self._limits)
        return Workbook(
            sheets=sheets,
            names=self._contents.names,
            dropped_names=self._contents.dropped_names,
            custom=self._custom,
            program=self._program,
            saved_by=core.get("lastModifiedBy", ""),
            saved_at=parse_time(core.get("modified", "")),
            is_1904=self._contents.is_1904,
            format=form,
            risks=in_order((*risks, *formula_risks(sheets))),
            media=media_of(self._archive, sheets),
        )

    @property
    def _program(self) -> str:
        said = self._properties("extendedproperties", "Application", "AppVersion")
        return program_name(
            said.get("Application", ""),
            said.get("AppVersion", ""),
            self._contents.build,
            kinds=self._linked.by_kind,
            custom=self._custom,
        )

    def _sheet(self, entry: ListedSheet, is_wanted: Callable[[str], bool]) -> RawSheet:
        # Sheets of charts, dialogs and macros have no cells of ours; one without a relationship is taken for a worksheet,
        # so that its missing part is told.
        kind, part = self._linked.by_id.get(entry.relationship, ("", ""))
        if not is_wanted(entry.name) or kind not in {"worksheet", ""}:
            return RawSheet(name=entry.name, state=entry.state)
        reader = SheetReader(self._texts, self._formats.numbers, self._budget, self._limits)
        reader.read(self._archive.chunks(part))
        return RawSheet(
            name=entry.name,
            state=entry.state,
            is_read=True,
            is_protected=reader.is_protected,
            rows=reader.rows,
            merged=tuple(reader.merged),
            hidden_rows=tuple(reader.hidden_rows),
            hidden_columns=tuple(reader.hidden_columns),
            legacy=self._legacy(part, has_own=reader.has_legacy_fonts),
            pictures=pictures(
                self._archive, self._linked, part, reader.rows, reader.rich_values, self._limits
            ),
        )

    def _legacy(self, part: str, *, has_own: bool) -> Mapping[tuple[int, int], tuple[Run, ...]]:
        """Return the texts of a sheet in fonts from before Unicode; nothing is looked for where there are none."""
        if not (has_own or self._strings.has_legacy_fonts or self._formats.legacy_fonts):
            return {}
        return sheet_runs(
            self._archive.chunks(part), self._strings.texts, self._string_runs, self._formats.legacy_fonts
        )

    @cached_property
    def _string_runs(self) -> Mapping[int, tuple[Run, ...]]:
        part = self._of(self._linked, "sharedstrings") if self._strings.has_legacy_fonts else None
        return {} if part is None else string_runs(self._archive.chunks(part))

    @cached_property
    def _strings(self) -> SharedStrings:
        part = self._of(self._linked, "sharedstrings")
        return SharedStrings(()) if part is None else read_strings(self._archive.chunks(part), self._limits)

    @cached_property
    def _texts(self) -> SharedTexts:
        return SharedTexts(self._strings.texts)

    @cached_property
    def _formats(self) -> FormatMeanings:
        part = self._of(self._linked, "styles")
        return FormatMeanings((), {}) if part is None else cell_formats(self._archive, part, self._limits)

    @cached_property
    def _custom(self) -> Mapping[str, str]:
        part = self._of(self._package, "customproperties")
        return {} if part is None else custom_properties(self._archive, part, self._limits)

    def _properties(self, kind: str, *names: str) -> Mapping[str, str]:
        part = self._of(self._package, kind)
        return {} if part is None else properties(self._archive, part, *names)

    def _of(self, linked: Relationships, kind: str) -> str | None:
        """Return the part of a kind, None where there is none."""
        part = linked.by_kind.get(kind)
        return part if part is not None and part in self._archive else None
