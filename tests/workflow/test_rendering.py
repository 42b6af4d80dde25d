"""Printed through LibreOffice, what we send out has no empty page, and every letter comes from an embedded font."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from par_excel.workflow.demo.demo import Demo
from tests.programs import needs_rendering
from tools.libreoffice.office import Office

pytestmark = needs_rendering

TEXT_FONTS = re.compile(r"(Liberation ?Serif|Times ?New ?Roman)", re.IGNORECASE)
"""Times New Roman, or what stands for it; in any other a letter would fall out of line."""
MARK_FONTS = re.compile(r"OpenSymbol|Symbol", re.IGNORECASE)
"""Bullets may come from these."""
LEAST_CHARACTERS = 200
"""More than header and footer of a page have."""


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with Office() as office:
        yield office


def output(program: str, *arguments: str | Path) -> str:
    done = subprocess.run(
        [program, *map(str, arguments)], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    return done.stdout


@pytest.mark.parametrize("name", ["templates/phuluc_1.xlsx", "outbox/tong_hop.xlsx", "outbox/bao_cao.docx"])
def test_pages_are_full_and_in_one_font(demo: Demo, office: Office, tmp_path: Path, name: str) -> None:
    pdf = office.convert(demo.folder.root / name, tmp_path, "pdf")
    *pages, rest = output("pdftotext", "-layout", pdf, "-").split("\f")
    assert rest == ""
    assert len(pages) > 3
    sparse = [number for number, page in enumerate(pages, 1) if len("".join(page.split())) < LEAST_CHARACTERS]
    assert sparse == []
    fonts = [line.split() for line in output("pdffonts", pdf).splitlines()[2:]]
    assert fonts
    assert [font[0] for font in fonts if "yes" not in font[-5:-4]] == []
    names = {font[0].rpartition("+")[2] for font in fonts}
    assert {each for each in names if not TEXT_FONTS.search(each) and not MARK_FONTS.search(each)} == set()


def test_vietnamese_letters_survive_the_print(demo: Demo, office: Office, tmp_path: Path) -> None:
    """A letter that no font has would come back as something else."""
    pdf = office.convert(demo.folder.report, tmp_path, "pdf")
    text = " ".join(output("pdftotext", pdf, "-").split())
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "\ufffd" not in text
