"""An IMAP server that answers as it is told to: as some servers do, and as none should."""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import trustme

_AUTHORITY = trustme.CA()
CA_FILE = "chung_thu_la.pem"
_RECEIVED = '"17-Feb-2021 15:30:00 +0700"'


@dataclass
class OddServer:
    """What the server says; each text stands in its answers as it is."""

    letters: tuple[bytes, ...] = ()
    selected: str = "* OK [UIDVALIDITY 7] valid"
    received: str = f"INTERNALDATE {_RECEIVED}"
    """Empty where it does not say."""
    size: str = "{size}"
    literal: str = "BODY[] {{{size}}}"
    closes_after: int | None = None
    """So many bytes of a letter go over the line before it breaks; None where all do."""
    port: int = 0
    asked: list[str] = field(default_factory=list)
    """Commands, in order."""

    def settings(self, folder: Path) -> str:
        """Return `[nhan_thu]` of par.toml, and let the folder trust the server."""
        _AUTHORITY.cert_pem.write_to_path(str(folder / CA_FILE))
        return (
            f'[nhan_thu]\nmay_chu = "localhost"\ncong = {self.port}\ntai_khoan = "snv"\n'
            f'tep_chung_thu = "{CA_FILE}"\n\n'
        )

    def answer(self, tag: str, command: str, line: Any) -> bool:
        """Answer a command; say whether the connection goes on."""
        self.asked.append(command)
        verb = command.upper().removeprefix("UID ").split(" ", 1)[0]
        said = {
            "CAPABILITY": "* CAPABILITY IMAP4rev1 AUTH=PLAIN",
            "SELECT": f"* {len(self.letters)} EXISTS\r\n{self.selected}",
            "EXAMINE": f"* {len(self.letters)} EXISTS\r\n{self.selected}",
            "SEARCH": f"* SEARCH {' '.join(str(number + 1) for number in range(len(self.letters)))}",
            "LOGOUT": "* BYE",
        }.get(verb, "")
        if said:
            line.write(said.strip().encode() + b"\r\n")
        if verb == "FETCH" and not self._fetched(command, line):
            return False
        line.write(f"{tag} OK done\r\n".encode())
        line.flush()
        return verb != "LOGOUT"

    def _fetched(self, command: str, line: Any) -> bool:
        found = re.search(r"FETCH (\d+)", command)
        assert found is not None
        number = int(found[1])
        letter = self.letters[number - 1]
        if "RFC822.SIZE" in command:
            size = self.size.format(size=len(letter))
            line.write(
                f"* {number} FETCH (UID {number}{f' RFC822.SIZE {size}' if size else ''})\r\n".encode()
            )
            return True
        literal = self.literal.format(size=len(letter))
        line.write(f"* {number} FETCH (UID {number} {self.received} {literal}".encode() + b"\r\n")
        if self.closes_after is not None:
            line.write(letter[: self.closes_after])
            line.flush()
            return False
        line.write(letter)
        line.write(b")\r\n")
        return True


@contextmanager
def odd_imap(server: OddServer) -> Iterator[OddServer]:
    """Run the server."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    _AUTHORITY.issue_cert("localhost").configure_cert(context)
    with socket.create_server(("localhost", 0)) as listener:
        server.port = listener.getsockname()[1]
        thread = threading.Thread(target=_serve, args=(server, listener, context), daemon=True)
        thread.start()
        yield server


def _serve(server: OddServer, listener: socket.socket, context: ssl.SSLContext) -> None:
    with suppress(OSError):
        while True:
            plain, _ = listener.accept()
            with suppress(OSError), context.wrap_socket(plain, server_side=True) as connection:
                _speak(server, connection)


def _speak(server: OddServer, connection: ssl.SSLSocket) -> None:
    with connection.makefile("rwb") as line:
        line.write(b"* OK ready\r\n")
        line.flush()
        for said in line:
            tag, _, command = said.decode("ascii", "replace").strip().partition(" ")
            if not server.answer(tag, command, line):
                return
