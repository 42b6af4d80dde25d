"""Where everything stands in the table for the additional explanation: by these words it is written, and read back."""

from collections.abc import Mapping
from enum import Enum

EXPLAIN_SHEET = "Giải trình bổ sung"
EXPLAIN_HIDDEN = "_par"
EXPLAIN_MARK = "par_excel giai_trinh 1"
_BETWEEN = " | "


class ExplainColumn(Enum):
    """The columns; values are the header texts."""

    CODE = "Mã"
    NAME = "Tiêu chí, tiêu chí thành phần"
    MAXIMUM = "Điểm tối đa"
    SCORE = "Điểm tự đánh giá"
    APPRAISED = "Điểm thẩm định"
    DIFFERENCE = "Chênh lệch"
    OPINION = "Ý kiến thẩm định"
    ANSWER = "Giải trình bổ sung"

    @property
    def index(self) -> int:
        """The column's number, from 0."""
        return _INDEXES[self]


_INDEXES: Mapping[ExplainColumn, int] = {column: index for index, column in enumerate(ExplainColumn)}


def explain_stamp(period: str, unit: str) -> str:
    """Return whose table it is, as it stands in the workbook; no unit is the office itself."""
    return _BETWEEN.join((EXPLAIN_MARK, period, unit))


def parse_explain_stamp(text: str) -> tuple[str, str] | None:
    """Return period and unit of a stamp; None where the text is none."""
    parts = [part.strip() for part in text.split(_BETWEEN.strip())]
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == EXPLAIN_MARK else None
