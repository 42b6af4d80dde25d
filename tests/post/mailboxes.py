"""A real IMAP server on this computer: Dovecot, with TLS and one account, started for a module of tests."""

import imaplib
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import trustme

from par_excel.model import Postbox, PostOffice, Security
from tests.post.servers import CA_FILE, USER, free_port

PASSWORD = "mat-khau-thu"  # noqa: S105 - of a server of our own
ACCENTED_PASSWORD = "mật_khẩu_thử"  # noqa: S105 - of the same account: either does
_AUTHORITY = trustme.CA()
_OWNER = (65_534, 65_534) if os.getuid() == 0 else (os.getuid(), os.getgid())
"""Of the messages: Dovecot keeps none for root."""
_CONFIG = """\
protocols = imap
listen = 127.0.0.1
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
ssl = required
mail_fsync = never
auth_failure_delay = 0
ssl_cert = <{base}/server.pem
ssl_key = <{base}/server.key
mail_location = maildir:{base}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
passdb {{
  driver = static
  args = password={accented_password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={base}/home
}}
first_valid_uid = 0
first_valid_gid = 0
{accounts}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


@dataclass
class Server:
    """The running server."""

    base: Path
    port: int
    tls_port: int

    def postbox(self, security: Security = Security.TLS, folder: str = "INBOX", **given: Any) -> Postbox:
        port = self.tls_port if security is Security.TLS else self.port
        usual = {"host": "localhost", "port": port, "security": security, "user": USER, "authority": CA_FILE}
        return Postbox(PostOffice(**{**usual, **given}), folder)

    def trust(self, folder: Path) -> None:
        """Put the certificate authority into a folder."""
        _AUTHORITY.cert_pem.write_to_path(str(folder / CA_FILE))

    def settings(self, port: int | None = None) -> str:
        """Return `[nhan_thu]` of par.toml."""
        table = f'[nhan_thu]\nmay_chu = "localhost"\ncong = {port or self.tls_port}\ntai_khoan = "{USER}"\n'
        return f'{table}tep_chung_thu = "{CA_FILE}"\n\n'

    @contextmanager
    def session(self) -> Iterator[imaplib.IMAP4_SSL]:
        """Talk to the server as a mail program does."""
        context = ssl.create_default_context()
        _AUTHORITY.configure_trust(context)
        with imaplib.IMAP4_SSL("localhost", self.tls_port, ssl_context=context) as session:
            session.login(USER, PASSWORD)
            yield session

    def fill(self, *messages: bytes, folder: str = "INBOX") -> None:
        """Let the mailbox hold these messages and no others; its numbers begin anew."""
        self.empty()
        with self.session() as session:
            if folder != "INBOX":
                session.create(folder)
            for message in messages:
                status, _ = session.append(folder, "", "", message)
                assert status == "OK"

    def add_folder(self, name: str, *messages: bytes) -> None:
        """Let the account have one folder more, with these messages."""
        with self.session() as session:
            session.create(name)
            for message in messages:
                session.append(name, "", "", message)

    def renumber(self, validity: int, *folders: str) -> None:
        """Give folders this validity, as servers do that begin each with the same one."""
        command = ["doveadm", "-c", str(self.base / "dovecot.conf"), "mailbox", "update", "-u", USER]
        for folder in folders:
            subprocess.run([*command, "--uid-validity", str(validity), folder], check=True, timeout=30)

    def empty(self) -> None:
        """Let the server have no messages, and number new ones from the beginning."""
        shutil.rmtree(self.base / "mail", ignore_errors=True)
        (self.base / "mail").mkdir()
        os.chown(self.base / "mail", *_OWNER)

    def flags(self) -> list[bytes]:
        """Return the flags of every message."""
        with self.session() as session:
            session.select("INBOX", readonly=True)
            _, found = session.fetch("1:*", "(FLAGS)")
            return [each for each in found if isinstance(each, bytes)]


def _accounts() -> str:
    """Return who runs the parts: Dovecot's own users where it is started by root, else whoever starts it."""
    import grp
    import pwd

    if os.getuid() == 0:
        return ""
    name, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    return (
        f"default_internal_user = {name}\ndefault_login_user = {name}\ndefault_internal_group = {group}\n"
        "service anvil {\n  chroot =\n}"
    )


@contextmanager
def dovecot() -> Iterator[Server]:
    """Run a server whose files all lie in one folder, which its users may enter."""
    with TemporaryDirectory(prefix="par-dovecot-") as name:
        base = Path(name)
        base.chmod(0o755)
        with _running(base) as server:
            yield server


@contextmanager
def _running(base: Path) -> Iterator[Server]:
    certificate = _AUTHORITY.issue_cert("localhost")
    certificate.private_key_and_cert_chain_pem.write_to_path(str(base / "server.key"))
    certificate.private_key_and_cert_chain_pem.write_to_path(str(base / "server.pem"))
    server = Server(base, free_port(), free_port())
    server.empty()
    (base / "dovecot.conf").write_text(
        _CONFIG.format(
            base=base,
            password=PASSWORD,
            accented_password=ACCENTED_PASSWORD,
            user=_OWNER[0],
            group=_OWNER[1],
            accounts=_accounts(),
            port=server.port,
            tls_port=server.tls_port,
        ),
        "utf-8",
    )
    command = ["dovecot", "-F", "-c", str(base / "dovecot.conf")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        try:
            _wait(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(30)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            log = server.base / "log"
            said = process.stderr.read().decode() if process.stderr else ""
            raise RuntimeError(said + (log.read_text() if log.exists() else ""))
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.tls_port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError("dovecot")


@contextmanager
def breaking_after(port: int, size_bytes: int) -> Iterator[int]:
    """Pass bytes on to a port; hang up once the server has said so many."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_pass_on, args=(listener, port, size_bytes), daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])


def _pass_on(listener: socket.socket, port: int, size_bytes: int) -> None:
    with suppress(OSError):
        client, _ = listener.accept()
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            back = threading.Thread(target=_copy, args=(client, server, None), daemon=True)
            back.start()
            _copy(server, client, size_bytes)


def _copy(source: socket.socket, target: socket.socket, limit: int | None) -> None:
    said = 0
    with suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
            said += len(data)
            if limit is not None and said > limit:
                break
        target.shutdown(socket.SHUT_RDWR)
