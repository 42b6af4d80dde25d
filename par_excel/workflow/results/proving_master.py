"""What every table of the master workbook has to show by the ledger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from par_excel.model import ApprovalMark, Basis, Comparison, Criterion, LeafResult, Result, Total, YearRow
from par_excel.reading.office.master import SAID, UnreadableMaster, read_master
from par_excel.workflow.results.proving_ranking import ranking_tables
from par_excel.workflow.results.proving_tables import TOTAL, Figure, WantedRow, WantedTable, told

_MAXIMUM, _OWN, _SCORE = "Điểm tối đa", "Tối đa tự đánh giá", "điểm được tính"
_BEFORE, _AFTER = "Điểm tự đánh giá", "Điểm sau rà soát"
"""The scores that count stand under the second head where the office reviewed, else under the first."""
_RATIO, _LOST, _CODE, _UNIT = "Chỉ số", "Điểm bị trừ", "Mã", "Phụ lục"
_REACH = "Điểm tối đa mà các cơ quan tự đánh giá được"
_REACH_REVIEWED = "Điểm tối đa tự đánh giá, gồm phần cơ quan tổng hợp đã chấm"
_OFFICE, _OFFICE_REVIEWED = "chấm", "chưa chấm"
_LIMIT_FIELDS = 30
"""Of columns by field; further ones are wider than what is read back."""

Figures = Mapping[str, Figure]


def master_differences(data: bytes, basis: Basis, result: Result) -> Iterator[str]:
    """Yield where a master workbook shows something else than the ledger holds."""
    try:
        tables = read_master(data)
    except UnreadableMaster as failure:
        yield f"không đọc lại được: {failure}."
        return
    wanted = tuple(_tables(basis, result))
    missing = [name for name in dict.fromkeys(table.name for _, table in wanted) if name not in tables]
    if missing:
        yield f"thiếu sheet {', '.join(missing)}."
        return
    for heads, table in _named(wanted, _AFTER if result.is_reviewed else _BEFORE):
        rows = [row for row in tables[table.name] if all(head in row.values for head in heads)]
        yield from told(rows, table)


def _named(
    tables: Iterable[tuple[tuple[str, ...], WantedTable]], score: str
) -> Iterator[tuple[tuple[str, ...], WantedTable]]:
    """Yield the tables with the head under which the scores that count stand."""
    for heads, table in tables:
        rows = tuple(
            WantedRow(
                score if row.key == _SCORE else row.key,
                {score if head == _SCORE else head: value for head, value in row.figures.items()},
            )
            for row in table.rows
        )
        yield heads, replace(table, rows=rows)


def _tables(basis: Basis, result: Result) -> Iterator[tuple[tuple[str, ...], WantedTable]]:
    """Yield every table with the heads by which it is known on its sheet."""
    yield (_CODE, _OWN), WantedTable("Chi tiết", _CODE, "tiêu chí", tuple(_criteria(basis, result)))
    if not result.is_ranking_alone:
        yield from _province(basis, result)
    for ranking in result.rankings:
        yield from ranking_tables(ranking)
    yield (_CODE, _LOST), WantedTable(_LOST, _CODE, "tiêu chí", tuple(_lost(result)))
    if result.is_reviewed:
        yield (_CODE, "Thay đổi"), WantedTable("Rà soát", _CODE, "tiêu chí", tuple(_review(result)))
    yield (_CODE, "Điểm đề xuất"), WantedTable("Phối hợp", _CODE, "tiêu chí", tuple(_shared(result)))
    yield from ((("STT",), table) for table in _lists(result))
    returns = tuple(_returns(result))
    yield ("SHA-256",), WantedTable("Bản nộp", "SHA-256", "tệp có SHA-256", returns)
    decisions = tuple(WantedRow(str(each.number), {"Lý do": each.reason}) for each in result.decisions)
    yield ("Số",), WantedTable("Quyết định", "Số", "quyết định số", decisions)
    if result.approval is not None and result.approval.differences:
        yield (
            ("STT",),
            WantedTable("Khác bản phê duyệt", "STT", "số thứ tự", tuple(_differences(result.approval))),
        )
    if result.comparison is not None:
        years = tuple(_years(result.comparison))
        yield (_CODE,), WantedTable("So với năm trước", _CODE, "mục", years)


def _province(basis: Basis, result: Result) -> Iterator[tuple[tuple[str, ...], WantedTable]]:
    """Yield the tables of what the agencies reach together."""
    yield (SAID,), WantedTable("Tổng hợp", "", "dòng", tuple(_key_figures(basis, result)))
    yield (_CODE, _OWN), WantedTable("Tổng hợp", _CODE, "lĩnh vực", tuple(_fields(result)))
    yield (_UNIT, _LOST), WantedTable("Tổng hợp", _UNIT, "phụ lục", tuple(_states(result)))
    yield (_UNIT, "Cơ quan"), WantedTable("Theo cơ quan", _UNIT, "phụ lục", tuple(_units(result)))
    for what, rows in _pivots(basis, result):
        yield (_UNIT, what), WantedTable("Theo cơ quan", _UNIT, "phụ lục", tuple(rows))


def _criteria(basis: Basis, result: Result) -> Iterator[WantedRow]:
    leaves = {leaf.criterion.code: leaf for leaf in result.leaves}
    is_reviewed = result.is_reviewed  # looks at every leaf
    for criterion in basis.catalogue.criteria:
        leaf = leaves.get(criterion.code)
        if leaf is None:
            yield WantedRow(criterion.code, _of_total(result.headings[criterion.code]))
        else:
            figures = {_MAXIMUM: criterion.maximum, _OWN: leaf.self_maximum, _SCORE: leaf.score}
            before = {_BEFORE: leaf.own} if is_reviewed else {}
            yield WantedRow(criterion.code, figures | before)
    yield WantedRow(TOTAL, _of_total(result.total))


def _of_total(total: Total) -> Figures:
    figures = {_MAXIMUM: total.maximum, _OWN: total.self_maximum, _SCORE: total.score}
    return figures if total.own is None else {**figures, _BEFORE: total.own}


def _key_figures(basis: Basis, result: Result) -> Iterator[WantedRow]:
    total, office = result.total, basis.period.sender.name
    is_plain = total.own is None
    figures: tuple[tuple[str, Figure], ...] = (
        (_SCORE, total.score),
        *(() if is_plain else (("Điểm tự đánh giá của các cơ quan", total.own),)),
        (_REACH if is_plain else _REACH_REVIEWED, total.self_maximum),
        ("Chỉ số tự đánh giá (điểm ÷ tối đa tự đánh giá)", total.ratio),
        ("Điểm điều tra xã hội học (không tự đánh giá)", total.survey_maximum),
        (f"Điểm do {office} {_OFFICE if is_plain else _OFFICE_REVIEWED}", total.office_maximum),
        ("Tổng điểm của Bộ tiêu chí", total.maximum),
        ("Tiêu chí đã tính / phải tự đánh giá", f"{total.counted}/{total.leaves}"),
    )
    return (WantedRow(label, {SAID: value}) for label, value in figures)


def _fields(result: Result) -> Iterator[WantedRow]:
    for key, total in (*((total.key, total) for total in result.fields), (TOTAL, result.total)):
        yield WantedRow(
            key,
            {
                **_of_total(total),
                "Trong đó: điều tra xã hội học": total.survey_maximum,
                f"Trong đó: cơ quan tổng hợp {_OFFICE if total.own is None else _OFFICE_REVIEWED}": total.office_maximum,
                _RATIO: total.ratio,
                "Số tiêu chí tự đánh giá": total.leaves,
                "Đã tính": total.counted,
            },
        )


def _states(result: Result) -> Iterator[WantedRow]:
    """Yield where each unit stands, as the overview shows it."""
    for unit in result.agencies:
        total = unit.total
        lost = [leaf.lost or 0 for leaf in result.leaves if leaf.unit is not None and leaf.unit == unit.unit]
        yield WantedRow(
            unit.unit.appendix,
            {
                _OWN: total.self_maximum,
                _SCORE: total.score,
                _RATIO: total.ratio,
                "Đã tính": f"{total.counted}/{total.leaves}",
                "Lỗi": unit.errors,
                "Cảnh báo": unit.warnings,
                _LOST: sum(lost, Decimal(0)),
            },
        )


def _units(result: Result) -> Iterator[WantedRow]:
    counts = ("Số tiêu chí phải chấm", "Đã tính", "Lỗi", "Cảnh báo", "Ghi chú")
    sums = [0] * len(counts)
    maximum, score = Decimal(0), Decimal(0)
    for unit in result.agencies:
        total = unit.total
        numbers = (total.leaves, total.counted, unit.errors, unit.warnings, unit.notes)
        sums = [before + number for before, number in zip(sums, numbers, strict=True)]
        maximum, score = maximum + total.self_maximum, score + total.score
        points = {_OWN: total.self_maximum, _SCORE: total.score, _RATIO: total.ratio}
        yield WantedRow(unit.unit.appendix, points | dict(zip(counts, numbers, strict=True)))
    whole = {_OWN: maximum, _SCORE: score, _RATIO: score / maximum if maximum else None}
    yield WantedRow(TOTAL, whole | dict(zip(counts, sums, strict=True)))


def _pivots(basis: Basis, result: Result) -> Iterator[tuple[str, Iterable[WantedRow]]]:
    """Yield score and maximum of each unit field by field, with the head that names the table."""
    scores: dict[tuple[str, str], Decimal] = {}
    maxima: dict[tuple[str, str], Decimal] = {}
    for leaf in result.leaves:
        if leaf.unit is None or not leaf.criterion.method.is_self_assessed:
            continue
        at = (leaf.unit.id, basis.catalogue.field_of(leaf.criterion.code).code)
        scores[at] = scores.get(at, Decimal(0)) + (leaf.score or 0)
        maxima[at] = maxima.get(at, Decimal(0)) + leaf.criterion.maximum
    fields = basis.catalogue.fields
    if len(fields) <= _LIMIT_FIELDS:
        head = _AFTER if result.is_reviewed else _BEFORE
        yield f"{head.upper()} của từng cơ quan theo lĩnh vực", _pivot(result, fields, scores)
        yield "TỐI ĐA TỰ ĐÁNH GIÁ của từng cơ quan theo lĩnh vực", _pivot(result, fields, maxima)


def _pivot(
    result: Result, fields: Sequence[Criterion], points: Mapping[tuple[str, str], Decimal]
) -> Iterator[WantedRow]:
    heads = [f"{field.code}. {field.name}" for field in fields]
    sums = dict.fromkeys(heads, Decimal(0))
    for unit in result.agencies:
        given = {
            head: points.get((unit.unit.id, field.code)) for head, field in zip(heads, fields, strict=True)
        }
        sums = {head: sums[head] + (given[head] or 0) for head in heads}
        whole = sum((number or Decimal(0) for number in given.values()), Decimal(0))
        yield WantedRow(unit.unit.appendix, {**given, TOTAL: whole})
    yield WantedRow(TOTAL, {**sums, TOTAL: sum(sums.values(), Decimal(0))})


def _lost(result: Result) -> Iterator[WantedRow]:
    lost: list[LeafResult] = [leaf for leaf in result.leaves if leaf.lost]
    maximum = sum((leaf.criterion.maximum for leaf in lost), Decimal(0))
    score = sum((leaf.score or Decimal(0) for leaf in lost), Decimal(0))
    for leaf in lost:
        figures = {_MAXIMUM: leaf.criterion.maximum, _SCORE: leaf.score, _LOST: leaf.lost}
        yield WantedRow(leaf.criterion.code, figures)
    yield WantedRow(TOTAL, {_MAXIMUM: maximum, _SCORE: score, _LOST: maximum - score})


def _review(result: Result) -> Iterator[WantedRow]:
    for leaf in result.leaves:
        if leaf.review is not None:
            by = None if leaf.score is None else leaf.score - (leaf.own or 0)
            figures: Figures = {_MAXIMUM: leaf.criterion.maximum, _BEFORE: leaf.own, _AFTER: leaf.score}
            reason = {"Ý kiến, lý do": leaf.review.opinion.reason or None}
            yield WantedRow(leaf.criterion.code, {**figures, "Thay đổi": by, **reason})
    for total in (*result.fields, *(unit.total for unit in result.agencies), result.total):
        own = total.score if total.own is None else total.own
        sums = {_MAXIMUM: total.self_maximum, _BEFORE: own, _AFTER: total.score}
        key = TOTAL if total is result.total else ""
        yield WantedRow(key, {"Tiêu chí": total.name, **sums, "Thay đổi": total.score - own})


def _shared(result: Result) -> Iterator[WantedRow]:
    for shared in result.shared:
        for _, _, given in shared.contributions:
            proposed = None if given is None else given.proposed.value
            by = None if proposed is None or shared.score is None else proposed - shared.score
            figures = {"Điểm của chủ trì": shared.score, "Điểm đề xuất": proposed, "Chênh lệch": by}
            yield WantedRow(shared.criterion.code, figures)


def _lists(result: Result) -> Iterator[WantedTable]:
    ordered = sorted(result.findings, key=lambda finding: finding.severity.rank)
    findings: list[Figures] = [
        {"Mức độ": each.severity.value, _CODE: each.code, "Tiêu chí": each.criterion} for each in ordered
    ]
    lists: tuple[tuple[str, Sequence[Figures]], ...] = (
        ("Tài liệu kiểm chứng", [{}] * len(result.documents)),
        ("Sáng kiến", _initiatives(result)),
        ("Phát hiện", findings),
    )
    for name, figures in lists:
        rows = (WantedRow(str(number), each) for number, each in enumerate(figures, start=1))
        yield WantedTable(name, "STT", "số thứ tự", tuple(rows))


def _initiatives(result: Result) -> list[Figures]:
    if not result.initiative_reviews:
        return [{}] * len(result.initiatives)
    said = {None: None, True: "công nhận", False: "không công nhận"}
    return [
        {"Công nhận": said[None if each is None else each.opinion.is_recognised]}
        for each in result.initiative_reviews
    ]


def _returns(result: Result) -> Iterator[WantedRow]:
    for each in result.received:
        yield WantedRow(
            each.sha256,
            {
                "Trạng thái": each.state.value,
                "Lần": each.revision,
                "Lỗi": each.errors,
                "Cảnh báo": each.warnings,
                "Ghi chú": each.notes,
                "Dung lượng (byte)": each.size_bytes,
            },
        )


def _differences(mark: ApprovalMark) -> Iterator[WantedRow]:
    before, now = (
        (f"Phiên bản {mark.against}", f"Phiên bản {mark.version}")
        if mark.holds
        else ("Bản phê duyệt", "Hiện nay")
    )
    for number, each in enumerate(mark.differences, start=1):
        sides = {before: each.before or None, now: each.now or None}
        yield WantedRow(str(number), {"Nội dung": each.part.value, "Mục": each.what, **sides})


def _years(comparison: Comparison) -> Iterator[WantedRow]:
    for change in (*comparison.changes, comparison.total):
        sides = (comparison.before.year, change.before), (comparison.now.year, change.now)
        figures = {head: value for year, row in sides for head, value in _side(year, row)}
        changed = {"Thay đổi điểm": change.points, "Thay đổi chỉ số": change.ratio}
        yield WantedRow(change.row.code or TOTAL, figures | changed)


def _side(year: int, row: YearRow | None) -> tuple[tuple[str, Figure], ...]:
    return (
        (f"Tối đa tự đánh giá {year}", None if row is None else row.maximum),
        (f"Điểm {year}", None if row is None else row.score),
    )
