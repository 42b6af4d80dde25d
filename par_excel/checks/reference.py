"""The reference page of all checks, made from their declarations: docs/reference/checks.md."""

from collections.abc import Iterator, Mapping
from string import Formatter

from par_excel.checks.declared import RETIRED, RULES
from par_excel.model import Family, Rule
from par_excel.vietnamese import format_date

FACT_WORDS: Mapping[str, str] = {
    "address": "địa chỉ thư",
    "appendix": "phụ lục được giao",
    "check": "mã quy tắc",
    "content": "nội dung được giao",
    "count": "số lượng",
    "criteria": "các tiêu chí",
    "day": "ngày của tài liệu",
    "deadline": "ngày hết hạn",
    "denominator": "mẫu số",
    "derived": "điểm tính được",
    "rule": "quy định của tiêu chí",
    "changed": "biểu mẫu phát hành ghi gì; tên sheet đã đổi thành gì",
    "detail": "",
    "document": "tài liệu",
    "documents": "các tài liệu",
    "dissenting": "các nơi ghi khác",
    "elsewhere": "tiêu chí kia",
    "encoding": "bảng mã",
    "expected": "giá trị của biểu mẫu",
    "failure": "lỗi của chương trình",
    "first": "ô đã có",
    "font": "phông chữ",
    "format": "định dạng",
    "found": "phụ lục gửi về",
    "given": "giá trị kia",
    "how": "cách chấm theo thang điểm của tiêu chí",
    "label": "tên dòng, cột hoặc sheet",
    "lead": "tên cơ quan",
    "least": "số ký tự tối thiểu",
    "maximum": "điểm tối đa",
    "minimum": "số sáng kiến tối thiểu",
    "missing": "các mục còn thiếu",
    "naming": "đặt tên tệp có chữ “bao cao” và “da ky”",
    "named": "phụ lục ghi ở tên tệp",
    "names": "tên các tệp",
    "nothing": "Không đạt nội dung nào",
    "older": "tên bản cũ",
    "other": "cơ quan khác",
    "period": "kỳ đánh giá",
    "places": "số",
    "problem": "điều chưa hợp lệ",
    "program": "chương trình",
    "read": "giá trị đã đọc",
    "reading": "văn bản đọc theo bảng mã đó",
    "reason": "lý do theo nội dung của ô",
    "received": "thời điểm nhận",
    "remarks": "cách ghi",
    "risks": "các thành phần",
    "rival": "bản nộp kia",
    "doubt": "vì sao chưa chắc",
    "former": "nội dung cũ",
    "row": "dòng",
    "present": "nội dung mới",
    "score": "đã chấm",
    "scorer": "ai chấm tiêu chí này",
    "said": "số ký tự hiện có",
    "sender": "cơ quan tổng hợp",
    "sheet": "Sáng kiến",
    "swapped": "",
    "total": "tổng tính lại",
    "traces": "điều chương trình đã làm",
    "unit": "cơ quan gửi",
    "values": "các mức",
    "what": "tên hoặc nội dung",
    "which": "tử số hoặc mẫu số",
    "whose": "",
    "written": "cách viết trong ô",
    "year": "năm đánh giá",
}
"""What a reader of the page sees in the place of a fact."""

_HEAD = """\
# Các nội dung kiểm tra

Trang này được tạo từ chính các khai báo kiểm tra trong chương trình; không sửa bằng tay.

Mỗi phát hiện có bốn phần: ở đâu – phát hiện gì – vì sao – cách sửa.
Phần trong dấu ‹ › được thay bằng giá trị cụ thể.

* **lỗi**: ô không được tính và bản nộp chưa hợp lệ cho đến khi được sửa hoặc được cơ quan tổng hợp chấp nhận.
* **cảnh báo**: vẫn được tính, cần có người xem lại.
* **ghi chú**: điều chương trình đã chấp nhận hoặc chuẩn hóa khi đọc.
"""


def render_reference() -> str:
    """Return the page in Markdown: every check by family and code, then the retired codes."""
    parts = [_HEAD]
    for family in Family:
        parts.append(f"## {family.name} – {family.value}\n")
        parts += [_section(rule) for rule in RULES.values() if rule.family is family]
    parts += ["## Mã không còn dùng\n", "\n".join(_retired()) + "\n"]
    return "\n".join(parts)


def facts_of(template: str) -> frozenset[str]:
    """Return the names of the facts that a template asks for."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


def _section(rule: Rule) -> str:
    lines = [
        f"### {rule.code} – {rule.title}\n",
        f"* Mức độ: {rule.severity.value}" + (" (không đổi, không tắt được)" if rule.guards_sums else ""),
        f"* Vì sao: {_shown(rule.why)}",
        f"* Cách sửa: {_shown(rule.mend)}",
    ]
    if rule.live:
        lines.append(f"* Cột “Kiểm tra” của biểu mẫu: {rule.live}")
    lines.append(f"* Ví dụ: {rule.example}")
    return "\n".join(lines) + "\n"


def _shown(template: str) -> str:
    words = {name: f"‹{FACT_WORDS[name]}›" if FACT_WORDS[name] else "" for name in facts_of(template)}
    return template.format_map(words)


def _retired() -> Iterator[str]:
    if not RETIRED:
        yield "Chưa có mã nào."
    for code, retired in RETIRED.items():
        successor = f"; thay bằng {retired.successor}" if retired.successor else ""
        yield f"* {code} – {retired.title} (từ ngày {format_date(retired.day)}{successor})"
