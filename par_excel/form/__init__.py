"""The form: the only place that knows where a field stands in a workbook."""

from par_excel.form.columns import (
    CODE_LABEL,
    DONE,
    FEEDBACK_SHEET,
    INITIATIVE_OBLIGATORY,
    NOT_ARISEN,
    PROPOSED_HEADER,
    REPORT_NAMING,
    TICK,
    TOTAL_KEY,
    ClosingField,
    Column,
    InitiativeColumn,
    RowKind,
    Sheet,
)
from par_excel.form.entries import BLANK, Entries
from par_excel.form.form import (
    CLOSING_FIRST_ROW,
    CODE_CELL,
    FORM_VERSION,
    HEADER_ROW,
    INITIATIVE_HEADER_ROW,
    INITIATIVE_ROWS,
    PROGRESS_CELL,
    Form,
    FormCell,
    FormRow,
    closing_cell,
    figure_key,
    form_for,
    initiative_cell,
)
from par_excel.form.formulas import Live, LiveForm
from par_excel.form.stamp import NAME_PREFIX, parse_stamp, stamp_name, stamp_text
