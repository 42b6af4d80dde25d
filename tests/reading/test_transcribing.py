"""Official documents of many makes, held against the sets that they were made from.

Clean ones: every code, name, maximum and scale. Damaged ones: what is wrong is marked, at the row or above it.
"""

from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from time import process_time

import pytest

from par_excel.model import (
    DEFAULT_LIMITS,
    NoTranscript,
    ScaleKind,
    Transcript,
    TranscriptDoubt,
    TranscriptRow,
    WhenNotArisen,
)
from par_excel.reading.bounds.breach import Breach
from par_excel.reading.criteria.transcribing import transcribe
from par_excel.reading.tables.documents import document_tables
from tests.programs import needs_libreoffice
from tests.reading.damaged_sets import DAMAGES, TROUBLED, two_sets
from tests.reading.official_documents import CONVERTED, MADE, lines_as_rows, points_in_names
from tests.reading.official_sets import LARGE, MIDDLE, SMALL, Row, Set
from tools.libreoffice.office import Office

SETS = {"large": LARGE, "middle": MIDDLE, "small": SMALL}
MOST_SECONDS = 5


def read(data: bytes) -> Transcript:
    found = transcribe(document_tables(data, DEFAULT_LIMITS))
    assert isinstance(found, Transcript), found
    return found


def is_right(row: TranscriptRow, truth: Row) -> bool:
    """Say whether a row has code, name, maximum and scale of the truth; roman fields are printed in capitals."""
    return (
        row.code == truth.code
        and row.name.casefold() == truth.name.casefold()
        and row.maximum == truth.maximum
        and row.scale == truth.kind
        and tuple((line.text, line.points) for line in row.lines) == truth.lines
    )


def ensure_whole(found: Transcript, truth: Set) -> None:
    assert [row.code for row in found.rows] == [row.code for row in truth]
    assert [
        row.code for row, wanted in zip(found.rows, truth, strict=True) if not is_right(row, wanted)
    ] == []
    # a formula has to be looked over by a person, and what begins a page as a sentence may be one of its own
    doubts = [
        mark.doubt
        for row in found.rows
        for mark in row.marks
        if mark.doubt is not TranscriptDoubt.SCALE_PROPOSED
    ]
    formulas = [row for row in found.rows if row.scale is ScaleKind.RATE]
    assert {(row.figures, row.rule) for row in formulas} <= {("a: tổng số; b: số đã xong", "(b/a) × 1")}
    pages = {row.place.page for row in found.rows}
    assert set(doubts) <= {TranscriptDoubt.NAME_JOINED}
    assert len(doubts) < len(pages)
    assert all(row.words and row.place.row for row in found.rows)


@pytest.mark.parametrize("make", MADE)
@pytest.mark.parametrize("which", SETS)
def test_a_clean_document_is_read_whole(make: str, which: str) -> None:
    ensure_whole(read(MADE[make](SETS[which])), SETS[which])


@cache
def converted(folder: Path) -> dict[str, bytes]:
    """Let LibreOffice make the other formats."""
    made: dict[str, bytes] = {}
    with Office() as office:
        for name, (make, extension, wanted) in CONVERTED.items():
            for which, criteria in SETS.items():
                source = folder / f"{name}-{which}.{extension}"
                source.write_bytes(MADE[make](criteria))
                made[f"{name}-{which}"] = office.convert(source, folder / "out", wanted).read_bytes()
    return made


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return converted(tmp_path_factory.mktemp("documents"))


@needs_libreoffice
@pytest.mark.parametrize("name", CONVERTED)
@pytest.mark.parametrize("which", SETS)
def test_what_libreoffice_makes_of_a_document_is_read_whole(
    documents: dict[str, bytes], name: str, which: str
) -> None:
    began = process_time()
    ensure_whole(read(documents[f"{name}-{which}"]), SETS[which])
    assert process_time() - began < MOST_SECONDS


@pytest.mark.parametrize("which", SETS)
def test_points_at_the_end_of_names_are_taken_and_marked(which: str) -> None:
    found = read(points_in_names(SETS[which]))
    assert wrong_rows(found, SETS[which]) == []
    assert len(found.rows) == len(SETS[which])
    assert all(TranscriptDoubt.MAXIMUM_IN_NAME in {mark.doubt for mark in row.marks} for row in found.rows)


def test_codes_of_four_parts_are_read_and_marked() -> None:
    below = tuple(
        Row(
            f"1.1.1.{number}",
            f"Nội dung ví dụ {number}",
            Decimal(1),
            ScaleKind.LEVELS,
            (("Có", Decimal(1)), ("Không có", Decimal(0))),
        )
        for number in (1, 2)
    )
    above = tuple(Row(code, f"Đề mục ví dụ {code}", Decimal(2)) for code in ("1", "1.1", "1.1.1"))
    found = read(lines_as_rows((*above, *below)))
    assert wrong_rows(found, (*above, *below)) == []
    marked = [
        row.code for row in found.rows if TranscriptDoubt.CODE_UNKNOWN in {mark.doubt for mark in row.marks}
    ]
    assert marked == [row.code for row in below]


@needs_libreoffice
def test_a_pdf_without_ruled_lines_is_told_and_not_guessed(tmp_path: Path) -> None:
    source = tmp_path / "khong-ke.docx"
    source.write_bytes(lines_as_rows(SMALL, ruled=False))
    with Office() as office:
        data = office.convert(source, tmp_path / "out", "pdf").read_bytes()
    with pytest.raises(Breach, match="không có bảng kẻ ô"):
        document_tables(data, DEFAULT_LIMITS)


@needs_libreoffice
def test_a_pdf_row_knows_its_page(documents: dict[str, bytes]) -> None:
    pages = [row.place.page for row in read(documents["pdf-rows-large"]).rows]
    assert pages[0] == 1
    assert None not in pages
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert len(set(pages)) > 5


@pytest.mark.parametrize("make", ["word-rows", "xlsx-rows", "xlsx-cells", "word-merged", "html-lists"])
@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("seed", range(6))
def test_what_damage_made_wrong_is_marked(make: str, damage: str, seed: int) -> None:
    damaged = DAMAGES[damage](MIDDLE, Random(seed))  # noqa: S311 - the same damage every time
    found = read(MADE[make](damaged))
    wrong = wrong_rows(found, MIDDLE)
    assert len(wrong) <= max(2, len(MIDDLE) // 50)
    assert [code for code in wrong if not is_marked(found, code)] == []


def wrong_rows(found: Transcript, truth: Set) -> list[str]:
    """Return the codes of the truth that were not read as they are."""
    rows: dict[str, list[TranscriptRow]] = {}
    for row in found.rows:
        rows.setdefault(row.code, []).append(row)
    return [
        wanted.code
        for wanted in truth
        if len(rows.get(wanted.code, ())) != 1 or not is_right(rows[wanted.code][0], wanted)
    ]


def is_marked(found: Transcript, code: str) -> bool:
    """Say whether a person is led to a row: by a mark at it, or where it is not there, near its place."""
    own = [row for row in found.rows if row.code == code]
    if own:
        return all(row.marks for row in own)
    parent = code.rpartition(".")[0]
    near = [row for row in found.rows if row.code == parent or row.code.rpartition(".")[0] in {parent, code}]
    return any(row.marks for row in near) or bool(found.remarks)


@pytest.mark.parametrize("trouble", TROUBLED)
@pytest.mark.parametrize("which", SETS)
def test_what_stands_in_between_is_left_out_and_named(trouble: str, which: str) -> None:
    found = read(TROUBLED[trouble](SETS[which]))
    assert wrong_rows(found, SETS[which]) == []
    assert len(found.rows) == len(SETS[which])
    if trouble == "footnotes_inside" and which == "large":
        assert len(found.unplaced) == 14
        assert any("Ghi chú" in each.words for each in found.unplaced)


def test_of_two_tables_a_person_chooses() -> None:
    grids = document_tables(two_sets(SMALL), DEFAULT_LIMITS)
    found = transcribe(grids)
    assert isinstance(found, NoTranscript)
    assert "2 bảng tiêu chí" in found.reason
    assert "Phụ lục II: cấp xã" in found.reason
    chosen = transcribe(grids, table=2)
    assert isinstance(chosen, Transcript)
    assert {row.place.table for row in chosen.rows} == {2}
    assert isinstance(transcribe(grids, table=3), NoTranscript)


def test_a_document_without_such_a_table_is_told() -> None:
    found = transcribe(document_tables(MADE["csv"](()), DEFAULT_LIMITS))
    assert isinstance(found, NoTranscript)
    assert "không bảng nào" in found.reason
    assert isinstance(transcribe(()), NoTranscript)


def test_surveys_are_told_from_what_agencies_score() -> None:
    found = read(MADE["xlsx-cells"](LARGE))
    surveys = {row.code for row in found.rows if row.scale is ScaleKind.SURVEY}
    assert surveys == {row.code for row in LARGE if row.kind is ScaleKind.SURVEY}
    assert all(not row.appendix for row in found.rows if row.code in surveys)


def test_evidence_and_agency_of_merged_cells_belong_to_each_row() -> None:
    found = {row.code: row for row in read(MADE["word-merged"](SMALL)).rows}
    truth = {row.code: row for row in SMALL}
    scored = [code for code, row in truth.items() if row.agency]
    assert [found[code].agencies for code in scored] == [(truth[code].agency,) for code in scored]
    assert [found[code].evidence for code in scored] == [truth[code].evidence for code in scored]


def worded(*lines: str, name: str = "Tiêu chí ví dụ") -> TranscriptRow:
    """Return how a row is read below whose name these lines stand."""
    row = Row("1.1", name, Decimal(1), ScaleKind.RATE, note="\n".join(lines))
    others = (
        Row("1", "Lĩnh vực ví dụ", Decimal(1)),
        row,
        Row("2", "Lĩnh vực khác", Decimal(1), ScaleKind.SURVEY),
    )
    found = read(MADE["xlsx-cells"](others))
    return next(each for each in found.rows if each.code == "1.1")


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Nếu không phát sinh trong năm thì được điểm tối đa", WhenNotArisen.FULL),
        ("Không phát sinh thì không tính điểm tiêu chí này", WhenNotArisen.LEFT_OUT),
        ("Không phát sinh thì giải trình", WhenNotArisen.TYPED),
    ],
)
def test_what_is_said_of_nothing_arising_is_proposed_and_marked(words: str, rule: WhenNotArisen) -> None:
    row = worded("Mỗi báo cáo chậm trừ 0,25 điểm", words)
    assert row.when_not_arisen is rule
    doubts = {mark.doubt for mark in row.marks}
    assert (TranscriptDoubt.NOT_ARISEN_PROPOSED in doubts) is (rule is not WhenNotArisen.TYPED)


def test_bonus_points_are_proposed_marked_and_in_no_sum() -> None:
    bonus = (
        *SMALL,
        Row(
            "4",
            "Điểm thưởng (ví dụ)",
            Decimal(3),
            ScaleKind.LEVELS,
            (("Có", Decimal(3)), ("Không có", Decimal(0))),
        ),
    )
    found = read(
        lines_as_rows(bonus, total=sum((row.maximum for row in SMALL if row.level == 1), Decimal(0)))
    )
    (row,) = [each for each in found.rows if each.is_bonus]
    assert row.code == "4"
    assert TranscriptDoubt.BONUS_PROPOSED in {mark.doubt for mark in row.marks}
    assert found.remarks == ()
