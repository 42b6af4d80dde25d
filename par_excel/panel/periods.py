"""The periods known on this computer: the working folders that were opened or made with the panel."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from par_excel.model import ConfigError
from par_excel.system import replace_file
from par_excel.system.account import own_folder
from par_excel.workflow.folder.folder import Folder

_NOTE = "ky_da_mo.json"
_AT_MOST = 50
"""How many periods are remembered, those opened last."""


class KnownPeriod(Struct, frozen=True):
    """A working folder under the name that addresses carry: no path comes from a page."""

    id: str
    folder: Folder

    @property
    def is_there(self) -> bool:
        """Say whether the folder is still where it was; a drive may be away."""
        return self.folder.settings.is_file()


class KnownPeriods:
    """The list, the one opened last first; it stands in a file of this user."""

    @property
    def all(self) -> tuple[KnownPeriod, ...]:
        """Return every known period; a list that cannot be read is an empty one, and is written anew."""
        try:
            said = json.loads((own_folder() / _NOTE).read_text("utf-8"))
            places = [Path(each) for each in said if isinstance(each, str)]
        except (OSError, ValueError, TypeError):
            return ()
        return tuple(KnownPeriod(period_id(place), Folder(place)) for place in places)

    def find(self, id_: str) -> KnownPeriod | None:
        """Return the period of an address, None where there is no such one."""
        return next((each for each in self.all if each.id == id_), None)

    def add(self, place: Path) -> KnownPeriod:
        """Put a working folder at the head of the list.

        Raises:
            ConfigError: it is no working folder.
        """
        whole = place.expanduser().resolve()
        if not Folder(whole).settings.is_file():
            raise ConfigError(
                "Đây không phải thư mục làm việc của một kỳ đánh giá (không có tệp par.toml).",
                "chọn đúng thư mục có tệp par.toml, hoặc tạo kỳ mới.",
                file=whole,
            )
        self._write([whole, *(each.folder.root for each in self.all if each.folder.root != whole)])
        return KnownPeriod(period_id(whole), Folder(whole))

    def forget(self, id_: str) -> None:
        """Take a period off the list; its folder stays as it is."""
        self._write(each.folder.root for each in self.all if each.id != id_)

    def _write(self, places: Iterable[Path]) -> None:
        target = own_folder() / _NOTE
        beside = target.with_name(f"{_NOTE}.{secrets.token_hex(4)}")
        beside.write_text(
            json.dumps([str(place) for place in places][:_AT_MOST], ensure_ascii=False), "utf-8"
        )
        with suppress(OSError):  # a list that is in use elsewhere is not worth a failure
            replace_file(beside, target)


def period_id(place: Path) -> str:
    """Return the name under which addresses carry a working folder."""
    return hashlib.sha256(str(place).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def free_place(name: str) -> Path:
    """Return a folder of this name, with a number where there is one already."""
    home = Path.home()
    # where an office has them elsewhere and leaves a link: under the name by which the period is known afterwards
    base = (home / "Documents" if (home / "Documents").is_dir() else home).resolve()
    places = (base / f"{name}{'' if number == 1 else f' {number}'}" for number in range(1, 1000))
    return next(place for place in places if not place.exists())
