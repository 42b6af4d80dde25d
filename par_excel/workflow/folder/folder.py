"""The working folder: the paths of all files of a period, its basis (settings and catalogue), and the command `init`."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from par_excel.checks import ensure_changeable
from par_excel.config import load_basis, packaged_files, packaged_years
from par_excel.model import Basis, ConfigError, Limits
from par_excel.vietnamese import said_by_system
from par_excel.workflow.folder.letter_names import REPLIES
from par_excel.workflow.folder.outputs import make_folder, write_outputs


class _Place:
    """Something that lies under the root of a working folder.

    Args:
        path: from there.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def __get__(self, folder: "Folder", owner: type) -> Path:
        return folder.root / self._path


class Folder(Struct, frozen=True):
    """The working folder of one period."""

    root: Path

    refilled = _Place("outbox/bieu_mau_moi")
    """Forms that are filled in with what still holds, after the catalogue has changed."""
    settings = _Place("par.toml")
    """par.toml."""
    templates = _Place("templates")
    """What is sent to the agencies."""
    inbox = _Place("inbox")
    """What came back; never changed."""
    outbox = _Place("outbox")
    """What the program makes."""
    ledger = _Place("ledger.sqlite")
    """Everything received and decided."""
    log = _Place("nhat_ky.jsonl")
    """Every intake and decision again, one line each."""
    feedback = _Place("outbox/phan_hoi")
    """What is sent back to the agencies."""
    findings = _Place("outbox/phat_hien.xlsx")
    """Everything that was found, as a workbook."""
    status_page = _Place("outbox/tinh_hinh.html")
    """Where the period stands, as a page."""
    master = _Place("outbox/tong_hop.xlsx")
    """The master workbook."""
    review = _Place("outbox/ra_soat.xlsx")
    """The review workbook."""
    report = _Place("outbox/bao_cao.docx")
    """The Word report."""
    control_sheet = _Place("outbox/phieu_trinh.docx")
    """The sheet for the leader who signs."""
    plan = _Place("outbox/ke_hoach.docx")
    """Lost points as next year's plan."""
    report_pdf = _Place("outbox/bao_cao.pdf")
    """The Word report as PDF."""
    report_template = _Place("mau_bao_cao.docx")
    """The office's own Word template of the report; the packaged one is used where there is none."""
    report_fields = _Place("mau_bao_cao_giai_thich.docx")
    """What explains every field of the Word template."""
    replies = _Place(f"inbox/{REPLIES}")
    """Letters that were fetched, within the inbox."""
    wordings = _Place("mau_thu")
    """The office's own texts of letters; the packaged ones are used where there are none."""
    letters = _Place("outbox/thu")
    """Drafts of letters."""
    entry = _Place("outbox/nhap_lieu.xlsx")
    """The list of what is typed into the ministry's software."""
    entry_files = _Place("outbox/tai_lieu")
    """The evidence that came with the returns, numbered by criterion."""
    explanation = _Place("outbox/giai_trinh.xlsx")
    """Every additional explanation in one table; a Word document of the same name stands beside it."""
    explanations = _Place("outbox/giai_trinh")
    """The tables that the agencies fill in to answer the appraisal."""
    reconciliation = _Place("outbox/doi_chieu.xlsx")
    """What the ministry's software holds, against the result."""
    approvals = _Place("outbox/phe_duyet")
    """Copies of what was approved, a folder for each version."""

    @property
    def made_of_result(self) -> tuple[Path, ...]:
        """What is made of the result alone, kept when it is approved, and compared by `verify`."""
        return (self.master, self.report, self.control_sheet)

    def approved(self, version: int) -> Path:
        """Return the folder of one approved version."""
        return self.approvals / f"phien_ban_{version}"


def basis_of(folder: Folder) -> Basis:
    """Return the basis of a working folder.

    Raises:
        ConfigError: settings, catalogue or assignments are wrong, or change a check that cannot be changed.
    """
    basis = load_basis(folder.root)
    ensure_changeable(basis.period)
    return basis


def read_given(path: Path, limits: Limits) -> bytes:
    """Return the bytes of a file that was named in a command.

    Raises:
        ConfigError: it is not there, cannot be read, or is larger than any such file may be.
    """
    try:
        if path.stat().st_size > limits.file_bytes:
            raise ConfigError("Tệp vượt giới hạn cho phép.", "chỉ đúng tệp cần đọc.", file=path)
        return path.read_bytes()
    except OSError as failure:
        raise ConfigError(
            f"Không đọc được tệp ({said_by_system(failure)}).", "kiểm tra lại tên tệp.", file=path
        ) from failure


def lay_out(folder: Folder, *, year: int | None = None, example: str = "") -> tuple[Path, ...]:
    """Write settings, catalogue and assignments of a year into a folder, and its subfolders; return the files.

    Without a year, the newest of those that ship with the package is taken; or the example of this name.

    Raises:
        ConfigError: a file of that name is already there, or the year is not packaged.
        OutputError: something could not be written.
    """
    files = packaged_files(example or year or max(packaged_years()))
    return lay_out_with(folder, {folder.root / name: data for name, data in files.items()})


def lay_out_with(folder: Folder, contents: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write these files into a folder that has none of them, and its subfolders; return the files.

    Raises:
        ConfigError: a file of that name is already there.
        OutputError: something could not be written.
    """
    for path in contents:
        if path.exists():
            raise ConfigError(
                f"Thư mục đã có {path.name}; lệnh init không ghi đè.",
                "chọn thư mục khác, hoặc xóa tệp đó nếu thực sự muốn làm lại từ đầu.",
                file=path,
            )
    for place in (folder.inbox, folder.outbox, folder.templates):
        make_folder(place)
    write_outputs(contents)
    return tuple(contents)
