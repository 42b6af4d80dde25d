"""What people wrote in fonts from before Unicode, with its reading in Unicode; the value itself stays as it stands."""

from collections.abc import Iterator, Mapping, Sequence

from par_excel.model import Answer, Cell, Closing, Contribution, Initiative, LegacyText
from par_excel.reading.workbook.addresses import address
from par_excel.reading.workbook.workbook import RawSheet, Run
from par_excel.vietnamese import font_encoding, guess_encoding, read_in_encoding, read_in_font


def legacy_texts(cells: Iterator[tuple[Cell[str], str]], sheets: Sequence[RawSheet]) -> Iterator[LegacyText]:
    """Yield which of these cells hold such a text.

    Args:
        cells: the cells in which people write text, with the criterion of each.
        sheets: those of the form.
    """
    runs: Mapping[tuple[str, str], tuple[Run, ...]] = {
        (sheet.name, address(*at)): found for sheet in sheets for at, found in sheet.legacy.items()
    }
    for cell, criterion in cells:
        if cell.value is not None:
            known = runs.get((cell.place.sheet, cell.place.cell)) if runs else None
            found = _mistaken(cell, criterion) if known is None else _in_fonts(cell, criterion, known)
            if found is not None:
                yield found


def _in_fonts(cell: Cell[str], criterion: str, runs: Sequence[Run]) -> LegacyText | None:
    readings = [read_in_font(run.text, run.font) for run in runs]
    changed = [run.font for run, reading in zip(runs, readings, strict=True) if reading is not None]
    encoding = font_encoding(changed[0]) if changed else None
    if encoding is None:
        return None
    return LegacyText(
        place=cell.place,
        criterion=criterion,
        font=changed[0],
        encoding=encoding.value,
        raw="".join(run.text for run in runs),
        reading="".join(
            run.text if reading is None else reading for run, reading in zip(runs, readings, strict=True)
        ),
    )


def _mistaken(cell: Cell[str], criterion: str) -> LegacyText | None:
    """Return a text that was pasted into a Unicode font, where there can be no doubt."""
    encoding = guess_encoding(cell.raw)
    reading = None if encoding is None else read_in_encoding(cell.raw, encoding)
    if encoding is None or reading is None:
        return None
    return LegacyText(
        place=cell.place,
        criterion=criterion,
        font="",
        encoding=encoding.value,
        raw=cell.raw,
        reading=reading,
    )


def text_cells(
    rows: Sequence[Answer | Contribution], initiatives: Sequence[Initiative], closing: Closing
) -> Iterator[tuple[Cell[str], str]]:
    """Yield the cells in which people write text, with the criterion of each."""
    for row in rows:
        for cell in (row.figures, row.evidence, row.explanation):
            yield cell, row.criterion
    for each in initiatives:
        for cell in each.cells:
            yield cell, ""
    for cell in (closing.difficulties, closing.proposals, closing.report_number, closing.signed_on):
        yield cell, ""
    for cell in (closing.author, closing.author_title, closing.phone, closing.head, closing.head_title):
        yield cell, ""
