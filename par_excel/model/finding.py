"""What a check found, and the declaration that gives a finding its words."""

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct, field

from par_excel.model.cell import Place


class Severity(Enum):
    """How much a finding weighs."""

    ERROR = "lỗi"
    """The cell does not count, and the unit is not valid, until it is mended."""
    WARNING = "cảnh báo"
    """Counts; a person should look."""
    NOTE = "ghi chú"
    """What the reader tolerated."""

    @property
    def rank(self) -> int:
        """Order of showing: errors first."""
        return list(Severity).index(self)


class Family(Enum):
    """The families of checks; their names begin the codes."""

    ID = "nhận dạng và cấu trúc"
    SC = "điểm"
    EV = "tài liệu và giải trình"
    IN = "sáng kiến"
    CO = "phối hợp giữa các cơ quan"
    DL = "thời hạn"


class Rule(Struct, frozen=True, kw_only=True):
    """The declaration of a check: its one source of words."""

    code: str
    severity: Severity
    title: str
    """What was found, as a short sentence without a full stop."""
    why: str
    """Why it is wrong; may name facts in braces."""
    mend: str
    """How to mend it; may name facts in braces."""
    office: str = ""
    """What only the office is told of it, such as another agency's value; may name facts in braces."""
    live: str = ""
    """What the form's own check column shows, where it can see the breach while it is filled in."""
    example: str = ""
    """A short example of a breach, for the reference."""
    guards_sums: bool = False
    """Without it a value could be counted that nobody can vouch for: settings neither lower it nor switch it off."""

    @property
    def family(self) -> Family:
        """The family that the code names."""
        return Family[self.code[:2]]


class Hit(Struct, frozen=True):
    """A breach as the check sees it: where, and the facts that the sentence names."""

    place: Place
    criterion: str = ""
    value: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


class Finding(Struct, frozen=True, kw_only=True):
    """What a check found, in words: where – what – why – how to mend it."""

    code: str
    severity: Severity
    unit: str
    """Empty where it belongs to no unit."""
    place: Place
    criterion: str
    """Code of the criterion; empty where it belongs to none."""
    value: str
    """What was found there, as it stands."""
    title: str
    why: str
    mend: str
    office: str = ""
    """What only the office is told of it; no agency reads this."""

    @property
    def why_for_office(self) -> str:
        """Why it is wrong, with what only the office is told."""
        return f"{self.why}: {self.office}" if self.office else self.why

    @property
    def where(self) -> str:
        """Place and criterion, in words."""
        place = str(self.place)
        if self.criterion:
            return f"Tiêu chí {self.criterion} ({place})"
        return place if place == self.place.file else place[:1].upper() + place[1:]

    @property
    def sentence(self) -> str:
        """The whole finding in one line, as the office reads it."""
        value = f": “{self.value}”" if self.value else ""
        return f"{self.where} – {self.title}{value} – {self.why_for_office} – {self.mend}"
