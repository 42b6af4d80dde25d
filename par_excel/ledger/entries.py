"""The entries of the log: every arrival and every decision as one numbered line, chained to the line before by hash.

A line is JSON in words that an inspector can read. Its last key `ma` is the SHA-256 of all that stands before it
(with the closing brace put back), and that holds the hash of the former line in `truoc`: whatever is changed, taken out
or put in shows, unless all that follows is computed anew as well. Here lines are only made and read; nothing is opened.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from par_excel.model import Decision, DecisionKind, FindingKey, LetterKind

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_Sha256 = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]
_Version = Annotated[int, msgspec.Meta(ge=1, le=2**31)]
_Size = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]

BEGINNING = "0" * 64
"""Stands for the hash of a former line in the first."""


class ArrivalKind(Enum):
    """What arrived."""

    NEW = "nhận tệp"
    """Bytes that were not there before."""
    RENAMED = "nhận lại tệp dưới tên khác"
    """Bytes that were there already, under a name that was not."""


class Arrival(Struct, frozen=True, kw_only=True):
    """A file that was taken in."""

    number: int
    kind: ArrivalKind
    at: datetime
    """In UTC."""
    name: str
    """Path inside the inbox."""
    sha256: str
    size_bytes: int


class PostKind(Enum):
    """What became of a letter."""

    SENDING = "bắt đầu gửi thư"
    """Told before a letter is handed over: whatever happens then, somebody knows of it."""
    SENT = "đã gửi thư"
    BY_HAND = "ghi nhận thư gửi ngoài chương trình"
    """Sent by the office with its own mail program, as a person says."""
    REFUSED = "thư không gửi được"
    """The server refused it, so that it surely did not go out."""


class Posted(Struct, frozen=True, kw_only=True):
    """A step on a letter's way."""

    number: int
    kind: PostKind
    at: datetime
    """In UTC."""
    by: str
    letter: LetterKind
    unit: str
    recipient: str
    content: str
    """SHA-256 of what the letter says."""
    sha256: str
    """Of the bytes that were handed over."""
    reason: str = ""
    """Why it was refused."""
    sent_on: datetime | None = None
    """Of a letter sent by hand: when it went out, in UTC."""


APPROVED = "phê duyệt"
"""What a line says that tells of an approval."""


class Approval(Struct, frozen=True, kw_only=True):
    """An approval, with all that it fixes: the log alone is enough to know what was approved."""

    number: int
    at: datetime
    """In UTC."""
    by: str
    account: str
    """Who was logged in at the computer."""
    version: int
    decision: str
    """Number and date of the decision."""
    files: Mapping[str, str]
    """SHA-256 of every file that was made of it, by name."""
    body: bytes
    """What is fixed, as `encode_snapshot` writes it."""
    anchor: str = ""
    """Code of the point of the chain that the files name; empty in approvals from before there were such codes."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what is fixed."""
        return hashlib.sha256(self.body).hexdigest()


MADE = "lập tệp"
"""What a line says that tells of outputs."""


class Made(Struct, frozen=True, kw_only=True):
    """Outputs that the program was about to write: by their hashes it is known what a person has changed."""

    number: int
    at: datetime
    """In UTC."""
    files: Mapping[str, str]
    """SHA-256 by path inside the working folder, whichever that is where several share a ledger."""


Entry = Arrival | Decision | Posted | Approval | Made


class End(Struct, frozen=True):
    """Where a chain ends, so that it can be gone on with."""

    number: int = 0
    hash: str = BEGINNING


class LogLine(Struct, frozen=True):
    """An entry as it stands in the log."""

    entry: Entry
    former: str
    """Hash of the line before."""
    hash: str
    text: str
    """Without the line break."""

    @property
    def end(self) -> End:
        """Where a chain ends whose last line this is."""
        return End(self.entry.number, self.hash)


class UnreadableLine(ValueError):  # noqa: N818 - named after what happened
    """A text is no line that this program writes."""

    def __init__(self) -> None:
        super().__init__("a line of the log is not as it was written")


class _Facts(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a line says, in its order; what is empty is left out."""

    so: int
    luc: _Moment
    ai: str = ""
    viec: str
    ly_do: str = ""
    tep: str = ""
    sha256: _Sha256 = ""
    kich_thuoc: _Size | None = None
    don_vi: str = ""
    ma_loi: str = ""
    tieu_chi: str = ""
    gia_tri: str = ""
    nhan_luc: _Moment | None = None
    thu: str = ""
    nguoi_nhan: str = ""
    noi_dung: _Sha256 = ""
    tai_khoan: str = ""
    phien_ban: _Version | None = None
    quyet_dinh: str = ""
    tep_luu: dict[str, _Sha256] = {}
    doi_chieu: str = ""
    ket_qua: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    truoc: str
    ma: str = ""


_KEYS: Mapping[type[Entry], Mapping[str, str]] = {
    Arrival: {"tep": "name", "sha256": "sha256", "kich_thuoc": "size_bytes"},
    Posted: {
        "ai": "by",
        "ly_do": "reason",
        "sha256": "sha256",
        "don_vi": "unit",
        "nguoi_nhan": "recipient",
        "noi_dung": "content",
        "nhan_luc": "sent_on",
    },
    Approval: {
        "ai": "by",
        "tai_khoan": "account",
        "phien_ban": "version",
        "quyet_dinh": "decision",
        "doi_chieu": "anchor",
    },
    Made: {},
    Decision: {
        "ai": "by",
        "ly_do": "reason",
        "tep": "file",
        "sha256": "sha256",
        "nhan_luc": "received",
        "tai_khoan": "account",
    },
}
"""What a line calls the parts of an entry that stand in it as they are."""
_FINDING_KEYS = {"don_vi": "unit", "ma_loi": "code", "tieu_chi": "criterion", "gia_tri": "value"}
"""What it calls the parts of the key of a finding."""


def line_of(entry: Entry, former: str) -> LogLine:
    """Return an entry as a line that follows the line with this hash."""
    said = msgspec.json.encode(_facts(entry, former))
    own = hashlib.sha256(said).hexdigest()
    return LogLine(entry, former, own, f'{said[:-1].decode()},"ma":"{own}"}}')


def parse_line(text: str) -> LogLine:
    """Return the line that a text is, to the letter.

    Raises:
        UnreadableLine: it is none, or not as it was written.
    """
    try:
        facts = _DECODER.decode(text)
        line = line_of(_entry(facts), facts.truoc)
    except ValueError as failure:
        raise UnreadableLine from failure
    if line.text != text:
        raise UnreadableLine
    return line


def following(texts: Iterable[str], end: End) -> Iterator[LogLine]:
    """Yield the lines that go on a chain, up to the first that does not."""
    for text in texts:
        try:
            line = parse_line(text)
        except UnreadableLine:
            return
        if (line.entry.number, line.former) != (end.number + 1, end.hash):
            return
        yield line
        end = line.end


def utc_text(when: datetime) -> str:
    """Return a moment as it is kept: `2021-02-17T08:30:00Z`, with parts of a second where there are any."""
    return in_utc(when).isoformat().removesuffix("+00:00") + "Z"


def in_utc(when: datetime) -> datetime:
    """Return the same moment in UTC."""
    if when.tzinfo is None:
        message = "a time without a zone means another moment on another computer"
        raise ValueError(message)
    return when.astimezone(UTC)


def _facts(entry: Entry, former: str) -> _Facts:
    said = {key: getattr(entry, part) for key, part in _KEYS[type(entry)].items()}
    if isinstance(entry, Posted):
        said["thu"] = entry.letter.value
    elif isinstance(entry, Approval):
        said["noi_dung"] = entry.fingerprint
        said["tep_luu"] = dict(entry.files)
        said["ket_qua"] = msgspec.Raw(entry.body)
    elif isinstance(entry, Made):
        said["tep_luu"] = dict(entry.files)
    elif isinstance(entry, Decision) and entry.finding is not None:
        said |= {key: getattr(entry.finding, part) for key, part in _FINDING_KEYS.items()}
    return _Facts(so=entry.number, luc=entry.at, viec=kind_of(entry), truoc=former, **said)


def _entry(facts: _Facts) -> Entry:
    if facts.kich_thuoc is not None:
        return Arrival(kind=ArrivalKind(facts.viec), **_parts(Arrival, facts))
    if facts.thu:
        letter = LetterKind(facts.thu)
        return Posted(kind=PostKind(facts.viec), letter=letter, **_parts(Posted, facts))
    if facts.phien_ban is not None:
        if isinstance(facts.ket_qua, msgspec.UnsetType) or facts.viec != APPROVED:
            raise UnreadableLine
        return Approval(files=facts.tep_luu, body=bytes(facts.ket_qua), **_parts(Approval, facts))
    if facts.viec == MADE:
        return Made(files=facts.tep_luu, **_parts(Made, facts))
    about = {part: getattr(facts, key) for key, part in _FINDING_KEYS.items()}
    finding = FindingKey(**about) if any(about.values()) else None
    return Decision(kind=DecisionKind(facts.viec), finding=finding, **_parts(Decision, facts))


def _parts(kind: type[Entry], facts: _Facts) -> dict[str, Any]:
    """Return the parts of an entry that stand in a line as they are."""
    said = {part: getattr(facts, key) for key, part in _KEYS[kind].items()}
    return {"number": facts.so, "at": facts.luc, **said}


def kind_of(entry: Entry) -> str:
    """Return what an entry tells of, in the words of its line."""
    if isinstance(entry, Approval):
        return APPROVED
    return MADE if isinstance(entry, Made) else entry.kind.value


_DECODER = msgspec.json.Decoder(_Facts)
