"""Sets of criteria that were invented for tests, in the structure of different years: the truth that documents are held against.

Every name says that it is invented; no row is one of a real set.
"""

from decimal import Decimal
from itertools import cycle

from msgspec import Struct
from msgspec.structs import replace

from par_excel.model import ScaleKind

SUBJECTS = (
    "Ban hành kế hoạch năm",
    "Mức độ hoàn thành nhiệm vụ được giao",
    "Tỷ lệ hồ sơ giải quyết đúng hạn",
    "Xử lý các vấn đề phát hiện qua kiểm tra",
    "Công khai, minh bạch kết quả thực hiện",
    "Thực hiện chế độ báo cáo định kỳ",
    "Chất lượng tham mưu, phối hợp giữa các cơ quan",
    "Ứng dụng công nghệ thông tin trong hoạt động nội bộ",
)
FIELDS = (
    "Công tác chỉ đạo, điều hành",
    "Cải cách thể chế",
    "Cải cách thủ tục",
    "Cải cách tổ chức bộ máy",
    "Cải cách chế độ công vụ",
    "Cải cách tài chính công",
    "Chính quyền số",
    "Tác động của cải cách",
)
AGENCIES = ("Sở Nội vụ", "Sở Tư pháp", "Văn phòng UBND tỉnh", "Sở Tài chính")


class Row(Struct, frozen=True):
    """One row of an invented set."""

    code: str
    name: str
    maximum: Decimal
    kind: ScaleKind | None = None
    """None on headings."""
    lines: tuple[tuple[str, Decimal], ...] = ()
    note: str = ""
    evidence: tuple[str, ...] = ()
    agency: str = ""

    @property
    def level(self) -> int:
        """1 for a field, 2 for a criterion, 3 for a component."""
        return self.code.count(".") + 1

    @property
    def parent(self) -> str:
        """The code above."""
        return self.code.rpartition(".")[0]


Set = tuple[Row, ...]

_HALF, _ONE, _TWO = Decimal("0.5"), Decimal(1), Decimal(2)


def _leaf(code: str, name: str, kind: ScaleKind, agency: str) -> Row:
    row = Row(code, name, _ONE, kind, agency=agency)
    evidence = (f"Báo cáo ví dụ của mục {code}", "Danh mục hồ sơ kèm theo")
    match kind:
        case ScaleKind.LEVELS:
            lines = (
                ("Đạt từ 90% trở lên", _ONE),
                ("Từ 70% đến dưới 90%", _HALF),
                ("Dưới 70%", Decimal(0)),
            )
            return replace(row, lines=lines, evidence=evidence)
        case ScaleKind.CUMULATIVE:
            lines = (
                ("Ban hành văn bản đúng thời hạn", _HALF),
                ("Có đủ nội dung theo hướng dẫn", Decimal("0.25")),
                ("Gửi đến cơ quan có thẩm quyền", Decimal("0.25")),
            )
            return replace(row, lines=lines, evidence=evidence)
        case ScaleKind.RATE:
            note = (
                "Điểm được tính theo công thức: (b/a) x điểm tối đa, trong đó a là tổng số, b là số đã xong"
            )
            return replace(row, note=note, evidence=evidence)
        case _:
            return replace(row, maximum=_TWO, agency="")


def invented(shape: tuple[tuple[int, ...], ...]) -> Set:
    """Return a set: for each field, for each criterion, how many components it has (0: it is scored itself)."""
    kinds = cycle(
        [ScaleKind.LEVELS, ScaleKind.CUMULATIVE, ScaleKind.LEVELS, ScaleKind.RATE, ScaleKind.SURVEY]
    )
    subjects = cycle(SUBJECTS)
    rows: list[Row] = []
    for number, criteria in enumerate(shape, start=1):
        agency = AGENCIES[(number - 1) % len(AGENCIES)]
        below: list[Row] = []
        for index, components in enumerate(criteria, start=1):
            code, name = f"{number}.{index}", f"{next(subjects)} (ví dụ {number}-{index})"
            if not components:
                below.append(_leaf(code, name, next(kinds), agency))
                continue
            leaves = [
                _leaf(f"{code}.{at}", f"{next(subjects)} (ví dụ {number}-{index}-{at})", next(kinds), agency)
                for at in range(1, components + 1)
            ]
            below += [Row(code, name, sum((leaf.maximum for leaf in leaves), Decimal(0))), *leaves]
        maximum = sum((row.maximum for row in below if row.level == 2), Decimal(0))
        rows += [Row(str(number), f"{FIELDS[number - 1]} (ví dụ)", maximum), *below]
    return tuple(rows)


LARGE = invented(
    (
        (0, 0, 2, 0, 0, 0),
        (2, 0, 4, 0),
        (4, 5, 3, 4, 3),
        (3, 3, 2, 4),
        (2, 2, 3, 2, 0, 2, 3, 2, 0),
        (5, 4, 3, 3),
        (4, 4, 3, 3, 3),
        (0, 3, 3, 0, 2, 0),
    )
)
"""8 fields, 43 criteria, 95 components: 146 rows and as many scale lines, as the set of one year."""
MIDDLE = invented(((2, 0, 3), (0, 2, 0, 2), (3, 3, 2), (2, 2), (0, 0, 4)))
SMALL = invented(((0, 2, 0), (2, 0), (0, 0, 2)))
