"""Every difference between the ministry's software and the result, as a workbook."""

from par_excel.model import ABSENT, Basis, Reconciled, Result
from par_excel.writing.book.looks import (
    HEAD_ROW,
    SheetFrame,
    add_sheet,
    result_workbook,
    write_frame,
    write_wide,
)
from par_excel.writing.office.input_cells import write_heads, write_texts

_HEADS = (
    "Mã",
    "Tiêu chí",
    "Nội dung khác nhau",
    "Trong kết quả tổng hợp",
    "Trong phần mềm",
    "Vị trí trong tệp",
)
_WIDTHS = (9.0, 40.0, 18.0, 45.0, 45.0, 24.0)


def reconciliation_workbook(basis: Basis, result: Result, reconciled: Reconciled, file: str) -> bytes:
    """Return the workbook.

    Args:
        basis: what everything was judged against.
        result: the merged period.
        reconciled: what comparing came to.
        file: the name of what was compared.
    """
    return result_workbook(
        basis,
        result,
        lambda frame: _write_sheet(frame, reconciled, file),
        title=f"Đối chiếu với phần mềm – {basis.period.title}",
        draft_hint="kết quả tổng hợp còn thiếu",
    )


def _write_sheet(frame: SheetFrame, reconciled: Reconciled, file: str) -> None:
    sheet = add_sheet(frame, "Đối chiếu", _WIDTHS)
    write_frame(sheet, frame, "Đối chiếu với phần mềm của Bộ Nội vụ", f"Tệp: {file}. {summary(reconciled)}")
    write_heads(frame, sheet, _HEADS, height=None)
    for row, each in enumerate(reconciled.mismatches, start=HEAD_ROW + 1):
        texts = (each.code, each.name, each.what, each.ours, each.theirs, each.place)
        write_texts(frame, sheet, row, texts, _WIDTHS)
    if reconciled.mismatches:
        sheet.autofilter(HEAD_ROW, 0, HEAD_ROW + len(reconciled.mismatches), len(_HEADS) - 1)
    else:
        write_wide(sheet, HEAD_ROW + 1, summary(reconciled), frame.formats.done, widths=_WIDTHS)


def summary(reconciled: Reconciled) -> str:
    """Return what comparing came to, in one sentence."""
    what = ", ".join(column.value for column in reconciled.columns)
    absent = len(reconciled.absent)
    found = len(reconciled.mismatches) - absent
    said = f"có {found} điểm khác nhau" if found else "không có điểm khác nhau"
    lacking = f"; {absent} tiêu chí {ABSENT}" if absent else ""
    return f"Đã so sánh {reconciled.compared} tiêu chí ({what}): {said}{lacking}."
