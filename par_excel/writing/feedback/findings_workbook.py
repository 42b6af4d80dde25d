"""The workbook of everything that was found, of all agencies: for the office alone, never for an agency."""

from datetime import datetime
from io import BytesIO

from par_excel import __version__
from par_excel.model import Basis, Result
from par_excel.writing.book.workbook import new_book
from par_excel.writing.master.lists import write_findings
from par_excel.writing.master.looks import Formats, Frame
from par_excel.writing.master.returns import returns_table, write_returns


def findings_workbook(basis: Basis, result: Result) -> bytes:
    """Return a workbook with every finding and every file received, as the master workbook lists them.

    Args:
        basis: what everything was judged against.
        result: the merged period.
    """
    stream = BytesIO()
    book = new_book(stream, created=datetime(basis.period.year + 1, 1, 1))  # noqa: DTZ001 - without a zone
    title = f"Kết quả kiểm tra – {basis.period.title}"
    book.set_properties(
        {"title": title, "author": basis.period.sender.name, "comments": f"par_excel {__version__}"}
    )
    frame = Frame(
        book,
        Formats(book, result),
        basis,
        result,
        draft_hint="còn phát hiện phải xử lý hoặc còn thiếu bản nộp",
    )
    write_findings(frame)
    write_returns(frame, returns_table(basis, result))
    book.close()
    return stream.getvalue()
