"""Names from outside, of letters, archives and browsers, as every system takes them: the one place where they are made so.

Unguarded, `folder / "a:b.txt"` leaves the folder on Windows, `CON.xlsx` is a device, and a last dot or blank is dropped.
"""

import re
import unicodedata

_NAMELESS = "tep"
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+')
"""Letters that Windows forbids in names, and those that are not seen or turn the others round."""
# Windows takes superscript digits for digits (`COM¹`), and drops blanks before the dot of an ending
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\..*)?", re.IGNORECASE
)
_LONGEST_ENDING = 10
"""Characters after the last dot of a name up to which they are taken for its ending."""


def plain_name(said: str, *, most_characters: int = 100, most_bytes: int = 160) -> str:
    """Return a name for one file: never empty, never that of a folder, a drive or a device; the ending stays.

    Args:
        said: the name as it came.
        most_characters: of the name; Windows counts the whole path in them.
        most_bytes: of the name; other systems allow 255, with what the caller puts before and behind it.
    """
    # a lone surrogate, of a name that was no UTF-8, cannot be written as such
    whole = unicodedata.normalize("NFC", said.encode("utf-8", "replace").decode())
    kept = _FORBIDDEN.sub("_", whole).strip(" ").rstrip(" .") or _NAMELESS
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        stem, ending = kept, ""
    else:
        ending = f".{ending}"
    stem = (
        stem[: most_characters - len(ending)]
        .encode()[: most_bytes - len(ending.encode())]
        .decode("utf-8", "ignore")
    )
    name = f"{stem.rstrip(' .')}{ending}" if stem.strip(" .") or not ending else f"{_NAMELESS}{ending}"
    return f"_{name}" if is_device(name) else name


def is_device(name: str) -> bool:
    """Say whether Windows takes a name for a device, whatever its ending."""
    return _DEVICE.fullmatch(name) is not None
