"""The comparison with the year before, which the settings name: a ledger in its own working folder, or a master workbook."""

from pathlib import Path

from par_excel.merge import merge
from par_excel.merge.years import FORMER_TABLES, compared, former_year, year_result
from par_excel.model import Basis, Comparison, ConfigError, ParExcelError, Result, YearResult
from par_excel.reading.outputs.differences import UnreadableOutput
from par_excel.reading.outputs.workbook import read_tables
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.folder.outputs import read_output
from par_excel.workflow.intake.looking import look

_LEDGERS = frozenset({".sqlite"})
_OTHER_NAME = "sổ theo dõi phải giữ tên ledger.sqlite và nằm trong thư mục làm việc của năm trước (cùng par.toml và inbox)"
_NOT_OPENED = "sổ theo dõi không mở được, hoặc thư mục làm việc của năm trước không còn đủ par.toml và inbox"


def comparison_of(folder: Folder, basis: Basis, result: Result) -> Comparison | None:
    """Return this year beside the year before; None where the settings name none.

    Raises:
        ConfigError: what the settings name is missing, is neither ledger nor master workbook, or is of this year.
    """
    if not basis.period.former:
        return None
    former = _former(folder, basis)
    if former.year >= basis.period.year:
        raise _problem(basis, f"kết quả là của năm {former.year}, không phải của năm trước")
    return compared(former, year_result(basis, result))


def _former(folder: Folder, basis: Basis) -> YearResult:
    path = folder.root / basis.period.former
    data = read_output(path)
    if data is None:
        raise _problem(basis, "không có tệp này")
    if path.suffix.lower() in _LEDGERS:
        former = Folder(path.parent)
        if path.name != former.ledger.name:
            raise _problem(basis, _OTHER_NAME)
        try:
            return _of_ledger(former, path.name)
        except ParExcelError as failure:
            raise _problem(basis, _NOT_OPENED) from failure
    try:
        found = former_year(read_tables(data, FORMER_TABLES), path.name)
    except UnreadableOutput as failure:
        raise _problem(basis, str(failure)) from failure
    if found is None:
        raise _problem(basis, "tệp không phải là tong_hop.xlsx do chương trình lập")
    return found


def _of_ledger(folder: Folder, source: str) -> YearResult:
    basis = basis_of(folder)
    collection = look(folder, basis).intake.collection
    return year_result(basis, merge(basis, collection), str(Path(folder.root.name) / source))


def _problem(basis: Basis, what: str) -> ConfigError:
    return ConfigError(
        f"Không đọc được kết quả năm trước từ “{basis.period.former}”: {what}.",
        'ghi đúng đường dẫn ở khóa tep của bảng [nam_truoc], hoặc để tep = "" nếu không so sánh.',
        file=basis.period.sources.get("par.toml", "par.toml"),
    )
