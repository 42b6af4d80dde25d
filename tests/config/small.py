"""A small invented working folder as text, and the problems found in it as short lines."""

import csv
import io
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from msgspec.structs import replace
from openpyxl import Workbook

from par_excel.config import check_basis
from par_excel.model import Basis, ConfigError

SETTINGS = """\
[ky]
id = "thu-2020"
nam = 2020
tinh = "tỉnh Thử"
ten = "Kỳ thử"
bo_tieu_chi = "Bộ thử"
can_cu_bo_tieu_chi = "Quyết định số 1"
can_cu = [
    "Quyết định số 1",
]

[[han]]
id = "nop"
ngay = "18/02/2021"
ten = "Nộp"

[[han]]
id = "trinh"
ngay = 2021-02-23
ten = "Trình"

[nguoi_gui]
ten = "Sở Nội vụ"
email = "snv@example.vn"
dien_thoai = ""
lien_he = ""

[bao_cao]
co_quan_dong_1 = "ỦY BAN NHÂN DÂN"
co_quan_dong_2 = "TỈNH THỬ"
ky_hieu = "BC-UBND"
dia_danh = "Thử"
thay_mat = ""
chuc_vu = "CHỦ TỊCH"
nguoi_ky = ""
noi_nhan = ["Lưu: VT"]

[[don_vi]]
id = "so-a"
ten = "Sở A"
phu_luc = "1"
email = ""
lien_he = ""

[[don_vi]]
id = "so-b"
ten = "Sở B"
phu_luc = 2
email = "b@example.vn"
lien_he = ""
"""

CATALOGUE_COLUMNS = (
    "Năm",
    "Mã",
    "Cấp",
    "Nội dung",
    "Điểm",
    "Cách chấm",
    "Thang điểm",
    "Ngưỡng (%)",
    "Hệ số",
    "Trần",
    "Tử số",
    "Mẫu số",
    "Tài liệu kiểm chứng thường dùng",
    "Phụ lục",
    "Nguồn",
    "Độ tin cậy",
)

CATALOGUE = """\
| Mã    | Cấp                 | Nội dung   | Điểm | Cách chấm             | Thang điểm    | Ngưỡng (%) | Hệ số | Trần | Tử số | Mẫu số | Phụ lục | Độ tin cậy   |
| 1     | lĩnh vực            | Lĩnh vực 1 | 6    | hỗn hợp               |               |            |       |      |       |        |         | recalled     |
| 1.1   | tiêu chí            | Tiêu chí a | 1,5  | tự đánh giá           | chọn một mức  |            |       |      |       |        | 1       | verified     |
| 1.1   | mức                 | Đạt        | 1,5  |                       |               |            |       |      |       |        |         |              |
| 1.1   | mức                 | Không đạt  | 0    |                       |               |            |       |      |       |        |         |              |
| 1.2   | tiêu chí            | Tiêu chí b | 2    | hỗn hợp               |               |            |       |      |       |        |         | đã đối chiếu |
| 1.2.1 | tiêu chí thành phần | Phần a     | 1    | tự đánh giá           | cộng dồn      |            |       |      |       |        | 1       | seed         |
| 1.2.1 | mức                 | Có a       | 0,25 |                       |               |            |       |      |       |        |         |              |
| 1.2.1 | mức                 | Có b       | 0,75 |                       |               |            |       |      |       |        |         |              |
| 1.2.2 | tiêu chí thành phần | Phần b     | 1    | điều tra xã hội học   | điều tra      |            |       |      |       |        |         |              |
| 1.2.2 | diễn giải           | theo phiếu |      |                       |               |            |       |      |       |        |         |              |
| 1.3   | tiêu chí            | Tiêu chí c | 1    | số liệu               | công thức     | 95         | 1     | 1    | Số a  | Số b   | 2       |              |
| 1.3   | diễn giải           | tỷ lệ      |      |                       |               |            |       |      |       |        |         |              |
| 1.4   | tiêu chí            | Sáng kiến  | 1,5  | cơ quan tổng hợp chấm | chọn một mức  |            |       |      |       |        |         |              |
| 1.4   | mức                 | Có         | 1,5  |                       |               |            |       |      |       |        |         |              |
"""
"""Line numbers of the file are those of this table: the header is line 1."""

ASSIGNMENTS = """\
| Mã dòng | Phụ lục | Mã tiêu chí | Hình thức | Nội dung đóng góp | Nguồn | Độ tin cậy |
| 1.1/X   | 2       | 1.1         | phối hợp  | Số liệu           | QĐ    | seed       |
| 1.4/S1  | 1       | 1.4         | sáng kiến | Đề xuất           | QĐ    | seed       |
"""


def cells(table: str) -> list[list[str]]:
    """Return the cells of a table drawn with bars."""
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines()]


def catalogue_rows(table: str = CATALOGUE) -> list[list[str]]:
    """Return the rows of a catalogue with all columns; what the drawing leaves out is the same on every row."""
    header, *rows = cells(table)
    return [list(CATALOGUE_COLUMNS), *(_whole(dict(zip(header, row, strict=True))) for row in rows)]


def _whole(row: dict[str, str]) -> list[str]:
    usual = {"Năm": "2020"}
    if row["Cấp"] not in {"mức", "diễn giải"}:
        usual |= {"Tài liệu kiểm chứng thường dùng": "Kế hoạch; báo cáo, số liệu", "Nguồn": "bịa ra; thử"}
    return [(usual | row).get(column, "") for column in CATALOGUE_COLUMNS]


def csv_bytes(rows: Iterable[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Return rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a workbook."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def folder(
    where: Path,
    *,
    settings: str = SETTINGS,
    catalogue: str | bytes = CATALOGUE,
    assignments: str | bytes = ASSIGNMENTS,
    kind: str = "csv",
) -> Path:
    """Write a working folder; tables are given as drawn, or as the bytes of a file of this kind."""
    where.mkdir(parents=True, exist_ok=True)
    (where / "par.toml").write_text(settings, encoding="utf-8", newline="\n")
    given = catalogue if isinstance(catalogue, bytes) else csv_bytes(catalogue_rows(catalogue))
    (where / f"tieu_chi.{kind if isinstance(catalogue, bytes) else 'csv'}").write_bytes(given)
    given = assignments if isinstance(assignments, bytes) else csv_bytes(cells(assignments))
    (where / f"phan_cong.{kind if isinstance(assignments, bytes) else 'csv'}").write_bytes(given)
    return where


def problems(where: Path) -> list[str]:
    """Return every problem of a folder as `file:line what`."""
    return [short(problem) for problem in check_basis(where).problems]


def short(problem: ConfigError) -> str:
    """Return a problem without its folder and without how to mend it, which must be there."""
    assert problem.mend.endswith((".", "”", ")")), problem.mend
    return f"{Path(str(problem.file)).name}:{problem.line or '-'} {problem.what}"


def without_sources(basis: Basis) -> Basis:
    """Return a basis that does not tell which files it came from."""
    return Basis(replace(basis.period, sources={}), basis.catalogue, basis.assignments)
