"""The tables of par.toml that may be left out, with every key in them: limits, calendar, mail, server, checks.

No password stands in any of them.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from par_excel.config.toml_tables import TomlTable, line_of
from par_excel.model import (
    DEFAULT_ENTRY_RULES,
    DEFAULT_LIMITS,
    CalendarChanges,
    EntryRules,
    Limits,
    Postbox,
    PostOffice,
    Security,
    Severity,
    SeverityChange,
    SharedLedger,
)
from par_excel.vietnamese import fold, format_date

CALENDAR_KEYS = ("nghi_them", "lam_bu")
ENTRY_KEYS = ("giai_trinh_toi_da", "ky_tu_cam", "ky_tu_thay", "loai_tai_lieu")
RECONCILE_KEYS = (
    *("ma", "noi_dung", "diem", "muc_dat", "tai_lieu", "giai_trinh"),
    *("diem_tham_dinh", "y_kien_tham_dinh"),
)
_MOST_CHARACTERS = 1_000_000
"""Most that may be set as the limit of an explanation."""
POST_KEYS = ("may_chu", "cong", "bao_mat", "tai_khoan", "tep_chung_thu")
FETCH_KEYS = (*POST_KEYS, "thu_muc")
SHARED_LEDGER_KEYS = ("may_chu", "cong", "co_so_du_lieu", "tai_khoan", "luoc_do", "bao_mat", "tep_chung_thu")
MENTION = re.compile(rb"^[^#\n]*so_chung", re.MULTILINE)
"""Found in every file that may name such a server; a comment names none."""
_LEDGER_PORT = 5432
# PostgreSQL cuts names at 63 bytes, and keeps those with pg_ for itself.
_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_RESERVED_SCHEMAS = ("pg_", "public", "information_schema")
_LEDGER_SECURITY = ("tls", "khong")
CHECK_TABLE = "kiem_tra"
OFF = "tắt"
"""Switches a check off."""
_CODE = re.compile(r"[A-Z]{2}[0-9]{2}")
_WORDS: Mapping[str, Severity | None] = {
    **{fold(severity.value): severity for severity in Severity},
    fold(OFF): None,
}
_CHOICES = ", ".join(f"“{word}”" for word in (*(severity.value for severity in Severity), OFF))
_MIB = 1024 * 1024


class _Setting(Struct, frozen=True):
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
    "so_lop_thu": _Setting("letters", 1, 100),
    "ty_le_nen": _Setting("ratio", 10, 10_000),
    "ty_le_nen_tu_mb": _Setting("ratio_from_bytes", 1, 1_000, _MIB),
    "so_o": _Setting("cells", 1_000, 10_000_000),
    "so_o_ca_trong": _Setting("cells_with_blank", 1_000, 100_000_000),
    "so_doan_van_ban": _Setting("strings", 1_000, 10_000_000),
    "so_vung_o_gop": _Setting("merged_ranges", 1_000, 1_000_000),
    "so_muc_danh_sach": _Setting("names", 1_000, 1_000_000),
    "so_ky_tu_mot_o": _Setting("text_characters", 1_000, 1_000_000),
    "bo_nho_mb": _Setting("memory_bytes", 128, 16_384, _MIB),
    "giay_tinh_toan": _Setting("cpu_seconds", 1, 3_600),
    "giay_cho": _Setting("wall_seconds", 1, 7_200),
    "giay_tinh_toan_mot_lan": _Setting("run_cpu_seconds", 1, 86_400),
}
LIMIT_KEYS = tuple(_SETTINGS)


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


def limits_of(table: TomlTable) -> Limits:
    """Return the limits; those that are left out have the default value."""
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


def entry_rules_of(entry: TomlTable, reconcile: TomlTable) -> EntryRules:
    """Return what the ministry's software takes; what is left out has the default value."""
    known = DEFAULT_ENTRY_RULES
    forbidden = entry.text("ky_tu_cam", default=known.forbidden)
    replacement = entry.text("ky_tu_thay", default=known.replacement)
    if set(replacement) & set(forbidden):
        entry.complain(
            "ky_tu_thay", "Ký tự thay cũng là ký tự bị cấm.", "chọn ký tự thay không có trong ky_tu_cam."
        )
    taken = entry.texts("loai_tai_lieu") if "loai_tai_lieu" in entry.values else ()
    return EntryRules(
        limit_characters=entry.whole(
            "giai_trinh_toi_da", least=0, most=_MOST_CHARACTERS, default=known.limit_characters
        ),
        forbidden=forbidden,
        replacement=replacement,
        evidence=tuple(each.strip(" .").casefold() for each in taken) or known.evidence,
        headers={key: reconcile.text(key) for key in RECONCILE_KEYS if key in reconcile.values},
    )


def post_office_of(table: TomlTable) -> PostOffice | None:
    """Return the server that letters are handed to; None where none is named."""
    # The ports of RFC 6409 and RFC 8314.
    return _office(table, {Security.STARTTLS: 587, Security.TLS: 465}, Security.STARTTLS)


def postbox_of(table: TomlTable) -> Postbox | None:
    """Return the mailbox that replies are fetched from; None where none is named."""
    # The ports of RFC 9051 and RFC 8314.
    office = _office(table, {Security.STARTTLS: 143, Security.TLS: 993}, Security.TLS)
    return None if office is None else Postbox(office, table.text("thu_muc", default="") or "INBOX")


def _office(table: TomlTable, ports: Mapping[Security, int], default: Security) -> PostOffice | None:
    if "may_chu" not in table.values:
        for key in table.values:
            table.complain(key, f"Khóa {key} chỉ dùng khi có may_chu.", "ghi may_chu, hoặc xóa khóa này.")
        return None
    security = _mail_security(table, default)
    return PostOffice(
        host=table.text("may_chu"),
        port=table.whole("cong", least=1, most=65_535, default=ports[security]),
        security=security,
        user=table.text("tai_khoan", default=""),
        authority=table.text("tep_chung_thu", default=""),
    )


def _mail_security(table: TomlTable, default: Security) -> Security:
    given = table.text("bao_mat", default="") or default.value
    found = next((each for each in Security if each.value == given.casefold()), None)
    if found is None:
        table.complain("bao_mat", f"Khóa bao_mat ghi “{given}”.", "ghi “starttls” hoặc “tls”.")
    return found or default


def shared_ledger_of(table: TomlTable) -> SharedLedger | None:
    """Return the server that holds the ledger; None where none is named."""
    if not table.values:
        return None
    server = SharedLedger(
        host=table.text("may_chu"),
        port=table.whole("cong", least=1, most=65_535, default=_LEDGER_PORT),
        database=table.text("co_so_du_lieu"),
        user=table.text("tai_khoan"),
        schema=table.text("luoc_do"),
        is_encrypted=_ledger_security(table) == _LEDGER_SECURITY[0],
        authority=table.text("tep_chung_thu", default=""),
    )
    if "://" in server.host or "@" in server.host:
        table.complain(
            "may_chu",
            f"Khóa may_chu ghi “{server.host}”.",
            "chỉ ghi tên hoặc địa chỉ của máy chủ, không ghi mật khẩu.",
        )
    if server.schema and (
        not _SCHEMA.fullmatch(server.schema) or server.schema.startswith(_RESERVED_SCHEMAS)
    ):
        table.complain(
            "luoc_do",
            f"Khóa luoc_do ghi “{server.schema}”.",
            "đặt tên gồm chữ thường không dấu, số, gạch dưới, bắt đầu bằng chữ; ví dụ par_2020.",
        )
    return server


def _ledger_security(table: TomlTable) -> str:
    given = table.text("bao_mat", default="")
    said = given.casefold() or _LEDGER_SECURITY[0]
    if said not in _LEDGER_SECURITY:
        table.complain("bao_mat", f"Khóa bao_mat ghi “{given}”.", "ghi “tls” hoặc “khong”.")
    return said


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
