"""What the office sets about programs outside: its mail servers, its database server, the ministry's software."""

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct, field


class Security(Enum):
    """How the connection to a server is kept secret; the value is the word of par.toml."""

    STARTTLS = "starttls"
    TLS = "tls"


class PostOffice(Struct, frozen=True, kw_only=True):
    """A mail server and the account on it; letters are only written, never sent, where there is none."""

    host: str
    port: int
    security: Security
    user: str
    """Empty where the server asks for no login."""
    authority: str = ""
    """File of the certificate authority that the server's certificate is held against; empty for the system's own."""


class Postbox(Struct, frozen=True):
    """A mailbox in which replies wait."""

    office: PostOffice
    folder: str
    """As the server names it: `INBOX`."""


class SharedLedger(Struct, frozen=True, kw_only=True):
    """A PostgreSQL server, and where on it the ledger of a period is kept."""

    host: str
    """Name or address; a path is the folder of a socket on this computer."""
    port: int
    database: str
    user: str
    schema: str
    """Each period has its own: small letters, digits and underlines."""
    is_encrypted: bool = True
    """Whether the connection is refused unless it is encrypted and the server's certificate is in order."""
    authority: str = ""
    """File of the certificate authority that the server's certificate is held against; empty for the system's own."""

    def __str__(self) -> str:
        """Return how messages name it."""
        return f"{self.schema} trên máy chủ {self.host}"


class EntryRules(Struct, frozen=True, kw_only=True):
    """What the office has found out about the ministry's software; nothing is taken for granted."""

    limit_characters: int = 0
    """Of an explanation; 0 where there is no limit."""
    forbidden: str = ""
    """Characters that are not taken."""
    replacement: str = " "
    """What is typed in their place."""
    evidence: tuple[str, ...] = (
        *("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "rtf", "txt", "csv"),
        *("jpg", "jpeg", "png", "gif", "bmp", "tif", "tiff", "webp", "heic", "heif"),
    )
    """Endings of the files that are copied as evidence, in small letters."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Heads of the columns in what comes out of it, where the usual ones do not do."""


DEFAULT_ENTRY_RULES = EntryRules()
