"""ID01-ID10: what is said of a parcel that is no submission; one rule for each reason.

The reason itself is the title; what exactly was met (`detail`) follows the why.
"""

from collections.abc import Mapping

from par_excel.model import RefusalReason, Rule, Severity


def _refused(reason: RefusalReason, code: str, *, why: str, mend: str, example: str) -> Rule:
    return Rule(
        code=code,
        severity=Severity.ERROR,
        title=reason.value.rstrip("."),
        why=f"{why}{{detail}}",
        mend=mend,
        example=example,
    )


REFUSALS: Mapping[RefusalReason, Rule] = {
    RefusalReason.EMPTY: _refused(
        RefusalReason.EMPTY,
        "ID01",
        why="không có dữ liệu nào để đọc",
        mend="mở tệp trên máy để kiểm tra, lưu lại rồi gửi lại {sender}",
        example="tệp 0 byte do tải lên bị ngắt giữa chừng",
    ),
    RefusalReason.NOT_A_WORKBOOK: _refused(
        RefusalReason.NOT_A_WORKBOOK,
        "ID02",
        why="chương trình chỉ đọc được biểu mẫu ở dạng bảng tính .xlsx",
        mend="mở biểu mẫu, chọn Lưu thành (Save As) với kiểu “Excel Workbook (.xlsx)” rồi gửi lại {sender}",
        example="tệp .csv được đổi tên thành .xlsx",
    ),
    RefusalReason.OLD_FORMAT: _refused(
        RefusalReason.OLD_FORMAT,
        "ID03",
        why="tệp .xls hoặc tệp có mật khẩu mở không đọc được bằng chương trình",
        mend="mở tệp, bỏ mật khẩu mở nếu có, chọn Lưu thành (Save As) với kiểu “Excel Workbook (.xlsx)” "
        "rồi gửi lại {sender}",
        example="phuluc_2.xls, hoặc phuluc_2.xlsx có đặt mật khẩu mở",
    ),
    RefusalReason.DOCUMENT: _refused(
        RefusalReason.DOCUMENT,
        "ID04",
        why="điểm và tài liệu kiểm chứng chỉ được đọc từ biểu mẫu Excel",
        mend="gửi {sender} tệp biểu mẫu Excel đã điền; bản quét hoặc văn bản có thể gửi kèm",
        example="bản quét PDF có chữ ký, không kèm tệp Excel",
    ),
    RefusalReason.DAMAGED: _refused(
        RefusalReason.DAMAGED,
        "ID05",
        why="tệp có thể bị hỏng khi lưu hoặc khi gửi",
        mend="mở tệp gốc trên máy, lưu thành tệp mới rồi gửi lại {sender}",
        example="tệp chỉ tải lên được một nửa",
    ),
    RefusalReason.UNSAFE: _refused(
        RefusalReason.UNSAFE,
        "ID06",
        why="cấu trúc bên trong tệp không giống tệp do chương trình bảng tính tạo ra",
        mend="chép nội dung sang biểu mẫu mới bằng cách dán giá trị (Paste Values) rồi gửi lại {sender}",
        example="tệp nén lồng nhiều lớp hoặc phình to bất thường khi giải nén",
    ),
    RefusalReason.TOO_LARGE: _refused(
        RefusalReason.TOO_LARGE,
        "ID07",
        why="tệp quá lớn để đọc an toàn",
        mend="bỏ hình ảnh và sheet không thuộc biểu mẫu, gửi tài liệu kiểm chứng thành tệp riêng, rồi gửi lại {sender}",
        example="biểu mẫu có dán ảnh chụp tài liệu, dung lượng 60 MB",
    ),
    RefusalReason.FOREIGN: _refused(
        RefusalReason.FOREIGN,
        "ID08",
        why="không tìm thấy mã biểu mẫu và mã tiêu chí để nhận dạng",
        mend="điền vào biểu mẫu do {sender} gửi cho kỳ “{period}” rồi gửi lại",
        example="bảng tổng hợp nội bộ của cơ quan, không có mã tiêu chí",
    ),
    RefusalReason.OTHER_PERIOD: _refused(
        RefusalReason.OTHER_PERIOD,
        "ID09",
        why="kỳ đang tổng hợp là “{period}”",
        mend="điền vào biểu mẫu của kỳ “{period}” do {sender} gửi rồi gửi lại",
        example="gửi lại biểu mẫu của năm trước",
    ),
    RefusalReason.UNKNOWN_UNIT: _refused(
        RefusalReason.UNKNOWN_UNIT,
        "ID10",
        why="danh sách cơ quan của kỳ “{period}” không có mã này",
        mend="liên hệ {sender} để nhận đúng biểu mẫu của cơ quan mình",
        example="biểu mẫu phát hành trước khi cơ quan được sáp nhập",
    ),
}
"""The rule of each reason."""
