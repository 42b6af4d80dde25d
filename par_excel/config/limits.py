"""`[gioi_han]` of par.toml → Limits: what one parcel may cost. Every key may be left out."""

from dataclasses import dataclass

from par_excel.config.toml_tables import TomlTable
from par_excel.model import DEFAULT_LIMITS, Limits

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Setting:
    attribute: str
    least: int
    most: int
    unit: int = 1


_SETTINGS = {
    "tep_nhan_mb": _Setting("parcel_bytes", 1, 1_000, _MIB),
    "bieu_mau_mb": _Setting("file_bytes", 1, 200, _MIB),
    "so_tep_ben_trong": _Setting("entries", 10, 100_000),
    "giai_nen_mb": _Setting("unpacked_bytes", 1, 1_000, _MIB),
    "giai_nen_goi_mb": _Setting("packed_files_bytes", 1, 10_000, _MIB),
    "so_lop_long_nhau": _Setting("nesting", 1, 5),
    "ty_le_nen": _Setting("ratio", 10, 10_000),
    "so_o": _Setting("cells", 1_000, 10_000_000),
    "so_ky_tu_mot_o": _Setting("text_characters", 1_000, 1_000_000),
    "bo_nho_mb": _Setting("memory_bytes", 128, 16_384, _MIB),
    "giay_tinh_toan": _Setting("cpu_seconds", 1, 3_600),
    "giay_cho": _Setting("wall_seconds", 1, 7_200),
}
LIMIT_KEYS = tuple(_SETTINGS)


def limits_of(table: TomlTable) -> Limits:
    """Return the limits; those that are left out have their usual value."""
    return Limits(
        **{
            setting.attribute: setting.unit
            * table.whole(
                key,
                least=setting.least,
                most=setting.most,
                default=getattr(DEFAULT_LIMITS, setting.attribute) // setting.unit,
            )
            for key, setting in _SETTINGS.items()
        }
    )
