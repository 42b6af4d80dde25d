"""Commands that are printed to be copied: every word as a shell takes it whole."""

import os
import re
import shlex

_PLAIN_WORD = re.compile(r"[\w./\\:+-]+")
_EXPANDED = frozenset('"$`!\\')
"""What a shell of Unix changes within double quotes."""


def shell_word(text: str) -> str:
    """Return a word as a shell takes it whole, Windows' and others' alike."""
    if _PLAIN_WORD.fullmatch(text):
        return text
    return quoted_word(text)


def quoted_word(text: str) -> str:
    """Return a word in quotes, whether it needs them or not: people see where it ends."""
    # cmd knows double quotes alone, and takes single ones for letters.
    return f'"{text}"' if os.name == "nt" or not set(text) & _EXPANDED else shlex.quote(text)
