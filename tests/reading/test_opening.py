"""The first words of a document that came with a return; what cannot be read has none, and stops nothing."""

import zipfile
from io import BytesIO

import docx
import pytest

from par_excel.model import DEFAULT_LIMITS
from par_excel.reading.tables.opening import opening_of
from tests.reading.short_documents import pdf, word


def word_of(document: str) -> bytes:
    """Return a Word document whose main part is this."""
    packed, stream = zipfile.ZipFile(BytesIO(word())), BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name in packed.namelist():
            file.writestr(name, document if name == "word/document.xml" else packed.read(name))
    return stream.getvalue()


def damaged_in_its_text(data: bytes) -> bytes:
    """Return a document whose directory is whole, and whose packed text is not."""
    start = data.index(b"word/document.xml") + len(b"word/document.xml")
    return data[:start] + b"\xff" * 12 + data[start + 12 :]


def test_a_word_document_begins_with_its_paragraphs() -> None:
    assert opening_of(word("SỞ A", "Số: 12/BC-SA", "BÁO CÁO"), DEFAULT_LIMITS).split("\n") == [
        "SỞ A",
        "Số: 12/BC-SA",
        "BÁO CÁO",
    ]


def test_letterheads_stand_in_tables() -> None:
    document = docx.Document()
    document.add_table(1, 2).cell(0, 1).text = "Số: 12/BC-SA"
    data = BytesIO()
    document.save(data)
    assert opening_of(data.getvalue(), DEFAULT_LIMITS) == "Số: 12/BC-SA"


def test_a_pdf_begins_with_its_first_page() -> None:
    assert opening_of(pdf("So: 12/BC-SA"), DEFAULT_LIMITS) == "So: 12/BC-SA"


def test_a_long_document_is_not_read_to_its_end() -> None:
    for data in (word(*(["dài" * 30] * 200)), pdf("x" * 20_000)):
        assert 1_000 < len(opening_of(data, DEFAULT_LIMITS)) <= 1_500


def test_nothing_is_read_behind_the_first_words() -> None:
    body = "<w:p><w:r><w:t>dài dòng</w:t></w:r></w:p>" * 10_000
    data = word_of(f'<w:document xmlns:w="urn:w"><w:body>{body}</w:p>')
    assert opening_of(data, DEFAULT_LIMITS).startswith("dài dòng\ndài dòng\n")


def test_a_document_type_is_refused() -> None:
    body = '<w:document xmlns:w="urn:w"><w:body><w:p><w:t>BÁO CÁO</w:t></w:p></w:body></w:document>'
    assert opening_of(word_of(body), DEFAULT_LIMITS) == "BÁO CÁO"
    assert opening_of(word_of(f"<!DOCTYPE w:document>{body}"), DEFAULT_LIMITS) == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 12",
        pdf("x")[:120],
        word("SỞ A")[:400],
        word("SỞ A").replace(b"word/document.xml", b"word/document.xml\xff\xff", 1),
        word("SỞ A").replace(b"PK\x01\x02", b"PK\x01\x03"),
        damaged_in_its_text(word("SỞ A")),
        b"\xff\xd8\xff picture",
        b"PK\x03\x04 nothing",
    ],
)
def test_what_cannot_be_read_has_no_words(data: bytes) -> None:
    assert opening_of(data, DEFAULT_LIMITS) == ""
