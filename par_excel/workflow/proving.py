"""Do master workbook and report say what the ledger holds? Both are read back by other readers than what wrote them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from par_excel.merge import merge
from par_excel.model import Basis, Result, Total
from par_excel.reading.master_workbook import ShownRow, UnreadableMaster, read_master
from par_excel.reading.report_document import UnreadableReport, read_report
from par_excel.vietnamese import format_number
from par_excel.workflow.folder import Folder
from par_excel.workflow.looking import look
from par_excel.workflow.outputs import read_output

_LIMIT_NAMED = 10
"""Of differences in one file: after so many it is plain that it has to be made anew."""
_DETAIL, _SUMMARY, _AGENCIES = "Chi tiết", "Tổng hợp", "Theo cơ quan"
_LISTS = ("Tài liệu kiểm chứng", "Sáng kiến", "Phát hiện", "Bản nộp", "Quyết định")
_CONTINUED = "(tiếp)"

Figures = Mapping[str, Decimal | int | None]
"""By the head of their column."""


def differences(folder: Folder, basis: Basis) -> Iterator[str]:
    """Yield where an output says something else than the ledger, one sentence each; what is not there says nothing.

    Raises:
        ConfigError: there is no inbox.
        ParExcelError: the ledger cannot be read.
    """
    result = merge(basis, look(folder, basis).intake.collection)
    for path, found in ((folder.master, _of_master), (folder.report, _of_report)):
        data = read_output(path)
        if data is not None:
            yield from _first(path.name, list(found(data, basis, result)))


def _first(name: str, found: Sequence[str]) -> Iterator[str]:
    yield from (f"{name}: {each}" for each in found[:_LIMIT_NAMED])
    if len(found) > _LIMIT_NAMED:
        more = len(found) - _LIMIT_NAMED
        yield f"{name}: còn {more} chỗ khác không khớp sổ theo dõi; nên chạy lại par-excel merge."


def _of_master(data: bytes, basis: Basis, result: Result) -> Iterator[str]:
    try:
        tables = read_master(data)
    except UnreadableMaster as failure:
        yield f"không đọc lại được: {failure}."
        return
    missing = [name for name in (_DETAIL, _SUMMARY, _AGENCIES, *_LISTS) if name not in tables]
    if missing:
        yield f"thiếu sheet {', '.join(missing)}."
        return
    yield from _compared(tables[_DETAIL], "Mã", _criteria(basis, result), "tiêu chí")
    yield from _compared(tables[_SUMMARY], "Mã", _fields(result), "lĩnh vực")
    yield from _compared(tables[_AGENCIES], "Phụ lục", _units(result), "phụ lục")
    yield from _counted(tables, result)


def _criteria(basis: Basis, result: Result) -> Mapping[str, Figures]:
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves}
    found: dict[str, Figures] = {}
    for criterion in basis.catalogue.criteria:
        leaf = leaves.get(criterion.code)
        if leaf is None:
            found[criterion.code] = _of_total(result.headings[criterion.code])
        else:
            own = criterion.maximum if criterion.method.is_self_assessed else None
            found[criterion.code] = {
                "Điểm tối đa": criterion.maximum,
                "Tối đa tự đánh giá": own,
                "Điểm tự đánh giá": leaf.score,
            }
    return found | {"Tổng cộng": _of_total(result.total)}


def _of_total(total: Total) -> Figures:
    return {
        "Điểm tối đa": total.maximum,
        "Tối đa tự đánh giá": total.self_maximum,
        "Điểm tự đánh giá": total.score,
    }


def _fields(result: Result) -> Mapping[str, Figures]:
    found = {total.key: total for total in result.fields} | {"Tổng cộng": result.total}
    return {
        key: {
            **_of_total(total),
            "Trong đó: điều tra xã hội học": total.survey_maximum,
            "Trong đó: cơ quan tổng hợp chấm": total.office_maximum,
            "Số tiêu chí tự đánh giá": total.leaves,
            "Đã tính": total.counted,
        }
        for key, total in found.items()
    }


def _units(result: Result) -> Mapping[str, Figures]:
    return {
        unit.unit.appendix: {
            "Tối đa tự đánh giá": unit.total.self_maximum,
            "Điểm tự đánh giá": unit.total.score,
            "Số tiêu chí phải chấm": unit.total.leaves,
            "Đã tính": unit.total.counted,
            "Lỗi": unit.errors,
            "Cảnh báo": unit.warnings,
            "Ghi chú": unit.notes,
        }
        for unit in result.units
    }


def _compared(rows: Iterable[ShownRow], key: str, wanted: Mapping[str, Figures], what: str) -> Iterator[str]:
    """Yield where the first row of each key shows other figures, and the keys that have no row."""
    seen: set[str] = set()
    for row in rows:
        name = _key(row, key)
        if name not in wanted or name in seen or not _has(row, wanted[name]):
            continue
        seen.add(name)
        for head, value in wanted[name].items():
            shown = row.number(head)
            if shown != value:
                yield f"{row.place}: {_named(what, name)}, “{head}” là {_said(shown)}; theo sổ theo dõi là {_said(value)}."
    for name in wanted:
        if name not in seen:
            yield f"không có dòng của {_named(what, name)}."


def _key(row: ShownRow, key: str) -> str:
    name = row.text(key)
    is_sum = not name and "Tổng cộng" in row.values.values()
    return "Tổng cộng" if is_sum else name


def _has(row: ShownRow, figures: Figures) -> bool:
    return all(head in row.values for head in figures)


def _named(what: str, name: str) -> str:
    return "dòng Tổng cộng" if name == "Tổng cộng" else f"{what} {name}"


def _said(value: Decimal | int | None) -> str:
    return "để trống" if value is None else format_number(Decimal(value))


def _counted(tables: Mapping[str, Sequence[ShownRow]], result: Result) -> Iterator[str]:
    """Yield the lists that have more or fewer lines than the ledger knows of."""
    lengths = (
        len(result.documents),
        len(result.initiatives),
        len(result.findings),
        len(result.received),
        len(result.decisions),
    )
    for name, length in zip(_LISTS, lengths, strict=True):
        lines = [
            row for row in tables[name] if not str(next(iter(row.values.values()), "")).endswith(_CONTINUED)
        ]
        if len(lines) != length:
            yield f"sheet “{name}” có {len(lines)} dòng; theo sổ theo dõi là {length}."


def _of_report(data: bytes, basis: Basis, result: Result) -> Iterator[str]:
    try:
        tables = read_report(data)
    except UnreadableReport as failure:
        yield f"không đọc lại được: {failure}."
        return
    fields = {total.key: _shown(total) for total in result.fields} | {"": _shown(result.total)}
    yield from _texts(tables.get("bang_linh_vuc", ()), fields, "Kết quả theo lĩnh vực")
    units = {
        str(number): (unit.unit.name, *([_points(unit.total.self_maximum)] if unit.total.leaves else []))
        for number, unit in enumerate(result.units, start=1)
    }
    yield from _texts(tables.get("bang_co_quan", ()), units, "Tình hình các cơ quan")
    leaves = {
        leaf.criterion.code: (_points(leaf.criterion.maximum), *_reached(leaf.score))
        for leaf in result.leaves
    }
    yield from _texts(tables.get("bang_phu_luc", ()), leaves, "Phụ lục")
    for code in {basis.catalogue.field_of(leaf.criterion.code).code for leaf in result.leaves}:
        rows = tables.get(f"bang_tieu_chi:{code}", ())
        own = {key: texts for key, texts in leaves.items() if any(row[0] == key for row in rows if row)}
        yield from _texts(rows, own, f"Lĩnh vực {code}")


def _shown(total: Total) -> tuple[str, ...]:
    return (
        _points(total.maximum),
        _points(total.self_maximum),
        *(_reached(total.score) if total.counted else ()),
    )


def _reached(score: Decimal | None) -> tuple[str, ...]:
    return () if score is None else (_points(score),)


def _points(value: Decimal) -> str:
    return format_number(value, least_places=2)


def _texts(
    rows: Sequence[tuple[str, ...]], wanted: Mapping[str, tuple[str, ...]], table: str
) -> Iterator[str]:
    """Yield where a row lacks a figure; a table that the office's own template leaves out says nothing."""
    if not rows:
        return
    by_key = {row[0]: row for row in rows if row}
    for key, texts in wanted.items():
        row = by_key.get(key)
        name = key or "Tổng cộng"
        if row is None:
            yield f"bảng “{table}” không có dòng {name}."
            continue
        lacking = [text for text in texts if text not in row]
        if lacking:
            yield f"bảng “{table}”, dòng {name}: không có {', '.join(lacking)} như trong sổ theo dõi."
