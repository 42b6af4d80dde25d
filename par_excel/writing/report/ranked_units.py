"""What units that fill the same form reached, criterion by criterion: means, ends, shares, and why points were lost."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from par_excel.model import Basis, Criterion, LeafResult, LeafState, Level, Ranked, Ranking, Result
from par_excel.vietnamese import fold, is_empty_phrase
from par_excel.writing.book.figures import mean
from par_excel.writing.report.rows import NOTHING, ReportRow, RowStyle, score_text, share_text
from par_excel.writing.report.sentences import count, first_sentence, full_stop, listed_units, points

MOST_CRITERIA = 10
"""Criteria in which units lose points that are told with their causes; the annex has the figures of all."""
_MOST_CAUSES = 3
"""Causes that are told of one criterion."""
_NAMED = 2
"""Units of one score that are named beside it."""
_CENT = Decimal("0.01")


class UnitFigures(Struct, frozen=True, kw_only=True):
    """What the units of one ranking reached in one criterion; ratios are of those that have a score there."""

    criterion: Criterion
    leaves: Sequence[LeafResult]
    """Of the units that have a score there."""
    mean: Decimal | None
    full: int
    """How many have all its points."""
    none: int
    """How many have no point."""

    @property
    def counted(self) -> int:
        """How many have a score there."""
        return len(self.leaves)

    @property
    def losing(self) -> int:
        """How many units do not have all its points."""
        return self.counted - self.full

    @property
    def lost(self) -> Decimal:
        """What is lost in the mean."""
        return self.criterion.maximum - (self.mean or Decimal(0))

    @property
    def causes(self) -> tuple[tuple[str, int], ...]:
        """Why points were lost, each with how many units say so, the most first."""
        said: Counter[str] = Counter()
        words: dict[str, str] = {}
        for leaf in self.leaves:
            text = (leaf.answer.explanation.value or "").strip() if leaf.lost and leaf.answer else ""
            if text and not is_empty_phrase(text):
                sentence = first_sentence(text)
                said[words.setdefault(fold(sentence), sentence)] += 1
        return tuple(said.most_common(_MOST_CAUSES))


def unit_figures(ranking: Ranking) -> tuple[UnitFigures, ...]:
    """Return the figures of every criterion of a ranking, in the official order."""
    returned = ranking.returned
    return tuple(
        _figures(criterion, [row.unit.leaves[index] for row in returned])
        for index, criterion in enumerate(ranking.leaves)
    )


def _figures(criterion: Criterion, of_units: Sequence[LeafResult]) -> UnitFigures:
    leaves = [leaf for leaf in of_units if leaf.score is not None]
    scores = [leaf.score for leaf in leaves if leaf.score is not None]
    return UnitFigures(
        criterion=criterion,
        leaves=leaves,
        mean=mean(scores),
        full=sum(score == criterion.maximum for score in scores),
        none=sum(not score for score in scores),
    )


def losing_figures(ranking: Ranking) -> tuple[UnitFigures, ...]:
    """Return the criteria in which units lose points, those that most of them lose first."""
    losing = (each for each in unit_figures(ranking) if each.losing and not each.criterion.is_bonus)
    return tuple(sorted(losing, key=lambda each: (-each.losing, -each.lost)))


def losing_sentence(result: Result) -> str:
    """Return in how many criteria units lose points; nothing where in none."""
    number = sum(len(losing_figures(each)) for each in result.rankings)
    if not number:
        return ""
    shown = f"; {count(MOST_CRITERIA)} tiêu chí nhiều đơn vị chưa đạt nhất" if number > MOST_CRITERIA else ""
    return f"Có {count(number)} tiêu chí còn đơn vị chưa đạt điểm tối đa{shown}, với nguyên nhân các đơn vị nêu, gồm:"


def losing_rows(result: Result) -> tuple[ReportRow, ...]:
    """Return a row for each criterion that most units lose points in, with the causes that they give."""
    return tuple(
        ReportRow(
            {
                "ma": each.criterion.code,
                "ten": each.criterion.name,
                "chua_dat": f"{each.losing}/{each.counted}",
                "ty_le": share_text(_share(each.losing, each.counted)),
                "bi_tru": mean_text(each.lost),
                "nguyen_nhan": "\n".join(
                    f"- {full_stop(text).removesuffix('.')} ({count(number)} đơn vị)."
                    for text, number in each.causes
                )
                or NOTHING,
            }
        )
        for ranking in result.rankings
        for each in losing_figures(ranking)[:MOST_CRITERIA]
    )


def field_figure_rows(result: Result) -> tuple[ReportRow, ...]:
    """Return for every field, and in it for every group, the mean and the units at both ends."""
    return tuple(row for ranking in result.rankings for row in _field_rows(ranking))


def _field_rows(ranking: Ranking) -> Iterator[ReportRow]:
    for index, field in enumerate(ranking.fields):
        yield _ends(field.code, field.name, index, ranking.returned, RowStyle.HEADING)
        for group in ranking.groups:
            rows = [row for row in ranking.returned if row.unit.unit.group == group]
            if rows:
                yield _ends("", group, index, rows, RowStyle.PLAIN)


def _ends(code: str, name: str, index: int, rows: Sequence[Ranked], style: RowStyle) -> ReportRow:
    totals = [row.unit.fields[index] for row in rows]
    shares = [each.ratio for each in totals]
    known = [share for share in shares if share is not None]
    maximum = max((each.self_maximum for each in totals), default=Decimal(0))
    return ReportRow(
        {
            "ma": code,
            "ten": name,
            "diem_toi_da": score_text(maximum) if code else "",
            "trung_binh": mean_text(mean([each.score for each in totals])),
            "ty_le": share_text(mean(known)),
            "cao_nhat": _at_end(rows, index, max(known, default=None)),
            "thap_nhat": _at_end(rows, index, min(known, default=None)),
        },
        style,
    )


def _at_end(rows: Sequence[Ranked], index: int, end: Decimal | None) -> str:
    """Return the units at one end of the index in a field, with the points of the first of them."""
    there = [row.unit for row in rows if end is not None and row.unit.fields[index].ratio == end]
    if not there:
        return NOTHING
    names = listed_units([unit.unit.name for unit in there], _NAMED)
    return f"{points(there[0].fields[index].score)}: {names}"


def annex_figure_rows(basis: Basis, result: Result) -> tuple[ReportRow, ...]:
    """Return every criterion that units score, under its headings: mean, share of units with all and without points."""
    return tuple(row for ranking in result.rankings for row in _annex_rows(basis, ranking))


def _annex_rows(basis: Basis, ranking: Ranking) -> Iterator[ReportRow]:
    at = {leaf.code: index for index, leaf in enumerate(ranking.leaves)}
    figures = unit_figures(ranking)
    for criterion in basis.catalogue.criteria:
        below = [index for code, index in at.items() if code.startswith(f"{criterion.code}.")]
        if criterion.code in at:
            yield _annex_row(criterion, figures[at[criterion.code]])
        elif below:
            yield _annex_heading(criterion, ranking, below)


def _annex_row(criterion: Criterion, figures: UnitFigures) -> ReportRow:
    return ReportRow(
        {
            "ma": criterion.code,
            "ten": criterion.full_name,
            "diem_toi_da": score_text(criterion.maximum),
            "trung_binh": mean_text(figures.mean),
            "ty_le": share_text(_share(figures.mean, criterion.maximum)),
            "dat_toi_da": share_text(_share(figures.full, figures.counted)),
            "khong_diem": share_text(_share(figures.none, figures.counted)),
        }
    )


def _annex_heading(criterion: Criterion, ranking: Ranking, below: Sequence[int]) -> ReportRow:
    """Return the row of a heading: the mean of what units have under it, as they are ranked by it."""
    inside = [index for index in below if ranking.leaves[index].is_bonus == criterion.is_bonus]
    maximum = sum((ranking.leaves[index].maximum for index in inside), Decimal(0))
    reached = [_reached([row.unit.leaves[index] for index in inside]) for row in ranking.returned]
    shares = [score / most for score, most in reached if most]
    values = {
        "ma": criterion.code,
        "ten": criterion.full_name,
        "diem_toi_da": score_text(maximum),
        "trung_binh": mean_text(mean([score for score, _ in reached])),
        "ty_le": share_text(mean(shares)),
    }
    style = RowStyle.TOTAL if criterion.level is Level.FIELD else RowStyle.HEADING
    return ReportRow({**values, "dat_toi_da": "", "khong_diem": ""}, style)


def _reached(leaves: Sequence[LeafResult]) -> tuple[Decimal, Decimal]:
    """Return what a unit reached under a heading, and of how much: without what it leaves out."""
    counted = [leaf for leaf in leaves if leaf.state is not LeafState.LEFT_OUT]
    return (
        sum((leaf.score or Decimal(0) for leaf in counted), Decimal(0)),
        sum((leaf.criterion.maximum for leaf in counted), Decimal(0)),
    )


def mean_text(value: Decimal | None) -> str:
    """Return a mean to the hundredth."""
    return score_text(None if value is None else value.quantize(_CENT, ROUND_HALF_UP))


def _share(part: Decimal | int | None, whole: Decimal | int) -> Decimal | None:
    return None if part is None or not whole else Decimal(part) / whole
