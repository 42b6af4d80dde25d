"""The database server on which several officials share one ledger."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLedger:
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
