"""`[kiem_tra]` of par.toml → how much the findings of a check weigh in this period, by the code of the check.

Which codes there are, and which cannot be changed, only the checks themselves know: they look at it afterwards.
"""

import re
from collections.abc import Mapping

from par_excel.config.toml_lines import line_of
from par_excel.config.toml_tables import TomlTable
from par_excel.model import Severity, SeverityChange
from par_excel.vietnamese import fold

CHECK_TABLE = "kiem_tra"
OFF = "tắt"
"""Switches a check off."""
_CODE = re.compile(r"[A-Z]{2}[0-9]{2}")
_WORDS: Mapping[str, Severity | None] = {
    **{fold(severity.value): severity for severity in Severity},
    fold(OFF): None,
}
_CHOICES = ", ".join(f"“{word}”" for word in (*(severity.value for severity in Severity), OFF))


def severity_changes(root: TomlTable) -> Mapping[str, SeverityChange]:
    """Return what the table changes, by code; problems go to the root's list."""
    values = root.values.get(CHECK_TABLE)
    table = TomlTable(values if isinstance(values, dict) else {}, (CHECK_TABLE,), root.lines, root.problems)
    found: dict[str, SeverityChange] = {}
    for code, value in table.values.items():
        word = fold(value) if isinstance(value, str) else ""
        if not _CODE.fullmatch(code):
            table.complain(
                code, f"“{code}” không phải là mã kiểm tra.", "ghi mã như EV13; xem par-excel check --list."
            )
        elif word not in _WORDS:
            table.complain(code, f"Mức độ của {code} không đúng.", f"chọn một trong {_CHOICES}.")
        else:
            line = line_of(root.lines, (CHECK_TABLE, code))
            found[code] = SeverityChange(_WORDS[word], line)
    return found
