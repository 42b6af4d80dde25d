"""ID20-ID30, ID35, ID37, ID38, ID42, ID43: how the returned form differs from the one issued, outside its input cells.

What the file carries besides the form, fonts from before Unicode and what the saving program did belong here too.
Scores are judged against the catalogue whatever the file says; most differences are therefore warnings.
"""
# ruff: noqa: ARG001, D103 - every check takes the basis; its declared title becomes its docstring

from collections.abc import Iterator

from par_excel.checks.declaring import check, hit, quoted
from par_excel.checks.programs import explained, program_of
from par_excel.model import (
    SHEET_NAME,
    Basis,
    Difference,
    DifferenceKind,
    Hit,
    LegacyText,
    Method,
    Place,
    Remark,
    Severity,
    Submission,
)

_LIMIT_NAMED = 20
"""Findings on texts in old fonts, of which a whole form may be full; the others are counted in one."""


def _differing(submission: Submission, kind: DifferenceKind) -> Iterator[Difference]:
    return (difference for difference in submission.differences if difference.kind is kind)


def _hits(submission: Submission, kind: DifferenceKind) -> Iterator[Hit]:
    for difference in _differing(submission, kind):
        yield _hit(difference)


def _hit(difference: Difference, **facts: str) -> Hit:
    return hit(
        difference.place,
        difference.criterion,
        value=difference.found,
        label=quoted(difference.label) or "biểu mẫu",
        expected=quoted(difference.expected),
        **facts,
    )


def _is_own_row(difference: Difference, submission: Submission, basis: Basis) -> bool:
    """Say whether the lost row is that of a criterion or contribution, not one of its lines or a heading."""
    appendix = basis.appendices.get(submission.appendix)
    if appendix is None:
        return True
    read = {answer.criterion for answer in submission.answers if Remark.MISSING not in answer.score.remarks}
    leaves = {leaf.code for leaf in appendix.leaves}
    given = {assignment.criterion for assignment in appendix.contributions}
    return difference.criterion in (leaves - read) | (given - leaves)


@check(
    "ID20",
    Severity.WARNING,
    title="Nội dung cố định của biểu mẫu bị sửa",
    why="{changed}",
    mend="ghi lại đúng nội dung của biểu mẫu; ý kiến khác ghi ở cột Giải trình",
    example="sửa tên tiêu chí 1.1",
)
def fixed_text_changed(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for difference in _differing(submission, DifferenceKind.TEXT):
        issued = f"biểu mẫu phát hành ghi “{quoted(difference.expected)}”"
        is_sheet = difference.label == SHEET_NAME
        renamed = f"tên sheet đã đổi thành “{quoted(difference.found)}”; {issued}"
        yield _hit(difference, changed=renamed if is_sheet else f"{issued} ({quoted(difference.label)})")


@check(
    "ID21",
    Severity.WARNING,
    title="Điểm cố định của biểu mẫu bị sửa",
    why="biểu mẫu phát hành ghi {expected} ({label}); điểm tự đánh giá vẫn được đối chiếu với {expected}",
    mend="ghi lại {expected}; nếu cho rằng điểm của biểu mẫu chưa đúng, đề nghị trao đổi với {sender}",
    example="điểm tối đa 1,5 bị sửa thành 3",
)
def fixed_points_changed(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for difference in _differing(submission, DifferenceKind.POINTS):
        yield _hit(difference, sender=basis.period.sender.name)


@check(
    "ID22",
    Severity.NOTE,
    title="Công thức của biểu mẫu bị thay",
    why="ô này ({label}) vốn có công thức tính sẵn; kết quả được chương trình tính lại nên không ảnh hưởng",
    mend="không phải sửa; lần sau không nhập vào ô có công thức",
    example="nhập số vào ô tổng điểm của lĩnh vực",
)
def formula_replaced(submission: Submission, basis: Basis) -> Iterator[Hit]:
    return _hits(submission, DifferenceKind.FORMULA_LOST)


@check(
    "ID23",
    Severity.ERROR,
    title="Thiếu dòng của tiêu chí",
    why="dòng {label} không còn trong biểu mẫu gửi về",
    mend="chép nội dung sang biểu mẫu được cấp (đủ các dòng) và điền dòng này",
    example="xóa cả dòng của tiêu chí 2.1",
    guards_sums=True,
)
def own_row_missing(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for difference in _differing(submission, DifferenceKind.ROW_MISSING):
        if _is_own_row(difference, submission, basis):
            yield _hit(difference)


@check(
    "ID24",
    Severity.WARNING,
    title="Thiếu một dòng khác của biểu mẫu",
    why="dòng {label} không còn trong biểu mẫu gửi về",
    mend="kiểm tra lại; nếu dòng này cần đánh dấu hoặc nhập số liệu, điền vào biểu mẫu được cấp",
    example="xóa dòng của một mức điểm không đạt",
)
def other_row_missing(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for difference in _differing(submission, DifferenceKind.ROW_MISSING):
        if not _is_own_row(difference, submission, basis):
            yield _hit(difference)


@check(
    "ID25",
    Severity.ERROR,
    title="Dòng của biểu mẫu bị lặp lại",
    why="dòng {label} có nhiều hơn một lần nên không rõ dòng nào được tính",
    mend="giữ lại một dòng có nội dung đúng và xóa dòng lặp",
    example="dòng của tiêu chí 1.2 được chép thành hai dòng",
    guards_sums=True,
)
def row_doubled(submission: Submission, basis: Basis) -> Iterator[Hit]:
    return _hits(submission, DifferenceKind.ROW_DOUBLED)


@check(
    "ID26",
    Severity.WARNING,
    title="Dòng không có trong biểu mẫu",
    why="mã {label} không thuộc phụ lục này nên nội dung của dòng không được tính",
    mend="chuyển nội dung về đúng dòng của tiêu chí hoặc vào cột Giải trình",
    example="thêm một dòng có mã 9.9",
)
def row_unknown(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for difference in _differing(submission, DifferenceKind.ROW_UNKNOWN):
        if not _scored_elsewhere(difference, basis):
            yield _hit(difference)


def _scored_elsewhere(difference: Difference, basis: Basis) -> str:
    """Say who scores the criterion that the strange row names; empty where it names none."""
    criterion = basis.catalogue.get(difference.label) or basis.catalogue.get(difference.found)
    if criterion is None:
        return ""
    if criterion.method is Method.SURVEY:
        return "được xác định qua điều tra xã hội học, các cơ quan không tự chấm"
    if criterion.method is Method.OFFICE:
        return f"do {basis.period.sender.name} chấm"
    return "thuộc phần của phụ lục khác" if criterion.is_leaf else "là mục lớn, không chấm trực tiếp"


@check(
    "ID43",
    Severity.WARNING,
    title="Có dòng của tiêu chí không thuộc phụ lục này",
    why="tiêu chí {label} {scorer} nên nội dung của dòng không được tính",
    mend="xóa dòng này; nếu cần góp ý về tiêu chí, ghi ở sheet Khó khăn, vướng mắc",
    example="chèn dòng của một tiêu chí điều tra xã hội học rồi tự chấm",
)
def row_scored_elsewhere(submission: Submission, basis: Basis) -> Iterator[Hit]:
    for difference in _differing(submission, DifferenceKind.ROW_UNKNOWN):
        scorer = _scored_elsewhere(difference, basis)
        if scorer:
            label = quoted(difference.label or difference.found)
            yield hit(difference.place, value=difference.found, label=label, scorer=scorer)


@check(
    "ID27",
    Severity.ERROR,
    title="Thiếu cột của biểu mẫu",
    why="cột “{label}” không còn hoặc đã bị đổi tên nên không đọc được nội dung của cột",
    mend="ghi lại đúng tên cột, hoặc chép nội dung sang biểu mẫu được cấp",
    example="xóa cột Giải trình",
    guards_sums=True,
)
def column_missing(submission: Submission, basis: Basis) -> Iterator[Hit]:
    return _hits(submission, DifferenceKind.COLUMN_MISSING)


@check(
    "ID28",
    Severity.ERROR,
    title="Thiếu sheet của biểu mẫu",
    why="sheet “{label}” không còn hoặc đã bị đổi tên nên không đọc được nội dung của sheet",
    mend="ghi lại đúng tên sheet, hoặc chép nội dung sang biểu mẫu được cấp",
    example="xóa sheet Sáng kiến",
    guards_sums=True,
)
def sheet_missing(submission: Submission, basis: Basis) -> Iterator[Hit]:
    return _hits(submission, DifferenceKind.SHEET_MISSING)


@check(
    "ID29",
    Severity.NOTE,
    title="Có nội dung ngoài biểu mẫu",
    why="ô này không thuộc biểu mẫu nên không được đọc vào kết quả",
    mend="nếu là nội dung cần gửi, chuyển vào cột Giải trình hoặc sheet Khó khăn, vướng mắc",
    example="ghi chú bên phải cột Kiểm tra",
)
def stray_content(submission: Submission, basis: Basis) -> Iterator[Hit]:
    return _hits(submission, DifferenceKind.STRAY)


@check(
    "ID30",
    Severity.NOTE,
    title="Bảo vệ trang tính đã được bỏ",
    why="các ô cố định của sheet này có thể đã bị sửa; mọi ô cố định vẫn được đối chiếu với biểu mẫu phát hành",
    mend="không phải sửa; lần sau chỉ nhập vào các ô được phép nhập",
    example="bỏ bảo vệ sheet Chấm điểm để chèn cột",
)
def protection_removed(submission: Submission, basis: Basis) -> Iterator[Hit]:
    return _hits(submission, DifferenceKind.UNPROTECTED)


@check(
    "ID35",
    Severity.WARNING,
    title="Tệp mang theo thành phần ngoài biểu mẫu",
    why="trong tệp có {risks}; biểu mẫu được cấp không có và chương trình không mở, không chạy, không chép lại",
    mend="xóa thành phần đó rồi lưu lại tệp .xlsx; nếu không rõ từ đâu mà có, kiểm tra máy bằng phần mềm diệt vi-rút",
    example="tệp có macro hoặc liên kết đến tệp khác",
)
def carries_risks(submission: Submission, basis: Basis) -> Iterator[Hit]:
    if submission.risks:
        yield hit(Place(submission.file), risks=", ".join(risk.value for risk in submission.risks))


@check(
    "ID37",
    Severity.WARNING,
    title="Văn bản không gõ bằng Unicode",
    why="{font} (bảng mã {encoding}), trên máy khác sẽ thành ký tự lạ; có thể đọc là “{reading}”",
    mend="chuyển văn bản sang Unicode, dùng phông Times New Roman, rồi gửi lại; nội dung trong tệp được giữ nguyên",
    example="văn bản dùng phông .VnTime hoặc VNI-Times",
)
def text_not_in_unicode(submission: Submission, basis: Basis) -> Iterator[Hit]:
    named, more = submission.legacy_texts[:_LIMIT_NAMED], submission.legacy_texts[_LIMIT_NAMED:]
    for text in named:
        yield _legacy_hit(text, text.place, text.criterion, value=text.raw)
    if more:
        yield _legacy_hit(more[0], Place(""), "", value=f"và {len(more)} ô khác")


def _legacy_hit(text: LegacyText, place: Place, criterion: str, *, value: str) -> Hit:
    font = f"phông chữ {quoted(text.font)}" if text.font else "văn bản gõ theo kiểu cũ"
    return hit(place, criterion, value=value, font=font, encoding=text.encoding, reading=quoted(text.reading))


@check(
    "ID38",
    Severity.NOTE,
    title="Chương trình lưu tệp đã thay đổi biểu mẫu",
    why="tệp được lưu bằng {program}; {traces}; các giá trị vẫn được đọc và tính lại đầy đủ",
    mend="không phải sửa; lần sau nên mở và lưu biểu mẫu bằng Excel hoặc LibreOffice",
    example="tệp được lưu bằng một chương trình không giữ bảo vệ trang tính",
)
def form_changed_by_program(submission: Submission, basis: Basis) -> Iterator[Hit]:
    program = program_of(submission)
    seen = "" if program is None else explained(submission, program)
    if program is not None and seen:
        yield hit(Place(submission.file), program=program.name, traces=seen)


@check(
    "ID58",
    Severity.NOTE,
    title="Mã tiêu chí đã thành số",
    why="chương trình lưu tệp đã đổi {label} dạng văn bản thành số; các dòng vẫn được nhận ra đúng mã",
    mend="không phải sửa; lần sau nên mở và lưu biểu mẫu bằng Excel hoặc LibreOffice",
    example="mã “6.1” thành số 6,1 do một thư viện ghi tệp",
)
def codes_as_numbers(submission: Submission, basis: Basis) -> Iterator[Hit]:
    return _hits(submission, DifferenceKind.CODES_AS_NUMBERS)


@check(
    "ID53",
    Severity.NOTE,
    title="Tệp tích nhiều tên vùng không còn dùng",
    why="{label} không còn trỏ đến ô nào (#REF!) nên được bỏ qua; các giá trị vẫn được đọc đầy đủ",
    mend="không phải sửa; lần sau xóa các tên vùng lỗi (Formulas – Name Manager) trước khi gửi",
    example="tệp được chép đi chép lại nhiều năm, có hơn 10000 tên vùng",
)
def dead_names(submission: Submission, basis: Basis) -> Iterator[Hit]:
    return _hits(submission, DifferenceKind.DEAD_NAMES)


@check(
    "ID42",
    Severity.NOTE,
    title="Dòng, cột hoặc sheet của biểu mẫu bị ẩn",
    why="{label} đang bị ẩn hoặc bị lọc; nội dung vẫn được đọc đầy đủ",
    mend="không phải sửa nếu nội dung là đúng; lần sau bỏ ẩn (Unhide), bỏ lọc để tự kiểm tra trước khi gửi",
    example="lọc cột Điểm tự đánh giá rồi lưu tệp",
)
def part_of_form_hidden(submission: Submission, basis: Basis) -> Iterator[Hit]:
    return _hits(submission, DifferenceKind.HIDDEN)
