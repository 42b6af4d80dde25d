"""What every table of the Word report has to say by the ledger, column by column as its template arranges them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from par_excel.model import Basis, Comparison, LeafResult, LeafState, Result, Total, UnitResult, YearRow
from par_excel.reading.office.master import ShownRow
from par_excel.reading.office.report import UnreadableReport, read_columns, read_report
from par_excel.vietnamese import format_number, format_percent
from par_excel.workflow.results.proving_tables import TOTAL, WantedRow, WantedTable, told
from par_excel.writing.report.document import packaged_template

_NOTHING = "–"
_ANNEX = "bang_phu_luc"
_HEADS = {
    "ma": "Mã",
    "stt": "STT",
    "tieu_chi": "Tiêu chí",
    "co_quan": "Cơ quan",
    "phu_luc": "Phụ lục",
    "tinh_trang": "Tình trạng",
    "hang": "Hạng",
    "don_vi": "Đơn vị",
    "nhom": "Nhóm",
    "diem_toi_da": "Điểm tối đa",
    "dieu_tra": "Điều tra xã hội học",
    "noi_khac_cham": "Cơ quan tổng hợp chấm",
    "tu_danh_gia": "Tối đa tự đánh giá",
    "diem": "Điểm tự đánh giá",
    "tu_cham": "Điểm cơ quan tự đánh giá",
    "bi_tru": "Điểm bị trừ",
    "ty_le": "Tỷ lệ đạt",
    "de_xuat": "Điểm đề xuất",
    "diem_toi_da_truoc": "Điểm tối đa năm trước",
    "diem_truoc": "Điểm năm trước",
    "ty_le_truoc": "Tỷ lệ đạt năm trước",
    "thay_doi": "Thay đổi",
    "thay_doi_ty_le": "Thay đổi tỷ lệ",
}
"""What a column is called in a sentence, by its key in the template."""
_OF_PROVINCE = ("bang_linh_vuc", "bang_co_quan", "bang_tieu_chi:")
"""Tables that are left out where nothing adds up to a sum of the province."""


def report_differences(data: bytes, template: bytes | None, basis: Basis, result: Result) -> Iterator[str]:
    """Yield where a report says something else than the ledger holds.

    Args:
        data: the report.
        template: the office's own template that it was made from, None for the packaged one; tables and columns that
            the office left out are not asked for.
        basis: the period.
        result: what the ledger holds.
    """
    try:
        tables = read_report(data)
        columns = read_columns(packaged_template() if template is None else template)
    except UnreadableReport as failure:
        yield f"không đọc lại được: {failure}."
        return
    for name, wanted in _tables(basis, result).items():
        heads = columns.get(name.partition(":")[0])
        if heads is None or (name not in tables and (template is not None or not wanted.rows)):
            continue
        rows = [
            _shown(f"{wanted.name}, dòng {at}", heads, row) for at, row in enumerate(tables.get(name, ()), 1)
        ]
        yield from told(rows, wanted)


def annex_differences(
    data: bytes, template: bytes | None, scores: Mapping[str, Decimal | None]
) -> Iterator[str]:
    """Yield where the annex of all criteria shows other scores than these.

    Args:
        data: the report.
        template: the office's own template that it was made from, None for the packaged one.
        scores: by code, and of everything.
    """
    try:
        rows = read_report(data).get(_ANNEX, ())
        heads = read_columns(packaged_template() if template is None else template).get(_ANNEX)
    except UnreadableReport as failure:
        yield f"không đọc lại được: {failure}."
        return
    if heads is None:
        return
    name = "bảng “Phụ lục tất cả tiêu chí”"
    shown = [_shown(f"{name}, dòng {at}", heads, row) for at, row in enumerate(rows, 1)]
    known = [row for row in shown if row.text("Mã") in scores or TOTAL in row.values.values()]
    wanted = tuple(_row(code, diem=_score(score)) for code, score in scores.items())
    yield from told(known, WantedTable(name, "Mã", "mục", wanted))


def _shown(place: str, keys: tuple[str, ...], texts: tuple[str, ...]) -> ShownRow:
    """Return a row by the heads of its columns; of one with merged cells only the first is known for sure."""
    shown = list(zip(keys, texts, strict=False)) if len(keys) == len(texts) else [(keys[0], texts[0])]
    return ShownRow(place, {_HEADS.get(key, key): text for key, text in shown})


def _row(key: str, /, **texts: str) -> WantedRow:
    return WantedRow(key, {_HEADS[column]: text for column, text in texts.items()})


def _tables(basis: Basis, result: Result) -> Mapping[str, WantedTable]:
    fields = tuple(_field(total.key, total) for total in result.fields)
    units = tuple(_unit(number, unit) for number, unit in enumerate(result.agencies, start=1))
    by_office = [leaf for leaf in result.leaves if leaf.unit is None and leaf.score is not None]
    units += tuple(_office(number, leaf) for number, leaf in enumerate(by_office, start=len(units) + 1))
    whole = _row(TOTAL, diem_toi_da=_points(result.total.self_maximum), diem=_reached(result.total))
    found = {
        "bang_linh_vuc": _by_code("Kết quả theo lĩnh vực", (*fields, _field(TOTAL, result.total))),
        "bang_co_quan": WantedTable("bảng “Tình hình các cơ quan”", "STT", "số thứ tự", (*units, whole)),
        "bang_xep_hang": WantedTable("bảng “Xếp hạng”", "Đơn vị", "đơn vị", tuple(_ranking(result))),
        _ANNEX: _by_code("Phụ lục tất cả tiêu chí", tuple(_annex(basis, result))),
        "bang_phoi_hop": WantedTable("bảng “Phối hợp”", "Tiêu chí", "tiêu chí", tuple(_shared(result))),
        "bang_sang_kien": _numbered("Sáng kiến", len(result.initiatives)),
        "bang_tai_lieu": _numbered("Tài liệu kiểm chứng", len(result.register)),
    }
    for field in basis.catalogue.fields:
        leaves = [
            leaf
            for leaf in result.leaves
            if leaf.state is not LeafState.SURVEY
            and basis.catalogue.field_of(leaf.criterion.code).code == field.code
        ]
        found[f"bang_tieu_chi:{field.code}"] = _by_code(f"Lĩnh vực {field.code}", tuple(map(_leaf, leaves)))
    if result.is_ranking_alone:
        found = {name: table for name, table in found.items() if not name.startswith(_OF_PROVINCE)}
    if result.is_reviewed:
        found["bang_ra_soat"] = _by_code("Kết quả rà soát", tuple(_review(result)))
    return {**found, **({} if result.comparison is None else _years(result.comparison))}


def _ranking(result: Result) -> Iterator[WantedRow]:
    for ranking in result.rankings:
        maximum = ranking.rows[0].unit.total.self_maximum
        title = f"Phụ lục {ranking.appendix} (tối đa {format_number(maximum)} điểm)"
        yield _row(title, diem="", ty_le="")
        for row in ranking.rows:
            total, has_return = row.unit.total, row.place is not None
            ratio = total.ratio if has_return else None
            yield _row(
                row.unit.unit.name,
                hang=str(row.place) if has_return else _NOTHING,
                diem=_points(total.score) if has_return else _NOTHING,
                ty_le=_NOTHING if ratio is None else format_percent(ratio, least_places=2),
            )


def _by_code(name: str, rows: tuple[WantedRow, ...]) -> WantedTable:
    return WantedTable(f"bảng “{name}”", "Mã", "mục", rows)


def _numbered(name: str, count: int) -> WantedTable:
    rows = tuple(WantedRow(str(number), {}) for number in range(1, count + 1))
    return WantedTable(f"bảng “{name}”", "STT", "số thứ tự", rows)


def _field(key: str, total: Total) -> WantedRow:
    has_ratio = total.ratio is not None and total.counted
    return _row(
        key,
        diem_toi_da=_points(total.maximum),
        dieu_tra=_points(total.survey_maximum),
        noi_khac_cham=_points(total.office_maximum),
        tu_danh_gia=_points(total.self_maximum),
        diem=_reached(total),
        ty_le=format_percent(total.ratio or Decimal(0), least_places=2) if has_ratio else _NOTHING,
    )


def _unit(number: int, unit: UnitResult) -> WantedRow:
    total = unit.total
    return _row(
        str(number),
        co_quan=unit.unit.name,
        phu_luc=unit.unit.appendix,
        tinh_trang=unit.state.value,
        diem_toi_da=_points(total.self_maximum) if total.leaves else _NOTHING,
        diem=_reached(total),
    )


def _office(number: int, leaf: LeafResult) -> WantedRow:
    return _row(str(number), diem_toi_da=_points(leaf.criterion.maximum), diem=_score(leaf.score))


def _review(result: Result) -> Iterator[WantedRow]:
    for leaf in result.leaves:
        if leaf.review is not None:
            by = None if leaf.score is None else leaf.score - (leaf.own or 0)
            points = {"tu_cham": _score(leaf.own), "diem": _score(leaf.score), "thay_doi": _signed(by)}
            yield _row(leaf.criterion.code, diem_toi_da=_points(leaf.criterion.maximum), **points)
    own, total = result.total.own or Decimal(0), result.total
    sums = {"tu_cham": _points(own), "diem": _points(total.score), "thay_doi": _signed(total.score - own)}
    yield _row(TOTAL, diem_toi_da=_points(total.self_maximum), **sums)


def _leaf(leaf: LeafResult) -> WantedRow:
    criterion = leaf.criterion
    points = (_points(criterion.maximum), _score(leaf.score), _score(leaf.lost))
    return _row(criterion.code, diem_toi_da=points[0], diem=points[1], bi_tru=points[2])


def _annex(basis: Basis, result: Result) -> Iterator[WantedRow]:
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves}
    for criterion in basis.catalogue.criteria:
        leaf = leaves.get(criterion.code)
        yield _heading(criterion.code, result.headings[criterion.code]) if leaf is None else _leaf(leaf)
    yield _heading(TOTAL, result.total)


def _heading(key: str, total: Total) -> WantedRow:
    return _row(key, diem_toi_da=_points(total.maximum), diem=_reached(total))


def _shared(result: Result) -> Iterator[WantedRow]:
    for shared in result.shared:
        key = f"{shared.criterion.code} {shared.criterion.name}"
        for _, _, given in shared.contributions:
            proposed = None if given is None else given.proposed.value
            yield _row(key, diem=_score(shared.score), de_xuat=_score(proposed))


def _years(comparison: Comparison) -> Mapping[str, WantedTable]:
    fields = [
        _row(
            change.row.code or TOTAL,
            diem_truoc=_of_year(change.before),
            ty_le_truoc=_share(change.before),
            diem=_of_year(change.now),
            ty_le=_share(change.now),
            thay_doi=_signed(change.points),
            thay_doi_ty_le=_signed_share(change.ratio),
        )
        for change in (*(each for each in comparison.changes if each.row.is_field), comparison.total)
    ]
    criteria = [
        _row(
            change.row.code,
            diem_toi_da_truoc=_NOTHING if change.before is None else _points(change.before.maximum),
            diem_truoc=_of_year(change.before),
            diem_toi_da=_NOTHING if change.now is None else _points(change.now.maximum),
            diem=_of_year(change.now),
            thay_doi=_signed(change.points),
        )
        for change in comparison.changes
    ]
    return {
        "bang_so_sanh": _by_code("So với năm trước theo lĩnh vực", tuple(fields)),
        "bang_so_sanh_tieu_chi": _by_code("So với năm trước theo tiêu chí", tuple(criteria)),
    }


def _points(value: Decimal) -> str:
    return format_number(value, least_places=2)


def _score(value: Decimal | None) -> str:
    return _NOTHING if value is None else _points(value)


def _reached(total: Total) -> str:
    return _points(total.score) if total.counted else _NOTHING


def _of_year(row: YearRow | None) -> str:
    return _NOTHING if row is None else _score(row.score)


def _share(row: YearRow | None) -> str:
    return _NOTHING if row is None or row.ratio is None else format_percent(row.ratio)


def _signed(value: Decimal | None) -> str:
    return _NOTHING if value is None else _sign(value) + _points(abs(value))


def _signed_share(value: Decimal | None) -> str:
    return _NOTHING if value is None else _sign(value) + format_percent(abs(value))


def _sign(value: Decimal) -> str:
    return "+" if value > 0 else "−" if value < 0 else ""
