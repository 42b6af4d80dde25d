"""The workbook of everything that was found, of all agencies: for the office alone, never for an agency."""

from par_excel.model import Basis, Result
from par_excel.writing.book.looks import SheetFrame, result_workbook
from par_excel.writing.master.lists import write_findings
from par_excel.writing.master.returns import returns_table, write_returns


def findings_workbook(basis: Basis, result: Result) -> bytes:
    """Return a workbook with every finding and every file received, as the master workbook lists them.

    Args:
        basis: what everything was judged against.
        result: the merged period.
    """
    return result_workbook(
        basis,
        result,
        _write_sheets,
        title=f"Kết quả kiểm tra – {basis.period.title}",
        draft_hint="còn phát hiện phải xử lý hoặc còn thiếu bản nộp",
    )


def _write_sheets(frame: SheetFrame) -> None:
    write_findings(frame)
    write_returns(frame, returns_table(frame.basis, frame.result))
