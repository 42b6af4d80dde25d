"""par.toml → Period. Keys are Vietnamese without diacritics; unknown ones are errors, never ignored."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from par_excel.config.problems import Parsed, Problems
from par_excel.config.sections import (
    CALENDAR_KEYS,
    CHECK_TABLE,
    ENTRY_KEYS,
    FETCH_KEYS,
    LIMIT_KEYS,
    POST_KEYS,
    RECONCILE_KEYS,
    SHARED_LEDGER_KEYS,
    changes_of,
    entry_rules_of,
    limits_of,
    post_office_of,
    postbox_of,
    severity_changes,
    shared_ledger_of,
)
from par_excel.config.sources import packaged_names
from par_excel.config.text_files import decode_text
from par_excel.config.toml_tables import TomlTable, suggest, toml_lines
from par_excel.model import ConfigError, Deadline, DeadlineId, Period, ReportHead, Sender, SharedLedger, Unit
from par_excel.vietnamese import format_date

PERIOD_KEYS = ("id", "nam", "tinh", "ten", "bo_tieu_chi", "can_cu_bo_tieu_chi", "can_cu", "danh_muc")
DEADLINE_KEYS = ("id", "ngay", "ten")
SENDER_KEYS = ("ten", "email", "dien_thoai", "lien_he")
REPORT_KEYS = (
    "co_quan_dong_1",
    "co_quan_dong_2",
    "ky_hieu",
    "dia_danh",
    "thay_mat",
    "chuc_vu",
    "nguoi_ky",
    "noi_nhan",
    "kinh_gui",
)
SCORING_KEYS = ("so_le", "so_sang_kien_toi_thieu", "do_dai_giai_trinh")
FORMER_KEYS = ("tep",)
UNIT_KEYS = ("id", "ten", "phu_luc", "nhom", "email", "lien_he", "xung_ho")

_SINGLE = {
    "ky": PERIOD_KEYS,
    "nguoi_gui": SENDER_KEYS,
    "bao_cao": REPORT_KEYS,
    "cham_diem": SCORING_KEYS,
    "gioi_han": LIMIT_KEYS,
    "lich": CALENDAR_KEYS,
    "nam_truoc": FORMER_KEYS,
    "nhap_lieu": ENTRY_KEYS,
    "doi_chieu": RECONCILE_KEYS,
    "thu": POST_KEYS,
    "nhan_thu": FETCH_KEYS,
    "so_chung": SHARED_LEDGER_KEYS,
}
_REPEATED = {"han": DEADLINE_KEYS, "don_vi": UNIT_KEYS}
_OPTIONAL = frozenset(
    {
        "cham_diem",
        "gioi_han",
        "lich",
        "nam_truoc",
        "nhap_lieu",
        "doi_chieu",
        "thu",
        "nhan_thu",
        "so_chung",
        CHECK_TABLE,
    }
)
_DEFAULT_ADDRESSEE = "Bộ Nội vụ"
_DEFAULT_PLACES = 2
_DEFAULT_INITIATIVES = 1
_DEFAULT_EXPLANATION = 20
# tomllib tells in English, and only the message tells one error from another: each by its beginning.
_SYNTAX = {
    "Cannot overwrite a value": "Một khóa được ghi hai lần trong cùng một bảng.",
    "Cannot declare": "Một bảng được khai báo hai lần.",
    "Unescaped '\\' in a string": "Dấu \\ trong đoạn chữ phải viết đôi (\\\\).",
    "Invalid value": "Giá trị sau dấu bằng không đúng; đoạn chữ phải đặt trong ngoặc kép thẳng.",
    "Unterminated string": "Đoạn chữ chưa đóng ngoặc kép.",
    "Illegal character '\\n'": "Đoạn chữ chưa đóng ngoặc kép trước khi xuống dòng.",
    "Expected '=' after a key": "Thiếu dấu bằng sau tên khóa; tên khóa chỉ gồm chữ không dấu, số, gạch dưới.",
    "Invalid statement": "Dòng không phải là bảng hay khóa; tên khóa chỉ gồm chữ không dấu, số, gạch dưới.",
    "Unclosed array": "Danh sách chưa đóng ngoặc vuông hoặc thiếu dấu phẩy giữa hai mục.",
}


class Settings(Struct, frozen=True):
    """What par.toml holds: the period, and the decision that its catalogue comes from."""

    period: Period
    catalogue_basis: str
    packaged: str
    """Name of the packaged tables that stand in for those that the folder does not have."""


def read_settings(data: bytes, file: str, *, has_units: bool = True) -> Parsed[Settings]:
    """Return the settings, or all that is wrong with the file; units may stand in a list of their own."""
    problems = Problems(file)
    try:
        text = decode_text(data, file, is_table=False)
        root = TomlTable(_parse(text, file), (), toml_lines(text.replace("\r\n", "\n")), problems)
    except ConfigError as error:
        return Parsed(None, (error,))
    _check_tables(root, last_line=len(text.splitlines()) or 1, has_units=has_units)
    if problems.found:
        return Parsed(None, problems.found)
    settings = _settings(root)
    return Parsed(None if problems.found else settings, problems.found)


def read_shared_ledger(data: bytes, file: str) -> SharedLedger | None:
    """Return the server that holds the ledger, whatever else is wrong with the file; None where none is named.

    Raises:
        ConfigError: the table that names it, or the syntax of the file, is wrong.
    """
    problems = Problems(file)
    text = decode_text(data, file, is_table=False)
    root = TomlTable(_parse(text, file), (), toml_lines(text.replace("\r\n", "\n")), problems)
    if not isinstance(root.values.get("so_chung", {}), dict):
        root.complain("so_chung", "Bảng so_chung viết sai dạng.", "viết [so_chung], chỉ một lần.")
    found = shared_ledger_of(_single(root, "so_chung"))
    if problems.found:
        raise problems.found[0]
    return found


def _parse(text: str, file: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        at = re.search(r"\(at line (\d+), column (\d+)\)", message)
        line, column = (int(at.group(1)), at.group(2)) if at else (len(text.splitlines()) or 1, "")
        known = next((words for start, words in _SYNTAX.items() if message.startswith(start)), "")
        raise ConfigError(
            "Tệp không đúng cú pháp TOML"
            + (f", ở ký tự thứ {column}" if column else "")
            + f". {known}".rstrip(),
            'sửa dòng này (hoặc dòng ngay trên nó) theo dạng ten_khoa = "giá trị" với ngoặc kép thẳng; '
            "so với tệp par.toml mẫu.",
            file=file,
            line=line,
        ) from error


def _check_tables(root: TomlTable, *, last_line: int, has_units: bool) -> None:
    """Report tables that are missing, unknown or written with the wrong brackets."""
    known = (*_SINGLE, *_REPEATED, CHECK_TABLE)
    for name, value in root.values.items():
        if name not in known:
            root.complain(name, f"Tệp có bảng hoặc khóa lạ “{name}”.", suggest(name, known))
        elif name not in _REPEATED and not isinstance(value, dict):
            root.complain(name, f"Bảng {name} viết sai dạng.", f"viết [{name}], chỉ một lần.")
        elif name in _REPEATED and not _is_list_of_tables(value):
            root.complain(name, f"Bảng {name} viết sai dạng.", f"viết [[{name}]] trước mỗi mục.")
    optional = _OPTIONAL if has_units else _OPTIONAL | {"don_vi"}
    for name in known:
        if name not in root.values and name not in optional:
            shown = f"[[{name}]]" if name in _REPEATED else f"[{name}]"
            root.problems.add(last_line, f"Thiếu bảng {shown}.", f"thêm bảng {shown}; xem tệp par.toml mẫu.")


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _single(root: TomlTable, name: str) -> TomlTable:
    values = root.values.get(name)
    table = TomlTable(values if isinstance(values, dict) else {}, (name,), root.lines, root.problems)
    table.check_keys(_SINGLE[name])
    return table


def _repeated(root: TomlTable, name: str) -> tuple[TomlTable, ...]:
    entries = root.values.get(name)
    tables = tuple(
        TomlTable(entry, (name, index), root.lines, root.problems)
        for index, entry in enumerate(entries if isinstance(entries, list) else ())
    )
    for table in tables:
        table.check_keys(_REPEATED[name])
    return tables


def _settings(root: TomlTable) -> Settings:
    period, scoring = _single(root, "ky"), _single(root, "cham_diem")
    return Settings(
        Period(
            id=period.id("id"),
            year=period.whole("nam", least=2000, most=2100),
            province=period.text("tinh"),
            title=period.text("ten"),
            catalogue_name=period.text("bo_tieu_chi"),
            legal_bases=period.texts("can_cu"),
            deadlines=_deadlines(_repeated(root, "han")),
            sender=_sender(_single(root, "nguoi_gui")),
            report=_report(_single(root, "bao_cao")),
            units=_units(_repeated(root, "don_vi")),
            places=scoring.whole("so_le", least=0, most=6, default=_DEFAULT_PLACES),
            minimum_initiatives=scoring.whole(
                "so_sang_kien_toi_thieu", least=0, most=20, default=_DEFAULT_INITIATIVES
            ),
            sources={},
            limits=limits_of(_single(root, "gioi_han")),
            minimum_explanation=scoring.whole(
                "do_dai_giai_trinh", least=0, most=1_000, default=_DEFAULT_EXPLANATION
            ),
            severity_changes=severity_changes(root),
            calendar=changes_of(_single(root, "lich")),
            former=_former(root),
            post_office=post_office_of(_single(root, "thu")),
            postbox=postbox_of(_single(root, "nhan_thu")),
            shared_ledger=shared_ledger_of(_single(root, "so_chung")),
            entry=entry_rules_of(_single(root, "nhap_lieu"), _single(root, "doi_chieu")),
        ),
        period.text("can_cu_bo_tieu_chi"),
        _packaged(period),
    )


def _packaged(period: TomlTable) -> str:
    """Return the name of the packaged tables: those of the year, unless others are named."""
    if "danh_muc" not in period.values:
        return str(period.values.get("nam", ""))
    name, known = period.text("danh_muc"), packaged_names()
    if name and name not in known:
        period.complain(
            "danh_muc",
            f"Chương trình không có sẵn bộ tiêu chí “{name}”.",
            f"ghi một trong: {', '.join(known)}.",
        )
    return name


def _former(root: TomlTable) -> str:
    """Return where the year before is read from; empty where nothing is said."""
    table = _single(root, "nam_truoc")
    return table.text("tep", may_be_empty=True) if "nam_truoc" in root.values else ""


def _deadlines(tables: Sequence[TomlTable]) -> tuple[Deadline, ...]:
    deadlines = tuple(Deadline(table.id("id"), table.day("ngay"), table.text("ten")) for table in tables)
    _check_unique(tables, "id", [deadline.id for deadline in deadlines])
    by_id = {deadline.id: (deadline, table) for deadline, table in zip(deadlines, tables, strict=True)}
    if DeadlineId.SUBMIT not in by_id:
        tables[0].complain(
            "id",
            f"Chưa có hạn mang id “{DeadlineId.SUBMIT}”: ngày các cơ quan phải nộp.",
            f'thêm bảng [[han]] có id = "{DeadlineId.SUBMIT}".',
        )
    known = [
        by_id[each] for each in (DeadlineId.SUBMIT, DeadlineId.REPORT, DeadlineId.ENTRY) if each in by_id
    ]
    for (earlier, _), (later, table) in pairwise(known):
        # date.min stands for a day that could not be read.
        if date.min < later.day < earlier.day:
            table.complain(
                "ngay",
                f"Hạn “{later.id}” ({format_date(later.day)}) trước hạn “{earlier.id}” ({format_date(earlier.day)}).",
                "sửa lại ngày của một trong hai hạn.",
            )
    return deadlines


def _sender(table: TomlTable) -> Sender:
    return Sender(
        name=table.text("ten"),
        email=table.email("email"),
        phone=table.text("dien_thoai", may_be_empty=True),
        contact=table.text("lien_he", may_be_empty=True),
    )


def _report(table: TomlTable) -> ReportHead:
    return ReportHead(
        superior=table.text("co_quan_dong_1"),
        issuer=table.text("co_quan_dong_2"),
        symbol=table.text("ky_hieu"),
        place=table.text("dia_danh"),
        signed_for=table.text("thay_mat", may_be_empty=True),
        signer_title=table.text("chuc_vu"),
        signer=table.text("nguoi_ky", may_be_empty=True),
        recipients=table.texts("noi_nhan"),
        addressee=table.text("kinh_gui", default=_DEFAULT_ADDRESSEE),
    )


def _units(tables: Sequence[TomlTable]) -> tuple[Unit, ...]:
    units = tuple(map(_unit, tables))
    _check_unique(tables, "id", [unit.id for unit in units])
    # whatever adds up by name, a formula of Excel among them, sees no difference between letters large and small
    _check_unique(tables, "ten", [unit.name for unit in units])
    _check_joined(tables, units)
    return units


def _check_joined(tables: Sequence[TomlTable], units: Sequence[Unit]) -> None:
    """Report an appendix that one agency fills together with others, and another agency by itself."""
    for table, unit in zip(tables, units, strict=True):
        others = {each for other in units if other.id != unit.id for each in other.appendices}
        shared = sorted(others.intersection(unit.appendices))
        if unit.also and shared:
            table.complain(
                "phu_luc",
                f"Phụ lục {shared[0]} đã giao cho cơ quan khác.",
                "cơ quan điền nhiều phụ lục trong một biểu mẫu thì không cơ quan nào khác điền các phụ lục đó.",
            )


def _unit(table: TomlTable) -> Unit:
    appendix, *also = table.appendices("phu_luc")
    return Unit(
        id=table.id("id"),
        name=table.text("ten"),
        appendix=appendix,
        also=tuple(also),
        email=table.email("email"),
        contact=table.text("lien_he", may_be_empty=True),
        group=table.text("nhom", default=""),
        address=table.text("xung_ho", default=""),
    )


def _check_unique(tables: Sequence[TomlTable], key: str, values: Sequence[str]) -> None:
    folded = [value.casefold() for value in values]
    for index, (table, value) in enumerate(zip(tables, values, strict=True)):
        if value and folded[index] in folded[:index]:
            table.complain(
                key, f"Khóa {key} “{value}” đã dùng ở một bảng {table.name} phía trên.", "đặt giá trị khác."
            )
