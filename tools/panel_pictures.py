"""Pictures of the panel for the guide: the sample period on the day before its deadline, in Debian's Chromium."""

import shutil
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from par_excel.workflow.demo.demo import run_demo
from par_excel.workflow.demo.mended import FOLDER
from par_excel.workflow.folder.folder import Folder
from tools.panel_client import running_panel

TODAY = "2021-02-17 17:30:00"
"""By the clock in Hà Nội: the demo's returns have come an hour and a half before."""
PLACES: Mapping[str, tuple[str, int]] = {
    "bang-tinh-hinh": ("tinh-hinh", 1100),
    "bang-co-quan": ("co-quan/so-tu-phap", 1150),
    "bang-tieu-chi": ("tieu-chi/1.3.2", 1150),
    "bang-ket-qua": ("ket-qua/", 1250),
    "bang-thu": ("thu/", 620),
    "bang-nhap": ("nhap/1.1", 900),
    "bang-nhat-ky": ("nhat-ky/", 760),
    "bang-thiet-lap": ("thiet-lap/", 1000),
    "bang-bo-tieu-chi": ("bo-tieu-chi/", 1000),
}
"""Where each is taken, and how high it is."""
START = ("bang-trang-dau", 520)
NAMES = (START[0], *PLACES)
_WIDTH = 1180
_COLOURS = 64


def panel_pictures(place: Path, target: Path, wanted: Collection[str]) -> Iterator[str]:
    """Write the pictures that are wanted; yield their names."""
    home = place / "nhà"
    root = home / "Documents" / "Kỳ thử 2020"
    run_demo(Folder(root))
    with running_panel(home, clock=TODAY) as panel, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": _WIDTH, "height": 900}, locale="vi-VN")
        page.goto(panel.address)
        if START[0] in wanted:
            write_shown(page, target / f"{START[0]}.png", START[1])
            yield START[0]
        page.fill('input[name="thu_muc"]', str(root))
        page.click('button:has-text("Mở")')
        page.set_input_files('input[name="tep"]', str(root / FOLDER / "phuluc_2.xlsx"))
        page.click("text=Nhận các tệp đã chọn")
        page.wait_for_selector('#viec[data-over="1"]', timeout=60_000)
        period = page.url.removesuffix("/tinh-hinh")
        for name, (where, high) in PLACES.items():
            if name in wanted:
                page.goto(f"{period}/{where}")
                write_shown(page, target / f"{name}.png", high)
                yield name
        browser.close()


def write_shown(page: Page, target: Path, high: int) -> None:
    """Write what a window of this height shows, in few colours."""
    page.set_viewport_size({"width": _WIDTH, "height": high})
    shown = Image.open(BytesIO(page.screenshot())).convert("RGB")
    shown.quantize(_COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
