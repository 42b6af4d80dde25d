"""The texts of the letters: files that an office can edit, with fields in braces; plain text, and HTML made of it.

The first line gives the subject, the rest is the letter: paragraphs with a blank line between, lists of lines that
begin with a hyphen. What is filled in is text: in HTML it is escaped.
"""

import re
from collections.abc import Mapping
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from par_excel.model import ConfigError, LetterKind

FIELDS: Mapping[str, str] = {
    "don_vi": "tên cơ quan, đơn vị nhận thư",
    "phu_luc": "số của phụ lục",
    "xung_ho": "cách xưng hô với nơi nhận, ví dụ: quý cơ quan",
    "ky": "tên kỳ đánh giá",
    "nam": "năm chỉ số",
    "tinh": "tên tỉnh",
    "han_nop": "hạn nộp, dạng ngày/tháng/năm",
    "khi_nao": "chậm nhất ngày nào; khi đã quá hạn thì là ngay trong ngày nhận được thư",
    "tinh_trang": "tình trạng: chưa nộp, có lỗi",
    "noi_gui": "cơ quan gửi thư",
    "lien_he": "đầu mối liên hệ, kèm điện thoại nếu có",
    "thu_dien_tu": "thư điện tử nhận kết quả",
    "tep": "tên các tệp gửi kèm",
    "ten_bao_cao": "cách đặt tên tệp báo cáo đã ký",
    "cac_moc": "các mốc thời gian, mỗi mốc một dòng",
    "phan_hoi": "nội dung phản hồi; chỉ có ở thư phản hồi",
}
"""Every field that may stand in a text, and what fills it."""

FILES: Mapping[LetterKind, str] = {
    LetterKind.INVITE: "moi.txt",
    LetterKind.REMIND: "nhac.txt",
    LetterKind.FEEDBACK: "phan_hoi.txt",
}
SUBJECT = "Tiêu đề:"
_PACKAGED = Path(__file__).parent / "mau_thu"
_FIELD = re.compile(r"\{([^{}\n]*)\}")
_ITEM = "- "


class Wording(Struct, frozen=True):
    """The text of one kind of letter, as it was read."""

    subject: str
    body: str


class FilledText(Struct, frozen=True):
    """A text with its fields filled in."""

    subject: str
    text: str
    html: str


def read_wording(kind: LetterKind, own: Path) -> Wording:
    """Return the office's own text where its folder has one, else the packaged one.

    Raises:
        ConfigError: it cannot be read, has no subject, or names a field that does not exist; file and line say where.
    """
    name = FILES[kind]
    path = own / name if (own / name).is_file() else _PACKAGED / name
    try:
        # as Notepad writes it: perhaps with a mark in front, and with line ends of Windows
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as failure:
        raise ConfigError(
            "Mẫu thư không phải tệp chữ UTF-8.", "lưu lại bằng Notepad với mã hóa UTF-8.", file=path
        ) from failure
    _check_fields(text, path)
    head, _, body = text.partition("\n")
    if not head.startswith(SUBJECT) or not head.removeprefix(SUBJECT).strip():
        raise ConfigError(
            "Dòng đầu của mẫu thư chưa có tiêu đề.", f"ghi ở dòng đầu: {SUBJECT} …", file=path, line=1
        )
    return Wording(head.removeprefix(SUBJECT).strip(), body.strip("\n"))


def _check_fields(text: str, path: Path) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        for found in _FIELD.finditer(line):
            if found[1] not in FIELDS:
                raise ConfigError(
                    f"Mẫu thư có trường lạ “{found[0]}”.",
                    f"dùng một trong các trường: {', '.join(f'{{{name}}}' for name in FIELDS)}.",
                    file=path,
                    line=number,
                )


def written(wording: Wording, values: Mapping[str, str]) -> FilledText:
    """Return a text with its fields filled in, and a page of HTML that says the same."""
    text = _filled(wording.body, values)
    subject = " ".join(_filled(wording.subject, values).split())
    html = _environment().get_template("thu.html").render(subject=subject, blocks=_blocks(text))
    return FilledText(subject, f"{text}\n", html)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda found: values.get(found[1], ""), text)


class TextBlock(Struct, frozen=True):
    """A paragraph or a list."""

    is_list: bool
    lines: tuple[str, ...]


def _blocks(text: str) -> tuple[TextBlock, ...]:
    """Return the text as paragraphs and lists; a list may follow a paragraph without a blank line."""
    return tuple(
        TextBlock(is_list, tuple(line.removeprefix(_ITEM) for line in lines))
        for part in re.split(r"\n\s*\n", text.strip("\n"))
        for is_list, lines in groupby(part.split("\n"), key=lambda line: line.startswith(_ITEM))
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_PACKAGED),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
