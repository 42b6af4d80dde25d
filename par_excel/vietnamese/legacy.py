"""Vietnamese in fonts from before Unicode: TCVN3 (`.VnTime`) and VNI (`VNI-Times`), read as Unicode.

Such a font shows its own letters in place of others: what reads "Báo cáo" in `.VnTime` is stored as "B¸o c¸o", and is
gibberish in any other font. Here such a text is read; it is for the caller to show the reading, never to replace
the text by it.

Sources: TCVN 5712:1993, table VN3 (small letters; capitals stand in fonts whose name ends in H); VNI Software's
character set for Windows (a base letter followed by a sign). Both take the places of Windows-1252.

Names in an encoding that nobody tells are read here too (`decode_name`).
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum
from functools import cache


class LegacyEncoding(Enum):
    """A way to write Vietnamese before Unicode."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


_TCVN3_CODES = "µ¶·¸¹ ¨»¼½¾Æ ©ÇÈÉÊË ÌÎÏÐÑ ªÒÓÔÕÖ ×ØÜÝÞ ßáâãä «åæçèé ¬êëìíî ïñòóô \xadõö÷øù úûüýþ ® ¡¢£¤¥¦§"
_TCVN3_LETTERS = "àảãáạ ăằẳẵắặ âầẩẫấậ èẻẽéẹ êềểễếệ ìỉĩíị òỏõóọ ôồổỗốộ ơờởỡớợ ùủũúụ ưừửữứự ỳỷỹýỵ đ ĂÂÊÔƠƯĐ"
_VNI_CODES = (
    "aø aû aõ aù aï aê aè aú aü aé aë aâ aà aå aã aá aä eø eû eõ eù eï eâ eà eå eã eá eä ì æ ó í ò "
    "oø oû oõ où oï oâ oà oå oã oá oä ô ôø ôû ôõ ôù ôï uø uû uõ uù uï ö öø öû öõ öù öï yø yû yõ yù î ñ"
)
_VNI_LETTERS = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"

_TCVN3 = dict(zip(_TCVN3_CODES.replace(" ", ""), _TCVN3_LETTERS.replace(" ", ""), strict=True))
_VNI_SMALL = dict(zip(_VNI_CODES.split(), _VNI_LETTERS, strict=True))
_VNI: Mapping[str, str] = (
    _VNI_SMALL
    | {code[0].upper() + code[1:]: letter.upper() for code, letter in _VNI_SMALL.items()}
    | {code.upper(): letter.upper() for code, letter in _VNI_SMALL.items()}
)
"""A sign after a capital stands as a capital too; typed by hand it is often small."""
_TABLES: Mapping[LegacyEncoding, Mapping[str, str]] = {LegacyEncoding.TCVN3: _TCVN3, LegacyEncoding.VNI: _VNI}
_TCVN3_FONT = re.compile(r"\.vn(?!i)[a-z]", re.IGNORECASE)
_VNI_FONT = re.compile(r"vni(?![a-z])", re.IGNORECASE)
_PRIVATE = 0xF000
_SYMBOLS = {_PRIVATE + code: code for code in range(0x20, 0x100)}
"""Symbol fonts keep their letters in the private area."""

_STRANGE = re.compile("[¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇËÎÏÐÑÖ×ØÜÞßäåæçëîïñö÷øûüþ]")
"""Characters that Vietnamese in Unicode has no use for: no text of some length in these encodings is without."""
_WORD_ENDS = re.compile(r"[\s!-&(-/:-@\[-`{-~0-9“”‘’–—…]+")
_LEAST_WORDS = 2
"""Words, none Vietnamese as it stands, that have to become so before a text is taken for one in an old encoding."""


_MARKS = {
    "wingdings": {"ü": "✓", "þ": "☑", "û": "✗", "ý": "☒"},
    "wingdings 2": {"P": "✓", "R": "☑", "O": "✗", "Q": "☒", "S": "☑", "T": "☒"},
    "webdings": {"a": "✓", "r": "✗"},
}
"""What letters show in fonts of signs, as far as it is a tick or a cross; other letters show pictures."""


def font_encoding(font: str) -> LegacyEncoding | None:
    """Return the encoding of a font, by its name; None for a font with Unicode letters."""
    name = font.strip()
    if _TCVN3_FONT.match(name):
        return LegacyEncoding.TCVN3
    return LegacyEncoding.VNI if _VNI_FONT.match(name) else None


def is_symbol_font(font: str) -> bool:
    """Say whether a font shows signs in place of letters."""
    return font.strip().casefold() in _MARKS


def has_own_letters(font: str) -> bool:
    """Say whether a text in this font shows something else than its letters: a font from before Unicode, or of signs."""
    return font_encoding(font) is not None or is_symbol_font(font)


def symbol_mark(text: str, font: str) -> str | None:
    """Return the tick or cross that a single letter shows in a font of signs; None where it shows neither.

    Excel keeps such a letter as it is, or in the private area of Unicode (U+F0FC for U+00FC).
    """
    letter = text.strip()
    if len(letter) != 1:
        return None
    code = ord(letter)
    return _MARKS.get(font.strip().casefold(), {}).get(chr(code - _PRIVATE) if code >= _PRIVATE else letter)


def read_in_font(text: str, font: str) -> str | None:
    """Return what a text shows in a font from before Unicode; None where that is the text itself.

    A text with letters that the font does not have was typed in Unicode, whatever font it was given.
    """
    encoding = font_encoding(font)
    reading = None if encoding is None else read_in_encoding(text, encoding)
    if reading is None or encoding is LegacyEncoding.VNI or not font.strip().upper().endswith("H"):
        return reading
    return reading.upper()


def read_in_encoding(text: str, encoding: LegacyEncoding) -> str | None:
    """Return a text of this encoding in Unicode; None where it is none, or reads the same."""
    reading = _decoded(text, encoding)
    return None if reading == text else reading


@cache  # not when the module is loaded: hardly a return is in an old encoding
def _sequences(encoding: LegacyEncoding) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _TABLES[encoding]), key=len, reverse=True)))


def _decoded(text: str, encoding: LegacyEncoding) -> str | None:
    """Return a text of this encoding in Unicode; None where it has letters that the encoding does not have."""
    plain = text.translate(_SYMBOLS)
    pattern, table = _sequences(encoding), _TABLES[encoding]
    if any(not character.isascii() and character.isalpha() for character in pattern.sub("", plain)):
        return None
    return pattern.sub(lambda found: table[found[0]], plain)


def guess_encoding(text: str) -> LegacyEncoding | None:
    """Return the encoding of a text that stands in a Unicode font by mistake, where there can be no doubt.

    At least two words must be no Vietnamese as they stand, and all words that would change must become Vietnamese.
    """
    if not _STRANGE.search(text):
        return None
    words = {word for word in _WORD_ENDS.split(text) if word}
    return next((encoding for encoding in LegacyEncoding if _is_written_in(encoding, words)), None)


def _is_written_in(encoding: LegacyEncoding, words: set[str]) -> bool:
    readings = {
        word: _decoded(word, encoding)
        for word in words
        if not word.isascii() and any(character.isascii() for character in word)
    }
    if None in readings.values():
        return False
    changed = {word: reading for word, reading in readings.items() if reading is not None and reading != word}
    foreign = [word for word in changed if not is_syllable(word)]
    return len(foreign) >= _LEAST_WORDS and all(map(is_syllable, changed.values()))


_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|tr|th|ph|kh|gh|gi|qu|[bcdđghklmnpqrstvx])?"
    "(?:a|ai|ao|au|ay|â|âu|ây|ă|e|eo|ê|êu|i|ia|iê|iêu|iu|o|oa|oai|oao|oay|oă|oe|oeo|oi|oo|ô|ôi|ơ|ơi"
    "|u|ua|uâ|uây|uê|ui|uô|uôi|uơ|uy|uya|uyê|uyu|ư|ưa|ưi|ươ|ươi|ươu|ưu|y|yê|yêu)"
    "(?:ng|nh|ch|[cmnpt])?"
)


def is_syllable(word: str) -> bool:
    """Say whether a word has the build of a Vietnamese syllable with at most one tone, small or in capitals."""
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    apart = unicodedata.normalize("NFD", word.lower())
    if len(_TONES.findall(apart)) > 1:
        return False
    return bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", apart))))


_TONE_MARKS = "\u0300\u0309\u0303\u0301\u0323"
_VOWELS = "aăâeêioôơuưy"
_LETTERS = frozenset(
    unicodedata.normalize("NFC", letter + tone)
    for vowel in _VOWELS
    for letter in (vowel, vowel.upper())
    for tone in ("", *_TONE_MARKS)
)
_VIETNAMESE = _LETTERS | frozenset("đĐ–—‘’“”…")


def decode_name(raw: bytes) -> str:
    """Return a name in composed form, from bytes in an encoding that nobody tells."""
    for encoding in ("utf-8", "cp1258"):
        try:
            text = unicodedata.normalize("NFC", raw.decode(encoding))
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or is_vietnamese(text):
            return text
    # What a zip is written in where it tells no encoding (APPNOTE, appendix D); it takes every byte.
    return unicodedata.normalize("NFC", raw.decode("cp437"))


def is_vietnamese(text: str) -> bool:
    """Say whether all letters are those of Vietnamese."""
    return all(letter < "\x80" or letter in _VIETNAMESE for letter in text)
