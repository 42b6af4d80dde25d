"""What the ministry's software takes, each a setting of par.toml (`[nhap_lieu]`, `[doi_chieu]`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRules:
    """What the office has found out about the ministry's software; nothing is taken for granted."""

    limit_characters: int = 0
    """Of an explanation; 0 where there is no limit."""
    forbidden: str = ""
    """Characters that are not taken."""
    replacement: str = " "
    """What is typed in their place."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Heads of the columns in what comes out of it, where the usual ones do not do."""


DEFAULT_ENTRY_RULES = EntryRules()
