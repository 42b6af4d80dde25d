"""Every page, in a real Chromium: nothing that axe-core complains of, nothing wider than the window, all texts as texts."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct
from playwright.sync_api import Browser

from par_excel.workflow.demo.demo import run_demo
from par_excel.workflow.folder.folder import Folder
from tests.panel.browser import AXE, WIDTHS, Person, chromium, enter
from tests.programs import needs_chromium, needs_node
from tools.panel_client import RunningPanel, running_panel

pytestmark = [needs_chromium, needs_node]
PLACES = (
    "tinh-hinh",
    "co-quan/",
    "co-quan/so-tu-phap",
    "tieu-chi/",
    "tieu-chi/1.1",
    "tieu-chi/1.5",
    "ket-qua/",
    "thu/",
    "nhap/",
    "nhap/1.1",
    "nhat-ky/",
    "thiet-lap/",
    "bo-tieu-chi/",
)
HOSTILE = "<img src=x onerror=document.title='HỎNG'>\u202e.xlsx"


class Opened(Struct, frozen=True):
    """The sample period, open in a panel and a browser."""

    panel: RunningPanel
    browser: Browser
    person: Person
    period: str
    """Its address."""
    root: Path


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    home = tmp_path_factory.mktemp("nhà")
    root = home / "kỳ thử"
    run_demo(Folder(root))
    (root / "inbox" / HOSTILE.replace("/", "_")).write_bytes(
        b"<script>document.title='H\xe1\xbb\x8eNG'</script>"
    )
    with running_panel(home) as panel, chromium() as browser:
        person = enter(browser, panel.address)
        person.fill('input[name="thu_muc"]', str(root))
        person.click('button:has-text("Mở")')
        person.page.wait_for_url("**/tinh-hinh")
        period = person.page.url.removesuffix("/tinh-hinh")
        person.click("text=Nhận và kiểm tra các tệp trong inbox")
        person.job("Đã đọc và kiểm tra xong")
        yield Opened(panel, browser, person, period, root)


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(opened: Opened, width: int) -> None:
    page = opened.person.page
    page.set_viewport_size({"width": width, "height": 900})
    axe = AXE.read_text("utf-8")
    found = {}
    for place in ("/", "/ky-moi", *(f"{opened.period}/{each}" for each in PLACES)):
        address = place if place.startswith("http") else f"{opened.panel.origin}{place}"
        page.goto(address)
        page.evaluate(axe)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        told = [f"{each['id']}: {each['nodes'][0]['html'][:150]}" for each in result["violations"]]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            told.append("wider than the window")
        if told:
            found[address.removeprefix(opened.panel.origin)] = told
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    assert not found, json.dumps(found, ensure_ascii=False, indent=1)
    assert opened.person.faults == []


def test_hostile_names_are_shown_as_text(opened: Opened) -> None:
    page = opened.person.page
    for place in ("tinh-hinh", "nhat-ky/"):
        page.goto(f"{opened.period}/{place}")
        assert "<img src=x onerror=" in page.inner_text("main")
        assert page.locator("main img").count() == 0
        assert "HỎNG" not in page.title()


def test_two_browsers_work_at_once(opened: Opened) -> None:
    """Two officials at two windows: each mark of what was typed into the ministry's software is kept."""
    other = enter(opened.browser, opened.panel.another_address())
    mine = opened.person
    mine.page.goto(f"{opened.period}/nhap/")
    mine.click("text=Lập danh sách nhập liệu")
    mine.job("Đã lập danh sách nhập liệu")
    for person, code, name in ((mine, "1.1", "An"), (other, "1.2", "Bình")):
        person.page.goto(f"{opened.period}/nhap/{code}")
        person.fill('input[name="nguoi"]', name)
    for person in (mine, other):
        person.click("text=Đã nhập, sang tiêu chí sau")
    mine.page.goto(f"{opened.period}/nhap/")
    shown = mine.page.inner_text("table")
    assert "✓ An" in shown
    assert "✓ Bình" in shown
    other.page.context.close()


def test_copying_gives_what_is_typed_into_the_software(opened: Opened) -> None:
    page = opened.person.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=opened.panel.origin)
    page.goto(f"{opened.period}/nhap/1.1")
    page.click("text=Chép điểm")
    page.wait_for_selector("button.copied")
    assert page.evaluate("navigator.clipboard.readText()") == "1"


def test_the_keyboard_alone_accepts_a_finding(opened: Opened) -> None:
    page = opened.person.page
    page.goto(f"{opened.period}/co-quan/so-tu-phap")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    _tab_to(opened.person, 'document.activeElement.closest(".all")')
    page.keyboard.press("Space")
    _tab_to(opened.person, 'document.activeElement.name === "ly_do"')
    page.keyboard.type("đã giải trình bằng văn bản")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    page.wait_for_selector("text=Đã chấp nhận")
    assert page.locator("text=Không chấp nhận nữa").count() > 0


def _tab_to(person: Person, condition: str) -> None:
    for _ in range(60):
        person.page.keyboard.press("Tab")
        if person.page.evaluate(f"!!({condition})"):
            return
    raise AssertionError(f"no Tab leads to {condition}")


def test_a_foreign_page_can_do_nothing(opened: Opened) -> None:
    """A page of another site knows the address; its forms, images and requests come to nothing."""
    context = opened.person.page.context
    foreign = context.new_page()
    foreign.goto("data:text/html,<title>x</title>")
    told = foreign.evaluate(
        """async (origin) => {
        const said = [];
        for (const options of [{}, {method: "POST"}, {mode: "no-cors", method: "POST", credentials: "include"}])
            try { said.push((await fetch(origin + "/ket-thuc", options)).status); } catch { said.push("refused"); }
        return said;
        }""",
        opened.panel.origin,
    )
    assert set(told) <= {"refused", 403, 0}
    foreign.close()
    opened.person.page.goto(f"{opened.period}/tinh-hinh")
    assert opened.panel.process.poll() is None
