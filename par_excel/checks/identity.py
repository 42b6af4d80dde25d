"""ID11-ID14, ID16, ID17, ID36: whose form it is, in which format, and whether it is signed; and what is said when a check fails.

How a return arrived is judged in `arrivals`, how its form differs from the issued one in `structure`.
"""
# ruff: noqa: ARG001, D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator

from par_excel.checks.cells import all_cells
from par_excel.checks.declaring import check, hit
from par_excel.model import Basis, FileFormat, Hit, Place, Recognition, Remark, Rule, Severity, Submission


@check(
    "ID11",
    Severity.ERROR,
    title="Chưa xác định được cơ quan gửi",
    why="mã cơ quan trong biểu mẫu không có trong danh sách của kỳ “{period}”",
    mend="liên hệ {sender} để nhận đúng biểu mẫu của cơ quan mình",
    example="mã biểu mẫu bị xóa và không nhận ra cơ quan nào từ các mã tiêu chí",
)
def unit_not_known(submission: Submission, basis: Basis) -> Iterator[Hit]:
    if submission.unit not in basis.units:
        yield hit(
            Place(submission.file),
            value=submission.unit,
            period=basis.period.title,
            sender=basis.period.sender.name,
        )


@check(
    "ID12",
    Severity.ERROR,
    title="Phụ lục không phải của cơ quan gửi",
    why="{unit} được giao Phụ lục {appendix}, biểu mẫu gửi về là Phụ lục {found}",
    mend="điền và gửi lại biểu mẫu Phụ lục {appendix}",
    example="Sở Tài chính gửi biểu mẫu của Phụ lục 5",
)
def appendix_of_another_unit(submission: Submission, basis: Basis) -> Iterator[Hit]:
    unit = basis.units.get(submission.unit)
    if unit is not None and unit.appendix != submission.appendix:
        yield hit(Place(submission.file), unit=unit.name, appendix=unit.appendix, found=submission.appendix)


@check(
    "ID13",
    Severity.WARNING,
    title="Các dấu nhận dạng trong tệp không giống nhau",
    why="{dissenting} cho biết khác các nơi còn lại, có thể nội dung đã được chép từ tệp khác",
    mend="kiểm tra lại đúng biểu mẫu của cơ quan mình; nếu đã chép sang tệp khác, dùng lại biểu mẫu được cấp",
    example="ô mã biểu mẫu là của Phụ lục 2, sheet ẩn là của Phụ lục 1",
)
def stamps_disagree(submission: Submission, basis: Basis) -> Iterator[Hit]:
    given = [vote for vote in submission.votes if vote.stamp is not None]
    if len({vote.stamp for vote in given}) > 1:
        dissenting = [vote.place.value for vote in given if vote.stamp != submission.stamp]
        yield hit(Place(submission.file), dissenting=", ".join(dissenting))


@check(
    "ID14",
    Severity.NOTE,
    title="Biểu mẫu được nhận ra theo mã tiêu chí",
    why="dấu nhận dạng của biểu mẫu không còn trong tệp",
    mend="lần sau gửi chính tệp biểu mẫu được cấp, không chép sang tệp mới",
    example="bảng được chép sang một tệp Excel mới",
)
def recognised_by_codes(submission: Submission, basis: Basis) -> Iterator[Hit]:
    if submission.recognised_by is Recognition.CODES:
        yield hit(Place(submission.file))


@check(
    "ID16",
    Severity.NOTE,
    title="Giá trị nằm trong ô đã gộp",
    why="ô này đã bị gộp với ô khác; giá trị được lấy từ ô đầu của vùng gộp",
    mend="bỏ gộp ô (Unmerge Cells) và kiểm tra giá trị của từng dòng",
    example="gộp ô tài liệu kiểm chứng của hai tiêu chí",
)
def value_in_merged_cell(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for cell, criterion in all_cells(submission):
        if Remark.MERGED in cell.remarks:
            yield hit(cell, criterion)


@check(
    "ID17",
    Severity.WARNING,
    title="Phần ký chưa ghi đủ",
    why="còn để trống: {missing}",
    mend="ghi đủ họ tên người lập, họ tên thủ trưởng và ngày ký",
    example="chưa ghi ngày ký",
)
def signature_incomplete(submission: Submission, basis: Basis) -> Iterator[Hit]:
    closing = submission.closing
    cells = {"người lập": closing.author, "thủ trưởng": closing.head, "ngày ký": closing.signed_on}
    missing = {
        name: cell
        for name, cell in cells.items()
        if not any(character.isalnum() for character in cell.value or "")
    }
    if missing:
        yield hit(next(iter(missing.values())), missing=", ".join(missing))


@check(
    "ID36",
    Severity.NOTE,
    title="Tệp không ở định dạng .xlsx",
    why="tệp ở định dạng {format}, đã được đọc đầy đủ như tệp .xlsx",
    mend="không phải sửa gì; lần sau chọn Lưu thành (Save As) với kiểu “Excel Workbook (.xlsx)”",
    example="biểu mẫu được lưu thành .ods hoặc .xls",
)
def form_in_another_format(submission: Submission, basis: Basis) -> Iterator[Hit]:
    if submission.format in {FileFormat.ODS, FileFormat.XLS}:
        yield hit(Place(submission.file), format=submission.format.value)


CHECK_FAILED = Rule(
    code="ID99",
    severity=Severity.ERROR,
    title="Một nội dung kiểm tra không thực hiện được",
    why="quy tắc {check} gặp lỗi của chương trình ({failure}), nên bản nộp chưa được kiểm tra đầy đủ",
    mend="báo cho {sender} kèm tệp này; cơ quan gửi không phải sửa gì",
    example="lỗi của chương trình, không phải của biểu mẫu",
    guards_sums=True,
)
"""What is said where a check itself fails: the return is not valid until it could be judged."""
