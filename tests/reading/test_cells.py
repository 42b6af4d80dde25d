"""Values and remarks: every remark has a case, for numbers, texts and marks, with the place of the returned file."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl.styles import Font

from par_excel.form import Column
from par_excel.model import Remark, ScoreOrigin
from tests.reading.workbooks import SCORES, answer, filled, form, read, with_cell, workbook

R = Remark
SCORE_2_3 = "E17"
"""The score of 2.3, which the form does not compute."""


def _score_2_3(value: Any, number_format: str = "General") -> Any:
    def change(book: Any) -> None:
        book[SCORES][SCORE_2_3] = value
        book[SCORES][SCORE_2_3].number_format = number_format

    return answer(filled(change=change), "2.3")


@pytest.mark.parametrize(
    ("typed", "value", "remarks"),
    [
        (1, "1", set()),
        (0.1 + 0.2, "0.3", set()),
        (0.28000000000000003, "0.28", set()),
        (-0.5, "-0.5", set()),
        ("0,5", "0.5", {R.TEXT_NUMBER}),
        ("0.5", "0.5", {R.TEXT_NUMBER, R.POINT}),
        ("0,50 điểm", "0.5", {R.TEXT_NUMBER, R.UNIT}),
        ("０，５", "0.5", {R.TEXT_NUMBER, R.FULL_WIDTH}),
        ("1.250,5", "1250.5", {R.TEXT_NUMBER, R.GROUPS}),
        ("\u00a01\u00a0", "1", {R.TEXT_NUMBER}),
        ("1.234", None, {R.AMBIGUOUS_NUMBER}),
        ("½", None, {R.FRACTION}),
        ("1/2", None, {R.FRACTION}),
        ("50%", None, {R.PERCENT}),
        ("đạt", None, {R.NOT_A_NUMBER}),
        ("NaN", None, {R.NOT_A_NUMBER}),
        ("   ", None, {R.WHITESPACE}),
        (True, None, {R.TRUTH_VALUE}),
        ("#REF!", None, {R.ERROR_VALUE}),
        (None, None, {R.BLANK}),
        (date(2026, 2, 1), None, {R.DATE}),
    ],
)
def test_a_score_is_read_or_refused_with_its_remark(
    typed: Any, value: str | None, remarks: set[Remark]
) -> None:
    found = _score_2_3(typed, "dd/mm/yyyy" if isinstance(typed, date) else "General")
    assert found.score.value == (None if value is None else Decimal(value))
    assert found.score.remarks == remarks
    assert found.score.place.cell == SCORE_2_3
    assert found.score.place.sheet == SCORES
    assert found.origin is (ScoreOrigin.NONE if value is None else ScoreOrigin.TYPED)


@pytest.mark.parametrize(
    ("number_format", "remarks"),
    [
        ("0.00", set()),
        ("0.00%", {R.PERCENT}),
        ('0.00"%"', set()),
        ("#,##0.00 [$₫-42A]", set()),
        ("dd/mm/yyyy", {R.DATE}),
        ("[$-42A]d mmmm yyyy", {R.DATE}),
        ("[h]:mm", {R.DATE}),
        ("d-mmm", {R.DATE}),
        ("# ?/?", set()),
        ('General" điểm"', set()),
        ("[Red]0.0;[Blue]0.0", set()),
    ],
)
def test_the_number_format_tells_dates_and_percentages(number_format: str, remarks: set[Remark]) -> None:
    found = _score_2_3(0.5, number_format)
    assert found.score.remarks == remarks
    assert (found.score.value is None) is bool(remarks)


def test_what_stands_there_is_kept_as_a_person_sees_it() -> None:
    shown = [_score_2_3(value).score.raw for value in (1.5, " 0,5 ", "#N/A", True)]
    assert shown == ["1,5", " 0,5 ", "#N/A", "TRUE"]
    assert _score_2_3(0.5, "0%").score.raw == "50%"
    assert _score_2_3(date(2026, 2, 1), "dd/mm/yyyy").score.raw == "01/02/2026"


BLANK_FORM = workbook(form())
TICKED = workbook(form(), {("1.1-b", Column.LEVEL): "x"})
OURS = 'IF(D8="KPS","",IF(COUNTIF(D9:D11,"x")=1,SUMIF(D9:D11,"x",C9:C11),""))'


def _cell(formula: str, value: str, kind: str = "") -> str:
    escaped = formula.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c r="E8"{kind}><f>{escaped}</f>{value}</c>'


TEXT = ' t="str"'


@pytest.mark.parametrize(
    ("data", "cell", "value", "remarks", "origin"),
    [
        # the form's own formula: ticks win, the cached value never counts
        (TICKED, _cell(OURS, "<v>0.5</v>"), "0.5", {R.FORMULA}, ScoreOrigin.TICKS),
        (TICKED, _cell(OURS, "<v>0.50000000000000011</v>"), "0.5", {R.FORMULA}, ScoreOrigin.TICKS),
        (TICKED, _cell(OURS, "<v>1.5</v>"), "0.5", {R.FORMULA, R.STALE}, ScoreOrigin.TICKS),
        (TICKED, _cell(OURS, "<v></v>", TEXT), "0.5", {R.FORMULA, R.STALE}, ScoreOrigin.TICKS),
        (TICKED, _cell(OURS, "<v>#REF!</v>", ' t="e"'), "0.5", {R.FORMULA, R.STALE}, ScoreOrigin.TICKS),
        (TICKED, _cell(OURS, ""), "0.5", {R.FORMULA}, ScoreOrigin.TICKS),
        (TICKED, _cell(OURS, "<v/>"), "0.5", {R.FORMULA}, ScoreOrigin.TICKS),
        (BLANK_FORM, _cell(OURS, "<v></v>", TEXT), None, {R.FORMULA, R.BLANK}, ScoreOrigin.NONE),
        (BLANK_FORM, _cell(OURS, ""), None, {R.FORMULA, R.BLANK}, ScoreOrigin.NONE),
        (BLANK_FORM, _cell(OURS, "<v>1.5</v>"), None, {R.FORMULA, R.STALE, R.BLANK}, ScoreOrigin.NONE),
        (
            BLANK_FORM,
            _cell(OURS, "<v>#REF!</v>", ' t="e"'),
            None,
            {R.FORMULA, R.ERROR_VALUE},
            ScoreOrigin.NONE,
        ),
        # a person's own formula: what it gave is as good as typed
        (BLANK_FORM, _cell("0.5+0.25", "<v>0.75</v>"), "0.75", {R.FORMULA}, ScoreOrigin.TYPED),
        (TICKED, _cell("0.5+0.25", "<v>0.75</v>"), "0.75", {R.FORMULA}, ScoreOrigin.TYPED),
        (BLANK_FORM, _cell("0.5+0.25", ""), None, {R.FORMULA, R.NEVER_COMPUTED}, ScoreOrigin.NONE),
        (TICKED, _cell("0.5+0.25", ""), None, {R.FORMULA, R.NEVER_COMPUTED}, ScoreOrigin.NONE),
        (
            BLANK_FORM,
            _cell("1/0", "<v>#DIV/0!</v>", ' t="e"'),
            None,
            {R.FORMULA, R.ERROR_VALUE},
            ScoreOrigin.NONE,
        ),
        (
            BLANK_FORM,
            _cell("A1", "<v>0,5</v>", TEXT),
            None,
            {R.FORMULA, R.UNPROVED_FORMULA},
            ScoreOrigin.NONE,
        ),
        (TICKED, _cell('""', "<v></v>", TEXT), "0.5", {R.FORMULA}, ScoreOrigin.TICKS),
        # typed over the formula, and wiped out
        (TICKED, '<c r="E8"><v>1.5</v></c>', "1.5", set(), ScoreOrigin.TYPED),
        (TICKED, '<c r="E8"/>', "0.5", set(), ScoreOrigin.TICKS),
        (TICKED, '<c r="E8" t="inlineStr"><is><t>đạt</t></is></c>', None, {R.NOT_A_NUMBER}, ScoreOrigin.NONE),
    ],
)
def test_the_score_that_counts(
    data: bytes, cell: str, value: str | None, remarks: set[Remark], origin: ScoreOrigin
) -> None:
    found = answer(read(with_cell(data, "E8", cell)), "1.1")
    assert found.score.value == (None if value is None else Decimal(value))
    assert found.score.remarks == remarks
    assert found.origin is origin
    assert found.derived == (Decimal("0.5") if data is TICKED else None)


def test_what_did_not_arise_is_typed_and_nothing_follows() -> None:
    values = {("1.1", Column.LEVEL): "KPS", ("1.1-b", Column.LEVEL): "x"}
    marked = answer(filled(values), "1.1")
    assert marked.not_arisen.value is True
    assert (marked.score.value, marked.origin, marked.derived) == (None, ScoreOrigin.NONE, Decimal("0.5"))
    typed = answer(filled(values | {("1.1", Column.SCORE): 1}), "1.1")
    assert (typed.score.value, typed.origin) == (Decimal(1), ScoreOrigin.TYPED)


@pytest.mark.parametrize(
    ("typed", "value", "remarks"),
    [
        ("x", True, set()),
        ("X", True, {R.TICK_NORMALISED}),
        (" x ", True, {R.TICK_NORMALISED}),
        ("✓", True, {R.TICK_NORMALISED}),
        ("✔", True, {R.TICK_NORMALISED}),
        ("v", True, {R.TICK_NORMALISED}),
        ("V", True, {R.TICK_NORMALISED}),
        ("√", True, {R.TICK_NORMALISED}),
        ("☑", True, {R.TICK_NORMALISED}),
        ("ｘ", True, {R.TICK_NORMALISED}),
        ("xx", None, {R.NOT_A_TICK}),
        ("đạt", None, {R.NOT_A_TICK}),
        (1, None, {R.NOT_A_TICK}),
        (0.5, None, {R.NOT_A_TICK}),
        ("KPS", None, {R.NOT_A_TICK}),
        ("✔\ufe0f", True, {R.TICK_NORMALISED}),
        ("✅", True, {R.TICK_NORMALISED}),
        ("☒", True, {R.TICK_NORMALISED}),
        ("✗", True, {R.TICK_NORMALISED}),
        ("❌", None, {R.NOT_A_TICK}),
        ("ü", None, {R.NOT_A_TICK}),
        (True, True, {R.CHECK_BOX}),
        (False, None, {R.CHECK_BOX}),
        ("#N/A", None, {R.ERROR_VALUE}),
        (" ", None, {R.WHITESPACE}),
        (None, None, {R.BLANK}),
    ],
)
def test_a_scale_line_is_marked_or_not(typed: Any, *, value: bool | None, remarks: set[Remark]) -> None:
    found = answer(filled({("1.1-b", Column.LEVEL): typed}), "1.1")
    mark = found.ticks[1].mark
    assert [tick.line for tick in found.ticks] == ["1.1-a", "1.1-b", "1.1-c"]
    assert (mark.value, set(mark.remarks), mark.place.cell) == (value, remarks, "D10")


@pytest.mark.parametrize(
    ("typed", "value", "remarks"),
    [
        ("KPS", True, set()),
        ("kps", True, {R.TICK_NORMALISED}),
        ("Không phát sinh", True, {R.TICK_NORMALISED}),
        ("x", None, {R.NOT_A_TICK}),
        (True, None, {R.TRUTH_VALUE}),
        (False, None, {R.CHECK_BOX}),
        (None, None, {R.BLANK}),
    ],
)
def test_kps_stands_on_the_criterions_own_row(
    typed: Any, *, value: bool | None, remarks: set[Remark]
) -> None:
    mark = answer(filled({("1.1", Column.LEVEL): typed}), "1.1").not_arisen
    assert (mark.value, set(mark.remarks)) == (value, remarks)


@pytest.mark.parametrize(
    ("typed", "number_format", "value", "remarks"),
    [
        ("  Báo cáo\u200b số 12 \r\n ngày  10/12/2020 ", "General", "Báo cáo số 12\nngày 10/12/2020", set()),
        ("=1+1 là hai", "@", "=1+1 là hai", set()),
        (12.5, "General", "12,5", set()),
        (date(2021, 2, 5), "dd/mm/yyyy", "05/02/2021", set()),
        (1, "dd/mm/yyyy", "01/01/1900", set()),
        (59, "dd/mm/yyyy", "28/02/1900", set()),
        (60, "dd/mm/yyyy", "29/02/1900", set()),
        (61, "dd/mm/yyyy", "01/03/1900", set()),
        (0.5, "hh:mm", "12:00", set()),
        (9_999_999, "dd/mm/yyyy", "9999999", set()),
        (0.955, "0.0%", "95,5%", set()),
        (True, "General", None, {R.TRUTH_VALUE}),
        ("#NAME?", "General", None, {R.ERROR_VALUE}),
        ("\n \t", "General", None, {R.WHITESPACE}),
        (None, "General", None, {R.BLANK}),
    ],
)
def test_a_text_cell_shows_what_was_meant(
    typed: Any, number_format: str, value: str | None, remarks: set[Remark]
) -> None:
    def change(book: Any) -> None:
        cell = book[SCORES]["G8"]
        cell.value = typed
        cell.number_format = number_format
        if isinstance(typed, str) and typed.startswith("="):
            cell.data_type = "s"

    found = answer(filled(change=change), "1.1").evidence
    assert (found.value, set(found.remarks), found.place.cell) == (value, remarks, "G8")
    if isinstance(typed, str):
        assert found.raw.split() == typed.split()


def test_dates_are_counted_from_1904_where_the_workbook_says_so() -> None:
    def change(book: Any) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904
        book[SCORES]["G8"] = date(2021, 2, 5)

    assert answer(filled(change=change), "1.1").evidence.value == "05/02/2021"


@pytest.mark.parametrize(
    ("cell", "value", "remarks"),
    [
        ('<c r="G8" t="str"><f>A1</f><v>ghép</v></c>', None, {R.FORMULA, R.UNPROVED_FORMULA}),
        ('<c r="G8" t="str"><f>A1</f><v></v></c>', None, {R.FORMULA, R.BLANK}),
        ('<c r="G8"><f>A1</f><v></v></c>', None, {R.FORMULA, R.NEVER_COMPUTED}),
        ('<c r="G8"><f>A1</f></c>', None, {R.FORMULA, R.NEVER_COMPUTED}),
        ('<c r="G8"><f t="shared" si="7"/><v>3</v></c>', None, {R.FORMULA, R.UNPROVED_FORMULA}),
        ('<c r="G8" t="d"><v>2021-02-05T00:00:00</v></c>', "05/02/2021", set()),
        ('<c r="G8" t="e"><v>#REF!</v></c>', None, {R.ERROR_VALUE}),
        (
            '<c r="G8" t="inlineStr"><is><r><t>ghép </t></r><r><rPh><t>x</t></rPh><t>chữ</t></r></is></c>',
            "ghép chữ",
            set(),
        ),
        ('<c r="G8" t="inlineStr"><is><t>một_x000D_\nhai_x0041_</t></is></c>', "một\nhaiA", set()),
        ('<c r="G8" t="inlineStr"><is><t>chuông_x0007_</t></is></c>', "chuông‹U+0007›", set()),
        ('<c r="G8"><v>NaN</v></c>', "NaN", set()),
        ('<c r="G8"/>', None, {R.BLANK}),
        ('<c r="G8" t="inlineStr"><is><t/></is></c>', None, {R.BLANK}),
    ],
)
def test_blank_error_and_never_computed_are_three_things(
    cell: str, value: str | None, remarks: set[Remark]
) -> None:
    data = with_cell(workbook(form(), {("1.1", Column.EVIDENCE): "cũ"}), "G8", cell)
    found = answer(read(data), "1.1").evidence
    assert (found.value, set(found.remarks)) == (value, remarks)


@pytest.mark.parametrize(
    ("numerator", "denominator", "score"), [(96, 100, "0.96"), ("1.930,5", 2000, "0.97"), (94, 100, "0")]
)
def test_a_rate_gives_a_score(numerator: Any, denominator: Any, score: str) -> None:
    values = {("1.3.1-TS", Column.FIGURES): numerator, ("1.3.1-MS", Column.FIGURES): denominator}
    found = answer(filled(values, unit="so-b"), "1.3.1")
    assert (found.score.value, found.origin) == (Decimal(score), ScoreOrigin.RATE)
    assert found.amounts[0].cell.place.cell.startswith("F")


@pytest.mark.parametrize(
    ("text", "font", "is_ticked"),
    [
        ("ü", "Wingdings", True),
        ("\uf0fc", "Wingdings", True),
        ("þ", "wingdings", True),
        ("ý", "Wingdings", True),
        ("P", "Wingdings 2", True),
        ("a", "Webdings", True),
        ("A", "Wingdings", False),
        ("x", "Wingdings", False),
        ("üü", "Wingdings", False),
    ],
)
def test_letters_that_a_font_of_signs_shows_as_ticks(text: str, font: str, *, is_ticked: bool) -> None:
    def change(book: Any) -> None:
        book[SCORES]["D10"] = text
        book[SCORES]["D10"].font = Font(name=font)

    mark = answer(filled(change=change), "1.1").ticks[1].mark
    assert mark.value is (True if is_ticked else None)
    assert mark.remarks == {R.TICK_NORMALISED if is_ticked else R.NOT_A_TICK}
    assert mark.raw == f"{text} (phông {font})"


DISPIMG = '_xlfn.DISPIMG("ID_1",1)'


@pytest.mark.parametrize(
    "cell",
    [
        f"""<c r="G8" t="str"><f>{DISPIMG.replace('"', "&quot;")}</f><v>=DISPIMG(&quot;ID_1&quot;,1)</v></c>""",
        '<c r="G8" t="e" vm="1"><v>#VALUE!</v></c>',
    ],
)
def test_a_cell_that_holds_only_a_picture_holds_no_text(cell: str) -> None:
    evidence = answer(
        read(with_cell(workbook(form(), {("1.1", Column.EVIDENCE): "x"}), "G8", cell)), "1.1"
    ).evidence
    assert (evidence.value, evidence.raw, evidence.is_empty) == (None, "hình ảnh", True)
    assert R.PICTURE in evidence.remarks


@pytest.mark.parametrize(
    ("number", "number_format", "is_told"),
    [
        (0.5, "0", True),
        (1, "0", False),
        (0.125, "0.00", True),
        (0.12, "#,##0.00", False),
        (0.5, "General", False),
        (1250.5, "#,##0", True),
        (0.5, "0.0###", False),
        (0.5, "@", False),
    ],
)
def test_a_number_that_its_format_shows_otherwise_is_told(
    number: float, number_format: str, *, is_told: bool
) -> None:
    score = _score_2_3(number, number_format).score
    assert score.value == Decimal(str(number))
    assert score.remarks == ({R.SHOWN_ROUNDED} if is_told else set())


def test_a_type_that_the_format_does_not_have_is_refused() -> None:
    typed = workbook(form(), {("2.3", Column.SCORE): 0.5})
    found = answer(read(with_cell(typed, SCORE_2_3, f'<c r="{SCORE_2_3}" t="zz"><v>0.5</v></c>')), "2.3")
    assert (found.score.value, found.score.raw, found.score.remarks) == (
        None,
        "0.5",
        frozenset({R.UNKNOWN_TYPE}),
    )


def test_a_figure_that_cannot_be_read_gives_no_score() -> None:
    values = {("1.3.1-TS", Column.FIGURES): "96 hồ sơ", ("1.3.1-MS", Column.FIGURES): 100}
    found = answer(filled(values, unit="so-b"), "1.3.1")
    assert found.amounts[0].cell.remarks == {R.NOT_A_NUMBER}
    assert (found.score.value, found.derived, found.origin) == (None, None, ScoreOrigin.NONE)


@pytest.mark.parametrize(("block", "cell"), [("G8:G11", "G8"), ("G8:H8", "G8")])
def test_a_merged_value_belongs_to_each_row_of_the_block(block: str, cell: str) -> None:
    found = answer(
        filled({("1.1", Column.EVIDENCE): "BC 12"}, change=lambda book: book[SCORES].merge_cells(block)),
        "1.1",
    )
    assert (found.evidence.value, set(found.evidence.remarks)) == ("BC 12", {R.MERGED})
    assert found.evidence.place.cell == cell
    assert found.explanation.remarks == {R.BLANK}


def test_evidence_merged_over_two_criteria_is_read_for_both() -> None:
    def change(book: Any) -> None:
        book[SCORES]["G8"] = "BC 12"
        book[SCORES].merge_cells("G8:G12")

    submission = filled(change=change)
    assert [answer(submission, code).evidence.value for code in ("1.1", "1.2")] == ["BC 12", "BC 12"]
    assert answer(submission, "1.2").evidence.place.cell == "G8"


def test_a_tick_in_a_merged_cell_marks_each_line() -> None:
    found = answer(
        filled({("1.1-a", Column.LEVEL): "x"}, change=lambda book: book[SCORES].merge_cells("D9:D10")), "1.1"
    )
    assert found.ticked == ("1.1-a", "1.1-b")
    assert found.score.value is None


def test_missing_cells_say_so_and_name_their_sheet() -> None:
    found = answer(filled(change=lambda book: book[SCORES].delete_rows(12)), "1.2")
    assert found.evidence.remarks == {R.MISSING}
    assert (set(found.score.remarks), found.place.cell, found.place.sheet) == ({R.MISSING}, "", SCORES)


def test_every_remark_is_met_by_a_test_of_this_module() -> None:
    source = open(__file__, encoding="utf-8").read()  # noqa: SIM115, PTH123 - the test reads itself
    assert {remark for remark in Remark if f"R.{remark.name}" in source} == set(Remark)
