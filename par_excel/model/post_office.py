"""The mail servers of an office: what takes its letters, and what keeps the replies."""

from dataclasses import dataclass
from enum import Enum


class Security(Enum):
    """How the connection to a server is kept secret; the value is the word of par.toml."""

    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOffice:
    """A mail server and the account on it; letters are only written, never sent, where there is none."""

    host: str
    port: int
    security: Security
    user: str
    """Empty where the server asks for no login."""
    authority: str = ""
    """File of the certificate authority that the server's certificate is held against; empty for the system's own."""


@dataclass(frozen=True, slots=True)
class Postbox:
    """A mailbox in which replies wait."""

    office: PostOffice
    folder: str
    """As the server names it: `INBOX`."""
