"""What the ministry asks to be explained: scores without documents or with incomplete ones, and what has no score."""

from collections.abc import Iterator

from par_excel.model import LeafResult, LeafState, Result, told, told_by_office
from par_excel.writing.report.rows import ReportRow, score_text
from par_excel.writing.report.sentences import LEAVES, count

INCOMPLETE_EVIDENCE = frozenset({"EV03", "EV06"})
"""Checks that find documents incomplete."""
_UNSCORED = frozenset({LeafState.FAULTY, LeafState.UNANSWERED, LeafState.NO_RETURN, LeafState.OFFICE})
NO_SCORE = "Chưa có điểm tự đánh giá"
_NOT_ARISEN = "Không phát sinh nội dung đánh giá"


def gap_rows(result: Result) -> tuple[ReportRow, ...]:
    """Return one row for each criterion that lacks documents, with what is missing and why."""
    return tuple(
        ReportRow(
            {
                "ma": leaf.criterion.code,
                "ten": leaf.criterion.name,
                "diem_toi_da": score_text(leaf.criterion.maximum),
                "diem": score_text(leaf.score),
                "con_thieu": "\n".join(missing),
                "giai_trinh": told(leaf).explanation,
            }
        )
        for leaf in result.leaves
        if (missing := tuple(_missing(leaf)))
    )


def _missing(leaf: LeafResult) -> Iterator[str]:
    if leaf.state in _UNSCORED:
        yield NO_SCORE
    elif leaf.state is LeafState.LEFT_OUT:
        yield _NOT_ARISEN
    elif leaf.state is LeafState.COUNTED and leaf.score:
        if not told(leaf).evidence:
            has_arisen = leaf.answer is None or not leaf.answer.not_arisen.value
            yield "Chưa có tài liệu kiểm chứng" if has_arisen else _NOT_ARISEN
        if not told_by_office(leaf).evidence:
            yield from dict.fromkeys(each.title for each in leaf.findings if each.code in INCOMPLETE_EVIDENCE)


def gap_sentence(result: Result) -> str:
    """Return how many criteria the table lists; that there is none where there is none."""
    number = len(gap_rows(result))
    if not number:
        return "Các tiêu chí tự đánh giá đều có tài liệu kiểm chứng theo yêu cầu."
    return f"Có {count(number)} {LEAVES} chưa có hoặc chưa đủ tài liệu kiểm chứng, được giải trình như sau:"
