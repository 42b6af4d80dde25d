"""A small working folder on disk with nothing left to a person, and returns filled in for it.

Two units; every kind of scale; all rows verified and none scored by the office, so that everything can be in order.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from par_excel.checks import RULES
from par_excel.config import load_basis
from par_excel.form import (
    INITIATIVE_OBLIGATORY,
    TICK,
    ClosingField,
    Column,
    Entries,
    Form,
    FormRow,
    RowKind,
    figure_key,
    form_for,
)
from par_excel.model import LOWER, UPPER, Basis, Formula, Parcel
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.records.decisions import Decider
from par_excel.workflow.records.restore import restore
from par_excel.writing.template.workbook import template_workbook
from tests.config import small
from tests.reading.workbooks import with_replaced

RECEIVED = datetime(2021, 2, 17, 9, tzinfo=UTC)
"""A day before the deadline."""
UNITS = ("so-a", "so-b")
TOTAL = Decimal("3.46")
"""Of what `good_entries` give: 1.5 + 1 + 0.96."""

SETTINGS = f'{small.SETTINGS}[kiem_tra]\nEV13 = "tắt"\nEV14 = "tắt"\n'
"""The signed reports come on paper; nobody asks why points are lost."""
CATALOGUE = """\
| Mã  | Cấp       | Nội dung   | Điểm | Cách chấm           | Thang điểm   | Ngưỡng (%) | Hệ số | Trần | Tử số | Mẫu số | Phụ lục | Độ tin cậy |
| 1   | lĩnh vực  | Lĩnh vực 1 | 4,5  | hỗn hợp             |              |            |       |      |       |        |         | verified   |
| 1.1 | tiêu chí  | Tiêu chí a | 1,5  | tự đánh giá         | chọn một mức |            |       |      |       |        | 1       | verified   |
| 1.1 | mức       | Đạt        | 1,5  |                     |              |            |       |      |       |        |         |            |
| 1.1 | mức       | Không đạt  | 0    |                     |              |            |       |      |       |        |         |            |
| 1.2 | tiêu chí  | Tiêu chí b | 1    | tự đánh giá         | cộng dồn     |            |       |      |       |        | 1       | verified   |
| 1.2 | mức       | Có a       | 0,25 |                     |              |            |       |      |       |        |         |            |
| 1.2 | mức       | Có b       | 0,75 |                     |              |            |       |      |       |        |         |            |
| 1.3 | tiêu chí  | Tiêu chí c | 1    | số liệu             | công thức    | 95         | 1     | 1    | Số a  | Số b   | 2       | verified   |
| 1.3 | diễn giải | tỷ lệ      |      |                     |              |            |       |      |       |        |         |            |
| 1.4 | tiêu chí  | Tiêu chí d | 1    | điều tra xã hội học | điều tra     |            |       |      |       |        |         | verified   |
| 1.4 | diễn giải | theo phiếu |      |                     |              |            |       |      |       |        |         |            |
"""
ASSIGNMENTS = """\
| Mã dòng | Phụ lục | Mã tiêu chí | Hình thức | Nội dung đóng góp | Nguồn | Độ tin cậy |
| 1.1/X   | 2       | 1.1         | phối hợp  | Số liệu           | QĐ    | verified   |
"""


def period(root: Path) -> Folder:
    """Lay out the small period with an empty inbox."""
    small.folder(root, settings=SETTINGS, catalogue=CATALOGUE, assignments=ASSIGNMENTS)
    folder = Folder(root)
    for place in (folder.inbox, folder.outbox, folder.templates):
        place.mkdir()
    return folder


def full_period(root: Path) -> Folder:
    """Lay out the small period with a good return of each unit."""
    folder = period(root)
    for unit in UNITS:
        send(folder, f"{unit}.xlsx", good_return(folder, unit))
    return folder


def send(folder: Folder, name: str, data: bytes) -> Path:
    """Put a file into the inbox."""
    path = folder.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def lose_ledger(folder: Folder) -> None:
    """Take the ledger away, and have it made anew from the log."""
    folder.ledger.unlink()
    restore(folder, Decider("An", "mất sổ theo dõi", RECEIVED))


def spoil_stored(folder: Folder, name: str) -> None:
    """Change a byte of what the ledger keeps of a file of the inbox: one that no other file there has in its place."""
    content = bytearray(folder.ledger.read_bytes())
    data = (folder.inbox / name).read_bytes()
    others = [path.read_bytes() for path in folder.inbox.iterdir() if path.name != name]
    pieces = (data[start : start + 40] for start in range(0, len(data), 40))
    own = next(piece for piece in pieces if piece in content and not any(piece in other for other in others))
    content[content.index(own) + 10] ^= 1
    folder.ledger.write_bytes(content)


def form_of(folder: Folder, unit: str) -> Form:
    """Return the form of a unit."""
    basis = load_basis(folder.root)
    return form_for(basis, basis.units[unit])


def good_return(
    folder: Folder,
    unit: str,
    changes: Mapping[tuple[str, Column], str | Decimal] | None = None,
    saved: str = "",
) -> bytes:
    """Return a workbook in which nothing is wrong, but for these changes; `saved` says when, in UTC."""
    form = form_of(folder, unit)
    entries = good_entries(form)
    data = template_workbook(form, RULES, replace(entries, scores={**entries.scores, **(changes or {})}))
    made = f"{form.basis.period.year + 1}-01-01T00:00:00Z"
    modified = '<dcterms:modified xsi:type="dcterms:W3CDTF">'
    return with_replaced(data, "docProps/core.xml", modified + made, modified + saved) if saved else data


def good_entries(form: Form) -> Entries:
    """Return values with which every check of the form is content."""
    scores: dict[tuple[str, Column], str | Decimal] = {}
    for leaf in form.leaves:
        scores |= _reached(form, leaf)
        scores[leaf.key, Column.EVIDENCE] = f"Báo cáo số 12/BC-{form.unit.id} ngày 10/12/2020"
    for row in form.contributions:
        scores[row.key, Column.EVIDENCE] = "Báo cáo số 9/BC-PH ngày 11/12/2020"
    told = dict.fromkeys(INITIATIVE_OBLIGATORY, "Trả kết quả qua Zalo")
    closing = dict.fromkeys(ClosingField, "Nguyễn Văn A") | {ClosingField.SIGNED_ON: "15/02/2021"}
    return Entries(scores, (told,) if form.appendix.has_initiatives else (), closing)


def _reached(form: Form, leaf: FormRow) -> dict[tuple[str, Column], str | Decimal]:
    """Return what gives a leaf its highest score; 96 of 100 where it follows from a rate."""
    scale = form.basis.catalogue[leaf.criterion].scale
    if isinstance(scale, Formula) and scale.is_computable:
        given = {UPPER: Decimal(96), LOWER: Decimal(100)}
        return {(figure_key(leaf.key, figure), Column.FIGURES): amount for figure, amount in given.items()}
    if isinstance(scale, Formula):
        return {(leaf.key, Column.SCORE): scale.cap}
    lines = form.lines(leaf, RowKind.LINE)
    best = max(line.points or Decimal(0) for line in lines)
    is_sum = bool(form.lines(leaf, RowKind.NOTHING))
    chosen = lines if is_sum else [line for line in lines if line.points == best][:1]
    return {(line.key, Column.LEVEL): TICK for line in chosen}


def parcel(data: bytes, name: str = "phuluc.xlsx") -> Parcel:
    """Return bytes as they arrive."""
    return Parcel(name=name, data=data, sha256=hashlib.sha256(data).hexdigest(), modified=RECEIVED)


def basis_of(folder: Folder) -> Basis:
    """Return what the folder's returns are judged against."""
    return load_basis(folder.root)
