"""What Excel 365 and SharePoint put into a workbook besides its sheets changes nothing of what is read."""

import zipfile
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl.comments import Comment

from par_excel.form import Column, stamp_text
from par_excel.model import StampPlace
from tests.reading.workbooks import SCORES, answer, form, part_of, read, with_cell, with_replaced, workbook

VALUES = {("2.3", Column.SCORE): 0.5, ("2.3", Column.EVIDENCE): "Báo cáo số 1/BC"}
OFFICE = "http://schemas.microsoft.com/office"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def with_more(data: bytes, parts: dict[str, str]) -> bytes:
    """Return a workbook with more parts."""
    stream = BytesIO(data)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def test_labels_and_columns_of_a_library_are_no_stamp() -> None:
    label = '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="90" name="MSIP_Label_a1_Name"><vt:lpwstr xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">PAR</vt:lpwstr></property>'
    kind = (
        label.replace("90", "91").replace("MSIP_Label_a1_Name", "ContentTypeId").replace(">PAR<", ">0x0101<")
    )
    labelled = with_replaced(
        workbook(form(), VALUES), "docProps/custom.xml", "</Properties>", f"{label}{kind}</Properties>"
    )
    labelled = with_replaced(
        labelled,
        "_rels/.rels",
        "</Relationships>",
        f'<Relationship Id="rL" Type="{OFFICE}/2020/02/relationships/classificationlabels" Target="docMetadata/LabelInfo.xml"/>'
        "</Relationships>",
    )
    found = read(
        with_more(
            labelled,
            {
                "docMetadata/LabelInfo.xml": f'<labelList xmlns="{OFFICE}/2020/mipLabelMetadata"><label id="a1" enabled="1"/></labelList>',
                "customXml/item1.xml": f'<p xmlns="{OFFICE}/2006/metadata/properties"/>',
                "customXml/_rels/item1.xml.rels": f'<Relationships xmlns="{RELATIONS}"/>',
            },
        )
    )
    assert found.risks == ()
    assert found.differences == ()
    assert {vote.place: vote.stamp for vote in found.votes}[StampPlace.PROPERTY] == form().stamp
    assert stamp_text(form().stamp).startswith("PAR.")
    assert answer(found, "2.3").score.value == Decimal("0.5")


def test_threaded_comments_are_no_risk() -> None:
    def comment(book: Any) -> None:
        book[SCORES]["E8"].comment = Comment("[Threaded comment] xem lại", "Nguyễn Văn A")

    data = workbook(form(), VALUES, change=comment)
    relations = part_of(data, SCORES).replace("sheets/", "sheets/_rels/") + ".rels"
    threaded = with_replaced(
        data,
        relations,
        "</Relationships>",
        f'<Relationship Id="rT" Type="{OFFICE}/2017/10/relationships/threadedComment" Target="../threadedComments/threadedComment1.xml"/>'
        "</Relationships>",
    )
    found = read(
        with_more(
            threaded,
            {
                "xl/threadedComments/threadedComment1.xml": f'<ThreadedComments xmlns="{OFFICE}/spreadsheetml/2018/threadedcomments"/>',
                "xl/persons/person.xml": f'<personList xmlns="{OFFICE}/spreadsheetml/2018/threadedcomments"/>',
            },
        )
    )
    assert (found.risks, found.differences) == ((), ())
    assert answer(found, "2.3").evidence.value == "Báo cáo số 1/BC"


def test_a_number_stored_with_an_exponent_is_exact() -> None:
    data = workbook(form(), VALUES)
    cell = form().by_key["2.3"].cell(Column.SCORE)
    found = read(with_cell(data, cell, f'<c r="{cell}"><v>4.0000000000000003E-5</v></c>'))
    assert answer(found, "2.3").score.value == Decimal("0.00004")
