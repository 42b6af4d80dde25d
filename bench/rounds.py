"""Generated rounds: a working folder with many units, and a return of each of them in its inbox.

The eight agencies of Quảng Trị fill their eight forms; where there are more units, they share those forms, as
departments, districts and communes would. Run it alone to have a round to try things on:
`python -m bench.rounds 125 FOLDER`.
"""

import argparse
import csv
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from pathlib import Path

from bench.answers import answers_of
from par_excel.checks import RULES
from par_excel.config import load_basis
from par_excel.form.forms import form_of
from par_excel.model import Unit
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.writing.template.workbook import template_workbook

YEAR = 2020
SEED = 1325
COLUMNS = ("Mã", "Tên đơn vị", "Phụ lục", "Nhóm", "Thư điện tử", "Liên hệ")
GROUPS = ("Sở, ngành", "Huyện, thị xã", "Xã, phường")
_LEFT_AS_IT_IS = '[kiem_tra]\n# EV11 = "tắt"\n'
_OFF = '[kiem_tra]\nDL01 = "tắt"\nEV14 = "tắt"\n'
"""Nobody is late and no signed report is waited for: a round in which nothing is left to say."""
_BATCH = 25


def make_round(
    root: Path, number: int, *, seed: int = SEED, is_faulty: bool = False, processes: int = 0
) -> Folder:
    """Lay out a working folder with so many units, and put a return of each of them into its inbox.

    Args:
        root: where to.
        number: of units, at least as many as there are forms.
        seed: the same seed gives the same bytes.
        is_faulty: in every return something is to be mended.
        processes: that fill in forms; 0 for one on each core, 1 for none besides this one.
    """
    folder = Folder(root)
    lay_out(folder, year=YEAR)
    settings = folder.settings.read_text("utf-8")
    if _LEFT_AS_IT_IS not in settings:
        raise ValueError(f"par.toml does not have {_LEFT_AS_IT_IS!r}")
    folder.settings.write_text(settings.replace(_LEFT_AS_IT_IS, _OFF), "utf-8", newline="\n")
    _list_units(folder, number)
    # those of one form follow one another, so that it is laid out seldom
    units = sorted(load_basis(root).period.units, key=lambda unit: unit.appendix)
    batches = [units[first : first + _BATCH] for first in range(0, number, _BATCH)]
    fill = partial(_fill_batch, root, seed=seed, is_faulty=is_faulty)
    if processes == 1:
        for batch in batches:
            fill(batch)
    else:
        with ProcessPoolExecutor(processes or len(os.sched_getaffinity(0))) as pool:
            list(pool.map(fill, batches))
    return folder


def _list_units(folder: Folder, number: int) -> None:
    """Add units to the eight that par.toml names, until there are so many."""
    named = load_basis(folder.root).period.units
    if number < len(named):
        raise ValueError(f"{number} units, but {len(named)} forms")
    if number == len(named):
        return
    appendices = [unit.appendix for unit in named]
    with (folder.root / "don_vi.csv").open("w", encoding="utf-8-sig", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(COLUMNS)
        for index in range(number - len(named)):
            code = f"{index + 1:05d}"
            appendix = appendices[index % len(appendices)]
            group = GROUPS[index // len(appendices) % len(GROUPS)]
            rows.writerow(
                (f"dv-{code}", f"Đơn vị {code}", appendix, group, f"dv{code}@quangtri.example.vn", "")
            )


_basis = lru_cache(load_basis)


def _fill_batch(root: Path, units: Sequence[Unit], *, seed: int, is_faulty: bool) -> None:
    """Write the returns of these units; a process keeps the basis, and so its forms, for the next batch."""
    basis = _basis(root)
    for unit in units:
        form = form_of(basis, unit.id, unit.appendix)
        entries = answers_of(form, unit, seed=seed, is_faulty=is_faulty)
        (root / "inbox" / f"{unit.id}.xlsx").write_bytes(template_workbook(form, RULES, entries))


def main() -> None:
    """Make a round where the command line says."""
    given = argparse.ArgumentParser(description="Make a round with a return of every unit in its inbox.")
    given.add_argument("number", type=int, help="of units, 8 or more")
    given.add_argument("folder", type=Path, help="a new one")
    given.add_argument("--seed", type=int, default=SEED)
    given.add_argument("--faulty", action="store_true", help="in every return something is to be mended")
    asked = given.parse_args()
    make_round(asked.folder, asked.number, seed=asked.seed, is_faulty=asked.faulty)


if __name__ == "__main__":
    main()
