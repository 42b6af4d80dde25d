"""In what two versions of a result differ: every value with both sides, and where the other one comes from."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from par_excel.model import (
    Catalogue,
    Criterion,
    Departure,
    Frozen,
    FrozenDecision,
    FrozenItem,
    FrozenPlace,
    FrozenReturn,
    Part,
    ReturnState,
    Unit,
)
from par_excel.vietnamese import VIETNAM, format_number

_T = TypeVar("_T")
_SETTINGS = {
    "id": "ky.id",
    "year": "ky.nam",
    "province": "ky.tinh",
    "title": "ky.ten",
    "catalogue_name": "ky.bo_tieu_chi",
    "legal_bases": "ky.can_cu",
    "deadlines": "han",
    "sender": "nguoi_gui",
    "report": "bao_cao",
    "places": "cham_diem.so_le",
    "minimum_initiatives": "cham_diem.so_sang_kien_toi_thieu",
    "minimum_explanation": "cham_diem.do_dai_giai_trinh",
    "severity_changes": "kiem_tra",
    "former": "nam_truoc.tep",
    "entry": "nhap_lieu",
}
"""What a setting is called in par.toml."""


def departures(approved: Frozen, present: Frozen) -> tuple[Departure, ...]:
    """Return every difference; none where the present is what was approved."""
    if approved == present:
        return ()
    why = _Why(approved, present)
    return (
        *_total(approved, present),
        *_places(approved, present),
        *_items(approved, present, why),
        *_ranked(approved, present, why),
        *_catalogue(approved, present),
        *_returns(approved, present),
        *_proposals(approved, present),
        *_initiatives(approved, present),
        *_findings(approved, present),
        *_decisions(approved, present),
        *_settings(approved, present),
    )


class _Why:
    """Where a value that changed comes from."""

    def __init__(self, approved: Frozen, present: Frozen) -> None:
        self._approved, self._present = approved, present
        self._returns = {each.sha256: each for each in present.result.returns}
        former = {each.number for each in approved.result.decisions}
        self._decided = [each for each in present.result.decisions if each.number not in former]

    def of_item(self, before: FrozenItem | None, now: FrozenItem | None) -> str:
        """Return what changed one criterion."""
        if before is None or now is None:
            return "bộ tiêu chí đã đổi"
        found = [*self._of_return(before, now), *self._of_review(before, now)]
        if not found and self._row(self._approved, now.code) != self._row(self._present, now.code):
            found = ["bộ tiêu chí đã đổi"]
        if not found:
            found = [_decided(each) for each in self._decided if now.code in each.said]
        if not found and before.files != now.files:
            found = ["tệp gửi kèm mới nhận hoặc không còn"]
        if not found and self._approved.basis.period != self._present.basis.period:
            found = ["thiết lập của kỳ đã đổi (par.toml)"]
        return "; ".join(found) or "chương trình đọc hoặc tính lại"

    def _of_return(self, before: FrozenItem, now: FrozenItem) -> Iterator[str]:
        if before.sha256 == now.sha256:
            return
        given = self._returns.get(now.sha256)
        yield "không còn bản nộp được tính" if given is None else f"bản nộp {_named(given)}"
        fate = self._returns.get(before.sha256)
        if fate is not None and fate.state is ReturnState.EXCLUDED:
            yield from (_decided(each) for each in self._decided if fate.file in each.said)

    @staticmethod
    def _of_review(before: FrozenItem, now: FrozenItem) -> Iterator[str]:
        if before.review != now.review:
            yield f"rà soát: {now.review}" if now.review else "kết quả rà soát không còn áp dụng"

    @staticmethod
    def _row(frozen: Frozen, code: str) -> Criterion | None:
        return frozen.basis.catalogue.get(code)


def _decided(decision: FrozenDecision) -> str:
    return f"quyết định số {decision.number}: {decision.said} – {decision.reason} ({decision.by})"


def _named(given: FrozenReturn) -> str:
    return f"{given.file}, nhận {given.received.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _total(approved: Frozen, present: Frozen) -> Iterator[Departure]:
    before, now = approved.result, present.result
    sums = [("", "Tổng cộng", before.total.score, now.total.score)]
    former = {each.key: each for each in before.fields}
    sums += [(f.key, f.name, former[f.key].score, f.score) for f in now.fields if f.key in former]
    for key, name, old, new in sums:
        if old != new:
            why = "do các thay đổi nêu dưới đây"
            yield _departure(Part.TOTAL, key, name, "Điểm", number(old), number(new), why)


def _places(approved: Frozen, present: Frozen) -> Iterator[Departure]:
    """Yield sums and places of units that fill the same form."""
    why = "do các thay đổi nêu dưới đây"
    for _, before, now in _pairs(approved.result.places, present.result.places, lambda each: each.unit):
        old, new = _standing(before), _standing(now)
        given = now or before
        for what in old:
            if given is not None and old[what] != new[what]:
                name = _unit_name(given.unit, present, approved)
                yield _departure(Part.RANKING, given.unit, name, what, old[what], new[what], why)


def _standing(place: FrozenPlace | None) -> Mapping[str, str]:
    if place is None:
        return dict.fromkeys(("Điểm", "Hạng", "Hạng trong nhóm"), "")
    places = (str(each or "") for each in (place.place, place.in_group))
    return dict(zip(("Điểm", "Hạng", "Hạng trong nhóm"), (number(place.score), *places), strict=True))


def _items(approved: Frozen, present: Frozen, why: _Why) -> Iterator[Departure]:
    for _, before, now in _pairs(approved.result.items, present.result.items, lambda item: item.code):
        item = now or before
        if item is not None and before != now:
            name = _name_of(item.code, present.basis.catalogue, approved.basis.catalogue)
            yield from _of_item(item.code, name, before, now, why.of_item(before, now))


def _ranked(approved: Frozen, present: Frozen, why: _Why) -> Iterator[Departure]:
    """Yield what differs in a criterion of a unit that is ranked; the name is the unit's."""
    pairs = _pairs(approved.result.ranked, present.result.ranked, lambda item: (item.unit, item.code))
    for _, before, now in pairs:
        item = now or before
        if item is not None and before != now:
            name = _unit_name(item.unit, present, approved)
            yield from _of_item(item.code, name, before, now, why.of_item(before, now))


def _of_item(
    code: str, name: str, before: FrozenItem | None, now: FrozenItem | None, why: str
) -> Iterator[Departure]:
    old, new = _values(before), _values(now)
    for what in old:
        if old[what] != new[what]:
            yield _departure(Part.CRITERION, code, name, what, old[what], new[what], why)


def _values(item: FrozenItem | None) -> Mapping[str, str]:
    """Return what stands of a criterion, value by value, as people read it."""
    heads = (
        *("Điểm", "Điểm tự đánh giá", "Mức đạt", "Trạng thái", "Số liệu"),
        *("Tài liệu kiểm chứng", "Tệp gửi kèm", "Giải trình", "Rà soát", "Cơ quan"),
    )
    if item is None:
        return dict.fromkeys(heads, "")
    ticked = (*item.ticked, *(("KPS (không phát sinh)",) if item.is_not_arisen else ()))
    texts = (
        number(item.score),
        number(item.own),
        ", ".join(ticked),
        item.state.value,
        "; ".join(item.figures),
        "; ".join(item.documents),
        "; ".join(f"{file.name} ({file.sha256[:8]})" for file in item.files),
        item.explanation,
        item.review,
        item.unit,
    )
    return dict(zip(heads, texts, strict=True))


def _catalogue(approved: Frozen, present: Frozen) -> Iterator[Departure]:
    old, new = approved.basis.catalogue, present.basis.catalogue
    why = "bộ tiêu chí đã đổi (tieu_chi)"
    for code, before, now in _pairs(old.criteria, new.criteria, lambda row: row.code):
        if before == now:
            continue
        name = _name_of(code, new, old)
        if before is None or now is None:
            sides = ("có" if before else "", "có" if now else "")
            yield _departure(Part.CATALOGUE, code, name, "Dòng của bộ tiêu chí", *sides, why)
            continue
        for what, first, second in _row_values(before, now):
            if first != second:
                yield _departure(Part.CATALOGUE, code, name, what, first, second, why)
    rows = _pairs(approved.basis.assignments, present.basis.assignments, lambda row: row.id)
    for key, was, given in rows:
        if was != given:
            sides = (_said(was), _said(given))
            yield _departure(
                Part.CATALOGUE, key, "Phân công", "Dòng phân công", *sides, "phân công đã đổi (phan_cong)"
            )


def _row_values(before: Criterion, now: Criterion) -> tuple[tuple[str, str, str], ...]:
    return (
        ("Tên", before.name, now.name),
        ("Điểm tối đa", number(before.maximum), number(now.maximum)),
        ("Cách chấm", before.method.value, now.method.value),
        ("Thang điểm", _said(before.scale), _said(now.scale)),
        ("Phụ lục chấm", before.lead or "", now.lead or ""),
        ("Tài liệu thường dùng", "; ".join(before.evidence), "; ".join(now.evidence)),
        ("Nguồn, độ tin cậy", _said(before.provenance), _said(now.provenance)),
    )


def _returns(approved: Frozen, present: Frozen) -> Iterator[Departure]:
    names = {unit.id: unit.name for unit in (*approved.basis.period.units, *present.basis.period.units)}
    # a file may stand there more than once, each time with another unit
    pairs = _pairs(approved.result.returns, present.result.returns, lambda each: (each.sha256, each.unit))
    for _, before, now in pairs:
        given = now or before
        if given is None or (before is not None and now is not None and before.state is now.state):
            continue
        name = names.get(given.unit, given.unit or "chưa rõ cơ quan")
        sides = ("" if before is None else before.state.value, "" if now is None else now.state.value)
        why = "mới nhận" if before is None else "có bản nộp hoặc quyết định mới hơn"
        yield _departure(Part.RETURN, given.unit, name, _named(given), *sides, why)


def _proposals(approved: Frozen, present: Frozen) -> Iterator[Departure]:
    pairs = _pairs(approved.result.proposals, present.result.proposals, lambda each: (each.id, each.unit))
    for _, before, now in pairs:
        given = now or before
        old = None if before is None else before.proposed
        new = None if now is None else now.proposed
        if given is not None and old != new:
            what = f"Đề xuất của {given.unit}"
            why = "bản nộp của cơ quan phối hợp đã đổi"
            yield _departure(Part.PROPOSAL, given.criterion, given.id, what, number(old), number(new), why)


def _initiatives(approved: Frozen, present: Frozen) -> Iterator[Departure]:
    pairs = _pairs(
        approved.result.initiatives, present.result.initiatives, lambda each: (each.unit, each.name)
    )
    said = {None: "chưa xét", True: "công nhận", False: "không công nhận"}
    for _, before, now in pairs:
        given = now or before
        if given is None or before == now:
            continue
        sides = ("" if before is None else before.said, "" if now is None else now.said)
        if sides[0] != sides[1]:
            yield _departure(
                Part.INITIATIVE, given.unit, given.name, "Nội dung", *sides, "bản nộp của cơ quan đã đổi"
            )
        if before is not None and now is not None and before.recognised is not now.recognised:
            sides = (said[before.recognised], said[now.recognised])
            yield _departure(Part.INITIATIVE, given.unit, given.name, "Công nhận", *sides, "rà soát")


def _findings(approved: Frozen, present: Frozen) -> Iterator[Departure]:
    before, now = approved.result.findings, present.result.findings
    old, new = set(before), set(now)
    gone = [(each, "có", "") for each in dict.fromkeys(before) if each not in new]
    come = [(each, "", "có") for each in dict.fromkeys(now) if each not in old]
    for each, first, second in (*gone, *come):
        where = each.criterion or each.unit
        what = f"{each.severity.value} {each.code} của {each.unit}" + (
            f": “{each.value}”" if each.value else ""
        )
        yield _departure(Part.FINDING, where, each.unit, what, first, second, "kết quả kiểm tra đã đổi")


def _decisions(approved: Frozen, present: Frozen) -> Iterator[Departure]:
    pairs = _pairs(approved.result.decisions, present.result.decisions, lambda each: each.number)
    for key, before, now in pairs:
        given = now or before
        if given is None or (before is not None and now is not None):
            continue
        sides = (
            "" if before is None else "đang áp dụng",
            "đang áp dụng" if now is not None else "không còn áp dụng",
        )
        why = f"{given.reason} ({given.by})"
        yield _departure(Part.DECISION, str(key), given.said, "Hiệu lực", *sides, why)


def _settings(approved: Frozen, present: Frozen) -> Iterator[Departure]:
    old, new = approved.basis.period, present.basis.period
    yield from _units(old.units, new.units)
    for each in fields(old):
        before, now = getattr(old, each.name), getattr(new, each.name)
        if before != now and each.name != "units":
            key = _SETTINGS.get(each.name, each.name)
            yield _departure(Part.SETTING, key, key, "Giá trị", _said(before), _said(now), "par.toml đã đổi")
    if approved.result.former != present.result.former:
        sides = (approved.result.former, present.result.former)
        name = "Kết quả năm trước dùng để so sánh"
        yield _departure(Part.SETTING, "nam_truoc", name, "Mã", *sides, "kết quả năm trước đã đổi")
    if approved.result.template != present.result.template:
        first, second = (_template(each.result.template) for each in (approved, present))
        name = "Mẫu báo cáo Word"
        yield _departure(Part.SETTING, "mau_bao_cao.docx", name, "Mẫu", first, second, "mẫu báo cáo đã đổi")
    catalogue = (approved.basis.catalogue, present.basis.catalogue)
    if catalogue[0].legal_basis != catalogue[1].legal_basis:
        sides = (catalogue[0].legal_basis, catalogue[1].legal_basis)
        key = "ky.can_cu_bo_tieu_chi"
        yield _departure(Part.SETTING, key, key, "Giá trị", *sides, "par.toml đã đổi")


def _units(old: Iterable[Unit], new: Iterable[Unit]) -> Iterator[Departure]:
    for key, before, now in _pairs(old, new, lambda unit: unit.id):
        given = now or before
        if given is not None and before != now:
            sides = (_said(before), _said(now))
            yield _departure(Part.SETTING, key, given.name, "Đơn vị", *sides, "danh sách đơn vị đã đổi")


def _template(sha256: str) -> str:
    return f"mẫu riêng (mã {sha256[:8]})" if sha256 else "mẫu đi kèm chương trình"


def _pairs(
    before: Iterable[_T], now: Iterable[_T], key: Callable[[_T], Hashable]
) -> Iterator[tuple[str, _T | None, _T | None]]:
    """Yield what stands on both sides or on one, in the order of now, then what is there no more."""
    old = {key(each): each for each in before}
    new = {key(each): each for each in now}
    for each in (*new, *(name for name in old if name not in new)):
        yield str(each), old.get(each), new.get(each)


def _unit_name(unit: str, *versions: Frozen) -> str:
    return next((each.basis.units[unit].name for each in versions if unit in each.basis.units), unit)


def _name_of(code: str, *catalogues: Catalogue) -> str:
    return next((each[code].name for each in catalogues if code in each), "")


def number(value: Decimal | None) -> str:
    """Return points with a decimal comma; nothing where there are none."""
    return "" if value is None else format_number(value)


def _said(value: object) -> str:  # noqa: PLR0911 - one kind of value after the other
    """Return a setting as people read it: its parts in order, without the names of code."""
    if value is None:
        return ""
    if is_dataclass(value):
        return ", ".join(filter(None, (_said(getattr(value, each.name)) for each in fields(value))))
    match value:
        case Enum():
            return str(value.value)
        case Decimal():
            return format_number(value)
        case tuple():
            return "; ".join(map(_said, value))
        case Mapping():
            return "; ".join(f"{key}: {_said(each) or 'tắt'}" for key, each in value.items())
    return str(value)


def _departure(  # noqa: PLR0913, PLR0917 - a difference has these parts
    part: Part, key: str, name: str, what: str, before: str, now: str, why: str
) -> Departure:
    return Departure(part=part, key=key, name=name, what=what, before=before, now=now, why=why)
