"""The Vietnamese calendar of working days: the law's days off from the library `holidays`, and what par.toml sets right.

The library knows Tết, days off in lieu and the swaps of working days that it was told of; the yearly decisions on
swaps come late and may be missing, which is what `[lich]` is for.

`[gioi_han]` of par.toml → Limits: what one parcel may cost. Every key may be left out.
`[nhap_lieu]` and `[doi_chieu]` of par.toml → EntryRules. Every key may be left out.
`[thu]` and `[nhan_thu]` of par.toml → the mail servers. Every key may be left out; no password stands in a file.
`[so_chung]` of par.toml → the server that holds the ledger. No password stands in a file.
`[kiem_tra]` of par.toml → how much the findings of a check weigh in this period, by the code of the check.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from par_excel.config.toml_tables import TomlTable, line_of
from par_excel.model import (
    DEFAULT_ENTRY_RULES,
    DEFAULT_LIMITS,
    CalendarChanges,
    EntryRules,
    Limits,
    Period,
    Postbox,
    PostOffice,
    Security,
    Severity,
    SeverityChange,
    SharedLedger,
    WorkingDays,
)
from par_excel.vietnamese import fold, format_date

CALENDAR_KEYS = ("nghi_them", "lam_bu")
_YEARS = range(2000, 2101)
"""Those that the library is asked about; beyond them only weekends are days off."""


def changes_of(table: TomlTable) -> CalendarChanges:
    """Return what the office sets right; every key may be left out."""
    off, worked = table.days("nghi_them"), table.days("lam_bu")
    for day in sorted(set(off) & set(worked)):
        table.complain(
            "lam_bu",
            f"Ngày {format_date(day)} có cả trong nghi_them và lam_bu.",
            "chỉ ghi ngày này ở một trong hai khóa.",
        )
    return CalendarChanges(off, worked)


def working_days(period: Period, first: date, last: date) -> WorkingDays:
    """Return the calendar of all years from that of one day to that of another."""
    from holidays import country_holidays  # noqa: PLC0415 - only deadlines need it, and it takes a quarter of a second

    years = [year for year in _YEARS if first.year <= year <= last.year]
    found = country_holidays("VN", years=years, expand=False)
    off, worked = period.calendar.off, period.calendar.worked
    return WorkingDays(
        off=(frozenset(found) | frozenset(off)) - frozenset(worked),
        worked=(frozenset(found.weekend_workdays) | frozenset(worked)) - frozenset(off),
    )


_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Setting:
    attribute: str
    least: int
    most: int
    unit: int = 1


_SETTINGS = {
    "tep_nhan_mb": _Setting("parcel_bytes", 1, 1_000, _MIB),
    "bieu_mau_mb": _Setting("file_bytes", 1, 200, _MIB),
    "so_tep_ben_trong": _Setting("entries", 10, 100_000),
    "giai_nen_mb": _Setting("unpacked_bytes", 1, 1_000, _MIB),
    "giai_nen_goi_mb": _Setting("packed_files_bytes", 1, 10_000, _MIB),
    "so_lop_long_nhau": _Setting("nesting", 1, 5),
    "ty_le_nen": _Setting("ratio", 10, 10_000),
    "so_o": _Setting("cells", 1_000, 10_000_000),
    "so_ky_tu_mot_o": _Setting("text_characters", 1_000, 1_000_000),
    "bo_nho_mb": _Setting("memory_bytes", 128, 16_384, _MIB),
    "giay_tinh_toan": _Setting("cpu_seconds", 1, 3_600),
    "giay_cho": _Setting("wall_seconds", 1, 7_200),
}
LIMIT_KEYS = tuple(_SETTINGS)


def limits_of(table: TomlTable) -> Limits:
    """Return the limits; those that are left out have their usual value."""
    return Limits(
        **{
            setting.attribute: setting.unit
            * table.whole(
                key,
                least=setting.least,
                most=setting.most,
                default=getattr(DEFAULT_LIMITS, setting.attribute) // setting.unit,
            )
            for key, setting in _SETTINGS.items()
        }
    )


ENTRY_KEYS = ("giai_trinh_toi_da", "ky_tu_cam", "ky_tu_thay")
RECONCILE_KEYS = (
    *("ma", "noi_dung", "diem", "muc_dat", "tai_lieu", "giai_trinh"),
    *("diem_tham_dinh", "y_kien_tham_dinh"),
)
_MOST_CHARACTERS = 1_000_000


def entry_rules_of(entry: TomlTable, reconcile: TomlTable) -> EntryRules:
    """Return what the ministry's software takes; what is left out has its usual value."""
    usual = DEFAULT_ENTRY_RULES
    forbidden = _text(entry, "ky_tu_cam", usual.forbidden)
    replacement = _text(entry, "ky_tu_thay", usual.replacement)
    if set(replacement) & set(forbidden):
        entry.complain(
            "ky_tu_thay", "Ký tự thay cũng là ký tự bị cấm.", "chọn ký tự thay không có trong ky_tu_cam."
        )
    return EntryRules(
        limit_characters=entry.whole(
            "giai_trinh_toi_da", least=0, most=_MOST_CHARACTERS, default=usual.limit_characters
        ),
        forbidden=forbidden,
        replacement=replacement,
        headers={key: reconcile.text(key) for key in RECONCILE_KEYS if key in reconcile.values},
    )


def _text(table: TomlTable, key: str, usual: str) -> str:
    return table.text(key, may_be_empty=True) if key in table.values else usual


POST_KEYS = ("may_chu", "cong", "bao_mat", "tai_khoan", "tep_chung_thu")
FETCH_KEYS = (*POST_KEYS, "thu_muc")


def post_office_of(table: TomlTable) -> PostOffice | None:
    """Return the server that letters are handed to; None where none is named."""
    return _office(table, {Security.STARTTLS: 587, Security.TLS: 465}, Security.STARTTLS)


def postbox_of(table: TomlTable) -> Postbox | None:
    """Return the mailbox that replies are fetched from; None where none is named."""
    office = _office(table, {Security.STARTTLS: 143, Security.TLS: 993}, Security.TLS)
    return None if office is None else Postbox(office, _optional(table, "thu_muc") or "INBOX")


def _office(table: TomlTable, ports: Mapping[Security, int], usual: Security) -> PostOffice | None:
    if "may_chu" not in table.values:
        for key in table.values:
            table.complain(key, f"Khóa {key} chỉ dùng khi có may_chu.", "ghi may_chu, hoặc xóa khóa này.")
        return None
    security = _mail_security(table, usual)
    return PostOffice(
        host=table.text("may_chu"),
        port=table.whole("cong", least=1, most=65_535, default=ports[security]),
        security=security,
        user=_optional(table, "tai_khoan"),
        authority=_optional(table, "tep_chung_thu"),
    )


def _mail_security(table: TomlTable, usual: Security) -> Security:
    given = _optional(table, "bao_mat") or usual.value
    found = next((each for each in Security if each.value == given.casefold()), None)
    if found is None:
        table.complain("bao_mat", f"Khóa bao_mat ghi “{given}”.", "ghi “starttls” hoặc “tls”.")
    return found or usual


def _optional(table: TomlTable, key: str) -> str:
    return table.text(key, may_be_empty=True) if key in table.values else ""


SHARED_LEDGER_KEYS = ("may_chu", "cong", "co_so_du_lieu", "tai_khoan", "luoc_do", "bao_mat", "tep_chung_thu")
MENTION = re.compile(rb"^[^#\n]*so_chung", re.MULTILINE)
"""Stands in every file that names such a server; a comment is none."""
_PORT = 5432
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_RESERVED = ("pg_", "public", "information_schema")
_SECURITY = ("tls", "khong")


def shared_ledger_of(table: TomlTable) -> SharedLedger | None:
    """Return the server that holds the ledger; None where none is named."""
    if not table.values:
        return None
    server = SharedLedger(
        host=table.text("may_chu"),
        port=table.whole("cong", least=1, most=65_535, default=_PORT),
        database=table.text("co_so_du_lieu"),
        user=table.text("tai_khoan"),
        schema=table.text("luoc_do"),
        is_encrypted=_ledger_security(table) == _SECURITY[0],
        authority=table.text("tep_chung_thu", may_be_empty=True) if "tep_chung_thu" in table.values else "",
    )
    if "://" in server.host or "@" in server.host:
        table.complain(
            "may_chu",
            f"Khóa may_chu ghi “{server.host}”.",
            "chỉ ghi tên hoặc địa chỉ của máy chủ, không ghi mật khẩu.",
        )
    if server.schema and (not _SCHEMA.fullmatch(server.schema) or server.schema.startswith(_RESERVED)):
        table.complain(
            "luoc_do",
            f"Khóa luoc_do ghi “{server.schema}”.",
            "đặt tên gồm chữ thường không dấu, số, gạch dưới, bắt đầu bằng chữ; ví dụ par_2020.",
        )
    return server


def _ledger_security(table: TomlTable) -> str:
    given = table.text("bao_mat", may_be_empty=True) if "bao_mat" in table.values else ""
    said = given.casefold() or _SECURITY[0]
    if said not in _SECURITY:
        table.complain("bao_mat", f"Khóa bao_mat ghi “{given}”.", "ghi “tls” hoặc “khong”.")
    return said


CHECK_TABLE = "kiem_tra"
OFF = "tắt"
"""Switches a check off."""
_CODE = re.compile(r"[A-Z]{2}[0-9]{2}")
_WORDS: Mapping[str, Severity | None] = {
    **{fold(severity.value): severity for severity in Severity},
    fold(OFF): None,
}
_CHOICES = ", ".join(f"“{word}”" for word in (*(severity.value for severity in Severity), OFF))


def severity_changes(root: TomlTable) -> Mapping[str, SeverityChange]:
    """Return what the table changes, by code; problems go to the root's list."""
    values = root.values.get(CHECK_TABLE)
    table = TomlTable(values if isinstance(values, dict) else {}, (CHECK_TABLE,), root.lines, root.problems)
    found: dict[str, SeverityChange] = {}
    for code, value in table.values.items():
        word = fold(value) if isinstance(value, str) else ""
        if not _CODE.fullmatch(code):
            table.complain(
                code, f"“{code}” không phải là mã kiểm tra.", "ghi mã như EV13; xem par-excel check --list."
            )
        elif word not in _WORDS:
            table.complain(code, f"Mức độ của {code} không đúng.", f"chọn một trong {_CHOICES}.")
        else:
            line = line_of(root.lines, (CHECK_TABLE, code))
            found[code] = SeverityChange(_WORDS[word], line)
    return found
