"""Make the sample returns of the demo: our own templates, filled in LibreOffice as a person would.

The content (invented) stands in `tools/demo_returns/phuluc_N.toml`; each value is typed into its input cell
under the Vietnamese locale, so that `0,5` becomes a number and `0.5` does not, and LibreOffice saves the file.
What the three agencies at fault have mended stands in `tools/demo_returns/ban_sua` and makes the corrected returns;
what the office then writes into the review workbook stands in `ra_soat.toml`.
Run it again whenever templates change: `make demo-returns`. The corrected ones are saved last, so that they are newer.
"""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import load_workbook

from par_excel.checks import RULES
from par_excel.config import load_basis, packaged_files
from par_excel.form import (
    CLOSING_FIRST_ROW,
    INITIATIVE_HEADER_ROW,
    NOT_ARISEN,
    TICK,
    ClosingField,
    Column,
    Form,
    InitiativeColumn,
    RowKind,
    Sheet,
    figure_key,
    form_for,
)
from par_excel.form.office_sheets import (
    INITIATIVE_KEY,
    REVIEW_INITIATIVES,
    REVIEW_NOTES,
    REVIEW_SHEET,
    ReviewColumn,
    ReviewInitiativeColumn,
    ReviewNoteColumn,
)
from par_excel.model import LOWER, UPPER, Basis
from par_excel.workflow.demo.demo import RECEIVED
from par_excel.workflow.demo.mended import SAMPLE_REVIEW
from par_excel.workflow.folder.folder import Folder, lay_out
from par_excel.workflow.intake.check import check_inbox
from par_excel.workflow.results.review import make_review
from par_excel.writing.template.workbook import template_workbook
from tools.libreoffice.office import DeleteRow, Office, Step, Type, Unprotect

CONTENT = Path(__file__).parent / "demo_returns"
MENDED = CONTENT / "ban_sua"
TARGET = Path(__file__).parent.parent / "par_excel" / "workflow" / "demo" / "returns"
MENDED_TARGET = TARGET / "ban_sua"
REVIEW = CONTENT / "ra_soat.toml"
YEAR = 2020
_REVIEW = {
    "diem": ReviewColumn.SCORE,
    "y_kien": ReviewColumn.OPINION,
    "so_lieu": ReviewColumn.TOLD_FIGURES,
    "tai_lieu": ReviewColumn.TOLD_EVIDENCE,
    "giai_trinh": ReviewColumn.TOLD_EXPLANATION,
}
_NOTES = {"chu_de": ReviewNoteColumn.SUBJECT, "noi_dung": ReviewNoteColumn.TEXT}
_TEXTS = {
    "so_lieu": Column.FIGURES,
    "tai_lieu": Column.EVIDENCE,
    "giai_trinh": Column.EXPLANATION,
    "diem": Column.SCORE,
}
_INITIATIVE = {
    "ten": InitiativeColumn.TITLE,
    "noi_dung": InitiativeColumn.CONTENT,
    "quy_mo": InitiativeColumn.REACH,
    "kinh_phi": InitiativeColumn.COST,
    "thoi_gian": InitiativeColumn.DURATION,
    "hieu_qua": InitiativeColumn.EFFECT,
    "tai_lieu": InitiativeColumn.EVIDENCE,
}
_CLOSING = {
    ("kho_khan", "kho_khan"): ClosingField.DIFFICULTIES,
    ("kho_khan", "kien_nghi"): ClosingField.PROPOSALS,
    ("ky", "so_bao_cao"): ClosingField.REPORT_NUMBER,
    ("ky", "nguoi_lap"): ClosingField.AUTHOR,
    ("ky", "chuc_vu_nguoi_lap"): ClosingField.AUTHOR_TITLE,
    ("ky", "dien_thoai"): ClosingField.PHONE,
    ("ky", "thu_truong"): ClosingField.HEAD,
    ("ky", "chuc_vu_thu_truong"): ClosingField.HEAD_TITLE,
    ("ky", "ngay"): ClosingField.SIGNED_ON,
}


def main() -> None:
    """Fill and save all eight returns, the corrected ones, and the review workbook; with `--review` this alone."""
    with TemporaryDirectory() as folder, Office() as office:
        for name, data in packaged_files(YEAR).items():
            (Path(folder) / name).write_bytes(data)
        basis = load_basis(Path(folder))
        for source, target in ((CONTENT, TARGET), (MENDED, MENDED_TARGET)):
            if "--review" not in sys.argv:
                _fill(office, basis, source, target)
        _review(office, Path(folder) / "ky")


def _fill(office: Office, basis: Basis, source: Path, target: Path) -> None:
    """Fill and save the returns whose content stands in a folder."""
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        for path in sorted(source.glob("phuluc_*.toml")):
            form = form_for(basis, _unit(basis, path))
            template = Path(folder) / f"{path.stem}.xlsx"
            template.write_bytes(template_workbook(form, RULES))
            steps = tuple(steps_for(form, content_of(path)))
            office.type_into(template, target / template.name, steps)
            sys.stdout.write(f"{target.name}/{template.name}: {len(steps)} steps\n")


def _review(office: Office, root: Path) -> None:
    """Fill and save the review workbook that the demo makes once the corrected returns are in."""
    folder = Folder(root)
    lay_out(folder, year=YEAR)
    for day, source in enumerate((TARGET, MENDED_TARGET)):
        for path in source.glob("*.xlsx"):
            (folder.inbox / path.name).write_bytes(path.read_bytes())
        check_inbox(folder, now=RECEIVED + timedelta(days=day))
    make_review(folder, by="", now=RECEIVED + timedelta(days=1))
    steps = tuple(review_steps(folder.review, tomllib.loads(REVIEW.read_text("utf-8"))))
    SAMPLE_REVIEW.parent.mkdir(exist_ok=True)
    office.type_into(folder.review, SAMPLE_REVIEW, steps)
    sys.stdout.write(f"{SAMPLE_REVIEW.name}: {len(steps)} steps\n")


def review_steps(workbook: Path, content: Mapping[str, Any]) -> Iterator[Step]:
    """Return what the office types for this content."""
    rows = {
        (sheet.title, str(row[0].value)): row[0].row
        for sheet in load_workbook(workbook).worksheets
        for row in sheet.iter_rows(max_col=1)
    }
    lines = [key for sheet, key in rows if sheet == REVIEW_SHEET]
    for code, given in content["tieu_chi"].items():
        own = [key for key in lines if key.startswith(f"{code}-")]
        for index in given.get("muc", ()):
            row = rows[REVIEW_SHEET, own[index - 1]]
            yield Type(REVIEW_SHEET, f"{ReviewColumn.TICK.letter}{row}", TICK)
        for name, column in _REVIEW.items():
            if given.get(name):
                yield Type(REVIEW_SHEET, f"{column.letter}{rows[REVIEW_SHEET, code]}", given[name].strip())
    for number in content["sang_kien"]:
        row = rows[REVIEW_INITIATIVES, f"{INITIATIVE_KEY}{number}"]
        yield Type(REVIEW_INITIATIVES, f"{ReviewInitiativeColumn.RECOGNISED.letter}{row}", TICK)
    for key, given in content["kho_khan"].items():
        for name, note in _NOTES.items():
            if given.get(name):
                yield Type(REVIEW_NOTES, f"{note.letter}{rows[REVIEW_NOTES, key]}", given[name])


def content_of(path: Path) -> Mapping[str, Any]:
    """Return what is filled in: of a corrected return, what was there before with what was mended, without faults."""
    content = tomllib.loads(path.read_text("utf-8"))
    if path.parent != MENDED:
        return content
    before = tomllib.loads((CONTENT / path.name).read_text("utf-8"))
    answers = {**before.get("tieu_chi", {}), **content.pop("tieu_chi", {})}
    return {**before, **content, "tieu_chi": answers, "loi": {}}


def _unit(basis: Basis, content: Path) -> Any:  # noqa: ANN401 - a Unit
    unit = basis.unit_of(content.stem.removeprefix("phuluc_"))
    assert unit is not None
    return unit


def steps_for(form: Form, content: Mapping[str, Any]) -> Iterator[Step]:
    """Return what a person types for this content, in the order of the sheets."""
    for code, given in content.get("tieu_chi", {}).items():
        yield from _answer(form, code, given)
    for key, given in content.get("phoi_hop", {}).items():
        yield from _texts(form, key, given)
    for index, given in enumerate(content.get("sang_kien", ())):
        row = INITIATIVE_HEADER_ROW + 1 + index
        for name, column in _INITIATIVE.items():
            if given.get(name):
                yield Type(Sheet.INITIATIVES.value, f"{column.letter}{row}", given[name])
    yield from _closing(content)
    yield from _faults(form, content.get("loi", {}))


def _answer(form: Form, code: str, given: Mapping[str, Any]) -> Iterator[Step]:
    leaf = form.by_key[code]
    lines = form.lines(leaf, RowKind.LINE)
    for index in given.get("muc", ()):
        row = lines[index - 1] if index else form.lines(leaf, RowKind.NOTHING)[0]
        yield Type(Sheet.SCORES.value, row.cell(Column.LEVEL), TICK)
    if given.get("kps"):
        yield Type(Sheet.SCORES.value, leaf.cell(Column.LEVEL), NOT_ARISEN)
    for name, figure in (("tu_so", UPPER), ("mau_so", LOWER)):
        if given.get(name):
            yield Type(
                Sheet.SCORES.value, form.by_key[figure_key(code, figure)].cell(Column.FIGURES), given[name]
            )
    yield from _texts(form, code, given)


def _texts(form: Form, key: str, given: Mapping[str, Any]) -> Iterator[Step]:
    for name, column in _TEXTS.items():
        if given.get(name):
            yield Type(Sheet.SCORES.value, form.by_key[key].cell(column), given[name])


def _closing(content: Mapping[str, Any]) -> Iterator[Step]:
    order = list(ClosingField)
    for (table, name), field in _CLOSING.items():
        text = content.get(table, {}).get(name, "")
        if text:
            yield Type(Sheet.CLOSING.value, f"B{CLOSING_FIRST_ROW + order.index(field)}", text)


def _faults(form: Form, faults: Mapping[str, Any]) -> Iterator[Step]:
    if faults.get("bo_bao_ve"):
        yield Unprotect(Sheet.SCORES.value)
    for code, maximum in faults.get("sua_toi_da", {}).items():
        yield Type(Sheet.SCORES.value, form.by_key[code].cell(Column.MAXIMUM), maximum)
    rows = sorted((form.by_key[code].number for code in faults.get("xoa_dong", ())), reverse=True)
    for row in rows:
        yield DeleteRow(Sheet.SCORES.value, row)


if __name__ == "__main__":
    main()
