"""Which program saved a file: by its own word, and by its marks where it gives none or a false one."""

import pytest

from par_excel.reading.workbook.workbook import program_name
from tests.reading.returned import changed, original, read
from tests.reading.workbooks import with_parts, with_replaced

EXCEL = "Microsoft Excel"
WPS = {"KSOProductBuildVer": "1033-11.2.0.9718"}


@pytest.mark.parametrize(
    ("application", "version", "build", "kinds", "custom", "name"),
    [
        (EXCEL, "16.0300", "27328", (), {}, EXCEL),
        (EXCEL, "12.0000", "4505", (), {}, EXCEL),
        (EXCEL, "14.0300", "9303", (), {}, EXCEL),
        (EXCEL, "16.0300", "9303", (), {}, "ExcelJS"),
        (EXCEL, "", "9303", (), {}, EXCEL),
        (EXCEL, "3.1", "", (), {}, "openpyxl 3.1"),
        (EXCEL, "2.6", "", (), {}, "openpyxl 2.6"),
        (EXCEL, "", "", (), {}, EXCEL),
        ("Microsoft Excel Online", "16.0300", "", (), {}, "Microsoft Excel Online"),
        ("Microsoft Macintosh Excel", "16.0300", "9303", (), {}, "Microsoft Macintosh Excel"),
        ("SheetJS", "12.0000", "", (), {}, "SheetJS"),
        ("WPS Office_11.8.2", "", "", (), WPS, "WPS Office_11.8.2"),
        (EXCEL, "16.0300", "27328", (), WPS, EXCEL),
        ("", "", "", (), WPS, "WPS Office"),
        ("", "", "", ("worksheet", "workbookmetadata"), {}, "Google Sheets"),
        ("LibreOffice/7.4", "15.0000", "", ("workbookmetadata",), {}, "LibreOffice/7.4"),
        ("", "", "", ("worksheet",), {}, ""),
    ],
)
def test_the_program_is_told(
    *, application: str, version: str, build: str, kinds: tuple[str, ...], custom: dict[str, str], name: str
) -> None:
    assert program_name(application, version, build, kinds=kinds, custom=custom) == name


def test_the_word_of_the_file_is_read() -> None:
    assert read(original(2)).program.startswith("LibreOffice/")
    assert read(changed(2, lambda _: None)).program.startswith("Microsoft Excel Compatible / Openpyxl")


def test_a_file_from_google_sheets_has_no_properties_but_a_relationship() -> None:
    link = (
        '<Relationship Id="rId99" Target="metadata" '
        'Type="http://customschemas.google.com/relationships/workbookmetadata"/></Relationships>'
    )
    data = with_parts(original(2), lambda name, content: None if name.startswith("docProps/") else content)
    data = with_replaced(data, "xl/_rels/workbook.xml.rels", "</Relationships>", link)
    found = read(data)
    assert (found.program, found.saved_by, found.saved_at) == ("Google Sheets", "", None)
    assert found.stamp is not None


def test_the_build_in_the_workbook_part_gives_exceljs_away() -> None:
    data = with_replaced(
        original(2),
        "xl/workbook.xml",
        "<workbookPr",
        '<fileVersion appName="xl" rupBuild="9303"/><workbookPr',
    )

    def excel(name: str, content: bytes) -> bytes:
        if name != "docProps/app.xml":
            return content
        before, _, _ = content.partition(b"<Application>")
        said = b"<Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>"
        return before + said

    assert read(with_parts(data, excel)).program == "ExcelJS"
