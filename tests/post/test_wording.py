"""Texts of letters: fields, an office's own wording, and HTML in which nothing comes alive."""

from pathlib import Path

import pytest

from par_excel.model import ConfigError, LetterKind
from par_excel.post.wording import FIELDS, FILES, Wording, read_wording, written

VALUES = {name: f"‹{name}›" for name in FIELDS}


@pytest.mark.parametrize("kind", LetterKind)
def test_the_packaged_texts_have_a_subject_and_use_known_fields(kind: LetterKind, tmp_path: Path) -> None:
    wording = read_wording(kind, tmp_path / "mau_thu")
    filled = written(wording, VALUES)
    assert "{phu_luc}" in wording.subject
    assert "{" not in filled.subject + filled.text
    assert filled.text.strip()


def own(tmp_path: Path, text: str, *, mark: bytes = b"") -> Path:
    (tmp_path / FILES[LetterKind.REMIND]).write_bytes(mark + text.encode())
    return tmp_path


def test_an_office_writes_its_own(tmp_path: Path) -> None:
    place = own(tmp_path, "Tiêu đề: Nhắc {don_vi}\r\n\r\nXin chào {don_vi}.\r\n", mark=b"\xef\xbb\xbf")
    found = written(read_wording(LetterKind.REMIND, place), {"don_vi": "Sở A"})
    assert (found.subject, found.text) == ("Nhắc Sở A", "Xin chào Sở A.\n")


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("Tiêu đề: a\n\nb {la} c\n", "Mẫu thư có trường lạ “{la}”.", 3),
        ("Tiêu đề: a {}\n", "Mẫu thư có trường lạ “{}”.", 1),
        ("Kính gửi\n", "Dòng đầu của mẫu thư chưa có tiêu đề.", 1),
        ("Tiêu đề:  \nb\n", "Dòng đầu của mẫu thư chưa có tiêu đề.", 1),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, what: str, line: int) -> None:
    with pytest.raises(ConfigError) as raised:
        read_wording(LetterKind.REMIND, own(tmp_path, text))
    assert (raised.value.what, raised.value.line) == (what, line)


def test_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "nhac.txt").write_bytes("Tiêu đề: Nhắc".encode("utf-16"))
    with pytest.raises(ConfigError, match="UTF-8"):
        read_wording(LetterKind.REMIND, tmp_path)


def test_html_is_paragraphs_and_lists() -> None:
    html = written(Wording("Nhắc", "Kính gửi\n\nĐề nghị:\n- một\n- hai\nHết."), {}).html
    body = html.partition("<body")[2]
    assert [body.count(tag) for tag in ("<p ", "<ul ", "<li ")] == [3, 1, 2]
    assert "<title>Nhắc</title>" in html


def test_values_are_text_in_html_and_fill_no_further_fields() -> None:
    values = {"don_vi": "<script>alert(1)</script> & {noi_gui}", "noi_gui": "SNV"}
    found = written(Wording("{don_vi}", "{don_vi}"), values)
    assert "<script>" not in found.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {noi_gui}" in found.html
    assert found.text == "<script>alert(1)</script> & {noi_gui}\n"
