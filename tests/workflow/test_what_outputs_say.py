"""Master workbook and report say what the ledger holds: every table read back by independent readers.

The rounds are generated: eight agencies, one that was reviewed, one with an agency and ranked units.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from msgspec import Struct

from par_excel.merge import merge
from par_excel.model import Basis, LeafResult, LeafState, Result, Total
from par_excel.vietnamese import format_number, format_percent
from par_excel.workflow.demo.commune_demo import run_commune_demo
from par_excel.workflow.demo.demo import Demo
from par_excel.workflow.folder.folder import Folder, basis_of
from par_excel.workflow.intake.looking import look
from par_excel.writing.control.returns import UNIT_HEADS
from tests.workflow.reviews import fill_all, merged
from tests.workflow.shown import SAID, ShownRow, master_tables, report_tables
from tests.workflow.test_ranking import ranked_round

TOTAL, NOTHING, NEAR = "Tổng cộng", "–", Decimal("1e-12")
CODE, MAXIMUM, OWN, RATIO, LOST = "Mã", "Điểm tối đa", "Tối đa tự đánh giá", "Chỉ số", "Điểm bị trừ"
BEFORE, AFTER = "Điểm tự đánh giá", "Điểm sau rà soát"


class Round(Struct, frozen=True):
    """A merged round: what the ledger holds, and what the files show."""

    basis: Basis
    result: Result
    master: dict[str, Sequence[ShownRow]]
    report: dict[str, Sequence[tuple[str, ...]]]
    control: Sequence[tuple[str, ...]]
    """Every row of every table of the control sheet."""

    @property
    def score(self) -> str:
        """The head above the scores that count."""
        return AFTER if self.result.is_reviewed else BEFORE

    def rows(self, sheet: str, *heads: str) -> list[ShownRow]:
        """Return the rows of the table that has these heads."""
        return [row for row in self.master[sheet] if all(head in row.values for head in heads)]


@pytest.fixture(scope="module", params=["agencies", "reviewed", "ranked", "communes"])
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Round:
    folder = _ROUNDS[request.param](request, tmp_path_factory.mktemp("vong") / "ky")
    basis = basis_of(folder)
    result = merge(basis, look(folder, basis).intake.collection)
    tables = Document(str(folder.control_sheet)).tables
    control = [tuple(cell.text for cell in row.cells) for table in tables for row in table.rows]
    master, report = dict(master_tables(folder.master)), dict(report_tables(folder.report))
    return Round(basis, result, master, report, control)


def _agencies(request: pytest.FixtureRequest, _root: Path) -> Folder:
    demo: Demo = request.getfixturevalue("demo")
    return demo.folder


def _reviewed(request: pytest.FixtureRequest, root: Path) -> Folder:
    reviewable: Folder = request.getfixturevalue("reviewable")
    folder = Folder(shutil.copytree(reviewable.root, root))
    fill_all(folder)
    merged(folder)
    return folder


def _ranked(_request: pytest.FixtureRequest, root: Path) -> Folder:
    return ranked_round(root)[0]


def _communes(_request: pytest.FixtureRequest, root: Path) -> Folder:
    return run_commune_demo(Folder(root), 12).folder


_ROUNDS: dict[str, Callable[[pytest.FixtureRequest, Path], Folder]] = {
    "agencies": _agencies,
    "reviewed": _reviewed,
    "ranked": _ranked,
    "communes": _communes,
}


def numbers(row: ShownRow, *heads: str) -> tuple[object, ...]:
    return tuple(row.number(head) for head in heads)


def near(row: ShownRow, head: str, value: Decimal | None) -> bool:
    """Say whether a quotient is the one that is wanted: spreadsheets keep fifteen digits of it."""
    number = row.number(head)
    return number is value is None or (number is not None and abs(number - (value or 0)) <= NEAR)


def of(total: Total) -> tuple[Decimal | None, ...]:
    return total.maximum, total.self_maximum, total.score


def key(row: ShownRow) -> str:
    return row.text(CODE) or TOTAL


# --- the master workbook ----------------------------------------------------------------------------------------------


def test_every_criterion_and_every_sum_stands_in_the_details(shown: Round) -> None:
    leaves = {leaf.criterion.code: leaf for leaf in shown.result.leaves}
    wanted = {
        criterion.code: of(shown.result.headings[criterion.code])
        if criterion.code not in leaves
        else (criterion.maximum, leaves[criterion.code].self_maximum, leaves[criterion.code].score)
        for criterion in shown.basis.catalogue.criteria
    }
    rows = [row for row in shown.rows("Chi tiết", CODE) if not key(row).endswith("(tiếp)")]
    found = {key(row): numbers(row, MAXIMUM, OWN, shown.score) for row in rows}
    assert found == {**wanted, TOTAL: of(shown.result.total)}
    if shown.result.is_reviewed:
        own = {key(row): row.number(BEFORE) for row in rows}
        assert all(own[code] == leaf.own for code, leaf in leaves.items())


def test_a_score_stands_with_the_cell_that_it_was_read_from(shown: Round) -> None:
    states = {row.text(CODE): row.text("Trạng thái") for row in shown.rows("Chi tiết", CODE)}
    places = {
        row.text(CODE): (row.text("Tệp nguồn"), row.text("Ô điểm")) for row in shown.rows("Chi tiết", CODE)
    }
    for leaf in shown.result.leaves:
        if leaf.answer is not None and leaf.state is LeafState.COUNTED:
            file, cell = places[leaf.criterion.code]
            assert file
            assert leaf.answer.score.place.cell in cell
            assert states[leaf.criterion.code].startswith("đã tính") or shown.result.is_reviewed


def test_the_overview_shows_key_figures_fields_and_agencies(shown: Round) -> None:
    result = shown.result
    if result.is_ranking_alone:
        assert not shown.rows("Tổng hợp", CODE, OWN)
        return
    said = {row.text(""): row.number(SAID) for row in shown.rows("Tổng hợp", SAID)}
    assert said[shown.score] == result.total.score
    assert said["Tổng điểm của Bộ tiêu chí"] == result.total.maximum
    fields = {key(row): row for row in shown.rows("Tổng hợp", CODE, OWN)}
    assert list(fields) == [*(total.key for total in result.fields), TOTAL]
    for row, total in zip(fields.values(), (*result.fields, result.total), strict=True):
        assert numbers(row, MAXIMUM, OWN, shown.score) == of(total)
        assert row["Trong đó: điều tra xã hội học"] == total.survey_maximum
        assert numbers(row, "Số tiêu chí tự đánh giá", "Đã tính") == (total.leaves, total.counted)
        assert near(row, RATIO, total.ratio)
    lost = {row.text("Phụ lục"): row.number(LOST) for row in shown.rows("Tổng hợp", "Phụ lục", LOST)}
    assert lost == {
        unit.unit.appendix: sum(
            (leaf.lost or 0 for leaf in result.leaves if leaf.unit == unit.unit), Decimal(0)
        )
        for unit in result.agencies
    }


def test_agencies_stand_with_their_points_by_field(shown: Round) -> None:
    result, catalogue = shown.result, shown.basis.catalogue
    if result.is_ranking_alone:
        assert "Theo cơ quan" not in shown.master
        return
    rows = shown.rows("Theo cơ quan", "Phụ lục", "Cơ quan", OWN)
    for row, unit in zip(rows, result.agencies, strict=False):
        total = unit.total
        assert (row["Phụ lục"], row["Cơ quan"], row["Trạng thái"]) == (
            unit.unit.appendix,
            unit.unit.name,
            unit.state.value,
        )
        assert numbers(row, OWN, shown.score) == (total.self_maximum, total.score)
        assert numbers(row, "Lỗi", "Cảnh báo") == (unit.errors, unit.warnings)
    pivot = shown.rows("Theo cơ quan", f"{shown.score.upper()} của từng cơ quan theo lĩnh vực")
    heads = [f"{field.code}. {field.name}" for field in catalogue.fields]
    for row, unit in zip(pivot, result.agencies, strict=False):
        own = [leaf for leaf in result.leaves if leaf.unit == unit.unit]
        for head, field in zip(heads, catalogue.fields, strict=True):
            mine = [leaf.score or 0 for leaf in own if catalogue.field_of(leaf.criterion.code) == field]
            assert (row.number(head) or 0) == sum(mine)
        assert row.number(TOTAL) == unit.total.score


def test_lost_points_are_listed_and_added_up(shown: Round) -> None:
    lost = sorted((leaf for leaf in shown.result.leaves if leaf.lost), key=lambda leaf: -(leaf.lost or 0))
    *rows, total = shown.rows(LOST, CODE, LOST)
    assert [(row[CODE], *numbers(row, MAXIMUM, shown.score, LOST)) for row in rows] == [
        (leaf.criterion.code, leaf.criterion.maximum, leaf.score, leaf.lost) for leaf in lost
    ]
    assert total.number(LOST) == sum((leaf.lost or 0 for leaf in lost), Decimal(0))


def test_every_document_is_listed_with_criteria_and_units(shown: Round) -> None:
    rows = shown.rows("Tài liệu kiểm chứng", "STT")
    assert len(rows) == len(shown.result.documents)
    for row, mentions in zip(rows, shown.result.documents, strict=True):
        assert set(row.text("Tiêu chí").split(", ")) == {each.criterion for each in mentions}
        assert all(each.unit.name in row.text("Cơ quan nêu") for each in mentions)


def test_every_initiative_is_listed_with_what_was_said_of_it(shown: Round) -> None:
    rows = shown.rows("Sáng kiến", "STT")
    assert [(row["Cơ quan"], row["Tên sáng kiến"]) for row in rows] == [
        (unit.name, initiative.title.value) for unit, initiative in shown.result.initiatives
    ]
    words = {True: "công nhận", False: "không công nhận"}
    for row, review in zip(rows, shown.result.initiative_reviews, strict=False):
        said = None if review is None else review.opinion.is_recognised
        assert row["Công nhận"] == (None if said is None else words[said])


def test_findings_returns_decisions_and_proposals_are_those_of_the_ledger(shown: Round) -> None:
    result = shown.result
    findings = sorted((each.severity.rank, each.code, each.criterion or "") for each in result.findings)
    ranks = {each.severity.value: each.severity.rank for each in result.findings}
    rows = shown.rows("Phát hiện", "STT")
    assert (
        sorted((ranks[row.text("Mức độ")], row.text(CODE), row.text("Tiêu chí")) for row in rows) == findings
    )
    returns = {
        (row["Mã tệp"], row["Trạng thái"], *numbers(row, "Lần", "Lỗi", "Cảnh báo", "Dung lượng (byte)"))
        for row in shown.rows("Bản nộp", "Mã tệp")
    }
    assert returns == {
        (each.sha256[:12], each.state.value, each.revision, each.errors, each.warnings, each.size_bytes)
        for each in result.received
    }
    assert [(row.text("Số"), row["Lý do"]) for row in shown.rows("Quyết định", "Số")] == [
        (str(each.number), each.reason) for each in result.decisions
    ]
    proposals = [
        (each.criterion.code, each.score, None if given is None else given.proposed.value)
        for each in result.shared
        for _, _, given in each.contributions
    ]
    assert [
        (row[CODE], *numbers(row, "Điểm của chủ trì", "Điểm đề xuất")) for row in shown.rows("Phối hợp", CODE)
    ] == proposals


def test_a_review_stands_beside_what_the_agencies_said(shown: Round) -> None:
    reviewed = [leaf for leaf in shown.result.leaves if leaf.review is not None]
    assert ("Rà soát" in shown.master) is bool(reviewed)
    rows = {row.text(CODE): row for row in shown.master.get("Rà soát", ()) if row.text(CODE)}
    for leaf in reviewed:
        row = rows[leaf.criterion.code]
        assert numbers(row, BEFORE, AFTER) == (leaf.own, leaf.score)
        assert leaf.review is not None
        assert row.text("Ý kiến, lý do") == leaf.review.opinion.reason


def test_places_and_scores_of_ranked_units(shown: Round) -> None:
    for ranking in shown.result.rankings:
        heads = [f"{leaf.code} (tối đa {format_number(leaf.maximum)})" for leaf in ranking.leaves]
        sheets = [
            shown.rows(f"{name} PL {ranking.appendix}", "Đơn vị") for name in ("Xếp hạng", "Điểm", "Hạng")
        ]
        for row, places, scores, by_leaf in zip(ranking.rows, *sheets, strict=False):
            unit = row.unit
            assert {each["Đơn vị"] for each in (places, scores, by_leaf)} == {unit.unit.name}
            score = None if row.place is None else unit.total.score
            assert numbers(places, "Hạng", "Điểm", "Tối đa") == (row.place, score, unit.total.self_maximum)
            for index, field in enumerate(ranking.fields):
                given = None if row.place is None else unit.fields[index].score
                assert places.number(f"{field.code}. {field.name}") == given
                assert places.number(f"Hạng lĩnh vực {field.code}") == row.by_field[index]
            assert numbers(scores, *heads) == tuple(leaf.score for leaf in unit.leaves)
            assert numbers(by_leaf, *heads) == row.by_leaf
        assert [len(sheet) - len(ranking.rows) for sheet in sheets] == [0, 1, 0], "a mean below the scores"


# --- the report -------------------------------------------------------------------------------------------------------


def points(value: Decimal | None) -> str:
    return NOTHING if value is None else format_number(value, least_places=2)


def reached(total: Total) -> str:
    return points(total.score) if total.counted else NOTHING


def leaf_texts(leaf: LeafResult) -> tuple[str, str, str]:
    return points(leaf.criterion.maximum), points(leaf.score), points(leaf.lost)


def columns(table: Sequence[tuple[str, ...]], *at: int) -> list[tuple[Any, ...]]:
    """Return these columns; a row with merged cells has fewer."""
    return [tuple(row[index] for index in at) for row in table if len(row) > max(at)]


def annex(shown: Round) -> Iterator[tuple[str, ...]]:
    leaves = {leaf.criterion.code: leaf for leaf in shown.result.leaves}
    for criterion in shown.basis.catalogue.criteria:
        if criterion.code in leaves:
            yield criterion.code, *leaf_texts(leaves[criterion.code])[:2]
        else:
            total = shown.result.headings[criterion.code]
            yield criterion.code, points(total.maximum), reached(total)
    yield "", points(shown.result.total.maximum), reached(shown.result.total)


def test_the_annex_holds_every_criterion(shown: Round) -> None:
    if shown.result.is_ranking_alone:
        assert "bang_phu_luc" not in shown.report
        return
    assert columns(shown.report["bang_phu_luc"], 0, 2, 3) == list(annex(shown))


def per_cent(part: Decimal | int, whole: Decimal | int) -> str:
    return format_percent(Decimal(part) / whole, least_places=2)


def usual(scores: Sequence[Decimal]) -> Decimal:
    return sum(scores, Decimal(0)) / len(scores)


def hundredth(value: Decimal) -> str:
    return points(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_units_with_the_same_form_are_told_by_criterion(shown: Round) -> None:
    told = {row[0]: row[2:] for row in shown.report.get("bang_don_vi_phu_luc", ())}
    losing = {row[0]: row[2:5] for row in shown.report.get("bang_don_vi_tieu_chi", ())}
    assert bool(told) is bool(shown.result.rankings)
    for ranking in shown.result.rankings:
        for index, leaf in enumerate(ranking.leaves):
            given = [row.unit.leaves[index].score for row in ranking.rows]
            scores = [score for score in given if score is not None]
            full, none = scores.count(leaf.maximum), scores.count(Decimal(0))
            assert told[leaf.code] == (
                points(leaf.maximum),
                hundredth(usual(scores)),
                per_cent(usual(scores), leaf.maximum),
                per_cent(full, len(scores)),
                per_cent(none, len(scores)),
            )
            if leaf.code in losing:
                lost = hundredth(leaf.maximum - usual(scores))
                left = len(scores) - full
                assert losing[leaf.code] == (f"{left}/{len(scores)}", per_cent(left, len(scores)), lost)
    shares = [int(row[0].partition("/")[0]) for row in losing.values()]
    assert shares == sorted(shares, reverse=True)


def test_units_with_the_same_form_are_told_by_field_and_group(shown: Round) -> None:
    rows = iter(shown.report.get("bang_don_vi_linh_vuc", ()))
    for ranking in shown.result.rankings:
        for index, field in enumerate(ranking.fields):
            for group in ("", *ranking.groups):
                units = [row.unit for row in ranking.returned if group in {"", row.unit.unit.group}]
                if not units:
                    continue
                scores = [unit.fields[index].score for unit in units]
                code, name, maximum, mean, ratio, best, least = next(rows)
                assert (code, name) == (("", group) if group else (field.code, field.name))
                assert mean == hundredth(usual(scores))
                assert ratio == per_cent(usual(scores), units[0].fields[index].self_maximum)
                assert group or maximum == points(units[0].fields[index].self_maximum)
                for end, text in ((max(scores), best), (min(scores), least)):
                    said, _, names = text.partition(" điểm: ")
                    assert said == format_number(end)
                    assert units[scores.index(end)].unit.name in names
    assert not list(rows)


def test_tables_by_field_hold_what_agencies_reached(shown: Round) -> None:
    result, catalogue = shown.result, shown.basis.catalogue
    if result.is_ranking_alone:
        assert not any(name.startswith(("bang_linh_vuc", "bang_tieu_chi")) for name in shown.report)
        return
    assert columns(shown.report["bang_linh_vuc"], 0, 2, 3, 4, 5) == [
        (
            code,
            points(total.maximum),
            points(total.survey_maximum),
            points(total.self_maximum),
            reached(total),
        )
        for code, total in (*((each.key, each) for each in result.fields), ("", result.total))
    ]
    shares = [row[-1] for row in shown.report["bang_linh_vuc"]]
    assert shares == [
        format_percent(each.ratio, least_places=2) if each.counted and each.ratio is not None else NOTHING
        for each in (*result.fields, result.total)
    ]
    for field in catalogue.fields:
        own = [
            leaf
            for leaf in result.leaves
            if leaf.state is not LeafState.SURVEY and catalogue.field_of(leaf.criterion.code) == field
        ]
        table = shown.report.get(f"bang_tieu_chi:{field.code}", ())
        assert columns(table, 0, 2, 3, 4) == [(leaf.criterion.code, *leaf_texts(leaf)) for leaf in own]


def test_what_lacks_documents_is_explained(shown: Round) -> None:
    unscored = {LeafState.FAULTY, LeafState.UNANSWERED, LeafState.NO_RETURN, LeafState.OFFICE}
    wanted = {leaf.criterion.code for leaf in shown.result.leaves if leaf.state in unscored}
    wanted |= {
        leaf.criterion.code
        for leaf in shown.result.leaves
        if leaf.state is LeafState.COUNTED
        and leaf.score
        and leaf.answer is not None
        and leaf.answer.evidence.is_empty
    }
    rows = columns(shown.report.get("bang_giai_trinh", ()), 0, 3)
    assert wanted <= {code for code, _ in rows}
    assert all(missing for _, missing in rows)


def test_the_control_sheet_says_where_each_agency_stands(shown: Round) -> None:
    by_unit = {row[0]: row for row in shown.control if len(row) == len(UNIT_HEADS)}
    for unit in shown.result.agencies:
        own = unit.total.own
        _, appendix, _, _, state, *_, given, final = by_unit[unit.unit.name]
        assert (appendix, state) == (unit.unit.appendix_label, unit.state.value)
        assert (given, final) == (
            (reached(unit.total), NOTHING) if own is None else (points(own), reached(unit.total))
        )
    if shown.result.agencies:
        assert by_unit[TOTAL][-1 if shown.result.is_reviewed else -2] == reached(shown.result.total)


def test_the_report_ranks_units_as_the_ledger_does(shown: Round) -> None:
    wanted = [
        (NOTHING, row.unit.unit.name, NOTHING, NOTHING)
        if row.place is None or row.unit.total.ratio is None
        else (
            str(row.place),
            row.unit.unit.name,
            points(row.unit.total.score),
            format_percent(row.unit.total.ratio, least_places=2),
        )
        for ranking in shown.result.rankings
        for row in ranking.rows
    ]
    rows = columns(shown.report.get("bang_xep_hang", ()), 0, 1, 3, 4)
    assert [row for row in rows if row[0]] == wanted


def test_registers_of_the_report_hold_every_entry(shown: Round) -> None:
    result = shown.result
    rows = shown.report.get("bang_sang_kien", ())
    reviews = result.initiative_reviews or (None,) * len(result.initiatives)
    chosen = [
        proposed
        for proposed, review in zip(result.initiatives, reviews, strict=True)
        if not result.initiative_reviews or (review is not None and review.opinion.is_recognised)
    ]
    for (_, name, title, *_), (unit, initiative) in zip(rows, chosen, strict=True):
        assert name == unit.name
        assert title.startswith(initiative.title.value or "?")
    assert len(shown.report.get("bang_tai_lieu", ())) == len(result.register)
