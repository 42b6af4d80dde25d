"""The styles and pages of the report's Word template: Decree 30/2020/NĐ-CP, annex I."""

from datetime import datetime
from typing import Any, cast

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from lxml import etree

FONT = "Times New Roman"
KEPT_STYLES = {
    "Normal",
    "Default Paragraph Font",
    "Normal Table",
    "Table Grid",
    "No List",
    "Header",
    "Footer",
}
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - Word keeps no zone; any fixed moment does


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return an element of WordprocessingML with these attributes."""
    made = cast("BaseOxmlElement", OxmlElement(tag))
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def strip(word: Document) -> None:
    """Take out what python-docx's own template brings: its paragraph, styles, thumbnail and customXml."""
    body = word.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    for style in list(word.styles):
        if style.name not in KEPT_STYLES:
            style.element.getparent().remove(style.element)
    latent = word.styles.element.find(qn("w:latentStyles"))
    word.styles.element.remove(latent)
    for source in (word.part.package, word.part):
        for key, relation in list(source.rels.items()):
            if relation.reltype.endswith(
                ("/thumbnail", "/customXml", "/numbering", "/stylesWithEffects", "/fontTable")
            ):
                del source.rels[key]


def set_font(properties: etree._Element) -> None:
    """Say Times New Roman for every script, and no theme font."""
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, element("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))


def set_up_styles(word: Document) -> None:
    """Define every paragraph style of the report."""
    defaults = word.styles.element.find(qn("w:docDefaults"))
    set_font(defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}"))
    language = defaults.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), "vi-VN")
    language.set(qn("w:eastAsia"), "vi-VN")
    shape(cast("ParagraphStyle", word.styles["Normal"]), 14)
    new_style(word, "Title", 14, bold=True, align=ALIGN.CENTER, before=18, builtin=True)
    add_body_styles(word)
    add_table_styles(word)
    for style in word.styles:
        if style.type in {WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER}:
            set_font(style.element.get_or_add_rPr())


def add_body_styles(word: Document) -> None:
    """Define headings and running text."""
    new_style(word, "Heading 1", 14, bold=True, before=12, after=6, indent=10, level=0)
    new_style(word, "Heading 2", 14, bold=True, before=10, after=4, indent=10, level=1)
    new_style(word, "Heading 3", 14, bold=True, italic=True, before=8, after=4, indent=10, level=2)
    new_style(word, "Van ban", 14, align=ALIGN.JUSTIFY, after=6, indent=10)
    new_style(word, "Can cu", 14, italic=True, align=ALIGN.JUSTIFY, after=6, indent=10)
    new_style(word, "Ghi chu", 13, italic=True, align=ALIGN.JUSTIFY, before=8, after=6, indent=10)
    new_style(word, "Kinh gui", 14, align=ALIGN.CENTER, before=6, after=12)
    new_style(word, "Giua", 14, align=ALIGN.CENTER)
    new_style(word, "Giua 13", 13, align=ALIGN.CENTER)
    new_style(word, "Trich yeu", 14, bold=True, align=ALIGN.CENTER, after=0)
    new_style(word, "Caption", 13, italic=True, align=ALIGN.CENTER, before=6, after=4, builtin=True)
    new_style(word, "Bieu do", 13, align=ALIGN.CENTER, after=6)
    new_style(word, "Dau trang", 11, bold=True, align=ALIGN.CENTER)
    new_style(word, "Phieu trinh", 13, align=ALIGN.JUSTIFY, after=3, indent=10)
    new_style(word, "Noi nhan", 12, bold=True, italic=True)
    new_style(word, "Noi nhan dong", 11)
    add_draft_styles(word)


def add_draft_styles(word: Document) -> None:
    """Define the mark of a draft and the framed list of what is missing."""
    mark = new_style(word, "Dau du thao", 14, bold=True, align=ALIGN.CENTER, before=6)
    frame(mark, "single", "8", space="1")
    mark.paragraph_format.left_indent = mark.paragraph_format.right_indent = Mm(18)
    reason = new_style(word, "Ly do du thao", 13, align=ALIGN.JUSTIFY, after=0)
    frame(reason, "single", "4", space="4")
    reason.paragraph_format.left_indent = reason.paragraph_format.right_indent = Mm(2)


def frame(style: ParagraphStyle, kind: str, size: str, *, space: str) -> None:
    """Draw a line around paragraphs of this style; neighbours of the same style share one frame."""
    borders = element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(f"w:{side}", val=kind, sz=size, space=space, color="000000"))
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def add_table_styles(word: Document) -> None:
    """Define texts in tables."""
    for name, align in (("Bang chu", ALIGN.LEFT), ("Bang so", ALIGN.RIGHT), ("Bang giua", ALIGN.CENTER)):
        new_style(word, name, 12, align=align, before=2, after=2)
    head = new_style(word, "Bang dau", 12, bold=True, align=ALIGN.CENTER, before=2, after=2)
    head.paragraph_format.keep_with_next = True


def new_style(  # noqa: PLR0913 - one argument per property of a style
    word: Document,
    name: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    align: ALIGN = ALIGN.LEFT,
    before: int = 0,
    after: int = 0,
    indent: int = 0,
    level: int | None = None,
    builtin: bool = False,
) -> ParagraphStyle:
    """Add a paragraph style; `level` makes it a heading of that outline level."""
    made = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=builtin or level is not None)
    style = cast("ParagraphStyle", made)
    style.base_style = word.styles["Normal"]
    style.quick_style = True
    shape(style, size, bold=bold, italic=italic, align=align, before=before, after=after)
    if indent:
        style.paragraph_format.first_line_indent = Mm(indent)
    if level is not None:
        style.paragraph_format.keep_with_next = True
        style.next_paragraph_style = word.styles["Normal"]
        style.element.get_or_add_pPr().append(element("w:outlineLvl", val=str(level)))
    return style


def shape(  # noqa: PLR0913 - one argument per property of a style
    style: ParagraphStyle,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    align: ALIGN = ALIGN.LEFT,
    before: int = 0,
    after: int = 0,
) -> None:
    """Set size, weight and spacing of a style."""
    style.font.size = Pt(size)
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    layout = style.paragraph_format
    layout.alignment = align
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    layout.widow_control = True


def set_up_page(section: Section, *, is_landscape: bool = False) -> None:
    """Set paper and margins; pages are numbered from 1, the first of them without a number."""
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if is_landscape else (short, long)
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = (Mm(20), Mm(20)) if is_landscape else (Mm(30), Mm(15))
    section.header_distance, section.footer_distance = Mm(8), Mm(10)
    section.different_first_page_header_footer = True
    properties: Any = section._sectPr  # noqa: SLF001 - python-docx has no name for it
    properties.find(qn("w:cols")).addprevious(element("w:pgNumType", start="1"))


def set_up_headers(section: Section) -> None:
    """Set the page number and the mark of a draft; later sections go on with them."""
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    number = section.header.paragraphs[0]
    number.style = "Header"
    number.alignment = ALIGN.CENTER  # no tab stop: LibreOffice takes those of the first section for all
    add_field(number, " PAGE ", "2")
    for text in ("{%p if la_du_thao %}", "DỰ THẢO", "{%p endif %}"):
        section.header.add_paragraph(text, style="Dau trang")


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Add a field of Word with what it shows until it is updated."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("", shown), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run.element.append(element("w:fldChar", fldCharType=kind))
        elif text == instruction:
            holder = element("w:instrText")
            holder.set(qn("xml:space"), "preserve")
            holder.text = text
            run.element.append(holder)
        else:
            run.text = text


def finish(word: Document) -> None:
    """Set what stands outside the text: properties, theme fonts, and no stretching before a line break."""
    set_up_settings(word.settings.element)
    properties = word.core_properties
    properties.title, properties.author, properties.comments = "Mẫu báo cáo", "", ""
    properties.keywords, properties.last_modified_by, properties.revision = "", "", 1
    properties.created = properties.modified = MADE
    for part in word.part.package.iter_parts():
        if part.partname.endswith("theme1.xml"):
            part._blob = part.blob.replace(b'"Calibri"', b'"Times New Roman"').replace(  # noqa: SLF001
                b'"Cambria"', b'"Times New Roman"'
            )


def set_up_settings(settings: BaseOxmlElement) -> None:
    """Make Word treat the document as a Vietnamese one of today, and stretch no line before a line break."""
    for needless in ("w:proofState", "w:savePreviewPicture", "w:rsids", "m:mathPr"):
        settings.remove(found(settings, needless))
    found(settings, "w:zoom").set(qn("w:percent"), "100")
    del found(settings, "w:zoom").attrib[qn("w:val")]
    found(settings, "w:themeFontLang").attrib.update({qn("w:val"): "vi-VN", qn("w:eastAsia"): "vi-VN"})
    found(settings, "w:decimalSymbol").set(qn("w:val"), ",")
    found(settings, "w:listSeparator").set(qn("w:val"), ";")
    compatibility = found(settings, "w:compat")
    compatibility.insert(0, element("w:doNotExpandShiftReturn"))
    found(compatibility, "w:compatSetting").set(qn("w:val"), "15")  # the first names the version of Word


def found(parent: etree._Element, tag: str) -> etree._Element:
    """Return the child of this name, which python-docx's own template is known to hold."""
    child = parent.find(qn(tag))
    if child is None:
        raise LookupError(tag)
    return child
