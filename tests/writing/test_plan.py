"""Next year's plan: every lost point once, with what its scale asks for, and what came of those of the year before."""

from decimal import Decimal
from io import BytesIO
from pathlib import Path

from docx import Document
from msgspec.structs import replace

from par_excel.model import Change, ChangeKind, Comparison, Result, YearResult, YearRow
from par_excel.writing.control.lost_points import lost_points
from par_excel.writing.control.plan import came_of_it, plan_document, wanted
from tests import invented
from tests.programs import needs_validator, validate_office_file
from tests.writing import sample_result
from tests.writing.test_report import HOSTILE

BASIS = invented.basis()


def tables(result: Result) -> list[list[list[str]]]:
    word = Document(BytesIO(plan_document(BASIS, result)))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]


def test_every_lost_point_stands_once_in_the_table_of_its_agency() -> None:
    result = sample_result.complete(BASIS)
    lost = lost_points(BASIS, result)
    assert lost
    rows = [row for table in tables(result) for row in table[1:]]
    assert [row[0].split(" ")[0] for row in rows] == [each.leaf.criterion.code for each in lost]
    assert sum(Decimal(row[1].replace(",", ".")) for row in rows) == sum(each.points for each in lost)
    for row, each in zip(rows, lost, strict=True):
        assert row[2:5] == [each.cause, wanted(each.leaf), f"Trong năm {BASIS.period.year + 1}"]
        assert row[5].startswith(f"{each.leader} chủ trì")
    heads = [
        paragraph.text
        for paragraph in Document(BytesIO(plan_document(BASIS, result))).paragraphs
        if paragraph.style is not None and paragraph.style.name == "Heading 2"
    ]
    assert len(heads) == len({each.leader for each in lost})


def test_where_nothing_was_lost_one_sentence_says_so() -> None:
    complete = sample_result.complete(BASIS)
    leaves = tuple(replace(leaf, score=leaf.criterion.maximum) for leaf in complete.leaves)
    full = replace(complete, leaves=leaves)
    texts = [paragraph.text for paragraph in Document(BytesIO(plan_document(BASIS, full))).paragraphs]
    assert any("không có tiêu chí tự đánh giá nào chưa đạt điểm tối đa" in text for text in texts)
    assert tables(full) == []


def row(code: str, score: str | None, maximum: str = "2") -> YearRow:
    return YearRow(
        code, f"Nội dung {code}", False, Decimal(maximum), None if score is None else Decimal(score)
    )


def test_what_came_of_the_points_of_the_year_before() -> None:
    def of(before: str, now: str | None) -> str:
        return came_of_it(Change(ChangeKind.SAME, row("1.1", before), row("1.1", now)))

    assert of("1", "2") == "Đã khắc phục."
    assert of("1", "1.25") == "Tăng 0,25 điểm."
    assert of("1", "1") == "Chưa chuyển biến."
    assert of("1", "0.5") == "Giảm 0,5 điểm."
    assert of("1", None) == "Chưa có điểm năm nay."
    assert came_of_it(Change(ChangeKind.GONE, row("9.9", "1"), None)) == "Chỉ có năm trước."


def test_the_year_before_has_a_table_of_its_own_without_what_was_full() -> None:
    result = sample_result.complete(BASIS)
    first, second = (leaf.criterion for leaf in result.leaves if leaf.lost)
    changes = tuple(
        Change(ChangeKind.SAME, replace(row(each.code, score), maximum=each.maximum), row(each.code, "0"))
        for each, score in ((first, "0"), (second, str(second.maximum)))
    )
    before, now = (YearResult(year, "", ()) for year in (BASIS.period.year - 1, BASIS.period.year))
    last = tables(replace(result, comparison=Comparison(before, now, changes)))[-1]
    assert [line[0] for line in last[1:]] == [f"{first.code} Nội dung {first.code}"]
    assert last[1][4] == "Chưa chuyển biến."


@needs_validator
def test_the_plan_is_a_sound_document_whatever_agencies_write(tmp_path: Path) -> None:
    result = sample_result.draft(BASIS, explanation="".join(HOSTILE))
    data = plan_document(BASIS, result)
    assert data == plan_document(BASIS, result), "the same bytes every time"
    path = tmp_path / "ke_hoach.docx"
    path.write_bytes(data)
    assert validate_office_file(path) == []
