"""What one parcel may cost; the limits themselves are words of the model, so that settings can give them."""

from par_excel.model.limits import DEFAULT_LIMITS, Limits

__all__ = ["DEFAULT_LIMITS", "Limits"]
