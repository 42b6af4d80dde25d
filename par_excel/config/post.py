"""`[thu]` of par.toml → how letters are sent. Every key may be left out; passwords never stand in a file."""

from par_excel.config.toml_tables import TomlTable
from par_excel.model import PostOffice, Security

POST_KEYS = ("may_chu", "cong", "bao_mat", "tai_khoan", "tep_chung_thu")
_PORTS = {Security.STARTTLS: 587, Security.TLS: 465}


def post_office_of(table: TomlTable) -> PostOffice | None:
    """Return the server that letters are handed to; None where none is named."""
    if "may_chu" not in table.values:
        for key in table.values:
            table.complain(key, f"Khóa {key} chỉ dùng khi có may_chu.", "ghi may_chu, hoặc xóa khóa này.")
        return None
    security = _security(table)
    return PostOffice(
        host=table.text("may_chu"),
        port=table.whole("cong", least=1, most=65_535, default=_PORTS[security]),
        security=security,
        user=_optional(table, "tai_khoan"),
        authority=_optional(table, "tep_chung_thu"),
    )


def _security(table: TomlTable) -> Security:
    given = _optional(table, "bao_mat") or Security.STARTTLS.value
    found = next((each for each in Security if each.value == given.casefold()), None)
    if found is None:
        table.complain("bao_mat", f"Khóa bao_mat ghi “{given}”.", "ghi “starttls” hoặc “tls”.")
    return found or Security.STARTTLS


def _optional(table: TomlTable, key: str) -> str:
    return table.text(key, may_be_empty=True) if key in table.values else ""
