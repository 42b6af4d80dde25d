"""The forms of a period, each laid out once: a form costs more than reading a workbook."""

from functools import lru_cache

from msgspec.structs import replace

from par_excel.form.form import Form, form_for
from par_excel.model import Basis


class _Same:
    """A basis as a key: the same object, not an equal one, for comparing whole catalogues would cost more."""

    __slots__ = ("basis",)

    def __init__(self, basis: Basis) -> None:
        self.basis = basis

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.basis is other.basis

    def __hash__(self) -> int:
        return id(self.basis)


def form_of(basis: Basis, unit: str, appendix: str, *, revision: int = 0) -> Form:
    """Return the form of a unit for an appendix, which is the unit's own but where a stamp says otherwise."""
    whose = basis.units[unit]
    form = _laid_out(_Same(basis), appendix if appendix in basis.appendices else whose.appendix)
    return form.of_unit(whose, revision=revision)


# The cache holds its bases alive, so that no other object gets the `id` by which they are known
@lru_cache(maxsize=256)
def _laid_out(key: _Same, appendix: str) -> Form:
    """Return the form of an appendix, which thousands of units may fill: its unit is one of the period's."""
    return form_for(key.basis, replace(key.basis.period.units[0], appendix=appendix))
