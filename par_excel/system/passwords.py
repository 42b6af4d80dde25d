"""Passwords: from the environment or the system's own store, never from a file or the command line."""

import os


def password(variable: str, service: str, user: str) -> str | None:
    """Return the password of an account, or None where nobody told it.

    Args:
        variable: of the environment; it goes before the store.
        service: name under which the system's store keeps it.
        user: name of the account.
    """
    given = os.environ.get(variable)
    if given:
        return given
    try:
        import keyring  # noqa: PLC0415 - an extra that an office may do without
    except ImportError:
        return None
    try:
        found: str | None = keyring.get_password(service, user)
    except keyring.errors.KeyringError:
        return None
    return found
