"""How two versions of a result differ: every value with both sides, and where the other one comes from.

A version is a number of lines of each kind; lines with equal identities are compared, and what is compared is shown.
"""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from collections.abc import Collection as Group
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from par_excel.merge.snapshot import score_of
from par_excel.model import (
    COUNTING,
    ComparedPart,
    Criterion,
    Formula,
    ResultDifference,
    ReturnState,
    Snapshot,
    StoredRow,
)
from par_excel.vietnamese import VIETNAM, format_number

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
"""What each setting is called in par.toml."""
_RECOGNISED = {None: "chưa xét", True: "công nhận", False: "không công nhận"}
_COUNTING = frozenset(state.value for state in COUNTING)
_BY_OTHERS = "do các thay đổi nêu dưới đây"
_PAR_TOML = "par.toml đã đổi"


def result_differences(
    approved: Snapshot, present: Snapshot, about_others: Group[str] = frozenset()
) -> tuple[ResultDifference, ...]:
    """Return every difference; none where the present is what was approved.

    What does not count is no difference: a return that came later and waits, was excluded or gave way.

    Args:
        approved: the version that was approved.
        present: what the returns come to now.
        about_others: codes of findings that tell of such returns.
    """
    if approved == present:
        return ()
    present = _without_others(approved, present, about_others)
    names = _Names(
        {row.code: row.name for each in (approved, present) for row in each.basis.catalogue.criteria},
        {unit.id: unit.name for each in (approved, present) for unit in each.basis.period.units},
    )
    origins = _Origins(approved, present)
    return tuple(
        difference
        for part, lines in _KINDS
        for difference in _differences(
            part, dict(lines(approved, names)), dict(lines(present, names)), origins
        )
    )


def _without_others(approved: Snapshot, present: Snapshot, about_others: Group[str]) -> Snapshot:
    """Return the present without what is new and of no account: returns, decisions about them, what is said of them."""
    former = approved.result
    states = {(each["sha256"], each["unit"]): each["state"] for each in former.returns}
    known = {json.dumps(each, sort_keys=True) for each in (*former.findings, *former.decisions)}
    returns = tuple(
        each
        for each in present.result.returns
        if each["state"] in _COUNTING or (each["sha256"], each["unit"]) in states
    )
    changed = {
        each["sha256"] for each in returns if states.get((each["sha256"], each["unit"])) != each["state"]
    }
    return replace(
        present,
        result=replace(
            present.result,
            returns=returns,
            decisions=tuple(
                each
                for each in present.result.decisions
                if "sha256" not in each
                or each["sha256"] in changed
                or json.dumps(each, sort_keys=True) in known
            ),
            findings=tuple(
                each
                for each in present.result.findings
                if each["code"] not in about_others or json.dumps(each, sort_keys=True) in known
            ),
        ),
    )


class _ComparedLine(Struct, frozen=True):
    """What is compared of one thing: a text, or several under their headings."""

    key: str
    name: str
    what: str = ""
    """Heading of the text."""
    row: Any = None
    """The text, or what the texts are made of."""
    texts: Callable[[Any], Mapping[str, str]] | None = None
    """Texts of a row by heading; None where the row is the text."""
    alone: Mapping[str, str] | None = None
    """What is shown where only one version has the line; None where all its texts are."""
    gone: str = ""
    """What is shown in place of texts that are there no more."""
    why: str = ""
    """Where another value comes from; empty where the origin has to be found."""
    why_new: str = ""
    """The same of a line that was not there before."""

    def shown(self, *, is_alone: bool) -> Mapping[str, str]:
        """Return the texts by heading."""
        if is_alone and self.alone is not None:
            return self.alone
        return {"": self.row} if self.texts is None else self.texts(self.row)


class _Names(NamedTuple):
    """Names of both versions; that of the present where both have one."""

    criteria: Mapping[str, str]
    units: Mapping[str, str]


_Lines = Iterator[tuple[Hashable, _ComparedLine]]
"""Lines with what makes them the same one in both versions."""


def _differences(
    part: ComparedPart,
    old: Mapping[Hashable, _ComparedLine],
    new: Mapping[Hashable, _ComparedLine],
    origins: "_Origins",
) -> Iterator[ResultDifference]:
    gone = [each for each in old if each not in new]
    for identity in (*gone, *new) if part is ComparedPart.FINDING else (*new, *gone):
        before, now = old.get(identity), new.get(identity)
        line = now or before
        if line is None or (before and now and before.row == now.row):
            continue
        is_alone = before is None or now is None
        first, second = ({} if each is None else each.shown(is_alone=is_alone) for each in (before, now))
        why = (line.why_new if before is None else "") or line.why or origins.of(before, now)
        for what in first or second:
            sides = first.get(what, ""), second.get(what, line.gone)
            if sides[0] != sides[1]:
                yield ResultDifference(
                    part=part,
                    key=line.key,
                    name=line.name,
                    what=what or line.what,
                    before=sides[0],
                    now=sides[1],
                    why=why,
                )


def _totals(each: Snapshot, _names: _Names) -> _Lines:
    for row in (each.result.total, *each.result.fields):
        yield (
            row["key"],
            _ComparedLine(row["key"], row["name"], "Điểm", _score(row), alone={}, why=_BY_OTHERS),
        )


def _places(each: Snapshot, names: _Names) -> _Lines:
    for row in each.result.places:
        ranks = {"Hạng": str(row["place"] or ""), "Hạng trong nhóm": str(row["in_group"] or "")}
        texts = {"Điểm": _score(row), **ranks}
        name = names.units.get(row["unit"], row["unit"])
        yield row["unit"], _ComparedLine(row["unit"], name, row=texts, texts=dict, why=_BY_OTHERS)


def _items(each: Snapshot, names: _Names) -> _Lines:
    for row in each.result.items:
        yield (
            row["code"],
            _ComparedLine(row["code"], names.criteria.get(row["code"], ""), row=row, texts=_item),
        )


def _ranked(each: Snapshot, names: _Names) -> _Lines:
    for row in each.result.ranked:
        name = names.units.get(row["unit"], row["unit"])
        yield (row["unit"], row["code"]), _ComparedLine(row["code"], name, row=row, texts=_item)


def _item(line: StoredRow) -> Mapping[str, str]:
    ticked = (*line["ticked"], *(("KPS (không phát sinh)",) if line["is_not_arisen"] else ()))
    return {
        "Điểm": _score(line),
        "Điểm tự đánh giá": _score(line, "own"),
        "Mức đạt": ", ".join(ticked),
        "Trạng thái": line["state"],
        "Số liệu": "; ".join(line["figures"]),
        "Tài liệu kiểm chứng": "; ".join(line["documents"]),
        "Tệp gửi kèm": "; ".join(f"{file['name']} ({file['sha256'][:8]})" for file in line["files"]),
        "Giải trình": line["explanation"],
        "Rà soát": line["review"],
        "Cơ quan": line["unit"],
    }


class _Origins:
    """Where a changed value of a criterion comes from."""

    def __init__(self, approved: Snapshot, present: Snapshot) -> None:
        self._approved, self._present = approved, present
        self._returns = {each["sha256"]: each for each in present.result.returns}
        former = {each["number"] for each in approved.result.decisions}
        self._decided = [each for each in present.result.decisions if each["number"] not in former]

    def of(self, before: _ComparedLine | None, now: _ComparedLine | None) -> str:
        """Return what changed one criterion."""
        if before is None or now is None:
            return "bộ tiêu chí đã đổi"
        return self._of_item(before.row, now.row)

    def _of_item(self, before: StoredRow, now: StoredRow) -> str:
        code = now["code"]
        found = [*self._of_return(before, now), *self._of_review(before, now)]
        former, present = self._approved.basis.catalogue, self._present.basis.catalogue
        if not found and former.get(code) != present.get(code):
            found = ["bộ tiêu chí đã đổi"]
        if not found:
            found = [_decided(each) for each in self._decided if code in each["said"]]
        if not found and before["files"] != now["files"]:
            found = ["tệp gửi kèm mới nhận hoặc không còn"]
        if not found and self._approved.basis.period != self._present.basis.period:
            found = ["thiết lập của kỳ đã đổi (par.toml)"]
        return "; ".join(found) or "chương trình đọc hoặc tính lại"

    def _of_return(self, before: StoredRow, now: StoredRow) -> Iterator[str]:
        if before["sha256"] == now["sha256"]:
            return
        given = self._returns.get(now["sha256"])
        yield "không còn bản nộp được tính" if given is None else f"bản nộp {_named(given)}"
        fate = self._returns.get(before["sha256"])
        if fate is not None and fate["state"] == ReturnState.EXCLUDED.value:
            yield from (_decided(each) for each in self._decided if fate["file"] in each["said"])

    @staticmethod
    def _of_review(before: StoredRow, now: StoredRow) -> Iterator[str]:
        if before["review"] != now["review"]:
            yield f"rà soát: {now['review']}" if now["review"] else "kết quả rà soát không còn áp dụng"


def _decided(line: StoredRow) -> str:
    return f"quyết định số {line['number']}: {line['said']} – {line['reason']} ({line['by']})"


def _named(line: StoredRow) -> str:
    received = datetime.fromisoformat(line["received"]).astimezone(VIETNAM)
    return f"{line['file']}, nhận {received:%d/%m/%Y %H:%M}"


def _criteria(each: Snapshot, names: _Names) -> _Lines:
    why, alone = "bộ tiêu chí đã đổi (tieu_chi)", {"Dòng của bộ tiêu chí": "có"}
    for row in each.basis.catalogue.criteria:
        yield (
            row.code,
            _ComparedLine(row.code, names.criteria[row.code], row=row, texts=_row, alone=alone, why=why),
        )


def _row(row: Criterion) -> Mapping[str, str]:
    return {
        "Tên": row.name,
        "Điểm tối đa": format_number(row.maximum),
        "Cách chấm": row.method.value,
        "Thang điểm": _said(row.scale),
        "Phụ lục chấm": row.lead or "",
        "Tài liệu thường dùng": "; ".join(row.evidence),
        "Nguồn, độ tin cậy": _said(row.provenance),
    }


def _assignments(each: Snapshot, _names: _Names) -> _Lines:
    for row in each.basis.assignments:
        why = "phân công đã đổi (phan_cong)"
        yield row.id, _ComparedLine(row.id, "Phân công", "Dòng phân công", _said(row), why=why)


def _returns(each: Snapshot, names: _Names) -> _Lines:
    why, why_new = "có bản nộp hoặc quyết định mới hơn", "mới nhận"
    for row in each.result.returns:
        name = names.units.get(row["unit"], row["unit"] or "chưa rõ cơ quan")
        line = _ComparedLine(row["unit"], name, _named(row), row["state"], why=why, why_new=why_new)
        # a file may stand there more than once, each time with another unit
        yield (row["sha256"], row["unit"]), line


def _proposals(each: Snapshot, _names: _Names) -> _Lines:
    why = "bản nộp của cơ quan phối hợp đã đổi"
    for row in each.result.proposals:
        what = f"Đề xuất của {row['unit']}"
        yield (
            (row["id"], row["unit"]),
            _ComparedLine(row["criterion"], row["id"], what, _score(row, "proposed"), why=why),
        )


def _initiatives(each: Snapshot, _names: _Names) -> _Lines:
    why = "bản nộp của cơ quan đã đổi"
    for row in each.result.initiatives:
        about = row["unit"], row["name"]
        yield (*about, "said"), _ComparedLine(*about, "Nội dung", row["said"], why=why)
        recognised = _RECOGNISED[row["recognised"]]
        yield (*about, "recognised"), _ComparedLine(*about, "Công nhận", recognised, alone={}, why="rà soát")


def _findings(each: Snapshot, _names: _Names) -> _Lines:
    for row in each.result.findings:
        what = f"{row['severity']} {row['code']} của {row['unit']}"
        what += f": “{row['value']}”" if row["value"] else ""
        line = _ComparedLine(
            row["criterion"] or row["unit"], row["unit"], what, "có", why="kết quả kiểm tra đã đổi"
        )
        yield tuple(row.values()), line


def _decisions(each: Snapshot, _names: _Names) -> _Lines:
    gone = "không còn áp dụng"
    for row in each.result.decisions:
        why = f"{row['reason']} ({row['by']})"
        line = _ComparedLine(str(row["number"]), row["said"], "Hiệu lực", "đang áp dụng", gone=gone, why=why)
        yield row["number"], line


def _units(each: Snapshot, _names: _Names) -> _Lines:
    for unit in each.basis.period.units:
        yield unit.id, _ComparedLine(unit.id, unit.name, "Đơn vị", _said(unit), why="danh sách đơn vị đã đổi")


def _settings(each: Snapshot, _names: _Names) -> _Lines:
    period, result = each.basis.period, each.result
    for name in (each for each in period.__struct_fields__ if each != "units"):
        key = _SETTINGS.get(name, name)
        yield key, _ComparedLine(key, key, "Giá trị", _said(getattr(period, name)), why=_PAR_TOML)
    former = "Kết quả năm trước dùng để so sánh", "Mã", result.former
    yield "former", _ComparedLine("nam_truoc", *former, why="kết quả năm trước đã đổi")
    own = f"mẫu riêng (mã {result.template[:8]})" if result.template else "mẫu đi kèm chương trình"
    yield (
        "template",
        _ComparedLine("mau_bao_cao.docx", "Mẫu báo cáo Word", "Mẫu", own, why="mẫu báo cáo đã đổi"),
    )
    key = "ky.can_cu_bo_tieu_chi"
    yield key, _ComparedLine(key, key, "Giá trị", each.basis.catalogue.legal_basis, why=_PAR_TOML)


_KINDS = (
    (ComparedPart.TOTAL, _totals),
    (ComparedPart.RANKING, _places),
    (ComparedPart.CRITERION, _items),
    (ComparedPart.CRITERION, _ranked),
    (ComparedPart.CATALOGUE, _criteria),
    (ComparedPart.CATALOGUE, _assignments),
    (ComparedPart.RETURN, _returns),
    (ComparedPart.PROPOSAL, _proposals),
    (ComparedPart.INITIATIVE, _initiatives),
    (ComparedPart.FINDING, _findings),
    (ComparedPart.DECISION, _decisions),
    (ComparedPart.SETTING, _units),
    (ComparedPart.SETTING, _settings),
)
"""What is compared, in the order in which it is shown."""


def _score(line: StoredRow, name: str = "score") -> str:
    """Return points with a decimal comma; nothing where there are none."""
    score = score_of(line, name)
    return "" if score is None else format_number(score)


def _said(value: object) -> str:  # noqa: PLR0911 - one kind of value after the other
    """Return a setting as people read it: its parts in order, without the names of code."""
    if value is None:
        return ""
    if isinstance(value, Formula):
        return ", ".join(filter(None, map(_said, _formula_parts(value))))
    if isinstance(value, Struct):
        return ", ".join(filter(None, (_said(getattr(value, name)) for name in value.__struct_fields__)))
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


def _formula_parts(formula: Formula) -> tuple[str | Decimal | None, ...]:
    """Return what the catalogue writes of a formula, in the order of its columns."""
    share = formula.share
    if share is None:
        figures = "; ".join(figure.shown for figure in formula.figures)
        return (figures, formula.text, formula.floor, formula.cap, formula.note)
    return (share.threshold, share.factor, formula.cap, share.numerator, share.denominator, formula.note)
