"""The folder's panel in a real browser: the sample period, returns that are dropped, a merge; all of it as made here."""

import json
import shutil
from datetime import datetime
from pathlib import Path

from par_excel.workflow.demo.demo import MENDED_RETURNS, run_demo
from par_excel.workflow.folder.folder import Folder
from par_excel.workflow.intake.check import answer, check_inbox
from par_excel.workflow.results.merge import merge_inbox
from tests.panel.browser import chromium, enter
from tools.windows.by_double_click import opened_panel
from tools.windows.trial import Fault, Trial, ensure_same

_JOB_SECONDS = 300.0
_DROPPED = {path.name: path.read_bytes() for path in sorted(MENDED_RETURNS.glob("*.xlsx"))}


def try_panel(trial: Trial) -> None:
    """Do in the panel what the workflow does here; both make the same of it."""
    there, here = trial.windows.documents / "par_excel ky thu", trial.work / "kỳ thử ở đây"
    shutil.rmtree(there, ignore_errors=True)
    with opened_panel(trial, trial.folder) as address:
        use_panel(address, there, trial.expected)
    make_here(here, there)
    ensure_same(there, here)
    if (there / _LOG).read_bytes() != (here / _LOG).read_bytes():
        raise Fault("the log says something else than here")


def use_panel(address: str, root: Path, expected: Path | None) -> None:
    """Make the sample period, drop the corrected returns onto its page, then merge.

    Raises:
        Fault: the browser complains, or the sample period is another one.
    """
    with chromium() as browser:
        person = enter(browser, address)
        person.job_seconds = _JOB_SECONDS
        person.click("text=Tạo kỳ thử >> nth=0")
        person.job("Đã tạo kỳ thử")
        if expected is not None:
            ensure_same(root, expected)
        person.drop(_DROPPED)
        person.job("Đã đọc và kiểm tra xong")
        person.click('nav >> text="Kết quả"')
        person.click("text=Lập bảng tổng hợp và báo cáo")
        person.job("Đã lập bảng tổng hợp và báo cáo")
        if person.faults:
            raise Fault(f"the browser complains: {person.faults}")


_LOG = "nhat_ky.jsonl"


def make_here(root: Path, there: Path) -> None:
    """Make the same period by the workflow, every step at the time at which the panel took it."""
    folder = Folder(root)
    run_demo(folder)
    before = _times(root)
    received, *_, merged = _times(there)[len(before) :]
    names = {path.name for path in (there / "inbox").iterdir()} - {
        path.name for path in folder.inbox.iterdir()
    }
    if len(names) != len(_DROPPED):
        raise Fault(f"{len(_DROPPED)} files were dropped, and {sorted(names)} lie in the inbox")
    for name, data in zip(sorted(names), _DROPPED.values(), strict=True):
        (folder.inbox / name).write_bytes(data)
    checked = check_inbox(folder, now=received)
    answer(folder, checked, now=received)
    merge_inbox(folder, now=merged)


def _times(root: Path) -> list[datetime]:
    lines = (root / _LOG).read_text("utf-8").splitlines()
    return [datetime.fromisoformat(json.loads(line)["luc"]) for line in lines]
