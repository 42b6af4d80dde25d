"""What the lines below a criterion make: one level of several, a sum, a formula, a survey; held against the maximum."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from par_excel.model import RowMark, ScaleKind, TranscriptDoubt, TranscriptLine
from par_excel.reading.criteria.entries import Said, is_survey_sign
from par_excel.reading.criteria.heads import plain
from par_excel.reading.criteria.proposals import propose_formula
from par_excel.vietnamese import format_number, tidy

_FORMULA = re.compile(
    r"cong thuc|\btinh (theo|bang) ty le|nhan (voi|ty le)|ty le .{0,40} x |diem (danh gia )?= |\btru \d"
)
_EACH = re.compile(r"\bmoi\b")
_COUNTS = re.compile(r"\b(tru|cong|duoc|tinh)\b")
_FORMULA_SIGNS = re.compile(r"\(?\s*[a-z]\s*/\s*[a-z]\s*\)?\s*[x×*.·]|%\s*[x×*]|[x×*]\s*100", re.IGNORECASE)
_FROM = re.compile(
    r"(?:từ|≥|>=|đạt)\s*(\d{1,3}(?:[.,]\d+)?)\s*%|(\d{1,3}(?:[.,]\d+)?)\s*%\s*(?:trở lên)", re.IGNORECASE
)
_BELOW = re.compile(r"(?:đến dưới|dưới|<)\s*(\d{1,3}(?:[.,]\d+)?)\s*%", re.IGNORECASE)
_WHOLE = re.compile(r"^\D{0,40}?(\d{1,3}(?:[.,]\d+)?)\s*%", re.IGNORECASE)
_ASIDE = re.compile(r"(lưu ý|ghi chú|chú thích|yêu cầu|căn cứ|trong đó)\b", re.IGNORECASE)
"""How a line begins that explains and is no level."""
_ZERO = Decimal(0)


class ReadScale(Struct, frozen=True):
    """A scale as far as the document tells it."""

    kind: ScaleKind | None
    lines: tuple[TranscriptLine, ...] = ()
    note: str = ""
    figures: str = ""
    rule: str = ""
    marks: tuple[RowMark, ...] = ()


def read_scale(said: Sequence[Said], maximum: Decimal | None, *, is_survey: bool) -> ReadScale:
    """Return what the lines below a criterion make."""
    if is_survey:
        told = [line for line in said if not is_survey_sign(line.text)]
        return ReadScale(ScaleKind.SURVEY, note=_note(told), marks=unclear_lines(told))
    if not said:
        return ReadScale(None, marks=(RowMark(TranscriptDoubt.SCALE_MISSING),))
    if any(line.points is None and is_formula(line.text) for line in said):
        return _formula(_note(said), maximum)
    lines = tuple(TranscriptLine(line.text, line.points) for line in said if line.points is not None)
    if not lines:
        return ReadScale(None, note=_note(said), marks=(RowMark(TranscriptDoubt.SCALE_MISSING),))
    return _of_lines(lines, maximum, unclear_lines(said))


def _formula(note: str, maximum: Decimal | None) -> ReadScale:
    found = propose_formula(note, maximum)
    if found is None:
        return ReadScale(ScaleKind.RATE, note=note, marks=(RowMark(TranscriptDoubt.SCALE_FORMULA),))
    mark = RowMark(TranscriptDoubt.SCALE_PROPOSED, found.rule)
    return ReadScale(ScaleKind.RATE, note=note, figures=found.figures, rule=found.rule, marks=(mark,))


def unclear_lines(said: Sequence[Said]) -> tuple[RowMark, ...]:
    """Return a mark for each line that gives no points: the name may go on in it, or a level have lost its points."""
    return tuple(
        RowMark(TranscriptDoubt.LINE_WITHOUT_POINTS, line.text[:80])
        for line in said
        if line.points is None and not _ASIDE.match(line.text)
    )


def is_formula(text: str) -> bool:
    """Say whether a line tells how to calculate."""
    words = plain(text)
    each = _EACH.search(words)
    counts_each = each is not None and _COUNTS.search(words, each.end()) is not None
    return counts_each or bool(_FORMULA.search(words) or _FORMULA_SIGNS.search(tidy(text)))


def _note(said: Sequence[Said]) -> str:
    return "\n".join(
        line.text if line.points is None else f"{line.text}: {format_number(line.points)}" for line in said
    )


def _of_lines(
    lines: tuple[TranscriptLine, ...], maximum: Decimal | None, marks: tuple[RowMark, ...]
) -> ReadScale:
    top = max(line.points for line in lines)
    total = sum((line.points for line in lines), _ZERO)
    if maximum is None:
        return ReadScale(None, lines, marks=marks)
    # Lines that add up to the maximum each count for themselves; where one alone reaches it, only one of them holds.
    if total == maximum and (top < maximum or len(lines) == 1):
        zeros = tuple(line for line in lines if not line.points)
        dropped = tuple(RowMark(TranscriptDoubt.LINE_DROPPED, line.text[:80]) for line in zeros)
        kept = tuple(line for line in lines if line.points)
        return ReadScale(ScaleKind.CUMULATIVE, kept, marks=(*marks, *dropped))
    if top == maximum:
        gaps = tuple(RowMark(TranscriptDoubt.SCALE_GAP, gap) for gap in _gaps(lines))
        return ReadScale(ScaleKind.LEVELS, lines, marks=(*marks, *gaps))
    detail = (
        f"mức cao nhất {format_number(top)}, cộng lại {format_number(total)}, tối đa {format_number(maximum)}"
    )
    return ReadScale(None, lines, marks=(*marks, RowMark(TranscriptDoubt.SCALE_DIFFERS, detail)))


def _gaps(lines: Sequence[TranscriptLine]) -> Iterator[str]:
    """Yield why lines may be missing or be no levels: no end, no order, neighbours that do not meet."""
    if all(line.points for line in lines):
        yield "không có mức 0 điểm"
    amounts = [line.points for line in lines]
    if amounts not in (sorted(amounts), sorted(amounts, reverse=True)):
        yield "điểm các mức không theo thứ tự"
    ordered = sorted(lines, key=lambda line: -line.points)
    for upper, lower in pairwise(ordered):
        begins, ends = _lower_bound(upper.text), _BELOW.search(lower.text)
        if begins is not None and ends is not None and _per_cent(ends[1]) != begins:
            yield f"từ {format_number(begins)}% và dưới {ends[1]}%"


def _lower_bound(text: str) -> Decimal | None:
    found = _FROM.search(text)
    if found is not None:
        return _per_cent(found[1] or found[2])
    whole = _WHOLE.search(text)
    return None if whole is None or _BELOW.search(text) else _per_cent(whole[1])


def _per_cent(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
