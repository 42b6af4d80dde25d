"""The stamp: a template's identity as text, as a defined name, and back.

It stands in four places because each is lost by some program. As text it is `PAR.period.PL3.unit.
fingerprint.M1.R0.check`; a defined name may hold no hyphen, so there hyphens are underscores.
"""

import re
import zlib

from par_excel.model import Stamp

_TEXT = re.compile(
    r"PAR\.(?P<period>[a-z0-9-]+)\.PL(?P<appendix>[A-Za-z0-9]+)\.(?P<unit>[a-z0-9-]+)"
    r"\.(?P<fingerprint>[0-9a-f]{12})\.M(?P<version>\d{1,4})\.R(?P<revision>\d{1,4})\.(?P<check>[0-9A-F]{4})",
    re.ASCII,
)
NAME_PREFIX = "PAR."


def stamp_text(stamp: Stamp) -> str:
    """Return the stamp as one line of ASCII text."""
    body = (
        f"PAR.{stamp.period}.PL{stamp.appendix}.{stamp.unit}.{stamp.fingerprint}"
        f".M{stamp.form_version}.R{stamp.revision}"
    )
    return f"{body}.{_check(body)}"


def stamp_name(stamp: Stamp) -> str:
    """Return the stamp as a defined name."""
    return stamp_text(stamp).replace("-", "_")


def parse_stamp(text: str) -> Stamp | None:
    """Return the stamp that a text or defined name holds, or None where it holds none or a damaged one."""
    found = _TEXT.fullmatch(text.strip().replace("_", "-"))
    if found is None or _check(found.string.rpartition(".")[0]) != found["check"]:
        return None
    return Stamp(
        period=found["period"],
        appendix=found["appendix"],
        unit=found["unit"],
        fingerprint=found["fingerprint"],
        form_version=int(found["version"]),
        revision=int(found["revision"]),
    )


def _check(body: str) -> str:
    # against slips of the hand, not against forgers: a revision that was never issued is found by merge/in_use.py
    return f"{zlib.crc32(body.encode('ascii')) & 0xFFFF:04X}"
