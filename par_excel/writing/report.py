"""The Word report, laid out as an administrative document (Decree 30/2020/NĐ-CP) from a template the office may edit.

The template holds the fixed wording, with fields in double braces; sentences and table rows come from code.
Text from returns is data: it is escaped, and can become no field, link or markup. No clock is read: the same
inputs give the same bytes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from par_excel.model import Basis, ConfigError, LeafState, Result, Total
from par_excel.vietnamese import tidy, visible
from par_excel.writing import report_text as text
from par_excel.writing.report_tables import Row, leaves_of, rows_by_table

Value: TypeAlias = "str | bool | Mapping[str, Value] | Sequence[Value]"

TEMPLATE = "report_template.docx"
_FIXED_TIME = datetime(2000, 1, 1)  # noqa: DTZ001 - Word keeps no zone; any fixed moment does
_FIRST_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_LIMIT_PROPERTY = 255
_LIMIT_UNBROKEN = 1200
_DIRECTION_MARKS = re.compile("[\u061c\u2066-\u2069]")
_BROKEN_BRACES = re.compile(r"(?<=[{%}])_(?=[{%}])")
_COLUMN = re.compile(r"\[([a-z_]+)\]")


def report_document(basis: Basis, result: Result, *, template: bytes | None = None) -> bytes:
    """Return the report as a Word document.

    Args:
        basis: the period, for head, signature and legal bases.
        result: what is reported.
        template: the office's own Word template; the packaged one where it is None.
    """
    given = packaged_template() if template is None else template
    tables = rows_by_table(basis, result)
    try:
        word = _rendered(given, _clean_mapping(_context(basis, result)))
    except (TemplateError, TypeError, ValueError, ArithmeticError, etree.XMLSyntaxError) as error:
        raise _template_error(f"không điền được ({error})") from error
    except (BadZipFile, KeyError) as error:
        raise _template_error("không phải là tệp Word (.docx)") from error
    for table in list(word.element.body.iter(qn("w:tbl"))):
        _fill(table, tables)
    _fix_properties(word, basis)
    target = BytesIO()
    word.save(target)
    return repacked(target.getvalue())


def packaged_template() -> bytes:
    """Return the Word template that comes with the program."""
    return files("par_excel.writing").joinpath(TEMPLATE).read_bytes()


def _template_error(what: str) -> ConfigError:
    return ConfigError(
        f"Mẫu báo cáo Word {what}.",
        "mở mẫu bằng Word và sửa trường đã nêu, hoặc dùng lại mẫu đi kèm chương trình.",
    )


def _rendered(template: bytes, context: dict[str, Any]) -> Document:
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    word = DocxTemplate(BytesIO(template))
    word.render(context, jinja_env=environment)
    document: Document = word.docx
    return document


def _context(basis: Basis, result: Result) -> dict[str, Value]:
    period = basis.period
    return {
        "nam": str(period.year),
        "tinh": period.province,
        "bo_tieu_chi": period.catalogue_name,
        "co_quan_tong_hop": period.sender.name,
        "so_co_quan": text.count(len(period.units)),
        "tieu_de": text.subject(period),
        "la_du_thao": result.is_draft,
        "ly_do_du_thao": text.draft_reasons(result),
        "chua_doi_chieu": text.unverified(basis),
        "can_cu": text.legal_bases(basis),
        "thoi_han": text.deadlines(period),
        "qua_trinh": text.course(basis, result),
        "ket_qua_chung": text.overall(basis, result),
        "linh_vuc": tuple(_field(basis, result, total) for total in result.fields),
        "sang_kien": text.initiatives(basis, result),
        "co_sang_kien": bool(result.initiatives),
        "phoi_hop": text.coordination(result),
        "co_phoi_hop": any(shared.contributions for shared in result.shared),
        "kho_khan": _difficulties(result),
        "ton_tai": text.outstanding(result),
        **_head(basis),
    }


def _head(basis: Basis) -> dict[str, Value]:
    head = basis.period.report
    recipients = [f"- {each.rstrip('.; ')}" for each in head.recipients]
    return {
        "co_quan_chu_quan": head.superior,
        "co_quan_ban_hanh": head.issuer,
        "ky_hieu": head.symbol,
        "dia_danh": head.place,
        "thay_mat": head.signed_for,
        "chuc_vu": head.signer_title,
        "nguoi_ky": head.signer,
        "noi_nhan": (*(f"{each};" for each in recipients[:-1]), *(f"{each}." for each in recipients[-1:])),
    }


def _field(basis: Basis, result: Result, total: Total) -> Mapping[str, Value]:
    leaves = leaves_of(basis, result, total.key)
    office = basis.period.sender.name
    lost = tuple(text.deduction(leaf, office) for leaf in leaves if leaf.lost and leaf.lost > 0)
    return {
        "ma": total.key,
        "ten": total.name,
        "nhan_xet": text.field_summary(total, leaves, office),
        "co_bang": any(leaf.state is not LeafState.SURVEY for leaf in leaves),
        "diem_tru": lost or (text.no_deductions(total),),
    }


def _difficulties(result: Result) -> tuple[Mapping[str, Value], ...]:
    written = ((unit.unit.name, text.difficulties(unit)) for unit in result.units)
    return tuple({"co_quan": name, "noi_dung": lines} for name, lines in written if lines)


def _clean(value: str) -> str:
    """Return a text that a Word file can hold and that cannot turn the direction of what follows it."""
    return tidy(_DIRECTION_MARKS.sub("", visible(value)))


def _clean_value(value: Value) -> Value:
    if isinstance(value, str):
        # docxtpl turns {_{ into {{ after rendering; an invisible joiner keeps what was written
        return _BROKEN_BRACES.sub("_\u2060", _clean(value))
    if isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return _clean_mapping(value)
    return tuple(_clean_value(each) for each in value)


def _clean_mapping(values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: _clean_value(value) for key, value in values.items()}


def _fill(table: CT_Tbl, tables: Mapping[str, tuple[Row, ...]]) -> None:
    """Replace the prototype rows of a table that names itself in its alternative text by the rows of that name."""
    caption = table.tblPr.find(qn("w:tblCaption"))
    name = "" if caption is None else str(caption.get(qn("w:val")))
    if not name.startswith("bang_"):
        return
    if name not in tables:
        raise _template_error(f"có bảng mang tên không rõ “{name}” (văn bản thay thế của bảng)")
    prototypes = [_prototype(row) for row in table.tr_lst if not _is_head(row)]
    if not prototypes:
        raise _template_error(f"thiếu dòng mẫu trong bảng “{name}”")
    for prototype in prototypes:
        table.remove(prototype.row)
    for row in tables[name]:
        table.append(_copy(prototypes[min(row.style, len(prototypes) - 1)], row, name))


def _is_head(row: CT_Row) -> bool:
    return row.trPr is not None and row.trPr.find(qn("w:tblHeader")) is not None


@dataclass(frozen=True, slots=True)
class _Prototype:
    """A row of the template: one text per cell, and the column that each cell takes; empty where its text is fixed."""

    row: CT_Row
    columns: tuple[str, ...]


def _prototype(row: CT_Row) -> _Prototype:
    return _Prototype(row, tuple(_column(cell) for cell in row.tc_lst))


def _column(cell: CT_Tc) -> str:
    """Return the column that a cell of a prototype names, and leave one empty text there."""
    texts = list(cell.iter(qn("w:t")))
    found = _COLUMN.fullmatch("".join(each.text or "" for each in texts).strip())
    if found is None:
        return ""
    for needless in texts[1:]:  # Word splits a text into runs as it likes
        run = needless.getparent()
        if run is not None:
            run.remove(needless)
    texts[0].text = ""
    return found.group(1)


def _copy(prototype: _Prototype, row: Row, table: str) -> CT_Row:
    copied = deepcopy(prototype.row)
    for column, cell in zip(prototype.columns, copied.tc_lst, strict=True):
        if column and column not in row.values:
            raise _template_error(f"có cột không rõ “[{column}]” trong bảng “{table}”")
        if column:
            _write(next(cell.iter(qn("w:t"))), _clean(row.values[column]))
    if any(len(value) > _LIMIT_UNBROKEN for value in row.values.values()):
        _let_break(copied)
    return copied


def _write(node: etree._Element, value: str) -> None:
    first, *others = value.split("\n")
    node.text = first
    node.set(qn("xml:space"), "preserve")
    for line in others:
        following = deepcopy(node)
        following.text = line
        line_break = node.makeelement(qn("w:br"))
        node.addnext(line_break)
        line_break.addnext(following)
        node = following


def _let_break(row: CT_Row) -> None:
    """Let a row that may be longer than a page go over to the next one."""
    mark = None if row.trPr is None else row.trPr.find(qn("w:cantSplit"))
    if row.trPr is not None and mark is not None:
        row.trPr.remove(mark)


def _fix_properties(word: Document, basis: Basis) -> None:
    properties = word.core_properties
    properties.title = _clean(text.subject(basis.period))[:_LIMIT_PROPERTY]
    properties.author = _clean(basis.period.sender.name)[:_LIMIT_PROPERTY]
    properties.last_modified_by = properties.author
    properties.created = properties.modified = _FIXED_TIME
    properties.revision = 1


def repacked(data: bytes) -> bytes:
    """Return the same parts in one order, without the time of packing."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for name in _parts_in_order(source.namelist()):
            entry = ZipInfo(name, _FIRST_ZIP_DATE)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # the same on Windows and Linux
            packed.writestr(entry, source.read(name))
    return target.getvalue()


def _parts_in_order(names: Iterable[str]) -> Iterator[str]:
    """Yield the list of content types first, as the packaging convention asks, then the rest by name."""
    return iter(sorted(names, key=lambda name: (name != "[Content_Types].xml", name)))
