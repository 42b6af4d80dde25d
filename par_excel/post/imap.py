"""Fetching replies by IMAP (RFC 3501), one whole message at a time; on the server nothing changes unless asked."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError
from msgspec import Struct

from par_excel.model import Postbox, PostError, Security
from par_excel.post.connecting import SECONDS, in_words, trust

_WHOLE, _RECEIVED, _SIZE = b"BODY[]", b"INTERNALDATE", b"RFC822.SIZE"
_ODD = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, AssertionError)
"""What the library raises where a server does not answer as the protocol says."""


class Fetched(Struct, frozen=True):
    """A message as the server has it."""

    uid: int
    data: bytes
    received: datetime | None
    """When the server took it in, in UTC; None where it does not say."""


class ImapMailbox:
    """An open mailbox; use it as a context manager.

    Args:
        postbox: the server, the account and the folder.
        password: of the account.
        folder: from which a file of a certificate authority is named.
        is_marking: whether messages that were fetched are marked as read; else the mailbox is only looked into.
    """

    def __init__(
        self, postbox: Postbox, password: str | None, folder: Path, *, is_marking: bool = False
    ) -> None:
        self._postbox, self._password, self.is_marking = postbox, password, is_marking
        self._context = trust(postbox.office, folder)
        self._client: Any = None
        self.validity = 0
        """Under which its numbers hold; the server gives another where they begin anew."""

    def __enter__(self) -> Self:
        office = self._postbox.office
        with self._in_words():
            self._client = self._greeted()
            try:
                _log_in(self._client, office.user, self._password or "")
                # EXAMINE where nothing is to change, SELECT where messages are marked
                said = self._client.select_folder(self._postbox.folder, readonly=not self.is_marking)
            except BaseException:
                with suppress(Exception):
                    self._client.shutdown()
                raise
        self.validity = _number(said.get(b"UIDVALIDITY"))
        if not self.validity:
            self.__exit__(None, None, None)
            raise PostError(
                office.host,
                "máy chủ không cho số hiệu cố định của thư (UIDVALIDITY) nên không biết được thư nào đã lấy. "
                "Xin lưu thư bằng tay vào thư mục inbox, hoặc hỏi người quản trị hộp thư.",
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(Exception):  # what was fetched is there, whatever the server says to a farewell
            self._client.logout()

    def uids(self) -> tuple[int, ...]:
        """Return the numbers of all messages, oldest first.

        Raises:
            PostError: the connection broke.
        """
        with self._in_words():
            return tuple(sorted(map(int, self._client.search("ALL"))))

    def size(self, uid: int) -> int:
        """Return how large a message is, 0 where the server does not say; nothing of it comes over the line.

        Raises:
            PostError: the connection broke.
        """
        with self._in_words():
            return _number(self._client.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(_SIZE))

    def message(self, uid: int) -> Fetched | None:
        """Return a message, None where it is there no more.

        Raises:
            PostError: the connection broke, or what came is no message.
        """
        with self._in_words():
            # `BODY[]` would mark the message as read; what comes is called so all the same
            found = self._client.fetch([uid], ["BODY.PEEK[]", "INTERNALDATE"]).get(uid)
            data = found.get(_WHOLE) if found else None
            if data is not None and not isinstance(data, bytes):
                raise IMAPClientError("nội dung thư không đúng dạng")
            return None if data is None else Fetched(uid, data, _moment(found.get(_RECEIVED)))

    def mark(self, uid: int) -> None:
        """Mark a message as read."""
        with self._in_words():
            self._client.add_flags([uid], [b"\\Seen"])

    def _greeted(self) -> Any:  # noqa: ANN401 - the library has no types
        office = self._postbox.office
        is_tls = office.security is Security.TLS
        client = IMAPClient(
            office.host,
            port=office.port,
            ssl=is_tls,
            ssl_context=self._context if is_tls else None,
            timeout=SECONDS,
        )
        client.normalise_times = False  # else times come in this computer's zone, and without any
        if not is_tls:
            try:
                client.starttls(self._context)
            except BaseException:
                with suppress(OSError):  # the socket may be gone already; the failure that broke it is raised
                    client.shutdown()
                raise
        return client

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        office = self._postbox.office
        with in_words(office, "không lấy được thư", refused=LoginError, broken=IMAPClientError):
            try:
                yield
            except OSError:  # a certificate that is not trusted is a ValueError as well
                raise
            except _ODD as failure:
                raise IMAPClientError("máy chủ trả lời không đúng giao thức") from failure


def _log_in(client: Any, user: str, password: str) -> None:  # noqa: ANN401 - as above
    if (user + password).isascii():
        client.login(user, password)
    else:  # LOGIN knows only ASCII; RFC 4616 wants UTF-8
        client.plain_login(user, password)


def _number(said: object) -> int:
    """Return a number as some servers say it, in a list or as text; 0 where it is none."""
    first = said[0] if isinstance(said, list | tuple) and said else said
    try:
        return max(int(first), 0) if isinstance(first, int | str | bytes) else 0
    except ValueError:
        return 0


def _moment(said: object) -> datetime | None:
    return said.astimezone(UTC) if isinstance(said, datetime) and said.tzinfo is not None else None
