"""`[thu]` and `[nhan_thu]` of par.toml → the mail servers. Every key may be left out; no password stands in a file."""

from collections.abc import Mapping

from par_excel.config.toml_tables import TomlTable
from par_excel.model import Postbox, PostOffice, Security

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
    security = _security(table, usual)
    return PostOffice(
        host=table.text("may_chu"),
        port=table.whole("cong", least=1, most=65_535, default=ports[security]),
        security=security,
        user=_optional(table, "tai_khoan"),
        authority=_optional(table, "tep_chung_thu"),
    )


def _security(table: TomlTable, usual: Security) -> Security:
    given = _optional(table, "bao_mat") or usual.value
    found = next((each for each in Security if each.value == given.casefold()), None)
    if found is None:
        table.complain("bao_mat", f"Khóa bao_mat ghi “{given}”.", "ghi “starttls” hoặc “tls”.")
    return found or usual


def _optional(table: TomlTable, key: str) -> str:
    return table.text(key, may_be_empty=True) if key in table.values else ""
