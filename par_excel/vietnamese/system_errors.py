"""What the operating system says when something fails, in Vietnamese: its own words are English."""

import errno
from collections.abc import Mapping

_WORDS: Mapping[int, str] = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền mở tệp hoặc thư mục này",
    errno.EPERM: "hệ thống không cho phép",
    errno.EEXIST: "đã có một tệp cùng tên",
    errno.ENOTDIR: "một phần của đường dẫn là tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.EINVAL: "tên hoặc giá trị không hợp lệ",
    errno.EMFILE: "chương trình đang mở quá nhiều tệp",
    errno.ENFILE: "hệ thống đang mở quá nhiều tệp",
    errno.EFBIG: "tệp vượt giới hạn kích thước của hệ thống",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã hết dung lượng được cấp",
    errno.EROFS: "ổ đĩa hoặc thư mục chỉ cho phép đọc",
    errno.ENAMETOOLONG: "đường dẫn quá dài",
    errno.ENOMEM: "máy hết bộ nhớ",
    errno.EIO: "ổ đĩa bị lỗi khi đọc hoặc ghi",
    errno.EBUSY: "tệp đang được chương trình khác dùng",
    errno.ENOTEMPTY: "thư mục còn tệp bên trong",
    errno.ECONNREFUSED: "máy chủ không nhận kết nối",
    errno.ECONNRESET: "máy chủ ngắt kết nối",
    errno.EPIPE: "kết nối đã bị ngắt",
    errno.ETIMEDOUT: "máy chủ không trả lời",
    errno.EHOSTUNREACH: "không tìm được đường tới máy chủ",
    errno.ENETUNREACH: "máy không có kết nối mạng",
    errno.EADDRINUSE: "cổng đang được chương trình khác dùng",
}


def said_by_system(failure: OSError) -> str:
    """Return why the system refused, in words; a reason without words of its own by its number."""
    if isinstance(failure, TimeoutError):
        return "máy chủ không trả lời"
    number = failure.errno
    if number is None or failure.strerror is None:
        return str(failure) or "hệ điều hành không cho biết lý do"
    return _WORDS.get(number, f"lỗi số {number} của hệ điều hành")
