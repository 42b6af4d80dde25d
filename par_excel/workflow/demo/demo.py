"""The command `demo`: a whole period in a fresh folder, from the sample returns that ship with the package."""

from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from par_excel.model import ConfigError
from par_excel.workflow.demo.mended import FOLDER, REVIEW_FOLDER, SAMPLE_REVIEW
from par_excel.workflow.folder.catalogue import make_templates
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.workflow.folder.outputs import write_outputs
from par_excel.workflow.results.merge import MergeOutcome, merge_inbox

RETURNS = Path(__file__).parent / "returns"
MENDED_RETURNS = RETURNS / FOLDER
YEAR = 2020


class Demo(Struct, frozen=True):
    """What the demo made."""

    folder: Folder
    templates: tuple[Path, ...]
    merged: MergeOutcome


RECEIVED = datetime(2021, 2, 17, 9, tzinfo=UTC)
"""A demo is of its own year: all sample returns arrive a day before the deadline, whatever day it is."""


def run_demo(folder: Folder) -> Demo:
    """Lay out a period, write its templates, put the sample returns into its inbox, and merge.

    The corrected returns of the three agencies at fault lie in a folder beside the inbox, and a review workbook in another.

    Raises:
        ConfigError: the folder is not empty.
        OutputError: something could not be written.
    """
    ensure_empty(folder)
    lay_out(folder, year=YEAR)
    templates = make_templates(folder)
    mended = folder.root / FOLDER
    write_outputs({folder.inbox / path.name: path.read_bytes() for path in sorted(RETURNS.glob("*.xlsx"))})
    write_outputs({folder.root / REVIEW_FOLDER / SAMPLE_REVIEW.name: SAMPLE_REVIEW.read_bytes()})
    write_outputs({mended / path.name: path.read_bytes() for path in sorted(MENDED_RETURNS.glob("*.xlsx"))})
    return Demo(folder, templates, merge_inbox(folder, now=RECEIVED))


def ensure_empty(folder: Folder) -> None:
    """Let a demo begin only where nothing can be mixed up with it.

    Raises:
        ConfigError: the folder is not empty.
    """
    if folder.root.exists() and any(folder.root.iterdir()):
        raise ConfigError(
            f"Thư mục {folder.root} không trống.",
            "chọn một thư mục mới hoặc thư mục trống cho phần chạy thử.",
        )
