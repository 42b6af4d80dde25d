"""Pictures in cells: to which criterion each belongs, what kind it is, and that nothing but its bytes is taken."""

import hashlib
import struct
import zlib

import pytest

from par_excel.form import Column
from par_excel.model import DEFAULT_LIMITS, Answer, PictureKind
from par_excel.reading.formats import open_workbook, pictures_in
from par_excel.reading.workbook.workbook import Media
from tests.reading.linked_parts import laid_over, placed_in_cell, shown_by_wps, with_files
from tests.reading.open_documents import cell, content, packed, row, table
from tests.reading.workbooks import SCORES, answer, form, part_of, read, with_cell, workbook

K = PictureKind
PNG = b"\x89PNG\r\n\x1a\n" + bytes(200)
EVIDENCE = "G8"
DISPIMG = "_xlfn.DISPIMG(&quot;ID_7&quot;,1)"


def _form() -> bytes:
    return workbook(form(), {("1.1", Column.EVIDENCE): "x"})


def _over(data: bytes, **cells: bytes) -> Answer:
    return answer(read(laid_over(data, part_of(data, SCORES), cells)), "1.1")


def _held(found: Answer) -> list[tuple[str, PictureKind, str]]:
    return [(each.place.cell, each.kind, each.sha256) for each in found.pictures]


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_pictures_over_the_cells_of_a_criterion_are_its_own() -> None:
    data = _form()
    found = _over(data, G8=PNG, G9=PNG + b"2", H8=PNG + b"3", B8=PNG + b"4", G1=PNG + b"5")
    assert set(_held(found)) == {
        ("G8", K.PNG, _sha256(PNG)),
        ("G9", K.PNG, _sha256(PNG + b"2")),
        ("H8", K.PNG, _sha256(PNG + b"3")),
    }
    assert found.evidence.value == "x", "what is written in the cell still counts"


def test_a_picture_that_excel_placed_in_the_cell() -> None:
    data = with_cell(_form(), EVIDENCE, '<c r="G8" t="e" vm="1"><v>#VALUE!</v></c>')
    found = answer(read(placed_in_cell(data, PNG)), "1.1")
    assert _held(found) == [(EVIDENCE, K.PNG, _sha256(PNG))]


@pytest.mark.parametrize("relation", ["1", "x", "9" * 5_000])
def test_a_picture_whose_number_leads_nowhere_costs_nothing_but_itself(relation: str) -> None:
    data = with_cell(_form(), EVIDENCE, '<c r="G8" t="e" vm="1"><v>#VALUE!</v></c>')
    found = answer(read(placed_in_cell(data, PNG, relation=relation)), "1.1")
    assert _held(found) == [(EVIDENCE, K.LOST, "")]


@pytest.mark.parametrize(("name", "is_there"), [("ID_7", True), ("ID_8", False)])
def test_a_picture_that_wps_office_shows_in_the_cell(name: str, *, is_there: bool) -> None:
    data = with_cell(_form(), EVIDENCE, f'<c r="G8" t="str"><f>{DISPIMG}</f><v>={DISPIMG}</v></c>')
    found = answer(read(shown_by_wps(data, PNG, name)), "1.1")
    kind, sha256 = (K.PNG, _sha256(PNG)) if is_there else (K.LOST, "")
    assert _held(found) == [(EVIDENCE, kind, sha256)]


BMP = b"BM" + struct.pack("<I", 60) + bytes(54)
KINDS = [
    (PNG, K.PNG),
    (b"\xff\xd8\xff\xe0rest", K.JPEG),
    (b"GIF89a rest", K.GIF),
    (BMP, K.BMP),
    (BMP + b"more than it says", K.UNKNOWN),
    (b"RIFF\0\0\0\0WEBPVP8 ", K.WEBP),
    (b"\x01\0\0\0" + bytes(36) + b" EMF" + bytes(60), K.EMF),
    (b"\xd7\xcd\xc6\x9a\0\0", K.WMF),
    (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', K.SVG),
    (b"MZ\x90\0 a program", K.UNKNOWN),
    (b"", K.UNKNOWN),
]


@pytest.mark.parametrize(("body", "kind"), KINDS)
def test_a_picture_is_what_its_first_bytes_say_and_only_dots_are_kept(body: bytes, kind: PictureKind) -> None:
    data = _form()
    sent = laid_over(data, part_of(data, SCORES), {EVIDENCE: body})
    assert _held(answer(read(sent), "1.1")) == [(EVIDENCE, kind, _sha256(body) if kind.is_kept else "")]
    kept = pictures_in(sent, {_sha256(body)}, DEFAULT_LIMITS)
    assert kept == (((_sha256(body), body),) if kind.is_kept else ())


@pytest.mark.parametrize("damage", ["drawing", "media", "links"])
def test_a_damaged_picture_costs_nothing_but_itself(damage: str) -> None:
    data = _form()
    sent = laid_over(data, part_of(data, SCORES), {EVIDENCE: PNG})
    if damage == "media":
        stored = with_files(sent, {"xl/media/image1.bin": PNG})
        sent = stored.replace(_packed(PNG), b"\xff" * len(_packed(PNG)))
        assert sent != stored
    else:
        part = {"drawing": "xl/drawings/drawing9.xml", "links": "xl/drawings/_rels/drawing9.xml.rels"}[damage]
        sent = with_files(sent, {part: b"<broken"})
    found = answer(read(sent), "1.1")
    assert found.evidence.value == "x"
    assert _held(found) == ([] if damage == "drawing" else [(EVIDENCE, K.LOST, "")])


def _packed(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def test_a_picture_in_a_cell_of_an_open_document() -> None:
    frame = '<draw:frame><draw:image xlink:href="Pictures/1.svg"/><draw:image xlink:href="Pictures/1.png"/></draw:frame>'
    body = content(table(row(cell(), cell(frame))))
    data = packed(body, more={"Pictures/1.png": PNG})
    book = open_workbook(data, DEFAULT_LIMITS, is_wanted=lambda _: True)
    assert book.sheets[0].pictures == {(1, 2): ("Pictures/1.png",)}
    assert book.media["Pictures/1.png"] == Media(K.PNG, _sha256(PNG))
    assert pictures_in(data, {_sha256(PNG)}, DEFAULT_LIMITS) == ((_sha256(PNG), PNG),)
