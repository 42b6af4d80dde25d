"""What a desktop does with programs: a file or folder is opened with its own, a link to one is laid down.

Windows alone has such links, and only its own objects write them. The numbers are the places of functions in the tables of IShellLinkW and IPersistFile (shobjidl_core.h, objidl.h).
"""

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID

# the SDK calls them FOLDERID_Desktop, CLSID_ShellLink, IID_IShellLinkW and IID_IPersistFile
_DESKTOP = UUID("b4bfcc3a-db2c-424c-b029-7fe99a87c641")
_LINK_CLASS = UUID("00021401-0000-0000-c000-000000000046")
_LINK, _FILE = UUID("000214f9-0000-0000-c000-000000000046"), UUID("0000010b-0000-0000-c000-000000000046")
_QUERY, _RELEASE, _SAVE = 0, 2, 6
_DESCRIPTION, _FOLDER, _ARGUMENTS, _ICON, _PROGRAM = 7, 9, 11, 17, 20
_IN_PROCESS = 1
"""CLSCTX_INPROC_SERVER: the object is made in this process."""


def desktop_link(name: str, program: Path, arguments: str = "") -> Path | None:
    """Put a link to a program on the desktop of this user; return its place, None on other systems.

    Raises:
        OSError: Windows did not make it.
    """
    if sys.platform == "win32":
        return _made(name, program, arguments)
    return None


def own_opener() -> Path | None:
    """Return what a double-click in the unpacked folder for Windows runs; None where the program runs otherwise."""
    opener = Path(sys.executable).with_name("mo_par_excel.py")
    return opener if opener.is_file() else None


def _id(value: UUID) -> ctypes.Array[ctypes.c_char]:
    # a GUID lies in memory with its first three fields in little-endian order
    return ctypes.create_string_buffer(value.bytes_le, 16)


if sys.platform == "win32":

    def _made(name: str, program: Path, arguments: str) -> Path:
        shell, ole = ctypes.OleDLL("shell32"), ctypes.OleDLL("ole32")  # both raise what they are told
        ole.CoInitialize(None)
        try:
            place = Path(_desktop(shell, ole), f"{name}.lnk")
            link = ctypes.c_void_p()
            ole.CoCreateInstance(_id(_LINK_CLASS), None, _IN_PROCESS, _id(_LINK), ctypes.byref(link))
            _write(link, place, name, program, arguments)
        finally:
            ole.CoUninitialize()
        return place

    def _desktop(shell: ctypes.OleDLL, ole: ctypes.OleDLL) -> str:
        """Return the desktop, wherever OneDrive or the office has moved it."""
        found = ctypes.c_wchar_p()
        shell.SHGetKnownFolderPath(_id(_DESKTOP), 0, None, ctypes.byref(found))
        try:
            return found.value or ""
        finally:
            ole.CoTaskMemFree(found)

    def _write(link: ctypes.c_void_p, place: Path, name: str, program: Path, arguments: str) -> None:
        file = ctypes.c_void_p()
        try:
            _call(link, _PROGRAM, str(program))
            _call(link, _ARGUMENTS, arguments)
            _call(link, _FOLDER, str(program.parent))
            _call(link, _DESCRIPTION, name)
            _call(link, _ICON, str(program), 0)
            # a link writes itself through its other interface, IPersistFile; the 1 is Save's fRemember
            _call(link, _QUERY, _id(_FILE), ctypes.byref(file))
            _call(file, _SAVE, str(place), 1)
        finally:
            for each in (file, link):
                if each.value:
                    _call(each, _RELEASE)

    def _call(thing: ctypes.c_void_p, number: int, *arguments: object) -> None:
        """Call a function of an object by its place in the table; all but Release say whether it went well."""
        result = ctypes.c_ulong if number == _RELEASE else ctypes.HRESULT
        prototype = ctypes.WINFUNCTYPE(
            result, *(_KINDS.get(type(each), ctypes.c_void_p) for each in arguments)
        )
        prototype(number, str(number))(thing, *arguments)

    _KINDS: dict[type, type] = {str: ctypes.c_wchar_p, int: ctypes.c_int}


def open_with_system(path: Path) -> bool:
    """Open a file or folder as a double-click would; say whether the system took it."""
    if sys.platform == "win32":
        try:
            os.startfile(path)  # noqa: S606 - a file of the period, chosen by its key
        except OSError:
            return False
        return True
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        return False
    subprocess.Popen(  # noqa: S603 - the system's own opener, and a file of the period
        [opener, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return True
