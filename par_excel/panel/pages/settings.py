"""Page “Thiết lập”: the settings of a period as forms; what is wrong stands beside its field, and nothing wrong is kept."""

import re
from collections.abc import Mapping

from flask import Blueprint, redirect, request
from msgspec import Struct
from werkzeug.wrappers import Response

from par_excel.config.editing import SettingsChange
from par_excel.panel.pages.period import page, period_of
from par_excel.vietnamese import slug
from par_excel.workflow.folder.settings import change_settings, is_whole, settings_now

settings = Blueprint("settings", __name__, url_prefix="/ky/<id_>/thiet-lap")
_HERE = "thiet-lap/"


class Setting(Struct, frozen=True):
    """One setting as a form shows it."""

    table: str
    key: str
    label: str
    hint: str = ""

    @property
    def name(self) -> str:
        """Of the field in the form."""
        return f"{self.table}.{self.key}"


FIELDS: Mapping[str, tuple[Setting, ...]] = {
    "Kỳ đánh giá": (
        Setting("ky", "ten", "Tên của kỳ", "in trên biểu mẫu và trong báo cáo"),
        Setting("ky", "tinh", "Tỉnh, thành phố", "kèm chữ “tỉnh” hoặc “thành phố”"),
        Setting("ky", "bo_tieu_chi", "Tên bộ tiêu chí"),
        Setting("ky", "can_cu_bo_tieu_chi", "Văn bản ban hành bộ tiêu chí"),
    ),
    "Cơ quan tổng hợp": (
        Setting("nguoi_gui", "ten", "Tên cơ quan"),
        Setting("nguoi_gui", "email", "Thư điện tử"),
        Setting("nguoi_gui", "dien_thoai", "Điện thoại"),
        Setting("nguoi_gui", "lien_he", "Phòng, người phụ trách"),
    ),
    "Phần đầu và phần ký của báo cáo": (
        Setting("bao_cao", "co_quan_dong_1", "Cơ quan ban hành, dòng 1"),
        Setting("bao_cao", "co_quan_dong_2", "Cơ quan ban hành, dòng 2"),
        Setting("bao_cao", "ky_hieu", "Ký hiệu văn bản"),
        Setting("bao_cao", "dia_danh", "Địa danh"),
        Setting("bao_cao", "thay_mat", "Thay mặt"),
        Setting("bao_cao", "chuc_vu", "Chức vụ người ký"),
        Setting("bao_cao", "nguoi_ky", "Họ tên người ký"),
    ),
}
_UNIT_KEYS = ("phu_luc", "ten", "email", "lien_he", "id", "nhom")


class ShownSettings(Struct, frozen=True, kw_only=True):
    """What stands in the form."""

    values: Mapping[str, str]
    """By the field's name."""
    units: str
    """A line for each, its parts between bars."""
    deadlines: tuple[Mapping[str, str], ...]


@settings.get("/")
def show(id_: str) -> str:
    """Show the settings as they stand."""
    known = period_of(id_)
    tables = settings_now(known.folder)
    fields = [field for group in FIELDS.values() for field in group]
    shown = ShownSettings(
        values={field.name: str(tables.get(field.table, {}).get(field.key, "")) for field in fields},
        units="\n".join(_line(unit) for unit in tables.get("don_vi", [])),
        deadlines=(*tables.get("han", []), {"id": "", "ngay": "", "ten": ""}),  # a blank row, to add one
    )
    return page(
        "settings.html",
        known,
        _HERE,
        groups=FIELDS,
        shown=shown,
        faults={},
        others=(),
        is_new=request.args.get("moi") == "1",
    )


def _line(unit: Mapping[str, str]) -> str:
    return " | ".join(str(unit.get(key, "")) for key in _UNIT_KEYS).rstrip("| ")


@settings.post("/")
def change(id_: str) -> Response:
    """Keep the new settings, or show what is wrong with them."""
    known = period_of(id_)
    values = {
        field.name: request.form.get(field.name, "").strip() for group in FIELDS.values() for field in group
    }
    lines, deadlines = request.form.get("don_vi", ""), _said_deadlines()
    units = _said_units(lines)
    changed = change_settings(
        known.folder,
        SettingsChange(
            values={tuple(name.split(".", 1)): value for name, value in values.items()},  # type: ignore[misc]
            lists={"han": deadlines, "don_vi": units},
        ),
    )
    if not changed.problems:
        return redirect(f"/ky/{id_}/{'tinh-hinh' if is_whole(known.folder) else 'bo-tieu-chi/'}", 303)
    placed = {index: ".".join(map(str, path)) for index, path in changed.places.items()}
    faults: dict[str, str] = {}
    others = []
    for index, problem in enumerate(changed.problems):
        if placed.get(index, "") in values:
            faults[placed[index]] = f"{problem.what} {problem.mend}"
        else:
            others.append(str(problem))
    shown = ShownSettings(values=values, units=lines, deadlines=tuple(deadlines))
    text = page(
        "settings.html", known, _HERE, groups=FIELDS, shown=shown, faults=faults, others=others, is_new=False
    )
    return Response(text, 409, mimetype="text/html")


def _said_deadlines() -> list[dict[str, str]]:
    rows = zip(*(request.form.getlist(f"han.{key}") for key in ("id", "ngay", "ten")), strict=True)
    return [
        {"id": id_ or slug(title)[:20], "ngay": day.strip(), "ten": title.strip()}
        for id_, day, title in rows
        if day.strip()
    ]


def _said_units(text: str) -> list[dict[str, str]]:
    """Return units from lines with bars, or with tabs as they are pasted from Excel; an id is made of the name where none is given."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"[\t|]", line)]
        if not any(cells):
            continue
        row = dict(zip(_UNIT_KEYS, [*cells, *[""] * len(_UNIT_KEYS)], strict=False))
        row["id"] = row["id"] or slug(row["ten"])
        found.append({key: value for key, value in row.items() if value or key != "nhom"})
    return found
