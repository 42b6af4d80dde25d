"""The command `demo --communes`: a round of many invented communes with one form, from forms to ranking.

All returns are made by the program itself: no other program is needed, and every run makes the same bytes.
Most are in order; of every twenty-five two are at fault, one is missing, two come late, and one is mended in time.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from msgspec import Struct

from par_excel.checks import RULES
from par_excel.config import load_basis, units_csv
from par_excel.form import Form, form_for
from par_excel.model import Basis, ConfigError, ReturnState, Unit
from par_excel.workflow.demo.commune_entries import commune_entries, with_contradictions, with_too_much
from par_excel.workflow.demo.communes import LIMIT_COMMUNES, invented_communes
from par_excel.workflow.demo.demo import ensure_empty
from par_excel.workflow.folder.catalogue import make_templates
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.workflow.folder.outputs import write_outputs
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.results.merge import MergeOutcome, merge_inbox
from par_excel.writing.template.workbook import template_workbook

EXAMPLE = "vi-du-cap-xa"
"""The packaged catalogue that it shows."""
FIRST = datetime(2026, 1, 14, 9, tzinfo=UTC)
"""A day before the deadline: what has come by then is taken in."""
SECOND = datetime(2026, 1, 19, 2, tzinfo=UTC)
"""After the deadline: the rest is taken in, and all is merged."""
MENDED_AT, LATE_AT = datetime(2026, 1, 15, 3, tzinfo=UTC), datetime(2026, 1, 17, 2, tzinfo=UTC)

_CYCLE = 25
_TWICE, _CONTRADICTING, _TIED, _MISSING, _TOO_MUCH = 2, 4, 6, 9, 16
_LATE = frozenset({11, 19})


class CommuneDemo(Struct, frozen=True):
    """What the demo made."""

    folder: Folder
    templates: tuple[Path, ...]
    merged: MergeOutcome

    @property
    def late(self) -> int:
        """How many communes sent their return after the deadline."""
        found = (finding for finding in self.merged.result.findings if finding.code == "DL01")
        return len({finding.place.file for finding in found})

    @property
    def mended(self) -> int:
        """How many returns were replaced by a newer one."""
        return sum(each.state is ReturnState.SUPERSEDED for each in self.merged.result.received)


def run_commune_demo(folder: Folder, communes: int) -> CommuneDemo:
    """Lay out the example with so many communes, write their forms, take in their returns, and merge.

    Raises:
        ConfigError: the folder is not empty, or the number is not one that the demo makes.
        OutputError: something could not be written.
    """
    if not 1 <= communes <= LIMIT_COMMUNES:
        raise ConfigError(f"Không thể chạy thử với {communes} xã.", f"chọn từ 1 đến {LIMIT_COMMUNES} xã.")
    ensure_empty(folder)
    lay_out(folder, example=EXAMPLE)
    write_outputs({folder.root / "don_vi.csv": units_csv(invented_communes(communes))})
    templates = make_templates(folder)
    basis = load_basis(folder.root)
    write_outputs(_in_inbox(folder, _in_time(basis)))
    check_inbox(folder, now=FIRST)
    write_outputs(_in_inbox(folder, _later(basis)))
    return CommuneDemo(folder, templates, merge_inbox(folder, now=SECOND))


def _in_inbox(folder: Folder, contents: Mapping[str, bytes]) -> dict[Path, bytes]:
    return {folder.inbox / name: data for name, data in contents.items()}


def _in_time(basis: Basis) -> dict[str, bytes]:
    """Return what comes before the deadline, by file name."""
    return {
        f"{unit.id}.xlsx": _filled(basis, unit, index)
        for index, unit in enumerate(basis.period.units)
        if index % _CYCLE not in {_MISSING, *_LATE}
    }


def _later(basis: Basis) -> dict[str, bytes]:
    """Return the letters that come with mended and late returns."""
    letters = {}
    for index, unit in enumerate(basis.period.units):
        if index % _CYCLE == _TWICE:
            letters[f"{unit.id}-ban-sua.eml"] = _letter(basis, unit, _good(basis, unit, index), MENDED_AT)
        elif index % _CYCLE in _LATE:
            letters[f"{unit.id}.eml"] = _letter(basis, unit, _good(basis, unit, index), LATE_AT)
    return letters


def _filled(basis: Basis, unit: Unit, index: int) -> bytes:
    """Return the first return of a commune."""
    form, like = form_for(basis, unit), _like(index)
    entries = commune_entries(form, like)
    if index % _CYCLE in {_TWICE, _CONTRADICTING}:
        entries = with_contradictions(form, entries)
    elif index % _CYCLE == _TOO_MUCH:
        entries = with_too_much(form, entries)
    return template_workbook(form, RULES, entries)


def _good(basis: Basis, unit: Unit, index: int) -> bytes:
    form: Form = form_for(basis, unit)
    return template_workbook(form, RULES, commune_entries(form, _like(index)))


def _like(index: int) -> int:
    """Return whose values a commune has: some have those of the one before, and so the same points."""
    return index - 1 if index % _CYCLE == _TIED else index


def _letter(basis: Basis, unit: Unit, workbook: bytes, sent: datetime) -> bytes:
    """Return a letter with a return attached, the same bytes every time."""
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"] = unit.email, basis.period.sender.email
    letter["Subject"] = f"{unit.name} gửi kết quả tự đánh giá"
    letter["Date"] = format_datetime(sent)
    letter["Message-ID"] = f"<{sent:%Y%m%d}.{unit.email}>"
    letter.set_content(
        f"Kính gửi {basis.period.sender.name}, {unit.name} gửi kết quả tự đánh giá kèm theo.\n"
    )
    kind, subkind = "application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    letter.add_attachment(workbook, maintype=kind, subtype=subkind, filename=f"{unit.id}.xlsx")
    # chance would choose another boundary each time: the demo makes the same bytes in every run
    letter.set_boundary(f"=_{unit.id}_{sent:%Y%m%d}_=")
    return letter.as_bytes()
