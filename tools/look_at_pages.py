"""Render every kind of page that officials print by two programs, LibreOffice and ONLYOFFICE, to be looked at.

    python -m tools.look_at_pages FOLDER

Both demos are gone through as an official would, the one of the agencies up to an approved report. `FOLDER` then holds
them, and a folder of PDF files and overviews in PNG for each program: a page that is cut, lone or empty shows there.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import load_workbook
from PIL import Image
from pypdfium2 import PdfDocument

from par_excel.workflow.demo.mended import FOLDER, REVIEW_FOLDER
from tools.libreoffice.office import Office
from tools.onlyoffice.office import Job, run_onlyoffice

COMMUNES = "125"
_DECISION = "số 512/QĐ-UBND, ngày 26/02/2021"
_DOTS_AN_INCH, _COLUMNS, _GAP = 50, 6, 6
_AGENCIES = (
    "templates/phuluc_1.xlsx",
    "inbox/phuluc_3.xlsx",
    "phan_hoi.xlsx",
    "outbox/bao_cao.docx",
    "outbox/phieu_trinh.docx",
    "outbox/ke_hoach.docx",
    "outbox/tong_hop.xlsx",
    "outbox/ra_soat.xlsx",
    "outbox/nhap_lieu.xlsx",
)
_RANKED = ("outbox/bao_cao.docx", "outbox/phieu_trinh.docx", "outbox/tong_hop.xlsx")


def main(folder: Path) -> None:
    """Make the demos and their pages."""
    if folder.exists():
        sys.exit(f"{folder} is there already")
    agencies, ranked = folder / "co-quan", folder / "cap-xa"
    make_agencies(agencies)
    run("demo", str(ranked), "--communes", COMMUNES)
    sources = [*(agencies / each for each in _AGENCIES), *(ranked / each for each in _RANKED)]
    for name, render in (("libreoffice", by_libreoffice), ("onlyoffice", by_onlyoffice)):
        for source, pages in zip(sources, render(sources, folder / name), strict=True):
            overview = folder / name / f"{shown_name(source)}.png"
            write_overview(pages, overview)
            sys.stdout.write(f"{overview}\n")


def make_agencies(folder: Path) -> None:
    """Go through the demo of the agencies up to the approval."""
    run("demo", str(folder))
    shutil.copyfile(next((folder / "outbox/phan_hoi/phuluc_5").glob("*.xlsx")), folder / "phan_hoi.xlsx")
    for path in (folder / FOLDER).iterdir():
        shutil.copyfile(path, folder / "inbox" / path.name)
    run("-C", str(folder), "merge")
    shutil.copyfile(folder / REVIEW_FOLDER / "ra_soat.xlsx", folder / "outbox/ra_soat.xlsx")
    run("-C", str(folder), "merge")
    said = "4.3/DN: đề xuất 2,5, chủ trì 2,25"
    run(
        "-C",
        str(folder),
        "waive",
        "so-khdt",
        "khac-de-xuat",
        "4.3",
        "--value",
        said,
        "--reason",
        "theo cơ quan chủ trì",
    )
    run("-C", str(folder), "waive", "chung", "chua-doi-chieu", "--reason", "đã đối chiếu bản giấy")
    run("-C", str(folder), "approve", "--decision", _DECISION)
    run("-C", str(folder), "plan")
    run("-C", str(folder), "entry")


def run(*arguments: str) -> None:
    """Run a command of the program; status 1 says that something is left to do."""
    done = subprocess.run([sys.executable, "-m", "par_excel", *arguments], capture_output=True, check=False)
    if done.returncode > 1:
        sys.exit(done.stderr.decode())


def shown_name(source: Path) -> str:
    """Return a name that tells the files of both demos apart."""
    root = next(each for each in source.parents if each.name in {"co-quan", "cap-xa"})
    return f"{root.name}-{source.parent.name}-{source.stem}"


def by_libreoffice(sources: Sequence[Path], target: Path) -> Iterator[Sequence[Path]]:
    """Yield the PDF file of each."""
    with Office() as office:
        for source in sources:
            yield [office.convert(source, target / shown_name(source), "pdf")]


def by_onlyoffice(sources: Sequence[Path], target: Path) -> Iterator[Sequence[Path]]:
    """Yield the PDF files of each: of a workbook one for each sheet."""
    for source in sources:
        place = target / shown_name(source)
        place.mkdir(parents=True)
        sheets = visible_sheets(source) if source.suffix == ".xlsx" else []
        made = [place / f"{number:02}.pdf" for number in range(max(1, len(sheets)))]
        run_onlyoffice([Job(str(source.absolute()), [str(each.absolute()) for each in made], sheets=sheets)])
        yield made


def visible_sheets(source: Path) -> list[str]:
    """Return the names of the sheets that are seen."""
    book = load_workbook(source, read_only=True)
    return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]


def write_overview(pages: Sequence[Path], target: Path) -> None:
    """Put the pages of some PDF files side by side."""
    pictures = []
    for path in pages:
        document = PdfDocument(path)
        pictures += [page.render(scale=_DOTS_AN_INCH / 72).to_pil() for page in document]
        document.close()
    width, height = (_GAP + max(getattr(each, side) for each in pictures) for side in ("width", "height"))
    rows = -(-len(pictures) // _COLUMNS)
    sheet = Image.new("RGB", (width * _COLUMNS, height * rows), "grey")
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (number % _COLUMNS * width, number // _COLUMNS * height))
    sheet.save(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
