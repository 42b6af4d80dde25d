"""Which program saved a workbook: by its own word, and by its marks where it gives none or a false one."""

import re
from collections.abc import Collection, Mapping

_EXCEL = "Microsoft Excel"
_EXCELJS_BUILD = "9303"
_EXCELJS_VERSION = "16."
"""Build of Excel 2010 beside the version of Excel 2016: no Excel writes both."""
_OPENPYXL_VERSION = re.compile(r"[123]\.[0-9]+")
"""Excel's have four decimal places; openpyxl before 3.1.3 gave its own beside Excel's name."""
_GOOGLE_RELATIONSHIP = "workbookmetadata"
_WPS_PROPERTY = "KSOProductBuildVer"


def program_name(
    application: str, version: str, build: str, *, kinds: Collection[str], custom: Mapping[str, str]
) -> str:
    """Return the name of the program that saved a workbook; empty where nothing tells.

    Args:
        application: as the extended properties name it; may be empty.
        version: as they give it.
        build: of the program, as the workbook part gives it.
        kinds: of the workbook's relationships.
        custom: the custom document properties.
    """
    if not application:
        if _GOOGLE_RELATIONSHIP in kinds:
            return "Google Sheets"
        return "WPS Office" if _WPS_PROPERTY in custom else ""
    if application == _EXCEL and build == _EXCELJS_BUILD and version.startswith(_EXCELJS_VERSION):
        return "ExcelJS"
    if application == _EXCEL and _OPENPYXL_VERSION.fullmatch(version):
        return f"openpyxl {version}"
    return application
