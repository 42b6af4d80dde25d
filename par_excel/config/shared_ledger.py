"""`[so_chung]` of par.toml → the server that holds the ledger. No password stands in a file."""

import re

from par_excel.config.toml_tables import TomlTable
from par_excel.model import SharedLedger

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
        is_encrypted=_security(table) == _SECURITY[0],
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


def _security(table: TomlTable) -> str:
    given = table.text("bao_mat", may_be_empty=True) if "bao_mat" in table.values else ""
    said = given.casefold() or _SECURITY[0]
    if said not in _SECURITY:
        table.complain("bao_mat", f"Khóa bao_mat ghi “{given}”.", "ghi “tls” hoặc “khong”.")
    return said
