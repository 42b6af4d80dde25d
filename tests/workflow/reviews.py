"""A small round with a criterion that the office scores and with proposed initiatives, and its review filled in."""

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from par_excel.ledger import open_ledger
from par_excel.model import DecisionKind
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.results.merge import MergeOutcome, merge_inbox
from par_excel.workflow.results.review import ReviewOutcome, make_review
from tests.config import small
from tests.workflow import periods

WHO = "Nguyễn Văn A"
SCORE, REASON, TICK, OWN = "Điểm rà soát", "Ý kiến, lý do", "Mức rà soát", "Điểm tự đánh giá"
FINAL, RECOGNISED = "Điểm sau rà soát", "Công nhận"
TOLD = ("Số liệu gửi Bộ", "Tài liệu gửi Bộ", "Giải trình gửi Bộ")
HEAD = 5
"""Row of the heads, as Excel counts them."""
TITLE = "Trả kết quả qua Zalo"
"""Of the initiative that each agency proposes."""
_CATALOGUE = f"""{periods.CATALOGUE.rstrip()}
| 1.5 | tiêu chí  | Tiêu chí e | 2    | cơ quan tổng hợp chấm | chọn một mức |          |       |      |       |        |         | verified   |
| 1.5 | mức       | Hai        | 2    |                     |              |            |       |      |       |        |         |            |
| 1.5 | mức       | Một        | 1    |                     |              |            |       |      |       |        |         |            |
""".replace("| Lĩnh vực 1 | 4,5  |", "| Lĩnh vực 1 | 6,5  |")
_ASSIGNMENTS = f"""{periods.ASSIGNMENTS.rstrip()}
| 1.5/A   | 1       | 1.5         | sáng kiến | Ít nhất 01 sáng kiến | QĐ | verified   |
| 1.5/B   | 2       | 1.5         | sáng kiến | Ít nhất 01 sáng kiến | QĐ | verified   |
"""


def round_to_review(root: Path) -> Folder:
    """Lay out the round with a good return of each unit, taken in, and its review workbook."""
    small.folder(root, settings=periods.SETTINGS, catalogue=_CATALOGUE, assignments=_ASSIGNMENTS)
    folder = Folder(root)
    for place in (folder.inbox, folder.outbox, folder.templates):
        place.mkdir()
    for unit in periods.UNITS:
        periods.send(folder, f"{unit}.xlsx", periods.good_return(folder, unit))
    made(folder)
    return folder


def made(folder: Folder) -> ReviewOutcome:
    """Run `review`."""
    return make_review(folder, by=WHO, now=periods.RECEIVED)


def merged(folder: Folder) -> MergeOutcome:
    """Run `merge`."""
    return merge_inbox(folder, now=periods.RECEIVED, by=WHO)


def cells(folder: Folder, sheet: str = "Rà soát") -> Mapping[tuple[str, str], object]:
    """Return the values of the review workbook by key and head."""
    rows = load_workbook(folder.review, data_only=True)[sheet]
    heads = [cell.value for cell in rows[HEAD]]
    return {
        (str(row[0].value), str(head)): cell.value
        for row in rows.iter_rows(min_row=HEAD + 1)
        for head, cell in zip(heads, row, strict=True)
    }


def lines(folder: Folder, code: str) -> list[str]:
    """Return the ids of the scale lines of a criterion."""
    keys = list(dict.fromkeys(key for key, _ in cells(folder)))
    return [key for key in keys if key != code and key.startswith(code)]


def fill(
    folder: Folder, values: Mapping[tuple[str, str], str | float | None], sheet_name: str = "Rà soát"
) -> None:
    """Type into the review workbook, by key and head."""
    book = load_workbook(folder.review)
    sheet = book[sheet_name]
    heads = {cell.value: get_column_letter(at) for at, cell in enumerate(sheet[HEAD], start=1)}
    rows = {sheet.cell(row, 1).value: row for row in range(HEAD + 1, sheet.max_row + 1)}
    for (key, head), value in values.items():
        sheet[f"{heads[head]}{rows[key]}"].value = value
    stream = BytesIO()
    book.save(stream)
    folder.review.write_bytes(stream.getvalue())


def fill_all(folder: Folder) -> None:
    """Lower 1.3, score 1.5 by its second line, and recognise one of the two initiatives."""
    reviewed: dict[tuple[str, str], str | float | None] = {
        ("1.3", SCORE): 0.5,
        ("1.3", REASON): "Thiếu tài liệu",
        ("1.5", REASON): "Một sáng kiến",
    }
    fill(folder, {**reviewed, (lines(folder, "1.5")[1], TICK): "x"})
    fill(folder, {("SK1", RECOGNISED): "x", ("SK2", REASON): "Chưa áp dụng"}, "Sáng kiến")


FINAL_TOTAL = periods.TOTAL - Decimal("0.46") + 1
"""What counts after `fill_all`."""


def recorded(folder: Folder) -> int:
    """Return how many reviews are recorded."""
    with open_ledger(folder.ledger, log=folder.log) as ledger:
        return sum(each.kind is DecisionKind.REVIEW for each in ledger.decisions())
