"""Vietnamese text: one composition, one spacing, and a form in which two texts can be compared.

Nothing here changes what a person wrote: callers keep the original and compare the folded form.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

_T = TypeVar("_T")

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Characters that are not seen; a pattern is ten times as fast here as `str.translate`, which looks up every letter."""
_OVERRIDES = ("\u202d", "\u202e")
_ACCENTS = re.compile("[\u0300-\u036f]")
_MEANT = {**dict.fromkeys("‐‑‒⁃−﹣－", "-"), "—": "–", "Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"}
_LOOKALIKES = re.compile(f"[{''.join(_MEANT)}]")
_DASHES = re.compile("[–—―]")
"""Dashes between words; in a text that is only compared they are hyphens."""
_TONES = ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ")
_OLD = ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy")
_NEW_TONES = dict(zip(_OLD, _TONES, strict=True))
_OLD_TONES = re.compile(rf"(?:{'|'.join(_OLD)})(?![^\W\d_])")
"""Tone marks in their older place, at the end of a word: within one (`hoàn`) there is but one place."""
_SPACES = re.compile(r"\s+")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TURNING = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BLANKS = {"\n": " ⏎ ", "\r": " ", "\t": " "}
_UNSHOWN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
"""Categories of what steers a terminal or turns the direction of a line: controls, formats, halves of characters."""
_LIMIT_SHORT = 300
"""Characters of a text of which it is remembered what became of it."""
_AS_ABOVE = frozenset({"như trên", "nt", "như tiêu chí trên", "như mục trên", "như dòng trên"})
_EMPTY_PHRASES = frozenset(
    {"không", "không có", "chưa có", "n/a", "na", "x", "v", "có", "đã có", "đang cập nhật"} | _AS_ABOVE
)
# Possessive: nothing is tried twice, so that the time stays in proportion to the length.
_WORDY = re.compile(r"[\W_]*+(?:[^\W_][\W_]*+){25}")
"""Matches a text of more letters than any of those phrases has, however they are composed: for most cells this alone
decides."""


def _remembered_if_short(work: Callable[[str], _T]) -> Callable[[str], _T]:
    """Remember what becomes of texts as short as labels and symbols are: a thousand returns repeat the same ones."""
    remembered = lru_cache(maxsize=4096)(work)

    @wraps(work)
    def asked(text: str) -> _T:
        return remembered(text) if len(text) <= _LIMIT_SHORT else work(text)

    vars(asked)["cache_clear"] = remembered.cache_clear  # as the library's own
    return asked


def nfc(text: str) -> str:
    """Return the text in composed form (NFC); macOS and some mail programs send it decomposed."""
    return unicodedata.normalize("NFC", text)


def seen(text: str) -> str:
    """Return composed text without invisible characters; spaces stay as they are."""
    return nfc(text if text.isprintable() else _INVISIBLE.sub("", text))


def tidy(text: str) -> str:
    """Return composed text without invisible characters and needless spaces; line breaks stay."""
    plain = seen(text)
    if "\n" not in plain and "\r" not in plain:
        return " ".join(plain.split())
    plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    lines = (" ".join(line.split()) for line in plain.split("\n"))
    return "\n".join(lines).strip()


def is_turned_round(text: str) -> bool:
    """Say whether characters make the text show in another order than it is stored in (U+202D, U+202E)."""
    return any(override in text for override in _OVERRIDES)


def plain_letters(text: str) -> str:
    """Return the text, letter for letter, with hyphens and Đ as they are meant.

    Word writes a no-break hyphen where lines must not part, some keyboards an Icelandic Ð (eth) or an African Ɖ.
    """
    return _LOOKALIKES.sub(lambda found: _MEANT[found.group()], text)


def new_tones(text: str) -> str:
    """Return composed text with tone marks in their newer place: `hòa`, `ủy` become `hoà`, `uỷ`; both are in use."""
    return _OLD_TONES.sub(lambda found: _NEW_TONES[found.group()], text)


@_remembered_if_short
def fold(text: str) -> str:
    """Return the form in which two texts are compared.

    Full-width letters, case, spaces, kinds of dashes, lookalikes of Đ and the place of tone marks do not count.
    """
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))).strip().casefold()
    return new_tones(_DASHES.sub("-", plain_letters(plain)))


@_remembered_if_short
def slug(text: str) -> str:
    """Return ASCII letters, digits and single hyphens: safe in a file name, a defined name, a header."""
    # đ is a letter of its own, which no decomposition takes apart.
    plain = unicodedata.normalize("NFD", plain_letters(text).replace("đ", "d").replace("Đ", "D"))
    return re.sub(r"[^a-z0-9]+", "-", _ACCENTS.sub("", plain).lower()).strip("-")


def visible(text: str) -> str:
    """Return the text with every character that XML forbids shown as ``‹U+0007›`` instead of dropped."""
    if text.isprintable():  # hardly a text has any
        return text
    return _FORBIDDEN.sub(lambda found: f"‹U+{ord(found.group()):04X}›", text)


def upright(text: str) -> str:
    """Return the text with every control and every mark that turns its direction shown as ``‹U+202E›``; lines stay."""
    return _TURNING.sub(lambda found: f"‹U+{ord(found.group()):04X}›", text)


def harmless(text: str) -> str:
    """Return foreign text as one line in which every character that could do something is shown as ‹U+202E›."""
    if text.isprintable():
        return text
    return "".join(map(_harmless, text.replace("\r\n", "\n")))


@lru_cache(maxsize=1024)  # each text of a return passes here, letter by letter
def _harmless(character: str) -> str:
    if character in _BLANKS:
        return _BLANKS[character]
    if unicodedata.category(character) in _UNSHOWN:
        return f"‹U+{ord(character):04X}›"
    return character


@_remembered_if_short
def is_empty_phrase(text: str) -> bool:
    """Say whether a text says nothing: blank, dots, dashes, or a phrase such as "như trên"."""
    if _WORDY.match(text):
        return False
    folded = _bare(text)
    return not any(character.isalnum() for character in folded) or folded in _EMPTY_PHRASES


def is_as_above(text: str) -> bool:
    """Say whether a text only points to the row above it."""
    return not _WORDY.match(text) and _bare(text) in _AS_ABOVE


def _bare(text: str) -> str:
    return fold(text).strip(".…-–—_ ;,:*/\\")
