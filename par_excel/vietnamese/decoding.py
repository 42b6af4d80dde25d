"""Names in an encoding that nobody tells: UTF-8 first, then what Vietnamese Windows writes, then that of old zips."""

import unicodedata

_TONES = "\u0300\u0309\u0303\u0301\u0323"
_VOWELS = "aăâeêioôơuưy"
_LETTERS = frozenset(
    unicodedata.normalize("NFC", letter + tone)
    for vowel in _VOWELS
    for letter in (vowel, vowel.upper())
    for tone in ("", *_TONES)
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
    return unicodedata.normalize("NFC", raw.decode("cp437"))


def is_vietnamese(text: str) -> bool:
    """Say whether all letters are those of Vietnamese."""
    return all(letter < "\x80" or letter in _VIETNAMESE for letter in text)
