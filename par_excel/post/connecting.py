"""What SMTP and IMAP connections share: certificates that are trusted, and the reason of a failure in words."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from par_excel.model import ConfigError, PostError, PostOffice
from par_excel.vietnamese import said_by_system

SECONDS = 60.0
"""How long one answer of a server is waited for."""


def trust(office: PostOffice, folder: Path) -> ssl.SSLContext:
    """Return the TLS settings by which the server's certificate is checked.

    Raises:
        ConfigError: the file of the certificate authority cannot be read.
    """
    if not office.authority:
        return ssl.create_default_context()
    path = folder / office.authority
    try:
        return ssl.create_default_context(cafile=str(path))
    except (OSError, ssl.SSLError) as failure:
        raise ConfigError(
            "Không đọc được tệp chứng thư của máy chủ thư.",
            "kiểm tra đường dẫn ghi ở par.toml; tệp phải ở dạng PEM.",
            file=path,
        ) from failure


@contextmanager
def in_words(
    office: PostOffice, what: str, *, refused: type[Exception], broken: type[Exception]
) -> Iterator[None]:
    """Raise failures of a connection as a sentence that names the server.

    Args:
        office: the server and the account.
        what: could not be done; begins the sentence where none is more exact.
        refused: the failure of the library where the account is not accepted.
        broken: its other failures.

    Raises:
        PostError: something failed.
    """
    try:
        yield
    except refused as failure:
        raise PostError(office.host, f"không chấp nhận tài khoản {office.user} hoặc mật khẩu.") from failure
    except ssl.SSLCertVerificationError as failure:  # before OSError, of which it is a kind
        raise PostError(office.host, f"không tin được chứng thư ({failure.verify_message}).") from failure
    except (broken, OSError) as failure:
        raise PostError(office.host, f"{what} ({_why(failure)}).") from failure


def _why(failure: Exception) -> str:
    """Return why a connection could not be made, in the words of the system or the server."""
    if isinstance(failure, OSError):
        return said_by_system(failure)
    return str(failure) or type(failure).__name__
