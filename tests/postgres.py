"""A real PostgreSQL on this computer, with TLS and a password, started once for all tests of a process."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
import trustme
from msgspec.structs import replace

from par_excel.ledger import open_shared_ledger
from par_excel.model import SharedLedger
from tests.post.servers import free_port

PASSWORD = "mật khẩu sổ chung"  # noqa: S105 - of a server of our own
OWNER, USER, DATABASE = "par_chu", "par", "cchc"
"""The program's account owns nothing: tables and rights are what the guide says."""
_GUIDE = Path(__file__).parents[1] / "docs" / "dong-lenh" / "so-chung.md"
_ADMINISTRATOR = "quan_tri"
_AUTHORITY = trustme.CA()
_RUNS_AS: dict[str, Any] = (
    {"user": "postgres", "group": "postgres"} if hasattr(os, "getuid") and os.getuid() == 0 else {}
)
"""PostgreSQL refuses to be run by root."""
_SETTINGS = {
    "listen_addresses": "localhost",
    "ssl": "on",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "30",
}


def program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs; empty where there is none. Debian keeps them out of the way."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or ""


@dataclass
class Server:
    """The running server."""

    base: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=count)

    @property
    def authority(self) -> Path:
        return self.base / "authority.pem"

    def schema(self, **given: Any) -> SharedLedger:
        """Return a place for a ledger that no other test uses."""
        usual = SharedLedger(
            host="localhost",
            port=self.port,
            database=DATABASE,
            user=USER,
            schema=f"par_{next(self._numbers)}",
            authority=str(self.authority),
        )
        return replace(usual, **given)

    def laid_out(self) -> SharedLedger:
        """Return a place that an administrator has prepared as the guide says, for the program's account."""
        place = self.schema()
        self.lay_out(place)
        return place

    def lay_out(self, place: SharedLedger) -> None:
        """Let the owner make the tables where there are none, and grant what the guide grants."""
        open_shared_ledger(replace(place, user=OWNER), password=PASSWORD, folder="").close()
        with self.administrator() as connection:
            for statement in granting(place.schema):
                connection.execute(statement.encode())

    def settings(self, schema: SharedLedger) -> str:
        """Return the table of par.toml that names this place."""
        return (
            f'\n[so_chung]\nmay_chu = "{schema.host}"\ncong = {schema.port}\nco_so_du_lieu = "{schema.database}"\n'
            f'tai_khoan = "{schema.user}"\nluoc_do = "{schema.schema}"\ntep_chung_thu = "{schema.authority}"\n'
        )

    @contextmanager
    def administrator(self, database: str = DATABASE) -> Iterator[psycopg.Connection[Any]]:
        """Connect as somebody who may do everything."""
        connection = psycopg.connect(
            host=str(self.base),
            port=self.port,
            user=_ADMINISTRATOR,
            dbname=database,
            password=PASSWORD,
            autocommit=True,
        )
        with closing(connection):
            yield connection

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        self.process = subprocess.Popen(
            [program("postgres"), "-D", self.base / "data", "-p", str(self.port), "-k", self.base, *settings],
            stdout=subprocess.DEVNULL,
            stderr=(self.base / "log").open("ab"),
            **_RUNS_AS,
        )
        until = time.monotonic() + 60
        while True:
            try:
                with self.administrator("postgres"):
                    return
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.base / "log").read_text(errors="replace")) from None
                time.sleep(0.05)

    def kill(self) -> None:
        """End the server as a power cut would: it tidies nothing up."""
        assert self.process is not None
        first_line = (self.base / "data" / "postmaster.pid").read_text().split("\n", 1)[0]
        children = subprocess.run(["pgrep", "-P", first_line], capture_output=True, text=True, check=False)
        for pid in [int(first_line), *map(int, children.stdout.split())]:
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        self.process.wait()

    def stop(self) -> None:
        """End the server."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()  # waits for nobody's connection
            self.process.send_signal(2)
            self.process.wait(timeout=30)


def granting(schema: str) -> list[str]:
    """Return the statements of the guide that grant rights, for a schema of another name."""
    blocks = re.findall(r"```sql\n(.*?)```", _GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    said = [each.strip() for each in "".join(blocks).replace("par_2020", schema).split(";")]
    found = [each for each in said if each.startswith("GRANT")]
    assert len(found) == 4
    return found


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a server with a role and a database of its own."""
    with TemporaryDirectory(prefix="par-postgres-", ignore_cleanup_errors=True) as place:
        server = Server(Path(place), free_port())
        _lay_out(server.base)
        server.start()
        try:
            with server.administrator("postgres") as connection:
                for role in (OWNER, USER):
                    connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
                connection.execute(
                    f"CREATE DATABASE khac OWNER {OWNER} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"
                )
            yield server
        finally:
            server.stop()


def _lay_out(base: Path) -> None:
    """Create data, certificate and password; all of it belongs to whom the server runs as."""
    secret = base / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    certificate = _AUTHORITY.issue_cert("localhost")
    _AUTHORITY.cert_pem.write_to_path(base / "authority.pem")
    certificate.private_key_and_cert_chain_pem.write_to_path(base / "server.pem")
    (base / "server.pem").chmod(0o600)
    if _RUNS_AS:
        for path in (base, *base.iterdir()):
            shutil.chown(path, **_RUNS_AS)
    base.chmod(0o755)
    subprocess.run(
        [
            *(program("initdb"), "-D", base / "data", "-U", _ADMINISTRATOR, "--auth=scram-sha-256"),
            *(f"--pwfile={secret}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
        ],
        check=True,
        capture_output=True,
        cwd=base,
        **_RUNS_AS,
    )
    with (base / "data" / "postgresql.conf").open("a") as settings:
        settings.write(f"ssl_cert_file = '{base}/server.pem'\nssl_key_file = '{base}/server.pem'\n")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a running server."""
    with running_server() as server:
        yield server
