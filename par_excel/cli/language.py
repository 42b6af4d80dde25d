"""click speaks Vietnamese: its own words (usage, options, mistakes) come from a gettext catalogue."""

import gettext
import os
from pathlib import Path

_FOLDER = Path(__file__).parent / "locale"


def speak_vietnamese() -> None:
    """Make gettext find our catalogue, whatever the language of the machine is."""
    os.environ["LANGUAGE"] = "vi"
    gettext.bindtextdomain("messages", str(_FOLDER))
    gettext.textdomain("messages")
