"""Vietnamese numbers as they are shown: a decimal comma (``1250,5``), exact, never rounded but where it is said."""

from decimal import Decimal


def normal(value: Decimal) -> Decimal:
    """Return the same number without needless zeros or an exponent (1.50 → 1.5, 1E+2 → 100)."""
    whole, _, part = f"{value:f}".partition(".")
    part = part.rstrip("0")
    return Decimal(f"{whole}.{part}" if part else whole) if value else Decimal(0)


def format_number(value: Decimal, *, least_places: int = 0) -> str:
    """Return ``1,5``: exact, with a decimal comma, no grouping, and at least so many decimal places."""
    whole, _, part = f"{normal(value):f}".partition(".")
    part = part.ljust(least_places, "0")
    return f"{whole},{part}" if part else whole


def format_percent(value: Decimal, *, places: int = 2, least_places: int = 0) -> str:
    """Return ``91,17%`` for a ratio of 0.9117, rounded half up for showing only; columns give `least_places`."""
    step = Decimal(1).scaleb(-places)
    shown = (value * 100).quantize(step, rounding="ROUND_HALF_UP")
    return f"{format_number(shown, least_places=least_places)}%"
