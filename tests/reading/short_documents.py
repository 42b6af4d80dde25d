"""Documents of a few words, as they come beside a return."""

from io import BytesIO

import docx

_PDF = (
    b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R/Size 5>>\n%%%%EOF\n"
)


def word(*lines: str) -> bytes:
    """Return a Word document of these paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    data = BytesIO()
    document.save(data)
    return data.getvalue()


def pdf(text: str) -> bytes:
    """Return a PDF file of one page with this text, in ASCII."""
    content = f"BT /F1 12 Tf 50 780 Td ({text}) Tj ET".encode("ascii")
    return _PDF % (len(content), content)
