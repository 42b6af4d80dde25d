"""ID01-ID10, ID31-ID34, ID44, ID46, ID50-ID52, ID54: what is said of a parcel that is no submission; one rule for each reason.

The reason itself is the title; what exactly was met (`detail`) follows the why.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from par_excel.model import RefusalReason, Rule, Severity


def _rule(code: str, *, why: str, mend: str, example: str) -> Rule:
    why = f"{why}{{detail}}"
    return Rule(code=code, severity=Severity.ERROR, title="", why=why, mend=mend, example=example)


_WORDS: Mapping[RefusalReason, Rule] = {
    RefusalReason.EMPTY: _rule(
        "ID01",
        why="không có dữ liệu nào để đọc",
        mend="mở tệp trên máy để kiểm tra, lưu lại rồi gửi lại {sender}",
        example="tệp 0 byte do tải lên bị ngắt giữa chừng",
    ),
    RefusalReason.NOT_A_WORKBOOK: _rule(
        "ID02",
        why="điểm và tài liệu kiểm chứng chỉ được đọc từ biểu mẫu ở dạng bảng tính",
        mend="mở biểu mẫu, chọn Lưu thành (Save As) với kiểu “Excel Workbook (.xlsx)” rồi gửi lại {sender}",
        example="tệp .csv được đổi tên thành .xlsx",
    ),
    RefusalReason.OLD_FORMAT: _rule(
        "ID03",
        why="chương trình đọc bảng tính .xlsx, .xlsm, .xls và .ods",
        mend="mở tệp, chọn Lưu thành (Save As) với kiểu “Excel Workbook (.xlsx)” rồi gửi lại {sender}",
        example="tệp nhị phân .xlsb, tệp của Excel 95 trở về trước",
    ),
    RefusalReason.PASSWORD: _rule(
        "ID31",
        why="không có mật khẩu thì không đọc được nội dung",
        mend="mở tệp bằng mật khẩu, bỏ mật khẩu mở (File – Info – Protect) rồi lưu và gửi lại {sender}",
        example="phuluc_2.xlsx có đặt mật khẩu mở, hoặc tệp nén có mật khẩu",
    ),
    RefusalReason.ARCHIVE: _rule(
        "ID32",
        why="các tệp bên trong chưa được đọc",
        mend="giải nén tệp này vào một thư mục trong inbox rồi chạy lại, hoặc đề nghị cơ quan gửi lại ở dạng .zip",
        example="tệp .rar trên máy không có chương trình giải nén",
    ),
    RefusalReason.NO_FILE: _rule(
        "ID33",
        why="không có biểu mẫu nào để đọc",
        mend="đề nghị cơ quan gửi lại thư hoặc tệp nén có kèm biểu mẫu đã điền",
        example="thư trả lời quên đính kèm tệp",
    ),
    RefusalReason.NOT_READ: _rule(
        "ID34",
        why="tệp này cần quá nhiều bộ nhớ hoặc thời gian để đọc, có thể do bị hỏng hoặc bị sửa có chủ ý; "
        "chương trình không đọc lại cho đến khi chạy check --retry",
        mend="mở tệp, chép nội dung sang biểu mẫu mới bằng cách dán giá trị (Paste Values) rồi gửi lại {sender}",
        example="tệp làm chương trình bảng tính bị treo khi mở",
    ),
    RefusalReason.NOT_READ_YET: _rule(
        "ID54",
        why="máy chưa đọc xong, đây không phải lỗi của tệp",
        mend="chạy lại lệnh check khi máy bớt bận",
        example="máy đang bận nên việc đọc phải dừng vì chờ quá lâu",
    ),
    RefusalReason.DOCUMENT: _rule(
        "ID04",
        why="điểm và tài liệu kiểm chứng chỉ được đọc từ biểu mẫu Excel",
        mend="gửi {sender} tệp biểu mẫu Excel đã điền; bản quét hoặc văn bản có thể gửi kèm",
        example="bản quét PDF có chữ ký, không kèm tệp Excel",
    ),
    RefusalReason.DAMAGED: _rule(
        "ID05",
        why="tệp có thể bị hỏng khi lưu hoặc khi gửi",
        mend="mở tệp gốc trên máy, lưu thành tệp mới rồi gửi lại {sender}",
        example="tệp chỉ tải lên được một nửa",
    ),
    RefusalReason.UNSAFE: _rule(
        "ID06",
        why="cấu trúc bên trong tệp không giống tệp do chương trình bảng tính tạo ra",
        mend="chép nội dung sang biểu mẫu mới bằng cách dán giá trị (Paste Values) rồi gửi lại {sender}",
        example="tệp nén lồng nhiều lớp hoặc phình to bất thường khi giải nén",
    ),
    RefusalReason.TOO_LARGE: _rule(
        "ID07",
        why="tệp quá lớn để đọc an toàn",
        mend="bỏ hình ảnh và sheet không thuộc biểu mẫu, gửi tài liệu kiểm chứng thành tệp riêng, rồi gửi lại {sender}",
        example="biểu mẫu có dán ảnh chụp tài liệu, dung lượng 60 MB",
    ),
    RefusalReason.TOO_MANY_CELLS: _rule(
        "ID50",
        why="biểu mẫu không có nhiều ô như vậy",
        mend="xóa các dòng, cột trống ở cuối (chọn từ dòng đầu tiên sau biểu mẫu đến cuối trang, chọn Delete) "
        "và sheet không thuộc biểu mẫu, rồi lưu và gửi lại {sender}",
        example="định dạng được kéo đến cuối trang tính nên có hàng triệu ô trống",
    ),
    RefusalReason.TOO_MANY_PARTS: _rule(
        "ID51",
        why="tệp tích nhiều tên vùng, định dạng hoặc đoạn văn bản do chép qua lại giữa các tệp",
        mend="chép nội dung sang biểu mẫu mới bằng cách dán giá trị (Paste Values) rồi gửi lại {sender}",
        example="tệp có hàng chục nghìn định dạng ô",
    ),
    RefusalReason.PARCEL_TOO_LARGE: _rule(
        "ID52",
        why="các tệp sau giới hạn chưa được đọc",
        mend="gửi biểu mẫu thành một tệp riêng và chia tài liệu kiểm chứng thành nhiều lần gửi",
        example="một tệp nén chứa hơn 1000 tệp",
    ),
    RefusalReason.FOREIGN: _rule(
        "ID08",
        why="không tìm thấy mã biểu mẫu và mã tiêu chí để nhận dạng",
        mend="điền vào biểu mẫu do {sender} gửi cho kỳ “{period}” rồi gửi lại",
        example="bảng tổng hợp nội bộ của cơ quan, không có mã tiêu chí",
    ),
    RefusalReason.OTHER_PERIOD: _rule(
        "ID09",
        why="kỳ đang tổng hợp là “{period}”",
        mend="điền vào biểu mẫu của kỳ “{period}” do {sender} gửi rồi gửi lại",
        example="gửi lại biểu mẫu của năm trước",
    ),
    RefusalReason.OWN_LETTER: _rule(
        "ID47",
        why="thư do chương trình này soạn, cơ quan tổng hợp đã gửi đi; tệp trong thư là biểu mẫu hoặc phản hồi gửi cho cơ quan",
        mend="không phải làm gì; thư được tính là đã gửi",
        example="thư mời lấy về từ thư mục thư đã gửi",
    ),
    RefusalReason.AUTOMATIC: _rule(
        "ID46",
        why="thư do máy chủ thư hoặc chương trình trả lời thay gửi ra, không do người gửi",
        mend="xem thư đó nói gì về thư đã gửi: địa chỉ sai thì sửa trong danh sách đơn vị rồi gửi lại",
        example="thư mời bị trả về vì hộp thư đầy",
    ),
    RefusalReason.EXPLANATION: _rule(
        "ID44",
        why="nội dung trong tệp trả lời ý kiến thẩm định, không có điểm để tổng hợp",
        mend="chạy lệnh explain để đọc nội dung giải trình",
        example="giai_trinh_phuluc_2.xlsx đã điền gửi về",
    ),
    RefusalReason.UNKNOWN_UNIT: _rule(
        "ID10",
        why="danh sách cơ quan của kỳ “{period}” không có mã này",
        mend="liên hệ {sender} để nhận đúng biểu mẫu của cơ quan mình",
        example="biểu mẫu phát hành trước khi cơ quan được sáp nhập",
    ),
}

REFUSALS: Mapping[RefusalReason, Rule] = {
    reason: replace(rule, title=reason.value.rstrip(".")) for reason, rule in _WORDS.items()
}
"""The rule of each reason."""
