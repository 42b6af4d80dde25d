"""A mail server on this computer: it asks for TLS and a login, and fails where it is told to."""
# ruff: noqa: ARG001, ARG002 - aiosmtpd gives its handlers all of these

import socket
import ssl
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from par_excel.model import PostOffice, Security

USER, PASSWORD = "snv@quangtri.example.vn", "mật khẩu thử"
CA_FILE = "chung_thu.pem"
_AUTHORITY = trustme.CA()


DROP, DROP_AFTER = "drop", "drop after"
"""Answers of a test: the connection breaks before the letter is taken, or after it and before anybody is told."""


def _hang_up(server: SMTP) -> None:
    transport: Any = server.transport
    transport.abort()


def _take(number: int) -> str | None:
    return None


@dataclass
class Mailbox:
    """What the server took, and what it does with the next letter."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    """Recipients and messages, in order."""
    on_letter: Callable[[int], str | None] = lambda number: None  # noqa: ARG005
    """Called with the letter's number before it is taken; returns the answer where it is not."""
    refused: frozenset[str] = frozenset()
    """Addresses that the server does not know."""
    is_hanging_up: bool = False
    """Whether the connection breaks once, when the next letter is announced."""
    is_hanging_up_always: bool = False
    port: int = 0
    security: Security = Security.STARTTLS

    def office(self, **given: Any) -> PostOffice:
        usual = {"host": "localhost", "port": self.port, "security": self.security, "user": USER}
        return PostOffice(**{**usual, "authority": CA_FILE, **given})

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.is_hanging_up or self.is_hanging_up_always:
            self.is_hanging_up = False
            _hang_up(server)
        if address in self.refused:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.on_letter(len(self.taken) + 1)
        if answer == DROP:
            _hang_up(server)
            return "421 gone"
        if answer and answer != DROP_AFTER:
            return answer
        assert isinstance(envelope.content, bytes)
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        if answer == DROP_AFTER:
            _hang_up(server)
        return "250 OK"


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    assert isinstance(data, LoginPassword)
    is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


def free_port() -> int:
    """Return a port that nobody uses: the controller asks for one to try itself out."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class _Implicit(Controller):
    """TLS from the first byte."""

    def factory(self) -> SMTP:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that nothing is secret: it is, from the first byte
            return SMTP(self.handler, auth_required=True, auth_require_tls=False, authenticator=_authenticate)


@contextmanager
def mail_server(folder: Path, security: Security = Security.STARTTLS) -> Iterator[Mailbox]:
    """Run a server; its certificate authority is written into the folder."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    _AUTHORITY.issue_cert("localhost").configure_cert(context)
    _AUTHORITY.cert_pem.write_to_path(str(folder / CA_FILE))
    mailbox = Mailbox(security=security, port=free_port())
    if security is Security.TLS:
        controller: Controller = _Implicit(
            mailbox, hostname="127.0.0.1", port=mailbox.port, ssl_context=context
        )
    else:
        controller = Controller(
            mailbox,
            hostname="127.0.0.1",
            port=mailbox.port,
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=_authenticate,
        )
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
