"""Native charts of the report's Word template: a chart part with a workbook behind it, editable in Word as any other."""

from decimal import Decimal
from typing import cast

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from docx.shared import Mm

from par_excel.writing.report.charts import Chart, chart_workbook

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
SAMPLES = {
    "bieu_do_diem": Chart(
        categories=("1", "2", "3"),
        series=(
            ("Điểm tối đa tự đánh giá", (Decimal(8), Decimal(6), Decimal(10))),
            ("Điểm tự đánh giá", (Decimal(6), Decimal(5), Decimal(9))),
        ),
    ),
    "bieu_do_ty_le": Chart(
        categories=("1. Lĩnh vực thứ nhất", "2. Lĩnh vực thứ hai", "3. Lĩnh vực thứ ba"),
        series=(("Tỷ lệ điểm đạt được", (Decimal("0.75"), Decimal("0.8333"), Decimal("0.9"))),),
        number_format="0.00%",
    ),
    "bieu_do_don_vi": Chart(
        categories=("1. Lĩnh vực thứ nhất", "2. Lĩnh vực thứ hai", "3. Lĩnh vực thứ ba"),
        series=(
            ("Thấp nhất", (Decimal("0.5"), Decimal("0.4"), Decimal("0.6"))),
            ("Trung bình", (Decimal("0.75"), Decimal("0.8"), Decimal("0.9"))),
            ("Cao nhất", (Decimal("0.95"), Decimal(1), Decimal(1))),
        ),
        number_format="0%",
    ),
}
"""What the charts show in the template itself, so that an office sees what it edits."""
COLOURS = ("B4C3D9", "1F4E79", "7F9F7F")

_TEXT = (
    '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}" b="0"><a:solidFill><a:srgbClr val="000000"/>'
    '</a:solidFill><a:latin typeface="Times New Roman"/><a:ea typeface="Times New Roman"/>'
    '<a:cs typeface="Times New Roman"/></a:defRPr></a:pPr><a:endParaRPr lang="vi-VN"/></a:p></c:txPr>'
)
_SERIES = (
    '<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx/><c:spPr><a:solidFill><a:srgbClr val="{colour}"/>'
    '</a:solidFill></c:spPr><c:invertIfNegative val="0"/><c:dLbls><c:numFmt formatCode="{number}" sourceLinked="0"/>'
    "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text}"
    '<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls><c:cat/><c:val/></c:ser>'
)
_SPACE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<c:chartSpace xmlns:c="{drawing}/chart" xmlns:a="{drawing}/main" xmlns:r="{relations}">'
    '<c:date1904 val="0"/><c:lang val="vi-VN"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    '<c:x val="{left}"/><c:y val="0.04"/><c:w val="{wide}"/><c:h val="{high}"/></c:manualLayout></c:layout>'
    '<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}'
    '<c:gapWidth val="{gap}"/><c:axId val="10010"/><c:axId val="10020"/></c:barChart>'
    '<c:catAx><c:axId val="10010"/><c:scaling><c:orientation val="{orientation}"/></c:scaling><c:delete val="0"/>'
    '<c:axPos val="{category_side}"/>{title}<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
    '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{text}<c:crossAx val="10020"/><c:crosses val="autoZero"/>'
    '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    '<c:valAx><c:axId val="10020"/><c:scaling><c:orientation val="minMax"/>{top}<c:min val="0"/></c:scaling><c:delete val="0"/>'
    '<c:axPos val="{value_side}"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/>'
    '</a:solidFill></a:ln></c:spPr></c:majorGridlines><c:numFmt formatCode="{axis_number}" sourceLinked="0"/>'
    '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{text}'
    '<c:crossAx val="10010"/><c:crosses val="{crosses}"/><c:crossBetween val="between"/>{unit}</c:valAx></c:plotArea>{legend}'
    '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
    '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>{text}'
    '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
)
_LEGEND = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{text}</c:legend>'
_AXIS_TITLE = (
    '<c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1000" b="0"/></a:pPr><a:r>'
    '<a:rPr lang="vi-VN" sz="1000" b="0"><a:latin typeface="Times New Roman"/></a:rPr><a:t>{title}</a:t></a:r></a:p></c:rich></c:tx>'
    '<c:overlay val="0"/></c:title>'
)
_INLINE = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:a="{drawing}/main"'
    ' xmlns:wp="{drawing}/wordprocessingDrawing" xmlns:c="{drawing}/chart" xmlns:r="{relations}">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
    '<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr id="{number}" name="{title}" descr="{name}"/>'
    '<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{drawing}/chart"><c:chart r:id="{link}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def add_column_chart(word: Document, name: str, *, is_share: bool = False) -> None:
    """Add a chart with columns for each field: points by its number, or shares by its name."""
    text = _TEXT.format(size=1000)
    series = "".join(
        _SERIES.format(
            index=index,
            colour=COLOURS[index],
            number="0%" if is_share else "0.0#",
            text=_TEXT.format(size=800),
        )
        for index in range(len(SAMPLES[name].series))
    )
    _add(
        word,
        name,
        54,
        _SPACE.format(
            drawing=_DRAWING,
            relations=_RELATIONS,
            direction="col",
            left=0.07,
            wide=0.91,
            high=0.62,
            series=series,
            gap=60,
            orientation="minMax",
            category_side="b",
            value_side="l",
            crosses="autoZero",
            title="" if is_share else _AXIS_TITLE.format(title="Số thứ tự lĩnh vực"),
            top='<c:max val="1.1"/>' if is_share else "",
            unit='<c:majorUnit val="0.2"/>' if is_share else "",
            axis_number="0%" if is_share else "0",
            text=text,
            legend=_LEGEND.format(text=text),
        ),
    )


def add_bar_chart(word: Document, name: str) -> None:
    """Add the chart with one bar for each field, the first one on top."""
    text = _TEXT.format(size=1000)
    _add(
        word,
        name,
        55,
        _SPACE.format(
            drawing=_DRAWING,
            relations=_RELATIONS,
            direction="bar",
            left=0.36,
            wide=0.6,
            high=0.85,
            series=_SERIES.format(index=0, colour=COLOURS[1], number="0.00%", text=text),
            gap=50,
            orientation="maxMin",
            category_side="l",
            value_side="b",
            crosses="max",
            title="",
            top='<c:max val="1.1"/>',
            unit='<c:majorUnit val="0.2"/>',
            axis_number="0%",
            text=text,
            legend="",
        ),
    )


def _add(word: Document, name: str, height_mm: int, xml: str) -> None:
    number = 1 + sum("/charts/chart" in str(part.partname) for part in word.part.package.iter_parts())
    package = word.part.package
    assert package is not None
    chart = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART_TYPE, xml.encode("utf-8"), package)
    book_name = PackURI(f"/word/embeddings/so_lieu_{number}.xlsx")
    book = Part(book_name, _BOOK_TYPE, chart_workbook(SAMPLES[name]), package)
    assert chart.relate_to(book, RELATIONSHIP_TYPE.PACKAGE) == "rId1"
    link = word.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    drawing = _INLINE.format(
        drawing=_DRAWING,
        relations=_RELATIONS,
        width=int(Mm(165)),
        height=int(Mm(height_mm)),
        number=number,
        title=f"Biểu đồ {number}",
        name=name,
        link=link,
    )
    word.add_paragraph(style="Bieu do").add_run().element.append(cast("object", parse_xml(drawing)))  # type: ignore[arg-type]
