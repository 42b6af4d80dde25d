"""Render what an official sees to pictures for the docs: template, filled return, master workbook, report, status page.

LibreOffice makes the pages, poppler the pictures; Chromium shows the status page: `make pictures` after anything has changed in their looks, then
look at them. A page is found by a text that stands on it, so that a picture shows what its name says.
Names of pictures as arguments: only those are made (`python -m tools.make_pictures xep-hang`).
"""

import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from par_excel.workflow.correspondence.status import read_standing, write_status_page
from par_excel.workflow.demo.commune_demo import run_commune_demo
from par_excel.workflow.demo.demo import run_demo
from par_excel.workflow.folder.folder import Folder
from tools import panel_pictures
from tools.libreoffice.office import Office
from tools.windows import pictures

TARGET = Path(__file__).parent.parent / "docs" / "pictures"
DPI = 72
STATUS_AT = datetime(2021, 2, 18, 2, tzinfo=UTC)
"""The morning of the deadline's day."""
STATUS = "tinh-hinh"
STATUS_SIZE = (1100, 1500)


class Picture(Struct, frozen=True):
    """A page of a document that the docs show."""

    name: str
    source: str
    """Path inside the demo's folder."""
    text: str
    """Stands on the page; the first page that has it is taken."""


PICTURES = (
    Picture("huong-dan", "templates/phuluc_3.xlsx", "Cách điền"),
    Picture("bieu-mau", "templates/phuluc_3.xlsx", "Mã biểu mẫu"),
    Picture("bieu-mau-phoi-hop", "templates/phuluc_8.xlsx", "NỘI DUNG PHỐI HỢP"),
    Picture("bieu-mau-sang-kien", "templates/phuluc_3.xlsx", "SÁNG KIẾN, GIẢI PHÁP MỚI TRONG"),
    Picture("bieu-mau-ky", "templates/phuluc_3.xlsx", "NGƯỜI LẬP BIỂU"),
    Picture("ban-nop", "inbox/phuluc_1.xlsx", "Mức độ hoàn thành kế hoạch"),
    Picture("tong-hop", "outbox/tong_hop.xlsx", "Kết quả chung"),
    Picture("theo-co-quan", "outbox/tong_hop.xlsx", "Theo cơ quan"),
    Picture("chi-tiet", "outbox/tong_hop.xlsx", "Mức độ hoàn thành kế hoạch CCHC năm"),
    Picture("diem-bi-tru", "outbox/tong_hop.xlsx", "nhiều nhất trước"),
    Picture("loi", "outbox/tong_hop.xlsx", "Điểm ngoài khoảng cho phép"),
    Picture("bao-cao-1", "outbox/bao_cao.docx", "CỘNG HÒA XÃ HỘI"),
    Picture("bao-cao-2", "outbox/bao_cao.docx", "Nội dung chưa đạt và nguyên nhân"),
    Picture("bao-cao-bieu-do", "outbox/bao_cao.docx", "Biểu đồ 1"),
    Picture("bao-cao-ky", "outbox/bao_cao.docx", "Nơi nhận"),
    Picture("bao-cao-phu-luc-1", "outbox/bao_cao.docx", "KẾT QUẢ TỰ ĐÁNH GIÁ TỪNG TIÊU CHÍ"),
    Picture("bao-cao-phu-luc-2", "outbox/bao_cao.docx", "DANH MỤC TÀI LIỆU KIỂM CHỨNG"),
)
COMMUNE_PICTURES = (Picture("xep-hang", "outbox/tong_hop.xlsx", "XẾP HẠNG CÁC ĐƠN VỊ"),)
"""Of the demo of many units."""
COMMUNES = 125


def main() -> None:
    """Make the demos, render their documents and write the pictures, all or those that are named."""
    TARGET.mkdir(parents=True, exist_ok=True)
    every = [
        STATUS,
        *(each.name for each in (*PICTURES, *COMMUNE_PICTURES)),
        *panel_pictures.NAMES,
        *pictures.NAMES,
    ]
    wanted = frozenset(sys.argv[1:] or every)
    with TemporaryDirectory() as name, Office() as office:
        demo, communes = Path(name) / "demo", Path(name) / "communes"
        mine, theirs = _chosen(PICTURES, wanted), _chosen(COMMUNE_PICTURES, wanted)
        if mine or STATUS in wanted:
            run_demo(Folder(demo))
            _write_pages(office, demo, mine)
        if STATUS in wanted:
            _write_status(Folder(demo), Path(name))
        if theirs:
            run_commune_demo(Folder(communes), COMMUNES)
            _write_pages(office, communes, theirs)
        if not wanted.isdisjoint(panel_pictures.NAMES):
            for picture in panel_pictures.panel_pictures(Path(name) / "panel", TARGET, wanted):
                sys.stdout.write(f"{picture}: the panel\n")
        if not wanted.isdisjoint(pictures.NAMES):
            for picture in pictures.drawings(TARGET, wanted):
                sys.stdout.write(f"{picture}: drawn\n")


def _chosen(pictures: Sequence[Picture], wanted: Collection[str]) -> list[Picture]:
    return [picture for picture in pictures if picture.name in wanted]


def _write_pages(office: Office, demo: Path, pictures: Sequence[Picture]) -> None:
    for source in dict.fromkeys(picture.source for picture in pictures):
        pdf = office.convert(
            demo / source, demo.with_name(f"{demo.name}-pages") / Path(source).parent.name, "pdf"
        )
        texts = list(_page_texts(pdf))
        for picture in pictures:
            if picture.source == source:
                _write(picture, pdf, texts)


def _page_texts(pdf: Path) -> Iterator[str]:
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True).stdout
    yield from text.decode("utf-8").split("\f")


def _write(picture: Picture, pdf: Path, texts: list[str]) -> None:
    found = [number for number, text in enumerate(texts, start=1) if picture.text in " ".join(text.split())]
    if not found:
        sys.exit(f"{picture.name}: “{picture.text}” stands on no page of {picture.source}")
    page = str(found[0])
    target = TARGET / picture.name
    command = [
        "pdftoppm",
        "-r",
        str(DPI),
        "-f",
        page,
        "-l",
        page,
        "-singlefile",
        "-png",
        str(pdf),
        str(target),
    ]
    subprocess.run(command, check=True)
    sys.stdout.write(f"{picture.name}: page {page} of {len(texts) - 1} of {picture.source}\n")


def _write_status(demo: Folder, place: Path) -> None:
    """Show the status page as a browser does."""
    page = write_status_page(demo, read_standing(demo, now=STATUS_AT))
    target = TARGET / f"{STATUS}.png"
    width, height = STATUS_SIZE
    command = [
        *("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        *(f"--user-data-dir={place / 'chromium'}", f"--window-size={width},{height}"),
        *(f"--screenshot={target}", page.resolve().as_uri()),
    ]
    subprocess.run(command, check=True, capture_output=True)
    sys.stdout.write(f"{target.stem}: {page.name}\n")


if __name__ == "__main__":
    main()
