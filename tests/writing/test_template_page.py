"""What a template says, asks and accepts: the guide, the drop-downs and messages, and the printed page."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from msgspec.structs import replace

from par_excel.checks import RULES, live_texts
from par_excel.form import (
    HEADER_ROW,
    INITIATIVE_HEADER_ROW,
    Column,
    Entries,
    Form,
    InitiativeColumn,
    LiveForm,
    RowKind,
    Sheet,
)
from par_excel.form.fixed_texts import UNVERIFIED
from par_excel.model import Catalogue, Provenance, reachable_scores
from par_excel.writing.book.page import page_room
from par_excel.writing.template.guide import guide_lines
from par_excel.writing.template.page import LEFT
from par_excel.writing.template.scores import WIDTHS
from tests.invented import basis
from tests.writing.template_parts import (
    MAIN,
    VISIBLE,
    all_forms,
    footers,
    input_cells,
    invented_form,
    made,
    opened,
    sheet_tree,
    texts_of,
)

each_form = pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.unit.id)
LIMIT_TITLE, LIMIT_MESSAGE = 32, 255
"""Characters that Excel takes in the title and in the text of a message; a longer one breaks the file."""


@each_form
def test_validations_have_lists_in_cells_and_messages_that_fit(form: Form) -> None:
    book = opened(made(form))
    rules = [(sheet, rule) for sheet in VISIBLE for rule in book[sheet.value].data_validations.dataValidation]
    inputs = set(input_cells(form))
    for sheet, rule in rules:
        assert {(sheet, cell) for cell in cells_of(rule.sqref)} <= inputs
        assert '"' not in f"{rule.formula1}{rule.formula2}"
        assert (rule.type == "list") == ("$" in (rule.formula1 or ""))
        for title in (rule.promptTitle, rule.errorTitle):
            assert title is None or len(title.encode("utf-16-le")) // 2 <= LIMIT_TITLE
        for message in (rule.prompt, rule.error):
            assert message is None or len(message.encode("utf-16-le")) // 2 <= LIMIT_MESSAGE
        assert rule.prompt
        assert not rule.prompt.isascii()
        assert rule.error or rule.type is None


def cells_of(areas: object) -> list[str]:
    """Return the cells of an area."""
    return [
        f"{Column(list(Column)[column - 1]).letter}{row}"
        for area in areas.ranges  # type: ignore[attr-defined]
        for row, column in area.cells
    ]


@each_form
def test_every_mark_figure_and_score_is_validated(form: Form) -> None:
    sheet = opened(made(form))[Sheet.SCORES.value]
    covered = [cell for rule in sheet.data_validations.dataValidation for cell in cells_of(rule.sqref)]
    assert len(covered) == len(set(covered))
    wanted = {
        row.cell(column)
        for row in form.rows
        for column in row.inputs & {Column.LEVEL, Column.SCORE, Column.FIGURES}
        if column is not Column.FIGURES or row.kind is RowKind.FIGURE
    }
    assert wanted <= set(covered)


@each_form
def test_lists_hold_what_may_be_chosen(form: Form) -> None:
    book = opened(made(form))
    lists = [rule for rule in book[Sheet.SCORES.value].data_validations.dataValidation if rule.type == "list"]
    for rule in lists:
        name, _, area = (rule.formula1 or "").rpartition("!")
        source = book[name.strip("'") or Sheet.SCORES.value]
        values = [cell.value for row in source[area.replace("$", "")] for cell in row]
        first = cells_of(rule.sqref)[0]
        row = form.by_number[int(first[1:])]
        if first.startswith(Column.LEVEL.letter):
            assert values == (["KPS"] if row.kind is RowKind.LEAF else ["x"])
        else:
            scale = form.basis.catalogue[row.criterion].scale
            assert scale is not None
            assert sorted({Decimal(str(value)) for value in values}, reverse=True) == list(
                reachable_scores(scale) or ()
            )
            assert not [value for value in values if isinstance(value, str)]


@each_form
def test_prints_on_a4_landscape_with_head_and_foot(form: Form) -> None:
    book = opened(made(form))
    for sheet in VISIBLE:
        page = book[sheet.value]
        assert (page.page_setup.paperSize, page.page_setup.orientation) == (9, "landscape")
        assert page.sheet_properties.pageSetUpPr is not None
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_area
        assert "Trang &P/&N" in footers(page)
    assert book[Sheet.SCORES.value].print_title_rows == "$6:$6"
    assert book[Sheet.INITIATIVES.value].print_title_rows == "$4:$4"


@each_form
def test_pages_break_between_criteria_and_sections(form: Form) -> None:
    book = opened(made(form))
    lines = {
        row.number
        for row in form.rows
        if row.kind in {RowKind.LINE, RowKind.FIGURE, RowKind.RULE, RowKind.TOTAL}
    }
    breaks = [each.id for each in book[Sheet.SCORES.value].row_breaks.brk]
    assert not lines.intersection(row + 1 for row in breaks)
    above = [form.by_number[row].kind for row in breaks if row in form.by_number]
    assert not {RowKind.FIELD, RowKind.HEADING}.intersection(above)
    assert form.block_row is None or not form.leaves or form.block_row - 1 in breaks
    guide = book[Sheet.GUIDE.value]
    headings = {"Cách điền", "Các lỗi thường gặp", "Gửi lại"}
    assert {guide.cell(each.id + 1, 1).value for each in guide.row_breaks.brk} <= headings


@each_form
def test_long_answers_leave_every_criterion_whole(form: Form) -> None:
    text = "\n".join(["Kế hoạch số 12/KH-SA ngày 10/01/2020"] * 4)  # eight lines of the column
    typed = {(row.key, Column.EVIDENCE): text for row in form.rows if Column.EVIDENCE in row.inputs}
    blank, filled = (
        opened(made(form, Entries(typed if full else {})))[Sheet.SCORES.value] for full in (False, True)
    )
    heights = {row: each.height or 15.75 for row, each in filled.row_dimensions.items()}
    room = page_room(WIDTHS.values(), left=LEFT)
    begins = [1, *(each.id + 1 for each in blank.row_breaks.brk), form.last_row + 1]
    for number, (first, end) in enumerate(pairwise(begins)):
        head = heights[HEADER_ROW] if number else 0
        assert head + sum(heights.get(row, 15.75) for row in range(first, end)) <= room, (first, end)


@pytest.mark.parametrize("given", [0, 3, 8, 14, 20])
def test_no_page_holds_rows_of_initiatives_that_wait_and_nothing_else(given: int) -> None:
    entries = Entries(
        initiatives=({InitiativeColumn.CONTENT: "Rút ngắn thời gian giải quyết hồ sơ. " * 12},) * given
    )
    sheet = opened(made(invented_form(), entries))[Sheet.INITIATIVES.value]
    last = int(str(sheet.print_area).rpartition("$")[2])
    assert last >= INITIATIVE_HEADER_ROW + min(max(given + 1, 3), 20)
    seen = [row for row in range(5, last + 1) if sheet.cell(row, 2).fill.fill_type]
    used, room, begins = 0.0, page_room([5, 28, 34, 18, 18, 18, 22, 26, 16], left=LEFT), 1
    for row in range(1, last + 1):
        height = sheet.row_dimensions[row].height or 15.75
        if used + height > room:
            used, begins = sheet.row_dimensions[INITIATIVE_HEADER_ROW].height, row
        used += height
    assert begins <= seen[-1]


@pytest.mark.parametrize(("given", "first"), [(0, 8), (2, 8), (3, 9), (7, 13)])
def test_a_row_of_initiatives_waits_until_the_one_above_is_filled_in(given: int, first: int) -> None:
    entries = Entries(initiatives=({InitiativeColumn.TITLE: "Một cửa số"},) * given)
    sheet = opened(made(invented_form(), entries))[Sheet.INITIATIVES.value]
    seen = [row for row in range(5, 25) if sheet.cell(row, 2).fill.fill_type]
    assert seen == list(range(5, first))
    assert not any(sheet.cell(row, 2).protection.locked for row in range(5, 25))
    rules = {
        str(area.sqref): rule.formula[0]
        for area in sheet.conditional_formatting
        for rule in area.rules
        if "COUNTA" in rule.formula[0]
    }
    shown = f"COUNTA($B{first - 1}:$H{first})>0"
    assert rules == {
        f"{columns}{first}:{last}24": shown for columns, last in (("A", "A"), ("B", "H"), ("I", "I"))
    }


@each_form
def test_opens_on_the_guide_and_leads_to_the_first_cell(form: Form) -> None:
    book = opened(made(form))
    assert book.active is not None
    assert book.active.title == Sheet.GUIDE.value
    links = list(sheet_tree(made(form), Sheet.GUIDE).iter(f"{MAIN}hyperlink"))
    assert len(links) == 1
    name, _, cell = (links[0].get("location") or "").rpartition("!")
    assert name == f"'{Sheet.SCORES.value}'"
    assert (Sheet.SCORES, cell) in set(input_cells(form))
    assert book[Sheet.SCORES.value].sheet_view.selection[-1].activeCell == cell


def test_unverified_catalogue_says_so_and_a_verified_one_does_not() -> None:
    rows = tuple(
        replace(row, provenance=Provenance("bảng chính thức", ("verified",)))
        for row in basis().catalogue.criteria
    )
    verified = replace(basis(), catalogue=Catalogue(2020, "", rows))
    for sheet in (Sheet.GUIDE, Sheet.SCORES):
        assert UNVERIFIED in texts_of(opened(made(invented_form()))[sheet.value])
        assert UNVERIFIED not in texts_of(opened(made(invented_form(given=verified)))[sheet.value])


@each_form
def test_guide_says_who_what_and_until_when(form: Form) -> None:
    said = "\n".join(texts_of(opened(made(form))[Sheet.GUIDE.value]))
    for wanted in (
        form.unit.name,
        "18/02/2021",
        "Enable Editing",
        "Paste Values",
        form.basis.period.sender.name,
    ):
        assert wanted in said
    assert not re.search(r"[{}]|None|Decimal", said)


@each_form
def test_guide_explains_what_the_form_may_say_and_no_more(form: Form) -> None:
    live = LiveForm(form, Entries(), live_texts())
    said = "\n".join(texts_of(opened(made(form))[Sheet.GUIDE.value]))
    explained = {code for code, text in live_texts().items() if f"“{text}”:" in said}
    assert explained == live.all_codes - {"EV02"}


def test_guide_gives_advice_and_repeats_nothing() -> None:
    lines = [line.text for line in guide_lines(invented_form(), RULES) if line.text.startswith("“")]
    assert "“Điểm ngoài khoảng cho phép”: nhập điểm từ 0 đến điểm tối đa." in lines
    assert not [text for text in lines if re.fullmatch(r"“(.+)”: \1\.", text, re.IGNORECASE)]


def test_guide_asks_for_scores_only_where_there_are_any() -> None:
    first, third = (
        "\n".join(line.text for line in guide_lines(invented_form(unit), RULES)) for unit in ("so-a", "so-c")
    )
    assert "tự chấm 3 tiêu chí (tối đa 4 điểm)" in first
    assert "KPS" in first
    assert "tự chấm 0" not in third
    assert "cung cấp 1 nội dung phối hợp" in third
    assert "Cột “Mức đạt”" not in third
