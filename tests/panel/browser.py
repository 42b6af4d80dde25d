"""A real Chromium that looks at a panel; what a person does in it is counted."""

import base64
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as PageGone

from tests.programs import NODE_MODULES

AXE = NODE_MODULES / "axe-core" / "axe.min.js"
_DROP = """files => {
    const given = new DataTransfer();
    for (const [name, data] of Object.entries(files))
        given.items.add(new File([Uint8Array.from(atob(data), sign => sign.charCodeAt(0))], name));
    document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: given, bubbles: true, cancelable: true}));
}"""
_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_WAIT_MS = 20_000
WIDTHS = (1280, 390)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's Chromium, on Windows Edge."""
    with sync_playwright() as playwright:
        launch = playwright.chromium.launch
        if sys.platform == "win32":
            browser = launch(channel="msedge")
        else:
            browser = launch(executable_path="/usr/bin/chromium", args=list(_ARGUMENTS))
        yield browser
        browser.close()


@dataclass(slots=True)
class Person:
    """Somebody at a page, who clicks and fills in; pages that are only looked at in between cost a click too."""

    page: Page
    origin: str
    steps: int = 0
    """Clicks and fields."""
    faults: list[str] = field(default_factory=list)
    """What the browser complains of."""
    job_seconds: float = 60.0
    """How long work may take."""

    def click(self, selector: str) -> None:
        self.steps += 1
        self.page.click(selector)

    def fill(self, selector: str, text: str) -> None:
        self.steps += 1
        self.page.fill(selector, text)

    def choose_files(self, selector: str, files: Sequence[Path]) -> None:
        self.steps += 1
        self.page.set_input_files(selector, [str(path) for path in files])

    def drop(self, files: Mapping[str, bytes]) -> None:
        """Drop files onto the page, wherever."""
        self.steps += 1
        self.page.evaluate(_DROP, {name: base64.b64encode(data).decode() for name, data in files.items()})

    def job(self, text: str) -> str:
        """Wait until work has ended that tells this, and return what it told."""
        until = time.monotonic() + self.job_seconds
        box = self.page.locator('#viec[data-over="1"]')
        while time.monotonic() < until:
            told = ""
            with suppress(PageGone):  # the page is just being shown anew
                told = " ".join(box.all_inner_texts())
            if text in told:
                return told
            time.sleep(0.05)
        raise AssertionError(f"{text!r} was never told; the page says {self.page.inner_text('main')[:400]!r}")


def enter(browser: Browser, address: str, *, width: int = 1280) -> Person:
    """Open a panel in a browser window of its own, with cookies of its own."""
    page = browser.new_context(locale="vi-VN", viewport={"width": width, "height": 900}).new_page()
    page.set_default_timeout(_WAIT_MS)
    person = Person(page, address.partition("/?")[0])
    page.on("console", lambda said: person.faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda failure: person.faults.append(str(failure)))
    page.goto(address)
    return person
