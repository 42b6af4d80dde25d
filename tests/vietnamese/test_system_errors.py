"""What a system says becomes one number and one sentence, the same from Windows and from others."""

import errno

import pytest

from par_excel.vietnamese import errno_of, said_by_system


class OfWindows(OSError):  # noqa: N818 - what Windows says
    """As Windows reports it, with the errno that Python makes of it; elsewhere `winerror` is not set."""

    def __init__(self, winerror: int, number: int, name: str = "D:\\kỳ\\tệp.xlsx") -> None:
        super().__init__(number, "in English", name)
        self.winerror = winerror


@pytest.mark.parametrize(
    ("winerror", "number", "means", "word"),
    [
        (21, errno.EACCES, errno.ENODEV, "đã ngắt kết nối"),  # the drive is not ready
        (53, errno.ENOENT, errno.ENODEV, "đã ngắt kết nối"),  # no such network path
        (64, errno.EINVAL, errno.ENODEV, "đã ngắt kết nối"),  # the network name is gone
        (1167, errno.EINVAL, errno.ENODEV, "đã ngắt kết nối"),  # a stick was pulled out
        (32, errno.EACCES, errno.EBUSY, "chương trình khác"),
        (19, errno.EACCES, errno.EROFS, "chỉ cho phép đọc"),
        (112, errno.ENOSPC, errno.ENOSPC, "đầy"),
        (206, errno.ENOENT, errno.ENAMETOOLONG, "quá dài"),
        (225, errno.EINVAL, errno.ECANCELED, "vi-rút"),
        (362, errno.EINVAL, errno.ENODATA, "OneDrive"),
        (5, errno.EACCES, errno.EACCES, "không có quyền"),
        (2, errno.ENOENT, errno.ENOENT, "không có tệp"),
    ],
)
def test_numbers_of_windows(winerror: int, number: int, means: int, word: str) -> None:
    said = OfWindows(winerror, number)
    assert errno_of(said) == means
    assert word in said_by_system(said)


@pytest.mark.parametrize(("length", "means"), [(200, errno.ENOENT), (260, errno.ENAMETOOLONG)])
def test_a_path_that_windows_does_not_find_may_be_too_long(length: int, means: int) -> None:
    assert errno_of(OfWindows(3, errno.ENOENT, "D:\\" + "x" * length)) == means


@pytest.mark.parametrize("number", [errno.ENXIO, errno.ESTALE, errno.ENODEV])
def test_a_drive_that_is_gone_elsewhere(number: int) -> None:
    assert said_by_system(OSError(number, "gone")) == "ổ đĩa hoặc thư mục mạng đã ngắt kết nối"


def test_a_failure_without_a_number() -> None:
    assert errno_of(OSError("chỉ có lời")) == 0
    assert said_by_system(OSError("chỉ có lời")) == "chỉ có lời"
