"""Cells whose content is not what it seems: numbers that are none, errors, formulas, texts with escapes."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal

from par_excel.model import RefusalReason as Reason
from tests.hostile.cases import (
    EVIDENCE,
    EVIDENCE_AT,
    NUMERATOR,
    NUMERATOR_AT,
    SCORES_PART,
    TICK,
    TICK_AT,
    TYPED,
    TYPED_AT,
    Case,
    Expected,
    Value,
    accepted,
    inline,
    refused,
    text_of,
    with_cell,
    with_parts,
)

_LOST = accepted({TYPED: None}, "SC03")
"""The score is not taken, and that is an error."""
_ERRORS = (
    "#REF!",
    "#N/A",
    "#DIV/0!",
    "#VALUE!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#GETTING_DATA",
    "Err:508",
)


def cases() -> Iterator[Case]:
    """Return all of them."""
    yield from _stored_numbers()
    yield from _typed_texts()
    yield from _kinds()
    yield from _errors()
    yield from _formulas()
    yield from _ticks()
    yield from _texts()


def _case(name: str, expected: Expected, make: Callable[[], bytes]) -> Case:
    return Case(name=f"value-{name}", make=make, expected=expected)


def _stored(text: str, kind: str = "", place: str = TYPED_AT) -> Callable[[], bytes]:
    """Return the good return with a cell that stores this."""
    attribute = f' t="{kind}"' if kind else ""
    return lambda: with_cell(place, f'<c r="{place}"{attribute}><v>{text}</v></c>')


def _stored_numbers() -> Iterator[Case]:
    for name, text in {
        "letters": "abc",
        "nan": "NaN",
        "minus-nan": "-nan",
        "inf": "INF",
        "infinity": "Infinity",
        "1.#inf": "1.#INF",
        "1e999": "1e999",
        "1e-999": "1e-99999",
        "hex": "0x10",
        "hex-float": "0x1p-2",
        "5000-digits": "4" * 5000,
        "5000-places": f"0.{'4' * 5000}",
        "underscore": "0.4_1",
        "comma": "0,41",
        "two-points": "0.4.1",
        "full-width": "０.４１",
        "arabic": "٠.٤١",
        "superscript": "0.4²",
        "fraction": "½",
        "space-inside": "0. 41",
        "exponent-alone": "e5",
        "sign-alone": "-",
        "point-alone": ".",
        "complex": "0.41j",
        "decimal-words": "sNaN",
        "formula": "=0.41",
        "script": "${jndi:ldap://127.0.0.1/a}",
    }.items():
        yield _case(f"number-{name}", _LOST, _stored(text))
        if name in {"letters", "nan", "1e999", "comma"}:
            lost = accepted({NUMERATOR: None, ("6.1.1", TYPED[1]): None}, "SC09")
            yield _case(f"numerator-{name}", lost, _stored(text, place=NUMERATOR_AT))
    for name, text in {
        "17-digits": "0.41000000000000003",
        "exponent": "4.1E-1",
        "exponent-plus": "0.041e+1",
        "no-zero": ".41",
        "zeros": "000.4100",
        "plus": "+0.41",
        "spaces": " 0.41 ",
        "100-zeros": f"0.41{'0' * 60}",
    }.items():
        yield _case(f"number-{name}", accepted(), _stored(text))
    for name, text, value in [
        ("negative", "-0.41", "-0.41"),
        ("hundred", "1e2", "100"),
        ("million", "1000000", "1000000"),
        ("above", "0.51", "0.51"),
        ("hair-above", "0.500000000001", "0.500000000001"),
    ]:
        beyond = accepted({TYPED: Decimal(value).normalize()}, "SC02")
        yield _case(f"number-{name}", beyond, _stored(text))
    yield _case("number-minus-0", accepted({TYPED: Decimal(0)}), _stored("-0"))
    yield _case("number-blank", accepted({TYPED: None}, "SC01"), _stored(""))
    yield _case(
        "number-no-value",
        accepted({TYPED: None}, "SC01"),
        lambda: with_cell(TYPED_AT, f'<c r="{TYPED_AT}"/>'),
    )


def _typed_texts() -> Iterator[Case]:
    """Yield scores that were typed as text."""
    good: dict[str, str] = {
        "comma": "0,41",
        "point": "0.41",
        "unit": "0,41 điểm",
        "full-width": "０,４１",
        "no-break-space": "\u00a00,41\u00a0",
        "zero-width": "\u200b0,41\ufeff",
        "bidi": "\u202a0,41\u202c",
        "isolate": "\u20680,41\u2069",
    }
    for name, text in good.items():
        yield _case(f"text-number-{name}", accepted({}, "SC16"), _inline(text))
    for name, text in {
        "ambiguous": "1.234",
        "fraction": "1/2",
        "half": "½",
        "percent": "41%",
        "nan": "NaN",
        "infinity": "∞",
        "two-numbers": "0,41 0,5",
        "formula": "=0,41",
        "formula-at": "@SUM(1)",
        "underscore": "0_41",
        "exponent": "4,1E-1",
        "roman": "Ⅳ",
        "circled": "①",
        "arabic": "٠٫٤١",
        "minus-sign": "−0,41",
        "o-for-0": "O,41",
        "date": "4/1/2021",
        "word": "đạt",
        "5000-digits": "4" * 5000,
        "nul": "0,4_x0000_1",
        "rtl": "\u202e14,0",
    }.items():
        yield _case(f"text-number-{name}", _LOST, _inline(text))
    yield _case("text-number-spaces", accepted({TYPED: None}, "SC01"), _inline(" \u00a0\t\n "))


def _inline(text: str, place: str = TYPED_AT) -> Callable[[], bytes]:
    return lambda: with_cell(place, inline(place, text))


def _kinds() -> Iterator[Case]:
    """Yield types of cells that a score may not have."""
    yield _case("kind-true", _LOST, _stored("1", "b"))
    yield _case("kind-false", _LOST, _stored("0", "b"))
    yield _case("kind-day", _LOST, _stored("2021-01-04", "d"))
    yield _case("kind-day-nonsense", _LOST, _stored("2021-99-99T99", "d"))
    yield _case("kind-error-number", _LOST, _stored("0.41", "e"))
    yield _case("kind-computed-text", accepted({}, "SC16"), _stored("0,41", "str"))
    unknown = Expected(accepted=True, refused=frozenset({Reason.DAMAGED}))
    yield _case("kind-unknown", _LOST, _stored("0.41", "zzz"))
    empty = f'<c r="{TYPED_AT}" t=""><v>0.41</v></c>'
    yield _case("kind-empty", unknown, lambda: with_cell(TYPED_AT, empty))
    yield _case("kind-shared-number", refused(Reason.DAMAGED), _stored("0.41", "s"))
    yield _case("kind-inline-with-value", unknown, _stored("0.41", "inlineStr"))


def _errors() -> Iterator[Case]:
    for error in _ERRORS:
        name = error.strip("#!?").replace("/", "-").replace(":", "-").lower()
        yield _case(f"error-score-{name}", _LOST, _stored(error, "e"))
        yield _case(
            f"error-evidence-{name}", accepted({EVIDENCE: None}, "EV05"), _stored(error, "e", EVIDENCE_AT)
        )
    lost = accepted({NUMERATOR: None, ("6.1.1", TYPED[1]): None}, "SC09")
    yield _case("error-numerator", lost, _stored("#REF!", "e", NUMERATOR_AT))
    unticked = accepted({TICK: None, ("6.1.2", TYPED[1]): None}, "SC12")
    yield _case("error-tick", unticked, _stored("#REF!", "e", TICK_AT))


def _formula(formula: str, value: str, kind: str = "", place: str = TYPED_AT) -> Callable[[], bytes]:
    attribute = f' t="{kind}"' if kind else ""
    return lambda: with_cell(place, f'<c r="{place}"{attribute}>{formula}{value}</c>')


def _formulas() -> Iterator[Case]:
    value = "<v>0.41</v>"
    for name, formula in {
        "plain": "<f>0.2+0.21</f>",
        "shared": '<f t="shared" ref="E48:E49" si="0">0.2+0.21</f>',
        "array": '<f t="array" ref="E48">SUM(0.2,0.21)</f>',
        "array-wide": '<f t="array" ref="A1:XFD1048576">SUM(0.2,0.21)</f>',
    }.items():
        yield _case(f"formula-{name}", accepted({}, "SC31"), _formula(formula, value))
    unproved = Expected(
        accepted=True,
        changed={TYPED: None},
        codes=frozenset({"SC03"}),
        refused=frozenset({Reason.DAMAGED}),
    )
    for name, formula in {
        "shared-lost": '<f t="shared" si="77"/>',
        "data-table": '<f t="dataTable" ref="E48:E49" dt2D="1" dtr="1" r1="A1" r2="A2"/>',
        "circular": f"<f>{TYPED_AT}+0.41</f>",
        "outside": "<f>[1]Sheet1!$A$1</f>",
        "web": '<f>WEBSERVICE("http://127.0.0.1:9/")</f>',
        "volatile": "<f>RAND()*0+0.41</f>",
        "long": f"<f>{'0+' * 40_000}0.41</f>",
        "empty": "<f></f>",
    }.items():
        yield _case(f"formula-{name}", unproved, _formula(formula, value))
    for name, rest in {"no-value": "", "empty-value": "<v></v>"}.items():
        never = accepted({TYPED: None}, "SC03")
        yield _case(f"formula-{name}", never, _formula("<f>0.2+0.21</f>", rest))
        lost = accepted({EVIDENCE: None}, "EV05")
        yield _case(f"formula-{name}-evidence", lost, _formula('<f>"a"</f>', rest, place=EVIDENCE_AT))
    yield _case("formula-error", _LOST, _formula("<f>1/0</f>", "<v>#DIV/0!</v>", "e"))
    yield _case("formula-own-stale", accepted({}, "SC18"), _stale)
    yield _case("formulas-never-computed", accepted(), _never_computed)


def _stale() -> bytes:
    """Return the good return in which the result of a score's own formula was left at 0."""
    sheet = text_of(SCORES_PART)
    assert "<v>0.89</v>" in sheet
    return with_parts({SCORES_PART: sheet.replace("<v>0.89</v>", "<v>0</v>", 1)})


def _never_computed() -> bytes:
    """Return the good return as openpyxl leaves it: no formula has a result."""
    sheet = text_of(SCORES_PART)
    return with_parts({SCORES_PART: re.sub(r"(</f>|<f[^>]*/>)<v>[^<]*</v>", r"\1", sheet)})


def _ticks() -> Iterator[Case]:
    for name, text in {
        "capital": "X",
        "check-mark": "✓",
        "spaces": " x ",
        "full-width": "ｘ",
        "zero-width": "x\u200b",
    }.items():
        yield _case(f"tick-{name}", accepted({}, "SC17"), _inline(text, TICK_AT))
    lost = accepted({TICK: None, ("6.1.2", TYPED[1]): None}, "SC12")
    for name, text in {
        "cyrillic": "х",
        "times": "×",
        "word": "đạt",
        "two": "xx",
        "formula": "=x",
        "1": "1",
    }.items():
        yield _case(f"tick-{name}", lost, _inline(text, TICK_AT))
    yield _case("tick-number", lost, _stored("1", place=TICK_AT))
    yield _case("tick-true", accepted({}, "SC30"), _stored("1", "b", TICK_AT))


def _texts() -> Iterator[Case]:
    """Yield evidence with escapes, at the limits of length, and of strange letters."""
    for name, stored, read in [
        ("escape-line", "một_x000A_hai", "một hai"),
        ("escape-return", "một_x000D_\nhai", "một hai"),
        ("escape-nul", "một_x0000_hai", "một‹U+0000›hai"),
        ("escape-bell", "một_x0007_hai", "một‹U+0007›hai"),
        ("escape-escaped", "_x005F_x0041_", "_x0041_"),
        ("escape-pair", "_xD83D__xDE00_ vui", "😀 vui"),
        ("escape-half", "_x00G1_ _x12_ _X0041_", "_x00G1_ _x12_ _X0041_"),
        ("decomposed", "Báo cáo số 1", "Báo cáo số 1"),
        ("emoji", "BC 1 👨‍👩‍👧 👍🏽", None),
        ("plane-15", "BC 󰀀 1", "BC 󰀀 1"),
        ("line-separator", "BC\u20281\u20292", "BC 1 2"),
        ("32,767", "a b" * 10_922 + "c", "a b" * 10_922 + "c"),
        ("quotes", "\"'`<>&amp;\\", "\"'`<>&amp;\\"),
        ("empty-cdata", "]]>", "]]>"),
    ]:
        changed: dict[tuple[str, str], Value] = {EVIDENCE: read or stored.replace("\u200d", "")}
        yield _case(f"text-{name}", accepted(changed), _inline(stored, EVIDENCE_AT))
    lone = accepted({EVIDENCE: "một\ufffdhai"})
    yield _case("text-escape-surrogate", lone, _inline("một_xD800_hai", EVIDENCE_AT))
    zalgo = "B" + "\u0301" * 20_000
    composed = accepted({EVIDENCE: unicodedata.normalize("NFC", zalgo)})
    yield _case("text-20,000-accents", composed, _inline(zalgo, EVIDENCE_AT))
    yield _case(
        "text-200,000", refused(Reason.TOO_MANY_CELLS, Reason.UNSAFE), _inline("ab " * 66_667, EVIDENCE_AT)
    )
