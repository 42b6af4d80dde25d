"""TCVN3 and VNI: every letter both ways, sentences, and what is no such text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from par_excel.vietnamese import font_encoding, guess_encoding, read_in_encoding, read_in_font
from par_excel.vietnamese.legacy import LegacyEncoding, is_syllable

SMALL = (
    "à B5 aø|ả B6 aû|ã B7 aõ|á B8 aù|ạ B9 aï|ă A8 aê|ằ BB aè|ẳ BC aú|ẵ BD aü|ắ BE aé|ặ C6 aë|â A9 aâ|ầ C7 aà|"
    "ẩ C8 aå|ẫ C9 aã|ấ CA aá|ậ CB aä|è CC eø|ẻ CE eû|ẽ CF eõ|é D0 eù|ẹ D1 eï|ê AA eâ|ề D2 eà|ể D3 eå|ễ D4 eã|"
    "ế D5 eá|ệ D6 eä|ì D7 ì|ỉ D8 æ|ĩ DC ó|í DD í|ị DE ò|ò DF oø|ỏ E1 oû|õ E2 oõ|ó E3 où|ọ E4 oï|ô AB oâ|ồ E5 oà|"
    "ổ E6 oå|ỗ E7 oã|ố E8 oá|ộ E9 oä|ơ AC ô|ờ EA ôø|ở EB ôû|ỡ EC ôõ|ớ ED ôù|ợ EE ôï|ù EF uø|ủ F1 uû|ũ F2 uõ|"
    "ú F3 uù|ụ F4 uï|ư AD ö|ừ F5 öø|ử F6 öû|ữ F7 öõ|ứ F8 öù|ự F9 öï|ỳ FA yø|ỷ FB yû|ỹ FC yõ|ý FD yù|ỵ FE î|đ AE ñ"
)
"""Letter, its place in TCVN 5712:1993 VN3, its sequence in VNI."""
CAPITALS = {"Ă": "A1", "Â": "A2", "Ê": "A3", "Ô": "A4", "Ơ": "A5", "Ư": "A6", "Đ": "A7"}
"""The only capitals of VN3; the others stand in fonts of capitals."""

ROWS = [row.split() for row in SMALL.split("|")]
TCVN3 = {letter: bytes.fromhex(code).decode("latin-1") for letter, code, _ in ROWS}
TCVN3 |= {letter: bytes.fromhex(code).decode("latin-1") for letter, code in CAPITALS.items()}
VNI = {letter: sequence for letter, _, sequence in ROWS}
VNI |= {letter.upper(): sequence.upper() for letter, sequence in VNI.items()}
SENTENCE = (
    "Báo cáo số 12/BC-SNV ngày 10/12/2020 của Sở Nội vụ về việc rà soát, đơn giản hoá thủ tục – “đã ký”"
)
IN_TCVN3 = (
    "B¸o c¸o sè 12/BC-SNV ngµy 10/12/2020 cña Së Néi vô vÒ viÖc rµ so¸t, ®¬n gi¶n ho¸ thñ tôc – “®· ký”"
)
IN_VNI = (
    "Baùo caùo soá 12/BC-SNV ngaøy 10/12/2020 cuûa Sôû Noäi vuï veà vieäc raø soaùt, "
    "ñôn giaûn hoaù thuû tuïc – “ñaõ kyù”"
)


def test_all_134_letters_are_in_the_tables() -> None:
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    small = {unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones}
    letters = {letter for letter in small | {"đ"} if not letter.isascii()}
    assert len(letters) == 67
    assert set(VNI) == letters | {letter.upper() for letter in letters}
    assert set(TCVN3) == letters | set(CAPITALS)


@pytest.mark.parametrize(("letter", "code"), TCVN3.items())
def test_each_letter_of_tcvn3(letter: str, code: str) -> None:
    expected = None if letter == code else letter  # ý stands where Unicode has it
    assert read_in_encoding(code, LegacyEncoding.TCVN3) == expected
    assert read_in_font(f"x{code}®", ".VnTime") == f"x{letter}đ"
    assert read_in_font(f"x{code}®", ".VnTimeH") == f"X{letter.upper()}Đ"


@pytest.mark.parametrize(("letter", "sequence"), VNI.items())
def test_each_letter_of_vni(letter: str, sequence: str) -> None:
    expected = None if letter == sequence else letter  # ì and í stand where Unicode has them
    assert read_in_encoding(sequence, LegacyEncoding.VNI) == expected
    assert read_in_font(f"{sequence}ñ", "VNI-Times") == f"{letter}đ"


@given(st.text(st.sampled_from([*TCVN3, *"abc xyz 012 .,/()–“”"]), min_size=1))
def test_what_is_written_in_tcvn3_is_read_back(text: str) -> None:
    written = "".join(TCVN3.get(letter, letter) for letter in text)
    assert (read_in_encoding(written, LegacyEncoding.TCVN3) or written) == text


@given(st.lists(st.sampled_from([*VNI, *"bcdghklmnpqrstvx 012 ./()"]), min_size=1))
def test_what_is_written_in_vni_is_read_back(letters: list[str]) -> None:
    written = "".join(VNI.get(letter, letter) for letter in letters)
    assert (read_in_encoding(written, LegacyEncoding.VNI) or written) == "".join(letters)


@pytest.mark.parametrize(
    ("font", "written", "reading"),
    [
        (".VnTime", IN_TCVN3, SENTENCE),
        (".VnArial", IN_TCVN3, SENTENCE),
        (".vntime", IN_TCVN3, SENTENCE),
        (" .VnArial Narrow", IN_TCVN3, SENTENCE),
        ("VNI-Times", IN_VNI, SENTENCE),
        ("VNI-Helve-Condense", IN_VNI, SENTENCE),
        ("VNI Times", IN_VNI, SENTENCE),
        ("vni-times", IN_VNI, SENTENCE),
        (".VnTimeH", "céng hoµ x· héi chñ nghÜa viÖt nam", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (".VnArialH", "uû ban nh©n d©n tØnh", "UỶ BAN NHÂN DÂN TỈNH"),
        ("VNI-Times", "COÄNG HOØA XAÕ HOÄI", "CỘNG HÒA XÃ HỘI"),
        ("VNI-Times", "AÙnh Ñöùc", "Ánh Đức"),
        ("VNI-Times", "Aùnh Ñöùc", "Ánh Đức"),
        (".VnTime", "".join(chr(0xF000 + ord(letter)) for letter in "B¸o c¸o"), "Báo cáo"),
    ],
)
def test_sentences(font: str, written: str, reading: str) -> None:
    assert read_in_font(written, font) == reading


@pytest.mark.parametrize(
    ("font", "text"),
    [
        ("Times New Roman", IN_TCVN3),
        (".VnTime", "BC 12/2020"),
        (".VnTimeH", "bc 12"),
        (".VnTime", SENTENCE),
        ("VNI-Times", SENTENCE),
        ("VNI-Times", "résumé"),
        ("VNI-Times", "ì í"),
        (".VnTime", "Đã ký"),
        (".VnTime", "30 °C ± 2"),
        (".VnTime", ""),
    ],
)
def test_what_reads_the_same_or_was_typed_in_unicode(font: str, text: str) -> None:
    assert read_in_font(text, font) is None


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", LegacyEncoding.TCVN3),
        (".VnAvantH", LegacyEncoding.TCVN3),
        (".VNTIME", LegacyEncoding.TCVN3),
        ("VNI-Times", LegacyEncoding.VNI),
        ("VNI", LegacyEncoding.VNI),
        ("Times New Roman", None),
        ("VNIFont", None),
        ("Vnik", None),
        (".Vni", None),
        ("Vn", None),
        ("", None),
    ],
)
def test_the_name_of_a_font_tells_its_encoding(font: str, encoding: LegacyEncoding | None) -> None:
    assert font_encoding(font) is encoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (IN_TCVN3, LegacyEncoding.TCVN3),
        ("QuyÕt ®Þnh sè 5", LegacyEncoding.TCVN3),
        (IN_VNI, LegacyEncoding.VNI),
        ("COÄNG HOØA XAÕ HOÄI", LegacyEncoding.VNI),
        (SENTENCE, None),
        ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", None),
        ("· Báo cáo · Kế hoạch", None),
        ("«Báo cáo» 5 µm", None),
        ("diện tích 12,5 × 3 = 37,5 m², 30 °C", None),
        ("Müller, Weiß, naïve", None),
        ("B¸o", None),
        ("® © ¬ ¶", None),
        ("", None),
        ("µ" * 40_000, None),
    ],
)
def test_a_text_in_the_wrong_font_is_known_only_without_doubt(
    text: str, encoding: LegacyEncoding | None
) -> None:
    assert guess_encoding(text) is encoding


@given(st.text(st.sampled_from([*VNI, *"abcdeghiklmnopqrstuvxy  0123456789.,/()-–“”«»°²×"])))
def test_vietnamese_in_unicode_is_never_mistaken(text: str) -> None:
    assert guess_encoding(text) is None


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("nghiêng", True),
        ("QUYẾT", True),
        ("Đường", True),
        ("thuở", True),
        ("khuya", True),
        ("ý", True),
        ("baùo", False),
        ("àm̀", False),
        ("abc", False),
        ("qqa", False),
        ("QUyết", False),
        ("báó", False),
        ("", False),
    ],
)
def test_the_build_of_a_syllable(word: str, *, is_one: bool) -> None:
    assert is_syllable(word) is is_one
