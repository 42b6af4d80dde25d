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
    errno.EHOSTDOWN: "không tới được máy chủ",
    errno.ENODEV: "ổ đĩa hoặc thư mục mạng đã ngắt kết nối",
    errno.ENODATA: "tệp mới chỉ nằm trên mạng (OneDrive), chưa tải về máy",
    errno.ECANCELED: "phần mềm diệt vi-rút đã chặn tệp; đề nghị hỏi người quản trị máy",
}
_LONG = 240
"""Characters from which on a path that Windows does not find may just be too long: folders end at 247, files at 259."""
# In winerror.h: no such file, no such path, a name that cannot be.
_NOT_FOUND = frozenset({2, 3, 123})
_OF_WINDOWS: Mapping[int, int] = {
    19: errno.EROFS,
    **dict.fromkeys((32, 33, 1224), errno.EBUSY),
    **dict.fromkeys((39, 112), errno.ENOSPC),
    206: errno.ENAMETOOLONG,
    1295: errno.EDQUOT,
    **dict.fromkeys((225, 226), errno.ECANCELED),
    **dict.fromkeys(
        (15, 21, 31, 51, 53, 54, 55, 59, 64, 67, 121, 433, 483, 1117, 1167, 1222, 1231, 1232), errno.ENODEV
    ),
    **dict.fromkeys(range(358, 405), errno.ENODATA),
}
"""Numbers of winerror.h that Python makes something else of: a drive that is gone would be a missing right."""
_OF_OTHERS = dict.fromkeys((errno.ENXIO, errno.ESTALE), errno.ENODEV)


def errno_of(failure: OSError) -> int:
    """Return the number of what happened, the same on every system; 0 where the system gives none."""
    windows = getattr(failure, "winerror", None) or 0
    if windows in _NOT_FOUND and len(str(failure.filename or "")) >= _LONG:
        return errno.ENAMETOOLONG
    number = failure.errno or 0
    return _OF_WINDOWS.get(windows, _OF_OTHERS.get(number, number))


def said_by_system(failure: OSError) -> str:
    """Return why the system refused, in words; a reason without words of its own by its number."""
    if isinstance(failure, TimeoutError):
        return "máy chủ không trả lời"
    number = errno_of(failure)
    if not number or failure.strerror is None:
        return str(failure) or "hệ điều hành không cho biết lý do"
    return _WORDS.get(number, f"lỗi số {number} của hệ điều hành")
