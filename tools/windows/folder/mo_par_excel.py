"""Opens the panel without a console: what stands in its way is said in a window that stays.

Needs nothing of the program until it is certain that the folder is whole.
"""

import ctypes
import hashlib
import io
import os
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).parent
CONTENTS = "noi_dung.tsv"
_TITLE = "par_excel"
_STOP, _TELL, _IN_FRONT = 0x10, 0x40, 0x40000
"""Of MessageBoxW: which sign it shows, and that no other window hides it."""
_STARTED = (".cmd", ".dll", ".exe", ".pyd")
_MARK_OF_THE_WEB = ":Zone.Identifier"


def main() -> int:
    """Open the panel, or the page of the one that runs; return the exit status."""
    if sys.argv[1:] == ["--look"]:
        return 0  # whoever asks wants to know whether it gets as far as this
    if damaged := damaged_file(HERE):
        return fail(_damage(damaged))
    unmark(HERE)
    webbrowser.register(_TITLE, None, Browser(), preferred=True)
    said = sys.stdout = sys.stderr = io.StringIO()  # without a console there is neither
    sys.argv = ["par-excel", "panel"]
    try:
        from par_excel.cli import main as command  # noqa: PLC0415 - not before the folder was looked at

        command()
    except SystemExit as ending:
        if not ending.code:
            return 0
        sentence = (said.getvalue().strip().splitlines() or [_UNKNOWN])[-1]
        return fail(explained(sentence) if sentence.startswith(FAULT) else sentence)
    except BaseException as failure:  # noqa: BLE001 - nobody else would say it
        return fail(explained(f"{_UNKNOWN} ({type(failure).__name__}: {failure})"))
    return 0


FAULT = "Lỗi của chương trình"
"""So begins what the program says where it does not know itself what is wrong."""
_UNKNOWN = "par_excel không mở được; đề nghị gửi câu này cho người phụ trách chương trình."


def _damage(place: str) -> str:
    return (
        f"Thư mục par_excel thiếu hoặc hỏng tệp {place}. Hãy giải nén lại tệp zip ra một thư mục mới rồi mở lại; "
        "nếu vẫn thiếu, phần mềm diệt vi-rút có thể đã xóa tệp, đề nghị hỏi người quản trị máy."
    )


def explained(sentence: str) -> str:
    """Return which file is damaged, as nothing else explains a failure; the sentence itself where none is. Takes seconds."""
    damaged = damaged_file(HERE, is_read=True)
    return _damage(damaged) if damaged else sentence


def damaged_file(folder: Path, *, is_read: bool = False) -> str | None:
    """Return a file that is not there, or not as it was; None where the folder is whole.

    Args:
        folder: of the program.
        is_read: whether every file is read and compared, not only measured; takes seconds.
    """
    try:
        lines = (folder / CONTENTS).read_text("utf-8").splitlines()
        listed = {place: (digest, int(size)) for digest, size, place in (line.split("\t") for line in lines)}
    except (OSError, ValueError):
        return CONTENTS
    found = dict(_sizes(str(folder), ""))
    for place, (digest, size) in listed.items():
        if found.get(place) != size or (is_read and _digest(folder / place) != digest):
            return place
    return None


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def unmark(folder: Path) -> None:
    """Take from our own programs the note that they came from the web, once somebody has said that they may run.

    Otherwise Windows asks again at every start by the link on the desktop. A folder that may not be written stays so.
    """
    last = Path(folder, f"pythonw.exe{_MARK_OF_THE_WEB}")
    with suppress(OSError):
        if last.exists():
            for path in (*folder.parent.glob("*.cmd"), *folder.rglob("*")):
                if path.suffix in _STARTED and path.name != "pythonw.exe":
                    Path(f"{path}{_MARK_OF_THE_WEB}").unlink(missing_ok=True)
            last.unlink()


def _sizes(folder: str, below: str) -> Iterator[tuple[str, int]]:
    """Yield place and size of every file; a folder tells the sizes of all its files at once."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _sizes(entry.path, f"{below}{entry.name}/")
            else:
                yield f"{below}{entry.name}", entry.stat().st_size


class Browser(webbrowser.BaseBrowser):
    """The browser of this computer; where none opens, its address is told."""

    def open(self, url: str, new: int = 0, autoraise: bool = True) -> bool:  # noqa: ARG002, FBT001, FBT002
        """Open a page."""
        try:
            start(url)
        except OSError:
            show(f"Không mở được trình duyệt. Hãy mở trình duyệt rồi gõ địa chỉ: {url}", _TELL)
        return True


def fail(sentence: str) -> int:
    """Say what stands in the way; return the exit status."""
    show(sentence, _STOP)
    return 3


def show(sentence: str, sign: int) -> None:
    """Show a sentence in a window; where no window can be had, in a text that is opened.

    Who tries the folder without anybody at the screen names a text for it in PAR_EXCEL_WINDOW.
    """
    given = os.environ.get("PAR_EXCEL_WINDOW")
    if given or not message_box(sentence, sign | _IN_FRONT):
        with suppress(OSError):  # nothing is left to say it with
            place = Path(given or Path(tempfile.gettempdir(), "par_excel.txt"))
            place.write_text(sentence, "utf-8-sig")
            if not given:
                start(str(place))


def message_box(sentence: str, signs: int) -> bool:
    """Show a window until it is closed; say whether there was one."""
    if sys.platform == "win32":
        return bool(ctypes.windll.user32.MessageBoxW(None, sentence, _TITLE, signs))
    return False


def start(what: str) -> None:
    """Open an address of this computer, or a text that was just written, with what Windows has for it.

    Raises:
        OSError: nothing was opened.
    """
    if sys.platform == "win32":
        os.startfile(what)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
