"""The panel's server: on this computer alone, on a free port, found again by a second start, ended when nobody looks.

What a second start needs to find the first stands in a file that only this user can read.
"""

import json
import os
import secrets
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread

from msgspec import Struct
from waitress.server import create_server

from par_excel import __version__
from par_excel.model import ParExcelError
from par_excel.panel.application import make_application
from par_excel.panel.door import Door
from par_excel.panel.jobs import Jobs
from par_excel.panel.periods import KnownPeriods
from par_excel.panel.running import Panel, Presence
from par_excel.panel.uploads import UPLOAD_BYTES
from par_excel.panel.views import PeriodViews
from par_excel.panel.watching import Watcher
from par_excel.system import replace_file
from par_excel.system.account import own_folder
from par_excel.system.awake import AwakeSeconds
from par_excel.system.own_limits import end_as_by_hand
from par_excel.vietnamese import said_by_system

_NOTE = "bang_dieu_khien.json"
_THREADS = 6
"""How many requests are answered at once."""
_KNOCK_SECONDS = 3.0
"""How long a second start waits for a panel that may run already."""
_LOOK_SECONDS = 2.0
"""Between two looks at whether anybody still has a page open."""
_MOST_SECONDS_A_LOOK = 5.0
"""How much one look adds to being idle, at most: after an hour's sleep of the computer, its pages have a moment to say that
they are open."""


class NotOpened(ParExcelError):  # noqa: N818 - named after what became of it
    """The panel cannot be opened: says why, and what is to be done."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} Cách xử lý: {mend}")


class Started(Struct, frozen=True):
    """A panel that answers."""

    address: str
    """That lets one browser in."""
    is_new: bool
    """False where another start had begun it."""


def run_panel(
    *,
    clock: Callable[[], datetime],
    tell: Callable[[Started], None],
    open_page: Callable[[str], object] = webbrowser.open,
    idle_seconds: float = 600.0,
) -> bool:
    """Serve the panel until it is stopped, or until its last page has been closed for a while.

    Where this user has one running already, its page is opened instead.

    Args:
        clock: tells the time of day.
        tell: told the address as soon as the panel answers.
        open_page: opens an address in the browser.
        idle_seconds: how long the panel goes on when no page is open and no work under way.

    Returns:
        Whether this start served the panel; False where one was running.

    Raises:
        NotOpened: no connection can be had, the folder of this user cannot be written, or another version runs.
    """
    note = _note_place()
    address = _ask_running(note)
    if address is not None:
        tell(Started(address, is_new=False))
        open_page(address)
        return False
    listening = _listening_socket()
    panel = _new_panel(listening.getsockname()[1], clock)
    application = make_application(panel)
    server = create_server(
        application,
        sockets=[listening],
        threads=_THREADS,
        ident=None,  # no `Server` header
        max_request_body_size=UPLOAD_BYTES,
        clear_untrusted_proxy_headers=True,
    )
    stopped = Event()
    end_as_by_hand()
    _write_note(note, panel.door)
    try:
        Thread(target=_end_when_idle, args=(server.close, panel, idle_seconds, stopped), daemon=True).start()
        Thread(target=panel.watcher.run, args=(stopped,), daemon=True).start()
        address = panel.door.new_address()
        tell(Started(address, is_new=True))
        Thread(target=open_page, args=(address,), daemon=True).start()
        server.run()
    except KeyboardInterrupt:  # before the server runs, which takes it for its end
        pass
    finally:
        stopped.set()
        server.close()
        with suppress(OSError):
            note.unlink()
    return True


def _new_panel(port: int, clock: Callable[[], datetime]) -> Panel:
    jobs = Jobs()
    return Panel(
        door=Door(port),
        jobs=jobs,
        presence=Presence(AwakeSeconds(_MOST_SECONDS_A_LOOK)),
        periods=KnownPeriods(),
        views=PeriodViews(clock),
        watcher=Watcher(jobs, clock),
        clock=clock,
    )


def _end_when_idle(close: Callable[[], None], panel: Panel, idle_seconds: float, stopped: Event) -> None:
    presence = panel.presence
    while not stopped.wait(min(_LOOK_SECONDS, idle_seconds)):
        if presence.is_asked_to_end or (not panel.jobs.is_busy and presence.idle_seconds > idle_seconds):
            close()
            return


def _listening_socket() -> socket.socket:
    """Return a socket that takes connections of this computer alone, on a port that nobody else has or can take."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # on Windows another program could else bind the same port and take the requests
        if sys.platform == "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
    except OSError as failure:
        listening.close()
        raise NotOpened(
            "Không mở được bảng điều khiển trên máy này.",
            f"hệ điều hành không cho dùng kết nối nội bộ 127.0.0.1 ({said_by_system(failure)}); hỏi người quản trị máy.",
        ) from failure
    return listening


# --- the note by which a second start finds the first -----------------------------------------------------------------


def _note_place() -> Path:
    with _own_folder_in_words():
        return own_folder() / _NOTE


def _write_note(note: Path, door: Door) -> None:
    """Write the note whole, for this user's eyes only."""
    beside = note.with_name(f"{note.name}.{secrets.token_hex(4)}")
    with _own_folder_in_words():
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"port": door.port, "knock": door.knock, "version": __version__}, file)
            replace_file(beside, note)
        except OSError:
            with suppress(OSError):  # what hindered the writing is the one to tell
                beside.unlink(missing_ok=True)
            raise


@contextmanager
def _own_folder_in_words() -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise NotOpened(
            "Không ghi được vào thư mục riêng của người dùng.",
            f"kiểm tra ổ đĩa và quyền ghi ({said_by_system(failure)}).",
        ) from failure


def _ask_running(note: Path) -> str | None:
    """Return an address of a panel that runs already, None where none answers: a note may outlive its panel.

    Raises:
        NotOpened: it is of another version.
    """
    try:
        said = json.loads(note.read_text("utf-8"))
        port, knock = int(said["port"]), str(said["knock"])
        version = str(said["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    asking = HTTPConnection("127.0.0.1", port, timeout=_KNOCK_SECONDS)
    try:
        asking.request("POST", "/go-cua", headers={"X-Go-Cua": knock})
        answer = asking.getresponse()
        address = answer.read(1000).decode("ascii", "replace")
    except (OSError, ValueError):
        return None
    finally:
        asking.close()
    if answer.status != 200 or not address.startswith(f"http://127.0.0.1:{port}/"):
        return None
    if version != __version__:
        raise NotOpened(
            f"Bảng điều khiển của par_excel phiên bản {version} đang chạy; đây là phiên bản {__version__}.",
            "bấm “Đóng chương trình” trên trang của phiên bản kia rồi mở lại.",
        )
    return address
