"""`[nhap_lieu]` and `[doi_chieu]` of par.toml → EntryRules. Every key may be left out."""

from par_excel.config.toml_tables import TomlTable
from par_excel.model import DEFAULT_ENTRY_RULES, EntryRules

ENTRY_KEYS = ("giai_trinh_toi_da", "ky_tu_cam", "ky_tu_thay")
RECONCILE_KEYS = (
    *("ma", "noi_dung", "diem", "muc_dat", "tai_lieu", "giai_trinh"),
    *("diem_tham_dinh", "y_kien_tham_dinh"),
)
_MOST_CHARACTERS = 1_000_000


def entry_rules_of(entry: TomlTable, reconcile: TomlTable) -> EntryRules:
    """Return what the ministry's software takes; what is left out has its usual value."""
    usual = DEFAULT_ENTRY_RULES
    forbidden = _text(entry, "ky_tu_cam", usual.forbidden)
    replacement = _text(entry, "ky_tu_thay", usual.replacement)
    if set(replacement) & set(forbidden):
        entry.complain(
            "ky_tu_thay", "Ký tự thay cũng là ký tự bị cấm.", "chọn ký tự thay không có trong ky_tu_cam."
        )
    return EntryRules(
        limit_characters=entry.whole(
            "giai_trinh_toi_da", least=0, most=_MOST_CHARACTERS, default=usual.limit_characters
        ),
        forbidden=forbidden,
        replacement=replacement,
        headers={key: reconcile.text(key) for key in RECONCILE_KEYS if key in reconcile.values},
    )


def _text(table: TomlTable, key: str, usual: str) -> str:
    return table.text(key, may_be_empty=True) if key in table.values else usual
