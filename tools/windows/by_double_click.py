"""The folder by a double-click: a panel that answers, and whatever stands in its way is said where it stays."""

import http.client
import json
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

from tools.panel_client import Caller
from tools.windows.obstacles import small_disk
from tools.windows.trial import Fault, Trial, run_inside

OPENER = "Mở par_excel.cmd"
_NOTE = "par_excel/bang_dieu_khien.json"
_SECONDS = 180.0
_NOT_ENOUGH, _NOT_RUN = "chưa đủ tệp: hãy giải nén", "không chạy được: Windows hoặc"
_TIME_FOR_ANOTHER = 8
"""Seconds."""
_LESS_THAN_A_PERIOD = 200
"""Kilobytes."""


@contextmanager
def opened_panel(trial: Trial, folder: Path) -> Iterator[str]:
    """Give an address of a panel that a double-click opened; in the end it is closed by the button of its pages."""
    started = time.monotonic()
    trial.windows.start(trial.windows.batch(folder / OPENER))
    if "Các kỳ đánh giá" not in Caller.enter_by(_new_address(trial)).get("/"):
        raise Fault("the first page is another one")
    print(f"  from the double-click to the first page: {time.monotonic() - started:.1f} s")
    yield _new_address(trial)
    Caller.enter_by(_new_address(trial)).post("/ket-thuc")
    for _ in _tries():
        if not _note(trial).exists():
            return
    raise Fault("the panel goes on after it was closed")


def try_double_click(trial: Trial) -> None:
    """Double-click twice: one panel, whose page answers; closed and opened again, it begins anew."""
    _note(trial).unlink(missing_ok=True)
    with opened_panel(trial, trial.folder):
        said = _note(trial).read_text("utf-8")
        trial.windows.start(trial.windows.batch(trial.folder / OPENER))
        time.sleep(_TIME_FOR_ANOTHER)
        if _note(trial).read_text("utf-8") != said:
            raise Fault("a second double-click began a second panel")
    with opened_panel(trial, trial.folder):
        if _note(trial).read_text("utf-8") == said:
            raise Fault("a panel that was closed goes on")


def _note(trial: Trial) -> Path:
    return trial.windows.own_folder / _NOTE


def _new_address(trial: Trial) -> str:
    """Return an address of the panel that runs, once it does."""
    for _ in _tries():
        try:
            said = json.loads(_note(trial).read_text("utf-8"))
            asking = http.client.HTTPConnection("127.0.0.1", int(said["port"]), timeout=20)
            asking.request("POST", "/go-cua", headers={"X-Go-Cua": said["knock"]})
            return asking.getresponse().read().decode()
        except (OSError, ValueError, KeyError):
            continue
    raise Fault("no page came up")


def _tries() -> Iterator[None]:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        yield None
        time.sleep(0.2)


# --- what stands in the way -------------------------------------------------------------------------------------------


def try_obstacles(trial: Trial) -> None:
    """Whatever hinders a start is told in a sentence: in a window, or in a console that stays."""
    copy = trial.work / "phần mềm khác" / trial.folder.name
    shutil.copytree(trial.folder, copy)
    _try_missing_file(trial, copy)
    _try_missing_program(trial, copy)
    _try_cut_package(trial)
    _try_full_disk(trial)
    _try_other_version(trial, copy)


def _try_missing_file(trial: Trial, copy: Path) -> None:
    lost = copy / "chuong_trinh" / "packages" / "par_excel" / "panel" / "server.py"
    kept = lost.read_bytes()
    lost.unlink()
    _ensure_told(window(trial, copy), "thiếu hoặc hỏng tệp packages/par_excel/panel/server.py")
    lost.write_bytes(kept[:-1])
    _ensure_told(window(trial, copy), "thiếu hoặc hỏng tệp packages/par_excel/panel/server.py")
    lost.write_bytes(b"(".ljust(len(kept)))  # as long as it was
    _ensure_told(window(trial, copy), "thiếu hoặc hỏng tệp packages/par_excel/panel/server.py")
    lost.write_bytes(kept)


def _try_missing_program(trial: Trial, copy: Path) -> None:
    """Nothing of Python can say it: the console does."""
    lost = copy / "chuong_trinh" / "python.exe"
    kept = lost.read_bytes()
    lost.unlink()
    _ensure_told(_console(trial, copy), _NOT_RUN)
    lost.write_bytes(kept)
    dll = copy / "chuong_trinh" / "python313.dll"
    dll.rename(dll.with_suffix(".lost"))
    _ensure_told(_console(trial, copy), _NOT_ENOUGH)
    dll.with_suffix(".lost").rename(dll)


def _try_cut_package(trial: Trial) -> None:
    """A package that was copied by half: what an unpacker gets out of it says so itself."""
    target = trial.work / "cắt"
    with zipfile.ZipFile(BytesIO(trial.package.read_bytes())) as archive:
        whole = archive.infolist()
        for info in whole[: len(whole) // 3]:
            archive.extract(info, target)
    _ensure_told(_console(trial, target / trial.folder.name), _NOT_ENOUGH)


def _try_full_disk(trial: Trial) -> None:
    disk = trial.work / "đĩa-đầy"
    with small_disk(disk, _LESS_THAN_A_PERIOD) as is_there:
        if not is_there:
            print("  LEFT OUT: a full disk, which only an administrator of Linux can make")
            return
        ended = trial.run(trial.command, "demo", f"{disk.name}/ky", statuses=(3,))
        _ensure_told(ended.said, "ổ đĩa đã đầy")
        if parts := list(disk.rglob("*.part")):
            raise Fault(f"half a file is left on a full disk: {parts}")
        with suppress(OSError), (disk / "đầy").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        said = window(trial, trial.folder, PAR_EXCEL_STATE=str(disk))
        _ensure_told(said, "Không ghi được vào thư mục riêng của người dùng")
        _ensure_told(said, "ổ đĩa đã đầy")


def _try_other_version(trial: Trial, copy: Path) -> None:
    """Beside a panel that runs, another version says so; once that is closed, it opens and knows the periods."""
    module = copy / "chuong_trinh" / "packages" / "par_excel" / "__init__.py"
    now = module.read_bytes()
    other = now.replace(b'__version__ = "0.', b'__version__ = "9.')
    if other == now or len(other) != len(now):
        raise Fault("the program tells its version elsewhere")
    module.write_bytes(other)
    period = trial.work / "kỳ-của-bản-cũ"
    trial.run(trial.command, "init", period.name)
    with opened_panel(trial, trial.folder) as address:
        Caller.enter_by(address).post("/mo", {"thu_muc": str(period)})
        _ensure_told(window(trial, copy), "đang chạy; đây là phiên bản 9.")
    with opened_panel(trial, copy) as address:
        page = Caller.enter_by(address).get("/")
    if period.name not in page or "par_excel 9." not in page:
        raise Fault("the next version does not know the periods of the former")
    print("  the next version knows the periods of the former")


def window(trial: Trial, folder: Path, **environment: str) -> str:
    """Open a folder's program without its batch file, and return what a window says, which is a text here.

    Raises:
        Fault: it ended as if nothing were wrong.
    """
    said = trial.work / "cửa sổ.txt"
    said.unlink(missing_ok=True)
    program = folder / "chuong_trinh"
    command = [
        *trial.windows.program(program / "pythonw.exe"),
        "-X",
        "utf8",
        str(program / "mo_par_excel.py"),
    ]
    ended = trial.windows.run(command, trial.work, PAR_EXCEL_WINDOW=str(said), **environment)
    if ended.status != 3 or not said.exists():
        raise Fault(f"a start ended with {ended.status} and says nothing")
    return said.read_text("utf-8-sig")


def _console(trial: Trial, folder: Path) -> str:
    """Double-click where Python cannot say anything, and return what stands in the console."""
    status, said = run_inside(trial, str(folder / OPENER))
    if status != 3:
        raise Fault(f"a start ended with {status}: {said}")
    if trial.windows.starter:
        # Wine's cmd reads a batch file in the code page of its start, whatever chcp says
        return said.encode("cp437", "replace").decode("utf-8", "replace")
    return said


def _ensure_told(said: str, wanted: str) -> None:
    if wanted not in said:
        raise Fault(f"{wanted!r} is not told, but {said!r}")
    print(f"  told: {' '.join(said.split())[:150]}")
