"""Where a period stands, as one page for a browser: nothing is loaded from anywhere, nothing in it is run.

All that comes from returns, file names and settings is text: escaped by the template's engine, and what could turn or
hide text is shown instead. The page is well-formed XML too, which keeps forgotten brackets out.
"""

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import Struct

from par_excel.model import ANCHOR, EXAMPLE_REMARK, Standing, UnitStanding, UnitState
from par_excel.vietnamese import format_date, harmless
from par_excel.writing.status.timeline import timeline
from par_excel.writing.status.words import deadline_text, letters_text, moment_text, unit_margin_text

_CLASSES = {
    UnitState.MISSING: "missing",
    UnitState.FAULTY: "faulty",
    UnitState.VALID: "good",
    UnitState.FROZEN: "good",
}
_SIGNS = {"missing": "○", "faulty": "✗", "good": "✓"}


class _Card(Struct, frozen=True):
    """How many agencies are in a state."""

    kind: str
    sign: str
    count: int
    label: str


def status_page(standing: Standing) -> bytes:
    """Return the page; the same standing always gives the same bytes."""
    styles = _read("status_page.css")
    text = (
        _environment()
        .get_template("status_page.html")
        .render(
            standing=standing,
            styles=styles,
            policy=_policy(styles),
            cards=_cards(standing),
            timeline=timeline(standing),
            kinds=_CLASSES,
            signs=_SIGNS,
            format_date=format_date,
            deadline_text=deadline_text,
            margin_text=unit_margin_text,
            moment_text=moment_text,
            example_remark=EXAMPLE_REMARK,
            anchor_title=ANCHOR,
            letters_text=letters_text,
            percent=_percent,
        )
    )
    return text.encode("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=shown,
    )


def shown(value: object) -> object:
    """Return what stands on the page for a value: characters that could do something are shown, not sent."""
    return harmless(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _policy(styles: str) -> str:
    """Return what the browser may do with the page: use its own styles, and nothing else."""
    digest = b64encode(hashlib.sha256(styles.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _read(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _cards(standing: Standing) -> tuple[_Card, ...]:
    return tuple(
        _Card(_CLASSES[state], _SIGNS[_CLASSES[state]], len(standing.with_state(state)), state.value)
        for state in UnitState
        if state is not UnitState.FROZEN or standing.with_state(state)
    )


def _percent(unit: UnitStanding) -> int:
    # Rounded down: 100 % only where nothing is missing.
    return 100 * unit.counted // unit.leaves if unit.leaves else 0
