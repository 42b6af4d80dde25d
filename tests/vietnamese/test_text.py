"""Text: one composition, one spacing, a form to compare; and what XML forbids stays visible."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from par_excel.vietnamese import fold, is_empty_phrase, nfc, slug, tidy, visible
from par_excel.vietnamese.text import new_tones

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2068\u061c"
VIETNAMESE = st.text(LETTERS + LETTERS.upper() + " \n0123456789/.-", max_size=60)
ANY = st.text(max_size=60)


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Chấm điểm", "chấm điểm"),
        ("  CHẤM \t ĐIỂM\n", "chấm điểm"),
        ("Chấm\u00a0điểm", "chấm điểm"),
        ("Ｃhấm　điểm", "chấm điểm"),
        ("Chấm\u200b điểm\ufeff", "chấm điểm"),
        (decomposed("Chấm điểm"), "chấm điểm"),
        ("Cha\u0302\u200b\u0301m điểm", "chấm điểm"),
        ("", ""),
        ("\u200b \u00a0", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(VIETNAMESE, st.sampled_from(INVISIBLE), st.data())
def test_composition_case_spaces_and_invisible_characters_do_not_count(
    text: str, hidden: str, data: st.DataObject
) -> None:
    apart = decomposed(text)
    index = data.draw(st.integers(0, len(apart)))
    other = f"  {apart[:index]}{hidden}{apart[index:]}\u00a0".upper()
    assert fold(other) == fold(text)


@given(VIETNAMESE)
def test_folding_and_tidying_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tidy(tidy(text)) == tidy(text)


def test_long_text_is_folded_like_a_short_one() -> None:
    assert fold("Chấm ĐIỂM  " * 1000) == " ".join(["chấm điểm"] * 1000)


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  Báo cáo \t số 12  ", "Báo cáo số 12"),
        ("một\r\nhai\rba\n", "một\nhai\nba"),
        ("một  \n  hai", "một\nhai"),
        ("\n\nmột\n\nhai\n", "một\n\nhai"),
        ("Báo\u00a0cáo\u200b", "Báo cáo"),
        (decomposed("Báo cáo số"), "Báo cáo số"),
        ("ba\u200d\u0301o", "báo"),
        ("１２/BC", "１２/BC"),
        ("\ufeff", ""),
    ],
)
def test_tidy_keeps_lines_and_what_was_written(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


def test_nfc_composes_and_changes_nothing_else() -> None:
    assert nfc(decomposed("  Sở\u200b  ")) == "  Sở\u200b  "


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x07chuông", "‹U+0007›chuông"),
        ("\x00", "‹U+0000›"),
        ("a\ud800b", "a‹U+D800›b"),
        ("\ufffe\uffff", "‹U+FFFE›‹U+FFFF›"),
        ("một\thai\nba", "một\thai\nba"),
        ("đ \u200b 😀", "đ \u200b 😀"),
    ],
)
def test_forbidden_characters_are_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(st.characters(codec=None), max_size=40))
def test_visible_text_stands_in_any_xml(text: str) -> None:
    element = etree.Element("t")
    element.text = visible(text)
    assert etree.fromstring(etree.tostring(element)).text == (visible(text) or None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "…",
        "....",
        "-",
        "- ",
        "–",
        "/",
        "không",
        "Không có.",
        "KHÔNG CÓ",
        decomposed("Không có"),
        "như trên",
        "-nt-",
        "N/A",
        "x",
        "Có",
        "đã có;",
        "đang cập nhật…",
        "\u200b",
    ],
)
def test_says_nothing(text: str) -> None:
    assert is_empty_phrase(text)


@pytest.mark.parametrize("text", ["0", "36/43", "Báo cáo", "không có trường hợp nào", "BC 12", "xx", "có 3"])
def test_says_something(text: str) -> None:
    assert not is_empty_phrase(text)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Sở Nội vụ", "so-noi-vu"),
        ("Văn phòng UBND tỉnh", "van-phong-ubnd-tinh"),
        (decomposed("Sở Khoa học & Công nghệ"), "so-khoa-hoc-cong-nghe"),
        ("ĐĐ đđ", "dd-dd"),
        ("--a__b--", "a-b"),
        ("三", ""),
    ],
)
def test_slug(text: str, short: str) -> None:
    assert slug(text) == short


@given(ANY)
def test_slug_is_safe_everywhere(text: str) -> None:
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", slug(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa giải", "Hoà giải"),
        ("SỐ HÓA", "số hoá"),
        ("ủy quyền thủ tục", "uỷ quyền thủ tục"),
        ("khỏe", "khoẻ"),
        ("\u00d0ất \u0111ai", "Đất đai"),
        ("BC\u2011STC – năm", "BC-STC - năm"),
    ],
)
def test_spellings_that_mean_the_same_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["hoàn", "thuở", "của", "mía", "quý", "huỳnh", "loé"])
def test_tones_with_one_place_stay(text: str) -> None:
    assert new_tones(text) == text
