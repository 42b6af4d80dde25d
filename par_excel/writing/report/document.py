"""The Word report, laid out as an administrative document (Decree 30/2020/NĐ-CP) from a template the office may edit.

The template holds the fixed wording, with fields in double braces; sentences, table rows and the figures of charts
come from code. Text from returns is data: it is escaped, and can become no field, link or markup. No clock is read:
the same inputs give the same bytes.
"""

import re
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docx.document import Document
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree

from par_excel.model import Basis, ConfigError, Result
from par_excel.writing.report import sentences as text
from par_excel.writing.report.charts import charts_by_name, fill_charts, number_captions
from par_excel.writing.report.context import report_context
from par_excel.writing.report.fill import clean, fill_tables, packed
from par_excel.writing.report.tables import rows_by_table
from par_excel.writing.report.template_check import OWN, check_template, no_word_file
from par_excel.writing.report.template_language import TemplateEnvironment
from par_excel.writing.report.word_page import LIMIT_PROPERTY, MADE, label, packaged_template

_INSTRUCTION = re.compile(r"<w:p>(?:(?!</w:p>)[^{])*\{%p ([^%]*)%\}(?:(?!</w:p>).)*</w:p>", re.DOTALL)
"""A paragraph that is there for an instruction alone."""
_FAILURES = (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, etree.LxmlError)


def report_document(basis: Basis, result: Result, *, template: bytes | None = None) -> bytes:
    """Return the report as a Word document.

    Args:
        basis: the period, for head, signature and legal bases.
        result: what is reported.
        template: the office's own Word template; the packaged one where it is None.

    Raises:
        ConfigError: the template is no Word document, or says something that is not known or not allowed.
    """
    if template is not None:
        check_template(template)
    file = None if template is None else OWN
    word = _rendered(template, report_context(basis, result), file)
    fill_charts(word, charts_by_name(result))
    fillings = fill_tables(word, rows_by_table(basis, result), file)
    number_captions(word)
    _fix_properties(word, basis, result)
    return packed(word, fillings)


class PackagedTemplate(DocxTemplate):  # type: ignore[misc]
    """The template that comes with the program, whose instructions stand each in a run, and each of a loop in a paragraph.

    docxtpl goes two dozen times over a document that Word may have cut anywhere, which takes as long as all the rest.
    """

    def patch_xml(self, src_xml: str) -> str:
        """Put the instructions of paragraphs in place of these; blanks at the ends of what is filled in stay."""
        kept = src_xml.replace("<w:t>", '<w:t xml:space="preserve">')
        return _INSTRUCTION.sub(r"{% \1%}", kept)


def _rendered(template: bytes | None, context: dict[str, Any], file: str | None) -> Document:
    word = (
        PackagedTemplate(BytesIO(packaged_template()))
        if template is None
        else DocxTemplate(BytesIO(template))
    )
    try:
        word.render(context, jinja_env=TemplateEnvironment())
    except (BadZipFile, KeyError) as error:
        raise no_word_file() from error
    except _FAILURES as error:
        raise ConfigError(
            f"Mẫu báo cáo Word không điền được ({error}).",
            "mở mẫu bằng Word và sửa chỗ đã nêu, hoặc dùng lại mẫu đi kèm chương trình.",
            file=file,
        ) from error
    document: Document = word.docx
    return document


def _fix_properties(word: Document, basis: Basis, result: Result) -> None:
    label(word, text.subject(basis.period), basis.period.sender.name)
    properties = word.core_properties
    mark = result.approval
    if mark is not None and mark.holds:  # stands there whatever the office's own template says
        properties.subject = clean(f"Quyết định {mark.decision}")[:LIMIT_PROPERTY]
    properties.created = properties.modified = MADE
    properties.revision = 1
