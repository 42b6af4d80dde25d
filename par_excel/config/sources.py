"""Where the settings come from: the working folder, else what is packaged with the program."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from par_excel.config.problems import Problems
from par_excel.config.table import Row, SourceLine, bind_rows
from par_excel.config.text_files import read_csv_lines
from par_excel.model import ConfigError
from par_excel.vietnamese import nfc, said_by_system

SETTINGS = "par.toml"
CATALOGUE = "tieu_chi"
ASSIGNMENTS = "phan_cong"
UNITS = "don_vi"
TOTALS = "tong_diem"

_READABLE = frozenset({".csv", ".xlsx"})
_MISTAKEN = frozenset({".xls", ".xlsm", ".xlsb", ".ods", ".txt", ".tsv"})
_PACKAGED = files("par_excel.config") / "packaged"


class Source(Struct, frozen=True):
    """A settings file as found."""

    label: str
    """How messages name it."""
    kind: str
    """`.csv` or `.xlsx`."""
    data: bytes

    def rows(self, columns: tuple[str, ...], problems: Problems) -> tuple[Row, ...]:
        """Return the rows of the table; none where the file or its cells cannot be taken."""
        try:
            lines = self._lines(columns)
        except ConfigError as error:
            problems.add_error(error)
            return ()
        rows = bind_rows(lines, columns, problems)
        return () if problems.found else rows

    def _lines(self, columns: tuple[str, ...]) -> tuple[SourceLine, ...]:
        if self.kind == ".csv":
            return read_csv_lines(self.data, self.label, columns)
        # openpyxl takes a third of a second to import, and most periods keep their tables as CSV.
        from par_excel.config.workbooks import read_workbook_lines  # noqa: PLC0415

        return read_workbook_lines(self.data, self.label, columns)


def read_settings_file(folder: Path) -> Source:
    """Return par.toml of the folder."""
    path = folder / SETTINGS
    if not path.is_file():
        raise ConfigError(
            "Thư mục này chưa có tệp thiết lập par.toml.",
            "chạy lệnh par-excel init để tạo, hoặc chỉ đúng thư mục làm việc bằng tùy chọn -C.",
            file=path,
        )
    return Source(str(path), ".toml", _read(path))


def find_table(folder: Path, stem: str, packaged: str | None) -> Source | None:
    """Return a table of the folder, else the packaged one of this name; None where none is named."""
    return find_own_table(folder, stem) or (
        None if packaged is None else _packaged_table(folder, stem, packaged)
    )


def read_table(path: Path) -> Source:
    """Return a table that is named by its path.

    Raises:
        ConfigError: it is not there, cannot be read, or is of a kind that is not read.
    """
    if path.suffix.lower() not in _READABLE:
        raise ConfigError(
            f"Chương trình không đọc kiểu tệp {path.suffix or 'này'} làm bảng thiết lập.",
            "mở bằng Excel và lưu thành .xlsx.",
            file=path,
        )
    return Source(str(path), path.suffix.lower(), _read(path))


def find_own_table(folder: Path, stem: str) -> Source | None:
    """Return a table of the folder, None where it has none of this name.

    Raises:
        ConfigError: there are two, or one of a kind that is not read.
    """
    # macOS hands out names decomposed.
    mine = [path for path in sorted(folder.iterdir()) if nfc(path.stem).lower() == stem and path.is_file()]
    readable = [path for path in mine if path.suffix.lower() in _READABLE]
    mistaken = [path for path in mine if path.suffix.lower() in _MISTAKEN]
    if len(readable) > 1:
        names = " và ".join(path.name for path in readable)
        raise ConfigError(
            f"Thư mục có cả {names}, không rõ dùng tệp nào.",
            "giữ lại một tệp, chuyển tệp kia đi nơi khác.",
            file=folder,
        )
    if readable:
        return Source(str(readable[0]), readable[0].suffix.lower(), _read(readable[0]))
    if mistaken:
        raise ConfigError(
            f"Chương trình không đọc kiểu tệp {mistaken[0].suffix}.",
            f"mở bằng Excel và lưu thành {stem}.xlsx, rồi xóa hoặc đổi tên tệp này.",
            file=mistaken[0],
        )
    return None


def packaged_files(name: int | str) -> Mapping[str, bytes]:
    """Return the files that a new period starts with, by name: those of a year, or the example of this name."""
    folder = _PACKAGED / str(name)
    if str(name) not in packaged_names():
        raise ConfigError(
            f"Chương trình chưa có sẵn bộ tiêu chí năm {name}.",
            f"chọn một trong các năm có sẵn ({', '.join(map(str, packaged_years()))}) rồi sửa các tệp theo năm mới.",
        )
    names = (SETTINGS, f"{CATALOGUE}.csv", f"{ASSIGNMENTS}.csv")
    return {name: (folder / name).read_bytes() for name in names}


def packaged_totals(packaged: str) -> Source | None:
    """Return the published totals of a packaged set, None where none are packaged."""
    name = f"{TOTALS}.csv"
    place = _PACKAGED / packaged / name
    if packaged not in packaged_names() or not place.is_file():
        return None
    return Source(f"{name} (bản có sẵn năm {packaged})", ".csv", place.read_bytes())


def packaged_years() -> tuple[int, ...]:
    """Return the years whose files are packaged with the program, oldest first; an example is of no year."""
    return tuple(int(name) for name in packaged_names() if name.isdecimal())


def packaged_names() -> tuple[str, ...]:
    """Return the names of all tables that are packaged with the program: years, then examples."""
    return tuple(sorted(each.name for each in _PACKAGED.iterdir() if each.is_dir()))


def _packaged_table(folder: Path, stem: str, packaged: str) -> Source:
    if packaged not in packaged_names():
        subject = "bộ tiêu chí" if stem == CATALOGUE else "bảng phân công"
        raise ConfigError(
            f"Thư mục chưa có {stem}.xlsx (hoặc {stem}.csv), và chương trình chưa có sẵn {subject} năm {packaged}.",
            f"nhập từ văn bản bằng lệnh par-excel catalogue import, hoặc đặt tệp {stem}.xlsx của năm {packaged} vào thư mục; có thể lấy bản có sẵn của năm "
            f"{packaged_years()[-1]} (lệnh par-excel init, rồi par-excel catalogue) làm mẫu để sửa.",
            file=folder / SETTINGS,
        )
    return packaged_table(packaged, stem)


def packaged_table(packaged: str, stem: str) -> Source:
    """Return a packaged table of this name."""
    name = f"{stem}.csv"
    which = f"năm {packaged}" if packaged.isdecimal() else f"“{packaged}”"
    return Source(f"{name} (bản có sẵn {which})", ".csv", packaged_files(packaged)[name])


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"Không đọc được tệp ({said_by_system(error)}).",
            "đóng tệp nếu đang mở trong chương trình khác, rồi chạy lại.",
            file=path,
        ) from error
