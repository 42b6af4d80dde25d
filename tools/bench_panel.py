"""Measure what the panel promises: its first page, every page, dropped returns, memory of its own process."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

from par_excel.panel.periods import period_id
from par_excel.workflow.demo.commune_demo import run_commune_demo
from par_excel.workflow.demo.demo import RETURNS, run_demo
from par_excel.workflow.folder.folder import Folder, lay_out
from tools.panel_client import Caller, running_panel

PAGES = (
    "tinh-hinh",
    "co-quan/",
    "tieu-chi/",
    "tieu-chi/1.1",
    "ket-qua/",
    "thu/",
    "nhap/",
    "nhap/1.1",
    "nhat-ky/",
    "thiet-lap/",
    "bo-tieu-chi/",
)
_COMMUNES = 125
_COMMUNE_PAGES = ("tinh-hinh", "co-quan/", "tieu-chi/", "ket-qua/", "thu/", "nhat-ky/", "thiet-lap/")
Figure = tuple[str, float, str, float]
"""What, how much, of what, and what was promised at most."""


def panel_figures(place: Path) -> Iterator[Figure]:
    """Yield every figure of the panel beside its goal."""
    eight, empty, many = place / "tám", place / "trống", place / "xã"
    run_demo(Folder(eight))
    lay_out(Folder(empty))
    run_commune_demo(Folder(many), _COMMUNES)
    home = place / "nhà"
    with running_panel(home):
        pass
    began = time.perf_counter()
    with running_panel(home) as panel:
        caller = Caller.enter(panel)
        yield "panel: first page after its start", time.perf_counter() - began, "s", 1.0
        for root, pages, goal in ((eight, PAGES, 0.2), (many, _COMMUNE_PAGES, 0.5)):
            address = _open(caller, root)
            seconds = {each: _seconds(caller, f"{address}/{each}") for each in pages}
            slowest = max(seconds, key=lambda each: seconds[each])
            what = f"panel: slowest page of {len(list((root / 'inbox').iterdir()))} returns ({slowest})"
            yield what, seconds[slowest], "s", goal
        yield (
            "panel: 8 dropped returns until they are shown",
            _dropped(caller, _open(caller, empty)),
            "s",
            1.0,
        )
        yield "panel: memory of its own process at the most", _peak_mb(panel.process.pid), "MB", 120


def _open(caller: Caller, root: Path) -> str:
    caller.post("/mo", {"thu_muc": str(root)})
    address = f"/ky/{period_id(root.resolve())}"
    caller.get(f"{address}/tinh-hinh")
    return address


def _seconds(caller: Caller, place: str) -> float:
    began = time.perf_counter()
    if "<h1>" not in caller.get(place):
        raise RuntimeError(place)
    return time.perf_counter() - began


def _dropped(caller: Caller, address: str) -> float:
    files = {path.name: path.read_bytes() for path in sorted(RETURNS.glob("*.xlsx"))}
    warm = dict([files.popitem()])
    caller.drop(f"{address}/tha-tep", warm)
    caller.outcome()
    began = time.perf_counter()
    caller.drop(f"{address}/tha-tep", {**files, "lần hai.txt": b"x"})
    caller.outcome()
    caller.get(f"{address}/tinh-hinh")
    return time.perf_counter() - began


def _peak_mb(process: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("ascii"))
    if found is None:
        raise RuntimeError("the kernel does not say")
    return int(found[1]) * 1024 / 1e6
