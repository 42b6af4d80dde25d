"""The report's own PDF page by page, as pictures: for who has no program at hand that shows it."""

from contextlib import closing
from io import BytesIO

_DOTS_AN_INCH = 110


def count_pages(pdf: bytes) -> int:
    """Return how many pages there are."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - loads a library of its own

    with closing(PdfDocument(pdf)) as document:
        return len(document)


def page_picture(pdf: bytes, number: int) -> bytes | None:
    """Return a page, counted from 1, as PNG; None where there is no such one."""
    from pypdfium2 import PdfDocument  # noqa: PLC0415 - as above

    with closing(PdfDocument(pdf)) as document:
        if not 1 <= number <= len(document):
            return None
        picture = document[number - 1].render(scale=_DOTS_AN_INCH / 72).to_pil()
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
