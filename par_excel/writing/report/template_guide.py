"""The Word file that explains the template of the report: every field, table and chart, from their declarations."""

from collections.abc import Iterable, Mapping

from docx.document import Document

from par_excel.writing.report.fields import CHARTS, GROUPS, TABLES, Field, FieldKind, TableField
from par_excel.writing.report.fill import packed
from par_excel.writing.report.template_language import FILTERS, LOOP
from par_excel.writing.report.word_page import add_table, empty_document

_TITLE = "GIẢI THÍCH MẪU BÁO CÁO"
_INTRODUCTION = (
    (
        "Tệp mau_bao_cao.docx là mẫu mà chương trình điền để lập outbox/bao_cao.docx. Mở mẫu bằng Word, sửa câu chữ, "
        "kiểu chữ, thứ tự các phần rồi lưu lại dưới dạng .docx; lần chạy merge sau dùng mẫu đã sửa. Xóa hoặc đổi tên "
        "mẫu thì chương trình dùng lại mẫu đi kèm."
    ),
    (
        "Một trường viết giữa hai dấu ngoặc nhọn, ví dụ {{ tinh }}, được thay bằng nội dung. Giữ nguyên tên trường, "
        "không dấu; có thể đổi kiểu chữ của cả trường. Một trường dùng được nhiều lần hoặc không dùng."
    ),
    "Trường loại “danh sách đoạn” viết bằng ba đoạn: {%p for dong in can_cu %}, {{ dong }}, {%p endfor %}.",
    (
        "Trường loại “đúng hoặc sai” đặt quanh phần chỉ hiện khi đúng: {%p if la_du_thao %}, nội dung, {%p endif %}; "
        "thêm {%p else %} trước phần hiện khi sai. Mỗi lệnh đứng một mình trong một đoạn."
    ),
    (
        "Trường loại “danh sách mục” lặp lại cả một phần cho từng mục: {%p for muc in linh_vuc %}, rồi {{ muc.ten }}, "
        "{{ muc.nhan_xet }} …, rồi {%p endfor %}. Trong phần lặp, danh sách của mục viết {%p for dong in muc.diem_tru %}."
    ),
    (
        "Mẫu không chạy được macro, phép tính hay lệnh nào khác. Trường không có, lệnh sai được chương trình nêu tên "
        "cùng vị trí, và báo cáo cũ được giữ nguyên."
    ),
)
_TABLES = (
    "Bảng số liệu nhận ra bằng văn bản thay thế: bấm chuột phải vào bảng, chọn Table Properties, thẻ Alt Text, ô Title. "
    "Dòng đầu bảng giữ nguyên và lặp lại ở mỗi trang; các dòng dưới là dòng mẫu: dòng thứ nhất cho dòng thường, các "
    "dòng sau (nếu có) cho dòng tiêu đề nhóm và dòng tổng. Mỗi ô của dòng mẫu ghi tên một cột trong ngoặc vuông. "
    "Có thể đổi chữ ở đầu bảng, độ rộng, kiểu chữ, bỏ cột, thêm cột, đổi thứ tự cột. "
    "LibreOffice không giữ tên của bảng, vì vậy sửa mẫu bằng Word."
)
_CHARTS = (
    "Biểu đồ nhận ra bằng văn bản thay thế: bấm chuột phải vào biểu đồ, chọn Edit Alt Text. Có thể đổi màu, kiểu, "
    "kích thước; số liệu được thay khi lập báo cáo và sửa được trong Word (Chart Design, Edit Data)."
)
_CAPTIONS = "Số của bảng và biểu đồ là trường đánh số của Word (References, Insert Caption), được đánh lại khi lập báo cáo."


def explained_template() -> bytes:
    """Return the document that explains the template."""
    word = empty_document(_TITLE)
    word.add_paragraph(_TITLE, style="Title")
    for paragraph in _INTRODUCTION:
        word.add_paragraph(paragraph, style="Van ban")
    word.add_paragraph("I. CÁC TRƯỜNG", style="Heading 1")
    for title, fields in GROUPS.items():
        word.add_paragraph(title, style="Heading 2")
        add_table(word, ("Trường", "Loại", "Nội dung"), tuple(_field_rows(fields)), (50, 32, 83))
    _add_words(word)
    word.add_paragraph("II. CÁC BẢNG SỐ LIỆU", style="Heading 1")
    word.add_paragraph(_TABLES, style="Van ban")
    for table in (each for each in TABLES if not each.is_retired):
        _add_columns(word, table)
    word.add_paragraph("III. CÁC BIỂU ĐỒ", style="Heading 1")
    word.add_paragraph(_CHARTS, style="Van ban")
    word.add_paragraph(_CAPTIONS, style="Van ban")
    add_table(word, ("Văn bản thay thế", "Nội dung"), tuple(CHARTS.items()), (50, 115))
    return packed(word)


def _field_rows(fields: Iterable[Field], owner: str = "") -> Iterable[tuple[str, str, str]]:
    for field in (each for each in fields if not each.is_retired):
        shown = f"{owner}{field.name}"
        yield f"{{{{ {shown} }}}}" if field.kind is FieldKind.TEXT else shown, field.kind.value, field.meaning
        yield from _field_rows(field.fields, "muc.")


def _add_words(word: Document) -> None:
    word.add_paragraph("Từ dùng thêm được", style="Heading 2")
    rows = [(f"{{{{ loop.{name} }}}}", f"trong vòng lặp: {meaning}") for name, meaning in LOOP.items()]
    rows += [(f"{{{{ {example} | {name} }}}}", meaning) for name, (example, meaning) in FILTERS.items()]
    add_table(word, ("Cách viết", "Nội dung"), rows, (50, 115))


def _add_columns(word: Document, table: TableField) -> None:
    name = f"{table.name}:{{{{ muc.ma }}}}" if table.is_per_field else table.name
    word.add_paragraph(f"{name}: {table.meaning}", style="Heading 3")
    columns: Mapping[str, str] = table.columns
    add_table(
        word, ("Cột", "Nội dung"), [(f"[{key}]", meaning) for key, meaning in columns.items()], (50, 115)
    )
