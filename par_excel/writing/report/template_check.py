"""A Word template of the office's own is looked through before it is filled in: what is wrong is named with its place.

What runs by itself, reaches out of the file or unpacks without end is refused; so is every field that does not exist.
"""

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError
from lxml import etree
from msgspec import Struct

from par_excel.model import ConfigError
from par_excel.vietnamese import harmless
from par_excel.writing.report.fields import FIELDS, RETIRED, RETIRED_TABLES, TABLES
from par_excel.writing.report.template_language import TemplateEnvironment, TemplateFaultError

OWN = "mau_bao_cao.docx"
_LIMIT_BYTES = 100_000_000
"""Bytes of all parts, unpacked."""
_LIMIT_PARTS = 2_000
_LIMIT_AROUND = 60
"""Characters around a fault that are shown."""
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_HALF = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_WHOLE = re.compile(r"^(\{%|\{\{|\{#)(tr|tc|p|r)(?=\s)")
_RAW = re.compile(r"\{%[-+]?\s*(raw|verbatim)\b")
# Word makes curved quotation marks of straight ones, which are all that the language of the template knows.
_QUOTES = str.maketrans("“”‘’", "\"\"''")
_RUN_BY_THEMSELVES = ("vbaproject", "activex")
_PARTS: Mapping[str, str] = {"document": "phần thân", "header": "đầu trang", "footer": "chân trang"}
_RENDERED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_COLUMNS = frozenset(f"[{column}]" for table in TABLES for column in table.columns)
_WORD = re.compile(r"\w+")
_SHARED = frozenset({"co_quan"})
"""A retired name that is filled in all the same."""
_UNKNOWN_TAG = re.compile(r"unknown tag '([^']*)'")


class _TemplateParagraph(Struct, frozen=True):
    """A paragraph of the template and where it stands."""

    text: str
    where: str


def check_template(data: bytes) -> None:
    """Look through a template.

    Raises:
        ConfigError: it is no Word document, carries something that is refused, or says something that is not known.
    """
    parts = _parts(data)
    _check_package(parts)
    trees = {name: _tree(name, content) for name, content in parts.items() if _is_xml(name)}
    _check_links(trees)
    if not any(_RENDERED.fullmatch(name) for name in trees):
        raise no_word_file()
    environment = TemplateEnvironment()
    for name, tree in trees.items():
        if _RENDERED.fullmatch(name):
            _check_text(environment, tuple(_spots(name, tree)))
            _check_tables(tree)
    _check_properties(trees)


def retired_in(data: bytes) -> tuple[str, ...]:
    """Return a sentence on each field and table of an older template that is left out of the report by now."""
    trees = {name: _tree(name, content) for name, content in _parts(data).items() if _is_xml(name)}
    rendered = [tree for name, tree in trees.items() if _RENDERED.fullmatch(name)]
    tags = " ".join(tag for tree in rendered for each in _spots("", tree) for tag in _TAG.findall(each.text))
    words = set(_WORD.findall(tags))
    fields = [each for field in FIELDS for each in (field, *field.fields)]
    names = [each.name for each in fields if each.is_retired and each.name in words]
    named = {str(each.get(qn("w:val"))) for tree in rendered for each in tree.iter(qn("w:tblCaption"))}
    names += sorted(RETIRED_TABLES & named)
    return tuple(
        f"{OWN}: “{name}” để trống vì {RETIRED}." for name in dict.fromkeys(names) if name not in _SHARED
    )


def no_word_file() -> ConfigError:
    """Return the failure of a template that is no Word document."""
    return _refused("không phải là tệp Word (.docx)", "mở mẫu bằng Word rồi lưu lại dưới dạng .docx.")


def _refused(what: str, mend: str) -> ConfigError:
    return ConfigError(f"Mẫu báo cáo Word {what}.", mend, file=OWN)


def _parts(data: bytes) -> Mapping[str, bytes]:
    try:
        with ZipFile(BytesIO(data)) as packed:
            entries = packed.infolist()
            if len(entries) > _LIMIT_PARTS or sum(entry.file_size for entry in entries) > _LIMIT_BYTES:
                raise _refused("quá lớn", "bỏ bớt hình ảnh trong mẫu.")
            return {entry.filename: packed.read(entry) for entry in entries}
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise no_word_file() from error


def _check_package(parts: Mapping[str, bytes]) -> None:
    types = parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    names = " ".join(parts).lower()
    if "macroenabled" in types.lower() or any(each in names for each in _RUN_BY_THEMSELVES):
        raise _refused(
            "có macro hoặc điều khiển ActiveX nên không được dùng",
            "lưu lại dưới dạng .docx, không macro.",
        )
    if _MAIN not in types:
        raise no_word_file()


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _tree(name: str, content: bytes) -> etree._Element:
    try:
        tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise _refused(
            f"bị hỏng ở phần “{harmless(name)}”", "mở và sửa mẫu bằng Word, hoặc tạo lại mẫu."
        ) from error
    if b"<!DOCTYPE" in content:
        raise _refused("có khai báo DOCTYPE nên không được dùng", "mở mẫu bằng Word rồi lưu lại.")
    return tree


def _check_links(trees: Mapping[str, etree._Element]) -> None:
    """Refuse what Word would fetch by itself: a template, a picture or an object that lies elsewhere."""
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        for link in tree:
            kind = str(link.get("Type", "")).rpartition("/")[2]
            if link.get("TargetMode") == "External" and kind != "hyperlink":
                target = harmless(str(link.get("Target", "")))[:_LIMIT_AROUND]
                raise _refused(f"lấy nội dung từ bên ngoài tệp ({target})", "chèn hẳn nội dung đó vào mẫu.")


def _spots(name: str, tree: etree._Element) -> Iterator[_TemplateParagraph]:
    found = re.match(r"word/([a-z]+)", name)
    part = _PARTS.get(found.group(1) if found else "", "chú thích")
    tables = {table: index for index, table in enumerate(tree.iter(qn("w:tbl")), start=1)}
    for paragraph in tree.iter(qn("w:p")):
        text = "".join(
            node.text or ""
            for node in paragraph.iter(qn("w:t"))
            if next(node.iterancestors(qn("w:p")), None) is paragraph
        )
        if text:
            yield _TemplateParagraph(text, part + _cell(paragraph, tables))


def _cell(paragraph: etree._Element, tables: Mapping[etree._Element, int]) -> str:
    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    row = None if cell is None else cell.getparent()
    table = next(paragraph.iterancestors(qn("w:tbl")), None)
    if cell is None or row is None or table is None:
        return ""
    line = [*table.iterchildren(qn("w:tr"))].index(row) + 1 if row.getparent() is table else 0
    column = [*row.iterchildren(qn("w:tc"))].index(cell) + 1
    return f", bảng thứ {tables[table]}, dòng {line}, cột {column}" if line else f", bảng thứ {tables[table]}"


def _check_text(environment: TemplateEnvironment, spots: tuple[_TemplateParagraph, ...]) -> None:
    """Check the tags of one part together, one line for each paragraph, so that its number gives the place."""
    lines = [_tags(spot) for spot in spots]
    try:
        environment.parse("\n".join(lines))
    except TemplateFaultError as fault:
        raise _at(spots, fault.lineno, fault.what, fault.mend) from fault
    except TemplateSyntaxError as fault:
        raise _at(spots, fault.lineno, *_syntax(fault.message or "")) from fault


def _syntax(message: str) -> tuple[str, str]:
    unknown = _UNKNOWN_TAG.search(message)
    for word in ("endfor", "endif"):
        if unknown and unknown.group(1) == word:
            return f"có “{word}” mà không có lệnh mở tương ứng", f"xóa {{%p {word} %}} hoặc thêm lệnh mở."
        if f"'{word}'" in message:
            return f"thiếu lệnh đóng “{word}”", f"thêm một đoạn {{%p {word} %}} sau phần này."
    if unknown:
        return (
            f"có lệnh lạ “{harmless(unknown.group(1))}”",
            "chỉ dùng trường, if và for như trong mẫu đi kèm chương trình.",
        )
    return "có lệnh viết sai cú pháp", "viết lại theo mẫu đi kèm chương trình."


def _tags(spot: _TemplateParagraph) -> str:
    """Return the tags of a paragraph on one line, without the marks that say how far each of them reaches."""
    tags = _TAG.findall(spot.text)
    if _HALF.search(_TAG.sub("", spot.text)):
        raise _fault(
            spot,
            "có dấu ngoặc của trường chưa đóng hoặc chưa mở",
            "viết đủ {{ … }} trong cùng một đoạn.",
        )
    for tag in tags:
        whole = _WHOLE.match(tag)
        if (whole and whole.group(1) == "{{") or _RAW.match(tag):
            raise _fault(spot, "có lệnh không được dùng trong mẫu", "chỉ dùng {{ trường }}.")
        if whole and whole.group(2) == "p" and spot.text.strip() != tag:
            raise _fault(
                spot,
                f"có lệnh {harmless(tag)} đứng chung đoạn với nội dung khác",
                "để lệnh này một mình trong một đoạn.",
            )
    return " ".join(_WHOLE.sub(r"\1 ", tag).translate(_QUOTES) for tag in tags).replace("\n", " ")


def _at(spots: tuple[_TemplateParagraph, ...], line: int, what: str, mend: str) -> ConfigError:
    return _fault(spots[min(max(line, 1), len(spots)) - 1], what, mend)


def _fault(spot: _TemplateParagraph, what: str, mend: str) -> ConfigError:
    text = harmless(spot.text.strip())
    found = _HALF.search(text)
    begin = max(0, (found.start() if found else 0) - _LIMIT_AROUND // 2)
    around = text[begin : begin + 2 * _LIMIT_AROUND]
    shown = f"{'…' if begin else ''}{around}{'…' if begin + len(around) < len(text) else ''}"
    return ConfigError(f"Mẫu báo cáo Word: {what}; ở {spot.where}, đoạn “{shown}”.", mend, file=OWN)


def _check_tables(tree: etree._Element) -> None:
    """Refuse a table with prototype rows that has lost its name: it would be printed as it stands."""
    for index, table in enumerate(tree.iter(qn("w:tbl")), start=1):
        named = table.find(f"{qn('w:tblPr')}/{qn('w:tblCaption')}")
        if named is not None and str(named.get(qn("w:val"))).startswith("bang_"):
            continue
        cells = table.iterfind(f"{qn('w:tr')}/{qn('w:tc')}")
        texts = ("".join(node.text or "" for node in cell.iter(qn("w:t"))).strip() for cell in cells)
        lost = next((text for text in texts if text in _COLUMNS), None)
        if lost is not None:
            raise _refused(
                f"có bảng thứ {index} (ô “{lost}”) mất tên trong văn bản thay thế",
                "đặt lại tên bảng theo tệp giải thích đi kèm mẫu; nếu mẫu đã được lưu bằng LibreOffice thì lấy lại mẫu "
                "và sửa bằng Word.",
            )


def _check_properties(trees: Mapping[str, etree._Element]) -> None:
    for name, tree in trees.items():
        if name.startswith("docProps/"):
            text = "".join(str(each) for each in tree.itertext())
            if _HALF.search(text):
                raise _refused(
                    "có trường trong thuộc tính của tệp",
                    "xóa dấu ngoặc nhọn trong File, Info, Properties.",
                )
