"""The review workbook: every criterion with what the agency gave, and open columns for the office."""

from collections.abc import Mapping

from par_excel.form.office_sheets import (
    REVIEW_HIDDEN,
    REVIEW_INITIATIVES,
    REVIEW_KIND,
    REVIEW_SHEET,
    ReviewColumn,
    ReviewInitiativeColumn,
)
from par_excel.model import (
    Answer,
    AssignmentKind,
    Basis,
    Criterion,
    LeafResult,
    Level,
    Method,
    Result,
    ScaleLine,
    told_by_office,
)
from par_excel.vietnamese import format_number
from par_excel.writing.book.figures import recognised_count
from par_excel.writing.book.line_breaks import row_height
from par_excel.writing.book.looks import (
    BODY_SIZE,
    HEAD_ROW,
    CellLook,
    SheetFrame,
    Tone,
    add_sheet,
    result_workbook,
    write_frame,
)
from par_excel.writing.book.page import BAD_COLOUR
from par_excel.writing.book.texts import joined, text_of
from par_excel.writing.book.workbook import (
    BookSheet,
    set_growing_row,
    write_formula_cell,
    write_number,
    write_text,
)
from par_excel.writing.master.texts import basis_of_score, figures_of
from par_excel.writing.office.input_cells import input_styles, lock, write_heads, write_hidden
from par_excel.writing.office.review_initiatives import write_initiatives
from par_excel.writing.office.review_notes import write_notes

_WIDTHS = (9, 30, 8, 13, 8, 8, 20, 22, 24, 13, 9, 8, 8, 24, 20, 22, 26, 8, 15)
_NOTE = (
    "Chỉ ghi vào các ô màu vàng: đánh x vào mức đạt hoặc ghi điểm, kèm lý do khi đổi điểm. Ba cột “gửi Bộ” là lời của cơ quan "
    "tổng hợp trong báo cáo và khi nhập phần mềm; để trống thì dùng lời của cơ quan. Lưu tệp tại chỗ rồi chạy merge."
)
_A3 = 8
"""Number of the paper (ECMA-376, `paperSize`): on a smaller one so many columns could not be read."""
_WORDS: Mapping[ReviewColumn, str] = {
    ReviewColumn.TOLD_FIGURES: "figures",
    ReviewColumn.TOLD_EVIDENCE: "evidence",
    ReviewColumn.TOLD_EXPLANATION: "explanation",
}
"""Columns in which the office writes what the ministry is told, and the part that stands in each."""


def review_workbook(basis: Basis, result: Result) -> bytes:
    """Return the workbook, filled in with what is recorded."""
    return result_workbook(
        basis,
        result,
        lambda frame: _Writer(frame).write(),
        title=f"Rà soát điểm – {basis.period.title}",
        comment=basis.fingerprint,
        draft_hint="chạy lệnh merge để xem lý do",
        lock_structure=True,
    )


class _Writer:
    """Writes the sheet row by row, and keeps where each criterion stands."""

    def __init__(self, frame: SheetFrame) -> None:
        self.frame = frame
        self.sheet: BookSheet = add_sheet(frame, REVIEW_SHEET, _WIDTHS)
        self.sheet.set_paper(_A3)
        self.styles = input_styles(frame)
        self.rows: dict[str, int] = {}
        """Row of each criterion, from 0."""
        self.initiative_criteria = frozenset(
            each.criterion for each in frame.basis.assignments if each.kind is AssignmentKind.INITIATIVE
        )
        self.keys: list[tuple[str, str, str]] = []
        """Key of each open row, its criterion, and the score that was self-assessed."""
        self.leaves: Mapping[str, LeafResult] = {leaf.criterion.code: leaf for leaf in frame.result.leaves}
        self.row = HEAD_ROW

    def write(self) -> None:
        """Write head, rows, sums and the hidden stamp."""
        write_frame(self.sheet, self.frame, "Rà soát điểm tự đánh giá", _NOTE, frozen=2)
        write_heads(self.frame, self.sheet, [column.value for column in ReviewColumn])
        criteria = self.frame.basis.catalogue.criteria
        for criterion in criteria:
            self.row += 1
            self.rows[criterion.code] = self.row
            if criterion.is_leaf:
                self._write_leaf(self.leaves[criterion.code])
        for criterion in criteria:
            if not criterion.is_leaf:
                self._write_heading(criterion)
        self.sheet.print_area(0, 0, self.row, len(ReviewColumn) - 1)
        self._colour_checks()
        lock(self.sheet)
        self.keys += write_initiatives(self.frame, self.styles)
        self.keys += write_notes(self.frame, self.styles)
        basis = self.frame.basis
        stamp = (REVIEW_KIND, basis.period.id, basis.fingerprint)
        lock(write_hidden(self.frame, REVIEW_HIDDEN, [stamp, *self.keys]))

    def _colour_checks(self) -> None:
        """Show in red what is still wrong; an empty check stays as quiet as the other cells."""
        letter, first = ReviewColumn.CHECK.letter, HEAD_ROW + 2
        red = self.frame.book.add_format({"font_color": BAD_COLOUR, "bold": True})
        self.sheet.conditional_format(
            f"{letter}{first}:{letter}{self.row + 1}",
            {"type": "formula", "criteria": f"=LEN({letter}{first})>0", "format": red},
        )

    def _fill(self, row: int, tone: Tone) -> None:
        for column in ReviewColumn:
            self.sheet.write_blank(row, column.index, None, self.frame.formats[CellLook.TEXT, tone])

    def _write_heading(self, criterion: Criterion) -> None:
        row = self.rows[criterion.code]
        tone = Tone.FIELD if criterion.level is Level.FIELD else Tone.HEADING
        self._fill(row, tone)
        formats = self.frame.formats
        write_text(self.sheet, row, 0, criterion.code, formats[CellLook.CODE, tone])
        write_text(self.sheet, row, 1, criterion.full_name, formats[CellLook.TEXT, tone])
        score = formats[CellLook.SCORE, tone]
        write_number(self.sheet, row, ReviewColumn.MAXIMUM.index, criterion.maximum, score)
        total = self.frame.result.headings[criterion.code]
        sums = {
            ReviewColumn.SELF: total.score if total.own is None else total.own,
            ReviewColumn.FINAL: total.score,
        }
        catalogue = self.frame.basis.catalogue
        children = [
            each.code
            for each in catalogue.criteria
            if each.parent == criterion.code and catalogue.is_summand(each.code)
        ]
        for column, value in sums.items():
            cells = ",".join(f"{column.letter}{self.rows[code] + 1}" for code in children)
            write_formula_cell(
                self.sheet, row, column.index, f"=SUM({cells})" if cells else "=0", score, value
            )
        set_growing_row(
            self.sheet, row, row_height([(criterion.full_name, _WIDTHS[1])], BODY_SIZE, bold=True)
        )

    def _write_leaf(self, leaf: LeafResult) -> None:
        row, criterion = self.row, leaf.criterion
        lines = criterion.tick_lines
        is_open = criterion.method.is_self_assessed or criterion.method is Method.OFFICE
        self._fill(row, Tone.PLAIN)
        texts = _texts(leaf, self._proposals(criterion.code))
        for column, text in texts.items():
            look = CellLook.CODE if column is ReviewColumn.CODE else CellLook.TEXT
            write_text(self.sheet, row, column.index, text, self.frame.formats[look, Tone.PLAIN])
        score = self.frame.formats[CellLook.SCORE, Tone.PLAIN]
        write_number(self.sheet, row, ReviewColumn.MAXIMUM.index, criterion.maximum, score)
        if leaf.own is not None:
            write_number(self.sheet, row, ReviewColumn.SELF.index, leaf.own, score)
        words = told_by_office(leaf)
        texts |= {column: getattr(words, part) for column, part in _WORDS.items()}
        height = row_height([(text, _WIDTHS[column.index]) for column, text in texts.items()], BODY_SIZE)
        set_growing_row(self.sheet, row, height)
        if is_open:
            over = "" if leaf.own is None else f"{leaf.own:f}"
            self.keys.append((criterion.code, criterion.code, over))
            self._write_inputs(leaf, row)
            self._write_formulas(row, len(lines), leaf)
            if criterion.code in self.initiative_criteria:
                self._write_recognised(row)
        for line in lines:
            self._write_line(leaf, line, is_open=is_open)

    def _proposals(self, code: str) -> str:
        shared = next((each for each in self.frame.result.shared if each.criterion.code == code), None)
        if shared is None or not shared.differs:
            return ""
        given = [(unit, each.proposed.value) for _, unit, each in shared.contributions if each is not None]
        return "\n".join(f"{unit.name}: {format_number(value)}" for unit, value in given if value is not None)

    def _write_inputs(self, leaf: LeafResult, row: int) -> None:
        opinion = leaf.review.opinion if leaf.review else None
        at = ReviewColumn.SCORE.index
        if opinion is not None and opinion.score is not None:
            write_number(self.sheet, row, at, opinion.score, self.styles.score)
        else:
            self.sheet.write_blank(row, at, None, self.styles.score)
        write_text(
            self.sheet, row, ReviewColumn.OPINION.index, opinion.reason if opinion else "", self.styles.text
        )
        words = told_by_office(leaf)
        for column, part in _WORDS.items():
            write_text(self.sheet, row, column.index, getattr(words, part), self.styles.text)
        top, shown = f"=${ReviewColumn.MAXIMUM.letter}${row + 1}", format_number(leaf.criterion.maximum)
        self.styles.only_scores(self.sheet, row, at, top=top, shown=shown)

    def _write_formulas(self, row: int, lines: int, leaf: LeafResult) -> None:
        maximum, own, score, reason, final = (
            f"{column.letter}{row + 1}"
            for column in (
                ReviewColumn.MAXIMUM,
                ReviewColumn.SELF,
                ReviewColumn.SCORE,
                ReviewColumn.OPINION,
                ReviewColumn.FINAL,
            )
        )
        rest = f'IF(ISNUMBER({own}),{own},"")'
        if lines:
            ticks, points = (
                f"{column.letter}{row + 2}:{column.letter}{row + 1 + lines}"
                for column in (ReviewColumn.TICK, ReviewColumn.MAXIMUM)
            )
            rest = f'IF(COUNTIF({ticks},"x")>0,SUMIF({ticks},"x",{points}),{rest})'
        style = self.frame.formats[CellLook.SCORE, Tone.PLAIN]
        value = "" if leaf.score is None else leaf.score
        formula = f"=IF(ISNUMBER({score}),{score},{rest})"
        write_formula_cell(self.sheet, row, ReviewColumn.FINAL.index, formula, style, value)
        # N(): a blank text counts as 0; compared as it is, any text is greater than any number.
        changed = f"OR(ISNUMBER({final})<>ISNUMBER({own}),ABS(N({final})-N({own}))>0.000001)"
        check = (
            f'=IF(ISTEXT({score}),"Điểm phải là số",'
            f'IF(OR(N({final})<0,N({final})>{maximum}),"Điểm ngoài khoảng cho phép",'
            f'IF(AND({changed},LEN(TRIM({reason}))=0),"Cần ghi lý do","")))'
        )
        style = self.frame.formats[CellLook.TEXT, Tone.PLAIN]
        write_formula_cell(self.sheet, row, ReviewColumn.CHECK.index, check, style, "")

    def _write_recognised(self, row: int) -> None:
        """Write in the row of the criterion about initiatives how many are recognised by now."""
        proposed = len(self.frame.result.initiatives)
        at = ReviewInitiativeColumn.RECOGNISED.letter
        cells = f"'{REVIEW_INITIATIVES}'!{at}{HEAD_ROW + 2}:{at}{HEAD_ROW + 1 + max(1, proposed)}"
        count = recognised_count(self.frame.result)
        tail = f"/{proposed} sáng kiến được công nhận (sheet “{REVIEW_INITIATIVES}”)"
        style = self.frame.formats[CellLook.TEXT, Tone.PLAIN]
        write_formula_cell(
            self.sheet,
            row,
            ReviewColumn.EVIDENCE.index,
            f'=COUNTIF({cells},"x")&"{tail}"',
            style,
            f"{count}{tail}",
        )

    def _write_line(self, leaf: LeafResult, line: ScaleLine, *, is_open: bool) -> None:
        self.row += 1
        self._fill(self.row, Tone.FAINT)
        formats, sheet, row = self.frame.formats, self.sheet, self.row
        write_text(sheet, row, 0, line.id, formats[CellLook.CODE, Tone.FAINT])
        write_text(sheet, row, 1, line.text, formats[CellLook.TEXT, Tone.FAINT])
        write_number(sheet, row, ReviewColumn.MAXIMUM.index, line.points, formats[CellLook.SCORE, Tone.FAINT])
        marked = leaf.answer is not None and any(
            tick.line == line.id and tick.mark.value for tick in leaf.answer.ticks
        )
        at = ReviewColumn.LEVEL.index
        write_text(sheet, row, at, "x" if marked else "", formats[CellLook.CENTRE, Tone.FAINT])
        if is_open:
            self.keys.append((line.id, leaf.criterion.code, ""))
            ticks = leaf.review.opinion.ticks if leaf.review else ()
            at = ReviewColumn.TICK.index
            write_text(sheet, row, at, "x" if line.id in ticks else "", self.styles.tick)
            self.styles.only_ticks(sheet, row, at)
        set_growing_row(sheet, row, row_height([(line.text, _WIDTHS[1])], BODY_SIZE))


def _texts(leaf: LeafResult, proposed: str) -> dict[ReviewColumn, str]:
    answer = leaf.answer
    return {
        ReviewColumn.CODE: leaf.criterion.code,
        ReviewColumn.NAME: leaf.criterion.name,
        ReviewColumn.UNIT: leaf.state.value if leaf.unit is None else leaf.unit.name,
        ReviewColumn.FIGURES: "" if answer is None else _figures(leaf.criterion, answer),
        ReviewColumn.EVIDENCE: "" if answer is None else text_of(answer.evidence),
        ReviewColumn.EXPLANATION: "" if answer is None else text_of(answer.explanation),
        ReviewColumn.FINDINGS: "\n".join(f"{each.code}: {each.title}" for each in leaf.findings),
        ReviewColumn.PROPOSED: proposed,
    }


def _figures(criterion: Criterion, answer: Answer) -> str:
    """Return the agency's figures, and the rate from which its score follows."""
    rate = basis_of_score(criterion, answer) if answer.amounts else ""
    return joined([figures_of(criterion, answer), rate])
