"""Delivery of letters by SMTP (RFC 5321), only over an encrypted connection to a server that proves who it is.

A letter that was refused surely did not go out. Where the connection breaks after the text was handed over, nobody can
say whether it did.
"""

import smtplib
import socket
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from par_excel.model import PostError, PostOffice, Security
from par_excel.post.connecting import SECONDS, in_words, trust


class LetterRefused(Exception):  # noqa: N818 - named after what happened
    """The server took no letter; the text says why, in Vietnamese."""


class ConnectionLost(Exception):  # noqa: N818 - named after what happened
    """The connection broke while a letter was under way: it may have gone out."""


class SmtpConnection:
    """An open connection to an SMTP server; use it as a context manager."""

    def __init__(self, office: PostOffice, password: str | None, folder: Path) -> None:
        self._office, self._password = office, password
        self._context = trust(office, folder)
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        self._server = self._connected()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            # what was taken is taken, whatever is said to a farewell
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
            self._server.close()

    def send(self, data: bytes, *, sender: str, recipient: str) -> None:
        """Hand over one letter.

        Raises:
            LetterRefused: the server did not take it.
            ConnectionLost: nobody can say whether it did.
        """
        server = self._announced(sender, recipient)
        try:
            code, said = server.data(data)
        except smtplib.SMTPDataError as failure:
            self._start_over(server)
            raise LetterRefused(_answer(failure.smtp_code, failure.smtp_error)) from failure
        except (smtplib.SMTPException, OSError) as failure:
            self._server = None
            raise ConnectionLost("kết nối bị đứt sau khi đã chuyển nội dung thư") from failure
        if code != 250:
            self._start_over(server)
            raise LetterRefused(_answer(code, said))

    def be_ready(self) -> None:
        """Connect anew where the connection is gone.

        Raises:
            PostError: it cannot be done.
        """
        self._server = self._server or self._connected()

    def _announced(self, sender: str, recipient: str) -> smtplib.SMTP:
        """Return the server once it knows whose letter comes; one that hung up meanwhile is called once more."""
        # Until the text is handed over, nothing can have gone out: a server that closed an idle connection may be asked again.
        for is_last in (False, True):
            try:
                self.be_ready()
                assert self._server is not None  # noqa: S101 - tells mypy
                self._announce(self._server, sender, recipient)
            except smtplib.SMTPServerDisconnected as failure:
                self._server = None
                if is_last:
                    raise LetterRefused("máy chủ đóng kết nối trước khi nhận thư") from failure
            except PostError as failure:
                raise LetterRefused(str(failure)) from failure
            else:
                return self._server
        raise AssertionError  # the last round returns or raises

    def _announce(self, server: smtplib.SMTP, sender: str, recipient: str) -> None:
        for say, address in ((server.mail, sender), (server.rcpt, recipient)):
            code, said = say(address)
            if code not in {250, 251}:  # RFC 5321, 4.2.3
                self._start_over(server)
                raise LetterRefused(_answer(code, said))

    @staticmethod
    def _start_over(server: smtplib.SMTP) -> None:
        with suppress(smtplib.SMTPException, OSError):
            server.rset()

    def _connected(self) -> smtplib.SMTP:
        office = self._office
        refused, broken = smtplib.SMTPAuthenticationError, smtplib.SMTPException
        with in_words(office, "không nối được", refused=refused, broken=broken):
            server = self._greeted(office)
            server.ehlo_or_helo_if_needed()
            if server.sock is not None:  # each letter would wait 40 ms for an acknowledgement
                server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if office.user:
                self._log_in(server, office.user, self._password or "")
            return server

    @staticmethod
    def _log_in(server: smtplib.SMTP, user: str, password: str) -> None:
        if (user + password).isascii():
            server.login(user, password)
            return
        # the standard library knows only ASCII here; RFC 4616 wants UTF-8
        said = b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
        code, answer = server.docmd("AUTH", f"PLAIN {said}")
        if code != 235:  # RFC 4954, 6
            raise smtplib.SMTPAuthenticationError(code, answer)

    def _greeted(self, office: PostOffice) -> smtplib.SMTP:
        if office.security is Security.TLS:
            return smtplib.SMTP_SSL(office.host, office.port, timeout=SECONDS, context=self._context)
        server = smtplib.SMTP(office.host, office.port, timeout=SECONDS)
        try:
            server.starttls(context=self._context)
        except BaseException:
            server.close()
            raise
        return server


def _answer(code: int, said: bytes | str) -> str:
    """Return what a server answered, on one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"máy chủ trả lời {code} {' '.join(text.split())}"
