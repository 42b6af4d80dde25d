"""What the office may change about the checks in its settings, and what it may not."""

from par_excel.checks.declared import RULES
from par_excel.checks.refusals import REFUSALS
from par_excel.model import ConfigError, Period

_SETTINGS = "par.toml"
_GUARDED = frozenset({rule.code for rule in RULES.values() if rule.guards_sums}) | {
    rule.code for rule in REFUSALS.values()
}


def ensure_changeable(period: Period) -> None:
    """Make sure that every changed check exists and may be changed.

    Raises:
        ConfigError: it does not, or it guards the sums; file and line say where.
    """
    file = period.sources.get("par.toml", _SETTINGS)
    for code, change in period.severity_changes.items():
        if code not in RULES:
            raise ConfigError(
                f"Không có nội dung kiểm tra mang mã {code}.",
                "xem các mã bằng lệnh par-excel check --list.",
                file=file,
                line=change.line,
            )
        if code in _GUARDED and change.severity is not RULES[code].severity:
            raise ConfigError(
                f"{code} ({RULES[code].title}) bảo vệ tổng điểm nên không hạ mức và không tắt được.",
                f"bỏ dòng này; với một bản nộp cụ thể, dùng lệnh par-excel waive cho phát hiện {code}.",
                file=file,
                line=change.line,
            )
