"""The figures of the report's charts."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from par_excel.model import Result
from par_excel.writing.docx_chart import Chart
from par_excel.writing.report_fill import clean
from par_excel.writing.report_review import score_name

_PERCENT_PLACES = Decimal("0.0001")
"""What `format_percent` shows, so that chart and table say the same."""


def charts_by_name(result: Result) -> Mapping[str, Chart]:
    """Return every chart by the name in its alternative text; fields that nobody self-assesses stand in none."""
    fields = [total for total in result.fields if total.ratio is not None]
    return {
        "bieu_do_diem": Chart(
            categories=tuple(clean(total.key) for total in fields),
            series=(
                ("Điểm tối đa tự đánh giá", tuple(total.self_maximum for total in fields)),
                (score_name(result), tuple(total.score for total in fields)),
            ),
        ),
        "bieu_do_ty_le": Chart(
            categories=tuple(clean(f"{total.key}. {total.name}") for total in fields),
            series=(
                (
                    "Tỷ lệ điểm đạt được",
                    tuple(
                        (total.ratio or Decimal(0)).quantize(_PERCENT_PLACES, ROUND_HALF_UP)
                        for total in fields
                    ),
                ),
            ),
            number_format="0.00%",
        ),
    }
