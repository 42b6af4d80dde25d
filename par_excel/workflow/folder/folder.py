"""The working folder: the paths of all files of a period, its basis (settings and catalogue), and the command `init`."""

from pathlib import Path

from msgspec import Struct

from par_excel.checks import ensure_changeable
from par_excel.config import load_basis, packaged_files, packaged_years
from par_excel.model import Basis, ConfigError, Limits
from par_excel.vietnamese import said_by_system
from par_excel.workflow.folder.letter_names import REPLIES
from par_excel.workflow.folder.outputs import make_folder, write_outputs


class Folder(Struct, frozen=True):
    """The working folder of one period."""

    root: Path

    @property
    def refilled(self) -> Path:
        """Forms that are filled in with what still holds, after the catalogue has changed."""
        return self.outbox / "bieu_mau_moi"

    @property
    def settings(self) -> Path:
        """par.toml."""
        return self.root / "par.toml"

    @property
    def templates(self) -> Path:
        """What is sent to the agencies."""
        return self.root / "templates"

    @property
    def inbox(self) -> Path:
        """What came back; never changed."""
        return self.root / "inbox"

    @property
    def outbox(self) -> Path:
        """What the program makes."""
        return self.root / "outbox"

    @property
    def ledger(self) -> Path:
        """Everything received and decided."""
        return self.root / "ledger.sqlite"

    @property
    def log(self) -> Path:
        """Every intake and decision again, one line each."""
        return self.root / "nhat_ky.jsonl"

    @property
    def feedback(self) -> Path:
        """What is sent back to the agencies."""
        return self.outbox / "phan_hoi"

    @property
    def findings(self) -> Path:
        """Everything that was found, as a workbook."""
        return self.outbox / "phat_hien.xlsx"

    @property
    def status_page(self) -> Path:
        """Where the period stands, as a page."""
        return self.outbox / "tinh_hinh.html"

    @property
    def master(self) -> Path:
        """The master workbook."""
        return self.outbox / "tong_hop.xlsx"

    @property
    def review(self) -> Path:
        """The review workbook."""
        return self.outbox / "ra_soat.xlsx"

    @property
    def report(self) -> Path:
        """The Word report."""
        return self.outbox / "bao_cao.docx"

    @property
    def control_sheet(self) -> Path:
        """The sheet for the leader who signs."""
        return self.outbox / "phieu_trinh.docx"

    @property
    def plan(self) -> Path:
        """Lost points as next year's plan."""
        return self.outbox / "ke_hoach.docx"

    @property
    def made_of_result(self) -> tuple[Path, ...]:
        """What is made of the result alone, kept when it is approved, and compared by `verify`."""
        return (self.master, self.report, self.control_sheet)

    @property
    def report_pdf(self) -> Path:
        """The Word report as PDF."""
        return self.outbox / "bao_cao.pdf"

    @property
    def report_template(self) -> Path:
        """The office's own Word template of the report; the packaged one is used where there is none."""
        return self.root / "mau_bao_cao.docx"

    @property
    def report_fields(self) -> Path:
        """What explains every field of the Word template."""
        return self.root / "mau_bao_cao_giai_thich.docx"

    @property
    def replies(self) -> Path:
        """Letters that were fetched, within the inbox."""
        return self.inbox / REPLIES

    @property
    def wordings(self) -> Path:
        """The office's own texts of letters; the packaged ones are used where there are none."""
        return self.root / "mau_thu"

    @property
    def letters(self) -> Path:
        """Drafts of letters."""
        return self.outbox / "thu"

    @property
    def entry(self) -> Path:
        """The list of what is typed into the ministry's software."""
        return self.outbox / "nhap_lieu.xlsx"

    @property
    def entry_files(self) -> Path:
        """The evidence that came with the returns, numbered by criterion."""
        return self.outbox / "tai_lieu"

    @property
    def explanation(self) -> Path:
        """Every additional explanation in one table; a Word document of the same name stands beside it."""
        return self.outbox / "giai_trinh.xlsx"

    @property
    def explanations(self) -> Path:
        """The tables that the agencies fill in to answer the appraisal."""
        return self.outbox / "giai_trinh"

    @property
    def reconciliation(self) -> Path:
        """What the ministry's software holds, against the result."""
        return self.outbox / "doi_chieu.xlsx"

    @property
    def approvals(self) -> Path:
        """Copies of what was approved, a folder for each version."""
        return self.outbox / "phe_duyet"

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
    contents = {
        folder.root / name: data
        for name, data in packaged_files(example or year or max(packaged_years())).items()
    }
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
