"""A server on this machine that nobody may ask for anything."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct, field


class Canary(Struct, frozen=True):
    """Where it listens, and who came."""

    url: str
    visitors: list[str] = field(default_factory=list)


@contextmanager
def canary() -> Iterator[Canary]:
    """Listen on a free port of 127.0.0.1 until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Canary(f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread = threading.Thread(target=_listen, args=(server, found.visitors), daemon=True)
        thread.start()
        yield found
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _listen(server: socket.socket, visitors: list[str]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(1)
            try:
                visitors.append(connection.recv(200).decode("latin-1") or "a connection")
            except OSError:
                visitors.append("a connection")
