"""Invented communes for the demo of many units: names that nobody bears, groups, and the list don_vi.csv.

The same number gives the same communes, and the first ones stay the same whatever the number.
"""

from par_excel.model import Unit
from par_excel.vietnamese import slug

LIMIT_COMMUNES = 2_000
"""How many communes the demo makes, at most: more than any province has."""
APPENDIX = "1"
DOMAIN = "tinhvidu.example.vn"

PLAIN, MOUNTAINS, ISLANDS = "Đồng bằng", "Miền núi", "Hải đảo"
_GROUPS = (PLAIN, MOUNTAINS, PLAIN, PLAIN, MOUNTAINS, PLAIN, PLAIN, ISLANDS)
_FIRST = "An Bình Cát Đông Hòa Kim Lộc Mỹ Nam Phú Quang Sơn Tân Thanh Thủy Trung Vân Vĩnh Xuân Yên".split()  # noqa: SIM905 - a line of words reads better
_SECOND = "Bách Châu Định Giang Hà Hiệp Hưng Khê Lâm Long Mai Ninh Phong Phúc Quý Tâm Thành Thịnh Trạch Vượng".split()  # noqa: SIM905


def invented_communes(number: int) -> tuple[Unit, ...]:
    """Return so many communes; “Mẫu” in every name says that it is made up."""
    return tuple(_commune(index) for index in range(number))


def group_of(index: int) -> str:
    """Return the group of the commune at this index."""
    return _GROUPS[index % len(_GROUPS)]


def _commune(index: int) -> Unit:
    name = f"{_kind(index)} Mẫu {_words(index)}"
    id_ = slug(name)
    return Unit(
        id=id_,
        name=name,
        appendix=APPENDIX,
        email=f"{id_}@{DOMAIN}",
        contact="Công chức văn phòng – thống kê",
        group=group_of(index),
    )


def _kind(index: int) -> str:
    if group_of(index) == ISLANDS:
        return "Đặc khu"
    return "Phường" if group_of(index) == PLAIN and index % 5 == 0 else "Xã"


def _words(index: int) -> str:
    """Return two words that no other commune has, with a number where all pairs are taken."""
    turn, rest = divmod(index, len(_FIRST) * len(_SECOND))
    first, second = rest % len(_FIRST), (rest // len(_FIRST) + rest) % len(_SECOND)
    pair = f"{_FIRST[first]} {_SECOND[second]}"
    return f"{pair} {turn + 1}" if turn else pair
